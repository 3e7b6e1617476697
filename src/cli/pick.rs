//! `--pick`: the output of the picker, one line for each picked entry.

use clap::ValueEnum;

use super::outcome::{Failure, Outcome, RunResult};
use super::output::Output;
use super::settings::Context;
use super::show;
use crate::catalog::{Catalog, EntryId};

/// The text that is printed for a picked entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Pick {
    /// The id; of several stacks as stack/id
    Id,
    /// The URL of the best proof, or else of the first page
    Url,
    /// The name
    Title,
    /// The document of `show --json`, on one line
    Json,
}

/// Prints the picked entries in their order; `Negative` without any.
///
/// # Errors
///
/// [`Failure`] when the output cannot be written.
pub fn print_picked(
    catalog: &Catalog,
    picked: &[EntryId],
    pick: Pick,
    context: &mut Context<'_>,
    out: &mut Output<'_>,
) -> RunResult {
    if picked.is_empty() {
        return Err(Failure::new(Outcome::Negative, "there is nothing to pick: the stacks have no entries"));
    }
    let mut printed = 0;
    for id in picked {
        let Some(entry) = catalog.entry(*id) else { continue };
        let text = match pick {
            Pick::Id if catalog.stacks().len() > 1 => Some(catalog.full_id(*id)),
            Pick::Id => Some(entry.id().to_owned()),
            Pick::Title => Some(entry.name().to_owned()),
            Pick::Url => entry.first_page().map(|page| page.url.to_string()),
            Pick::Json => {
                show::print(catalog, *id, out)?;
                printed += 1;
                continue;
            }
        };
        match text {
            Some(text) => {
                out.record([text])?;
                printed += 1;
            }
            None => context.stderr.note(&format!("{} has no URL", entry.name())),
        }
    }
    out.finish()?;
    Ok(Outcome::found(printed > 0))
}
