//! Shapes of lists, each with the entries that it is read as.

use super::*;
use crate::dataset::{Link, SourceUrl};
use crate::format::Positions;

/// The entries of a list, one per line, with their categories, ancestors and fields; then the warnings.
fn entries_of(text: &str) -> String {
    let Imported { reading, .. } = read(File::new("list.md", text));
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
        parts.extend(entry.summary().map(|summary| format!("\"{summary}\"")));
        lines.push(parts.join(" | "));
    }
    let mut positions = Positions::new(&reading.texts[0].text);
    lines.extend(reading.findings.iter().map(|finding| {
        let line = finding.span.as_ref().map_or(0, |place| positions.locate(place.at.start).0);
        format!("{line}: {}", finding.message)
    }));
    lines.join("\n")
}

/// Asserts the lines of several lists.
fn all(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(text, wanted)| (text, entries_of(text), wanted))
        .filter(|(_, entries_of, wanted)| entries_of != *wanted)
        .map(|(text, entries_of, wanted)| {
            format!("{text}\n-- is read as\n{entries_of}\n-- and not as\n{wanted}")
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n=========\n"));
}

#[test]
fn the_text_of_an_item_is_its_description() {
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
            "A > x | x.example | #b: b\n4: this row has more cells than its table has columns: the rest is left out",
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
            "A > G\nA > G > x | x.example\nA > H | \"with text\"\nA > H > y | y.example\nA > z | z.example",
        ),
        (
            "## A\n**G**\n- [x](https://x.example)\n\n---\n- [y](https://y.example)\n",
            "A > G\nA > G > x | x.example\nA > y | y.example",
        ),
    ]);
}

/// What items are read as, each under a heading.
fn items(cases: &[(&str, &str)]) {
    let cases: Vec<(String, String)> =
        cases.iter().map(|(item, wanted)| (format!("## A\n- {item}\n"), format!("A > {wanted}"))).collect();
    let cases: Vec<(&str, &str)> = cases.iter().map(|(text, wanted)| (&**text, &**wanted)).collect();
    all(&cases);
}

#[test]
fn a_strong_lead_or_one_before_a_bracket_is_the_name() {
    items(&[
        ("**Foo** ([npm](https://n.example)) - On npm.", "Foo | +npm n.example | \"On npm.\""),
        (
            "Foo ([Android](https://a.example), [iOS](https://i.example)) - Two stores.",
            "Foo | +Android a.example | +iOS i.example | \"Two stores.\"",
        ),
        (
            "Gender: [\\#1](https://a.example) & [\\#2](https://b.example) - Desc",
            "Gender | +#1 a.example | +#2 b.example | \"Desc\"",
        ),
        ("**Delivery** — see [a book](https://b.example).", "Delivery | +a book b.example | \"see a book.\""),
        ("**Foo** – text – [npm](https://n.example)", "Foo | +npm n.example | \"text\""),
        ("**Foo** [npm](https://n.example)", "Foo | +npm n.example"),
        ("Four (see [docs](https://d.example))", "Four | d.example | \"(see docs)\""),
        ("某工具（[官网](https://c.example)）：说明", "某工具 | +官网 c.example | \"说明\""),
        (
            "**How far?** (2014), J. Y. et al. [[pdf]](https://p.example)",
            "How far? | p.example | \"(2014), J. Y. et al.\"",
        ),
        (
            "(2019) [Title](https://t.example) [[code](https://c.example)] [[slides](https://s.example)]",
            "Title | t.example | +code c.example | +slides s.example | #2019",
        ),
        ("Foo - A tool for X - https://f.example", "Foo | f.example | \"A tool for X\""),
        ("Foo: A tool. <https://f.example>", "Foo | f.example | \"A tool.\""),
        ("Foo - text ([link](https://f.example))", "Foo | f.example | \"text\""),
        ("[http://f.example/](https://f.example)", "f.example | f.example"),
    ]);
}

#[test]
fn a_description_is_neither_cut_nor_littered() {
    items(&[
        ("[a](https://a.example) - :rocket: A next-gen cd :car:", "a | a.example | \"A next-gen cd\""),
        (
            "[a](https://a.example) - A [] b, f() (++)[^1]. {:target=\"_blank\"}",
            "a | a.example | \"A [] b, f() (++).\"",
        ),
        (
            "[a](https://a.example) - [🛠](https://b.example) - [🐙](https://c.example) - Parts",
            "a | a.example | +🛠 b.example | +🐙 c.example | \"Parts\"",
        ),
        (
            "[a](https://a.example) / [b](https://b.example) – two tools",
            "a | a.example | +b b.example | \"two tools\"",
        ),
        (
            "[a](https://a.example) and [b](https://b.example) are good.",
            "a | a.example | +b b.example | \"a and b are good.\"",
        ),
        (
            "[a](https://a.example). Text ([PDF](https://b.example))",
            "a | a.example | +PDF b.example | \"Text\"",
        ),
        ("[a](https://a.example) - one\n  - two\n  - three", "a | a.example | \"one; two; three\""),
    ]);
    all(&[(
        "## A\n- **G**: about it\n  - [x](https://x.example)\n",
        "A > G | \"about it\"\nA > G > x | x.example",
    )]);
}

#[test]
fn headings_may_be_entries_titles_or_neither() {
    let items = "- [x](https://x.example)\n- [y](https://y.example)\n";
    all(&[
        (
            &format!(
                "# L\n## A: [↑](#top)\n### [Foo](https://f.example) - A thing\n\nmore, from [Bar](https://b.example).\n### :car: B {{#b}}\n{items}"
            ),
            "A > Foo | f.example | +Bar b.example | \"A thing more, from Bar.\"\nA > B > x | x.example\nA > B > y | y.example",
        ),
        (
            &format!("# L\n## Kit [↗](https://k.example)\n{items}"),
            "Kit > Kit | k.example\nKit > x | x.example\nKit > y | y.example",
        ),
        (&format!("# L\n# Table of Contents\n## A\n{items}"), "A > x | x.example\nA > y | y.example"),
        (
            &format!("# L\n\nIntro\n\n# [A](https://a.example)\n{items}"),
            "A > A | a.example\nA > x | x.example\nA > y | y.example",
        ),
    ]);
}

#[test]
fn links_above_the_first_heading_are_listed_or_reported() {
    all(&[(
        "# L\n[a](https://a.example) - An item.\n\nSee [b](https://b.example) too.\n## A\n- [x](https://x.example)\n",
        "L > a | a.example | \"An item.\"\nA > x | x.example\n4: the link \"https://b.example\" of the introduction is left out",
    )]);
}

#[test]
fn text_beside_the_link_of_a_row_is_kept() {
    all(&[(
        "## A\n| Tool | Note |\n|-|-|\n| Jenkins | Use Actions ([docs](https://d.example)) |\n| **Gamma** | See [docs](https://g.example) |\n| Delta | https://e.example |\n",
        "A > Jenkins | d.example | \"Use Actions\"\nA > Gamma | g.example | \"See docs\"\nA > Delta | e.example",
    )]);
}
