//! The findings of each class, and texts that are written and read again.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::dataset::{Code, FileSpan, Finding, Severity, fault};
use crate::format::report::{Ink, Look, draw};
use crate::format::{File, Positions, Reading};

/// A stack in order; its lines are counted from 1 in the tests below.
const GOOD: &str = r#"schema = 1

[stack]
id = "acme"
name = "Acme"
homepage = "https://example.org"
reviewed = 2026-01-31

[[category]]
id = "storage"
name = "Storage"

[[entry]]
id = "quartz"
name = "Quartz"
category = "storage"
kind = "database"
status = "current"
since = "2017-05"
tags = ["rows"]
summary = "Keeps the rows."
[[entry.claim]]
text = "It keeps every row."
confidence = "confirmed"
sources = ["rows", "talk"]

[[source]]
id = "rows"
title = "How rows are kept"
url = "https://example.org/rows"
kind = "article"
published = 2024-05-02

[[source]]
id = "talk"
title = "A talk"
kind = "reference"
"#;

fn read_one(text: &str) -> Reading {
    read(vec![File::new("acme.toml", text)])
}

/// The findings as `line:column code`, in order.
fn found(reading: &Reading) -> Vec<String> {
    let mut positions: Vec<Positions<'_>> =
        reading.texts.iter().map(|text| Positions::new(&text.text)).collect();
    let mut place = |place: &FileSpan| positions[place.file].locate(place.at.start);
    let mut at = |finding: &Finding| finding.span.as_ref().map_or((0, 0), &mut place);
    reading
        .findings
        .iter()
        .map(|finding| (at(finding), finding.code))
        .map(|((l, c), code)| format!("{l}:{c} {code}"))
        .collect()
}

/// The findings of the good stack after one change.
#[track_caller]
fn after(old: &str, new: &str) -> Vec<String> {
    assert_eq!(GOOD.matches(old).count(), 1, "{old:?} must be there once");
    let reading = read_one(&GOOD.replace(old, new));
    assert_eq!(reading.stack.is_none(), reading.errors() > 0);
    for finding in &reading.findings {
        let texts =
            finding.help.iter().chain([&finding.message]).chain(finding.related.iter().map(|(_, what)| what));
        for text in texts {
            assert_eq!(fault(text), None, "{text:?}");
            assert!(text.chars().count() < 700, "{text:?}");
        }
    }
    found(&reading)
}

#[test]
fn a_good_stack_has_no_findings() {
    let reading = read_one(GOOD);
    assert_eq!(found(&reading), [""; 0]);
    let stack = reading.stack.unwrap();
    let (_, entry) = stack.entries().next().unwrap();
    assert_eq!((entry.name(), entry.since().unwrap().to_string().as_str()), ("Quartz", "2017-05"));
    assert_eq!(
        entry.claims().next().unwrap().sources().map(crate::dataset::Source::id).collect::<Vec<_>>(),
        ["rows", "talk"]
    );
    assert_eq!(stack.homepage().unwrap().as_str(), "https://example.org");
}

#[test]
fn a_mark_and_windows_line_ends_are_accepted() {
    assert_eq!(found(&read_one(&format!("\u{feff}{}", GOOD.replace('\n', "\r\n")))), [""; 0]);
    let moved = format!("\u{feff}{}", GOOD.replace('\n', "\r\n").replace("schema = 1", "schema = 7"));
    assert_eq!(found(&read_one(&moved)), ["1:10 schema.version"]);
}

#[test]
fn syntax_errors_are_all_told_in_the_order_of_the_text() {
    assert_eq!(after("\"Acme\"", "\"Acme"), ["5:13 syntax.toml"]);
    assert_eq!(after("\"Keeps the rows.\"", "\"C:\\Windows\""), ["21:15 syntax.toml"]);
    assert_eq!(after("\"Keeps the rows.\"", "\"a\u{1b}b\""), ["21:13 syntax.toml"]);
    assert_eq!(after("2024-05-02", "2024-02-30"), ["32:13 syntax.toml"]);
    assert_eq!(
        after("status = \"current\"", "status = \"current\"\nstatus = \"former\""),
        ["19:1 syntax.duplicate-key"]
    );
    let three = GOOD
        .replace("\"Acme\"", "Acme")
        .replace("kind = \"database\"", "kind = \"database\" x")
        .replace("= \"A talk\"", "= \"\\q\"");
    assert_eq!(found(&read_one(&three)), ["5:8 syntax.toml", "17:19 syntax.toml", "36:11 syntax.toml"]);
}

#[test]
fn a_list_without_its_end_hides_nothing_that_follows() {
    let text =
        GOOD.replace("tags = [\"rows\"]", "tags = [\"rows\",").replace("= \"article\"", "= \"artikle\"");
    assert_eq!(found(&read_one(&text)), ["21:1 syntax.toml", "31:8 schema.bad-value"]);
}

#[test]
fn what_only_follows_from_a_syntax_error_is_not_told() {
    // Without its id the source is cited by a name that nothing has.
    assert_eq!(after("id = \"rows\"", "id = rows\""), ["28:6 syntax.toml"]);
    assert_eq!(after("[[source]]\nid = \"talk\"", "[[source\nid = \"talk\""), ["34:9 syntax.toml"]);
}

#[test]
fn a_text_over_several_lines_without_an_end_is_told_with_its_beginning() {
    let reading = read_one(&GOOD.replace("\"Keeps the rows.\"", "\"\"\"Keeps the rows."));
    assert_eq!(reading.findings.len(), 1, "{:?}", reading.findings);
    let (place, _) = &reading.findings[0].related[0];
    assert!(reading.texts[0].text[place.at.start..].starts_with("\"\"\"Keeps"));
}

#[test]
fn keys_and_types_are_told() {
    assert_eq!(after("summary = \"Keeps", "sumary = \"Keeps"), ["21:1 schema.unknown-key"]);
    assert_eq!(after("tags = [\"rows\"]", "tags = \"rows\""), ["20:8 schema.wrong-type"]);
    assert_eq!(after("tags = [\"rows\"]", "tags = [\"rows\", 7]"), ["20:17 schema.wrong-type"]);
    assert_eq!(after("since = \"2017-05\"", "since = 2017"), ["19:9 schema.wrong-type"]);
    assert_eq!(after("2026-01-31", "2026-01-31T10:00:00"), ["7:12 schema.wrong-type"]);
    assert_eq!(after("name = \"Quartz\"\n", ""), ["13:1 schema.missing-key"]);
    assert_eq!(after("schema = 1", ""), ["1:1 schema.missing-key"]);
    assert_eq!(after("schema = 1", "schema = \"1\""), ["1:10 schema.wrong-type"]);
    assert_eq!(after("[[entry.claim]]", "[entry.claim]"), ["22:1 schema.wrong-type"]);
    assert_eq!(after("url = \"https://example.org/rows\"\n", ""), ["27:1 schema.missing-key"]);
    assert_eq!(found(&read_one("")), ["0:0 schema.missing-key", "1:1 schema.missing-key"]);
}

#[test]
fn ids_that_were_lost_with_a_broken_table_are_not_missed() {
    assert_eq!(after("[[category]]", "[category]"), ["9:1 schema.wrong-type"]);
}

#[test]
fn another_version_is_told_alone() {
    assert_eq!(after("schema = 1", "schema = 999\nunheard-of = 1"), ["1:10 schema.version"]);
}

#[test]
fn values_are_told() {
    assert_eq!(after("\"database\"", "\"datbase\""), ["17:8 schema.bad-value"]);
    assert_eq!(after("\"2017-05\"", "\"2017-13\""), ["19:9 schema.bad-value"]);
    assert_eq!(after("id = \"quartz\"", "id = \"../quartz\""), ["14:6 schema.bad-id"]);
    assert_eq!(after("id = \"quartz\"", "id = \"quartz-\""), ["14:6 schema.bad-id"]);
    assert_eq!(after("\"Keeps the rows.\"", "\" \""), ["21:11 schema.bad-value"]);
    assert_eq!(after("\"Quartz\"", &format!("\"{}\"", "Q".repeat(257))), ["15:8 limit.length"]);
    let tags = vec!["\"t\""; 1_001].join(", ");
    assert_eq!(after("[\"rows\"]", &format!("[{tags}]")), ["20:8 limit.count"]);
}

#[test]
fn references_are_told() {
    assert_eq!(after("category = \"storage\"", "category = \"storag\""), ["16:12 ref.dangling"]);
    assert_eq!(after("[\"rows\", \"talk\"]", "[\"rows\", \"tlak\"]"), ["25:20 ref.dangling"]);
    assert_eq!(after("id = \"talk\"", "id = \"rows\""), ["25:20 ref.dangling", "35:6 ref.duplicate-id"]);
    assert_eq!(after("kind = \"database\"", "parent = \"quartz\"\nkind = \"database\""), ["17:10 ref.cycle"]);
    let help = |old: &str, new: &str| read_one(&GOOD.replace(old, new)).findings[0].help.clone().unwrap();
    assert_eq!(help("category = \"storage\"", "category = \"storag\""), "did you mean \"storage\"?");
    let relation = "kind = \"database\"\n[[entry.relation]]\nkind = \"uses\"\ntarget = \"quarz\"\n";
    let text =
        format!("{GOOD}\n[[entry]]\nid = \"other\"\nname = \"Other\"\ncategory = \"storage\"\n{relation}");
    let findings = read_one(&text).findings;
    let target = findings.iter().find(|finding| finding.message.contains("quarz")).expect("it is no entry");
    assert_eq!(target.help.as_deref(), Some("did you mean \"quartz\"?"));
    assert!(
        help("\"database\"", "\"datbase\"")
            .starts_with("did you mean \"database\"? the words are architecture, ")
    );
    assert_eq!(help("summary = \"Keeps", "sumary = \"Keeps"), "did you mean `summary`?");
}

#[test]
fn a_ring_is_told_once_by_all_its_members() {
    let category = |id: &str, parent: &str| {
        format!("[[category]]\nid = \"{id}\"\nname = \"N\"\nparent = \"{parent}\"\n")
    };
    let cycle = category("amber", "beryl")
        + &category("beryl", "coral")
        + &category("coral", "amber")
        + &category("tail", "amber");
    let reading = read_one(&format!("{GOOD}{cycle}"));
    assert_eq!(found(&reading), ["41:10 ref.cycle"]);
    assert_eq!(reading.findings[0].related.len(), 2);
    for member in ["amber", "beryl", "coral"] {
        assert!(reading.findings[0].message.contains(member));
    }
}

#[test]
fn a_long_ring_is_told_in_few_words() {
    let mut text = GOOD.to_owned();
    for at in 0..1_000 {
        let parent = (at + 1) % 1_000;
        let _ = write!(text, "[[category]]\nid = \"c{at}\"\nname = \"N\"\nparent = \"c{parent}\"\n");
    }
    let reading = read_one(&text);
    assert_eq!(reading.findings.len(), 1);
    let finding = &reading.findings[0];
    let wanted = "parents form a cycle: category \"c0\" in \"c1\" in \"c2\" in \"c3\" in \"c4\" in \"c5\" in \"c6\" in \"c7\" \
                  and so on through 992 more in \"c0\"";
    assert_eq!((finding.message.as_str(), finding.related.len()), (wanted, 7));
}

#[test]
fn nesting_has_a_limit() {
    let mut chain = String::new();
    let mut parent = "storage".to_owned();
    for at in 0..70 {
        let _ = write!(chain, "[[category]]\nid = \"c{at}\"\nname = \"N\"\nparent = \"{parent}\"\n");
        parent = format!("c{at}");
    }
    let reading = read_one(&format!("{GOOD}{chain}"));
    let codes: Vec<_> = reading.findings.iter().map(|finding| (finding.code, finding.severity)).collect();
    assert_eq!(codes, [(Code::Depth, Severity::Error)]);
    assert_eq!(after("\"Keeps the rows.\"", &"[".repeat(90)), ["21:11 syntax.toml", "21:91 limit.depth"]);
}

#[test]
fn evidence_is_asked_for() {
    assert_eq!(
        after("[\"rows\", \"talk\"]", "[]"),
        ["25:11 schema.missing-source", "28:6 evidence.uncited-source", "35:6 evidence.uncited-source"]
    );
    assert_eq!(
        after("[\"rows\", \"talk\"]", "[\"talk\"]"),
        ["25:11 evidence.single-source", "28:6 evidence.uncited-source"]
    );
    assert_eq!(after("\"current\"", "\"former\""), ["18:10 evidence.former-without-until"]);
    assert_eq!(after("tags = [\"rows\"]", "until = \"2016\""), ["20:9 schema.bad-value"]);
    let start = GOOD.find("[[entry.claim]]").unwrap();
    let end = GOOD.find("[[source]]").unwrap();
    let bare = format!("{}{}", &GOOD[..start], &GOOD[end..]);
    assert_eq!(found(&read_one(&bare))[0], "13:1 schema.missing-claim");
}

#[test]
fn a_list_needs_links_instead_of_evidence() {
    let list = |entry: &str| {
        format!(
            "schema = 1\n[stack]\nid = \"l\"\nname = \"L\"\nkind = \"list\"\n[[category]]\nid = \"c\"\nname = \"C\"\n[[entry]]\nid = \"e\"\nname = \"E\"\ncategory = \"c\"\n{entry}"
        )
    };
    assert_eq!(found(&read_one(&list(""))), ["9:1 schema.missing-link"]);
    assert_eq!(found(&read_one(&list("homepage = \"https://example.org\""))), [""; 0]);
    let reading = read_one(&list("[[entry.link]]\ntitle = \"T\"\nurl = \"https://example.org\"\n"));
    assert_eq!(found(&reading), [""; 0]);
    let stack = reading.stack.unwrap();
    assert_eq!(stack.entries().next().unwrap().1.links().next().unwrap().title(), Some("T"));
    assert_eq!(read_one(&write(&stack)).stack, Some(stack));
}

#[test]
fn hostile_texts_are_told() {
    assert_eq!(after("\"Quartz\"", "\"Qu\\u001bartz\""), ["15:8 text.control"]);
    assert_eq!(after("\"Quartz\"", "\"Qu\\nartz\""), ["15:8 text.control"]);
    assert_eq!(after("\"Quartz\"", "\"Qu\u{9b}artz\""), ["15:8 text.control"]);
    assert_eq!(after("\"Quartz\"", "\"Qu\u{202e}artz\""), ["15:8 text.bidi"]);
    assert_eq!(after("\"Quartz\"", "\"Qu\\u200bartz\""), ["15:8 text.invisible"]);
    assert_eq!(after("\"Quartz\"", &format!("\"Q{}\"", "\u{301}".repeat(20))), ["15:8 text.combining-flood"]);
    assert_eq!(
        after("summary = \"Keeps", "\"\\u001b[2J\" = 1\nsummary = \"Keeps"),
        ["21:1 schema.unknown-key"]
    );
}

#[test]
fn addresses_are_told() {
    let url = |new: &str| after("\"https://example.org/rows\"", new);
    assert_eq!(url("\"javascript:alert(1)\""), ["30:7 url.scheme"]);
    assert_eq!(url("\"--help\""), ["30:7 url.malformed"]);
    assert_eq!(url("\"https://example.org@evil.example/\""), ["30:7 url.userinfo"]);
    assert_eq!(url("\"https://example.org/a b\""), ["30:7 url.control"]);
    assert_eq!(url("\"https://bücher.example/\""), ["30:7 url.lookalike"]);
    assert_eq!(url("\"https://xn--bcher-kva.example/\""), ["30:7 url.lookalike"]);
    assert_eq!(url("\"HTTPS://EXAMPLE.org/Rows\""), [""; 0]);
    assert_eq!(url(&format!("\"https://example.org/{}\"", "a".repeat(3_000))), ["30:7 limit.length"]);
}

#[test]
fn bytes_that_are_no_text_are_told() {
    let bytes = GOOD.replace("Quartz", "Qu\u{1}artz").into_bytes();
    let bytes: Vec<u8> = bytes.into_iter().map(|b| if b == 1 { 0xc3 } else { b }).collect();
    assert_eq!(found(&read(vec![File::new("a.toml", bytes)])), ["15:11 encoding.invalid-utf8"]);
    let wide: Vec<u8> = GOOD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(
        found(&read(vec![File::new("a.toml", [vec![0xff, 0xfe], wide].concat())])),
        ["1:1 encoding.utf16"]
    );
}

#[test]
fn files_that_are_read_together_add_up() {
    let at = GOOD.find("[[source]]").unwrap();
    let files =
        |second: &str| vec![File::new("entries.toml", &GOOD[..at]), File::new("sources.toml", second)];
    let reading = read(files(&GOOD[at..]));
    assert_eq!(found(&reading), [""; 0]);
    assert_eq!(reading.stack, read_one(GOOD).stack);
    assert_eq!(found(&read(files(&format!("schema = 1\n{}", &GOOD[at..])))), [""; 0]);
    let reading = read(files(&format!("[stack]\nid = \"b\"\n{}", &GOOD[at..])));
    assert_eq!(found(&reading), ["1:2 syntax.duplicate-key"]);
    assert_eq!(reading.findings[0].span.as_ref().unwrap().file, 1);
}

#[test]
fn what_is_written_reads_back_as_the_same_stack() {
    let text = GOOD
        .replace("\"Keeps the rows.\"", r#""Says \"C:\\rows\" — 語.""#)
        .replace("[\"rows\"]", "[\"a\", \"b\"]");
    let text = format!("{text}former_urls = [\"https://example.org/old\"]\nauthor = \"N. N.\"\n");
    let stack = read_one(&text).stack.unwrap();
    assert_eq!(read_one(&write(&stack)).stack, Some(stack));
}

#[test]
fn what_is_written_is_laid_out_for_people() {
    let stack = read_one(GOOD).stack.unwrap();
    assert_eq!(write(&stack), GOOD.replace("schema = 1", "schema = 2"));
}

/// The good stack with parts replaced by unusual ones.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let unusual = prop::sample::select(vec![
        "\"",
        "[",
        "]",
        "{",
        "}",
        "=",
        ".",
        "\n",
        "'''",
        "\"\"\"",
        "\\",
        "\u{1b}",
        "\u{202e}",
        "[[entry]]",
        "[entry.claim]",
        "schema = 1",
        "parent = \"quartz\"\n",
        "# ",
        "é",
        "\r",
        "1979-05-27T07:32:00Z",
        "\u{0}",
        "inf",
    ]);
    prop::collection::vec((0..GOOD.len(), 0..40usize, unusual, any::<Option<u8>>()), 0..6).prop_map(|edits| {
        let mut bytes = GOOD.as_bytes().to_vec();
        for (at, len, unusual, byte) in edits {
            let at = at.min(bytes.len());
            let end = (at + len).min(bytes.len());
            bytes.splice(at..end, unusual.bytes().chain(byte.filter(|b| *b < 8)));
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_text_makes_the_reader_fail_or_say_anything_harmful(bytes in damaged()) {
        let reading = read(vec![File::new("a\u{1b}.toml", bytes)]);
        prop_assert_eq!(reading.stack.is_none(), reading.errors() > 0);
        let order: Vec<_> = reading.findings.iter().map(|f| f.span.as_ref().map(|p| (p.file, p.at.start))).collect();
        prop_assert!(order.is_sorted());
        let drawn = draw(&reading.findings, &reading.texts, Look { ink: Ink::Plain, width: 80 });
        prop_assert!(drawn.lines().all(|line| fault(line).is_none()), "{}", drawn);
        if let Some(stack) = reading.stack {
            prop_assert_eq!(read_one(&write(&stack)).stack, Some(stack));
        }
    }

    #[test]
    fn no_bytes_make_the_reader_fail(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let reading = read(vec![File::new("a.toml", bytes)]);
        prop_assert!(reading.stack.is_none() && reading.errors() > 0);
    }
}

/// The stack in schema 2, with times and places.
fn timed(changes: &[(&str, &str)]) -> Reading {
    let mut text = GOOD.replace("schema = 1", "schema = 2").replace(
        "sources = [\"rows\", \"talk\"]\n",
        "sources = [\"rows\"]\nwhen = \"2017/2019-02\"\npassage = \"twelve nodes\"\nsection = \"Growing\"\n",
    );
    for (old, new) in changes {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
    }
    read_one(&text)
}

#[test]
fn a_claim_has_its_time_and_the_place_where_it_is_written() {
    let reading = timed(&[]);
    let stack = reading.stack.unwrap_or_else(|| panic!("{:?}", reading.findings));
    let claim = stack.entries().find_map(|(_, entry)| entry.claims().next()).expect("a claim");
    assert_eq!(claim.when().map(|when| when.to_string()).as_deref(), Some("2017/2019-02"));
    let place = claim.passages().next().expect("a place");
    assert_eq!((place.text(), place.section()), (Some("twelve nodes"), Some("Growing")));
    assert_eq!(claim.source_indexes().next(), Some(place.source()));
    let again = read_one(&super::write(&stack));
    assert_eq!(again.stack, Some(stack));
}

#[test]
fn times_and_places_are_checked_like_everything_else() {
    let errors = |change: (&str, &str)| {
        let findings = timed(&[change]).findings;
        findings.into_iter().filter(Finding::is_error).map(|finding| finding.message).collect::<Vec<_>>()
    };
    assert_eq!(errors(("2017/2019-02", "2019-02/2017")), ["\"2019-02/2017\" ends before it begins"]);
    assert_eq!(errors(("2017/2019-02", "once")), ["\"once\" is not a date"]);
    assert_eq!(
        errors(("twelve nodes", "they ran on twelve nodes in those years")),
        [""; 0],
        "eight words are allowed"
    );
    assert_eq!(
        errors(("twelve nodes", "they all ran on twelve nodes in those years")),
        ["the `passage` has more than 8 words"]
    );
    let places = "passages = [{ source = \"talk\", section = \"Growing\" }, { source = \"rows\" }]";
    assert_eq!(
        errors(("passage = \"twelve nodes\"", places)),
        ["the claim does not cite source \"talk\"", "this passage names no place"]
    );
}

#[test]
fn a_former_id_finds_its_entry_and_may_not_be_taken() {
    let ids = "id = \"quartz\"\nformer_ids = [\"onyx\"]";
    let stack = timed(&[("id = \"quartz\"", ids)]).stack.expect("a stack");
    assert_eq!(stack.find("onyx"), stack.find("quartz"));
    assert!(stack.find("onyx").is_some() && stack.find("topaz").is_none());
    let taken = timed(&[("id = \"quartz\"", "id = \"quartz\"\nformer_ids = [\"quartz\"]")]);
    assert_eq!(taken.findings.first().map(|finding| finding.code), Some(Code::DuplicateId));
}

#[test]
fn an_event_has_a_day_and_no_status() {
    let event = [("kind = \"database\"\nstatus = \"current\"\n", "kind = \"incident\"\n")];
    let stack = timed(&event).stack.expect("a stack");
    let entry = stack.entries().next().expect("an entry").1;
    assert_eq!(
        (entry.status(), entry.since().map(|day| day.to_string()).as_deref()),
        (None, Some("2017-05"))
    );
    let told = timed(&[("kind = \"database\"", "kind = \"incident\"")]);
    assert!(told.findings.iter().any(|finding| finding.code == Code::EventTime));
    assert_eq!(told.stack.expect("a stack").entries().next().expect("an entry").1.status(), None);
}

#[test]
fn a_key_of_schema_2_in_a_file_of_schema_1_is_read_and_named_once() {
    let reading = timed(&[("schema = 2", "schema = 1")]);
    let newer: Vec<_> = reading.findings.iter().filter(|finding| finding.code == Code::NewerKey).collect();
    let named: Vec<&str> = newer.iter().map(|finding| &*finding.message).collect();
    assert_eq!(
        named,
        ["`when` is new in schema 2", "`passage` is new in schema 2", "`section` is new in schema 2"]
    );
    assert!(reading.stack.is_some());
}
