//! Loading of stacks on a background thread, the first time and whenever their files change.
//!
//! Several stacks are read side by side. One that cannot be opened does not keep the others from being shown.

mod progress;
mod results;

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use std::{io, mem};

use self::progress::{Progress, stack_of};
use self::results::{Read, Results, Shown};
use super::input::{Input, replier};
use super::reply::{Refusal, TaskReply};
use crate::app::loading::thousands;
use crate::app::{LoadProgress, Loaded, Message, OpenStacks, Shared};
use crate::catalog::Catalog;
use crate::config::Limits;
use crate::dataset::Stack;
use crate::library::{self, LoadOutcome, Origin, OriginKind, Stamps};

/// The stacks to load, and the limits of each.
#[derive(Clone, Debug)]
pub struct Request {
    /// The stacks.
    pub origins: Vec<Origin>,
    /// The limits of each stack.
    pub limits: Limits,
    /// The state of the files before they are read.
    before: Stamps,
}

impl Request {
    /// A request for stacks, made before any of them is read.
    pub fn new(origins: Vec<Origin>, limits: Limits) -> Self {
        let before = library::stamps_of(&origins);
        Self { origins, limits, before }
    }

    /// Whether a file has changed since the request was made.
    pub(super) fn is_stale(&self) -> bool {
        library::stamps_of(&self.origins) != self.before
    }
}

/// The purpose of a load.
#[derive(Clone, Debug)]
pub(super) enum LoadMode {
    /// Nothing is shown yet: if no stack can be opened, the program ends.
    First,
    /// The files have changed: a stack with errors stays as it is shown.
    Reload(Shared<Catalog>),
    /// Stacks are opened or closed: if none that is opened can be read, what is shown stays.
    Change(StackSwap),
    /// All problems of the files are collected; the shown catalog, which has so many stacks, stays.
    Check(usize),
}

/// A change of the open stacks.
#[derive(Clone, Debug)]
pub(super) struct StackSwap {
    /// The stacks that will be open.
    pub(super) request: Arc<Request>,
    /// The catalog that is shown.
    pub(super) shown: Shared<Catalog>,
    /// The position of each stack in that catalog; `None` for one that is not open yet.
    pub(super) before: Vec<Option<u32>>,
}

impl StackSwap {
    fn change(&self) -> OpenStacks {
        let origins = &self.request.origins;
        OpenStacks {
            before: self.before.clone(),
            has_files: origins.iter().any(|origin| origin.path().is_some()),
            is_piped: origins.iter().any(Origin::is_stream),
        }
    }

    /// The stack at a position, if it is open already.
    fn stack(&self, at: usize) -> Option<&Stack> {
        self.shown.stack(self.before.get(at).copied().flatten()?)
    }

    /// Whether a stack that is shown is closed.
    fn closes_any(&self) -> bool {
        self.before.iter().flatten().count() < self.shown.stacks().len()
    }

    /// The names of the stacks that are opened, or else of those that are closed, as text.
    fn report(&self, catalog: &Catalog) -> String {
        let opened = catalog.stacks().iter().zip(&self.before).filter(|(_, before)| before.is_none());
        let opened: Vec<&str> = opened.map(|(stack, _)| stack.name()).collect();
        let is_closed = |at: &u32| !self.before.contains(&Some(*at));
        let closed = (0..).zip(self.shown.stacks()).filter(|(at, _)| is_closed(at));
        let closed: Vec<&str> = closed.map(|(_, stack)| stack.name()).collect();
        if opened.is_empty() {
            format!("closed {}", closed.join(", "))
        } else {
            format!("opened {}", opened.join(", "))
        }
    }
}

/// The state of one load, shared with its thread.
#[derive(Debug, Default)]
struct LoadState(AtomicU8);

impl LoadState {
    const RUNNING: u8 = 0;
    const STOPPED: u8 = 1;
    const SUPERSEDED: u8 = 2;
    const ENDED: u8 = 3;

    /// Asks the thread to stop and to report the entries read so far.
    fn stop(&self) {
        self.0.store(Self::STOPPED, Ordering::Relaxed);
    }

    /// Marks the load as replaced by another one; it reports nothing from then on.
    fn supersede(&self) {
        self.0.store(Self::SUPERSEDED, Ordering::Relaxed);
    }

    /// Abandons a load that was asked to stop but still runs. Returns whether there was one.
    fn abandon(&self) -> bool {
        self.0.compare_exchange(Self::STOPPED, Self::SUPERSEDED, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// Marks the load as ended. Returns false if it was superseded, so that its result must not be reported.
    fn end(&self) -> bool {
        let ended = |state| (state != Self::SUPERSEDED).then_some(Self::ENDED);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, ended).is_ok()
    }

    fn is_running(&self) -> bool {
        self.0.load(Ordering::Relaxed) == Self::RUNNING
    }

    fn is_superseded(&self) -> bool {
        self.0.load(Ordering::Relaxed) == Self::SUPERSEDED
    }
}

/// The loop's handle of the load thread; at most one load of the shown catalog runs at a time.
#[derive(Debug)]
pub(super) struct Loader {
    request: Arc<Request>,
    /// The stacks of a change that has not succeeded.
    changed: Option<Arc<Request>>,
    sender: Sender<Input>,
    state: Arc<LoadState>,
    /// Disconnects when the load thread ends; no value is ever sent.
    running: Option<Receiver<()>>,
    /// True for the first load: if it is stopped, the catalog stays partial.
    is_first: bool,
    /// True if the latest load is a change of the open stacks.
    is_change: bool,
    /// The state of the latest check, which may run at the same time as a load.
    check: Arc<LoadState>,
}

impl Loader {
    pub(super) fn new(request: Request, sender: Sender<Input>) -> Self {
        Self {
            request: Arc::new(request),
            changed: None,
            sender,
            state: Arc::default(),
            running: None,
            is_first: false,
            is_change: false,
            check: Arc::default(),
        }
    }

    pub(super) fn request(&self) -> &Request {
        &self.request
    }

    /// Puts the stacks into the order of the next catalog, those that cannot be opened last.
    pub(super) fn reorder(&mut self, origins: Vec<Origin>) {
        let request = match &mut self.changed {
            Some(changed) if self.is_change => changed,
            _ => &mut self.request,
        };
        *request = Arc::new(Request { origins, ..Request::clone(request) });
    }

    /// The stacks that problems are about: also those that could not be opened.
    pub(super) fn latest(&self) -> &Request {
        self.changed.as_ref().unwrap_or(&self.request)
    }

    /// Makes the stacks of a change those that are open.
    pub(super) fn adopt(&mut self) {
        if let Some(request) = self.changed.take() {
            self.request = request;
        }
    }

    /// Whether a load is running.
    pub(super) fn is_running(&self) -> bool {
        self.running.as_ref().is_some_and(|running| running.try_recv() == Err(TryRecvError::Empty))
    }

    /// Whether one of the stacks comes from standard input or a pipe.
    pub(super) fn reads_a_stream(&self) -> bool {
        self.request.origins.iter().any(Origin::is_stream)
    }

    /// Starts a load; the last reply of its thread is the result that the mode asks for.
    ///
    /// # Errors
    ///
    /// Fails when no thread can be started.
    pub(super) fn start(&mut self, mode: LoadMode) -> io::Result<()> {
        let state = Arc::<LoadState>::default();
        // A check does not stop a load, but a load makes the problems that a check would find obsolete.
        self.check.supersede();
        let (ended, running) = channel();
        if let LoadMode::Check(_) = mode {
            self.check = Arc::clone(&state);
        } else {
            self.state.supersede();
            self.state = Arc::clone(&state);
            self.is_first = matches!(mode, LoadMode::First);
            self.is_change = matches!(mode, LoadMode::Change(_));
            self.running = Some(running);
        }
        let request = match &mode {
            LoadMode::Change(swap) => Arc::clone(self.changed.insert(Arc::clone(&swap.request))),
            _ => Arc::clone(&self.request),
        };
        let reply = replier(self.sender.clone(), Input::Reply);
        let work = move || {
            LoadJob { request: &request, mode, state: &state, reply: &reply, began: Instant::now() }.run();
            drop::<Sender<()>>(ended);
        };
        thread::Builder::new().name("loader".to_owned()).spawn(work).map(drop)
    }

    /// Stops the load; if its thread waits for input, it is abandoned after [`STOP_TIMEOUT`].
    ///
    /// # Errors
    ///
    /// Fails when no thread can be started.
    pub(super) fn stop(&mut self) -> io::Result<()> {
        self.state.stop();
        let Some(running) = self.running.take() else { return Ok(()) };
        let (state, is_partial) = (Arc::clone(&self.state), self.is_first);
        let reply = replier(self.sender.clone(), Input::Reply);
        let work = move || {
            let waits = running.recv_timeout(STOP_TIMEOUT) == Err(RecvTimeoutError::Timeout);
            if waits && state.abandon() {
                let loaded = Loaded { report: STOPPED.to_owned(), is_partial, ..Loaded::default() };
                reply(TaskReply::Message(Message::Loaded(loaded)));
            }
        };
        thread::Builder::new().name("stop".to_owned()).spawn(work).map(drop)
    }
}

/// Maximum time between a request to stop and the end of a load; a chunk of a file takes less, a stream may block.
const STOP_TIMEOUT: Duration = Duration::from_millis(150);

/// The report of a load that was abandoned or stopped during a reload.
const STOPPED: &str = "stopped: what is shown stays";

/// The work of the load thread.
struct LoadJob<'a, R> {
    request: &'a Request,
    mode: LoadMode,
    state: &'a LoadState,
    reply: &'a R,
    began: Instant,
}

impl<R: Fn(TaskReply) + Sync> LoadJob<'_, R> {
    fn run(&self) {
        let origins = &self.request.origins;
        let to_read = origins.iter().enumerate().filter(|(at, origin)| !self.leaves_out(*at, origin));
        let sizes: Option<u64> = to_read.map(|(_, origin)| library::size_of(origin)).sum();
        let progress = Mutex::new(Progress::new(origins.len()));
        // Some large stacks, such as Markdown lists, report no progress of their own.
        if !matches!(self.mode, LoadMode::Check(_)) && sizes.is_some_and(|size| size > PROGRESS_MIN_BYTES) {
            self.send_progress(&lock(&progress), sizes);
        }
        library::each(origins, |at, origin, threads| {
            let read = || self.read(origin, threads, |step| self.step(at, step, sizes, &mut lock(&progress)));
            let result = (!self.leaves_out(at, origin)).then(read);
            lock(&progress).end(at, result);
        });
        let read = progress.into_inner().unwrap_or_else(PoisonError::into_inner).into_results();
        if self.state.is_superseded() {
            return;
        }
        if read.iter().flatten().any(|read| matches!(read, Ok(LoadOutcome::Stopped(_)))) {
            return self.report_stop(&read);
        }
        if matches!(self.mode, LoadMode::First) && read.iter().flatten().all(|read| stack_of(read).is_none())
        {
            return (self.reply)(TaskReply::Refused(Refusal::all(origins, read)));
        }
        let mut results = Results::new(origins, read, |at| match &self.mode {
            LoadMode::First => Shown::Not,
            LoadMode::Reload(before) => before.stacks().get(at).map_or(Shown::Not, Shown::Stack),
            LoadMode::Change(swap) => swap.stack(at).map_or(Shown::Not, Shown::Stack),
            LoadMode::Check(count) => {
                if at < *count {
                    Shown::AsItIs
                } else {
                    Shown::Never
                }
            }
        });
        if self.state.end() {
            let origins = mem::take(&mut results.origins);
            let message = self.result(results, &origins);
            let has_catalog = matches!(&message, Message::Loaded(Loaded { catalog: Some(_), .. }));
            if has_catalog && origins != self.request.origins {
                (self.reply)(TaskReply::Reordered(origins));
            }
            self.send(message);
        }
    }

    /// Whether this load does not read a stack: what is shown of it stays.
    fn leaves_out(&self, at: usize, origin: &Origin) -> bool {
        let is_embedded = matches!(origin.kind, OriginKind::Embedded(_));
        match &self.mode {
            LoadMode::First => false,
            LoadMode::Change(swap) => swap.stack(at).is_some(),
            // A stream cannot be read twice, and a built-in stack was checked when the program was built.
            LoadMode::Reload(_) | LoadMode::Check(_) => origin.is_stream() || is_embedded,
        }
    }

    /// Reads a stack.
    fn read(
        &self,
        origin: &Origin,
        threads: usize,
        mut step: impl FnMut(&library::LoadProgress<'_>) + Send,
    ) -> Read {
        if !self.state.is_running() {
            return Ok(LoadOutcome::Stopped(None));
        }
        if let LoadMode::Check(_) = &self.mode {
            return library::read_text(origin, &self.request.limits).map(LoadOutcome::Read);
        }
        library::load(origin, &self.request.limits, threads, |progress| {
            if !self.state.is_running() {
                return ControlFlow::Break(());
            }
            step(progress);
            ControlFlow::Continue(())
        })
    }

    /// Reports what has been read, if a report or a preview is due.
    fn step(&self, at: usize, step: &library::LoadProgress<'_>, sizes: Option<u64>, progress: &mut Progress) {
        let elapsed = self.elapsed();
        if progress.step(at, step, elapsed) {
            self.send_progress(progress, sizes);
        }
        if matches!(self.mode, LoadMode::First)
            && let Some(stacks) = progress.preview(at, step, elapsed)
        {
            let catalog = Some(Shared::new(Catalog::new(stacks)));
            self.send(Message::Loaded(Loaded { catalog, more: true, ..Loaded::default() }));
        }
    }

    fn send_progress(&self, progress: &Progress, total: Option<u64>) {
        let name = match &*self.request.origins {
            [only] => only.label().to_owned(),
            all => format!("{} stacks", all.len()),
        };
        let (bytes, entries) = (progress.bytes(), progress.entries() as u64);
        self.send(Message::Progress(LoadProgress { name, bytes, total, entries, elapsed: self.elapsed() }));
    }

    /// Returns the last message of a load that was not stopped.
    fn result(&self, results: Results, origins: &[Origin]) -> Message {
        let Results { stacks, problems, unchecked, any_read, bytes, .. } = results;
        let stack_paths = origins.iter().take(stacks.len()).map(Origin::lasting_path).collect();
        if let LoadMode::Check(_) = self.mode {
            return Message::Checked(problems);
        }
        let has_error = problems.iter().any(|problem| problem.is_error);
        let closes_any = matches!(&self.mode, LoadMode::Change(swap) if swap.closes_any());
        let catalog = (any_read || closes_any || !has_error).then(|| Catalog::new(stacks));
        // A tree by technology stays as it is.
        if let (LoadMode::Reload(shown) | LoadMode::Change(StackSwap { shown, .. }), Some(catalog)) =
            (&self.mode, &catalog)
            && shown.known_technologies().is_some()
        {
            catalog.technologies();
        }
        let entries = catalog.as_ref().map_or(0, Catalog::len) as u64;
        let read = LoadProgress { bytes, entries, elapsed: self.elapsed(), ..LoadProgress::default() };
        let report = match &self.mode {
            LoadMode::First if read.elapsed < REPORT_MIN_MILLISECONDS => String::new(),
            _ if catalog.is_none() => String::new(),
            LoadMode::First => format!("read {}", read.report()),
            LoadMode::Change(swap) => {
                catalog.as_ref().map(|catalog| swap.report(catalog)).unwrap_or_default()
            }
            _ => format!("read again: {}", read.report()),
        };
        let catalog = catalog.map(Shared::new);
        Message::Loaded(Loaded {
            catalog,
            problems,
            problems_complete: !unchecked,
            report,
            stack_paths,
            change: if let LoadMode::Change(swap) = &self.mode { Some(swap.change()) } else { None },
            ..Loaded::default()
        })
    }

    /// Reports a stopped load: the first one with the entries read so far, a reload without a catalog.
    fn report_stop(&self, read: &[Option<Read>]) {
        if !self.state.end() {
            return;
        }
        let (catalog, report) = if let LoadMode::First = self.mode {
            let catalog = Catalog::new(read.iter().flatten().filter_map(stack_of).cloned().collect());
            let report = format!("stopped: these {} entries are not all", thousands(catalog.len() as u64));
            (Some(Shared::new(catalog)), report)
        } else {
            (None, STOPPED.to_owned())
        };
        let is_partial = catalog.is_some();
        self.send(Message::Loaded(Loaded { catalog, is_partial, report, ..Loaded::default() }));
    }

    fn send(&self, message: Message) {
        (self.reply)(TaskReply::Message(message));
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Minimum size in bytes of a stack whose progress is shown from the start; a smaller one is read too soon.
const PROGRESS_MIN_BYTES: u64 = 1 << 20;

/// Minimum duration in milliseconds of a first load that is reported in the status line.
const REPORT_MIN_MILLISECONDS: u64 = 100;

/// Locks the progress even after a panic of another thread, which reaches the load thread anyway.
fn lock(progress: &Mutex<Progress>) -> MutexGuard<'_, Progress> {
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::fs;
    use std::sync::Mutex;

    use super::*;
    use crate::library::{NamedStacks, resolve};

    /// A stack that is large enough to be read in chunks.
    fn request(folder: &tempfile::TempDir) -> Request {
        let head = "schema = 1\n[stack]\nid = \"s\"\nname = \"S\"\nsummary = \"S.\"\nkind = \"list\"\n\
            [[category]]\nid = \"all\"\nname = \"All\"\nsummary = \"All.\"\n";
        let mut text = head.to_owned();
        for at in 0..6000 {
            let entry = "category = \"all\"\nsummary = \"One of many.\"\nhomepage = \"https://example.org\"";
            let _written = writeln!(text, "[[entry]]\nid = \"e{at}\"\nname = \"Entry {at}\"\n{entry}");
        }
        let path = folder.path().join("a.toml");
        fs::write(&path, text).unwrap();
        let origin = resolve(path.as_ref(), &NamedStacks::embedded_only()).unwrap();
        Request::new(vec![origin], Limits::default())
    }

    fn loads(mode: LoadMode, state: &LoadState) -> Vec<Loaded> {
        let folder = tempfile::tempdir().unwrap();
        let request = request(&folder);
        let all = Mutex::new(Vec::new());
        let reply = |reply| {
            if let TaskReply::Message(Message::Loaded(loaded)) = reply {
                all.lock().unwrap().push(loaded);
            }
        };
        LoadJob { request: &request, mode, state, reply: &reply, began: Instant::now() }.run();
        all.into_inner().unwrap()
    }

    fn count(loaded: &Loaded) -> usize {
        loaded.catalog.as_ref().map_or(0, |catalog| catalog.len())
    }

    #[test]
    fn a_first_load_is_shown_as_it_grows_and_then_as_a_whole() {
        let all = loads(LoadMode::First, &LoadState::default());
        let counts: Vec<usize> = all.iter().map(count).collect();
        assert!(counts.len() > 1 && counts.is_sorted(), "{counts:?}");
        assert_eq!(counts.last(), Some(&6000));
        assert_eq!(all.iter().filter(|loaded| !loaded.more).count(), 1);
    }

    #[test]
    fn a_stopped_load_ends_with_the_entries_read_and_a_stopped_reload_with_those_shown() {
        let state = LoadState::default();
        state.stop();
        let first = loads(LoadMode::First, &state);
        let [part] = &*first else { panic!("{} events", first.len()) };
        assert!(part.catalog.is_some() && count(part) < 6000 && !part.more, "{} entries", count(part));
        assert!(part.report.starts_with("stopped"), "{}", part.report);
        let reloaded = loads(LoadMode::Reload(Shared::new(Catalog::new(Vec::new()))), &state);
        let [kept] = &*reloaded else { panic!("{} events", reloaded.len()) };
        assert!(kept.catalog.is_none() && !kept.more && kept.report.starts_with("stopped"));
    }

    #[test]
    fn the_end_is_reported_either_by_the_load_or_when_it_is_abandoned() {
        let state = LoadState::default();
        assert!(!state.abandon(), "it was not stopped");
        state.stop();
        assert!(state.abandon() && !state.end() && state.is_superseded());
        let state = LoadState::default();
        state.stop();
        assert!(state.end() && !state.abandon());
    }

    /// A change to the built-in stack, one that is open and a file.
    fn swap(file: &std::path::Path) -> LoadMode {
        let shown = Shared::new(Catalog::new(vec![crate::catalog::bundled::discord()]));
        let names = ["discord".as_ref(), file.as_os_str()];
        let origins = names.map(|name| resolve(name, &NamedStacks::embedded_only()).unwrap());
        let request = Arc::new(Request::new(origins.into(), Limits::default()));
        LoadMode::Change(StackSwap { request, shown, before: vec![Some(0), None] })
    }

    #[test]
    fn a_change_keeps_what_is_open_and_fails_without_a_catalog() {
        let folder = tempfile::tempdir().unwrap();
        let path = request(&folder).origins[0].path().unwrap();
        let opened = change(swap(&path));
        let names: Vec<String> =
            opened.catalog.iter().flat_map(|all| all.stacks()).map(|one| one.name().to_owned()).collect();
        assert_eq!((names, &*opened.report), (vec!["Discord".to_owned(), "S".to_owned()], "opened S"));
        assert!(opened.change.is_some_and(|change| change.has_files && change.before == [Some(0), None]));
        fs::write(&path, "schema = 1\n[stack]\n").unwrap();
        let failed = change(swap(&path));
        assert!(failed.catalog.is_none() && failed.change.is_some() && !failed.problems.is_empty());
        assert!(
            failed.problems.iter().all(|problem| problem.location.as_ref().is_none_or(|at| at.stack == 1))
        );
    }

    /// The end of a change.
    fn change(mode: LoadMode) -> Loaded {
        let LoadMode::Change(swap) = &mode else { panic!("a change") };
        let request = Arc::clone(&swap.request);
        let last = Mutex::new(None);
        let reply = |reply| {
            if let TaskReply::Message(Message::Loaded(loaded)) = reply {
                *last.lock().unwrap() = Some(loaded);
            }
        };
        let state = LoadState::default();
        LoadJob { request: &request, mode, state: &state, reply: &reply, began: Instant::now() }.run();
        last.into_inner().unwrap().expect("an end")
    }

    #[test]
    fn a_superseded_load_reports_nothing() {
        let state = LoadState::default();
        state.supersede();
        assert_eq!(loads(LoadMode::First, &state), []);
        assert_eq!(loads(LoadMode::Reload(Shared::new(Catalog::new(Vec::new()))), &state), []);
    }
}
