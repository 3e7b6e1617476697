//! The relations of a stack as a graph: all of them, or those around an entry.

use std::collections::HashSet;

use crate::dataset::{Entry, EntryIndex, Period, RelationKind, Stack};

/// Entries of a stack, and the relations between them.
#[derive(Clone, Debug)]
pub struct Graph<'a> {
    /// The stack.
    pub stack: &'a Stack,
    /// The entry around which it is, if it is around one.
    pub centre: Option<Entry<'a>>,
    /// The entries, in the order of the data.
    pub nodes: Vec<(EntryIndex, Entry<'a>)>,
    /// The relations and parents, in the order of the data.
    pub edges: Vec<Edge>,
}

/// A connection of two entries, read from the first.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    /// The entry that states it.
    pub from: EntryIndex,
    /// The other entry.
    pub to: EntryIndex,
    /// The kind of the relation; absent between an entry and its parent.
    pub kind: Option<RelationKind>,
    /// The time in which it holds.
    pub when: Option<Period>,
}

impl Edge {
    /// Its label: the words of the relation and its time.
    pub fn label(&self) -> String {
        let words = self.kind.map_or("under", RelationKind::out);
        self.when.map_or(words.to_owned(), |when| format!("{words} {}", when.short("–")))
    }
}

impl<'a> Graph<'a> {
    /// All entries of a stack that are related to others.
    pub fn new(stack: &'a Stack) -> Self {
        let edges = edges(stack);
        let related: HashSet<EntryIndex> = edges.iter().flat_map(|edge| [edge.from, edge.to]).collect();
        let nodes = stack.entries().filter(|(at, _)| related.contains(at)).collect();
        Self { stack, centre: None, nodes, edges }
    }

    /// The entries at most `depth` relations away from one, in either direction.
    pub fn around(stack: &'a Stack, centre: EntryIndex, depth: usize) -> Self {
        let mut edges = edges(stack);
        let mut near = HashSet::from([centre]);
        for _ in 0..depth {
            let ends = edges.iter().filter(|edge| near.contains(&edge.from) || near.contains(&edge.to));
            let next: Vec<EntryIndex> =
                ends.flat_map(|edge| [edge.from, edge.to]).filter(|end| !near.contains(end)).collect();
            if next.is_empty() {
                break;
            }
            near.extend(next);
        }
        edges.retain(|edge| near.contains(&edge.from) && near.contains(&edge.to));
        let nodes = stack.entries().filter(|(at, _)| near.contains(at)).collect();
        Self { stack, centre: stack.entry(centre), nodes, edges }
    }

    /// Its title: the name of the stack, and of the entry around which it is.
    pub fn title(&self) -> String {
        let stack = self.stack.name();
        self.centre.map_or(stack.to_owned(), |centre| format!("{stack}: around {}", centre.name()))
    }

    /// Its entries by category, categories in the order of their first entry, each with its path as text.
    pub fn groups(&self) -> Vec<(String, Vec<(EntryIndex, Entry<'a>)>)> {
        let mut nodes = self.nodes.clone();
        nodes.sort_by_key(|(_, entry)| entry.category());
        let same =
            |a: &(EntryIndex, Entry<'_>), b: &(EntryIndex, Entry<'_>)| a.1.category() == b.1.category();
        let name = |group: &[(EntryIndex, Entry<'a>)]| {
            group.first().map(|(_, entry)| entry.category_path().join(" › ")).unwrap_or_default()
        };
        nodes.chunk_by(same).map(|group| (name(group), group.to_vec())).collect()
    }
}

/// The relations of a stack, each once, and the parents of entries that no relation says more about.
fn edges(stack: &Stack) -> Vec<Edge> {
    let mut edges = Vec::new();
    let mut known = HashSet::new();
    let mut told = HashSet::new();
    for (from, entry) in stack.entries() {
        for relation in entry.relations() {
            let (to, kind) = (relation.target(), relation.kind());
            if known.insert((from, to, kind)) {
                edges.push(Edge { from, to, kind: Some(kind), when: relation.when() });
            }
            if kind != RelationKind::UsedWith {
                told.extend([(from, to), (to, from)]);
            }
        }
    }
    for (from, entry) in stack.entries() {
        if let Some(to) = entry.parent().filter(|to| !told.contains(&(from, *to))) {
            edges.push(Edge { from, to, kind: None, when: None });
        }
    }
    edges.sort_by_key(|edge| edge.from);
    edges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    fn names(graph: &Graph<'_>) -> Vec<String> {
        graph.nodes.iter().map(|(_, entry)| entry.name().to_owned()).collect()
    }

    #[test]
    fn a_graph_has_all_that_is_related() {
        let stack = sample::stack();
        let graph = Graph::new(&stack);
        assert!(graph.edges.iter().any(|edge| edge.label().starts_with("replaced")), "{:?}", graph.edges);
        assert!(graph.nodes.len() > 1 && graph.nodes.len() <= stack.entries().len());
        assert_eq!(graph.groups().iter().map(|(_, group)| group.len()).sum::<usize>(), graph.nodes.len());
    }

    #[test]
    fn around_an_entry_it_grows_with_the_depth() {
        let stack = sample::stack();
        let centre = stack.find("scylladb").expect("there");
        let [alone, near, far] = [0, 1, 100].map(|depth| Graph::around(&stack, centre, depth));
        assert_eq!((names(&alone), alone.edges.len()), (vec!["ScyllaDB".to_owned()], 0));
        assert!(names(&near).contains(&"PostgreSQL".to_owned()), "{:?}", names(&near));
        assert!(near.nodes.iter().all(|(at, _)| far.nodes.iter().any(|(other, _)| other == at)));
        assert_eq!(alone.title(), "Sample: around ScyllaDB");
    }
}
