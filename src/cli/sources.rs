//! `sources`: every source of a stack, and the entries that rest on it.
//!
//! Plain columns: id, kind, published, title, address, ids of the entries that cite it (commas between them); with
//! several stacks also the stack.

use std::borrow::Cow;
use std::io;

use super::Outcome;
use super::output::{Form, Line, Output, Role};
use super::show::about_source;
use crate::catalog::{Catalog, EntryId};
use crate::dataset::{EntryIndex, Source};
use crate::export::json;

/// Writes every source in the order of the data.
pub(super) fn run(catalog: &Catalog, out: &mut Output<'_>) -> io::Result<Outcome> {
    let all = cited(catalog);
    let ids = |cited_by: &[EntryId]| cited_by.iter().map(|id| catalog.id(*id)).collect::<Vec<_>>();
    match out.form() {
        Form::Json => out.json(&json::Sources {
            version: json::VERSION,
            sources: all
                .iter()
                .map(|Cited { stack, source, by }| json::SourceLine {
                    stack: *stack,
                    ..json::SourceLine::new(*source, ids(by))
                })
                .collect(),
        })?,
        Form::Plain => {
            for Cited { stack, source, by } in &all {
                let published = source.published().map(|date| date.to_string());
                let url = source.url().map(|url| url.to_string());
                let by = ids(by).join(",");
                let fields = [
                    source.id(),
                    source.kind().name(),
                    published.as_deref().unwrap_or_default(),
                    source.title(),
                    url.as_deref().unwrap_or_default(),
                    &by,
                ];
                out.record(fields.into_iter().chain(*stack))?;
            }
        }
        Form::Human => {
            for (at, Cited { source, by, .. }) in all.iter().enumerate() {
                if at > 0 {
                    out.blank()?;
                }
                out.wrapped(&Line::new().with(Role::Title, source.title()), 0)?;
                about_source(*source, out, 2)?;
                let cited: Vec<Cow<'_, str>> = ids(by);
                let cited = if cited.is_empty() { "nobody".into() } else { cited.join(", ") };
                out.wrapped(&Line::new().with(Role::Dim, "cited by ").with(Role::Text, &cited), 2)?;
            }
        }
    }
    Ok(Outcome::found(!all.is_empty()))
}

/// A source with the entries that cite it.
struct Cited<'a> {
    /// The stack that it is in, when there are several.
    stack: Option<&'a str>,
    source: Source<'a>,
    by: Vec<EntryId>,
}

/// Every source with the entries that cite it.
///
/// One walk over the entries, since asking each source in turn would take time by the product of both.
fn cited(catalog: &Catalog) -> Vec<Cited<'_>> {
    let mut all = Vec::new();
    for (stack_at, stack) in (0..).zip(catalog.stacks()) {
        let mut by: Vec<Vec<EntryIndex>> = vec![Vec::new(); stack.sources().len()];
        for (at, entry) in stack.entries() {
            for (source, _) in entry.sources() {
                if let Some(list) = by.get_mut(source.0 as usize) {
                    list.push(at);
                }
            }
        }
        let id = |entry| EntryId { stack: stack_at, entry };
        let name = catalog.stack_id_if_several(stack_at);
        all.extend(stack.sources().zip(by).map(|((_, source), by)| Cited {
            stack: name,
            source,
            by: by.into_iter().map(id).collect(),
        }));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;
    use crate::cli::written;

    fn sources(form: Form) -> String {
        written(form, 72, |out| run(&sample::catalog(), out).expect("written"))
    }

    #[test]
    fn a_person_sees_each_source_and_who_rests_on_it() {
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
    fn a_program_gets_the_ids_of_those_who_cite_it() {
        let value: serde_json::Value = serde_json::from_str(&sources(Form::Json)).expect("JSON");
        assert_eq!(value["sources"][2]["cited_by"], serde_json::json!(["redis"]));
        assert!(value["sources"][2].get("author").is_none());
    }
}
