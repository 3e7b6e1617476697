//! `schema`: JSON Schema of the TOML format.

use super::options::{UNUSED_FORMS, unused};
use super::outcome::{Outcome, RunResult};
use super::output::Output;
use super::settings::Context;
use crate::format::toml;

/// Options of `schema`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore schema > stack.schema.json",
    after_help = "Editors with Taplo or Even Better TOML complete and check a file whose first line is \
        `#:schema ./stack.schema.json`.",
    args = UNUSED_FORMS.map(unused)
)]
pub struct Options {}

pub(super) fn run(_: &Options, _: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    out.document(toml::JSON_SCHEMA)?;
    Ok(Outcome::Found)
}
