//! The state of the files: the load, the problems found, and the entry to select once it is read.

use super::loading::{LoadProgress, Loaded, Problem};
use super::message::{Effect, Notice};
use crate::catalog::{Catalog, EntryId};
use crate::dataset::sanitized;
use crate::kept::Thing;

/// The files and pipes behind the catalog.
#[derive(Debug)]
pub struct Reading {
    /// Whether some stacks come from files, which can be edited and reloaded.
    pub has_files: bool,
    is_piped: bool,
    phase: Phase,
    /// The problems of the last load.
    problems: Vec<Problem>,
    check: Check,
    /// The change of the open stacks that is running.
    pending_change: Option<PendingChange>,
    /// The problems of the stack that could not be opened last.
    unopened: Vec<Problem>,
    /// The id of an entry to select once it is read.
    pub(super) pending_selection: Option<String>,
}

/// How much of the files the catalog has.
#[derive(Debug)]
enum Phase {
    /// A load is running; the catalog may be partial since the one before.
    Loading { progress: LoadProgress, is_partial: bool },
    /// The last load was stopped.
    Partial,
    /// All of it.
    Complete,
}

/// A change of the open stacks, by what is selected after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PendingChange {
    /// The selection stays.
    Stay,
    /// The stack that was opened is selected.
    GoToOpened,
    /// An entry or a claim of it is selected.
    GoTo(Thing),
}

/// Whether the problems are all that the files have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    /// Not known: warnings were not collected.
    Missing,
    /// [`Effect::Check`] is running; the list is shown when it ends.
    Requested,
    /// All problems are known.
    Complete,
}

impl Reading {
    /// The state before the first message; `problems` are `None` if none were collected.
    pub(super) fn new(has_files: bool, is_piped: bool, problems: Option<Vec<Problem>>) -> Self {
        let check = if problems.is_some() { Check::Complete } else { Check::Missing };
        let problems = problems.unwrap_or_default();
        Self {
            has_files,
            is_piped,
            phase: Phase::Complete,
            problems,
            check,
            pending_change: None,
            unopened: Vec::new(),
            pending_selection: None,
        }
    }

    /// The progress of the load that is running.
    pub fn progress(&self) -> Option<&LoadProgress> {
        match &self.phase {
            Phase::Loading { progress, .. } => Some(progress),
            Phase::Partial | Phase::Complete => None,
        }
    }

    /// Whether the catalog is only a part of the files, as a load was stopped.
    pub fn is_partial(&self) -> bool {
        matches!(self.phase, Phase::Partial | Phase::Loading { is_partial: true, .. })
    }

    /// Whether a load is running that must end before another one begins.
    pub fn is_loading(&self) -> bool {
        self.progress().is_some() || self.pending_change.is_some()
    }

    /// Begins a change of the open stacks, and returns whether no load stands in its way.
    pub(super) fn begin_change(&mut self, change: PendingChange) -> bool {
        !self.is_loading() && self.pending_change.replace(change).is_none()
    }

    /// Ends the change that is running, and returns it.
    pub(super) fn end_change(&mut self) -> Option<PendingChange> {
        self.pending_change.take()
    }

    /// The reason why a stack could not be opened, with its place.
    pub(super) fn unopened(&self) -> Option<String> {
        self.unopened.iter().find(|problem| problem.is_error).map(not_opened)
    }

    /// The number of errors.
    pub fn error_count(&self) -> usize {
        self.problems.iter().filter(|problem| problem.is_error).count()
    }

    /// The first error of an open stack, which is shown as it was at an earlier load.
    pub fn first_error(&self) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.is_error && problem.is_open)
    }

    /// The reason why some of several stacks are not open, as text.
    pub(super) fn left_out(&self) -> Option<String> {
        let mut errors = self.problems.iter().filter(|problem| problem.is_error && !problem.is_open);
        let first = not_opened(errors.next()?);
        let more = errors.count();
        Some(if more == 0 { first } else { format!("{} stacks are {first}", more + 1) })
    }

    /// The stacks that are no files, as text.
    pub(super) fn source_name(&self) -> &'static str {
        if self.is_piped { "the standard input" } else { "a built-in stack" }
    }

    pub(super) fn set_progress(&mut self, progress: LoadProgress) {
        self.phase = Phase::Loading { progress, is_partial: self.is_partial() };
    }

    /// Takes the outcome of a load, and returns whether a check that was requested must be repeated.
    pub(super) fn take_loaded(&mut self, loaded: &mut Loaded) -> bool {
        let is_partial = loaded.is_partial || self.is_partial() && loaded.catalog.is_none();
        self.phase = match self.progress() {
            Some(progress) if loaded.more => Phase::Loading { progress: progress.clone(), is_partial },
            _ if is_partial => Phase::Partial,
            _ => Phase::Complete,
        };
        let problems = std::mem::take(&mut loaded.problems);
        if let Some(change) = &loaded.change {
            if loaded.catalog.is_none() {
                // What is shown stays, with its own problems.
                self.unopened = problems;
                return false;
            }
            self.unopened.clear();
            (self.has_files, self.is_piped) = (change.has_files, change.is_piped);
        }
        self.take_problems(problems);
        let is_requested = self.check == Check::Requested;
        if !is_requested || !loaded.more {
            self.check = if loaded.problems_complete { Check::Complete } else { Check::Missing };
        }
        is_requested && !loaded.more
    }

    /// Takes the problems that a check found, and returns whether it was requested.
    pub(super) fn take_checked(&mut self, problems: Vec<Problem>) -> bool {
        let is_requested = self.check == Check::Requested;
        if is_requested {
            self.take_problems(problems);
            self.check = Check::Complete;
        }
        is_requested
    }

    /// Replaces the problems; those of a pipe, which is read only once, stay until it has others.
    fn take_problems(&mut self, found: Vec<Problem>) {
        let is_piped = |problem: &Problem| problem.location.as_ref().is_some_and(|at| at.at.is_none());
        let is_first = found.iter().any(is_piped);
        self.problems.retain(|problem| !is_first && is_piped(problem));
        self.problems.extend(found);
    }

    /// The list of problems, or the notice to show instead; requests a check if one is needed first.
    pub(super) fn list_problems(&mut self, effects: &mut Vec<Effect>) -> Result<Vec<Problem>, Notice> {
        if !self.has_files && !self.is_piped && self.unopened.is_empty() {
            return Err(Notice::info("the built-in stacks were checked when the program was built"));
        }
        if self.progress().is_some() {
            return Err(Notice::warning("the files are still being read"));
        }
        if self.has_files && self.check != Check::Complete {
            if self.check == Check::Missing {
                effects.push(Effect::Check);
            }
            self.check = Check::Requested;
            return Err(Notice::info("looking for what is wrong with the files"));
        }
        match (self.problems.is_empty(), self.check) {
            _ if !self.unopened.is_empty() => Ok([&*self.unopened, &*self.problems].concat()),
            (false, _) => Ok(self.problems.clone()),
            (true, Check::Complete) => Err(Notice::info("there is nothing wrong with the files")),
            (true, _) => Err(Notice::info(
                "a large standard input is not searched for warnings; stacklore check - does that",
            )),
        }
    }

    /// Returns the entry to select if it is read now, or a warning if the load has ended without it.
    pub(super) fn take_selection(
        &mut self,
        catalog: &Catalog,
        more: bool,
    ) -> Option<Result<EntryId, Notice>> {
        let id = self.pending_selection.take()?;
        match catalog.find(&id) {
            Ok(found) => Some(Ok(found)),
            Err(_) if more => {
                self.pending_selection = Some(id);
                None
            }
            Err(unknown) => {
                let nearest = unknown.nearest.first().map(|id| format!("; did you mean {id}?"));
                let what = if unknown.matches.is_empty() { "no entry" } else { "more than one entry" };
                let text = format!("{what} {}{}", sanitized(&id), nearest.unwrap_or_default());
                Some(Err(Notice::warning(text)))
            }
        }
    }
}

/// The error that keeps a stack from being open, with its place.
fn not_opened(problem: &Problem) -> String {
    let spot = problem.location.as_ref().map(|spot| format!("{}:{}: ", spot.file, spot.line));
    format!("not opened: {}{}", spot.unwrap_or_default(), problem.message)
}
