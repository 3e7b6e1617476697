//! `sources`: all sources of stacks, and the entries that cite them.
//!
//! Plain columns: id, kind, published, title, url, ids of the entries that cite it (comma-separated); with several stacks
//! also the stack.

use std::borrow::Cow;
use std::io;

use super::load;
use super::options::StackArgs;
use super::outcome::{Outcome, RunResult};
use super::output::{Form, Line, Output, Role};
use super::settings::Context;
use super::show::source_details;
use crate::catalog::{Catalog, EntryId};
use crate::dataset::{Source, SourceUrl};
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
}

pub(super) fn run(options: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let catalog = load::catalog(&options.stacks.stacks, options.stacks.from, context)?;
    Ok(print(&catalog, out)?)
}

/// Prints all sources in the order of the data.
fn print(catalog: &Catalog, out: &mut Output<'_>) -> io::Result<Outcome> {
    let all = cited(catalog);
    let outcome = Outcome::found(!all.is_empty());
    match out.form {
        Form::Json => {
            let line =
                |Cited { stack, source, by }| json::SourceLine { stack, ..json::SourceLine::new(source, by) };
            let sources = all.into_iter().map(line).collect();
            out.json(&json::Sources { version: json::VERSION, sources })?;
        }
        Form::Plain => all.iter().try_for_each(|cited| cited.print_plain(out))?,
        Form::Human => {
            for (at, Cited { source, by, .. }) in all.iter().enumerate() {
                if at > 0 {
                    out.blank()?;
                }
                out.wrapped(&Line::new(Role::Title, source.title()), 0)?;
                source_details(*source, out, 2)?;
                let by = if by.is_empty() { "no entry".to_owned() } else { by.join(", ") };
                out.wrapped(&Line::new(Role::Dim, "cited by ").with(Role::Text, &by), 2)?;
            }
        }
    }
    Ok(outcome)
}

/// A source with the ids of the entries that cite it.
struct Cited<'a> {
    /// The stack, if there are several.
    stack: Option<&'a str>,
    source: Source<'a>,
    by: Vec<Cow<'a, str>>,
}

impl Cited<'_> {
    fn print_plain(&self, out: &mut Output<'_>) -> io::Result<()> {
        let source = self.source;
        let url = source.url();
        let published = source.published().map(|date| date.to_string()).unwrap_or_default();
        let fields = [
            source.id(),
            source.kind().name(),
            &published,
            source.title(),
            url.as_ref().map_or("", SourceUrl::as_str),
            &self.by.join(","),
        ];
        out.record(fields.into_iter().chain(self.stack))
    }
}

/// All sources with the entries that cite them.
///
/// Walks once over the entries: searching them for each source would take quadratic time.
fn cited(catalog: &Catalog) -> Vec<Cited<'_>> {
    let mut all: Vec<Cited<'_>> = Vec::new();
    for (at, stack) in (0..).zip(catalog.stacks()) {
        let first = all.len();
        let name = catalog.stack_id_if_several(at);
        all.extend(stack.sources().map(|(_, source)| Cited { stack: name, source, by: Vec::new() }));
        for (entry, view) in stack.entries() {
            for (source, _) in view.sources() {
                if let Some(cited) = all.get_mut(first + source.0 as usize) {
                    cited.by.push(catalog.id(EntryId { stack: at, entry }));
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
