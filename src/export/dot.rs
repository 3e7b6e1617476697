//! The relations of a stack in DOT, the language of Graphviz.
//!
//! A category is a cluster, an entry a node with its id, and a relation an edge. Every text is a quoted string, in which a
//! backslash, a quotation mark and the start of an entity are escaped.

use std::fmt::Write as _;

use super::graph::{Edge, Graph};
use crate::dataset::{Entry, EntryIndex, Stack, Status};

/// Writes all relations of a stack.
pub fn write(stack: &Stack) -> String {
    write_graph(&Graph::new(stack))
}

/// Writes a graph.
pub fn write_graph(graph: &Graph<'_>) -> String {
    let mut out = format!("digraph {} {{\n", quoted(graph.stack.id()));
    let _ = writeln!(out, "  label={};", quoted(&graph.title()));
    out.push_str(
        "  rankdir=LR;\n  fontname=\"sans-serif\";\n  bgcolor=\"white\";\n  \
         node [shape=box, style=\"rounded,filled\", fillcolor=\"#e8eef7\", color=\"#4a6fa5\", fontname=\"sans-serif\"];\n  \
         edge [color=\"#5b6470\", fontcolor=\"#3d4450\", fontname=\"sans-serif\", fontsize=10];\n",
    );
    for (at, (category, entries)) in graph.groups().iter().enumerate() {
        let _ = writeln!(
            out,
            "  subgraph cluster_{at} {{\n    label={};\n    color=\"#b8c0cc\";",
            quoted(category)
        );
        for (_, entry) in entries {
            let is_centre = graph.centre.is_some_and(|centre| centre.id() == entry.id());
            node(*entry, is_centre, &mut out);
        }
        out.push_str("  }\n");
    }
    for edge in &graph.edges {
        line(graph, edge, &mut out);
    }
    out.push_str("}\n");
    out
}

fn node(entry: Entry<'_>, is_centre: bool, out: &mut String) {
    let mut look = String::new();
    if entry.status() == Some(Status::Former) {
        look.push_str(", style=\"rounded,dashed\"");
    }
    if is_centre {
        look.push_str(", penwidth=2.5");
    }
    let _ = writeln!(out, "    {} [label={}{look}];", quoted(entry.id()), quoted(entry.name()));
}

fn line(graph: &Graph<'_>, edge: &Edge, out: &mut String) {
    let id = |at: EntryIndex| quoted(graph.stack.entry(at).map_or("", Entry::id));
    let _ = writeln!(out, "  {} -> {} [label={}];", id(edge.from), id(edge.to), quoted(&edge.label()));
}

/// A text as a string of DOT. A label decodes entities, so the start of one is an entity itself.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    #[test]
    fn a_stack_is_a_graph_with_a_node_for_each_related_entry() {
        let stack = sample::stack();
        let text = write(&stack);
        assert_eq!(text.matches(" -> ").count(), Graph::new(&stack).edges.len(), "{text}");
        assert!(text.contains("\"scylladb\" -> \"postgresql\" [label=\"replaced"), "{text}");
    }

    #[test]
    fn a_string_ends_where_its_text_does() {
        assert_eq!(quoted("a\" -> \\N <b>&amp;"), "\"a\\\" -> \\\\N <b>&amp;amp;\"");
    }
}
