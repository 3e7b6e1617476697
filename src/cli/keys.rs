//! `keys`: every action with the keys in use.
//!
//! Plain columns: action, title, keys between blanks, contexts between blanks, origin (`default`, or file and line), default
//! keys that other actions have now between blanks (`q=links`).

use super::options::OutputFormat;
use super::outcome::{Outcome, RunResult};
use super::output::{Form, Line, Output, Role};
use super::settings::Context;
use crate::app::keymap::{Keymap, shown};
use crate::app::keys::{Action, Chord};
use crate::app::own_keys::KeyLine;
use crate::cells;
use crate::config::Origin;
use crate::export::json;

/// Options of `keys`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore keys\n  stacklore keys --json",
    after_help = "Other keys are set by the name of the action, in the table `keys` of the settings:\n  [keys]\n  zoom = [\"x\", \"ctrl-o\"]\n\n\
        Plain columns: action, title, keys, contexts, origin (default, or file and line), \
        default keys that other actions have now (q=links)"
)]
pub struct Options {
    /// The output format.
    #[command(flatten)]
    pub output: OutputFormat,
}

/// An action with what the settings say of it.
struct Row<'a> {
    action: &'static Action,
    keys: Vec<Chord>,
    /// The file and line that give it these keys, or take some of them away.
    given: Option<(&'a str, usize)>,
    /// The default keys that other actions have now.
    taken: Vec<(Chord, &'a KeyLine)>,
}

impl Row<'_> {
    fn contexts(&self) -> Vec<String> {
        self.action.contexts.iter().map(|context| word(&format!("{context:?}"))).collect()
    }

    /// The keys that it has lost, and the actions that have them: `q is links`.
    fn losses(&self) -> Option<String> {
        let loss = |(chord, line): &(Chord, &KeyLine)| format!("{chord} is {}", line.action.name);
        let losses: Vec<String> = self.taken.iter().map(loss).collect();
        (!losses.is_empty()).then(|| losses.join(", "))
    }

    fn origin(&self) -> String {
        self.given.map_or_else(|| "default".to_owned(), |(file, line)| format!("{file}:{line}"))
    }
}

/// A name in camel case as words with hyphens.
fn word(name: &str) -> String {
    let mut word = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !word.is_empty() {
            word.push('-');
        }
        word.push(c.to_ascii_lowercase());
    }
    word
}

pub(super) fn run(_: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let configuration = context.configuration;
    let keymap = configuration.settings().keymap();
    let user = configuration.config.layers.iter().find(|layer| layer.origin == Origin::User);
    let file = user.map_or("", |layer| &*layer.text.name);
    let rows = rows(&keymap, file);
    match out.form {
        Form::Json => {
            out.json(&json::Keys { version: json::VERSION, actions: rows.iter().map(record).collect() })?;
        }
        Form::Plain => {
            for row in &rows {
                let plain = |chord: &Chord| chord.to_string().replace(' ', "+");
                let keys: Vec<String> = row.keys.iter().map(plain).collect();
                let Action { name, title, .. } = *row.action;
                let contexts = row.contexts().join(" ");
                let taken: Vec<String> = row
                    .taken
                    .iter()
                    .map(|(chord, line)| format!("{}={}", plain(chord), line.action.name))
                    .collect();
                out.record([name, title, &keys.join(" "), &contexts, &row.origin(), &taken.join(" ")])?;
            }
        }
        Form::Human => human(&rows, out)?,
    }
    configuration.warn(&mut context.stderr);
    Ok(Outcome::Found)
}

fn record<'a>(row: &Row<'a>) -> json::KeyAction<'a> {
    let taken = |(chord, line): &(Chord, &KeyLine)| json::TakenKey {
        key: chord.to_string(),
        action: line.action.name,
        line: line.line,
    };
    json::KeyAction {
        action: row.action.name,
        title: row.action.title,
        keys: row.keys.iter().map(Chord::to_string).collect(),
        contexts: row.contexts(),
        origin: if row.given.is_some() { "file" } else { "default" },
        file: row.given.map(|(file, _)| file),
        line: row.given.map(|(_, line)| line),
        taken: Some(row.taken.iter().map(taken).collect()).filter(|taken: &Vec<_>| !taken.is_empty()),
    }
}

fn rows<'a>(keymap: &'a Keymap, file: &'a str) -> Vec<Row<'a>> {
    let row = |action| {
        let taken = keymap.taken(action);
        let line = keymap.line_of(action).or(taken.first().map(|(_, line)| *line));
        let given = line.map(|line| (file, line.line));
        Row { action, keys: keymap.keys(action), given, taken }
    };
    keymap.actions().map(row).collect()
}

fn human(rows: &[Row<'_>], out: &mut Output<'_>) -> std::io::Result<()> {
    let widest = |text: fn(&Row<'_>) -> String| rows.iter().map(|row| cells::width(&text(row))).max();
    let names = widest(|row| row.action.name.to_owned()).unwrap_or(0);
    let keys = widest(|row| shown(&row.keys).join(" ")).unwrap_or(0).min(30);
    for row in rows {
        let mut line = Line::new(Role::Title, row.action.name);
        line.pad_to(names + 2);
        let mut line = line.with(Role::Text, &shown(&row.keys).join(" "));
        line.pad_to(names + keys + 4);
        let mut line = line.with(Role::Dim, row.action.title);
        match (row.given, row.losses()) {
            (None, _) => {}
            (Some(_), None) => line = line.with(Role::Dim, &format!("  # {}", row.origin())),
            (Some(_), Some(losses)) => {
                line = line.with(Role::Dim, &format!("  # {}: {losses}", row.origin()));
            }
        }
        out.line(&line)?;
    }
    Ok(())
}
