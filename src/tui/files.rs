//! The files of the open stacks: the loop's loading, watching and editing.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::Sender;

use super::input::Input;
use super::loader::{LoadEvent, LoadMode};
use super::{Loop, Task, TaskReply};
use crate::app::{EditTarget, Message};
use crate::dataset::sanitized;
use crate::library::{self, Location, Origin};
use crate::system::editor;
use crate::system::watch::{self, Watch};

/// Returns the function that sends events of the load thread to the loop.
pub(super) fn emitter(sender: Sender<Input<TaskReply>>) -> impl Fn(LoadEvent) + Send + Sync + 'static {
    move |event| {
        let reply = match event {
            LoadEvent::Progress(progress) => TaskReply::Message(Message::Progress(progress)),
            LoadEvent::Loaded(loaded) => TaskReply::Message(Message::Loaded(loaded)),
            LoadEvent::Checked(problems) => TaskReply::Message(Message::Checked(problems)),
            LoadEvent::Refused(refusal) => TaskReply::Refused(refusal),
        };
        // The send fails only when the loop has ended.
        let _sent = sender.send(Input::Reply(reply));
    }
}

impl Loop {
    /// Reloads the files: at once, or after the current load, which may already have passed the changed file.
    pub(super) fn reload(&mut self) -> io::Result<()> {
        self.reload_pending = self.model.reading().progress().is_some();
        if self.reload_pending { Ok(()) } else { self.load(LoadMode::Reload(self.model.catalog().clone())) }
    }

    pub(super) fn load(&mut self, mode: LoadMode) -> io::Result<()> {
        let started = self.loader.start(mode, emitter(self.sender.clone()));
        self.report_start_error(Task::Load, started)
    }

    /// Starts to watch the files.
    pub(super) fn watch(&mut self) -> io::Result<()> {
        match self.begin_watch() {
            Ok(watch) => self.watch = watch,
            Err(why) => self.apply(Message::Failed(sanitized(&why).into_owned()))?,
        }
        Ok(())
    }

    /// Replaces the watch, since a link may have another target and a folder may have been replaced.
    ///
    /// Keeps the old watch if that fails, as when a file is missing for a moment.
    pub(super) fn renew_watch(&mut self) {
        if let Ok(watch) = self.begin_watch() {
            self.watch = watch;
        }
    }

    fn begin_watch(&self) -> Result<Option<Watch>, String> {
        let paths: Vec<PathBuf> = self.loader.request().origins.iter().filter_map(Origin::path).collect();
        if paths.is_empty() {
            return Ok(None);
        }
        let sender = self.sender.clone();
        let saved = move || {
            let _sent = sender.send(Input::Reply(TaskReply::Saved));
        };
        watch::watch(&paths, saved).map(Some)
    }

    /// Runs the editor in the terminal, and reloads the files afterwards.
    pub(super) fn edit(&mut self, what: &EditTarget) -> io::Result<()> {
        let Some(at) = self.location_of(what) else {
            return self.apply(Message::Failed("there is no file to edit".to_owned()));
        };
        let target = editor::Target { path: &at.path, line: at.line, column: at.column };
        let planned = editor::plan(target, self.environment());
        let ended = match planned {
            Ok(command) => {
                let environment = self.environment().clone();
                self.terminal.hand_over(|| editor::run(&command, &environment))?
            }
            Err(why) => Err(why),
        };
        self.dirty = true;
        match ended {
            Ok(()) => self.reload(),
            Err(why) => self.apply(Message::Failed(sanitized(&why).into_owned())),
        }
    }

    fn location_of(&self, what: &EditTarget) -> Option<Location> {
        let request = self.loader.request();
        match what {
            EditTarget::Location(spot) => {
                let files = library::files_of(request.origins.get(spot.stack)?).ok()?;
                let path = files.into_iter().nth(spot.at?)?;
                Some(Location { path, line: spot.line, column: spot.column })
            }
            EditTarget::Record(stack, part) => {
                let origin = request.origins.get(*stack as usize)?;
                library::locate(origin, part, &request.limits)
            }
        }
    }
}
