//! The files of the open stacks: the loop's loading, watching and editing.

use std::io;
use std::path::PathBuf;

use super::input::{Input, replier};
use super::loader::LoadMode;
use super::reply::TaskReply;
use super::{Loop, Task};
use crate::app::EditTarget;
use crate::library::{self, Location, Origin};
use crate::system::editor;
use crate::system::watch::{self, Watch};

impl Loop {
    /// Reloads the files: at once, or after the current load, which may already have passed the changed file.
    pub(super) fn reload(&mut self) -> io::Result<()> {
        self.reload_pending = self.model.reading().is_loading();
        if self.reload_pending { Ok(()) } else { self.load(LoadMode::Reload(self.model.catalog().clone())) }
    }

    pub(super) fn load(&mut self, mode: LoadMode) -> io::Result<()> {
        let started = self.loader.start(mode);
        self.report_start_error(Task::Load, started)
    }

    /// Starts to watch the files.
    pub(super) fn watch(&mut self) -> io::Result<()> {
        match self.begin_watch() {
            Ok(watch) => self.watch = watch,
            Err(error) => self.report(&error)?,
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
        let reply = replier(self.sender.clone(), Input::Reply);
        watch::watch(&paths, move || reply(TaskReply::Saved)).map(Some)
    }

    /// Runs the editor in the terminal, and reloads the files afterwards.
    pub(super) fn edit(&mut self, what: &EditTarget) -> io::Result<()> {
        let Some(at) = self.location_of(what) else {
            return self.report("there is no file to edit");
        };
        let target = editor::Target { path: &at.path, line: at.line, column: at.column };
        let planned = editor::plan(target, self.environment());
        let ended = match planned {
            Ok(command) => {
                let environment = self.environment().clone();
                self.hand_over(|| editor::run(&command, &environment))?
            }
            Err(why) => Err(why),
        };
        self.dirty = true;
        match ended {
            Ok(()) => self.reload(),
            Err(error) => self.report(&error),
        }
    }

    pub(super) fn location_of(&self, what: &EditTarget) -> Option<Location> {
        let request = self.loader.request();
        match what {
            EditTarget::Location(spot) => {
                let files = library::files_of(self.loader.latest().origins.get(spot.stack)?).ok()?;
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
