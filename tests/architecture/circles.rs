//! Finds circular dependencies between files.
//!
//! A name belongs to the file that defines it, through any number of re-exports. So a front page that only declares and
//! re-exports its folder is in no circle. A front page is in a circle if its folder uses items defined in it and it uses the folder.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::File;

/// The files that a file uses, by path, each with the used names.
type Uses = BTreeMap<String, BTreeSet<String>>;

/// The shortest circle through each file, without repetitions. One line per step: the file, the used names, the used file.
pub fn circles(files: &[File], crates: &BTreeSet<String>) -> Vec<Vec<String>> {
    let graph: BTreeMap<&str, Uses> =
        files.iter().map(|file| (file.path.as_str(), uses(file, files, crates))).collect();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for start in graph.keys() {
        let Some(circle) = shortest_circle(start, &graph) else { continue };
        if seen.insert(circle.iter().copied().collect::<BTreeSet<_>>()) {
            let next = circle.iter().cycle().skip(1);
            found.push(circle.iter().zip(next).map(|(from, to)| step(&graph, from, to)).collect());
        }
    }
    found
}

fn step(graph: &BTreeMap<&str, Uses>, from: &str, to: &str) -> String {
    let names: Vec<&str> = graph[from][to].iter().map(String::as_str).collect();
    format!("src/{from} uses {} of src/{to}", names.join(", "))
}

/// The files on the shortest path from a file back to itself, beginning with that file.
fn shortest_circle<'a>(start: &'a str, graph: &'a BTreeMap<&str, Uses>) -> Option<Vec<&'a str>> {
    let mut before: BTreeMap<&str, &str> = BTreeMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(from) = open.pop_front() {
        for to in graph.get(from)?.keys() {
            if to == start {
                let back = std::iter::successors(Some(from), |at| before.get(at).copied());
                let mut circle: Vec<&str> = back.collect();
                circle.reverse();
                return Some(circle);
            }
            if !before.contains_key(to.as_str()) {
                before.insert(to, from);
                open.push_back(to);
            }
        }
    }
    None
}

fn uses(file: &File, files: &[File], crates: &BTreeSet<String>) -> Uses {
    let mut found = Uses::new();
    for used in &file.scan.used {
        let Some(path) = file.scan.resolve(used, &file.at, crates) else { continue };
        let Some((target, name)) = definition(path, files, crates) else { continue };
        let re_exported =
            used.is_exported && target.at.len() > file.at.len() && target.at.starts_with(&file.at);
        if target.path != file.path && !re_exported {
            found.entry(target.path.clone()).or_default().insert(name);
        }
    }
    found
}

/// The file that defines the target of a path, and its name there; `None` for another crate.
fn definition<'a>(
    mut path: Vec<String>,
    files: &'a [File],
    crates: &BTreeSet<String>,
) -> Option<(&'a File, String)> {
    // The limit only guards against re-exports that form a loop.
    for _ in 0..8 {
        let inside = path.strip_prefix(&["crate".to_owned()])?;
        let holds = |file: &&File| !file.at.is_empty() && inside.starts_with(&file.at);
        let file = files.iter().filter(holds).max_by_key(|file| file.at.len())?;
        let rest = &inside[file.at.len()..];
        let name = if rest.is_empty() { "itself".to_owned() } else { rest.join("::") };
        let re_exported = rest.first().and_then(|first| file.scan.import(first));
        let onward = re_exported.and_then(|used| file.scan.resolve(used, &file.at, crates));
        match onward {
            Some(onward) if onward[0] == "crate" => path = [&onward, &rest[1..]].concat(),
            _ => return Some((file, name)),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file;

    fn circles_of(files: &[(&str, &str)]) -> Vec<Vec<String>> {
        let files: Vec<File> = files.iter().map(|(path, text)| file((*path).to_owned(), text)).collect();
        circles(&files, &BTreeSet::new())
    }

    #[test]
    fn a_front_page_that_re_exports_its_folder_is_in_no_circle() {
        let page = "mod model; mod keys; pub use self::model::Model; pub use keys::Key;";
        let files =
            [("app.rs", page), ("app/model.rs", "use super::Key;"), ("app/keys.rs", "pub enum Key {}")];
        assert_eq!(circles_of(&files), [[""; 0]; 0]);
    }

    #[test]
    fn two_files_that_use_each_other_are_reported_with_the_used_names() {
        let files = [
            ("app.rs", "mod model; mod history; pub use model::{Model, View};"),
            ("app/history.rs", "use super::View; pub struct Place;"),
            ("app/model.rs", "use super::history::Place;\nfn f() { super::history::go() } pub enum View {}"),
        ];
        let circle = [
            "src/app/history.rs uses View of src/app/model.rs",
            "src/app/model.rs uses Place, go of src/app/history.rs",
        ];
        assert_eq!(circles_of(&files), [circle]);
    }

    #[test]
    fn a_front_page_with_items_of_its_own_is_in_the_circle() {
        let files = [
            ("toml.rs", "mod walk; use self::walk::Walk; pub const SCHEMA: u8 = 1;"),
            ("toml/walk.rs", "fn f() { super::SCHEMA } pub struct Walk;"),
        ];
        let circle =
            ["src/toml.rs uses Walk of src/toml/walk.rs", "src/toml/walk.rs uses SCHEMA of src/toml.rs"];
        assert_eq!(circles_of(&files), [circle]);
        let module =
            [("toml.rs", "mod walk; pub fn read() { walk::read() }"), ("toml/walk.rs", "use super::*;")];
        assert_eq!(circles_of(&module).len(), 1);
    }

    #[test]
    fn a_circle_of_three_modules_is_reported_once() {
        let files = [
            ("a.rs", "use crate::b::B; pub struct A;"),
            ("b.rs", "use crate::c; pub struct B;"),
            ("c.rs", "fn f() { crate::a::A }"),
        ];
        let circle = [
            "src/a.rs uses B of src/b.rs",
            "src/b.rs uses itself of src/c.rs",
            "src/c.rs uses A of src/a.rs",
        ];
        assert_eq!(circles_of(&files), [circle]);
    }
}
