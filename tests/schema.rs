//! Compares the JSON Schema with the reader: same keys and words, real
//! stacks are valid, and the reader rejects whatever the schema rejects.

#![expect(clippy::indexing_slicing, reason = "a schema without a part is a test that fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jsonschema::Validator;
use serde_json::{Value, json};
use stacklore::dataset::check::{
    MAX_ID_CHARS, MAX_LIST_ITEMS, MAX_NAME_CHARS, MAX_TEXT_CHARS, MAX_TITLE_CHARS,
};
use stacklore::dataset::{
    self, Code, Confidence, EntryKind, Field, Finding, RelationKind, SourceKind, StackKind, Status,
};
use stacklore::export;
use stacklore::format::{File, toml};

fn schema() -> Value {
    serde_json::from_str(toml::JSON_SCHEMA).expect("JSON")
}

fn validator() -> Validator {
    jsonschema::draft7::meta::validate(&schema()).expect("a schema of draft 7");
    jsonschema::draft7::new(&schema()).expect("a schema")
}

/// A TOML text as JSON, as editors validate it: dates are strings.
fn value(text: &str) -> Value {
    fn of(value: ::toml::Value) -> Value {
        match value {
            ::toml::Value::String(text) => text.into(),
            ::toml::Value::Integer(number) => number.into(),
            ::toml::Value::Float(number) => number.into(),
            ::toml::Value::Boolean(value) => value.into(),
            ::toml::Value::Datetime(date) => date.to_string().into(),
            ::toml::Value::Array(items) => items.into_iter().map(of).collect(),
            ::toml::Value::Table(table) => table.into_iter().map(|(key, item)| (key, of(item))).collect(),
        }
    }
    of(::toml::Value::Table(text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"))))
}

/// A stack with every key.
const FULL: &str = r#"
schema = 2

[stack]
id = "acme"
name = "Acme"
kind = "stack"
summary = "A made-up shop."
homepage = "https://example.org/"
reviewed = 2026-01-31

[[category]]
id = "data"
name = "Data"

[[category]]
id = "storage"
name = "Storage"
summary = "Where the orders live."
parent = "data"

[[entry]]
id = "onyx"
name = "Onyx"
category = "storage"
kind = "database"
status = "former"
until = "2024-05"
claim = [{ text = "It was switched off.", confidence = "reported", sources = ["case", "moving"] }]

[[entry]]
id = "quartz"
name = "Quartz"
former_ids = ["topaz"]
aliases = ["QuartzDB"]
category = "storage"
parent = "onyx"
kind = "database"
status = "current"
since = "2024-05"
until = "2025"
homepage = "https://example.org/quartz"
repository = "https://example.org/quartz/code"
license = "MIT"
tags = ["relational"]
summary = "Keeps every order."
same_as = ["other/quartz"]
not_same_as = ["another/quartz"]
[[entry.link]]
title = "Handbook"
url = "https://example.org/quartz/handbook"
[[entry.claim]]
text = "All orders moved to it."
confidence = "confirmed"
sources = ["moving", "case"]
when = "2024-05"
passage = "all orders"
section = "The move"
[[entry.claim]]
text = "It has twelve nodes."
confidence = "confirmed"
sources = ["moving", "case"]
when = "2024-05/"
[[entry.claim.passages]]
source = "moving"
passage = "on twelve nodes"
section = "How it runs"
[[entry.claim.passages]]
source = "case"
section = "Numbers"
[[entry.relation]]
kind = "replaced"
target = "onyx"
source = "moving"
since = 2024-05-02
until = "2025"

[[source]]
id = "moving"
title = "How we moved"
url = "https://example.org/moving"
former_urls = ["http://example.org/moving"]
kind = "article"
publisher = "Acme"
author = "N. N."
published = 2024-05-20

[[source]]
id = "case"
title = "A case study"
url = "https://example.org/case"
kind = "case-study"
"#;

fn findings(text: &str) -> Vec<Finding> {
    toml::read(vec![File::new("acme.toml", text)]).findings
}

fn errors(text: &str) -> Vec<String> {
    let line = |finding: &Finding| format!("{}: {}", finding.code, finding.message);
    findings(text).iter().filter(|finding| finding.is_error()).map(line).collect()
}

/// The tables of the schema, each with the line of the full stack after which a key can be inserted.
const TABLES: [(&str, &str); 9] = [
    ("", "schema = 2"),
    ("stack", "[stack]"),
    ("category", "[[category]]"),
    ("entry", "[[entry]]"),
    ("link", "[[entry.link]]"),
    ("claim", "[[entry.claim]]"),
    ("place", "[[entry.claim.passages]]"),
    ("relation", "[[entry.relation]]"),
    ("source", "[[source]]"),
];

fn table<'a>(schema: &'a Value, name: &str) -> &'a Value {
    if name.is_empty() { schema } else { &schema["definitions"][name] }
}

#[test]
fn it_admits_real_stacks_and_the_one_to_begin_with() {
    let validator = validator();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/discord");
    let mut texts = vec![
        ("new".to_owned(), toml::template("mine", "Mine")),
        ("full".to_owned(), FULL.to_owned()),
        ("discord".to_owned(), toml::write(&stacklore::catalog::bundled::discord())),
    ];
    for item in fs::read_dir(folder).expect("the folder is there") {
        let path = item.expect("listed").path();
        texts.push((path.display().to_string(), fs::read_to_string(&path).expect("UTF-8")));
    }
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/orchard.toml");
    texts.push(("orchard".to_owned(), fs::read_to_string(fixture).expect("UTF-8")));
    assert!(texts.len() > 20, "the embedded stack is many files");
    for (name, text) in texts {
        let value = value(&text);
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, [""; 0], "{name}");
    }
    assert_eq!(errors(FULL), [""; 0]);
}

#[test]
fn it_knows_the_keys_of_the_reader_and_no_others() {
    let schema = schema();
    for (name, line) in TABLES {
        let text = FULL.replacen(line, &format!("{line}\nqqqqqqqqqqqqqqqqqqqqqqqq = 1"), 1);
        let findings = findings(&text);
        let unknown = findings.iter().find(|finding| finding.code == Code::UnknownKey).expect("no such key");
        let help = unknown.help.as_deref().expect("the keys are listed");
        let keys = help.strip_prefix("the keys are ").expect("nothing is near");
        let keys: BTreeSet<&str> = keys.split(", ").collect();
        let described = table(&schema, name)["properties"].as_object().expect("an object");
        assert_eq!(described.keys().map(String::as_str).collect::<BTreeSet<_>>(), keys, "{name}");
        assert_eq!(table(&schema, name)["additionalProperties"], json!(false), "{name}");
    }
}

#[test]
fn json_has_every_field_of_the_data() {
    let stack = toml::read(vec![File::new("acme.toml", FULL)]).stack.expect("a stack");
    let json: Value = serde_json::from_str(&export::json::write(&stack)).expect("JSON");
    let has = |record: &Value, fields: &[Field<'_>]| {
        for (key, value) in fields.iter().filter(|(_, value)| *value != dataset::Value::Absent) {
            assert!(record.get(key).is_some(), "`{key}` with {value:?} is missing in {record}");
        }
    };
    has(&json["stack"], &stack.fields());
    for ((_, category), record) in stack.categories().zip(json["categories"].as_array().expect("a list")) {
        has(record, &category.fields());
    }
    for ((_, source), record) in stack.sources().zip(json["sources"].as_array().expect("a list")) {
        has(record, &source.fields());
    }
    for ((_, entry), record) in stack.entries().zip(json["entries"].as_array().expect("a list")) {
        has(record, &entry.fields());
        for (key, value) in entry.fields().iter().filter(|_| entry.id() == "quartz") {
            assert_ne!(*value, dataset::Value::Absent, "the entry `quartz` must have `{key}`");
        }
        entry.links().enumerate().for_each(|(at, link)| has(&record["links"][at], &link.fields()));
        for (at, claim) in entry.claims().enumerate() {
            // The only place of a claim is a list of one here.
            let own = claim.fields().into_iter().filter(|(key, _)| !matches!(*key, "passage" | "section"));
            has(&record["claims"][at], &own.collect::<Vec<_>>());
            assert_eq!(
                record["claims"][at]["passages"].as_array().map(Vec::len),
                Some(claim.passages().len())
            );
        }
        let relations = entry.relations().enumerate();
        relations.for_each(|(at, relation)| has(&record["relations"][at], &relation.fields()));
    }
}

#[test]
fn it_asks_for_the_keys_that_the_reader_asks_for() {
    let schema = schema();
    for (name, line) in TABLES.iter().skip(1) {
        let required = table(&schema, name)["required"].as_array().expect("a list").clone();
        let start = FULL.rfind(line).expect("there");
        let end = FULL[start + 1..].find("\n[").map_or(FULL.len(), |end| start + 1 + end);
        let block = &FULL[start..end];
        for key in block.lines().filter_map(|entry| entry.split_once(" = ")).map(|(key, _)| key) {
            let without: Vec<&str> =
                block.lines().filter(|entry| !entry.starts_with(&format!("{key} = "))).collect();
            let text = format!("{}{}{}", &FULL[..start], without.join("\n"), &FULL[end..]);
            let missing = findings(&text).iter().any(|finding| {
                matches!(finding.code, Code::MissingKey | Code::MissingSource) && finding.is_error()
            });
            // Conditional requirements are elsewhere in the schema.
            let depends = matches!(
                (*name, key),
                ("entry", "kind" | "status") | ("source", "url") | ("place", "section")
            );
            assert_eq!(required.contains(&json!(key)) || depends, missing, "{name}.{key}");
            assert_eq!(validator().is_valid(&value(&text)), !missing, "{name}.{key}");
        }
    }
}

#[test]
fn it_has_the_words_of_the_reader() {
    let schema = schema();
    let words = |pointer: &str| -> Vec<String> {
        let list = schema.pointer(&format!("/definitions/{pointer}/enum")).and_then(Value::as_array);
        list.expect("words").iter().map(|word| word.as_str().expect("a text").to_owned()).collect()
    };
    macro_rules! same {
        ($($pointer:literal: $kind:ty),+ $(,)?) => {
            $(assert_eq!(words($pointer), <$kind>::ALL.iter().map(|word| word.name()).collect::<Vec<_>>(), $pointer);)+
        };
    }
    same!(
        "stack/properties/kind": StackKind,
        "entry/properties/kind": EntryKind,
        "entry/properties/status": Status,
        "claim/properties/confidence": Confidence,
        "source/properties/kind": SourceKind,
        "relation/properties/kind": RelationKind,
    );
    // Each word has a description.
    for (pointer, table) in [("entry", "kind"), ("source", "kind"), ("claim", "confidence")] {
        let property = &schema["definitions"][pointer]["properties"][table];
        let description = property["description"].as_str().expect("a text");
        for word in property["enum"].as_array().expect("words") {
            let line = format!("\n- {}: ", word.as_str().expect("a text"));
            assert!(description.contains(&line), "{pointer}.{table}: {line}");
        }
    }
}

#[test]
fn it_has_the_limits_of_the_checks() {
    let schema = schema();
    let limit = |name: &str| schema["definitions"][name]["maxLength"].as_u64();
    for (name, most) in
        [("id", MAX_ID_CHARS), ("name", MAX_NAME_CHARS), ("title", MAX_TITLE_CHARS), ("text", MAX_TEXT_CHARS)]
    {
        assert_eq!(limit(name), Some(most as u64), "{name}");
    }
    let lists = ["aliases", "tags", "link", "links", "claim", "relation"];
    for list in lists {
        let most = &schema["definitions"]["entry"]["properties"][list]["maxItems"];
        assert_eq!(most.as_u64(), Some(MAX_LIST_ITEMS as u64), "{list}");
    }
}

/// Faults of the full stack: a text and its replacement.
const WRONG: &[(&str, &str)] = &[
    ("schema = 2", "schema = 3"),
    ("schema = 2", "schema = \"2\""),
    ("schema = 2\n", ""),
    ("id = \"acme\"", "id = \"Acme\""),
    ("id = \"quartz\"", "id = \"-quartz\""),
    ("id = \"quartz\"", "id = \"../quartz\""),
    ("id = \"quartz\"", "id = 7"),
    ("name = \"Quartz\"", "name = \"\""),
    ("name = \"Quartz\"", "name = \"  \""),
    ("kind = \"stack\"", "kind = \"pile\""),
    ("kind = \"database\"\nstatus = \"current\"", "kind = \"datbase\"\nstatus = \"current\""),
    ("status = \"current\"", "status = \"gone\""),
    ("status = \"current\"", "status = true"),
    ("since = \"2024-05\"", "since = \"2024-13\""),
    ("since = \"2024-05\"", "since = \"May 2024\""),
    ("since = \"2024-05\"", "since = 2024"),
    ("tags = [\"relational\"]", "tags = \"relational\""),
    ("tags = [\"relational\"]", "tags = [1]"),
    ("tags = [\"relational\"]", "tags = [\"\"]"),
    ("sources = [\"moving\", \"case\"]\nwhen = \"2024-05\"\n", "sources = []\n"),
    ("sources = [\"moving\", \"case\"]\nwhen = \"2024-05\"\n", "sources = \"moving\"\n"),
    (
        "confidence = \"confirmed\"\nsources = [\"moving\", \"case\"]\nwhen = \"2024-05\"\n",
        "sources = [\"moving\"]\nconfidence = \"sure\"\n",
    ),
    ("when = \"2024-05\"\n", "when = \"May 2024\"\n"),
    ("when = \"2024-05\"\n", "when = \"/\"\n"),
    ("when = \"2024-05\"\n", "when = \"2024/2025/2026\"\n"),
    ("passage = \"all orders\"", "passage = \"one two three four five six seven eight nine\""),
    ("source = \"case\"\nsection = \"Numbers\"\n", "source = \"case\"\n"),
    ("former_ids = [\"topaz\"]", "former_ids = [\"To paz\"]"),
    ("same_as = [\"other/quartz\"]\n", "same_as = [\"quartz\"]\n"),
    ("kind = \"replaced\"", "kind = \"replaces\""),
    ("kind = \"article\"", "kind = \"blog\""),
    ("homepage = \"https://example.org/quartz\"", "homepage = \"javascript:alert(1)\""),
    ("homepage = \"https://example.org/quartz\"", "homepage = \"example.org/quartz\""),
    ("homepage = \"https://example.org/quartz\"", "homepage = \"https://a b.example.org\""),
    ("homepage = \"https://example.org/quartz\"", "homepage = \"https://user@example.org/\""),
    ("summary = \"Keeps every order.\"", "sumary = \"Keeps every order.\""),
    ("[[entry.link]]", "[[entry.links]]\nurl = \"https://example.org\"\n[[entry.link]]"),
    ("former_urls = [\"http://example.org/moving\"]", "former_urls = [\"moving\"]"),
    ("url = \"https://example.org/case\"\n", ""),
];

#[test]
fn what_it_refuses_the_reader_refuses_and_the_other_way_round() {
    let validator = validator();
    for (old, new) in WRONG {
        assert_eq!(FULL.matches(old).count(), 1, "{old:?} must be there once");
        let text = FULL.replace(old, new);
        assert_ne!(errors(&text), [""; 0], "the reader takes {new:?}");
        assert!(!validator.is_valid(&value(&text)), "the schema takes {new:?}");
    }
}

#[test]
fn a_list_needs_an_address_where_a_stack_needs_claims() {
    let validator = validator();
    let list = |entry: &str| {
        format!(
            "schema = 1\n[stack]\nid = \"l\"\nname = \"L\"\nkind = \"list\"\n[[category]]\nid = \"c\"\nname = \"C\"\n\
             [[entry]]\nid = \"e\"\nname = \"E\"\ncategory = \"c\"\n{entry}\n"
        )
    };
    for (entry, good) in [
        ("homepage = \"https://example.org\"", true),
        ("repository = \"https://example.org\"", true),
        ("link = [{ url = \"https://example.org\" }]", true),
        ("links = [{ url = \"https://example.org\", title = \"T\" }]", true),
        ("summary = \"No address.\"", false),
    ] {
        let text = list(entry);
        assert_eq!(errors(&text).is_empty(), good, "{entry}");
        assert_eq!(validator.is_valid(&value(&text)), good, "{entry}");
        // As a stack, it lacks kind, status and claims.
        let stack = text.replace("kind = \"list\"\n", "");
        assert!(!errors(&stack).is_empty() && !validator.is_valid(&value(&stack)), "{entry}");
    }
}
