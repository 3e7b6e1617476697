//! `export`: a stack in another format, on stdout, in a file, or as the files of a folder; as a page also several stacks.

use std::ffi::OsString;
use std::path::Path;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::load;
use super::options::{UNUSED_FORMS, format_help, format_parser, unused};
use super::outcome::{Failure, Outcome, RunResult};
use super::output::Output;
use super::settings::Context;
use crate::catalog::Catalog;
use crate::dataset::Stack;
use crate::export::{FORMATS, Format, Graph, TOML};
use crate::format::report::counted;
use crate::format::toml;
use crate::system::write::{self, Existing, WriteError};

/// Options of `export`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore export discord > discord.toml\n  stacklore export mine.toml -o mine.md\n  stacklore export mine.toml --into mine/\n  stacklore export discord github -o stacks.html\n  stacklore export discord --format dot --around cassandra --depth 1",
    after_help = "TOML, JSON and NDJSON have all data of the entries. md is a document with claims and sources, list an awesome list \
        that `import` reads back with every link. CSV has one line an entry; a cell that a spreadsheet would take for a formula begins \
        with an apostrophe. OPML, bookmarks and urls have the pages; BibTeX, CSL-JSON and RIS the sources, each under the key \
        STACK:SOURCE, or the pages of a list. dot and mermaid have the relations, svg the timeline. HTML is a page to share: it needs \
        no network, and shows which of several stacks have an entry.\n\
        Existing files are kept unless --force is given; links are never written through.",
    args = UNUSED_FORMS.map(unused)
)]
pub struct Options {
    /// Names, files, folders or `-`; several for HTML and NDJSON [default: same stack as the explorer]
    #[arg(value_name = "STACK")]
    pub stacks: Vec<OsString>,
    /// Format of standard input and pipes
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    #[arg(help = format_help(), value_parser = format_parser())]
    pub from: Option<crate::import::Format>,
    /// Output format [default: by file extension, else toml]
    #[arg(long, value_name = "FORMAT", value_parser = export_formats())]
    pub format: Option<&'static Format>,
    /// Only this entry and those near it, for dot, mermaid and svg
    #[arg(long, value_name = "ID", conflicts_with = "into")]
    pub around: Option<String>,
    /// Maximum number of relations from there
    #[arg(long, value_name = "N", default_value_t = 2, requires = "around")]
    #[arg(value_parser = clap::value_parser!(u8).range(..=64))]
    pub depth: u8,
    /// Writes this file
    #[arg(long, short, value_name = "FILE", conflicts_with = "into")]
    pub output: Option<OsString>,
    /// Writes TOML into this folder: metadata, a file for each category, sources
    #[arg(long, value_name = "FOLDER")]
    pub into: Option<OsString>,
    /// Replaces existing files
    #[arg(long, short)]
    pub force: bool,
}

/// The parser of `--format`: the names of the export formats, each with its description.
fn export_formats() -> impl TypedValueParser<Value = &'static Format> {
    let names =
        FORMATS.map(|format| PossibleValue::new(format.name).aliases(format.aliases()).help(format.about));
    PossibleValuesParser::new(names).try_map(|name| Format::named(&name).ok_or("no such format"))
}

pub(super) fn run(options: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let catalog = load::catalog(&options.stacks, options.from, context)?;
    let existing = if options.force { Existing::Replace } else { Existing::Keep };
    let file = options.output.as_deref().filter(|file| *file != "-");
    let by_extension = file.and_then(|file| Format::from_ending(Path::new(file).extension()?.to_str()?));
    let chosen = options.format.or(by_extension);
    let format = chosen.unwrap_or(TOML);
    let entries = match &options.around {
        Some(id) => format!("what is around {id}"),
        None => counted(catalog.len(), "entry"),
    };
    let not_written = |error: WriteError| Failure::not_written(&error, "add `--force` to replace it");
    let written = match (&options.into, file) {
        (Some(_), _) if format != TOML => {
            let failure = Failure::usage("--into writes TOML only");
            return Err(failure.hint("write one file of another format with `-o FILE`"));
        }
        (Some(folder), _) => {
            let files = toml::write_folder(single(&catalog)?);
            write::folder(Path::new(folder), &files, existing).map_err(not_written)?;
            format!("{} in {}", counted(files.len(), "file"), folder.display())
        }
        (None, Some(file)) => {
            let text = text_of(&catalog, format, options)?;
            write::file(Path::new(file), text.as_bytes(), existing).map_err(not_written)?;
            format!("{}{}", file.display(), if chosen.is_none() { " as TOML" } else { "" })
        }
        (None, None) => {
            out.document(&text_of(&catalog, format, options)?)?;
            return Ok(Outcome::Found);
        }
    };
    context.stderr.remark(&format!("wrote {written}: {entries}"));
    Ok(Outcome::Found)
}

/// The text of the stacks, or of what is around an entry, in a format.
fn text_of(catalog: &Catalog, format: &Format, options: &Options) -> Result<String, Failure> {
    if let Some(id) = &options.around {
        let Some(write) = format.write_graph else {
            let failure = Failure::usage(format!("`--around` is not for `--format {}`", format.name));
            return Err(
                failure.hint(format!("it is for {}", names_of(|format| format.write_graph.is_some())))
            );
        };
        let found = load::find(catalog, id)?;
        let Some(stack) = catalog.stack(found.stack) else { return single(catalog).map(format.write) };
        return Ok(write(&Graph::around(stack, found.entry, options.depth.into())));
    }
    match (catalog.stacks(), format.write_all) {
        ([_], _) | (_, None) => Ok((format.write)(single(catalog)?)),
        (stacks, Some(write_all)) => Ok(write_all(stacks.to_vec())),
    }
}

/// The names of the formats that can do something, for a message.
fn names_of(can: impl Fn(&Format) -> bool) -> String {
    let names: Vec<&str> =
        FORMATS.into_iter().filter(|format| can(format)).map(|format| format.name).collect();
    match names.split_last() {
        Some((last, names)) if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        _ => names.concat(),
    }
}

/// The only stack.
fn single(catalog: &Catalog) -> Result<&Stack, Failure> {
    let [stack] = catalog.stacks() else {
        let ids: Vec<&str> = catalog.stacks().iter().map(Stack::id).collect();
        let several = names_of(|format| format.write_all.is_some());
        let failure = Failure::usage(format!("`export` takes one stack, but for the formats {several}"));
        return Err(failure.hint(format!("name one of them: {}", ids.join(", "))));
    };
    Ok(stack)
}
