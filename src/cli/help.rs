//! `help`: the help of a command, or a page about a topic.

use super::options::{UNUSED_FORMS, unused};
use super::outcome::{Failure, Outcome, RunResult};
use super::output::{Output, help_width};
use crate::dataset::nearest;

/// Options of `help`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore help search\n  stacklore help query | less",
    args = UNUSED_FORMS.map(unused)
)]
pub struct Options {
    /// Command, or a topic: `query` (the query language) or `format` (the data format) [default: the main help]
    #[arg(value_name = "WORD")]
    pub word: Option<String>,
}

/// The topics and their pages.
const TOPICS: [(&str, &str); 2] = [
    ("query", include_str!("../../docs/query-language.md")),
    ("format", include_str!("../../docs/data-format.md")),
];

pub(super) fn run(options: &Options, mut program: clap::Command, out: &mut Output<'_>) -> RunResult {
    program = program.term_width(help_width());
    let Some(word) = options.word.as_deref() else {
        out.help_text(&program.render_help().to_string())?;
        return Ok(Outcome::Found);
    };
    if let Some((_, page)) = TOPICS.iter().find(|(topic, _)| *topic == word) {
        out.document(page)?;
        return Ok(Outcome::Found);
    }
    program.build();
    if let Some(command) = program.find_subcommand_mut(word) {
        out.help_text(&command.render_help().to_string())?;
        return Ok(Outcome::Found);
    }
    let words = program.get_subcommands().map(clap::Command::get_name).chain(TOPICS.map(|(topic, _)| topic));
    let failure = Failure::usage(format!("no command and no topic named {word}"));
    Err(match nearest(word, words) {
        Some(near) => failure.hint(format!("did you mean `stacklore help {near}`?")),
        None => failure.hint("`stacklore help` lists the commands; the topics are `query` and `format`"),
    })
}
