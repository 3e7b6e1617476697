//! `diff`: differences of two stacks, or of two versions of one.
//!
//! Plain columns: change (`added`, `removed`, `changed`), what (`stack`, `category`, `entry`, `source`, `claim`, `relation`,
//! `link`), id (of the entry for a claim, relation or link), which one (name, text of a claim, kind and target of a
//! relation, URL of a link), key, older value, newer value. An addition or removal has one record without the last three;
//! a change has one for each key. Lists are comma-separated.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ffi::OsString;
use std::io;
use std::slice;

use super::load::{self, check_names, shell_word};
use super::options::{OutputFormat, format_help, format_parser};
use super::outcome::{Failure, Outcome, RunResult};
use super::output::{Form, Line, Output, Role};
use super::settings::Context;
use crate::cells;
use crate::dataset::diff::{Change, Detail, DetailKey, Diff, FieldChange, RecordDiff, diff};
use crate::dataset::{Date, Stack, Value};
use crate::export::json;
use crate::format::report::counted;
use crate::import::Format;
use crate::library::{self, NamedStacks, Unresolved};
use crate::system::files::{self, FilesError};

/// Options of `diff`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore diff before.toml after.toml\n  stacklore diff discord my-discord/ --json\n  stacklore diff discord@2017 discord@2024",
    after_help = "Entries, categories and sources are matched by id, claims by text. The exit code is 0 if the stacks are equal, 1 if \
        they differ.\nPlain columns: added, removed or changed; what; id; which one; key; older value; newer value"
)]
pub struct Options {
    /// Older stack: a name, a file, a folder or `-`; `STACK@DATE` is the stack as of a date
    pub old: OsString,
    /// Newer stack, likewise
    pub new: OsString,
    /// Format of standard input and pipes
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    #[arg(help = format_help(), value_parser = format_parser())]
    pub from: Option<Format>,
    /// The output format.
    #[command(flatten)]
    pub output: OutputFormat,
}

pub(super) fn run(options: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let Options { old, new, from, .. } = options;
    let named_stacks = context.configuration.named_stacks();
    let sides = [dated(old, &named_stacks)?, dated(new, &named_stacks)?];
    let [(old, _), (new, _)] = &sides;
    check_names([old, new], *from)?;
    let mut read = |(name, date): &(OsString, Option<Date>)| {
        let from = from.filter(|_| files::is_stream(name.as_ref()));
        Ok::<_, Failure>(load::as_of(load::catalog(slice::from_ref(name), from, context)?, *date))
    };
    let [old, new] = &sides;
    let dates = [old.1, new.1];
    let [old, new] = [read(old)?, read(new)?];
    match (old.stacks(), new.stacks()) {
        ([old, ..], [new, ..]) => Ok(print([old, new], dates, out, &mut context.stderr)?),
        _ => Ok(Outcome::Negative),
    }
}

/// Splits `STACK@DATE`; a name that resolves as it is has no date.
fn dated(name: &OsString, named_stacks: &NamedStacks) -> Result<(OsString, Option<Date>), Failure> {
    let split = name.to_str().and_then(|text| text.rsplit_once('@')).filter(|(stack, _)| !stack.is_empty());
    let Some((stack, date)) = split else { return Ok((name.clone(), None)) };
    let resolved = library::resolve(name, named_stacks);
    if !matches!(resolved, Err(Unresolved { error: FilesError::Missing { .. }, .. })) {
        return Ok((name.clone(), None));
    }
    let [year, month] = ["2018", "2018-06"].map(|date| shell_word(&format!("{stack}@{date}")));
    let hint = format!("write STACK@DATE, as in `{year}` or `{month}`");
    let date = Date::parse(date).map_err(|error| Failure::usage(error.to_string()).hint(hint))?;
    Ok((stack.into(), Some(date)))
}

/// Prints the differences of two stacks, each as of a date if it has one.
fn print(
    [old, new]: [&Stack; 2],
    dates: [Option<Date>; 2],
    out: &mut Output<'_>,
    stderr: &mut Output<'_>,
) -> io::Result<Outcome> {
    let diff = diff(old, new);
    match out.form {
        Form::Json => out.json(&json::Comparison::new([old, new], dates, &diff))?,
        Form::Plain => print_plain(&diff, out)?,
        Form::Human => print_human([old, new], dates, &diff, out)?,
    }
    if diff.is_empty() && out.form != Form::Json {
        stderr.remark("no difference");
    }
    Ok(Outcome::found(diff.is_empty()))
}

/// The tables of a diff, each with its noun in singular and plural.
fn tables<'d>(diff: &'d Diff<'d>) -> [(&'static str, &'static str, &'d [RecordDiff<'d>]); 3] {
    [
        ("category", "categories", &diff.categories),
        ("entry", "entries", &diff.entries),
        ("source", "sources", &diff.sources),
    ]
}

// --- for scripts ---------------------------------------------------------------------------------------------

fn print_plain(diff: &Diff<'_>, out: &mut Output<'_>) -> io::Result<()> {
    // The label is what changed, its id, and which one.
    let mut print = |change: Change, label: [&str; 3], fields: &[FieldChange<'_>]| {
        let [what, id, which] = label;
        let mut record =
            |key, old: &str, new: &str| out.record([change.name(), what, id, which, key, old, new]);
        if change != Change::Changed {
            return record("", "", "");
        }
        fields.iter().try_for_each(|edit| record(edit.field, &joined(&edit.old), &joined(&edit.new)))
    };
    print(Change::Changed, ["stack", "", ""], &diff.head)?;
    for (what, _, parts) in tables(diff) {
        for part in parts {
            let label = [what, part.id, part.name];
            if let Some(former) = part.former_id {
                let [old, new] = [former, part.id].map(|id| Value::Text(id.into()));
                print(part.change, label, &[FieldChange { field: "id", old, new }])?;
            }
            print(part.change, label, &part.fields)?;
            for detail in &part.details {
                let (what, which) = named(detail.key);
                print(detail.change, [what, part.id, &which], &detail.fields)?;
            }
        }
    }
    Ok(())
}

/// The noun for a detail of an entry, and which one it is.
fn named(what: DetailKey<'_>) -> (&'static str, Cow<'_, str>) {
    match what {
        DetailKey::Claim(text) => ("claim", text.into()),
        DetailKey::Relation(kind, target) => ("relation", format!("{kind} {target}").into()),
        DetailKey::Link(url) => ("link", url.into()),
    }
}

/// A value as text; lists are comma-separated.
fn joined(value: &Value<'_>) -> String {
    value.texts().join(",")
}

// --- for people ----------------------------------------------------------------------------------------------

fn print_human(
    stacks: [&Stack; 2],
    dates: [Option<Date>; 2],
    diff: &Diff<'_>,
    out: &mut Output<'_>,
) -> io::Result<()> {
    if diff.is_empty() {
        return Ok(());
    }
    let name = |stack: &Stack, date: Option<Date>| {
        let date = date.map(|date| format!(" as of {date}")).unwrap_or_default();
        format!("{} ({}){date}", stack.name(), stack.id())
    };
    let ([old, new], [old_date, new_date]) = (stacks, dates);
    let (old, new) = (name(old, old_date), name(new, new_date));
    let title = if old == new { old } else { format!("{old} -> {new}") };
    out.wrapped(&Line::new(Role::Title, &title), 0)?;
    out.wrapped(&Line::new(Role::Text, &summary(diff)), 0)?;
    if !diff.head.is_empty() {
        out.heading("stack")?;
        diff.head.iter().try_for_each(|edit| print_edit(edit, FIELD_INDENT, out))?;
    }
    for (_, heading, parts) in tables(diff) {
        if !parts.is_empty() {
            out.heading(heading)?;
            let column = parts.iter().map(|part| cells::width(part.id)).max().unwrap_or(0).min(30);
            parts.iter().try_for_each(|part| print_part(part, column, out))?;
        }
    }
    Ok(())
}

/// Indentation of the changed fields of an entry, category or source, in terminal cells.
const FIELD_INDENT: usize = 4;
/// Indentation of the changed fields of a claim, relation or link, in terminal cells.
const DETAIL_INDENT: usize = 8;

/// `2 entries added, 1 removed; 1 source changed`.
fn summary(diff: &Diff<'_>) -> String {
    let mut parts = Vec::new();
    if !diff.head.is_empty() {
        parts.push("stack metadata changed".to_owned());
    }
    for (noun, _, table) in tables(diff) {
        let count = |change: &Change| table.iter().filter(|part| part.change == *change).count();
        let changes = [Change::Added, Change::Removed, Change::Changed].into_iter();
        let counts: Vec<String> = changes
            .filter(|change| count(change) > 0)
            .enumerate()
            .map(|(at, change)| match at {
                0 => format!("{} {}", counted(count(&change), noun), change.name()),
                _ => format!("{} {}", count(&change), change.name()),
            })
            .collect();
        parts.extend((!counts.is_empty()).then(|| counts.join(", ")));
    }
    parts.join("; ")
}

/// Sign and style of a change.
fn sign(change: Change) -> (&'static str, Role) {
    match change {
        Change::Added => ("+", Role::Added),
        Change::Removed => ("-", Role::Removed),
        Change::Changed => ("~", Role::Changed),
    }
}

/// Prints a change of an entry, category or source.
fn print_part(part: &RecordDiff<'_>, column: usize, out: &mut Output<'_>) -> io::Result<()> {
    let (sign, role) = sign(part.change);
    let mut line = Line::new(role, &format!("{sign} {}", part.id));
    line.pad_to(column + 4);
    line.push(Role::Text, part.name);
    if part.change != Change::Changed {
        for noun in ["claim", "relation", "link"] {
            let count = part.details.iter().filter(|detail| named(detail.key).0 == noun).count();
            if count > 0 {
                line.push(Role::Dim, &format!(", {}", counted(count, noun)));
            }
        }
        return out.wrapped(&line, 0);
    }
    if let Some(former) = part.former_id {
        line.push(Role::Changed, &format!(" (was {former})"));
    }
    out.wrapped(&line, 0)?;
    part.fields.iter().try_for_each(|edit| print_edit(edit, FIELD_INDENT, out))?;
    part.details.iter().try_for_each(|detail| print_detail(detail, out))
}

/// Prints a change of a claim, relation or link.
fn print_detail(detail: &Detail<'_>, out: &mut Output<'_>) -> io::Result<()> {
    let (sign, role) = sign(detail.change);
    let (noun, label) = named(detail.key);
    let head = Line::blank(FIELD_INDENT).with(role, &format!("{sign} {noun}"));
    let column = head.width() + 1;
    if detail.change != Change::Changed {
        let mut text = Line::new(Role::Text, &label);
        let values = values(&detail.fields);
        if !values.is_empty() {
            text.push(Role::Dim, &format!(" ({})", values.join("; ")));
        }
        return out.hanging(&head, &text, column);
    }
    if detail.fields.iter().any(|edit| edit.field == "text") {
        // The old and the new text follow.
        out.line(&head)?;
    } else {
        out.hanging(&head, &Line::new(Role::Text, &label), column)?;
    }
    detail.fields.iter().try_for_each(|edit| print_edit(edit, DETAIL_INDENT, out))
}

/// The values of an added or removed claim, relation or link.
fn values(edits: &[FieldChange<'_>]) -> Vec<String> {
    let value = |edit: &FieldChange<'_>| {
        let value = if edit.new == Value::Absent { &edit.old } else { &edit.new };
        joined(value).replace(',', ", ")
    };
    edits.iter().map(value).filter(|value| !value.is_empty()).collect()
}

/// Maximum width of an old and a new value together, in terminal cells, for both to be printed on one line.
const MAX_INLINE: usize = 60;

/// Prints the change of a field.
fn print_edit(edit: &FieldChange<'_>, indent: usize, out: &mut Output<'_>) -> io::Result<()> {
    let field = Line::new(Role::Text, edit.field).with(Role::Text, ":");
    match (&edit.old, &edit.new) {
        (Value::Absent, Value::Absent) => {
            out.wrapped(&Line::new(Role::Changed, edit.field).with(Role::Text, " changed"), indent)
        }
        (old, new) if old.is_list() && new.is_list() => {
            let (old, new) = (old.texts(), new.texts());
            let (removed, added) = (without(&old, &new), without(&new, &old));
            let mut line = field;
            for text in &removed {
                line.push(Role::Removed, &format!(" -{text}"));
            }
            for text in &added {
                line.push(Role::Added, &format!(" +{text}"));
            }
            if removed.is_empty() && added.is_empty() {
                line.push(Role::Changed, &format!(" now in the order {}", new.join(", ")));
            }
            out.wrapped(&line, indent)
        }
        (old, new) => {
            let (old, new) = (joined(old), joined(new));
            if edit.field == "text" {
                return print_values(&old, &new, indent, out);
            }
            if cells::width(&old) + cells::width(&new) > MAX_INLINE {
                out.wrapped(&field, indent)?;
                return print_values(&old, &new, indent + 2, out);
            }
            let line = field.with(Role::Text, " ");
            let line = match (&*old, &*new) {
                ("", new) => line.with(Role::Added, &format!("+ {new}")),
                (old, "") => line.with(Role::Removed, &format!("- {old}")),
                (old, new) => line.with(Role::Removed, old).with(Role::Text, " -> ").with(Role::Added, new),
            };
            out.wrapped(&line, indent)
        }
    }
}

/// Prints an old and a new value below each other.
fn print_values(old: &str, new: &str, indent: usize, out: &mut Output<'_>) -> io::Result<()> {
    for (sign, role, text) in [("-", Role::Removed, old), ("+", Role::Added, new)] {
        if !text.is_empty() {
            let label = Line::blank(indent).with(role, sign);
            out.hanging(&label, &Line::new(role, text), indent + 2)?;
        }
    }
    Ok(())
}

/// The texts without the others, each of which removes one occurrence.
fn without<'a>(texts: &'a [Cow<'_, str>], others: &[Cow<'_, str>]) -> Vec<&'a str> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for other in others {
        *counts.entry(other).or_default() += 1;
    }
    let mut left: Vec<&str> = texts.iter().map(|text| &**text).collect();
    left.retain(|text| {
        let used = counts.get_mut(*text).filter(|count| **count > 0);
        used.map(|count| *count -= 1).is_none()
    });
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::output::written;
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

    fn compared(old: &Stack, new: &Stack, form: Form) -> (String, String, Outcome) {
        let (mut text, mut outcome) = (String::new(), Outcome::Usage);
        let stderr = written(Form::Human, 80, |stderr| {
            text = written(form, 80, |out| {
                outcome = print([old, new], [None; 2], out, stderr).expect("written");
            });
        });
        (text, stderr, outcome)
    }

    #[test]
    fn a_person_reads_additions_removals_and_changes() {
        let (text, stderr, outcome) = compared(&stack(OLD), &newer(), Form::Human);
        insta::assert_snapshot!(text);
        assert_eq!((stderr.as_str(), outcome), ("", Outcome::Negative));
    }

    #[test]
    fn a_script_gets_a_change_a_line() {
        insta::assert_snapshot!(compared(&stack(OLD), &newer(), Form::Plain).0);
    }

    #[test]
    fn a_program_gets_every_change_as_documented() {
        let (text, ..) = compared(&stack(OLD), &newer(), Form::Json);
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!((&value["version"], &value["equal"]), (&1.into(), &false.into()));
        insta::assert_snapshot!(serde_json::to_string_pretty(&value).expect("JSON"));
    }

    #[test]
    fn a_text_that_was_there_twice_is_removed_once() {
        let twice = stack(&OLD.replace("\"sql\", \"relational\"", "\"sql\", \"sql\", \"relational\""));
        let (text, ..) = compared(&twice, &stack(OLD), Form::Human);
        assert!(text.contains("tags: -sql\n") && !text.contains("in the order"), "{text}");
    }

    #[test]
    fn two_equal_stacks_have_exit_code_0_and_no_output() {
        let same = stack(OLD);
        for form in [Form::Human, Form::Plain] {
            let compared = compared(&same, &same, form);
            assert_eq!(compared, (String::new(), "no difference\n".to_owned(), Outcome::Found));
        }
        let (text, stderr, outcome) = compared(&same, &same, Form::Json);
        assert!(text.contains("\"equal\":true"), "{text}");
        assert_eq!((stderr.as_str(), outcome), ("", Outcome::Found));
    }
}
