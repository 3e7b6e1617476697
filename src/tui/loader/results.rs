//! The results of a load: the stacks, and the problems of their files.

use crate::app::{FileLocation, Problem};
use crate::dataset::{self, Finding, Severity, Stack, sanitized};
use crate::format::report::counted;
use crate::format::{Positions, Reading};
use crate::library::{self, LoadOutcome, Origin, OriginKind};
use crate::system::files::FilesError;
use crate::system::words;

/// The result of reading one stack.
pub(super) type Read = Result<LoadOutcome, FilesError>;

/// The results of a load.
#[derive(Debug, Default)]
pub(super) struct Results {
    /// The open stacks.
    pub(super) stacks: Vec<Stack>,
    /// The origins of the stacks in their order, followed by those that cannot be opened.
    pub(super) origins: Vec<Origin>,
    /// Those of stacks that cannot be opened come first.
    pub(super) problems: Vec<Problem>,
    /// True if a stack was opened without a search for warnings.
    pub(super) unchecked: bool,
    /// True if any stack was read.
    pub(super) any_read: bool,
    /// The size of all files in bytes.
    pub(super) bytes: u64,
}

/// The part of a stack that is shown before a load.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shown<'a> {
    /// Nothing: it is shown if it can be opened.
    Not,
    /// This, which stays if it cannot be opened again.
    Stack(&'a Stack),
    /// The stack, which stays as it is.
    AsItIs,
    /// Nothing, which stays so.
    Never,
}

/// A stack of the request, with the result of reading it.
struct ReadStack<'a> {
    origin: &'a Origin,
    reading: Option<Result<Reading, FilesError>>,
    /// The earlier version that is shown.
    before: Option<&'a Stack>,
    is_faulty: bool,
    is_open: bool,
}

impl Results {
    /// The results of reading stacks, `None` for one that this load left out.
    pub(super) fn new<'a>(
        origins: &'a [Origin],
        read: Vec<Option<Read>>,
        shown: impl Fn(usize) -> Shown<'a>,
    ) -> Self {
        let (mut results, mut unopened) = (Self::default(), Vec::new());
        let stacks = origins.iter().zip(read).enumerate().map(|(at, (origin, read))| {
            let is_unknown = read.is_none() && !matches!(origin.kind, OriginKind::Embedded(_));
            results.unchecked |= is_unknown || matches!(read, Some(Ok(LoadOutcome::Stack(_))));
            ReadStack::new(origin, read, shown(at))
        });
        let (open, others): (Vec<_>, Vec<_>) = stacks.partition(|stack| stack.is_open);
        for (position, stack) in open.into_iter().chain(others).enumerate() {
            let mut problems = stack.problems(position);
            if stack.is_faulty && origins.len() > 1 {
                problems = first_error(problems, stack.origin).into_iter().collect();
            }
            let list = if stack.is_open { &mut results.problems } else { &mut unopened };
            list.append(&mut problems);
            results.origins.push(stack.origin.clone());
            results.bytes += library::size_of(stack.origin).unwrap_or(0);
            let new = stack.reading.and_then(Result::ok).and_then(|reading| reading.stack);
            results.any_read |= new.is_some();
            results.stacks.extend(new.or_else(|| stack.before.cloned()));
        }
        results.problems.splice(..0, unopened);
        results
    }
}

impl<'a> ReadStack<'a> {
    fn new(origin: &'a Origin, read: Option<Read>, shown: Shown<'a>) -> Self {
        let reading = match read {
            Some(Ok(LoadOutcome::Stack(stack))) => {
                Some(Ok(Reading { stack: Some(stack), ..Reading::default() }))
            }
            Some(Ok(LoadOutcome::Read(reading))) => Some(Ok(reading)),
            Some(Ok(LoadOutcome::Stopped(_))) | None => None,
            Some(Err(error)) => Some(Err(error)),
        };
        let opens = matches!(&reading, Some(Ok(Reading { stack: Some(_), .. })));
        let is_faulty = reading.is_some() && !opens;
        let (before, is_open) = match shown {
            Shown::Not => (None, opens),
            Shown::Stack(stack) => (Some(stack), true),
            Shown::AsItIs => (None, true),
            Shown::Never => (None, false),
        };
        Self { origin, reading, before, is_faulty, is_open }
    }

    /// Its problems, if it is at a position among the stacks.
    fn problems(&self, position: usize) -> Vec<Problem> {
        let all = self.reading.as_ref().map(|read| problems_of(read, position, self.origin));
        let problem = |problem| Problem { is_open: self.is_open, ..problem };
        all.into_iter().flatten().map(problem).collect()
    }
}

/// The first error of one of several stacks, which says how many others there are.
fn first_error(problems: Vec<Problem>, origin: &Origin) -> Option<Problem> {
    let mut errors = problems.into_iter().filter(|problem| problem.is_error);
    let mut first = errors.next()?;
    let more = errors.count();
    if more > 0 {
        first.message = format!("{} (and {} more)", first.message, counted(more, "error"));
        let name = words::quoted(&words::operand(origin.label())).into_owned();
        first.help = Some(format!("`stacklore check {}` shows all of them", sanitized(&name)));
    }
    Some(first)
}

/// The problems of a stack, which is at a position among the open ones.
fn problems_of(read: &Result<Reading, FilesError>, stack: usize, origin: &Origin) -> Vec<Problem> {
    let reading = match read {
        Ok(reading) => reading,
        Err(error) => {
            let message = sanitized(&error.to_string()).into_owned();
            return vec![Problem {
                is_error: true,
                is_open: true,
                location: None,
                message,
                help: error.help(),
            }];
        }
    };
    if reading.findings.is_empty() {
        return Vec::new();
    }
    let files = library::files_of(origin).unwrap_or_default();
    let mut positions: Vec<Positions<'_>> =
        reading.texts.iter().map(|text| Positions::new(&text.text)).collect();
    let mut spot = |place: &dataset::FileSpan| {
        let (line, column) = positions.get_mut(place.file)?.locate(place.at.start);
        let name = &reading.texts.get(place.file)?.name;
        let at = files.iter().position(|path| path.to_string_lossy() == **name);
        Some(FileLocation { file: sanitized(name).into_owned(), stack, at, line, column })
    };
    // A finding about the stack as a whole is at its beginning.
    let start = || {
        let (file, at) = (sanitized(origin.label()).into_owned(), (!origin.is_stream()).then_some(0));
        FileLocation { file, stack, at, line: 1, column: 1 }
    };
    let problem = |finding: &Finding| Problem {
        is_error: finding.is_error(),
        is_open: true,
        location: finding.span.as_ref().map_or_else(|| Some(start()), &mut spot),
        message: finding.message.clone(),
        help: finding.help.clone(),
    };
    let of_note = reading.findings.iter().filter(|finding| finding.severity != Severity::Hint);
    of_note.map(problem).collect()
}
