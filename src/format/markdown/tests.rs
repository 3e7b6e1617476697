use std::fmt::Write as _;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::dataset::{Entry, Severity, Stack};
use crate::format::{json, toml};

fn read_text(text: &str) -> Reading {
    read(File::new("list.md", text))
}

/// A stack as an outline: categories, entries, what they have, and then the findings.
fn outline(name: &str, text: &str) -> String {
    let (reading, lines) = read_with_lines(File::new(name, text));
    let mut out = String::new();
    if let Some(stack) = &reading.stack {
        let _ = writeln!(out, "{} ({})", stack.name(), stack.id());
        if let Some(summary) = stack.summary() {
            let _ = writeln!(out, "  {summary}");
        }
        for (at, category) in stack.categories() {
            let line = lines.categories[at.0 as usize];
            let parent = category.parent().and_then(|at| stack.category(at));
            let parent = parent.map(|parent| format!(" in {}", parent.id())).unwrap_or_default();
            let _ = writeln!(out, "\n{line:>3} == {} ({}{parent})", category.name(), category.id());
            if let Some(summary) = category.summary() {
                let _ = writeln!(out, "       {summary}");
            }
            for (at, entry) in stack.entries().filter(|(_, entry)| entry.category() == at) {
                write_entry(&mut out, stack, entry, lines.entries[at.0 as usize]);
            }
        }
    }
    let mut positions = Positions::new(&reading.texts[0].text);
    out.push('\n');
    for finding in &reading.findings {
        let place = finding.place.as_ref().map(|place| positions.of(place.at.start));
        let place = place.map_or_else(String::new, |(line, column)| format!("{line}:{column} "));
        let _ = writeln!(out, "{} {place}{}: {}", finding.severity.name(), finding.code, finding.message);
    }
    out
}

fn write_entry(out: &mut String, stack: &Stack, entry: Entry<'_>, line: usize) {
    let mut depth = 0;
    let mut around = entry.parent();
    while let Some(parent) = around.and_then(|at| stack.entry(at)) {
        depth += 1;
        around = parent.parent();
    }
    let indent = "  ".repeat(depth);
    let _ = write!(out, "{line:>3} {indent}- {} ({})", entry.name(), entry.id());
    for (mark, url) in [("", entry.homepage()), ("repository ", entry.repository())] {
        if let Some(url) = url {
            let _ = write!(out, " {mark}{url}");
        }
    }
    out.push('\n');
    let mut more = |what: &str, text: &str| {
        let _ = writeln!(out, "    {indent}    {what}{text}");
    };
    if let Some(summary) = entry.summary() {
        more("", summary);
    }
    for link in entry.links() {
        let url = link.url().map(|url| url.to_string()).unwrap_or_default();
        more("+ ", &format!("{} {url}", link.title().unwrap_or("-")));
    }
    let tags: Vec<&str> = entry.tags().collect();
    if !tags.is_empty() {
        more("# ", &tags.join(" | "));
    }
}

macro_rules! fixture {
    ($test:ident, $file:literal) => {
        #[test]
        fn $test() {
            let text = include_str!(concat!("../../../tests/fixtures/markdown/", $file));
            insta::assert_snapshot!(outline(concat!("lists/", $file), text));
        }
    };
}

fixture!(a_plain_list_is_read_as_its_author_meant_it, "plain.md");
fixture!(lists_come_in_many_shapes, "shapes.md");
fixture!(several_headings_of_the_first_level_are_sections, "sections.md");
fixture!(headings_in_html_divide_a_list_that_has_no_others, "html-headings.md");
fixture!(a_list_without_headings_has_its_name_for_a_category, "no-headings.md");
