//! Tests of the comparison of two stacks.

use proptest::prelude::*;

use super::*;
use crate::dataset::Value;
use crate::format::{File, toml};

const OLD: &str = include_str!("../../../tests/fixtures/orchard.toml");

fn stack(text: &str) -> Stack {
    let reading = toml::read(vec![File::new("orchard.toml", text)]);
    reading.stack.unwrap_or_else(|| panic!("{:?}", reading.findings))
}

/// The differences after these replacements, a line each: `entry scylladb status: current -> former`.
#[track_caller]
fn after(changes: &[(&str, &str)]) -> Vec<String> {
    let mut text = OLD.to_owned();
    for (old, new) in changes {
        assert!(text.contains(old), "{old:?} must be there");
        text = text.replace(old, new);
    }
    lines(&diff(&stack(OLD), &stack(&text)))
}

fn lines(diff: &Diff<'_>) -> Vec<String> {
    let mut lines: Vec<String> = diff.head.iter().map(|edit| format!("stack {}", in_words(edit))).collect();
    let tables = [("category", &diff.categories), ("entry", &diff.entries), ("source", &diff.sources)];
    for (what, part) in tables.iter().flat_map(|(what, parts)| parts.iter().map(move |part| (what, part))) {
        let head = format!("{what} {}", part.id);
        if part.change != Change::Changed {
            lines.push(format!("{head} {} with {}", part.change.name(), part.details.len()));
            continue;
        }
        lines.extend(part.former_id.map(|id| format!("{head} was {id}")));
        lines.extend(part.fields.iter().map(|edit| format!("{head} {}", in_words(edit))));
        for detail in &part.details {
            let edits: Vec<String> = detail.fields.iter().map(in_words).collect();
            let what = match detail.key {
                DetailKey::Claim(text) => format!("claim {text:?}"),
                DetailKey::Relation(kind, target) => format!("relation {kind} {target}"),
                DetailKey::Link(address) => format!("link {address}"),
            };
            lines.push(format!("{head} {} {what} [{}]", detail.change.name(), edits.join("; ")));
        }
    }
    lines
}

fn in_words(edit: &FieldChange<'_>) -> String {
    let value = |value: &Value<'_>| match value {
        Value::Absent => "-".to_owned(),
        value => value.texts().join("+"),
    };
    format!("{}: {} -> {}", edit.field, value(&edit.old), value(&edit.new))
}

#[test]
fn a_stack_is_equal_to_itself() {
    let stack = stack(OLD);
    assert!(diff(&stack, &stack).is_empty());
    let discord = crate::catalog::bundled::discord();
    assert!(diff(&discord, &discord).is_empty());
}

#[test]
fn changed_keys_are_reported_with_both_values() {
    assert_eq!(
        after(&[
            ("status = \"current\"\nhomepage", "status = \"former\"\nuntil = \"2026\"\nhomepage"),
            ("reviewed = 2026-01-02", "reviewed = 2026-11-24"),
            ("tags = [\"sql\", \"relational\"]\n", ""),
            ("summary = \"Where apples are kept.\"", "summary = \"A cellar.\""),
            ("published = \"2016\"", "published = \"2015\""),
        ]),
        [
            "stack reviewed: 2026-01-02 -> 2026-11-24",
            "category storage summary: Where apples are kept. -> A cellar.",
            "entry postgresql tags: sql+relational -> ",
            "entry scylladb status: current -> former",
            "entry scylladb until: - -> 2026",
            "source talk published: 2016 -> 2015",
        ]
    );
}

#[test]
fn claims_are_matched_by_text_and_by_their_sources() {
    let is = |changes: &[(&str, &str)], wanted: &[&str]| {
        let found: Vec<String> =
            after(changes).iter().map(|line| line.replace("entry scylladb ", "")).collect();
        assert_eq!(found, wanted, "{changes:?}");
    };
    is(
        &[("\"All apples moved to it in May 2022.\"", "\"All apples moved to it in June 2022.\"")],
        &["changed claim \"All apples moved to it in June 2022.\" \
           [text: All apples moved to it in May 2022. -> All apples moved to it in June 2022.]"],
    );
    is(
        &[(
            "confidence = \"reported\"\nsources = [\"move\"]",
            "confidence = \"confirmed\"\nsources = [\"rows\"]",
        )],
        &[
            "changed claim \"The café cluster kept its name.\" [confidence: reported -> confirmed; sources: move -> rows]",
        ],
    );
    // Nothing in common but the sources, which no other claim rests on.
    is(
        &[("\"The café cluster kept its name.\"", "\"Unrelated words only.\"")],
        &["changed claim \"Unrelated words only.\" \
           [text: The café cluster kept its name. -> Unrelated words only.]"],
    );
    is(
        &[(
            "\"The café cluster kept its name.\"\nconfidence = \"reported\"\nsources = [\"move\"]",
            "\"Unrelated words only.\"\nconfidence = \"reported\"\nsources = [\"talk\"]",
        )],
        &[
            "added claim \"Unrelated words only.\" [confidence: - -> reported; sources: - -> talk]",
            "removed claim \"The café cluster kept its name.\" [confidence: reported -> -; sources: move -> -]",
        ],
    );
}

#[test]
fn of_very_many_claims_each_is_found_again() {
    let claims = |word: &str, from: usize| {
        let mut text = "schema = 1\n[stack]\nid = \"m\"\nname = \"M\"\n[[category]]\nid = \"c\"\nname = \"C\"\n\
            [[source]]\nid = \"s\"\ntitle = \"S\"\nkind = \"reference\"\n[[entry]]\nid = \"e\"\nname = \"E\"\n\
            category = \"c\"\nkind = \"tool\"\nstatus = \"current\"\n"
            .to_owned();
        for at in from..from + 300 {
            let claim = format!(
                "[[entry.claim]]\ntext = \"In the {word} year of tree number {at} it bore well.\"\n\
                 confidence = \"confirmed\"\nsources = [\"s\"]\n"
            );
            text.push_str(&claim);
        }
        stack(&text)
    };
    let (old, new) = (claims("first", 0), claims("second", 7));
    let diff = diff(&old, &new);
    let details = &diff.entries[0].details;
    let count = |change| details.iter().filter(|detail| detail.change == change).count();
    let number = |text: &str| text.split(' ').nth(7).map(str::to_owned);
    let found = details.iter().filter(|detail| detail.change == Change::Changed).filter(|detail| {
        matches!(&detail.fields[0], FieldChange { old: Value::Text(was), new: Value::Text(is), .. } if number(was) == number(is))
    });
    assert_eq!(found.count(), 293);
    assert_eq!(count(Change::Added), count(Change::Removed));
}

#[test]
fn added_and_removed_records_are_reported_with_their_details() {
    let start = OLD.find("[[entry]]\nid = \"redis\"").expect("there");
    let end = OLD.find("[[entry]]\nid = \"rust\"").expect("there");
    let without = format!("{}{}", &OLD[..start], &OLD[end..]);
    assert_eq!(lines(&diff(&stack(OLD), &stack(&without))), ["entry redis removed with 1"]);
    assert_eq!(lines(&diff(&stack(&without), &stack(OLD))), ["entry redis added with 1"]);
    assert_eq!(
        after(&[(
            "kind = \"replaced\"\ntarget = \"postgresql\"\nsource = \"move\"",
            "kind = \"used-with\"\ntarget = \"redis\"\n[[entry.link]]\nurl = \"https://example.org/guide\""
        )]),
        [
            "entry scylladb added relation used-with redis []",
            "entry scylladb removed relation replaced postgresql [source: move -> -]",
            "entry scylladb added link https://example.org/guide []"
        ]
    );
    assert_eq!(
        after(&[("target = \"postgresql\"\nsource = \"move\"", "target = \"postgresql\"")]),
        ["entry scylladb changed relation replaced postgresql [source: move -> -]"]
    );
}

#[test]
fn a_new_id_under_an_old_name_or_address_is_a_renaming_and_changes_nothing_else() {
    assert_eq!(after(&[("\"postgresql\"", "\"postgres\"")]), ["entry postgres was postgresql"]);
    assert_eq!(after(&[("\"move\"", "\"moving\"")]), ["source moving was move"]);
    assert_eq!(after(&[("\"storage\"", "\"cellars\"")]), ["category cellars was storage"]);
    assert_eq!(
        after(&[("id = \"scylladb\"\nname = \"ScyllaDB\"", "id = \"scylla\"\nname = \"Scylla\"")]),
        ["entry scylla was scylladb", "entry scylla name: ScyllaDB -> Scylla"]
    );
}

#[test]
fn the_order_counts_where_people_see_it() {
    let swapped = |first: &str, second: &str, end: &str| {
        let at = |text: &str| OLD.find(text).unwrap_or_else(|| panic!("{text}"));
        let (a, b, c) = (at(first), at(second), at(end));
        let text = format!("{}{}{}{}", &OLD[..a], &OLD[b..c], &OLD[a..b], &OLD[c..]);
        lines(&diff(&stack(OLD), &stack(&text)))
    };
    let entry = |id: &str| format!("[[entry]]\nid = \"{id}\"");
    assert_eq!(
        swapped(&entry("postgresql"), &entry("scylladb"), &entry("redis")),
        ["category storage order of entries: - -> -"]
    );
    assert_eq!(swapped(&entry("scylladb"), &entry("redis"), &entry("rust")), [""; 0]);
    let category = |id: &str| format!("[[category]]\nid = \"{id}\"");
    assert_eq!(
        swapped(&category("caches"), &category("languages"), &entry("postgresql")),
        ["stack order of categories: - -> -"]
    );
    let claim = |text: &str| format!("[[entry.claim]]\ntext = \"{text}");
    assert_eq!(
        swapped(&claim("All apples"), &claim("The café"), "[[entry.relation]]"),
        ["entry scylladb order of claims: - -> -"]
    );
    let source = |id: &str| format!("[[source]]\nid = \"{id}\"");
    assert_eq!(swapped(&source("rows"), &source("move"), &source("talk")), [""; 0]);
}

/// A change of the text that leaves a sound stack.
fn change() -> impl Strategy<Value = (&'static str, &'static str)> {
    prop::sample::select(vec![
        ("\"PostgreSQL\"", "\"Postgres QL\""),
        ("\"redis\"", "\"valkey\""),
        ("\"confirmed\"", "\"reported\""),
        ("[\"move\", \"rows\"]", "[\"rows\"]"),
        ("It answers", "It rarely answers"),
        ("\"storage\"", "\"cellar\""),
        ("parent = \"rust\"\n", ""),
        ("[[entry.relation]]", "[[entry.link]]\nurl = \"https://example.org/a\"\n[[entry.relation]]"),
        ("\"talk\"", "\"tale\""),
        ("homepage = \"https://example.org\"\n", ""),
    ])
}

proptest! {
    #[test]
    fn a_diff_is_the_opposite_of_the_diff_in_the_other_direction(changes in prop::collection::vec(change(), 0..6)) {
        let text = changes.iter().fold(OLD.to_owned(), |text, (old, new)| text.replace(old, new));
        let (old, new) = (stack(OLD), stack(&text));
        let (there, back) = (diff(&old, &new), diff(&new, &old));
        prop_assert_eq!(there.is_empty(), old == new);
        prop_assert_eq!(there.is_empty(), back.is_empty());
        let count = |parts: &[RecordDiff<'_>], change| parts.iter().filter(|part| part.change == change).count();
        for (there, back) in [(&there.categories, &back.categories), (&there.entries, &back.entries), (&there.sources, &back.sources)] {
            prop_assert_eq!(count(there, Change::Added), count(back, Change::Removed));
            prop_assert_eq!(count(there, Change::Removed), count(back, Change::Added));
            prop_assert_eq!(count(there, Change::Changed), count(back, Change::Changed));
        }
    }
}
