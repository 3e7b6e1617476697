//! The open stacks: the loop's list of those that can be opened, and the changes of what is open.

use std::collections::HashMap;
use std::io;
use std::iter;
use std::path::{Path, PathBuf};

use super::loader::{LoadMode, Request, StackSwap};
use super::{Loop, Task};
use crate::app::{Loaded, Message, StackKey, StackPlace, StackRow, StackSize};
use crate::catalog::bundled;
use crate::dataset::{fault, sanitized};
use crate::kept::Change;
use crate::library::{self, NamedStacks, Origin, OriginKind};
use crate::system::kept::Store;
use crate::system::{places, words};

impl Loop {
    /// Lists the built-in stacks, those of the user, the files that were opened last, and whatever else is open.
    pub(super) fn list_stacks(&mut self) -> io::Result<()> {
        let listed = match self.session.named_stacks.list() {
            Ok(listed) => listed,
            Err(error) => {
                self.report(&error.to_string())?;
                Vec::new()
            }
        };
        let own = listed.iter().filter(|stack| stack.path.is_some() && !stack.is_shadowed).map(Origin::named);
        // Other copies of the program may have opened some.
        let kept = self.session.store.as_ref().map(Store::read).unwrap_or_default();
        let recent = kept.recent.into_iter().rev().map(PathBuf::from).map(Origin::at);
        let open = self.loader.request().origins.iter().cloned();
        let all = bundled::ALL.iter().map(Origin::embedded).chain(own).chain(recent).chain(open).collect();
        (self.listed, _) = library::distinct(all);
        let rows = self.rows();
        self.apply(Message::Stacks(rows))
    }

    fn rows(&self) -> Vec<StackRow> {
        let own = &self.session.named_stacks;
        // Those that could not be opened are the last ones, without a position.
        let open = (0..).zip(self.model.catalog().stacks()).map(|(at, _)| Some(at));
        let positions = open.chain(iter::repeat(None));
        let asked = self.loader.request().origins.iter().map(Origin::target);
        let asked: HashMap<OriginKind, Option<u32>> = asked.zip(positions).collect();
        let reading = self.model.reading();
        let all_tried = !reading.is_loading() && !reading.is_partial();
        let row = |(at, origin): (usize, &Origin)| {
            let asked = asked.get(&origin.target()).copied();
            let open = asked.flatten();
            let read = open.and_then(|at| self.model.catalog().stack(at));
            let place = place_of(origin, own);
            let name = match (&origin.kind, place) {
                (OriginKind::Embedded(bundled), _) => bundled.title.to_owned(),
                (OriginKind::Path(path), StackPlace::File) => shown(path),
                _ => origin.label().to_owned(),
            };
            let (key, known) = match origin.kind {
                OriginKind::Embedded(bundled) => (StackKey::BuiltIn(bundled), Some(bundled.into())),
                _ => (StackKey::Listed(at), None),
            };
            let name = sanitized(&name).into_owned();
            let is_left_out = all_tried && asked == Some(None);
            StackRow { key, name, place, size: read.map(StackSize::of).or(known), open, is_left_out }
        };
        self.listed.iter().enumerate().map(row).collect()
    }

    /// Opens a further stack, or closes one of those that are open.
    pub(super) fn open_stack(&mut self, key: StackKey) -> io::Result<()> {
        let opened = match key {
            StackKey::BuiltIn(bundled) => Some(Origin::embedded(bundled)),
            StackKey::Listed(at) => self.listed.get(at).cloned(),
        };
        self.open_origin(opened.as_ref())
    }

    /// Opens a further stack; without one those that are open are read again.
    pub(super) fn open_origin(&mut self, opened: Option<&Origin>) -> io::Result<()> {
        // Those that could not be opened are the last ones.
        let open = self.model.catalog().stacks().len();
        let (shown, left_out) = self.loader.request().origins.split_at_checked(open).unwrap_or_default();
        let before = (0..).zip(shown).map(|(at, _)| Some(at)).collect();
        // One of them may be tried again.
        let is_other = |origin: &&Origin| !opened.is_some_and(|opened| origin.is_same(opened));
        let left_out = left_out.iter().filter(is_other).cloned();
        let origins = shown.iter().cloned().chain(opened.cloned()).chain(left_out).collect();
        self.change_stacks(origins, before)
    }

    /// Closes the open stack at a position.
    pub(super) fn close_stack(&mut self, at: u32) -> io::Result<()> {
        let kept = self.loader.request().origins.iter().cloned().zip(0..).filter(|(_, place)| *place != at);
        let (origins, before): (Vec<Origin>, Vec<u32>) = kept.unzip();
        let open = self.model.catalog().stacks().len();
        let before = before.into_iter().map(Some).take(open.saturating_sub(1)).collect();
        self.change_stacks(origins, before)
    }

    fn change_stacks(&mut self, origins: Vec<Origin>, mut before: Vec<Option<u32>>) -> io::Result<()> {
        before.resize(origins.len(), None);
        // The change keeps what is shown: a reload that it ends, or that has failed, follows it.
        self.reload_pending |= self.loader.is_running() || self.model.reading().first_error().is_some();
        let request = Request::new(origins, self.loader.request().limits);
        let swap = StackSwap { request: request.into(), shown: self.model.catalog().clone(), before };
        let started = self.loader.start(LoadMode::Change(swap));
        if started.is_err() {
            self.apply(Message::Loaded(Loaded::default()))?;
        }
        self.report_start_error(Task::Load, started)
    }

    /// Takes over the stacks that a change has opened or closed.
    pub(super) fn stacks_changed(&mut self) {
        self.loader.adopt();
        self.renew_watch();
        self.remember_files();
    }

    /// The command line that opens the stacks that are open, with some options.
    pub(super) fn command_line(&self, options: Vec<String>) -> Result<String, String> {
        // Those that could not be opened are the last ones.
        let open = self.model.catalog().stacks().len();
        let own = &self.session.named_stacks;
        let name = |origin: &Origin| match (&origin.kind, place_of(origin, own)) {
            (OriginKind::Embedded(bundled), _) if own.own(bundled.name.as_ref()).is_some() => {
                Ok(bundled.prefixed_name())
            }
            (OriginKind::Embedded(bundled), _) => Ok(bundled.name.to_owned()),
            (OriginKind::Stream(_), _) => {
                Err("what comes through a pipe has no name to open it by".to_owned())
            }
            (_, StackPlace::Own) => Ok(words::operand(&origin.name)),
            (OriginKind::Path(path), _) => {
                let path =
                    std::path::absolute(path).ok().and_then(|path| path.into_os_string().into_string().ok());
                path.ok_or_else(|| "the path of a stack is no text".to_owned())
            }
        };
        let stacks: Result<Vec<String>, String> =
            self.loader.request().origins.iter().take(open).map(name).collect();
        let program = ["stacklore".to_owned()].into_iter();
        let words: Vec<String> = program.chain(stacks?).chain(options).collect();
        Ok(words.iter().map(|word| words::quoted(word)).collect::<Vec<_>>().join(" "))
    }

    /// Remembers the files that are open.
    pub(super) fn remember_files(&mut self) {
        let own = &self.session.named_stacks;
        let origins = self.loader.request().origins.iter();
        let files = origins.filter(|origin| place_of(origin, own) == StackPlace::File);
        let paths = files.filter_map(Origin::path).filter_map(|path| std::path::absolute(path).ok());
        let paths = paths.filter_map(|path| path.to_str().map(str::to_owned));
        let paths: Vec<String> = paths.filter(|path| fault(path).is_none()).collect();
        if !paths.is_empty() {
            self.keeper.keep(vec![Change::Recent(paths)]);
        }
    }
}

/// The place of a stack; `own` are the user's named stacks.
fn place_of(origin: &Origin, own: &NamedStacks) -> StackPlace {
    match &origin.kind {
        OriginKind::Embedded(_) => StackPlace::BuiltIn,
        OriginKind::Path(path) if own.owns(path) => StackPlace::Own,
        OriginKind::Path(_) => StackPlace::File,
        OriginKind::Stream(_) => StackPlace::Pipe,
    }
}

/// A path as text, the user's home folder as `~`.
fn shown(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let at_home = places::home().and_then(|home| path.strip_prefix(home).ok().map(Path::to_owned));
    at_home.map_or_else(|| path.display().to_string(), |rest| Path::new("~").join(rest).display().to_string())
}
