//! Reading large stacks in pieces, so that somebody can watch, and stop it.

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::stream::Stream;
use super::{Origin, Place, STDIN, files_of, format_of, parse, read, size_of, stamps_of, too_many};
use crate::config::Limits;
use crate::dataset::Stack;
use crate::format::toml::{self, LoadError, Progress};
use crate::format::{File, Reading};
use crate::import::Format;
use crate::system::files::{self, FilesError};

/// What came of loading a stack.
#[derive(Debug)]
pub enum Load {
    /// The stack; nobody has looked for warnings.
    Stack(Stack),
    /// All that was read, with what is wrong with it.
    Read(Reading),
    /// Whoever watched wanted no more; what had been read by then.
    Stopped(Option<Stack>),
}

/// How far loading is.
#[derive(Debug)]
pub struct Step<'a> {
    /// Bytes that there are, where that is known.
    pub total: Option<u64>,
    /// Bytes read.
    pub bytes: u64,
    /// What the bytes say, where they are read in pieces.
    progress: Option<&'a Progress<'a>>,
}

impl Step<'_> {
    /// Entries read.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.progress.map_or(0, Progress::entries)
    }

    /// A copy of what there is so far: see [`Progress::stack`] for what it lacks.
    #[must_use]
    pub fn stack(&self) -> Option<Stack> {
        self.progress?.stack()
    }
}

/// A smaller stack is read as a whole, which finds the warnings too: that takes less than a millisecond.
const LARGE: u64 = 16 * 1024;

/// Loads a stack so that it can be opened, a large one in pieces and while `watch` looks on.
///
/// `watch` is called after each piece, on whichever thread has read it, and its answer can end the reading.
///
/// # Errors
///
/// [`FilesError`] when its files cannot be read; what is wrong with their text are findings of the [`Reading`].
pub fn load(
    origin: &Origin,
    limits: &Limits,
    watch: impl FnMut(&Step<'_>) -> ControlFlow<()> + Send,
) -> Result<Load, FilesError> {
    let mut loading = Loading { total: size_of(origin), most: limits.entries, watch };
    match &origin.place {
        Place::Path(path) if loading.total.is_some_and(|size| (LARGE..=limits.bytes).contains(&size)) => {
            let is_toml = path.is_dir() || path.extension().is_some_and(|extension| extension == "toml");
            if !(is_toml && origin.format.is_none() || origin.format == Some(Format::Toml)) {
                return read(origin, limits).map(Load::Read);
            }
            let paths = files_of(origin)?;
            let before = stamps_of(std::slice::from_ref(origin));
            let opened =
                paths.iter().map(|path: &PathBuf| files::open_for_pieces(path).map_err(io::Error::other));
            let loaded = loading.run(opened);
            match loaded {
                // Half of the old text and half of the new one is neither.
                Some(loaded) if before == stamps_of(std::slice::from_ref(origin)) => Ok(loaded),
                _ => read(origin, limits).map(Load::Read),
            }
        }
        Place::Stdin => loading.stream(io::stdin(), origin, limits),
        Place::Path(_) | Place::Embedded => read(origin, limits).map(Load::Read),
    }
}

struct Loading<W> {
    total: Option<u64>,
    /// The most entries.
    most: usize,
    watch: W,
}

impl<W: FnMut(&Step<'_>) -> ControlFlow<()> + Send> Loading<W> {
    /// Reads a stream while it comes, in pieces where that does.
    fn stream(
        mut self,
        stream: impl io::Read + Send,
        origin: &Origin,
        limits: &Limits,
    ) -> Result<Load, FilesError> {
        let mut stream = Stream::new(stream, limits.bytes);
        // An error of the stream comes again when it is read as a whole.
        let begin = stream.begin(LARGE).unwrap_or_default();
        let is_large = begin.len() as u64 >= LARGE;
        if is_large
            && !files::is_comments(begin)
            && format_of(origin, &[File::new(STDIN, begin)]) == Format::Toml
            && let Some(loaded) = self.run(std::iter::once(Ok(&mut stream)))
        {
            return Ok(loaded);
        }
        let (total, watch) = (self.total, &mut self.watch);
        let mut whole = stream.again(|bytes| watch(&Step { total, bytes, progress: None }));
        match files::read_stream(&mut whole, Path::new(STDIN), limits.bytes) {
            Err(_) if whole.was_stopped() => Ok(Load::Stopped(None)),
            Err(error) => Err(error),
            Ok(file) => {
                let file = File::new(file.path.to_string_lossy(), file.bytes);
                Ok(Load::Read(parse(origin, vec![file], limits)))
            }
        }
    }

    /// Reads in pieces; nothing when that does not do, and the whole must be read.
    fn run<R: io::Read + Send>(&mut self, files: impl Iterator<Item = io::Result<R>> + Send) -> Option<Load> {
        let (mut part, mut many) = (None, 0);
        let loaded = toml::load(files, |progress| {
            let step = Step { total: self.total, bytes: progress.bytes, progress: Some(progress) };
            if step.entries() > self.most {
                many = step.entries();
                return ControlFlow::Break(());
            }
            let goes_on = (self.watch)(&step);
            if goes_on.is_break() {
                part = step.stack();
            }
            goes_on
        });
        match loaded {
            Ok(stack) => Some(Load::Stack(stack)),
            Err(LoadError::Cancelled) if many > 0 => {
                let findings = vec![too_many(&format!("at least {many}"), self.most)];
                Some(Load::Read(Reading { stack: None, findings, texts: Vec::new() }))
            }
            Err(LoadError::Cancelled) => Some(Load::Stopped(part)),
            Err(LoadError::Unfit | LoadError::Unreadable(_)) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::fs;

    use super::*;
    use crate::dataset::Code;
    use crate::library::{Known, resolve};

    /// A list that is large enough to be read in pieces.
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
        assert!(text.len() as u64 > LARGE);
        text + more
    }

    fn loaded(text: &str, limits: Limits, watch: impl FnMut(&Step<'_>) -> ControlFlow<()> + Send) -> Load {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        fs::write(&path, text).unwrap();
        let origin = resolve(path.as_ref(), &Known::none()).unwrap();
        load(&origin, &limits, watch).unwrap()
    }

    #[test]
    fn a_large_stack_is_the_same_read_in_pieces_and_as_a_whole() {
        let (text, mut steps) = (large(""), Vec::new());
        let size = text.len() as u64;
        let Load::Stack(stack) = loaded(&text, Limits::default(), |step| {
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
    fn who_stops_it_gets_what_was_read() {
        let stop = |step: &Step<'_>| {
            if step.entries() > 1000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let Load::Stopped(Some(part)) = loaded(&large(""), Limits::default(), stop) else {
            panic!("stopped")
        };
        assert!((1000..6000).contains(&part.entries().len()));
    }

    #[test]
    fn a_stream_is_loaded_while_it_comes_whatever_it_holds() {
        let origin = Origin { name: "-".to_owned(), place: Place::Stdin, format: None, shadows: false };
        let limits = Limits::default();
        let mut steps = Vec::new();
        let mut load = |text: &str, stop: bool| {
            let watch = |step: &Step<'_>| {
                steps.push((step.bytes, step.entries()));
                if stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            let loading = Loading { total: None, most: limits.entries, watch };
            let loaded = loading.stream(text.as_bytes(), &origin, &limits).unwrap();
            (loaded, std::mem::take(&mut steps))
        };
        let (loaded, steps) = load(&large(""), false);
        assert!(matches!(loaded, Load::Stack(stack) if stack.entries().len() == 6000));
        assert!(
            steps.len() > 4 && steps.iter().any(|(_, entries)| *entries > 0 && *entries < 6000),
            "{steps:?}"
        );
        let (loaded, _) = load(&large("[[entry]]\nid = \"e1\"\n"), false);
        assert!(matches!(loaded, Load::Read(reading) if reading.stack.is_none() && reading.errors() > 0));
        let list = "# A\n\n## B\n\n".to_owned() + &"- [C](https://example.org/c) - it.\n".repeat(2000);
        let (loaded, steps) = load(&list, false);
        assert!(matches!(loaded, Load::Read(reading) if reading.stack.is_some()));
        assert_eq!(steps.last(), Some(&(list.len() as u64, 0)));
        for text in [&large(""), &list] {
            assert!(matches!(load(text, true).0, Load::Stopped(_)));
        }
    }

    #[test]
    fn an_error_in_a_large_stack_has_its_place() {
        let more = "[[entry]]\nid = \"e1\"\nname = \"Again\"\ncategory = \"all\"\nsummary = \"S.\"\n\
                    homepage = \"https://example.org\"\n";
        let on = |_: &Step<'_>| ControlFlow::Continue(());
        let Load::Read(reading) = loaded(&large(more), Limits::default(), on) else { panic!("an id twice") };
        assert!(reading.stack.is_none());
        assert_eq!(reading.findings[0].code, Code::DuplicateId);
        assert!(reading.findings[0].span.is_some());
    }

    #[test]
    fn too_many_entries_are_refused_as_soon_as_they_are_counted() {
        let limits = Limits { entries: 50, ..Limits::default() };
        let on = |_: &Step<'_>| ControlFlow::Continue(());
        let Load::Read(reading) = loaded(&large(""), limits, on) else { panic!("too many") };
        assert_eq!(reading.findings[0].code, Code::Count);
        assert!(reading.findings[0].message.contains("the 50 that are allowed"));
    }
}
