//! Every foreign format beside Markdown: fixtures, round trips of exports, and hostile files.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use stacklore::catalog::bundled;
use stacklore::dataset::{Code, Entry, EntryPage, PageKind, Stack};
use stacklore::export;
use stacklore::format::{File, Positions};
use stacklore::import::{Format, Imported};

/// Reads a text as the format that it is detected to be; returns the name of that with the result.
fn read(name: &str, text: impl Into<Vec<u8>>) -> (&'static str, Imported) {
    let bytes = text.into();
    let Format::Foreign(format) = Format::detect(name, &bytes) else { panic!("{name} is taken for TOML") };
    (format.name, (format.read)(File::new(name, bytes)))
}

/// Reads a fixture.
fn fixture(name: &str) -> (&'static str, Imported) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import").join(name);
    read(name, fs::read(path).expect("a fixture"))
}

#[track_caller]
fn stack(imported: &Imported) -> &Stack {
    imported.reading.stack.as_ref().unwrap_or_else(|| panic!("{:?}", imported.reading.findings))
}

/// Category, name, URLs, tags and summary of each entry.
fn lines(imported: &Imported) -> Vec<String> {
    let urls = |entry: Entry<'_>| {
        let urls = entry.pages().into_iter().filter_map(|page| page.url).map(|url| url.to_string());
        urls.collect::<Vec<_>>().join(" ")
    };
    let tags = |entry: Entry<'_>| entry.tags().collect::<Vec<_>>().join(",");
    let line = |entry: Entry<'_>| {
        let category = entry.category_path().join(" > ");
        format!(
            "{category} | {} | {} | {} | {}",
            entry.name(),
            urls(entry),
            tags(entry),
            entry.summary().unwrap_or_default()
        )
    };
    stack(imported).entries().map(|(_, entry)| line(entry)).collect()
}

/// The line, code and message of each finding.
fn findings(imported: &Imported) -> Vec<String> {
    let text = imported.reading.texts.first().map_or("", |text| &text.text);
    let mut positions = Positions::new(text);
    let mut line = |finding: &stacklore::dataset::Finding| {
        let line = finding.span.as_ref().map_or(0, |span| positions.locate(span.at.start).0);
        format!("{line}: {}: {}", finding.code, finding.message)
    };
    imported.reading.findings.iter().map(&mut line).collect()
}

// --- fixtures ------------------------------------------------------------------------------------------------

#[test]
fn bookmarks_of_a_browser() {
    let (format, imported) = fixture("bookmarks.html");
    assert_eq!(format, "bookmarks");
    assert_eq!(
        lines(&imported),
        [
            "Toolbar & more | Wasm <book> | https://example.org/wasm?a=1&b=2 | wasm,compilers | How it is compiled, in two lines.",
            "Toolbar & more > Stores | A key-value store | https://kv.example/ |  | ",
            "bookmarks | Outside of folders | https://example.org/loose |  | ",
        ]
    );
    let findings = findings(&imported);
    assert!(
        findings.len() == 2
            && findings[0].starts_with("17: url.scheme")
            && findings[1].starts_with("18: url.scheme"),
        "{findings:?}"
    );
    assert_eq!(imported.lines.entries, [11, 16, 21]);
}

#[test]
fn an_outline() {
    let (format, imported) = fixture("feeds.opml");
    assert_eq!((format, stack(&imported).name()), ("opml", "Feeds & pages"));
    assert_eq!(
        lines(&imported),
        [
            "Engineering | A blog | https://blog.example/ https://blog.example/feed.xml | tech/ops,databases | About <stores>.",
            "Engineering > Deeper | A page | https://page.example/a |  | A note. What the page backs.",
            "Feeds & pages | https://feed.example/atom | https://feed.example/atom |  | ",
        ]
    );
    assert_eq!(findings(&imported), ["13: import.skipped: an outline without a URL is left out"]);
}

#[test]
fn a_radar_in_both_its_forms() {
    let wanted = [
        "Techniques | Pair programming | https://pairs.example/guide | adopt,no change | Two people, one task. See the guide.",
        "Platforms | Edge stores |  | trial,new | ",
        "Tools | Nobody's tool |  | hold | Left.",
    ];
    let (format, imported) = fixture("radar.json");
    assert_eq!(format, "radar");
    let sorted = |line: &str| {
        let mut fields: Vec<String> = line.split(" | ").map(str::to_owned).collect();
        let mut tags: Vec<&str> = fields[3].split(',').collect();
        tags.sort_unstable();
        fields[3] = tags.join(",");
        fields.join(" | ")
    };
    let sort = |lines: &[String]| lines.iter().map(|line| sorted(line)).collect::<Vec<_>>();
    assert_eq!(sort(&lines(&imported)), wanted.map(sorted));
    assert_eq!(
        findings(&imported),
        [
            "11: import.skipped: the value of \"history\" is not read",
            "11: import.skipped: the key \"votes\" is not read",
            "12: import.skipped: this is no object, and is left out",
        ]
    );
    // A table has no status here.
    let (format, imported) = fixture("radar.csv");
    assert_eq!(format, "csv");
    assert_eq!(lines(&imported), wanted.map(|line| line.replace(",no change", "")));
    assert_eq!(imported.lines.entries, [2, 3, 4]);
    let text = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import/radar.csv"))
        .expect("there");
    assert_eq!(read("-", text).0, "radar");
}

#[test]
fn a_table_with_named_columns() {
    let (format, imported) = fixture("table.csv");
    assert_eq!(format, "csv");
    assert_eq!(
        lines(&imported),
        [
            "Stores > Fast | Alpha | https://alpha.example https://code.example/alpha | kv,embedded | ",
            "Stores > Fast | Gamma | https://gamma.example |  | "
        ]
    );
    let (_, alpha) = stack(&imported).entries().next().expect("an entry");
    assert_eq!(alpha.since().map(|date| date.to_string()).as_deref(), Some("2019-05"));
    let findings = findings(&imported);
    let codes: Vec<&str> = findings
        .iter()
        .map(|line| line.split(": ").take(2).map(str::len).sum::<usize>() + 2)
        .zip(&findings)
        .map(|(end, line)| &line[..end])
        .collect();
    assert_eq!(
        codes,
        [
            "1: import.skipped",
            "3: url.control",
            "3: import.skipped",
            "3: schema.missing-link",
            "4: import.skipped",
            "5: import.skipped"
        ],
        "{findings:?}"
    );
}

#[test]
fn a_catalog_of_backstage() {
    let (format, imported) = fixture("catalog-info.yaml");
    assert_eq!(format, "backstage");
    assert_eq!(
        lines(&imported),
        [
            "Components | Orders | https://github.com/example/orders https://orders.example/runbook | rust,grpc,production,owner: payments | Takes orders and keeps them.",
            "Resources | orders-db |  | owner: payments | Keeps the orders.",
            "APIs | orders-api |  | openapi,experimental,owner: payments | ",
            "Components | billing |  | retired,owner: payments | ",
            "Systems | shop |  | owner: payments | ",
        ]
    );
    let stack = stack(&imported);
    let mut relations = String::new();
    for (_, entry) in stack.entries() {
        for relation in entry.relations() {
            let target = relation.target_entry().map_or("", Entry::id);
            let _ = writeln!(relations, "{} {} {target}", entry.id(), relation.kind());
        }
    }
    assert_eq!(
        relations,
        "orders depends-on orders-db\norders serves orders-api\norders part-of shop\nbilling depends-on orders-db\nbilling part-of orders\n"
    );
    let kinds: Vec<_> = stack
        .entries()
        .filter_map(|(_, entry)| entry.kind())
        .map(stacklore::dataset::EntryKind::name)
        .collect();
    assert_eq!(kinds, ["service", "database", "protocol", "library", "architecture"]);
    let findings = findings(&imported);
    for (line, word) in
        [(16, "relative"), (24, "mail-api"), (27, "nowhere"), (53, "Group"), (58, "without apiVersion")]
    {
        let is_it = |finding: &String| finding.starts_with(&format!("{line}: ")) && finding.contains(word);
        assert!(findings.iter().any(is_it), "{line} {word} {findings:?}");
    }
}

// --- round trips ---------------------------------------------------------------------------------------------

fn pages(stack: &Stack) -> BTreeSet<String> {
    let is_listed = |page: &EntryPage<'_>| !matches!(page.kind, PageKind::Former(_));
    let pages = stack.entries().flat_map(|(_, entry)| entry.pages());
    pages.filter(is_listed).filter_map(|page| page.url).map(|url| url.to_string()).collect()
}

#[test]
fn bookmarks_and_outlines_come_back_with_every_link() {
    for original in bundled::ALL.iter().filter_map(bundled::Bundled::stack) {
        for (format, text) in
            [("bookmarks", export::bookmarks::write(&original)), ("opml", export::opml::write(&original))]
        {
            let (found, imported) = read("-", text);
            assert_eq!(found, format);
            assert_eq!(pages(stack(&imported)), pages(&original), "{format} of {}", original.id());
        }
    }
}

#[test]
fn a_table_comes_back_with_names_categories_and_own_pages() {
    let original = bundled::discord();
    let (format, imported) = read("-", export::csv::write(&original));
    assert_eq!(format, "csv");
    let entries = |stack: &Stack| {
        let line = |entry: Entry<'_>| {
            format!(
                "{} {:?} {:?} {:?}",
                entry.name(),
                entry.category_path(),
                entry.homepage(),
                entry.repository()
            )
        };
        stack.entries().map(|(_, entry)| line(entry)).collect::<BTreeSet<_>>()
    };
    assert_eq!(entries(stack(&imported)), entries(&original));
}

// --- hostile files -------------------------------------------------------------------------------------------

/// Reads a text within a few seconds, whatever it is.
#[track_caller]
fn bounded(name: &str, text: impl Into<Vec<u8>>) -> Imported {
    let start = Instant::now();
    let (_, imported) = read(name, text);
    assert!(start.elapsed() < Duration::from_secs(20), "{name} took {:?}", start.elapsed());
    imported
}

#[test]
fn deep_nesting_is_bounded() {
    let deep = 100_000;
    let bookmarks = format!(
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n{}<DT><A HREF=\"https://a.example\">A</A>",
        "<DL><p><DT><H3>x</H3>".repeat(deep)
    );
    assert_eq!(stack(&bounded("a.html", bookmarks)).entries().len(), 1);
    let nested = format!("{}{}", "<outline text=\"x\">".repeat(1_000), "</outline>".repeat(1_000));
    let opml = format!(
        "<opml version=\"2.0\"><body>{nested}<outline text=\"a\" url=\"https://a.example\"/></body></opml>"
    );
    assert_eq!(stack(&bounded("a.opml", opml)).entries().len(), 1);
    let yaml = format!("apiVersion: backstage.io/v1alpha1\nkind: Component\nx: {}", "[".repeat(deep));
    assert_eq!(bounded("a.yaml", yaml).reading.findings[0].code, Code::ImportSyntax);
    let yaml = format!("apiVersion: backstage.io/v1alpha1\nkind: Component\nx: {}", "{a: ".repeat(deep));
    assert_eq!(bounded("a.yaml", yaml).reading.findings[0].code, Code::ImportSyntax);
    let json = format!("[{{\"name\": \"a\", \"ring\": \"b\", \"quadrant\": {}", "[".repeat(deep));
    assert_eq!(bounded("a.json", json).reading.findings[0].code, Code::ImportSyntax);
}

#[test]
fn definitions_that_multiply_are_not_followed() {
    let mut yaml =
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\n  tags: &a0 [lol]\nx:\n"
            .to_owned();
    for at in 1..40 {
        let before = at - 1;
        let _ = writeln!(yaml, "  - &a{at} [*a{before}, *a{before}, *a{before}, *a{before}, *a{before}]");
    }
    yaml.push_str("spec: {type: service, dependsOn: [*a0]}\n");
    let imported = bounded("a.yaml", yaml);
    assert_eq!(stack(&imported).entries().len(), 1);
    assert!(findings(&imported).iter().any(|finding| finding.contains("alias")), "{:?}", findings(&imported));
    let xml = "<?xml version=\"1.0\"?><!DOCTYPE opml [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;\">]><opml><body><outline text=\"&b;\"/></body></opml>";
    let imported = bounded("a.opml", xml);
    assert_eq!(imported.reading.findings[0].code, Code::ImportSyntax);
    assert!(imported.reading.stack.is_none());
}

#[test]
fn large_files_take_time_in_proportion() {
    let count = 50_000;
    let bookmarks =
        (0..count).fold("<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL>".to_owned(), |mut text, at| {
            let _ = writeln!(text, "<DT><A HREF=\"https://a.example/{at}\">Same</A>");
            text
        });
    assert_eq!(stack(&bounded("a.html", bookmarks)).entries().len(), count);
    let table = (0..count).fold("name,url\n".to_owned(), |mut text, at| {
        let _ = writeln!(text, "Same,https://a.example/{at}");
        text
    });
    assert_eq!(stack(&bounded("a.csv", table)).entries().len(), count);
    let unclosed = format!("<!DOCTYPE NETSCAPE-Bookmark-file-1>\n{}", "<A HREF=\"".repeat(count));
    assert_eq!(bounded("a.html", unclosed).reading.findings[0].code, Code::NothingToImport);
    let long = format!("apiVersion: backstage.io/v1\nkind: {}", "é".repeat(9 << 20));
    assert_eq!(bounded("a.yaml", long).reading.findings[0].code, Code::Size);
}

#[test]
fn an_icon_may_be_longer_than_other_tags() {
    let icon = "A".repeat(100_000);
    let text = format!(
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DT><A ICON=\"data:{icon}\" HREF=\"https://a.example\">A</A>"
    );
    assert_eq!(lines(&bounded("a.html", text)), ["a | A | https://a.example |  | "]);
}

#[test]
fn what_is_broken_is_shown_where_it_is() {
    for (name, text, wanted) in [
        ("a.opml", "<opml>\n<body>\n<outline text=a/>", "3: import.syntax: "),
        (
            "a.json",
            "[\n{\"name\": \"a\", \"ring\": \"b\", \"quadrant\": \"c\"},\n{\"name\" 1}]",
            "3: import.syntax: ",
        ),
        ("a.yaml", "apiVersion: backstage.io/v1\nkind: [a\nx: }\n", "3: import.syntax: "),
        (
            "a.csv",
            "one,two\n1,2\n",
            "1: import.syntax: no column is called name, title or url; the columns are \"one\", \"two\"",
        ),
        ("a.html", "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DT>", "0: import.no-entries: "),
    ] {
        let imported = bounded(name, text);
        assert!(imported.reading.stack.is_none());
        assert!(findings(&imported)[0].starts_with(wanted), "{name}: {:?}", findings(&imported));
    }
}

#[test]
fn other_formats_are_refused_by_name() {
    for (name, text, title) in [
        ("a.yaml", "a: 1\nb: 2\n", "YAML"),
        ("a.json", "{\"a\": 1}", "JSON"),
        ("a.html", "<html>", "a web page in HTML"),
        ("a.xml", "<?xml version=\"1.0\"?><rss/>", "XML"),
        ("a.org", "* A\n", "Org"),
        ("a.adoc", "= A\n", "AsciiDoc"),
        ("-", "one,two\n1,2\n", "a table in CSV"),
    ] {
        let imported = bounded(name, text);
        let finding = &imported.reading.findings[0];
        assert_eq!(finding.code, Code::Format);
        assert_eq!(finding.message, format!("\"{name}\" looks like {title}, which is not read"));
        assert!(
            finding.help.as_ref().is_some_and(|help| help.starts_with("stacklore reads TOML, ")),
            "{finding:?}"
        );
    }
}

proptest! {
    #[test]
    fn no_text_makes_a_reader_panic(
        start in prop::sample::select(vec![
            "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n", "<opml><body>", "[{\"name\":1,\"ring\":2,\"quadrant\":3},",
            "apiVersion: backstage.io/v1\n", "name,url\n",
        ]),
        pieces in prop::collection::vec(prop_oneof![
            3 => prop::sample::select(vec![
                "<DL>", "</DL>", "<DT>", "<H3>", "</H3>", "<A HREF=\"https://a.example\">", "</A>", "<DD>", "<outline text='a'>",
                "</outline>", "<outline url='https://b.example'/>", "{\"name\":\"x\"}", "]", ",", "\n", "kind: Component\n",
                "metadata: {name: a}\n", "---\n", "spec: {dependsOn: [a, *b]}\n", "\"", "é", "- ", "  ", "a,https://c.example\n",
            ]).prop_map(str::to_owned),
            1 => any::<char>().prop_map(String::from),
        ], 0..30),
    ) {
        let text = format!("{start}{}", pieces.concat());
        for format in &stacklore::import::FORMATS {
            let imported = (format.read)(File::new("-", text.clone()));
            prop_assert!(imported.reading.stack.is_some() || imported.reading.errors() > 0);
        }
    }
}
