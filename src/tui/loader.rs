//! Loading of stacks on a background thread, the first time and whenever their files change.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::input::{Input, replier};
use super::reply::{Refusal, TaskReply};
use crate::app::loading::thousands;
use crate::app::{FileLocation, LoadProgress, Loaded, Message, OpenStacks, Problem, Shared};
use crate::catalog::Catalog;
use crate::config::Limits;
use crate::dataset::{self, Finding, Severity, Stack, sanitized};
use crate::format::{Positions, Reading};
use crate::library::{self, LoadOutcome, Origin, OriginKind, Stamps};
use crate::system::files::FilesError;

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
    /// Nothing is shown yet: a stack that cannot be opened ends the program.
    First,
    /// The files have changed: a stack with errors leaves the shown catalog as it is.
    Reload(Shared<Catalog>),
    /// Stacks are opened or closed: one that cannot be opened leaves the shown catalog as it is.
    Change(StackSwap),
    /// All problems of the files are collected; the shown catalog stays.
    Check,
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
            check: Arc::default(),
        }
    }

    pub(super) fn request(&self) -> &Request {
        &self.request
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
        if let LoadMode::Check = mode {
            self.check = Arc::clone(&state);
        } else {
            self.state.supersede();
            self.state = Arc::clone(&state);
            self.is_first = matches!(mode, LoadMode::First);
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

/// The results of the stacks read so far.
#[derive(Default)]
struct Results {
    stacks: Vec<Stack>,
    problems: Vec<Problem>,
    /// True if a stack was opened without a search for warnings.
    unchecked: bool,
    /// True if a stack cannot be opened.
    faulty: bool,
    bytes: u64,
}

impl<R: Fn(TaskReply) + Sync> LoadJob<'_, R> {
    fn run(&self) {
        let mut results = Results::default();
        for (stack, origin) in self.request.origins.iter().enumerate() {
            let is_stream = origin.is_stream();
            let is_embedded = matches!(origin.kind, OriginKind::Embedded(_));
            let kept = match &self.mode {
                // A stream cannot be read twice, and a built-in stack stays as it is.
                LoadMode::Reload(before) if is_stream || is_embedded => before.stacks().get(stack),
                LoadMode::Change(swap) => swap.stack(stack),
                // A built-in stack was checked when the program was built.
                LoadMode::Check if is_stream || is_embedded => continue,
                _ => None,
            };
            if let Some(kept) = kept {
                results.unchecked |= !is_embedded;
                results.stacks.push(kept.clone());
                continue;
            }
            if self.state.is_superseded() {
                return;
            }
            let read = match self.read(origin, &results.stacks) {
                Ok(LoadOutcome::Stopped(part)) => return self.report_stop(results.stacks, part),
                Ok(LoadOutcome::Stack(stack)) => {
                    results.unchecked = true;
                    Ok(Reading { stack: Some(stack), ..Reading::default() })
                }
                Ok(LoadOutcome::Read(reading)) => Ok(reading),
                Err(error) => Err(error),
            };
            let is_faulty = !read.as_ref().is_ok_and(|reading| reading.stack.is_some());
            if is_faulty && matches!(self.mode, LoadMode::First) {
                let refusal = Refusal { origin: origin.clone(), read };
                return (self.reply)(TaskReply::Refused(Box::new(refusal)));
            }
            results.faulty |= is_faulty;
            results.bytes += library::size_of(origin).unwrap_or(0);
            results.problems.extend(problems_of(&read, stack, origin));
            results.stacks.extend(read.ok().and_then(|reading| reading.stack));
        }
        if self.state.end() {
            self.send(self.result(results));
        }
    }

    /// Reads one stack, after those before it.
    fn read(&self, origin: &Origin, before: &[Stack]) -> Result<LoadOutcome, FilesError> {
        if let LoadMode::Check = self.mode {
            return library::read_text(origin, &self.request.limits).map(LoadOutcome::Read);
        }
        let entries_before: usize = before.iter().map(|stack| stack.entries().len()).sum();
        let total = library::size_of(origin);
        let progress = |bytes, total, entries: usize, elapsed| {
            let (name, entries) = (origin.label().to_owned(), (entries_before + entries) as u64);
            self.send(Message::Progress(LoadProgress { name, bytes, total, entries, elapsed }));
        };
        // Some large stacks, such as Markdown lists, report no progress of their own.
        if total.is_some_and(|size| size > PROGRESS_MIN_BYTES) {
            progress(0, total, 0, 0);
        }
        let (mut reported, mut due, mut shown) = (0, 0, 0);
        library::load(origin, &self.request.limits, |step| {
            if !self.state.is_running() {
                return ControlFlow::Break(());
            }
            let (elapsed, entries) = (self.elapsed(), step.entries());
            if elapsed >= reported + PROGRESS_INTERVAL {
                reported = elapsed;
                progress(step.bytes, step.total, entries, elapsed);
            }
            let is_due =
                entries >= due || elapsed >= shown + PREVIEW_INTERVAL && entries * PREVIEW_GROWTH > due * 2;
            if matches!(self.mode, LoadMode::First) && entries > 0 && is_due {
                (due, shown) = (entries * PREVIEW_GROWTH, elapsed);
                if let Some(part) = step.stack() {
                    self.send(Message::Loaded(preview(before.to_vec(), part)));
                }
            }
            ControlFlow::Continue(())
        })
    }

    /// Returns the last message of a load that was not stopped.
    fn result(&self, results: Results) -> Message {
        let Results { stacks, problems, unchecked, faulty, bytes } = results;
        if let LoadMode::Check = self.mode {
            return Message::Checked(problems);
        }
        let catalog = (!faulty).then(|| Catalog::new(stacks));
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
            change: if let LoadMode::Change(swap) = &self.mode { Some(swap.change()) } else { None },
            ..Loaded::default()
        })
    }

    /// Reports a stopped load: the first one with the entries read so far, a reload without a catalog.
    fn report_stop(&self, mut stacks: Vec<Stack>, part: Option<Stack>) {
        if !self.state.end() {
            return;
        }
        let (catalog, report) = if let LoadMode::First = self.mode {
            stacks.extend(part);
            let catalog = Catalog::new(stacks);
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

/// Milliseconds between two progress events.
const PROGRESS_INTERVAL: u64 = 50;

/// Minimum size in bytes of a stack whose progress is shown from the start; a smaller one is read too soon.
const PROGRESS_MIN_BYTES: u64 = 1 << 20;

/// Minimum duration in milliseconds of a first load that is reported in the status line.
const REPORT_MIN_MILLISECONDS: u64 = 100;

/// Growth factor between two previews, because each preview copies the stack.
const PREVIEW_GROWTH: usize = 8;

/// Milliseconds after which a preview follows the last one if the entries have doubled.
const PREVIEW_INTERVAL: u64 = 1000;

/// The stacks read so far, with a part of the next one.
fn preview(mut stacks: Vec<Stack>, part: Stack) -> Loaded {
    stacks.push(part);
    let catalog = Some(Shared::new(Catalog::new(stacks)));
    Loaded { catalog, more: true, ..Loaded::default() }
}

/// The problems of a stack, which is at position `stack` among the open ones.
fn problems_of(read: &Result<Reading, FilesError>, stack: usize, origin: &Origin) -> Vec<Problem> {
    let reading = match read {
        Ok(reading) => reading,
        Err(error) => {
            let message = sanitized(&error.to_string()).into_owned();
            return vec![Problem { is_error: true, location: None, message, help: error.help() }];
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
    let problem = |finding: &Finding| Problem {
        is_error: finding.is_error(),
        location: finding.span.as_ref().and_then(&mut spot),
        message: finding.message.clone(),
        help: finding.help.clone(),
    };
    let of_note = reading.findings.iter().filter(|finding| finding.severity != Severity::Hint);
    of_note.map(problem).collect()
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
