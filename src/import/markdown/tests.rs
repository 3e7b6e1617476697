use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::dataset::{Code, Entry, Severity, Stack};
use crate::format::{Positions, Reading, toml};

fn read_text(text: &str) -> Reading {
    read(File::new("list.md", text)).reading
}

/// A stack as an outline: its categories, its entries with their fields, and the findings.
fn outline(name: &str, text: &str) -> String {
    let Imported { reading, lines } = read(File::new(name, text));
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
        let place = finding.span.as_ref().map(|place| positions.locate(place.at.start));
        let place = place.map_or_else(String::new, |(line, column)| format!("{line}:{column} "));
        let _ = writeln!(out, "{} {place}{}: {}", finding.severity.name(), finding.code, finding.message);
    }
    out
}

/// The number of ancestors of an entry.
fn depth(stack: &Stack, entry: Entry<'_>) -> usize {
    std::iter::successors(entry.parent(), |at| stack.entry(*at)?.parent()).count()
}

fn write_entry(out: &mut String, stack: &Stack, entry: Entry<'_>, line: usize) {
    let indent = "  ".repeat(depth(stack, entry));
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

#[test]
fn an_imported_list_reads_back_from_toml() {
    for text in [
        include_str!("../../../tests/fixtures/markdown/plain.md"),
        include_str!("../../../tests/fixtures/markdown/shapes.md"),
        include_str!("../../../tests/fixtures/markdown/sections.md"),
    ] {
        let Imported { reading, lines } = read(File::new("list.md", text));
        let written = toml::write_with(reading.stack.as_ref().unwrap(), &lines);
        let again = toml::read(vec![File::new("list.toml", written)]);
        assert_eq!((again.stack, again.findings), (reading.stack, Vec::new()));
    }
}

/// The ids of a list, in order.
fn ids(text: &str) -> Vec<String> {
    let reading = read_text(text);
    reading.stack.unwrap().entries().map(|(_, entry)| entry.id().to_owned()).collect()
}

#[test]
fn an_item_that_is_added_elsewhere_leaves_the_other_ids_alone() {
    let before = "# L\n## A\n- [x](https://a.example/x)\n- [y](https://a.example/y)\n## B\n- [x](https://b.example/x)\n";
    assert_eq!(ids(before), ["x", "y", "x-b"]);
    let after = before.replace(
        "## B\n",
        "- [z](https://a.example/z)\n## New\n- [w](https://n.example)\n## B\n- [v](https://b.example/v)\n",
    );
    assert_eq!(ids(&after), ["x", "y", "z", "w", "v", "x-b"]);
}

#[test]
fn characters_that_act_on_a_terminal_are_made_visible_and_reported() {
    let text =
        "# L\n\n## A\n\n- [N&#27;\\[2J](https://a.example) - d&#8238;.\n- [B&#x200b;C](https://b.example)\n";
    let reading = read_text(text);
    let stack = reading.stack.as_ref().unwrap();
    let names: Vec<&str> = stack.entries().map(|(_, entry)| entry.name()).collect();
    assert_eq!(names, ["N<U+001B>[2J", "BC"]);
    let mut positions = Positions::new(text);
    let reported: Vec<String> = reading
        .findings
        .iter()
        .map(|finding| {
            assert_eq!(finding.severity, Severity::Warning);
            format!("{} {}", positions.locate(finding.span.as_ref().unwrap().at.start).0, finding.code)
        })
        .collect();
    assert_eq!(reported, ["5 text.control", "5 text.bidi", "6 text.invisible"]);
}

#[test]
fn nesting_has_a_limit_that_is_reported() {
    let nested: String = (0..100).fold("# L\n## A\n".to_owned(), |text, depth| {
        text + &"  ".repeat(depth) + &format!("- [d{depth}](https://d{depth}.example)\n")
    });
    let reading = read_text(&nested);
    let stack = reading.stack.as_ref().unwrap();
    assert_eq!(stack.entries().len(), 100);
    assert_eq!(reading.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::Depth]);
    let deepest = stack.entries().map(|(_, entry)| depth(stack, entry)).max();
    assert_eq!(deepest, Some(63));
}

#[test]
fn texts_and_lists_that_are_too_long_are_cut_and_reported() {
    let name = "n".repeat(300);
    let summary = "word ".repeat(20_000);
    let links = (0..1_002).map(|n| format!(", [l{n}](https://l{n}.example)")).collect::<Vec<_>>().concat();
    let text =
        format!("# L\n## A\n- [{name}](https://a.example) - {summary}\n- [b](https://b.example){links}\n");
    let reading = read_text(&text);
    let codes: Vec<Code> = reading.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::Length, Code::Length, Code::Count]);
    assert!(reading.stack.is_some());
}

#[test]
fn a_text_without_entries_is_an_error() {
    for text in [
        "",
        "# Title\n",
        "Prose.\n",
        "- item\n- item\n",
        "- [a](#a)\n- [b](#b)\n",
        "[a]: https://a.example\n",
    ] {
        let reading = read_text(text);
        assert!(reading.stack.is_none(), "{text:?}");
        assert_eq!(reading.findings[0].code, Code::NoEntries, "{text:?}");
    }
    assert_eq!(
        read(File::new(
            "a.md",
            "- [a](https://a.example) \u{e9}".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()
        ))
        .reading
        .findings[0]
            .code,
        Code::Utf16
    );
    assert_eq!(read(File::new("a.md", &b"- \xff"[..])).reading.findings[0].code, Code::InvalidUtf8);
}

/// A text of pieces that lists consist of, and of others.
fn any_list() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "# A\n",
        "## B\n",
        "\n### C\n\n",
        "Title\n===\n",
        "- ",
        "  - ",
        "    * ",
        "1. ",
        "\n",
        "\n\n",
        " ",
        "[x](https://x.example)",
        "[y](https://y.example/a_(b))",
        "[z][r]",
        "[r]: https://r.example\n",
        "![i](https://i.example/i.png)",
        "[![b](https://img.shields.io/b)](https://b.example)",
        "[#](#top)",
        "[rel](a/b.md)",
        "[bad](javascript:1)",
        "https://bare.example/x.",
        "example.org",
        " - ",
        " – ",
        ": ",
        "(",
        ")",
        "[",
        "]",
        "**",
        "*",
        "`",
        "~~",
        "<",
        ">",
        "<a href=\"https://h.example\">",
        "</a>",
        "<details>\n",
        "</details>\n",
        "<summary>",
        "</summary>",
        "<h2>",
        "</h2>",
        "<li>",
        "<td>",
        "<br>",
        "<!--",
        "-->",
        "<img alt='x'>",
        "| a | b |\n",
        "|---|---|\n",
        "| ",
        " |\n",
        "---\n",
        "+++\n",
        "```\n",
        "&#27;",
        "&#x202e;",
        "\u{202e}",
        "\u{200b}",
        "\u{9b}",
        "\u{301}",
        "é",
        "語",
        "👩\u{200d}💻",
        "⭐ ",
        ":star: ",
        "&amp;",
        "\\",
        "\t",
        "\r\n",
        "\0",
        "title: t\n",
        "> ",
        "text",
        "Link",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn any_text_gives_a_stack_or_an_error(text in prop_oneof![3 => any_list(), 1 => any::<String>()]) {
        let Imported { reading, lines } = read(File::new("list.md", text.clone()));
        prop_assert_eq!(reading.stack.is_some(), reading.errors() == 0, "{:?}", reading.findings);
        for finding in &reading.findings {
            if let Some(place) = &finding.span {
                prop_assert!(text.len() >= place.at.start && place.at.start <= place.at.end, "{:?}", finding);
            }
            // NUL before each letter is UTF-16.
            let may_be = [Code::NoEntries, Code::Utf16].contains(&finding.code);
            prop_assert!(!finding.is_error() || may_be, "{:?}", finding);
        }
        let _drawn = crate::format::report::draw(&reading.findings, &reading.texts, crate::format::report::Look { ink: crate::format::report::Ink::Plain, width: 80 });
        let Some(stack) = reading.stack else { return Ok(()) };
        prop_assert_eq!(lines.entries.len(), stack.entries().len());
        prop_assert_eq!(lines.categories.len(), stack.categories().len());
        let written = toml::write_with(&stack, &lines);
        let again = toml::read(vec![File::new("list.toml", written)]);
        prop_assert_eq!(again.errors(), 0, "{:?}", again.findings);
        prop_assert_eq!(again.stack, Some(stack));
    }
}

/// Texts that would make anything superlinear slow.
fn hostile(size: usize) -> Vec<(&'static str, String)> {
    let times = |piece: &str| piece.repeat(size / piece.len());
    let numbered = |piece: &dyn Fn(usize) -> String| {
        let mut text = String::new();
        let mut number = 0;
        while text.len() < size {
            text.push_str(&piece(number));
            number += 1;
        }
        text
    };
    let item = |n: usize| format!("- [Name {n}](https://e{n}.example) - d\n");
    vec![
        ("items", format!("## A\n{}", numbered(&item))),
        ("same names", format!("## A\n{}", times("- [Same](https://e.example) - d\n"))),
        ("headings", numbered(&|n| format!("## H {n}\n- [x](https://e{n}.example)\n"))),
        ("same headings", times("## H\n- [x](https://e.example)\n")),
        ("one item of links", format!("- {}", numbered(&|n| format!("[a{n}](https://e{n}.example) ")))),
        ("one item of groups", format!("- [a](https://a.example) {}", times("([b](https://b.example)) "))),
        ("open brackets", format!("- [a](https://a.example) {}", times("( "))),
        (
            "brackets around links",
            format!("- [a](https://a.example) {}", times("(b [c](https://c.example) ")),
        ),
        ("codes", format!("- [a](https://a.example) b. {}", times("`c` "))),
        ("lines of links", numbered(&|n| format!("[a{n}](https://e{n}.example) - b\n"))),
        ("lines of codes", times("`a` https://a.example\n")),
        ("bare addresses", format!("- {}", times("https://a.example/))) "))),
        ("nested items", format!("{}[a](https://a.example)", times("- "))),
        ("texts that group", numbered(&|n| format!("- t{n}\n  - [a](https://e{n}.example)\n"))),
        (
            "folded in folded",
            format!(
                "{}\n\n- [a](https://a.example)\n{}",
                "<details>\n\n".repeat(size / 24),
                "\n</details>\n".repeat(size / 24)
            ),
        ),
        ("html", times("<p><a href=\"https://a.example\">a</a> <b>c</b></p>")),
        ("tags without end", times("<a href=\"")),
        ("comments without end", times("<!-- ")),
        ("rows", format!("| a | b |\n|---|---|\n{}", times("| [a](https://a.example) | b |\n"))),
        ("cells", format!("| a |\n|---|\n| {} |\n", times("[a](https://a.example) "))),
        ("marks", format!("- {}[a](https://a.example)", times("⭐ "))),
        ("controls", format!("- [a](https://a.example) - {}", times("&#27;"))),
        ("quotes", times("> ")),
        (
            "references",
            format!("{}\n{}", "- [a]\n".repeat(size / 12), "[a]: https://a.example\n".repeat(size / 46)),
        ),
    ]
}

#[test]
fn texts_made_to_be_slow_are_read_like_any_other() {
    for (what, text) in hostile(256 * 1024) {
        let Imported { reading, .. } = read(File::new("list.md", text));
        let sound =
            reading.findings.iter().all(|finding| !finding.is_error() || finding.code == Code::NoEntries);
        assert!(sound, "{what}: {:?}", reading.findings.first());
    }
}

/// The categories of a list with their parents, and the entries of each.
fn categories(text: &str) -> Vec<String> {
    let reading = read_text(text);
    let stack = reading.stack.unwrap();
    let path = |entry: crate::dataset::Entry<'_>| {
        format!("{} > {}", entry.category_path().join(" > "), entry.name())
    };
    stack.entries().map(|(_, entry)| path(entry)).collect()
}

#[test]
fn named_details_outside_items_are_sections_and_a_table_of_contents_is_none() {
    let list = "# Tools\n\n## Table of Contents\n\n- [Editors](#editors)\n\n\
        <details open>\n<summary><h2>Editors</h2></summary>\n\n- [Helix](https://h.example)\n\n### Modal\n\n\
        - [Kakoune](https://k.example)\n\n</details>\n\n\
        <details>\n<summary>Shells</summary>\n\nFor a terminal.\n\n- [fish](https://f.example)\n\n\
        <details><summary>Old ones</summary>\n\n- [ksh](https://s.example)\n\n</details>\n</details>\n\n\
        ## More\n\n- [foot](https://t.example)\n\n<details><summary>Older</summary>\n\n- [xterm](https://x.example)\n\n</details>\n\n\
        - [st](https://u.example)\n";
    let expected = [
        "Editors > Helix",
        "Editors > Modal > Kakoune",
        "Shells > fish",
        "Shells > Old ones > ksh",
        "More > foot",
        "More > Older > xterm",
        "More > st",
    ];
    let found = categories(list);
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    assert_eq!(found, expected);
    // In an item they group what is nested in it, and without a link they are a text.
    let list = "# Tools\n\n## Editors\n\n- [Helix](https://h.example)\n  <details><summary>More</summary>\n\n  - [x](https://x.example)\n\n  </details>\n\n\
        <details><summary>Why</summary>\n\nBecause.\n\n</details>\n";
    assert_eq!(
        categories(list).iter().filter(|path| path.starts_with("Editors > ")).count(),
        categories(list).len()
    );
}

#[test]
fn details_that_are_never_closed_or_deeply_nested_are_read_too() {
    let nested =
        format!("# L\n\n{}- [x](https://x.example)\n", "<details><summary>a</summary>\n\n".repeat(300));
    assert!(categories(&nested).last().is_some_and(|path| path.ends_with("> x")));
    let open = "# L\n\n## A\n\n<details><summary>B</summary>\n\n- [b](https://b.example)\n\n## C\n\n- [c](https://c.example)\n\n</details>\n\n- [d](https://d.example)\n";
    assert_eq!(categories(open), ["A > B > b", "C > c", "C > d"]);
}
