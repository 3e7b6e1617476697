//! Round trips of every export format, and safe writing of files.

#![expect(clippy::indexing_slicing, reason = "a position that is wrong is a test that fails")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;
use stacklore::dataset::{
    ClaimParts, Confidence, Date, Entry, EntryKind, EntryParts, OptionalText, Period, RelationKind,
    RelationParts, SourceKind, SourceParts, Stack, StackBuilder, StackKind, Status, diff, fault, sanitized,
};
use stacklore::export::{FORMATS, csv, json, list};
use stacklore::format::{File, toml};

// --- any stack -----------------------------------------------------------------------------------------------

/// The parts of a stack; positions are taken modulo the number of parts.
#[derive(Clone, Debug)]
struct Made {
    kind: StackKind,
    texts: Vec<String>,
    categories: Vec<(usize, Option<usize>)>,
    sources: Vec<(usize, usize, Option<String>, bool)>,
    entries: Vec<MadeEntry>,
}

#[derive(Clone, Debug)]
struct MadeEntry {
    texts: [usize; 4],
    category: usize,
    parent: Option<usize>,
    kind: usize,
    dates: (Option<String>, Option<String>),
    words: Vec<usize>,
    links: Vec<usize>,
    claims: Vec<(usize, usize, Vec<usize>)>,
    relations: Vec<(usize, usize, Option<usize>)>,
}

fn text() -> impl Strategy<Value = String> {
    let any = vec(
        prop_oneof![4 => any::<char>(), 3 => "[ -~]".prop_map(|c| c.chars().next().unwrap_or('x'))],
        1..40,
    );
    let hostile = prop::sample::select(vec![
        "\"quoted\"",
        "back\\slash",
        "'''",
        "\"\"\"",
        "# no comment",
        "[[entry]]",
        "a = 1",
        "=1+1",
        "a,b;c",
        "- item",
        "## no heading",
        "[a](https://example.org)",
        "<b>",
        "&amp;",
        "1. no list",
        "`code`",
        "||",
        "語の名前",
    ]);
    prop_oneof![2 => any.prop_map(|chars| chars.into_iter().collect::<String>()), 1 => hostile.prop_map(str::to_owned)]
        .prop_map(|text| {
            let text = sanitized(&text).trim().to_owned();
            if text.is_empty() { "x".to_owned() } else { text }
        })
}

fn date() -> impl Strategy<Value = Option<String>> {
    prop::sample::select(vec![None, Some("2017"), Some("2017-05"), Some("2024-02-29")])
        .prop_map(|date| date.map(str::to_owned))
}

fn made() -> impl Strategy<Value = Made> {
    let entry = (
        (any::<[usize; 4]>(), any::<usize>(), any::<Option<usize>>(), any::<usize>(), (date(), date())),
        vec(any::<usize>(), 0..3),
        vec(any::<usize>(), 0..3),
        vec((any::<usize>(), any::<usize>(), vec(any::<usize>(), 1..3)), 1..4),
        vec((any::<usize>(), any::<usize>(), any::<Option<usize>>()), 0..3),
    )
        .prop_map(|((texts, category, parent, kind, dates), words, links, claims, relations)| {
            MadeEntry { texts, category, parent, kind, dates, words, links, claims, relations }
        });
    (
        prop::sample::select(StackKind::ALL.to_vec()),
        vec(text(), 4..12),
        vec((any::<usize>(), any::<Option<usize>>()), 1..5),
        vec((any::<usize>(), any::<usize>(), date(), any::<bool>()), 1..5),
        vec(entry, 1..7),
    )
        .prop_map(|(kind, texts, categories, sources, entries)| Made {
            kind,
            texts,
            categories,
            sources,
            entries,
        })
}

fn built(made: &Made) -> Stack {
    let short = |at: usize| {
        let text = &made.texts[at % made.texts.len()];
        let end = text.char_indices().nth(150).map_or(text.len(), |(end, _)| end);
        text[..end].trim()
    };
    let date = |text: &Option<String>| text.as_deref().and_then(|text| Date::parse(text).ok());
    let number = |at: usize| u32::try_from(at).expect("small");
    let mut builder = StackBuilder::new(
        made.kind,
        "made",
        short(0),
        short(1),
        "https://example.org/",
        date(&Some("2026-01-31".into())),
    );
    for (at, (name, parent)) in made.categories.iter().enumerate() {
        // Parents come first, so there is no cycle.
        let parent = parent.filter(|_| at > 0).map(|parent| number(parent % at));
        builder.category(["stack", "sources", "one", "two", "three"][at], short(*name), short(at), parent);
    }
    let url = |at: usize| format!("https://example.org/{at}?a=1&b=(2)");
    for (at, (title, kind, published, former)) in made.sources.iter().enumerate() {
        let (id, url) = (format!("s{at}"), url(at));
        let former_urls = if *former { vec!["http://example.org/was"] } else { vec![] };
        builder.source(&SourceParts {
            id: &id,
            title: short(*title),
            url: &url,
            former_urls,
            kind: SourceKind::ALL[kind % SourceKind::ALL.len()],
            publisher: short(at),
            author: "",
            published: date(published),
        });
    }
    for (at, entry) in made.entries.iter().enumerate() {
        let (id, former) = (format!("e{at}"), format!("was-{at}"));
        let kind = EntryKind::ALL[entry.kind % EntryKind::ALL.len()];
        let urls: Vec<String> = entry.links.iter().map(|link| url(link % 9 + 10)).collect();
        let home = url(at + 100);
        let (since, until) = (date(&entry.dates.0), date(&entry.dates.1));
        builder.entry(&EntryParts {
            id: &id,
            name: short(entry.texts[0]),
            former_ids: if entry.kind % 3 == 0 { vec![&*former] } else { vec![] },
            same_as: if entry.kind % 4 == 0 { vec!["other/thing"] } else { vec![] },
            not_same_as: if entry.kind % 5 == 0 { vec!["other/name", "another/name"] } else { vec![] },
            aliases: entry.words.iter().map(|word| short(*word)).collect(),
            category: number(entry.category % made.categories.len()),
            parent: entry.parent.filter(|_| at > 0).map(|parent| number(parent % at)),
            kind: Some(kind),
            status: Some(Status::ALL[entry.kind % Status::ALL.len()]).filter(|_| !kind.is_event()),
            since,
            until,
            homepage: &home,
            texts: &[
                (OptionalText::Repository, if entry.kind % 2 == 0 { "https://example.org/code" } else { "" }),
                (OptionalText::License, short(entry.texts[1])),
            ],
            tags: entry.words.iter().rev().map(|word| short(*word)).collect(),
            summary: &made.texts[entry.texts[2] % made.texts.len()],
            links: urls.iter().map(|url| (short(entry.texts[3]), &**url)).collect(),
            claims: entry
                .claims
                .iter()
                .map(|(text, confidence, sources)| {
                    let sources: Vec<u32> =
                        sources.iter().map(|source| number(source % made.sources.len())).collect();
                    let places =
                        [(sources[0], "12 nodes", ""), (sources[sources.len() - 1], "\"so\"", "A \\ b")];
                    ClaimParts {
                        when: Period::parse(["2015", "2015/2017-01", "/2020-02-03", "2020/"][text % 4]).ok(),
                        passages: places[..confidence % 3].to_vec(),
                        ..ClaimParts::new(
                            &made.texts[text % made.texts.len()],
                            Confidence::ALL[confidence % Confidence::ALL.len()],
                            sources,
                        )
                    }
                })
                .collect(),
            relations: entry
                .relations
                .iter()
                .map(|(kind, target, source)| {
                    let (since, until) = (Date::parse("2019-02").ok(), Date::parse("2021-11-30").ok());
                    RelationParts {
                        since: since.filter(|_| kind % 2 == 0),
                        until: until.filter(|_| kind % 3 == 0),
                        ..RelationParts::new(
                            RelationKind::ALL[kind % RelationKind::ALL.len()],
                            number(target % made.entries.len()),
                            source.map(|source| number(source % made.sources.len())),
                        )
                    }
                })
                .collect(),
        });
    }
    builder.build()
}

#[track_caller]
fn read(files: Vec<(String, String)>) -> Stack {
    let reading = toml::read(files.into_iter().map(|(name, text)| File::new(name, text)).collect());
    reading.stack.unwrap_or_else(|| panic!("{:?}", reading.findings))
}

fn is_inert(text: &str) -> bool {
    text.split('\n').all(|line| fault(line).is_none())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_stack_reads_back_as_the_same(made in made()) {
        let stack = built(&made);
        let text = toml::write(&stack);
        prop_assert!(is_inert(&text));
        let again = read(vec![("made.toml".to_owned(), text.clone())]);
        prop_assert_eq!(toml::write(&again), text);
        // The reader stores texts in another order, so tables are compared after reading.
        prop_assert!(diff(&stack, &again).is_empty());
        prop_assert_eq!(read(vec![("made.toml".to_owned(), toml::write(&again))]), again);
    }

    #[test]
    fn the_files_of_a_folder_are_the_same_stack(made in made()) {
        let stack = built(&made);
        let files = toml::write_folder(&stack);
        let mut names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
        names.sort();
        names.dedup();
        prop_assert_eq!(names.len(), files.len());
        let mut files = files;
        files.sort();
        prop_assert!(diff(&stack, &read(files)).is_empty());
    }

    #[test]
    fn every_form_of_any_stack_is_inert_and_has_every_entry(made in made()) {
        let stack = built(&made);
        for format in FORMATS {
            prop_assert!(is_inert(&(format.write)(&stack)), "{}", format.name);
        }
        let text = json::write(&stack);
        let value: Value = serde_json::from_str(&text).expect("JSON");
        let entries = value["entries"].as_array().expect("a list");
        prop_assert_eq!(entries.len(), stack.entries().len());
        for (line, (_, entry)) in entries.iter().zip(stack.entries()) {
            prop_assert_eq!(line["name"].as_str(), Some(entry.name()));
            prop_assert_eq!(line["claims"].as_array().map(Vec::len), Some(entry.claims().len()));
        }
        let table = csv::write(&stack);
        prop_assert_eq!(table.lines().count(), stack.entries().len() + 1);
        for ((_, entry), line) in stack.entries().zip(table.lines().skip(1)) {
            let fields = fields(line);
            prop_assert_eq!(fields.len(), 19, "{}", line);
            prop_assert!(!fields.iter().any(|field| field.starts_with(FORMULA)), "{}", line);
            // The only addition is the apostrophe in front of a formula.
            let texts = [(0, entry.id()), (1, entry.name()), (13, entry.summary().unwrap_or_default())];
            for (at, text) in texts {
                let formula = text.starts_with(FORMULA);
                prop_assert_eq!(&fields[at], &format!("{}{text}", if formula { "'" } else { "" }));
            }
        }
        let list = list::write(&stack);
        prop_assert!(stacklore::import::markdown::read(File::new("made.md", list)).reading.stack.is_some());
    }
}

#[test]
fn the_embedded_stack_comes_back_from_one_file_and_from_a_folder() {
    let discord = stacklore::catalog::bundled::discord();
    assert_eq!(read(vec![("discord.toml".to_owned(), toml::write(&discord))]), discord);
    let mut files = toml::write_folder(&discord);
    files.sort();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/discord");
    let mut names: Vec<String> = fs::read_dir(data)
        .expect("the folder is there")
        .map(|item| item.expect("listed").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    assert_eq!(files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>(), names);
    assert_eq!(read(files), discord);
}

/// The characters with which a spreadsheet begins a formula.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// The fields of a CSV record.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let (mut quoted, mut letters) = (false, line.chars().peekable());
    while let Some(letter) = letters.next() {
        let field = fields.last_mut().expect("there is one from the start");
        match letter {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => field.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            letter => field.push(letter),
        }
    }
    fields
}

// --- the command ---------------------------------------------------------------------------------------------

/// Exit code, stdout and stderr.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stacklore"));
    command.env_clear().current_dir(folder).stdin(Stdio::null()).args(arguments);
    let output = command.output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn orchard() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/orchard.toml").display().to_string()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|item| item.expect("listed").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    names
}

#[test]
fn a_name_that_tells_no_form_is_written_as_toml_and_that_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, force) in [("a.xyz", "--force"), ("plain", "-f")] {
        let (code, _, err) = run(folder.path(), &["export", &orchard(), "-o", name, force]);
        assert_eq!((code, err), (Some(0), format!("wrote {name} as TOML: 5 entries\n")));
    }
}

#[test]
fn what_is_exported_is_equal_whatever_way_it_goes() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let (code, text, err) = run(at, &["export", &orchard()]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    fs::write(at.join("printed.toml"), &text).expect("room");
    let wrote = |arguments: &[&str], report: &str| {
        let (code, out, err) = run(at, &[&["export", &orchard()], arguments].concat());
        assert_eq!((code, out.as_str(), err.as_str()), (Some(0), "", report));
    };
    wrote(&["-o", "a.toml"], "wrote a.toml: 5 entries\n");
    wrote(&["--into", "parts"], "wrote 5 files in parts: 5 entries\n");
    assert_eq!(
        names(&at.join("parts")),
        ["caches.toml", "languages.toml", "sources.toml", "stack.toml", "storage.toml"]
    );
    for copy in ["printed.toml", "a.toml", "parts"] {
        assert_eq!(
            run(at, &["diff", &orchard(), copy]),
            (Some(0), String::new(), "no difference\n".to_owned())
        );
    }
    wrote(&["-o", "a.json"], "wrote a.json: 5 entries\n");
    wrote(&["-o", "a.csv"], "wrote a.csv: 5 entries\n");
    wrote(&["-o", "a.md"], "wrote a.md: 5 entries\n");
    let read = |name: &str| fs::read_to_string(at.join(name)).expect("UTF-8");
    let value: Value = serde_json::from_str(&read("a.json")).expect("JSON");
    assert_eq!((&value["version"], &value["stack"]["id"]), (&1.into(), &"orchard".into()));
    assert_eq!(value["entries"][4]["category_id"], "languages");
    assert_eq!(value["entries"][3]["children"], serde_json::json!(["tokio"]));
    assert_eq!(run(at, &["export", &orchard(), "--format", "json"]).1, read("a.json"));
    assert_eq!(run(at, &["export", &orchard(), "--format", "csv", "-o", "-"]).1, read("a.csv"));
    assert!(read("a.csv").starts_with("id,name,aliases,"));
    assert!(read("a.md").starts_with("# Orchard\n\nCounts apples.\n\n"));
    assert!(read("a.md").contains("\n## Storage\n"));
}

#[test]
fn nothing_is_overwritten_unless_that_was_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::write(at.join("a.toml"), "mine").expect("room");
    let (code, out, err) = run(at, &["export", &orchard(), "-o", "a.toml"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.contains("a.toml: already exists") && err.contains("--force"), "{err}");
    assert_eq!(fs::read_to_string(at.join("a.toml")).expect("UTF-8"), "mine");
    assert_eq!(run(at, &["export", &orchard(), "-o", "a.toml", "--force"]).0, Some(0));
    assert_eq!(run(at, &["diff", &orchard(), "a.toml"]).0, Some(0));
    let (code, _, err) = run(at, &["export", &orchard(), "--into", "."]);
    assert_eq!(code, Some(4), "{err}");
    assert!(err.contains("a.toml: would be read together"), "{err}");
    assert_eq!(names(at), ["a.toml"]);
    let (code, _, err) = run(at, &["export", &orchard(), "--into", "b", "--format", "csv"]);
    assert_eq!(code, Some(2), "{err}");
    assert_eq!(run(at, &["export", &orchard(), "-o", "gone/a.toml"]).0, Some(4));
    assert_eq!(run(at, &["export", "gone.toml"]).0, Some(3));
    assert_eq!(run(at, &["export", "--json", &orchard()]).0, Some(2));
}

#[cfg(unix)]
#[test]
fn a_link_in_the_way_is_neither_followed_nor_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::write(at.join("target"), "kept").expect("room");
    fs::create_dir(at.join("into")).expect("room");
    std::os::unix::fs::symlink("../target", at.join("into/storage.toml")).expect("a link");
    std::os::unix::fs::symlink("target", at.join("a.toml")).expect("a link");
    for arguments in [&["-o", "a.toml"][..], &["-o", "a.toml", "--force"], &["--into", "into", "--force"]] {
        let (code, out, err) = run(at, &[&["export", &orchard()], arguments].concat());
        assert_eq!((code, out.as_str()), (Some(4), ""), "{arguments:?}");
        assert!(err.contains("links are not written through"), "{err}");
    }
    assert_eq!(fs::read_to_string(at.join("target")).expect("UTF-8"), "kept");
    assert_eq!(names(&at.join("into")), ["storage.toml"]);
    assert_eq!(names(at), ["a.toml", "into", "target"]);
}

#[test]
fn a_new_stack_checks_opens_and_is_never_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let (code, out, err) = run(at, &["new", "My Stack"]);
    assert_eq!((code, out.as_str()), (Some(0), ""));
    assert!(err.starts_with("wrote My Stack.toml\n"), "{err}");
    let (code, out, err) = run(at, &["check", "--deny", "warnings", "My Stack.toml"]);
    assert_eq!((code, out.as_str(), err.as_str()), (Some(0), "", "checked 1 file: 0 errors, 0 warnings\n"));
    let (_, listed, _) = run(at, &["list", "--json", "My Stack.toml"]);
    assert!(listed.contains("\"id\":\"my-stack\",\"name\":\"My Stack\""), "{listed}");
    let (code, _, err) = run(at, &["new", "My Stack.toml"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("already exists"), "{err}");
    let (code, out, _) = run(at, &["new", "-"]);
    assert_eq!(code, Some(0));
    assert_eq!(out, toml::template("mine", "Mine"));
    for name in ["", "a\u{1b}b", "../"] {
        assert_ne!(run(at, &["new", name]).0, Some(0), "{name:?}");
    }
    assert_eq!(names(at), ["My Stack.toml"]);
}

#[test]
fn the_description_of_the_format_is_printed_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(run(folder.path(), &["schema"]), (Some(0), toml::JSON_SCHEMA.to_owned(), String::new()));
}

#[test]
fn an_entry_that_nothing_says_anything_of_is_still_an_item() {
    let mut builder = StackBuilder::new(StackKind::List, "bare", "Bare", "", "", None);
    builder.category("all", "All", "", None);
    builder.entry(&EntryParts { id: "a", name: "A", ..EntryParts::default() });
    let stack = builder.build();
    assert_eq!(list::write(&stack), "# Bare\n\n## All\n\n- A\n");
    assert_eq!(stack.entries().map(|(_, entry)| Entry::id(entry)).collect::<Vec<_>>(), ["a"]);
}

#[test]
fn what_is_around_an_entry_is_drawn_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    for (format, node) in [("dot", "[label=\"ScyllaDB\""), ("mermaid", "[\"ScyllaDB\"]"), ("svg", "ScyllaDB")]
    {
        let drawn = |arguments: &[&str]| {
            let (code, out, err) =
                run(at, &[&["export", &orchard(), "--format", format], arguments].concat());
            assert_eq!((code, err.as_str()), (Some(0), ""), "{format} {arguments:?}");
            out
        };
        let (near, alone) =
            (drawn(&["--around", "scylladb"]), drawn(&["--around", "scylladb", "--depth", "0"]));
        assert!(near.contains(node) && alone.contains(node), "{near}");
        assert!(alone.len() < near.len(), "{alone}");
    }
    let (code, out, err) = run(at, &["export", &orchard(), "--format", "csv", "--around", "scylladb"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(
        err.contains("`--around` is not for `--format csv`") && err.contains("dot, mermaid and svg"),
        "{err}"
    );
    assert_eq!(run(at, &["export", &orchard(), "--format", "dot", "--around", "nothing"]).0, Some(1));
    assert_eq!(run(at, &["export", &orchard(), "--format", "dot", "--depth", "1"]).0, Some(2));
}
