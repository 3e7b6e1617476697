//! Loading a stack to open it: large ones in chunks, with progress reports, and cancellable.

use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use super::origin::{Origin, OriginKind, files_of, size_of, stamps_of};
use super::read::{format_of, named, parse, read, too_many_entries};
use super::stream::Stream;
use crate::config::Limits;
use crate::dataset::Stack;
use crate::format::toml::{self, ChunkProgress, LoadError};
use crate::format::{File, Reading};
use crate::import::Format;
use crate::parallel;
use crate::system::files::{self, FilesError};

/// The outcome of loading a stack.
#[derive(Debug)]
pub enum LoadOutcome {
    /// The stack, without a search for warnings.
    Stack(Stack),
    /// The stack, read as a whole with all findings.
    Read(Reading),
    /// Stopped by the callback, with the part that had been read.
    Stopped(Option<Stack>),
}

/// The progress of loading a stack.
#[derive(Debug)]
pub struct LoadProgress<'a> {
    /// The size of the stack in bytes, if known.
    pub total: Option<u64>,
    /// Number of bytes read.
    pub bytes: u64,
    /// The content so far, if the stack is read in chunks.
    content: Option<&'a ChunkProgress<'a>>,
}

impl LoadProgress<'_> {
    /// Number of entries read.
    pub fn entries(&self) -> usize {
        self.content.map_or(0, ChunkProgress::entries)
    }

    /// A copy of the stack so far: see [`ChunkProgress::stack`] for what it lacks.
    pub fn stack(&self) -> Option<Stack> {
        self.content?.stack()
    }
}

/// Minimum size of a stack that is loaded in chunks, in bytes; a smaller one is read as a whole in under a millisecond.
const MIN_CHUNKED_BYTES: u64 = 16 * 1024;

/// Calls `work` for each stack with its position and the number of threads that it is worth; on all cores, the first stacks first.
///
/// Returns the results in the order of the stacks. A stack is worth its share of all bytes, so that many small ones are read side by
/// side and a large one by several threads.
pub fn each<T: Send>(origins: &[Origin], work: impl Fn(usize, &Origin, usize) -> T + Sync) -> Vec<T> {
    let cores = parallel::cores();
    if let [only] = origins {
        return vec![work(0, only, cores)];
    }
    let jobs: Vec<_> = origins.iter().enumerate().map(|(at, origin)| (at, origin, size_of(origin))).collect();
    let all = jobs.iter().filter_map(|(_, _, size)| *size).sum::<u64>().max(1);
    let share = |size: u64| size.saturating_mul(cores as u64).div_ceil(all);
    let threads =
        |size: Option<u64>| size.map_or(cores, |size| usize::try_from(share(size)).unwrap_or(cores));
    parallel::map(cores, &jobs, || (), |(), (at, origin, size)| work(*at, origin, threads(*size).max(1)))
}

/// Loads a stack to open it, on at most `threads` threads.
///
/// `watch` is called after each chunk, on any thread, and can stop the loading.
///
/// # Errors
///
/// [`FilesError`] if its files cannot be read; problems in their text are findings of the [`Reading`].
pub fn load(
    origin: &Origin,
    limits: &Limits,
    threads: usize,
    watch: impl FnMut(&LoadProgress<'_>) -> ControlFlow<()> + Send,
) -> Result<LoadOutcome, FilesError> {
    let mut loader = Loader { total: size_of(origin), max_entries: limits.entries, threads, watch };
    match &origin.kind {
        OriginKind::Stream(path) => {
            loader.load_stream(files::open_stream(path)?, &files::stream_name(path), origin, limits)
        }
        OriginKind::Path(path)
            if loader.total.is_some_and(|size| (MIN_CHUNKED_BYTES..=limits.bytes).contains(&size))
                && is_toml(origin, path) =>
        {
            let paths = files_of(origin)?;
            let before = stamps_of(std::slice::from_ref(origin));
            let files = paths.iter().map(|path| files::open_for_chunks(path).map_err(io::Error::other));
            let outcome = loader.load_chunks(files);
            // Half of the old text and half of a new one must not be mixed.
            let is_whole = |outcome: &LoadOutcome| {
                matches!(outcome, LoadOutcome::Stopped(_))
                    || before == stamps_of(std::slice::from_ref(origin))
            };
            let unchanged = outcome.filter(is_whole);
            unchanged.map_or_else(|| read(origin, limits).map(LoadOutcome::Read), Ok)
        }
        OriginKind::Path(_) | OriginKind::Embedded(_) => read(origin, limits).map(LoadOutcome::Read),
    }
}

/// Whether a file or folder is TOML, as given or by its name.
fn is_toml(origin: &Origin, path: &Path) -> bool {
    match origin.format {
        Some(format) => format == Format::Toml,
        None => path.is_dir() || path.extension().is_some_and(|extension| extension == "toml"),
    }
}

struct Loader<W> {
    total: Option<u64>,
    max_entries: usize,
    threads: usize,
    watch: W,
}

impl<W: FnMut(&LoadProgress<'_>) -> ControlFlow<()> + Send> Loader<W> {
    /// Loads a stream while it arrives, in chunks if possible.
    fn load_stream(
        mut self,
        stream: impl io::Read + Send,
        name: &Path,
        origin: &Origin,
        limits: &Limits,
    ) -> Result<LoadOutcome, FilesError> {
        let mut stream = Stream::new(stream, limits.bytes);
        // An error of the stream occurs again when it is read as a whole.
        let start = stream.peek(MIN_CHUNKED_BYTES).unwrap_or_default();
        if start.len() as u64 >= MIN_CHUNKED_BYTES
            && !files::is_comments(start)
            && format_of(origin, &[File::new(name.to_string_lossy(), start)]) == Format::Toml
            && let Some(loaded) = self.load_chunks(std::iter::once(Ok(&mut stream)))
        {
            return Ok(loaded);
        }
        let (total, watch) = (self.total, &mut self.watch);
        let mut whole = stream.restart(|bytes| watch(&LoadProgress { total, bytes, content: None }));
        match files::read_stream(&mut whole, name, limits.bytes) {
            Err(_) if whole.was_stopped() => Ok(LoadOutcome::Stopped(None)),
            file => Ok(LoadOutcome::Read(parse(origin, vec![named(file?)], limits))),
        }
    }

    /// Loads in chunks; `None` if the stack must be read as a whole.
    fn load_chunks<R: io::Read + Send>(
        &mut self,
        files: impl Iterator<Item = io::Result<R>> + Send,
    ) -> Option<LoadOutcome> {
        let (mut partial, mut excess) = (None, None);
        let loaded = toml::load_on(self.threads, files, |content| {
            let progress = LoadProgress { total: self.total, bytes: content.bytes, content: Some(content) };
            if progress.entries() > self.max_entries {
                excess = Some(progress.entries());
                return ControlFlow::Break(());
            }
            let flow = (self.watch)(&progress);
            if flow.is_break() {
                partial = progress.stack();
            }
            flow
        });
        match (loaded, excess) {
            (Ok(stack), _) => Some(LoadOutcome::Stack(stack)),
            (Err(LoadError::Cancelled), Some(entries)) => {
                let findings = vec![too_many_entries(&format!("at least {entries}"), self.max_entries)];
                Some(LoadOutcome::Read(Reading { findings, ..Reading::default() }))
            }
            (Err(LoadError::Cancelled), None) => Some(LoadOutcome::Stopped(partial)),
            (Err(LoadError::NeedsFullRead | LoadError::Unreadable(_)), _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::fs;

    use super::*;
    use crate::dataset::Code;
    use crate::library::{NamedStacks, resolve};

    /// A list that is large enough to be read in chunks.
    fn large(more: &str) -> String {
        let mut text = "schema = 1\n[stack]\nid = \"s\"\nname = \"S\"\nsummary = \"S.\"\nkind = \"list\"\n\
            [[category]]\nid = \"all\"\nname = \"All\"\nsummary = \"All.\"\n"
            .to_owned();
        for at in 0..6000 {
            let _written = write!(
                text,
                "[[entry]]\nid = \"e{at}\"\nname = \"Entry {at}\"\ncategory = \"all\"\n\
                 summary = \"Number {at} of them.\"\nhomepage = \"https://example.org/{at}\"\n"
            );
        }
        assert!(text.len() as u64 > MIN_CHUNKED_BYTES);
        text + more
    }

    fn loaded(
        text: &str,
        limits: Limits,
        watch: impl FnMut(&LoadProgress<'_>) -> ControlFlow<()> + Send,
    ) -> LoadOutcome {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        fs::write(&path, text).unwrap();
        let origin = resolve(path.as_ref(), &NamedStacks::embedded_only()).unwrap();
        load(&origin, &limits, 2, watch).unwrap()
    }

    #[test]
    fn a_large_stack_is_the_same_read_in_chunks_and_as_a_whole() {
        let (text, mut steps) = (large(""), Vec::new());
        let size = text.len() as u64;
        let LoadOutcome::Stack(stack) = loaded(&text, Limits::default(), |step| {
            steps.push((step.bytes, step.entries()));
            ControlFlow::Continue(())
        }) else {
            panic!("it is large and sound");
        };
        assert_eq!(stack.entries().len(), 6000);
        assert!(steps.is_sorted() && steps.len() > 4);
        assert_eq!(steps.last(), Some(&(size, 6000)));
    }

    #[test]
    fn stopping_returns_the_part_that_was_read() {
        let stop = |step: &LoadProgress<'_>| {
            if step.entries() > 1000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let LoadOutcome::Stopped(Some(part)) = loaded(&large(""), Limits::default(), stop) else {
            panic!("stopped")
        };
        assert!((1000..6000).contains(&part.entries().len()));
    }

    #[test]
    fn a_load_that_is_stopped_is_not_begun_again_because_its_file_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        fs::write(&path, large("")).unwrap();
        let stop = |_: &LoadProgress<'_>| {
            fs::write(&path, "").unwrap();
            ControlFlow::Break(())
        };
        let outcome = load(&Origin::at(path.clone()), &Limits::default(), 2, stop).unwrap();
        assert!(matches!(outcome, LoadOutcome::Stopped(_)), "{outcome:?}");
    }

    #[test]
    fn a_stream_is_loaded_while_it_comes_whatever_it_holds() {
        let origin = Origin {
            name: "-".to_owned(),
            kind: OriginKind::Stream("-".into()),
            format: None,
            shadows: false,
        };
        let limits = Limits::default();
        let mut steps = Vec::new();
        let mut load = |text: &str, stop: bool| {
            let watch = |step: &LoadProgress<'_>| {
                steps.push((step.bytes, step.entries()));
                if stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            let loader = Loader { total: None, max_entries: limits.entries, threads: 2, watch };
            let outcome = loader.load_stream(text.as_bytes(), Path::new("-"), &origin, &limits).unwrap();
            (outcome, std::mem::take(&mut steps))
        };
        let (loaded, steps) = load(&large(""), false);
        assert!(matches!(loaded, LoadOutcome::Stack(stack) if stack.entries().len() == 6000));
        assert!(
            steps.len() > 4 && steps.iter().any(|(_, entries)| *entries > 0 && *entries < 6000),
            "{steps:?}"
        );
        let (loaded, _) = load(&large("[[entry]]\nid = \"e1\"\n"), false);
        assert!(
            matches!(loaded, LoadOutcome::Read(reading) if reading.stack.is_none() && reading.errors() > 0)
        );
        let list = "# A\n\n## B\n\n".to_owned() + &"- [C](https://example.org/c) - it.\n".repeat(2000);
        let (loaded, steps) = load(&list, false);
        assert!(matches!(loaded, LoadOutcome::Read(reading) if reading.stack.is_some()));
        assert_eq!(steps.last(), Some(&(list.len() as u64, 0)));
        for text in [&large(""), &list] {
            assert!(matches!(load(text, true).0, LoadOutcome::Stopped(_)));
        }
    }

    #[test]
    fn an_error_in_a_large_stack_has_its_place() {
        let more = "[[entry]]\nid = \"e1\"\nname = \"Again\"\ncategory = \"all\"\nsummary = \"S.\"\n\
                    homepage = \"https://example.org\"\n";
        let on = |_: &LoadProgress<'_>| ControlFlow::Continue(());
        let LoadOutcome::Read(reading) = loaded(&large(more), Limits::default(), on) else {
            panic!("an id twice")
        };
        assert!(reading.stack.is_none());
        assert_eq!(reading.findings[0].code, Code::DuplicateId);
        assert!(reading.findings[0].span.is_some());
    }

    #[test]
    fn too_many_entries_are_refused_as_soon_as_they_are_counted() {
        let limits = Limits { entries: 50, ..Limits::default() };
        let on = |_: &LoadProgress<'_>| ControlFlow::Continue(());
        let LoadOutcome::Read(reading) = loaded(&large(""), limits, on) else { panic!("too many") };
        assert_eq!(reading.findings[0].code, Code::Count);
        assert!(reading.findings[0].message.contains("the 50 that are allowed"));
    }
}
