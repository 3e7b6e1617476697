//! `diff`: what two stacks, or two versions of one, differ in.
//!
//! Plain columns: change (`added`, `removed`, `changed`), what (`stack`, `category`, `entry`, `source`, `claim`, `relation`,
//! `link`), the id of the part or of the entry it belongs to, which one (its name, the text of a claim, kind and target of a
//! relation, the address of a link), the key, the older value, the newer value. What came or went has one record, without
//! the last three; what changed has one for each key. Lists are joined with commas.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;

use super::Outcome;
use super::output::{Form, Line, Output, Role};
use crate::dataset::Stack;
use crate::dataset::diff::{Change, Detail, DetailKey, Diff, FieldChange, RecordDiff, Value, diff};
use crate::export::json;
use crate::format::report::counted;

/// Writes what the newer stack has that the older one has not, and the other way round.
pub(super) fn run(
    old: &Stack,
    new: &Stack,
    out: &mut Output<'_>,
    beside: &mut Output<'_>,
) -> io::Result<Outcome> {
    let diff = diff(old, new);
    match out.form() {
        Form::Json => out.json(&json::Comparison::new(old, new, &diff))?,
        Form::Plain => as_records(&diff, out)?,
        Form::Human => for_reading(old, new, &diff, out)?,
    }
    if diff.is_empty() && out.form() != Form::Json {
        let line = Line::new().with(Role::Text, "no difference");
        // That this cannot be told is no reason to fail: the exit code says it too.
        let _ = beside.wrapped(&line, 0).and_then(|()| beside.finish());
    }
    Ok(Outcome::found(diff.is_empty()))
}

/// The tables of a stack, each with the word for one part of it and for several.
fn tables<'d>(diff: &'d Diff<'d>) -> [(&'static str, &'static str, &'d [RecordDiff<'d>]); 3] {
    [
        ("category", "categories", &diff.categories),
        ("entry", "entries", &diff.entries),
        ("source", "sources", &diff.sources),
    ]
}

// --- for scripts ---------------------------------------------------------------------------------------------

fn as_records(diff: &Diff<'_>, out: &mut Output<'_>) -> io::Result<()> {
    records(Change::Changed, ["stack", "", ""], &diff.head, out)?;
    for (what, _, parts) in tables(diff) {
        for part in parts {
            let label = [what, part.id, part.name];
            if let Some(former) = part.former_id {
                out.record([part.change.name(), what, part.id, part.name, "id", former, part.id])?;
            }
            records(part.change, label, &part.edits, out)?;
            for detail in &part.details {
                let (what, which) = named(detail.what);
                records(detail.change, [what, part.id, &which], &detail.edits, out)?;
            }
        }
    }
    Ok(())
}

/// The records of one thing: `label` says what it is, where, and which one.
fn records(
    change: Change,
    label: [&str; 3],
    edits: &[FieldChange<'_>],
    out: &mut Output<'_>,
) -> io::Result<()> {
    let record = |key: &str, old: &str, new: &str, out: &mut Output<'_>| {
        let [what, id, which] = label;
        out.record([change.name(), what, id, which, key, old, new])
    };
    if change != Change::Changed {
        return record("", "", "", out);
    }
    edits.iter().try_for_each(|edit| record(edit.field, &joined(&edit.old), &joined(&edit.new), out))
}

/// The word for a part of an entry, and which one it is.
fn named(what: DetailKey<'_>) -> (&'static str, Cow<'_, str>) {
    match what {
        DetailKey::Claim(text) => ("claim", text.into()),
        DetailKey::Relation(kind, target) => ("relation", format!("{kind} {target}").into()),
        DetailKey::Link(address) => ("link", address.into()),
    }
}

fn joined<'a>(value: &'a Value<'a>) -> Cow<'a, str> {
    match value {
        Value::Absent => "".into(),
        Value::One(text) => (&**text).into(),
        Value::Many(texts) => texts.join(",").into(),
    }
}

// --- for people ----------------------------------------------------------------------------------------------

fn for_reading(old: &Stack, new: &Stack, diff: &Diff<'_>, out: &mut Output<'_>) -> io::Result<()> {
    if diff.is_empty() {
        return Ok(());
    }
    let name = |stack: &Stack| format!("{} ({})", stack.name(), stack.id());
    let (old, new) = (name(old), name(new));
    let title = if old == new { old } else { format!("{old} → {new}") };
    out.wrapped(&Line::new().with(Role::Title, &title), 0)?;
    out.wrapped(&Line::new().with(Role::Text, &summary(diff)), 0)?;
    if !diff.head.is_empty() {
        heading("stack", out)?;
        diff.head.iter().try_for_each(|edit| edited(edit, FIRST, out))?;
    }
    for (_, heading_word, parts) in tables(diff) {
        if !parts.is_empty() {
            heading(heading_word, out)?;
            let column = parts.iter().map(|part| crate::cells::width(part.id)).max().unwrap_or(0).min(30);
            parts.iter().try_for_each(|part| part_lines(part, column, out))?;
        }
    }
    Ok(())
}

/// How far what changed in a part, and in a part of an entry, stands from the margin.
const FIRST: usize = 4;
const SECOND: usize = 8;

fn heading(word: &str, out: &mut Output<'_>) -> io::Result<()> {
    out.blank()?;
    out.line(&Line::new().with(Role::Heading, word))
}

/// `2 entries added, 1 removed; 1 source changed`.
fn summary(diff: &Diff<'_>) -> String {
    let mut parts = Vec::new();
    if !diff.head.is_empty() {
        parts.push("the stack itself changed".to_owned());
    }
    for (one, many, table) in tables(diff) {
        let mut noun = true;
        let mut words = Vec::new();
        for change in [Change::Added, Change::Removed, Change::Changed] {
            let count = table.iter().filter(|part| part.change == change).count();
            if count > 0 {
                let noun = match (std::mem::take(&mut noun), count) {
                    (false, _) => String::new(),
                    (true, 1) => format!(" {one}"),
                    (true, _) => format!(" {many}"),
                };
                words.push(format!("{count}{noun} {}", change.name()));
            }
        }
        parts.extend(Some(words.join(", ")).filter(|words| !words.is_empty()));
    }
    parts.join("; ")
}

/// The mark of a change, with its colour.
fn mark(change: Change) -> (&'static str, Role) {
    match change {
        Change::Added => ("+", Role::Added),
        Change::Removed => ("-", Role::Removed),
        Change::Changed => ("~", Role::Changed),
    }
}

fn part_lines(part: &RecordDiff<'_>, column: usize, out: &mut Output<'_>) -> io::Result<()> {
    let (sign, role) = mark(part.change);
    let mut line = Line::new().with(role, &format!("{sign} {}", part.id));
    line.pad_to(column + 4);
    line.push(Role::Text, part.name);
    if part.change != Change::Changed {
        let count = |what: &str| part.details.iter().filter(|detail| named(detail.what).0 == what).count();
        let counts: Vec<String> = [("claim", "claim"), ("relation", "relation"), ("link", "link")]
            .iter()
            .map(|(what, word)| (count(what), word))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| counted(count, word))
            .collect();
        if !counts.is_empty() {
            line.push(Role::Dim, &format!(", {}", counts.join(", ")));
        }
        return out.hanging(&Line::new(), &line, 0);
    }
    if let Some(former) = part.former_id {
        line.push(Role::Changed, &format!(" (was {former})"));
    }
    out.hanging(&Line::new(), &line, 0)?;
    part.edits.iter().try_for_each(|edit| edited(edit, FIRST, out))?;
    part.details.iter().try_for_each(|detail| detail_lines(detail, out))
}

fn detail_lines(detail: &Detail<'_>, out: &mut Output<'_>) -> io::Result<()> {
    let (sign, role) = mark(detail.change);
    let (what, label) = named(detail.what);
    let mut head = Line::new();
    head.pad_to(FIRST);
    head.push(role, &format!("{sign} {what}"));
    let in_full = detail.change != Change::Changed || detail.edits.iter().all(|edit| edit.field != "text");
    let mut text = Line::new();
    if in_full {
        text.push(Role::Text, &label);
    }
    if detail.change == Change::Changed {
        if in_full {
            out.hanging(&head, &text, FIRST + 2 + what.len() + 1)?;
        } else {
            out.line(&head)?;
        }
        return detail.edits.iter().try_for_each(|edit| edited(edit, SECOND, out));
    }
    if let Some(facts) = facts(&detail.edits) {
        text.push(Role::Dim, &format!(" ({facts})"));
    }
    out.hanging(&head, &text, FIRST + 2 + what.len() + 1)
}

/// What a claim, a relation or a link came or went with.
fn facts(edits: &[FieldChange<'_>]) -> Option<String> {
    let of = |edit: &FieldChange<'_>| {
        let value = if edit.new == Value::Absent { &edit.old } else { &edit.new };
        joined(value).replace(',', ", ")
    };
    let facts: Vec<String> = edits.iter().map(of).filter(|fact| !fact.is_empty()).collect();
    (!facts.is_empty()).then(|| facts.join("; "))
}

/// Values that fit beside each other stand on one line; others below each other.
const SHORT: usize = 30;

fn edited(edit: &FieldChange<'_>, indent: usize, out: &mut Output<'_>) -> io::Result<()> {
    let label = Line::new();
    let field = format!("{}: ", edit.field);
    match (&edit.old, &edit.new) {
        (Value::Absent, Value::Absent) => {
            let line = Line::new().with(Role::Changed, edit.field).with(Role::Text, " changed");
            out.hanging(&label, &line, indent)
        }
        (Value::Many(old), Value::Many(new)) => {
            let mut line = Line::new().with(Role::Text, edit.field).with(Role::Text, ":");
            for gone in without(old, new) {
                line.push(Role::Removed, &format!(" -{gone}"));
            }
            for come in without(new, old) {
                line.push(Role::Added, &format!(" +{come}"));
            }
            if line.width() == field.trim_end().len() {
                line.push(Role::Changed, &format!(" now in the order {}", new.join(", ")));
            }
            out.hanging(&label, &line, indent)
        }
        (old, new) => {
            let (old, new) = (joined(old), joined(new));
            let text = edit.field == "text";
            if !text && crate::cells::width(&old) + crate::cells::width(&new) <= 2 * SHORT {
                let mut line = Line::new().with(Role::Text, &field);
                match (&*old, &*new) {
                    ("", new) => line.push(Role::Added, &format!("+ {new}")),
                    (old, "") => line.push(Role::Removed, &format!("- {old}")),
                    (old, new) => {
                        line.push(Role::Removed, old);
                        line.push(Role::Text, " → ");
                        line.push(Role::Added, new);
                    }
                }
                return out.hanging(&label, &line, indent);
            }
            if !text {
                out.hanging(&label, &Line::new().with(Role::Text, field.trim_end()), indent)?;
            }
            let indent = if text { indent.saturating_sub(2) } else { indent };
            for (sign, role, text) in [("-", Role::Removed, &old), ("+", Role::Added, &new)] {
                if !text.is_empty() {
                    let label = Line::new().with(Role::Text, &" ".repeat(indent + 2)).with(role, sign);
                    out.hanging(&label, &Line::new().with(role, text), indent + 4)?;
                }
            }
            Ok(())
        }
    }
}

/// What is left of some texts without others, each of which takes away one.
fn without<'a>(texts: &'a [Cow<'_, str>], others: &[Cow<'_, str>]) -> Vec<&'a str> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for other in others {
        *counts.entry(other).or_default() += 1;
    }
    let mut left = Vec::new();
    for text in texts {
        match counts.get_mut(&**text) {
            Some(count) if *count > 0 => *count -= 1,
            _ => left.push(&**text),
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::written;
    use crate::format::{File, toml};

    const OLD: &str = include_str!("../../tests/fixtures/orchard.toml");

    fn stack(text: &str) -> Stack {
        toml::read(vec![File::new("orchard.toml", text)]).stack.expect("a sound stack")
    }

    fn newer() -> Stack {
        let start = OLD.find("[[entry]]\nid = \"redis\"").expect("there");
        let end = OLD.find("[[entry]]\nid = \"rust\"").expect("there");
        let added = "[[entry]]\nid = \"valkey\"\nname = \"Valkey\"\ncategory = \"caches\"\nkind = \"database\"\n\
                     status = \"current\"\nsummary = \"Remembers.\"\n[[entry.claim]]\ntext = \"It remembers.\"\n\
                     confidence = \"inferred\"\nsources = [\"talk\", \"move\"]\n\n";
        let text = format!("{}{added}{}", &OLD[..start], &OLD[end..])
            .replace("\"postgresql\"", "\"postgres\"")
            .replace("tags = [\"sql\", \"relational\"]", "tags = [\"relational\", \"old\"]")
            .replace("moved to it in May 2022.", "moved to it in June 2022.")
            .replace(
                "summary = \"Holds every apple.\"",
                "summary = \"Holds every apple, and since last autumn every pear and plum as well.\"",
            )
            .replace(
                "confidence = \"reported\"\nsources = [\"move\"]",
                "confidence = \"confirmed\"\nsources = [\"move\", \"talk\"]",
            )
            .replace("\nsource = \"move\"\n", "\n")
            .replace("published = \"2016\"", "published = \"2016\"\nauthor = \"N. N.\"")
            .replace("reviewed = 2026-01-02", "reviewed = 2026-11-24");
        stack(&text)
    }

    fn told(old: &Stack, new: &Stack, form: Form) -> (String, String, Outcome) {
        let (mut text, mut outcome) = (String::new(), Outcome::Usage);
        let beside = written(Form::Human, 80, |beside| {
            text = written(form, 80, |out| outcome = run(old, new, out, beside).expect("written"));
        });
        (text, beside, outcome)
    }

    #[test]
    fn a_person_reads_what_came_what_went_and_what_changed() {
        let (text, beside, outcome) = told(&stack(OLD), &newer(), Form::Human);
        insta::assert_snapshot!(text);
        assert_eq!((beside.as_str(), outcome), ("", Outcome::Nothing));
    }

    #[test]
    fn a_script_gets_a_change_a_line() {
        insta::assert_snapshot!(told(&stack(OLD), &newer(), Form::Plain).0);
    }

    #[test]
    fn a_program_gets_every_change_as_documented() {
        let (text, ..) = told(&stack(OLD), &newer(), Form::Json);
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!((&value["version"], &value["equal"]), (&1.into(), &false.into()));
        insta::assert_snapshot!(serde_json::to_string_pretty(&value).expect("JSON"));
    }

    #[test]
    fn a_text_that_stood_twice_is_told_as_one_that_went() {
        let twice = stack(&OLD.replace("\"sql\", \"relational\"", "\"sql\", \"sql\", \"relational\""));
        let (text, ..) = told(&twice, &stack(OLD), Form::Human);
        assert!(text.contains("tags: -sql\n") && !text.contains("in the order"), "{text}");
    }

    #[test]
    fn two_equal_stacks_have_exit_code_0_and_no_output() {
        let same = stack(OLD);
        for form in [Form::Human, Form::Plain] {
            let told = told(&same, &same, form);
            assert_eq!(told, (String::new(), "no difference\n".to_owned(), Outcome::Found));
        }
        let (text, beside, outcome) = told(&same, &same, Form::Json);
        assert!(text.contains("\"equal\":true"), "{text}");
        assert_eq!((beside.as_str(), outcome), ("", Outcome::Found));
    }
}
