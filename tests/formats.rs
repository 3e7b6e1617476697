//! Every export format is read by a parser of that format: what was written comes back, and hostile text is still text.
//!
//! There is no kept parser of Mermaid's flowcharts in Rust: a strict reader of the few lines that are written is below.

#![expect(clippy::indexing_slicing, reason = "a position that is wrong is a test that fails")]

use std::collections::BTreeSet;

use biblatex::{Bibliography, ChunksExt};
use biblib::{CitationParser, RisParser};
use layout::gv::DotParser;
use layout::gv::parser::ast;
use roxmltree::Document;
use scraper::{Html, Selector};
use serde_json::Value;
use stacklore::catalog::bundled;
use stacklore::dataset::{
    ClaimParts, Confidence, Date, Entry, EntryKind, EntryPage, EntryParts, PageKind, RelationKind,
    RelationParts, Source, SourceKind, SourceParts, SourceUrl, Stack, StackBuilder, StackKind, Status,
};
use stacklore::export::{FORMATS, Format, Graph};
use stacklore::format::{File, toml};

/// Texts that one format or another could take for its syntax.
const HOSTILE: [&str; 14] = [
    "\"quoted\" 'single' `code` \\back\\slash\\",
    "{brace} $x_1^2$ 50% #1 & ~^ \\textbf{b}",
    "<b onload=x>markup</b> & &amp; &lt;",
    "--> <!-- ]]> <![CDATA[ </script></style></title>",
    "=1+1",
    "+SUM(A1)",
    "-1, \"2\"; 3",
    "@misc{x, title = {y}}",
    "%%{init: {}}%% ; end",
    "| a | b |\"|",
    "[x](https://evil.example) ![y](z)",
    "TY  - JOUR",
    "ER  -",
    "# heading - item 1. one",
];

/// A stack in which every text is hostile.
fn hostile() -> Stack {
    let text = |at: usize| HOSTILE[at % HOSTILE.len()];
    let date = |text: &str| Date::parse(text).ok();
    let mut builder = StackBuilder::new(
        StackKind::Stack,
        "hostile",
        text(2),
        text(3),
        "https://example.org/?a=1&b='2'",
        date("2026-01-31"),
    );
    builder.category("one", text(0), text(1), None);
    builder.category("two", text(9), "", Some(0));
    let ids: Vec<String> = (0..HOSTILE.len()).map(|at| format!("end-{at}")).collect();
    let url = |path: &str, at: usize| format!("https://example.org/{path}/{at}_(x)?q=a%20b&c={{d}}#'e'~$");
    for (at, id) in ids.iter().enumerate() {
        builder.source(&SourceParts {
            id,
            title: text(at),
            url: &url("source", at),
            former_urls: Vec::new(),
            kind: SourceKind::ALL[at % SourceKind::ALL.len()],
            publisher: text(at + 1),
            author: text(at + 2),
            published: date(["2017", "2017-05", "2024-02-29"][at % 3]),
        });
    }
    for (at, id) in ids.iter().enumerate() {
        let source = u32::try_from(at).expect("small");
        let relation = RelationParts::new(RelationKind::RunsOn, (source + 1) % 14, Some(source));
        builder.entry(&EntryParts {
            id,
            name: text(at),
            summary: text(at + 3),
            category: u32::from(at % 2 == 0),
            kind: Some(EntryKind::Tool),
            status: Some(Status::ALL[at % 3]),
            since: date("2015"),
            homepage: &url("home", at),
            aliases: vec![text(at + 4)],
            tags: vec![text(at + 5)],
            claims: vec![ClaimParts::new(text(at + 6), Confidence::Confirmed, vec![source])],
            relations: vec![relation],
            ..EntryParts::default()
        });
    }
    builder.build()
}

/// The stacks that every format is tested with.
fn stacks() -> [Stack; 2] {
    [hostile(), bundled::discord()]
}

fn written(name: &str, stack: &Stack) -> String {
    (Format::named(name).expect("a format").write)(stack)
}

/// The URLs of all pages of all entries.
fn pages(stack: &Stack) -> BTreeSet<String> {
    let is_listed = |page: &EntryPage<'_>| !matches!(page.kind, PageKind::Former(_));
    let pages = stack.entries().flat_map(|(_, entry)| entry.pages());
    pages.filter(is_listed).filter_map(|page| page.url).map(|url| url.to_string()).collect()
}

fn names(stack: &Stack) -> BTreeSet<&str> {
    stack.entries().map(|(_, entry)| entry.name()).collect()
}

/// A text with each run of spaces as one.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_format_is_read_here() {
    let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    let wanted = "toml json ndjson csv md list html opml bookmarks bibtex csl-json ris dot mermaid svg urls";
    // The page is read by tests of its own.
    assert_eq!(names.join(" "), wanted);
}

// --- data ----------------------------------------------------------------------------------------------------

#[test]
fn toml_is_read_back_as_the_same_stack() {
    for stack in stacks() {
        let text = written("toml", &stack);
        let table: ::toml::Table = text.parse().expect("TOML");
        assert_eq!(table["entry"].as_array().map(Vec::len), Some(stack.entries().len()));
        let reading = toml::read(vec![File::new("a.toml", text.clone())]);
        let again = reading.stack.unwrap_or_else(|| panic!("{:?}", reading.findings));
        assert_eq!(toml::write(&again), text);
    }
}

#[test]
fn json_has_every_text_as_it_is() {
    for stack in stacks() {
        let value: Value = serde_json::from_str(&written("json", &stack)).expect("JSON");
        let lines = written("ndjson", &stack);
        let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(lines.len(), stack.entries().len());
        for ((at, (_, entry)), mut line) in stack.entries().enumerate().zip(lines) {
            assert_eq!(line["name"].as_str(), Some(entry.name()));
            assert_eq!(line["summary"].as_str(), entry.summary());
            assert_eq!(line["stack"].as_str(), Some(stack.id()));
            line.as_object_mut().expect("an object").remove("stack");
            assert_eq!(line, value["entries"][at], "a line is an entry of the document");
        }
    }
}

#[test]
fn no_cell_of_a_table_is_a_formula() {
    for stack in stacks() {
        let text = written("csv", &stack);
        let mut table = ::csv::Reader::from_reader(text.as_bytes());
        let headers = table.headers().expect("headers").clone();
        let column = |name: &str| headers.iter().position(|header| header == name).expect("a column");
        let rows: Vec<::csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), stack.entries().len());
        for ((_, entry), row) in stack.entries().zip(&rows) {
            assert_eq!(row.len(), headers.len());
            assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{row:?}");
            let name = &row[column("name")];
            assert_eq!(
                name.strip_prefix('\'').filter(|_| !entry.name().starts_with('\'')).unwrap_or(name),
                entry.name()
            );
        }
    }
}

#[test]
fn urls_are_one_a_line() {
    for stack in stacks() {
        let text = written("urls", &stack);
        let urls: BTreeSet<String> =
            text.lines().map(|line| SourceUrl::parse(line).expect("a URL").to_string()).collect();
        assert_eq!((urls.len(), &urls), (text.lines().count(), &pages(&stack)));
    }
}

// --- Markdown ------------------------------------------------------------------------------------------------

#[test]
fn a_document_has_no_markup_but_its_own() {
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
    for stack in stacks() {
        let text = written("md", &stack);
        let (mut links, mut headings) = (BTreeSet::new(), BTreeSet::new());
        let mut heading: Option<String> = None;
        for event in Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_GFM) {
            match event {
                Event::Start(Tag::Link { dest_url, .. }) => drop(links.insert(dest_url.to_string())),
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => headings.extend(heading.take()),
                Event::Text(text) => heading.iter_mut().for_each(|heading| heading.push_str(&text)),
                Event::Html(html) | Event::InlineHtml(html) => panic!("{html}"),
                Event::Code(code) => panic!("{code}"),
                Event::Start(Tag::Image { .. } | Tag::Table(_) | Tag::CodeBlock(_) | Tag::BlockQuote(_)) => {
                    panic!("{event:?}")
                }
                _ => {}
            }
        }
        let mut wanted = pages(&stack);
        wanted.extend(stack.homepage().map(|url| url.to_string()));
        assert!(links == wanted, "{:?}", links.symmetric_difference(&wanted).collect::<Vec<_>>());
        let missing: Vec<_> = names(&stack).into_iter().filter(|name| !headings.contains(*name)).collect();
        assert!(missing.is_empty(), "{missing:?} {headings:?}");
    }
}

#[test]
fn a_list_is_imported_with_every_link() {
    for stack in bundled::ALL.iter().filter_map(bundled::Bundled::stack).chain([hostile()]) {
        let text = written("list", &stack);
        let reading = stacklore::import::markdown::read(File::new("list.md", text.clone())).reading;
        let again = reading.stack.unwrap_or_else(|| panic!("{:?}", reading.findings));
        let links = pages(&again);
        let missing: Vec<_> = pages(&stack).into_iter().filter(|url| !links.contains(url)).collect();
        assert!(missing.is_empty(), "{}: {missing:?}", stack.id());
        let has_page = |entry: &Entry<'_>| entry.pages().iter().any(|page| page.url.is_some());
        let linked = stack.entries().map(|(_, entry)| entry).filter(has_page).map(Entry::name);
        let read: BTreeSet<String> = names(&again).into_iter().map(squeezed).collect();
        let missing: Vec<String> = linked.map(squeezed).filter(|name| !read.contains(name)).collect();
        assert!(missing.is_empty(), "{}: {missing:?}", stack.id());
    }
}

// --- bookmarks and outlines ----------------------------------------------------------------------------------

#[test]
fn bookmarks_are_read_as_browsers_read_them() {
    for stack in stacks() {
        let document = Html::parse_document(&written("bookmarks", &stack));
        let all = |selector: &str| {
            let selector = Selector::parse(selector).expect("a selector");
            document
                .select(&selector)
                .map(|element| (element.value().clone(), element.text().collect::<String>()))
                .collect::<Vec<_>>()
        };
        let links = all("dl dt > a");
        let urls: BTreeSet<String> =
            links.iter().map(|(link, _)| link.attr("href").expect("an address").to_owned()).collect();
        assert_eq!(urls, pages(&stack));
        let folders: BTreeSet<String> = all("dt > h3").into_iter().map(|(_, name)| name).collect();
        for (_, entry) in stack.entries().filter(|(_, entry)| entry.homepage().is_some()) {
            assert!(folders.contains(entry.name()), "{}", entry.name());
        }
        let known = ["html", "head", "meta", "title", "body", "h1", "h3", "dl", "dt", "dd", "a", "p"];
        let elements: BTreeSet<String> =
            all("*").iter().map(|(element, _)| element.name().to_owned()).collect();
        assert!(elements.iter().all(|name| known.contains(&&**name)), "{elements:?}");
    }
}

#[test]
fn an_outline_has_every_page_and_claim() {
    for stack in stacks() {
        let text = written("opml", &stack);
        let document = Document::parse(&text).expect("XML");
        assert_eq!(document.root_element().attribute("version"), Some("2.0"));
        let outlines = || document.descendants().filter(|node| node.has_tag_name("outline"));
        let urls: BTreeSet<String> =
            outlines().filter_map(|node| node.attribute("url")).map(str::to_owned).collect();
        assert_eq!(urls, pages(&stack));
        let texts: BTreeSet<&str> =
            outlines().map(|node| node.attribute("text").expect("every outline has a text")).collect();
        let sourced = |source: Source<'_>| source.url().is_some();
        for (_, entry) in stack.entries() {
            for claim in entry.claims().filter(|claim| claim.sources().any(sourced)) {
                assert!(texts.contains(claim.text()), "{}", claim.text());
            }
        }
    }
}

// --- bibliographies ------------------------------------------------------------------------------------------

/// The key of a source, which depends on nothing but the two ids.
fn key(stack: &Stack, source: Source<'_>) -> String {
    format!("{}:{}", stack.id(), source.id())
}

#[test]
fn bibtex_has_every_source_under_its_key() {
    for stack in stacks() {
        let bibliography = Bibliography::parse(&written("bibtex", &stack)).expect("BibTeX");
        assert_eq!(bibliography.len(), stack.sources().len());
        for (_, source) in stack.sources() {
            let entry = bibliography.get(&key(&stack, source)).expect("its key");
            let field = |name: &str| entry.get(name).map(|chunks| squeezed(&chunks.format_verbatim()));
            assert_eq!(field("title").expect("a title"), squeezed(source.title()));
            let url = source.url().map(|url| url.to_string().replace('{', "%7B").replace('}', "%7D"));
            // The field is verbatim in BibLaTeX, but this reader makes a dash of two hyphens in it, too.
            assert_eq!(field("url").map(|read| read.replace('–', "--")), url);
            assert_eq!(field("year"), source.published().map(|date| format!("{:04}", date.year())));
            assert_eq!(field("howpublished"), source.publisher().map(squeezed));
        }
    }
}

#[test]
fn csl_json_has_every_source_under_its_key() {
    for stack in stacks() {
        let items: Vec<citationberg::json::Item> =
            serde_json::from_str(&written("csl-json", &stack)).expect("CSL-JSON");
        assert_eq!(items.len(), stack.sources().len());
        for ((_, source), item) in stack.sources().zip(&items) {
            let text = |name: &str| {
                item.0.get(name).and_then(citationberg::json::Value::to_str).map(std::borrow::Cow::into_owned)
            };
            assert_eq!(item.id().as_deref(), Some(&*key(&stack, source)));
            assert_eq!(text("title").as_deref(), Some(source.title()));
            assert_eq!(text("URL"), source.url().map(|url| url.to_string()));
            let issued = item.0.get("issued");
            assert_eq!(issued.is_some(), source.published().is_some());
            assert!(issued.is_none_or(|date| matches!(date, citationberg::json::Value::Date(_))));
            let author = item.0.get("author");
            assert_eq!(author.is_some(), source.author().is_some());
            assert!(author.is_none_or(|names| matches!(names, citationberg::json::Value::Names(_))));
        }
    }
}

#[test]
fn ris_has_every_source_under_its_key() {
    for stack in stacks() {
        let records = RisParser::new().parse(&written("ris", &stack)).expect("RIS");
        assert_eq!(records.len(), stack.sources().len());
        for ((_, source), record) in stack.sources().zip(&records) {
            assert_eq!(record.title, squeezed(source.title()));
            assert_eq!(record.urls, source.url().map(|url| url.to_string()).into_iter().collect::<Vec<_>>());
            let year = record.date.as_ref().map(|date| date.year);
            assert_eq!(year, source.published().map(|date| i32::from(date.year())));
            assert!(format!("{record:?}").contains(&key(&stack, source)), "{record:?}");
        }
    }
}

// --- relations and pictures ----------------------------------------------------------------------------------

/// The labels of the nodes by id, and the edges with their labels.
type Drawn = (BTreeSet<(String, String)>, BTreeSet<(String, String, String)>);

/// The graph that should be drawn.
fn drawn(graph: &Graph<'_>) -> Drawn {
    let id = |at| graph.stack.entry(at).map_or("", Entry::id).to_owned();
    let nodes = graph.nodes.iter().map(|(_, entry)| (entry.id().to_owned(), entry.name().to_owned()));
    let edges = graph.edges.iter().map(|edge| (id(edge.from), edge.label(), id(edge.to)));
    (nodes.collect(), edges.collect())
}

fn read_dot(list: &ast::StmtList, into: &mut Drawn) {
    let label = |list: &ast::AttributeList| {
        let label = list.iter().find(|(name, _)| name == "label").expect("a label");
        label.1.replace("&amp;", "&")
    };
    for statement in &list.list {
        match statement {
            ast::Stmt::Node(node) => drop(into.0.insert((node.id.name.clone(), label(&node.list)))),
            ast::Stmt::Edge(edge) => {
                let [(to, ast::ArrowKind::Arrow)] = &edge.to[..] else { panic!("{edge:?}") };
                into.1.insert((edge.from.name.clone(), label(&edge.list), to.name.clone()));
            }
            ast::Stmt::SubGraph(graph) => read_dot(&graph.list, into),
            ast::Stmt::Attribute(_) => {}
        }
    }
}

/// Reads the flowcharts that are written, and panics at anything else.
fn read_mermaid(text: &str) -> Drawn {
    let string = |text: &str| {
        let inside = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).expect(text);
        let mut pieces = inside.split('#');
        let mut out = pieces.next().unwrap_or_default().to_owned();
        let plain = |text: &str| {
            assert!(text.chars().all(|c| !c.is_ascii_punctuation() || ".,:+-()/'".contains(c)), "{text}");
        };
        plain(&out);
        for piece in pieces {
            let (code, rest) = piece.split_once(';').expect("an entity");
            out.extend(char::from_u32(code.parse().expect("a number")));
            plain(rest);
            out.push_str(rest);
        }
        out
    };
    let id = |node: &str| node.strip_prefix("e_").expect(node).replace('_', "-");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("flowchart LR"));
    let (mut drawn, mut is_inside) = (Drawn::default(), false);
    for line in lines {
        if let Some((_, name)) = line.strip_prefix("  subgraph c").and_then(|rest| rest.split_once(" [")) {
            assert!(!std::mem::replace(&mut is_inside, true));
            string(name.strip_suffix(']').expect(line));
        } else if line == "  end" {
            assert!(std::mem::take(&mut is_inside));
        } else if let Some(node) = line.strip_prefix("    ") {
            let (node, name) = node.split_once('[').expect(line);
            drawn.0.insert((id(node), string(name.strip_suffix(']').expect(line))));
        } else if let Some((from, rest)) = line.split_once(" -->|") {
            let (label, to) = rest.split_once("| ").expect(line);
            drawn.1.insert((id(from.trim_start()), string(label), id(to)));
        } else {
            assert!(line.starts_with("  classDef ") || line.starts_with("  class e_"), "{line}");
        }
    }
    drawn
}

#[test]
fn a_graph_has_every_relation() {
    for stack in stacks() {
        let (first, _) = stack.entries().next().expect("an entry");
        for graph in [Graph::new(&stack), Graph::around(&stack, first, 1), Graph::around(&stack, first, 0)] {
            let text = stacklore::export::dot::write_graph(&graph);
            let parsed = DotParser::new(&text).process().unwrap_or_else(|error| panic!("{error}\n{text}"));
            let mut read = Drawn::default();
            read_dot(&parsed.list, &mut read);
            assert_eq!(read, drawn(&graph));
            assert_eq!(read_mermaid(&stacklore::export::mermaid::write_graph(&graph)), drawn(&graph));
        }
    }
}

#[test]
fn a_picture_has_every_dated_entry_and_nothing_that_acts() {
    for stack in stacks() {
        let text = written("svg", &stack);
        let document = Document::parse(&text).expect("XML");
        let known = ["svg", "title", "desc", "style", "rect", "text", "path", "g"];
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            assert!(known.contains(&node.tag_name().name()), "{node:?}");
            let acts = |name: &str| name.starts_with("on") || name == "href" || name == "style";
            assert!(!node.attributes().any(|attribute| acts(attribute.name())), "{node:?}");
        }
        let style =
            document.descendants().find(|node| node.has_tag_name("style")).and_then(|node| node.text());
        assert!(style.is_some_and(|style| !style.contains("url(") && !style.contains("@import")));
        let hints = document.descendants().filter(|node| node.has_tag_name("g"));
        let hints: Vec<&str> = hints
            .map(|node| node.first_element_child().and_then(|title| title.text()).expect("a title"))
            .collect();
        for (_, entry) in stack.entries().filter(|(_, entry)| entry.lifetime().begin().is_some()) {
            assert!(hints.iter().any(|hint| hint.starts_with(entry.name())), "{}", entry.name());
        }
    }
}
