//! `schema`: JSON Schema of the TOML format.

use super::options::{TEMPLATE, UNUSED_FORMS, unused};
use super::outcome::{Failure, Outcome};
use super::output::Output;
use super::settings::Context;
use crate::format::toml;

/// Options of `schema`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    help_template = TEMPLATE,
    before_help = "Examples:\n  stacklore schema > stack.schema.json",
    after_help = "Editors with Taplo or Even Better TOML complete and check a file whose first line is \
        `#:schema ./stack.schema.json`.",
    args = UNUSED_FORMS.map(unused)
)]
pub struct Options {}

pub(super) fn run(_: &Options, _: &mut Context<'_>, out: &mut Output<'_>) -> Result<Outcome, Failure> {
    out.document(toml::JSON_SCHEMA)?;
    Ok(Outcome::Found)
}
