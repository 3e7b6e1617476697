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

/// Asserts that each item, below a heading, is read as its line says.
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

#[test]
fn a_separator_has_a_space_behind_it() {
    items(&[
        ("[a](https://a.example) - ~670 courses", "a | a.example | \"~670 courses\""),
        ("[a](https://a.example) - ~/.config is read", "a | a.example | \"~/.config is read\""),
        ("[a](https://a.example) - -1 is less", "a | a.example | \"-1 is less\""),
        ("[a](https://a.example) -- --help is long", "a | a.example | \"--help is long\""),
        ("[a](https://a.example): >1000 of *.log, or =SUM", "a | a.example | \">1000 of *.log, or =SUM\""),
        ("[a](https://a.example) – :8080 is its port", "a | a.example | \":8080 is its port\""),
        ("[a](https://a.example) ~ about", "a | a.example | \"about\""),
        ("[a](https://a.example)—about", "a | a.example | \"about\""),
        ("[a](https://a.example)~670", "a | a.example | \"~670\""),
        ("[a](https://a.example)-1", "a | a.example | \"-1\""),
        ("[a](https://a.example)-about", "a | a.example | \"about\""),
        ("[a](https://a.example) —about —", "a | a.example | \"about\""),
        ("[a](https://a.example) - written in C--", "a | a.example | \"written in C--\""),
        ("~/bin [site](https://a.example)", "~/bin | a.example"),
        ("C-- [site](https://a.example)", "C-- | a.example"),
    ]);
    all(&[("## A\n- C--\n  - [x](https://x.example)\n", "A > C--\nA > C-- > x | x.example")]);
}

#[test]
fn marks_of_text_direction_are_left_out_and_counted() {
    let mark = "1 mark of text direction (U+200E, U+200F, U+061C) left out";
    let marks = mark.replace("1 mark", "4 marks");
    all(&[
        (
            "## A&rlm;\n* [تعلم CSS&rlm;](https://a.example \"x&lrm;\")&rlm; - Writer\u{200f} (PDF)\n",
            &format!("A > تعلم CSS | a.example | \"Writer (PDF)\"\n1: {marks}"),
        ),
        ("## A\n* [C#&lrm;](https://a.example) - b\n", &format!("A > C# | a.example | \"b\"\n2: {mark}")),
        ("## A\n* x https://a.example\u{61c}\n", &format!("A > x | a.example\n2: {mark}")),
        ("## A\n* [x](https://a.example\u{200f})\n", "A > x | a.example"),
        (
            "## A\n* [a\u{202e}b](https://a.example)\n",
            "A > a<U+202E>b | a.example\n2: the `name` contains characters that reorder the text around them: U+202E",
        ),
    ]);
    let imported = read(File::new("list.md", "## A\n* [تعلم CSS&rlm;](https://a.example)\n"));
    let stack = imported.reading.stack.expect("a list");
    assert_eq!(stack.entries().next().expect("an entry").1.id(), "css");
}

#[test]
fn a_space_in_an_address_is_encoded() {
    items(&[
        ("[a](https://a.example/x y) - b", "a | a.example/x%20y | \"b\""),
        ("[a] (https://a.example/x) - b", "a | a.example/x | \"b\""),
        ("[a](<https://a.example/x y>) - b", "a | a.example/x%20y | \"b\""),
        ("[a](https://a.example/x(y) - b", "a | a.example/x(y) | \"b\""),
        ("[a](https://a.example/x ) - b", "a | a.example/x | \"b\""),
        ("[a]( https://a.example/x) - b", "a | a.example/x | \"b\""),
        ("[a](https://a.example/x y.pdf \"T\") - b", "a | a.example/x%20y.pdf | \"b\""),
        ("<a href=\"https://a.example/x y\">a</a> - b", "a | a.example/x%20y | \"b\""),
        (
            "[a](https://a.example/x y) - b ([c](https://c.example/x y), [d](https://d.example))",
            "a | a.example/x%20y | +c c.example/x%20y | +d d.example | \"b\"",
        ),
        (
            "**[a](https://a.example/x y)** - b `[c](https://c.example/x y)`",
            "a | a.example/x%20y | \"b [c](https://c.example/x y)\"",
        ),
        ("[`a`](https://a.example/x_y z_w) - b", "a | a.example/x_y%20z_w | \"b\""),
    ]);
    all(&[(
        "## A\n| a | b |\n|-|-|\n| [x](https://x.example/a b) | c |\n",
        "A > x | x.example/a%20b | #b: c",
    )]);
}

#[test]
fn marks_of_emphasis_and_tabs_in_an_address_are_part_of_it() {
    items(&[
        ("[a](https://a.example/a*b c*d) - b", "a | a.example/a*b%20c*d | \"b\""),
        ("[x](https://x.example/_a b_) d", "x | x.example/_a%20b_ | \"d\""),
        ("[a](https://a.example/x\ty) - b", "a | a.example/x%20y | \"b\""),
        ("[a](https://a.example/x\\_y z) - b", "a | a.example/x_y%20z | \"b\""),
    ]);
}

#[test]
fn a_written_link_is_the_page_of_a_thing_named_like_a_host() {
    all(&[
        (
            "## A\n- Draw.com\n\n  https://right.example\n- Miro.com:\n  - Website: https://m.example\n",
            "A > draw.com | right.example | +- http://draw.com | \"https://right.example\"\n\
             A > miro.com | m.example | +- http://miro.com\nA > miro.com > Website | m.example",
        ),
        (
            "## A\n### Draw.com\n[Website](https://d.example)\n### foo\n[Website](https://x.example)\n",
            "A > Draw.com | d.example\nA > foo | x.example",
        ),
    ]);
}

#[test]
fn a_host_is_the_name_of_an_item_beside_code_and_inner_links() {
    items(&[
        ("example.org - uses `foo` well", "example.org | http://example.org | \"uses foo well\""),
        ("example.org ([docs](#docs)) - b", "example.org | http://example.org | \"(docs) - b\""),
        ("example.org (old)", "example.org | http://example.org | \"(old)\""),
    ]);
}

#[test]
fn files_and_hosts_in_a_sentence_are_no_links() {
    all(&[
        (
            "## A\n- Terminal.app - comes with it\n- [a](https://a.example) - in Terminal.app, main.cc and asp.net\n- Xcode.app\n",
            "A > a | a.example | \"in Terminal.app, main.cc and asp.net\"\n2: this item has no URL and is left out\n\
             4: this item has no URL and is left out",
        ),
        (
            "## A\n- bee.org - c\n- www.dee.zone\n",
            "A > bee.org | http://bee.org | \"c\"\nA > dee.zone | http://www.dee.zone",
        ),
    ]);
}

#[test]
fn a_host_never_comes_before_a_written_link() {
    all(&[
        (
            "## A\n| Name | Provider | About | Link |\n|-|-|-|-|\n\
             | a | example.com | c | [Link](https://e.example/a) |\n\
             | b | Two | with example.net | [Link](https://e.example/b) |\n\
             | c | www.example.net/x | d | [Link](https://e.example/c) |\n",
            "A > a | e.example/a | +Provider http://example.com | \"c\"\n\
             A > b | e.example/b | +- http://example.net | #Provider: Two | \"with example.net\"\n\
             A > c | e.example/c | +Provider http://www.example.net/x | \"d\"",
        ),
        (
            "## A\n- www.example.com [a](https://a.example) - b\n",
            "A > a | a.example | +- http://www.example.com | \"www.example.com a - b\"",
        ),
    ]);
}

#[test]
fn an_anchor_that_is_never_closed_keeps_its_address() {
    all(&[
        (
            "## A\n<p>\n&nbsp; <a href=\"https://a.example\"><b>a</b></a> - b. <sup><a href=\"https://a.example/1\">1</sup><br>\n\
             &nbsp; <a href=\"https://c.example\"><b>c</b></a> - d. <sup><a href=\"https://c.example/1\">1</a></sup><br>\n</p>\n",
            "A > a | a.example | +1 a.example/1 | \"b.\"\nA > c | c.example | +1 c.example/1 | \"d.\"",
        ),
        ("## A\n- <a href=\"https://a.example\">a - b\n", "A > a | a.example | \"b\""),
        ("## A\n<p><a href=\"https://a.example\">a<p>b\n", "A > a | a.example"),
        (
            "## A\n<table><tr><td><a href=\"https://a.example\">a<td>b<tr><td><a href=\"https://c.example\">c</a><td>d</table>\n",
            "A > a | a.example | \"b\"\nA > c | c.example | \"d\"",
        ),
        (
            "## A\n<div><a href=\"https://a.example\"><div>a</div></a> - b</div>\n",
            "A > a | a.example | \"b\"",
        ),
        (
            "## A\n<p><a href=\"https://a.example\"><a href=\"https://b.example\">b</a></a></p>\n",
            "A > b | b.example | +- a.example",
        ),
        ("## A\n<p><a href=\"https://a.example\">a<br>\nb</a></p>\n", "A > a b | a.example"),
        ("## A\n<dl><dt><a href=\"https://a.example\">a<dd>b</dl>\n", "A > a | a.example | \"b\""),
        ("## A\n<p><span><a href=\"https://a.example\">a</span> - b</p>\n", "A > a | a.example | \"b\""),
    ]);
}

#[test]
fn a_linked_heading_with_its_properties_is_one_entry() {
    all(&[
        (
            "# L\n\n## [Alpha](https://a.example)\nA framework that labels data\n\n<details>\n\n### Category\nGeneral purpose\n\n\
             ### Description\n- Built on truth\n- Like [other](https://o.example), but better\n\n### Links\n- [Docs](https://a.example/docs)\n\
             - [Discord](https://a.example/chat)\n</details>\n\n## [Beta](https://b.example)\nA second one.\n\n### Links\n\
             - [Docs](https://b.example/docs)\n",
            "L > Alpha | a.example | +other o.example | +Docs a.example/docs | +Discord a.example/chat | #Category: General purpose | \
             \"A framework that labels data; Built on truth; Like other, but better\"\n\
             L > Beta | b.example | +Docs b.example/docs | \"A second one.\"",
        ),
        (
            "## A\n### [foo](https://x.example)\nText.\n- [Docs](https://x.example/docs) - the manual\n- Chat: [x/x](https://c.example)\n\
             #### Why it is good\nIt is fast.\n- And small\n\n#### Screenshots\n### [y](https://github.com/y/y)\n- Homepage: https://y.example\n",
            "A > foo | x.example | +Docs x.example/docs | +Chat c.example | \
             \"Text. Docs: the manual; Why it is good: It is fast. And small; Screenshots\"\n\
             A > y | github.com/y/y | +Homepage y.example",
        ),
    ]);
}

#[test]
fn a_described_part_and_the_name_of_a_group_stay_with_their_thing() {
    all(&[(
        "# L\n## [foo](https://x.example)\nText.\n### Resources\n- [Docs](https://d.example) - The manual.\n- [Discord](https://c.example)\n\
         ## [bar](https://y.example)\n- Guides for people\n  - [Docs](https://e.example)\n",
        "L > foo | x.example | +Docs d.example | +Discord c.example | \"Text. Resources: Docs: The manual.\"\n\
         L > bar | y.example | +Docs e.example | \"Guides for people\"",
    )]);
}

#[test]
fn headings_without_a_link_are_entries_if_most_of_them_have_a_main_page() {
    all(&[
        (
            "## A\n### foo\nThe x.\n\n- Website: https://x.example\n- GitHub: [o/x](https://github.com/o/x)\n- License: MIT\n\n\
             ### y\n[Website](https://y.example) | [Docs](https://d.example)\n\nThe y.\n### z z\n\nhttps://zz.example/home\n\n\
             The z, after [a book](https://b.example).\n",
            "A > foo | x.example | \"The x. License: MIT\"\n\
             A > y | y.example | +Docs d.example | \"The y.\"\n\
             A > z z | zz.example/home | +a book b.example | \"The z, after a book.\"",
        ),
        (
            "## A\n### foo\n**The x**\n#### Links\n- [GitHub](https://github.com/o/x)\n- [Homepage](https://x.example)\n\
             ### [y](https://y.example)\n",
            "A > foo | x.example | \"The x\"\nA > y | y.example",
        ),
    ]);
}

#[test]
fn numbered_headings_and_those_of_the_first_level_may_be_entries() {
    all(&[
        (
            "# L\n## A\n### 1. [foo](https://x.example)\nText.\n### 2. [bar](https://y.example) - More\n",
            "A > foo | x.example | \"Text.\"\nA > bar | y.example | \"More\"",
        ),
        (
            "# [foo](https://x.example)\nText.\n# [bar](https://y.example)\nMore.\n",
            "List > foo | x.example | \"Text.\"\nList > bar | y.example | \"More.\"",
        ),
    ]);
}

#[test]
fn headings_above_entries_are_categories() {
    for (text, wanted) in [
        (
            "## A\n- https://a.example\n- https://b.example\n## B\n- https://c.example\n",
            "A > a.example\nA > b.example\nB > c.example",
        ),
        (
            "## [A](https://a.example)\n- [foo](https://x.example) - d\n- [Docs](https://d.example)\n",
            "A > A\nA > foo\nA > Docs",
        ),
        (
            "## [A](https://a.example)\n### Books\n- [foo](https://x.example) - d\n## [B](https://b.example)\n### Books\n\
             - [y](https://y.example) - d\n",
            "A > A\nA > Books > foo\nB > B\nB > Books > y",
        ),
        (
            "## A\n### Books\n- [foo](https://x.example)\n### Links\n- [Website](https://w.example)\n## B\n### Books\n- [y](https://y.example)\n",
            "A > Books > foo\nA > Links > Website\nB > Books > y",
        ),
        (
            "## A\n- [foo](https://x.example)\n## B\n- [y](https://y.example)\n## Contact\n- [Website](https://w.example)\n- [Twitter](https://t.example)\n",
            "A > foo\nB > y\nContact > Website\nContact > Twitter",
        ),
        (
            "## [A](https://a.example)\n### [foo](https://x.example)\nText.\n### [y](https://y.example)\n",
            "A > A\nA > foo\nA > y",
        ),
        (
            "## [A](https://a.example)\n### Links\n- [foo](https://x.example) - d\n## [B](https://b.example)\n### Links\n- [y](https://y.example) - d\n",
            "A > A\nA > Links > foo\nB > B\nB > Links > y",
        ),
        (
            "## [A](https://a.example)\n- [npm](https://n.example)\n- [Docker](https://d.example)\n## [B](https://b.example)\n\
             - [Facebook](https://f.example)\n- [Instagram](https://i.example)\n",
            "A > A\nA > npm\nA > Docker\nB > B\nB > Facebook\nB > Instagram",
        ),
        (
            "## A\nSee [foo](https://x.example) and [y](https://y.example).\n## B\nSee [z](https://z.example).\n",
            "A > foo\nA > y\nB > z",
        ),
        (
            "## [A](https://a.example)\n### Resources\n- [foo](https://x.example) - A book.\n- [y](https://y.example) - Another.\n",
            "A > A\nA > Resources > foo\nA > Resources > y",
        ),
    ] {
        let paths = entries_of(text);
        let paths: Vec<&str> = paths.lines().map(|line| line.split(" | ").next().unwrap_or(line)).collect();
        assert_eq!(paths.join("\n"), wanted, "{text}");
    }
}
