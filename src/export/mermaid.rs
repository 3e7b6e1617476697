//! The relations of a stack as a flowchart of Mermaid, which Markdown on many sites draws.
//!
//! A category is a subgraph, and a relation an arrow. Of a text only letters, digits and harmless punctuation are written as
//! they are; the rest are the entities that Mermaid decodes, so no text is syntax or markup.

use std::fmt::Write as _;

use super::graph::Graph;
use crate::dataset::{Entry, EntryIndex, Stack, Status};

/// Writes all relations of a stack.
pub fn write(stack: &Stack) -> String {
    write_graph(&Graph::new(stack))
}

/// Writes a graph.
pub fn write_graph(graph: &Graph<'_>) -> String {
    let mut out = String::from("flowchart LR\n");
    for (at, (category, entries)) in graph.groups().iter().enumerate() {
        let _ = writeln!(out, "  subgraph c{at} [{}]", quoted(category));
        for (_, entry) in entries {
            let _ = writeln!(out, "    {}[{}]", node(*entry), quoted(entry.name()));
        }
        out.push_str("  end\n");
    }
    for edge in &graph.edges {
        let id = |at: EntryIndex| graph.stack.entry(at).map(node).unwrap_or_default();
        let _ = writeln!(out, "  {} -->|{}| {}", id(edge.from), quoted(&edge.label()), id(edge.to));
    }
    let is_former = |entry: &Entry<'_>| entry.status() == Some(Status::Former);
    let former = graph.nodes.iter().map(|(_, entry)| *entry).filter(is_former).map(node);
    let centre = graph.centre.map(node).into_iter();
    class("former", "stroke-dasharray: 5 4", &former.collect::<Vec<_>>(), &mut out);
    class("centre", "stroke-width: 3px", &centre.collect::<Vec<_>>(), &mut out);
    out
}

/// The lines that draw some nodes in a style.
fn class(name: &str, style: &str, nodes: &[String], out: &mut String) {
    if !nodes.is_empty() {
        let _ = writeln!(out, "  classDef {name} {style}\n  class {} {name}", nodes.join(","));
    }
}

/// The name of the node of an entry: its id, which is no word of the language with the letter in front.
fn node(entry: Entry<'_>) -> String {
    format!("e_{}", entry.id().replace('-', "_"))
}

/// A text as a string of Mermaid.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        if c.is_ascii_punctuation() && !matches!(c, '.' | ',' | ':' | '+' | '-' | '(' | ')' | '/' | '\'') {
            let _ = write!(out, "#{};", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    #[test]
    fn a_stack_is_a_flowchart() {
        let text = write(&sample::stack());
        assert!(text.starts_with("flowchart LR\n"), "{text}");
        assert!(text.contains("e_scylladb -->|\"replaced"), "{text}");
    }

    #[test]
    fn no_text_is_syntax() {
        assert_eq!(
            quoted("a\" --> b; `c` %%{x}%%"),
            "\"a#34; --#62; b#59; #96;c#96; #37;#37;#123;x#125;#37;#37;\""
        );
    }
}
