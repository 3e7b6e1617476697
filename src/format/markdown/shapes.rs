//! Shapes that lists come in, each with what it is read as.

use super::*;
use crate::dataset::{Link, SourceUrl};

/// The entries of a list, one a line: its categories, the entries around it, and what it has; then the warnings.
fn told(text: &str) -> String {
    let reading = read(File::new("list.md", text));
    let short = |url: SourceUrl| url.as_str().trim_start_matches("https://").trim_end_matches('/').to_owned();
    let mut lines = Vec::new();
    let stack = reading.stack.as_ref();
    for (_, entry) in stack.iter().flat_map(|stack| stack.entries()) {
        let mut path: Vec<String> = entry.category_path().into_iter().map(str::to_owned).collect();
        let around = std::iter::successors(entry.parent(), |at| entry.stack().entry(*at)?.parent());
        let around: Vec<_> = around.filter_map(|at| entry.stack().entry(at)).collect();
        path.extend(around.iter().rev().map(|entry| entry.name().to_owned()));
        path.push(entry.name().to_owned());
        let mut parts = vec![path.join(" > ")];
        parts.extend(entry.homepage().or(entry.repository()).map(short));
        let link = |link: Link<'_>| {
            format!("+{} {}", link.title().unwrap_or("-"), link.url().map(short).unwrap_or_default())
        };
        parts.extend(entry.links().map(link));
        parts.extend(entry.tags().map(|tag| format!("#{tag}")));
        parts.extend(entry.summary().map(|said| format!("\"{said}\"")));
        lines.push(parts.join(" | "));
    }
    let mut positions = Positions::new(&reading.texts[0].text);
    lines.extend(reading.findings.iter().map(|finding| {
        let line = finding.place.as_ref().map_or(0, |place| positions.of(place.at.start).0);
        format!("{line}: {}", finding.message)
    }));
    lines.join("\n")
}

/// What lists are read as, each with the lines that are wanted.
fn all(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(text, wanted)| (text, told(text), wanted))
        .filter(|(_, told, wanted)| told != *wanted)
        .map(|(text, told, wanted)| format!("{text}\n-- is read as\n{told}\n-- and not as\n{wanted}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n=========\n"));
}

#[test]
fn what_is_said_in_an_item_stays_with_it() {
    all(&[
        ("## A\n- one\n\n  two\n  - [x](https://x.example)\n", "A > one two\nA > one two > x | x.example"),
        (
            "## A\n- one\n\n  # two\n  - [x](https://x.example)\n## B\n- [y](https://y.example)\n",
            "A > one\nA > one > two\nA > one > two > x | x.example\nB > y | y.example",
        ),
        ("## A\n- # [x](https://x.example)\n  b\n", "A > x | x.example | \"b\""),
        (
            "## A\n- [x](https://x.example)\n\n  b\n\n  ([c](https://c.example), [x](https://x.example))\n",
            "A > x | x.example | +c c.example | \"b (c, x)\"",
        ),
    ]);
}

#[test]
fn a_link_that_never_ends_hides_no_other() {
    all(&[
        (
            "## A\n<ul><li><a href='https://x.example'>x<li><a href='https://y.example'>y</a></ul>\n",
            "A > x | x.example\nA > y | y.example",
        ),
        (
            "## A\n- <a href='https://x.example'>x</b> <a href='https://y.example'>y</a>\n",
            "A > x | x.example | +y y.example",
        ),
    ]);
}

#[test]
fn a_badge_is_a_picture_and_no_words() {
    all(&[
        ("## A\n- [TravisCI](https://travis-ci.org/) - b\n", "A > TravisCI | travis-ci.org | \"b\""),
        (
            "## A\n- [x](https://x.example) [![b](https://img.shields.io/b.svg)](https://b.example) - b\n",
            "A > x | x.example | \"b\"",
        ),
        (
            "## A\n- [x](https://x.example) [![Free](https://i.example/i.png)](https://f.example) - b\n",
            "A > x | x.example | +Free f.example | \"b\"",
        ),
        ("## A\n- [![Logo](https://i.example/i.png)](https://x.example)\n", "A > Logo | x.example"),
        (
            "## A\n- [![](https://i.example/i.png)](https://x.example) [x](https://x.example) - b\n",
            "A > x | x.example | \"b\"",
        ),
    ]);
}

#[test]
fn nothing_is_left_out_without_a_word() {
    all(&[
        (
            "## A\n| a | b |\n|-|-|\n| [x](https://x.example) | b | [y](https://y.example) |\n",
            "A > x | x.example | #b: b\n4: this row has more cells than its table has columns: those are left out",
        ),
        (
            "```\ncode\n```\n## A\n- [x](https://x.example)\n",
            "A > x | x.example\n1: a block of code is left out",
        ),
    ]);
}

#[test]
fn a_strong_line_groups_the_list_that_follows_it() {
    all(&[
        (
            "## A\n**G**\n- [x](https://x.example)\n\n**H**: with text\n- [y](https://y.example)\n\ntext\n- [z](https://z.example)\n",
            "A > G\nA > G > x | x.example\nA > y | y.example\nA > z | z.example",
        ),
        (
            "## A\n**G**\n- [x](https://x.example)\n\n---\n- [y](https://y.example)\n",
            "A > G\nA > G > x | x.example\nA > y | y.example",
        ),
    ]);
}
