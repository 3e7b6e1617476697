//! `export`: a stack in another format, on stdout, in a file, or as the files of a folder.

use std::ffi::OsString;
use std::io;
use std::path::Path;

use clap::ValueEnum;

use super::load;
use super::options::{InputFormat, TEMPLATE, UNUSED_FORMS, unused};
use super::outcome::{Failure, Outcome};
use super::output::Output;
use super::settings::Context;
use crate::dataset::Stack;
use crate::export::{csv, json, markdown};
use crate::format::report::counted;
use crate::format::toml;
use crate::system::write::{self, Existing, WriteError};

/// Options of `export`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    help_template = TEMPLATE,
    before_help = "Examples:\n  stacklore export discord > discord.toml\n  stacklore export mine.toml -o mine.md\n  stacklore export mine.toml --into mine/",
    after_help = "TOML and JSON have all data. Markdown has categories, names, URLs, summaries and nesting, and for a stack its \
        sources. CSV has one line an entry.\n\
        Existing files are kept unless --force is given; links are never written through.",
    args = UNUSED_FORMS.map(unused)
)]
pub struct Options {
    /// Name, file, folder or `-` [default: same stack as the explorer]
    pub stack: Option<OsString>,
    /// Format of standard input: toml or markdown [default: detected]
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    pub from: Option<InputFormat>,
    /// Output format [default: by file extension, else toml]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<ExportFormat>,
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

/// Output format of `export`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// The format of stacks; it reads back as the same stack
    Toml,
    /// One document with all data
    Json,
    /// A list with headings, items and links
    Markdown,
    /// A table of the entries
    Csv,
}

pub(super) fn run(
    options: &Options,
    context: &mut Context<'_>,
    out: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let catalog = load::catalog(options.stack.as_slice(), options.from, context)?;
    let [stack] = catalog.stacks() else {
        let ids: Vec<&str> = catalog.stacks().iter().map(Stack::id).collect();
        let failure = Failure::usage("`export` takes one stack");
        return Err(failure.hint(format!("name one of them: {}", ids.join(", "))));
    };
    let existing = if options.force { Existing::Replace } else { Existing::Keep };
    let file = options.output.as_deref().filter(|file| *file != "-");
    let by_extension = file.and_then(|file| by_extension(Path::new(file)));
    let known_format = options.format.or(by_extension);
    let format = known_format.unwrap_or(ExportFormat::Toml);
    let written = match (&options.into, file) {
        (Some(_), _) if format != ExportFormat::Toml => {
            let failure = Failure::usage("--into writes TOML only");
            return Err(failure.hint("write one file of another format with `-o FILE`"));
        }
        (Some(folder), _) => {
            let files = toml::write_folder(stack);
            write::folder(Path::new(folder), &files, existing).map_err(|error| not_written(&error))?;
            format!("{} in {}", counted(files.len(), "file"), folder.display())
        }
        (None, Some(file)) => {
            let text = text(stack, format)?;
            write::file(Path::new(file), text.as_bytes(), existing).map_err(|error| not_written(&error))?;
            let format = known_format.map_or_else(|| format!(" as {}", name_of(format)), |_| String::new());
            format!("{}{format}", file.display())
        }
        (None, None) if format == ExportFormat::Json => {
            out.json(&json::Export::of(stack))?;
            return Ok(Outcome::Found);
        }
        (None, None) => {
            out.document(&text(stack, format)?)?;
            return Ok(Outcome::Found);
        }
    };
    let entries = counted(stack.entries().len(), "entry");
    context.stderr.remark(&format!("wrote {written}: {entries}"));
    Ok(Outcome::Found)
}

/// The format with the extension of a file.
fn by_extension(path: &Path) -> Option<ExportFormat> {
    let extension = path.extension()?.to_str()?.to_lowercase();
    Some(match &*extension {
        "toml" => ExportFormat::Toml,
        "json" => ExportFormat::Json,
        "md" | "markdown" => ExportFormat::Markdown,
        "csv" => ExportFormat::Csv,
        _ => return None,
    })
}

/// Name of a format in messages.
fn name_of(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Toml => "TOML",
        ExportFormat::Json => "JSON",
        ExportFormat::Markdown => "Markdown",
        ExportFormat::Csv => "CSV",
    }
}

fn text(stack: &Stack, format: ExportFormat) -> io::Result<String> {
    Ok(match format {
        ExportFormat::Toml => toml::write(stack),
        ExportFormat::Markdown => markdown::write(stack),
        ExportFormat::Csv => csv::write(stack),
        ExportFormat::Json => {
            let mut bytes = Vec::new();
            json::write(&mut bytes, &json::Export::of(stack))?;
            String::from_utf8(bytes).map_err(io::Error::other)?
        }
    })
}

fn not_written(error: &WriteError) -> Failure {
    Failure::not_written(error, "add `--force` to replace it")
}
