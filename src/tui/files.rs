//! What the loop does with the files behind the stacks: reading, watching, editing.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::Sender;

use super::input::Input;
use super::loader::{Purpose, Told};
use super::{Answer, Loop};
use crate::app::{Edit, Message};
use crate::dataset::sanitized;
use crate::library::{self, Location, Origin};
use crate::system::editor;
use crate::system::watch::{self, Watch};

/// What the reading thread tells, told to the loop.
pub(super) fn teller(sender: Sender<Input<Answer>>) -> impl Fn(Told) + Send + Sync + 'static {
    move |told| {
        let answer = match told {
            Told::Progress(progress) => Answer::Message(Message::Progress(progress)),
            Told::Loaded(loaded) => Answer::Message(Message::Loaded(loaded)),
            Told::Checked(problems) => Answer::Message(Message::Checked(problems)),
            Told::Refused(refusal) => Answer::Refused(refusal),
        };
        // A loop that has ended has no use for an answer.
        let _unheard = sender.send(Input::Answer(answer));
    }
}

impl Loop {
    /// Reads the files again, at once or when the reading that goes on has ended: it may have passed what was saved.
    pub(super) fn reload(&mut self) -> io::Result<()> {
        self.outdated = self.model.loading().is_some();
        if self.outdated { Ok(()) } else { self.load(Purpose::Again(self.model.shared_catalog())) }
    }

    pub(super) fn load(&mut self, purpose: Purpose) -> io::Result<()> {
        let begun = self.loader.start(purpose, teller(self.sender.clone()));
        match begun {
            Ok(()) => Ok(()),
            Err(error) => self.answer(Message::Failed(format!("the files cannot be read: {error}"))),
        }
    }

    /// Watches the files from now on.
    pub(super) fn watch(&mut self) -> io::Result<()> {
        match self.begin_watch() {
            Ok(watch) => self.watch = watch,
            Err(why) => self.answer(Message::Failed(sanitized(&why).into_owned()))?,
        }
        Ok(())
    }

    /// Watches the files as they are now: a link may lead elsewhere, a folder may be another. What is gone for a moment is
    /// left to the present watch.
    pub(super) fn watch_anew(&mut self) {
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
            let _unheard = sender.send(Input::Answer(Answer::Saved));
        };
        watch::watch(&paths, saved).map(Some)
    }

    /// Lends the terminal to the editor, and reads again what it may have changed.
    pub(super) fn edit(&mut self, what: &Edit) -> io::Result<()> {
        let Some(at) = self.place_of(what) else {
            return self.answer(Message::Failed("there is no file to edit".to_owned()));
        };
        let spot = editor::Spot { path: &at.path, line: at.line, column: at.column };
        let planned = editor::plan(spot, self.environment());
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
            Err(why) => self.answer(Message::Failed(sanitized(&why).into_owned())),
        }
    }

    fn place_of(&self, what: &Edit) -> Option<Location> {
        let request = self.loader.request();
        match what {
            Edit::Spot(spot) => {
                let files = library::files_of(request.origins.get(spot.stack)?).ok()?;
                let path = files.into_iter().nth(spot.at?)?;
                Some(Location { path, line: spot.line, column: spot.column })
            }
            Edit::Of(stack, part) => {
                let origin = request.origins.get(*stack as usize)?;
                library::locate(origin, part, &request.limits)
            }
        }
    }
}
