//! `kept`: the bookmarks, the queue and the notes, listed or exported.
//!
//! Plain columns: kind, date, path of the stack's file (empty for a built-in one), stack, id of the entry, name of the entry or
//! text of the claim, URL of a queued page, its title, note.

mod collect;
mod kind;

use std::ffi::OsString;
use std::io;
use std::path::Path;

use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use self::collect::{Stacks, collection};
pub use self::kind::KeptKind;
use super::load;
use super::outcome::{Failure, Outcome, RunResult};
use super::output::{Form, Line, Output, Role, text};
use super::settings::Context;
use crate::catalog::bundled;
use crate::dataset::Date;
use crate::export::{FORMATS, Format, json};
use crate::format::report::counted;
use crate::kept::{Bookmark, Kept, Note, QueuedPage, StackName, Thing};
use crate::system::kept::Store;
use crate::system::write::{self, Existing};

/// Options of `kept`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore kept\n  stacklore kept queue --format urls | head -5\n  stacklore kept bookmarks -o bookmarks.html\n  stacklore kept notes --format md",
    after_help = "The explorer keeps them: b bookmarks, m queues a page, a writes a note. An export has what the stacks say of each \
        page: author, publisher, date, and the claims that it backs.\n\
        Plain columns: kind, date, path of the stack, stack, entry id, name or claim, url, title, note"
)]
pub struct Options {
    /// The kind of things to list [default: all of it]
    #[arg(value_name = "KIND")]
    pub kind: Option<KeptKind>,
    /// Output format [default: by file extension, else human on a terminal, else plain]
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    pub format: Option<KeptFormat>,
    /// Writes this file
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<OsString>,
    /// Replaces an existing file
    #[arg(long, short)]
    pub force: bool,
}

/// A format of `kept`: a form of output, or an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptFormat {
    /// A form that every list has.
    Form(Form),
    /// A format for other programs.
    Export(&'static Format),
}

impl KeptFormat {
    /// The form of the output; that of an export is its text.
    pub(super) fn form(self) -> Form {
        match self {
            Self::Form(form) => form,
            Self::Export(_) => Form::Human,
        }
    }
}

/// The parser of `--format`: the forms of output, and the export formats that collections have.
fn formats() -> impl TypedValueParser<Value = KeptFormat> {
    let forms = Form::value_variants().iter().filter_map(Form::to_possible_value);
    let exports = FORMATS.into_iter().filter(|format| format.write_collected.is_some()).map(|format| {
        let other = format.endings.iter().filter(|ending| **ending != format.name);
        PossibleValue::new(format.name).aliases(other).help(format.about)
    });
    PossibleValuesParser::new(forms.chain(exports)).try_map(|name| match Form::from_str(&name, false) {
        Ok(form) => Ok(KeptFormat::Form(form)),
        Err(_) => Format::of_collections(&name).map(KeptFormat::Export).ok_or("no such format"),
    })
}

pub(super) fn run(options: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let kept = Store::of_user().map(|store| store.read()).unwrap_or_default();
    let lists = Lists::new(&kept, options.kind);
    let file = options.output.as_deref().filter(|file| *file != "-");
    let by_extension = || Format::of_collections(Path::new(file?).extension()?.to_str()?);
    let format = match (options.format, file) {
        (Some(KeptFormat::Export(format)), _) => Some(format),
        (None, Some(_)) => by_extension(),
        (_, None) => None,
        (Some(KeptFormat::Form(_)), Some(_)) => {
            return Err(Failure::usage("a file needs a format such as `--format markdown`"));
        }
    };
    if let Some(file) = file
        && format.is_none_or(|format| format.write_collected.is_none())
    {
        let failure = Failure::usage(format!("no format for {}", Path::new(file).display()));
        return Err(failure.hint("end its name in .md, .opml, .html, .bib or .txt, or give `--format`"));
    }
    match format.and_then(|format| format.write_collected) {
        Some(write) => {
            let stacks = stacks_of(&lists, context);
            let text = write(&collection(&kept, options.kind, &stacks));
            export(&text, (file, options.force), &lists, context, out)?;
        }
        None => print(&lists, out)?,
    }
    if lists.is_empty() {
        out.finish()?;
        let remark = options.kind.map_or("nothing is kept", |kind| match kind {
            KeptKind::Bookmarks => "no bookmark is kept",
            KeptKind::Queue => "the queue is empty",
            KeptKind::Notes => "no note is kept",
        });
        context.stderr.remark(remark);
    }
    Ok(Outcome::found(!lists.is_empty()))
}

/// The lists that were asked for.
struct Lists<'a> {
    bookmarks: Option<&'a [Bookmark]>,
    queue: Option<&'a [QueuedPage]>,
    notes: Option<&'a [Note]>,
}

impl<'a> Lists<'a> {
    fn new(kept: &'a Kept, only: Option<KeptKind>) -> Self {
        let wanted = |kind: KeptKind| only.is_none_or(|only| only == kind);
        Self {
            bookmarks: wanted(KeptKind::Bookmarks).then_some(&*kept.bookmarks),
            queue: wanted(KeptKind::Queue).then_some(&*kept.queue),
            notes: wanted(KeptKind::Notes).then_some(&*kept.notes),
        }
    }

    fn bookmarks(&self) -> &'a [Bookmark] {
        self.bookmarks.unwrap_or_default()
    }

    fn queue(&self) -> &'a [QueuedPage] {
        self.queue.unwrap_or_default()
    }

    fn notes(&self) -> &'a [Note] {
        self.notes.unwrap_or_default()
    }

    fn len(&self) -> usize {
        self.bookmarks().len() + self.queue().len() + self.notes().len()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The stacks of all that is listed; one that cannot be read is left out, which is noted.
fn stacks_of(lists: &Lists<'_>, context: &mut Context<'_>) -> Stacks {
    let bookmarks = lists.bookmarks().iter().map(|bookmark| &bookmark.thing);
    let pages = lists.queue().iter().filter_map(|page| page.from.as_ref());
    let notes = lists.notes().iter().map(|note| &note.thing);
    let mut names: Vec<&StackName> = bookmarks.chain(pages).chain(notes).map(|thing| &thing.stack).collect();
    names.sort();
    names.dedup();
    let mut stacks = Stacks::new();
    for name in names {
        let stack = match &name.path {
            None => bundled::find(&name.id).and_then(bundled::Bundled::stack),
            Some(path) => load::kept_stack(path, context.configuration),
        };
        if let Some(stack) = stack {
            stacks.push((name.clone(), stack));
        } else {
            let path = name.path.as_deref().unwrap_or(&name.id);
            context.stderr.note(&format!("{path} cannot be read: its items have only what was kept of them"));
        }
    }
    stacks
}

/// Writes an export to stdout or to a file.
fn export(
    text: &str,
    (file, force): (Option<&std::ffi::OsStr>, bool),
    lists: &Lists<'_>,
    context: &mut Context<'_>,
    out: &mut Output<'_>,
) -> Result<(), Failure> {
    let Some(file) = file else { return Ok(out.document(text)?) };
    let existing = if force { Existing::Replace } else { Existing::Keep };
    write::file(Path::new(file), text.as_bytes(), existing)
        .map_err(|error| Failure::not_written(&error, "add `--force` to replace it"))?;
    let items = counted(lists.len(), "item");
    context.stderr.remark(&format!("wrote {}: {items}", Path::new(file).display()));
    Ok(())
}

fn print(lists: &Lists<'_>, out: &mut Output<'_>) -> io::Result<()> {
    match out.form {
        Form::Json => print_json(lists, out),
        Form::Plain => print_plain(lists, out),
        Form::Human => print_human(lists, out),
    }
}

fn print_json(lists: &Lists<'_>, out: &mut Output<'_>) -> io::Result<()> {
    let date = |date: Option<Date>| date.map(|date| date.to_string());
    let thing = |thing: &'_ Thing| json::ThingPart {
        stack: thing.stack.id.clone(),
        path: thing.stack.path.clone(),
        entry: thing.entry.clone(),
    };
    let claim = |thing: &Thing, name: &str| thing.claim.map(|_| name.to_owned());
    let entry = |thing: &Thing, name: &str| thing.claim.is_none().then(|| name.to_owned());
    let bookmarks = lists.bookmarks.map(|all| {
        let line = |it: &Bookmark| json::BookmarkLine {
            thing: thing(&it.thing),
            name: entry(&it.thing, &it.name),
            claim: claim(&it.thing, &it.name),
            added: date(it.added),
        };
        all.iter().map(line).collect()
    });
    let queue = lists.queue.map(|all| {
        let line = |it: &QueuedPage| json::QueuedLine {
            url: it.url.to_string(),
            title: Some(it.title.clone()).filter(|title| !title.is_empty()),
            thing: it.from.as_ref().map(thing),
            name: Some(it.name.clone()).filter(|name| !name.is_empty()),
            added: date(it.added),
        };
        all.iter().map(line).collect()
    });
    let notes = lists.notes.map(|all| {
        let line = |it: &Note| json::NoteLine {
            thing: thing(&it.thing),
            name: entry(&it.thing, &it.name),
            claim: claim(&it.thing, &it.name),
            text: it.text.clone(),
            written: date(it.written),
        };
        all.iter().map(line).collect()
    });
    out.json(&json::Kept { version: json::VERSION, bookmarks, queue, notes })
}

fn print_plain(lists: &Lists<'_>, out: &mut Output<'_>) -> io::Result<()> {
    let stack = |thing: Option<&Thing>| match thing {
        Some(Thing { stack, entry, .. }) => [text(stack.path.as_ref()), stack.id.clone(), entry.clone()],
        None => [const { String::new() }; 3],
    };
    let mut record = |kind: &str, date: Option<Date>, thing: Option<&Thing>, rest: [&str; 4]| {
        let [path, stack, entry] = stack(thing);
        let first = [kind.to_owned(), text(date), path, stack, entry];
        out.record(first.into_iter().chain(rest.map(str::to_owned)))
    };
    for Bookmark { thing, name, added } in lists.bookmarks() {
        record("bookmark", *added, Some(thing), [name, "", "", ""])?;
    }
    for QueuedPage { url, title, from, name, added } in lists.queue() {
        record("queue", *added, from.as_ref(), [name, url.as_str(), title, ""])?;
    }
    for Note { thing, name, text, written } in lists.notes() {
        record("note", *written, Some(thing), [name, "", "", &text.replace('\n', " ")])?;
    }
    Ok(())
}

/// Indentation of the lines below a heading and of those below a name, in terminal cells.
const INDENT: usize = 2;

fn print_human(lists: &Lists<'_>, out: &mut Output<'_>) -> io::Result<()> {
    let mut is_first = true;
    let mut heading = |out: &mut Output<'_>, kind: KeptKind, count: usize| {
        let text = format!("{} {count}", kind.title().to_uppercase());
        if std::mem::take(&mut is_first) {
            out.line(&Line::new(Role::Heading, &text))
        } else {
            out.heading(&text)
        }
    };
    if !lists.bookmarks().is_empty() {
        heading(out, KeptKind::Bookmarks, lists.bookmarks().len())?;
        for Bookmark { thing, name, added } in lists.bookmarks() {
            named(Some(thing), name, *added, out)?;
        }
    }
    if !lists.queue().is_empty() {
        heading(out, KeptKind::Queue, lists.queue().len())?;
        for (number, page) in (1..).zip(lists.queue()) {
            let number = Line::new(Role::Number, &format!("{number:>3}"));
            let title = if page.title.is_empty() { page.url.as_str() } else { &page.title };
            out.hanging(&number, &Line::new(Role::Text, title), 5)?;
            out.wrapped(&Line::new(Role::Address, page.url.as_str()), 5)?;
            named_below(page, out)?;
        }
    }
    if !lists.notes().is_empty() {
        heading(out, KeptKind::Notes, lists.notes().len())?;
        for Note { thing, name, text, written } in lists.notes() {
            named(Some(thing), name, *written, out)?;
            for line in text.lines() {
                out.wrapped(&Line::new(Role::Text, line), 2 * INDENT)?;
            }
        }
    }
    Ok(())
}

/// A name, and below it its id with the date.
fn named(thing: Option<&Thing>, name: &str, date: Option<Date>, out: &mut Output<'_>) -> io::Result<()> {
    out.wrapped(&Line::new(Role::Title, name), INDENT)?;
    out.wrapped(&Line::new(Role::Dim, &origin(thing, date)), 2 * INDENT)
}

fn named_below(page: &QueuedPage, out: &mut Output<'_>) -> io::Result<()> {
    let origin = origin(page.from.as_ref(), page.added);
    let gap = if page.name.is_empty() || origin.is_empty() { "" } else { "  " };
    out.wrapped(&Line::new(Role::Text, &page.name).with(Role::Dim, &format!("{gap}{origin}")), 5)
}

/// The id of a thing, the file of its stack, and a date.
fn origin(thing: Option<&Thing>, date: Option<Date>) -> String {
    let id = thing.map(|thing| format!("{}/{}", thing.stack.id, thing.entry));
    let path = thing.and_then(|thing| thing.stack.path.clone());
    let parts = [id, path, date.map(|date| date.to_string())];
    parts.into_iter().flatten().collect::<Vec<_>>().join("  ")
}
