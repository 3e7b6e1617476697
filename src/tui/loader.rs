//! Reading stacks beside the interface, as often as they change.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::app::loading::thousands;
use crate::app::{Loaded, Problem, Progress, Shared, Spot};
use crate::catalog::Catalog;
use crate::config::Limits;
use crate::dataset::{self, Finding, Stack, sanitized};
use crate::format::{Positions, Reading};
use crate::library::{self, LoadOutcome, Origin, OriginKind, Stamps};
use crate::system::files::FilesError;

/// What is to be read, and how much of it at most.
#[derive(Clone, Debug)]
pub struct Request {
    /// The stacks.
    pub origins: Vec<Origin>,
    /// The limits of each.
    pub limits: Limits,
    /// What the files were like before they were read.
    before: Stamps,
}

impl Request {
    /// A request for stacks, made before any of them is read.
    #[must_use]
    pub fn new(origins: Vec<Origin>, limits: Limits) -> Self {
        let before = library::stamps_of(&origins);
        Self { origins, limits, before }
    }

    /// Whether a file has changed since the request was made.
    pub(super) fn is_outdated(&self) -> bool {
        library::stamps_of(&self.origins) != self.before
    }
}

/// A stack that cannot be opened, as it was read.
#[derive(Debug)]
pub struct Refusal {
    /// Which one.
    pub origin: Origin,
    /// What is wrong with it.
    pub read: Result<Reading, FilesError>,
}

/// What the thread tells.
#[derive(Debug)]
pub(super) enum Told {
    Progress(Progress),
    Loaded(Loaded),
    Checked(Vec<Problem>),
    Refused(Box<Refusal>),
}

/// What reading is for.
#[derive(Clone, Debug)]
pub(super) enum Purpose {
    /// There is nothing to show yet, so one stack that cannot be opened is the end.
    First,
    /// The files have changed; a stack with errors leaves what is shown as it is.
    Again(Shared<Catalog>),
    /// To know what is wrong with the files; what is shown stays.
    Check,
}

/// Whether reading is to go on.
#[derive(Debug, Default)]
struct Signal(AtomicU8);

impl Signal {
    const STOPPED: u8 = 1;
    const OUTDATED: u8 = 2;
    const ENDED: u8 = 3;

    /// Asks to read no further, and to tell what came of it.
    fn stop(&self) {
        self.0.store(Self::STOPPED, Ordering::Relaxed);
    }

    /// Says that another reading has begun, so that this one has nothing to tell any more.
    fn outdate(&self) {
        self.0.store(Self::OUTDATED, Ordering::Relaxed);
    }

    /// Gives up a reading that was stopped and has not ended; tells whether there was such a one.
    fn give_up(&self) -> bool {
        self.0.compare_exchange(Self::STOPPED, Self::OUTDATED, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// Says that the end is being told; false where nobody wants to hear it any more.
    fn end(&self) -> bool {
        let ended = |state| (state != Self::OUTDATED).then_some(Self::ENDED);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, ended).is_ok()
    }

    fn goes_on(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }

    fn is_outdated(&self) -> bool {
        self.0.load(Ordering::Relaxed) == Self::OUTDATED
    }
}

/// The loop's end of reading: what is shown is read by one thread at a time.
#[derive(Debug)]
pub(super) struct Loader {
    request: Arc<Request>,
    signal: Arc<Signal>,
    /// Gone as soon as the reading has ended; nothing is ever sent.
    reading: Option<Receiver<()>>,
    /// Whether there was nothing to show before the reading, so that what is shown is a part of it.
    is_first: bool,
    /// Of the latest look for what is wrong, which goes on beside what is shown.
    check: Arc<Signal>,
}

impl Loader {
    pub(super) fn new(request: Request) -> Self {
        Self {
            request: Arc::new(request),
            signal: Arc::default(),
            reading: None,
            is_first: false,
            check: Arc::default(),
        }
    }

    pub(super) fn request(&self) -> &Request {
        &self.request
    }

    /// Whether something of it comes through the standard input.
    pub(super) fn reads_a_stream(&self) -> bool {
        self.request.origins.iter().any(|origin| origin.kind == OriginKind::Stdin)
    }

    /// Reads on a thread of its own; `tell` is called there, last of all with an end that the purpose asks for.
    ///
    /// # Errors
    ///
    /// Fails when no thread can be had.
    pub(super) fn start(
        &mut self,
        purpose: Purpose,
        tell: impl Fn(Told) + Send + Sync + 'static,
    ) -> io::Result<()> {
        let signal = Arc::<Signal>::default();
        // Looking for what is wrong changes nothing of what is shown, so a reading goes on beside it. What is found
        // wrong while other text is read is of no use.
        self.check.outdate();
        if let Purpose::Check = purpose {
            self.check = Arc::clone(&signal);
        } else {
            self.signal.outdate();
            self.signal = Arc::clone(&signal);
            self.is_first = matches!(purpose, Purpose::First);
        }
        let (ended, reading) = channel();
        if !matches!(purpose, Purpose::Check) {
            self.reading = Some(reading);
        }
        let request = Arc::clone(&self.request);
        let work = move || {
            let run = Run { request: &request, signal: &signal, tell: &tell, began: Instant::now() };
            run.read(&purpose);
            drop::<Sender<()>>(ended);
        };
        thread::Builder::new().name("loader".to_owned()).spawn(work).map(drop)
    }

    /// Stops the reading; where it waits for something, it is given up after a moment.
    ///
    /// # Errors
    ///
    /// Fails when no thread can be had.
    pub(super) fn stop(&mut self, tell: impl Fn(Told) + Send + 'static) -> io::Result<()> {
        self.signal.stop();
        let Some(reading) = self.reading.take() else { return Ok(()) };
        let (signal, part) = (Arc::clone(&self.signal), self.is_first);
        let work = move || {
            let waits = reading.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout);
            if waits && signal.give_up() {
                tell(Told::Loaded(Loaded { report: STOPPED.to_owned(), part, ..Loaded::default() }));
            }
        };
        thread::Builder::new().name("stop".to_owned()).spawn(work).map(drop)
    }
}

/// A piece of a file is read in less; a stream may never go on.
const PATIENCE: Duration = Duration::from_millis(150);

/// What is said of a reading that is given up, or changed nothing.
const STOPPED: &str = "stopped: what is shown stays";

/// One reading.
struct Run<'a, T> {
    request: &'a Request,
    signal: &'a Signal,
    tell: &'a T,
    began: Instant,
}

impl<T: Fn(Told) + Sync> Run<'_, T> {
    fn read(&self, purpose: &Purpose) {
        let (mut stacks, mut problems) = (Vec::new(), Vec::new());
        let (mut checked, mut sound, mut bytes) = (true, true, 0);
        for (stack, origin) in self.request.origins.iter().enumerate() {
            // What came through a stream cannot be read again.
            let is_stream = origin.kind == OriginKind::Stdin;
            match purpose {
                Purpose::Again(before) if is_stream => {
                    stacks.extend(before.stacks().get(stack).cloned());
                    continue;
                }
                // The embedded stack was checked when the program was built.
                Purpose::Check if is_stream || origin.kind == OriginKind::Embedded => continue,
                _ => {}
            }
            if self.signal.is_outdated() {
                return;
            }
            if !matches!(purpose, Purpose::Check) {
                self.began_with(origin, &stacks);
            }
            let loaded = match purpose {
                Purpose::Check => library::read_text(origin, &self.request.limits).map(LoadOutcome::Read),
                _ => self.load(origin, &stacks, purpose),
            };
            let reading = match loaded {
                Ok(LoadOutcome::Stopped(part)) => return self.stopped(stacks, part, purpose),
                Ok(LoadOutcome::Stack(stack)) => {
                    // Nobody has looked for warnings.
                    checked = false;
                    Ok(Reading { stack: Some(stack), findings: Vec::new(), texts: Vec::new() })
                }
                Ok(LoadOutcome::Read(reading)) => Ok(reading),
                Err(error) => Err(error),
            };
            let is_sound = reading.as_ref().is_ok_and(|reading| reading.stack.is_some());
            if !is_sound && matches!(purpose, Purpose::First) {
                return (self.tell)(Told::Refused(Box::new(Refusal {
                    origin: origin.clone(),
                    read: reading,
                })));
            }
            sound &= is_sound;
            bytes += library::size_of(origin).unwrap_or(0);
            problems.extend(problems_of(&reading, stack, origin));
            stacks.extend(reading.ok().and_then(|reading| reading.stack));
        }
        if !self.signal.end() {
            return;
        }
        if let Purpose::Check = purpose {
            return (self.tell)(Told::Checked(problems));
        }
        let catalog = sound.then(|| Catalog::new(stacks));
        let entries = catalog.as_ref().map_or(0, Catalog::len) as u64;
        let read = Progress { bytes, entries, elapsed: self.elapsed(), ..Progress::default() };
        let report = match purpose {
            // What was there at once needs no report.
            Purpose::First if read.elapsed < 100 => String::new(),
            _ if catalog.is_none() => String::new(),
            Purpose::First => format!("read {}", read.report()),
            _ => format!("read again: {}", read.report()),
        };
        let catalog = catalog.map(Shared::new);
        (self.tell)(Told::Loaded(Loaded { catalog, problems, checked, report, ..Loaded::default() }));
    }

    /// Tells of a stack that may take a while and of which nothing can be told meanwhile, such as a large list.
    fn began_with(&self, origin: &Origin, before: &[Stack]) {
        let total = library::size_of(origin);
        if total.is_some_and(|size| size > LARGE) {
            let entries = before.iter().map(|stack| stack.entries().len() as u64).sum();
            let name = origin.label().to_owned();
            (self.tell)(Told::Progress(Progress { name, total, entries, ..Progress::default() }));
        }
    }

    /// Reads one stack, after those before it; only the first time what has been read is shown as it grows.
    fn load(&self, origin: &Origin, before: &[Stack], purpose: &Purpose) -> Result<LoadOutcome, FilesError> {
        let (mut told, mut due, mut shown) = (0, 0, 0);
        let entries_before: usize = before.iter().map(|stack| stack.entries().len()).sum();
        library::load(origin, &self.request.limits, |step| {
            if !self.signal.goes_on() {
                return ControlFlow::Break(());
            }
            let (elapsed, entries) = (self.elapsed(), step.entries());
            if elapsed >= told + TELL_EACH {
                told = elapsed;
                (self.tell)(Told::Progress(Progress {
                    name: origin.label().to_owned(),
                    bytes: step.bytes,
                    total: step.total,
                    entries: (entries_before + entries) as u64,
                    elapsed,
                }));
            }
            let is_due = entries >= due || elapsed >= shown + SHOW_EACH && entries * GROWTH > due * 2;
            if matches!(purpose, Purpose::First) && entries > 0 && is_due {
                (due, shown) = (entries * GROWTH, elapsed);
                if let Some(part) = step.stack() {
                    (self.tell)(Told::Loaded(grown(before.to_vec(), part)));
                }
            }
            ControlFlow::Continue(())
        })
    }

    /// Tells what came of a reading that somebody stopped: the first time what there is, later what was shown before.
    fn stopped(&self, mut stacks: Vec<Stack>, part: Option<Stack>, purpose: &Purpose) {
        if !self.signal.end() {
            return;
        }
        let (catalog, report) = if let Purpose::First = purpose {
            stacks.extend(part);
            let catalog = Catalog::new(stacks);
            let report = format!("stopped: these {} entries are not all", thousands(catalog.len() as u64));
            (Some(Shared::new(catalog)), report)
        } else {
            (None, STOPPED.to_owned())
        };
        let part = catalog.is_some();
        (self.tell)(Told::Loaded(Loaded { catalog, part, report, ..Loaded::default() }));
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// So many milliseconds lie between two reports of the progress: more nobody could read.
const TELL_EACH: u64 = 50;

/// A smaller stack is there before anybody could read what is told of it.
const LARGE: u64 = 1 << 20;

/// What has been read is shown when it has grown by so much: each time costs a copy.
const GROWTH: usize = 8;

/// After so many milliseconds it is shown when it has doubled.
const SHOW_EACH: u64 = 1000;

fn grown(mut stacks: Vec<Stack>, part: Stack) -> Loaded {
    stacks.push(part);
    let catalog = Some(Shared::new(Catalog::new(stacks)));
    Loaded { catalog, more: true, ..Loaded::default() }
}

/// What is wrong with a stack, which has a position among those that are open.
fn problems_of(read: &Result<Reading, FilesError>, stack: usize, origin: &Origin) -> Vec<Problem> {
    let reading = match read {
        Ok(reading) => reading,
        Err(error) => {
            let message = sanitized(&error.to_string()).into_owned();
            return vec![Problem { is_error: true, spot: None, message, help: error.help() }];
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
        Some(Spot { file: sanitized(name).into_owned(), stack, at, line, column })
    };
    let problem = |finding: &Finding| Problem {
        is_error: finding.is_error(),
        spot: finding.span.as_ref().and_then(&mut spot),
        message: finding.message.clone(),
        help: finding.help.clone(),
    };
    reading.findings.iter().map(problem).collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::fs;
    use std::sync::Mutex;

    use super::*;
    use crate::library::{NamedStacks, resolve};

    /// A list that is large enough to be read in pieces.
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

    fn told(purpose: &Purpose, signal: &Signal) -> Vec<Loaded> {
        let folder = tempfile::tempdir().unwrap();
        let request = request(&folder);
        let heard = Mutex::new(Vec::new());
        let tell = |told| {
            if let Told::Loaded(loaded) = told {
                heard.lock().unwrap().push(loaded);
            }
        };
        Run { request: &request, signal, tell: &tell, began: Instant::now() }.read(purpose);
        heard.into_inner().unwrap()
    }

    fn count(loaded: &Loaded) -> usize {
        loaded.catalog.as_ref().map_or(0, |catalog| catalog.len())
    }

    #[test]
    fn what_is_read_first_is_shown_as_it_grows_and_then_as_a_whole() {
        let all = told(&Purpose::First, &Signal::default());
        let counts: Vec<usize> = all.iter().map(count).collect();
        assert!(counts.len() > 1 && counts.is_sorted(), "{counts:?}");
        assert_eq!(counts.last(), Some(&6000));
        assert_eq!(all.iter().filter(|loaded| !loaded.more).count(), 1);
    }

    #[test]
    fn a_reading_that_is_stopped_ends_with_what_there_is_or_was() {
        let signal = Signal::default();
        signal.stop();
        let first = told(&Purpose::First, &signal);
        let [part] = &*first else { panic!("{} were told", first.len()) };
        assert!(part.catalog.is_some() && count(part) < 6000 && !part.more, "{} entries", count(part));
        assert!(part.report.starts_with("stopped"), "{}", part.report);
        let again = told(&Purpose::Again(Shared::new(Catalog::new(Vec::new()))), &signal);
        let [kept] = &*again else { panic!("{} were told", again.len()) };
        assert!(kept.catalog.is_none() && !kept.more && kept.report.starts_with("stopped"));
    }

    #[test]
    fn either_the_reading_or_who_gave_it_up_tells_the_end() {
        let signal = Signal::default();
        assert!(!signal.give_up(), "nobody stopped it");
        signal.stop();
        assert!(signal.give_up() && !signal.end() && signal.is_outdated());
        let signal = Signal::default();
        signal.stop();
        assert!(signal.end() && !signal.give_up());
    }

    #[test]
    fn a_reading_that_another_one_follows_tells_nothing() {
        let signal = Signal::default();
        signal.outdate();
        assert_eq!(told(&Purpose::First, &signal), []);
        assert_eq!(told(&Purpose::Again(Shared::new(Catalog::new(Vec::new()))), &signal), []);
    }
}
