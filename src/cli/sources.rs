//! `sources`: all sources of stacks, and the entries that cite them.
//!
//! Plain columns: id, kind, published, title, url, ids of the entries that cite it (comma-separated); with several stacks
//! also the stack.

use std::io;

use super::load;
use super::options::{OutputFormat, StackArgs};
use super::outcome::{Outcome, RunResult};
use super::output::{Form, Line, Output, Role, text};
use super::settings::Context;
use super::show::source_details;
use crate::catalog::{Catalog, EntryId};
use crate::dataset::Source;
use crate::export::json;

/// Options of `sources`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore sources\n  stacklore sources --plain | cut -f5",
    after_help = "Plain columns: id, kind, published, title, url, ids of the entries that cite it.\n\
        With several stacks also: stack"
)]
pub struct Options {
    /// The stacks.
    #[command(flatten)]
    pub stacks: StackArgs,
    /// The output format.
    #[command(flatten)]
    pub output: OutputFormat,
}

pub(super) fn run(options: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let catalog = load::catalog(&options.stacks.names(context.configuration)?, options.stacks.from, context)?;
    Ok(print(&catalog, out)?)
}

/// Prints all sources in the order of the data.
fn print(catalog: &Catalog, out: &mut Output<'_>) -> io::Result<Outcome> {
    let all = cited(catalog);
    let outcome = Outcome::found(!all.is_empty());
    match out.form {
        Form::Json => {
            let sources = all.into_iter().map(|(_, line)| line).collect();
            out.json(&json::Sources { version: json::VERSION, sources })?;
        }
        Form::Plain => all.iter().try_for_each(|(_, line)| print_plain(line, out))?,
        Form::Human => {
            for (at, (source, line)) in all.iter().enumerate() {
                if at > 0 {
                    out.blank()?;
                }
                out.wrapped(&Line::new(Role::Title, line.title), 0)?;
                source_details(*source, out, 2)?;
                for former in &line.former_urls {
                    out.line(&Line::blank(2).with(Role::Dim, "once ").with(Role::Address, former))?;
                }
                let by = line.cited_by.join(", ");
                let by = if by.is_empty() { "no entry" } else { &by };
                out.wrapped(&Line::new(Role::Dim, "cited by ").with(Role::Text, by), 2)?;
            }
        }
    }
    Ok(outcome)
}

fn print_plain(line: &json::SourceLine<'_>, out: &mut Output<'_>) -> io::Result<()> {
    let (published, url) = (text(line.published.as_deref()), text(line.url.as_deref()));
    let fields = [line.id, line.kind, &published, line.title, &url, &line.cited_by.join(",")];
    out.record(fields.into_iter().chain(line.stack))
}

/// All sources, with the ids of the entries that cite them.
///
/// Walks once over the entries: searching them for each source would take quadratic time.
fn cited(catalog: &Catalog) -> Vec<(Source<'_>, json::SourceLine<'_>)> {
    let mut all = Vec::new();
    for (at, stack) in (0..).zip(catalog.stacks()) {
        let first = all.len();
        let name = catalog.stack_id_if_several(at);
        let line = |source| json::SourceLine { stack: name, ..json::SourceLine::new(source, Vec::new()) };
        all.extend(stack.sources().map(|(_, source)| (source, line(source))));
        for (entry, view) in stack.entries() {
            for (source, _) in view.sources() {
                if let Some((_, line)) = all.get_mut(first + source.0 as usize) {
                    line.cited_by.push(catalog.id(EntryId { stack: at, entry }));
                }
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;
    use crate::cli::output::written;

    fn sources(form: Form) -> String {
        written(form, 72, |out| print(&sample::catalog(), out).expect("written"))
    }

    #[test]
    fn a_person_sees_each_source_and_the_entries_that_cite_it() {
        insta::assert_snapshot!(sources(Form::Human));
    }

    #[test]
    fn a_script_gets_six_columns() {
        assert_eq!(
            sources(Form::Plain).lines().next(),
            Some(
                "rows\tarticle\t2017-01-13\tHow we store rows\thttps://example.org/blog/rows\tpostgresql,scylladb"
            )
        );
    }

    #[test]
    fn a_program_gets_the_ids_of_the_entries_that_cite_it() {
        let value: serde_json::Value = serde_json::from_str(&sources(Form::Json)).expect("JSON");
        assert_eq!(value["sources"][2]["cited_by"], serde_json::json!(["redis"]));
        assert!(value["sources"][2].get("author").is_none());
    }
}
