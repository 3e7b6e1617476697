//! Following, opening and copying what is under the cursor.

use super::{Focus, Model, Popup, View};
use crate::app::content::Target;
use crate::app::keys::{Code, Copy, Key};
use crate::app::links::Links;
use crate::app::message::{Effect, Opening};
use crate::app::search::{ListContent, Search};
use crate::app::subject::Subject;
use crate::catalog::Node;
use crate::dataset::{Source, SourceUrl};

impl Model {
    pub(super) fn follow(&mut self) -> Option<Effect> {
        match &self.popup {
            Some(Popup::Help(_)) => return self.run_chosen(),
            Some(Popup::Links(links)) => {
                let url = links.chosen();
                if url.is_some() {
                    self.popup = None;
                }
                return url.map(Effect::Open);
            }
            Some(Popup::Url { .. }) => return None,
            Some(Popup::Problems(_)) => return self.edit_file(),
            // The reason is read; Enter goes to the hit that it is about.
            Some(Popup::Reason { .. }) => self.popup = None,
            None => {}
        }
        match self.search.as_ref().map(Search::list_content) {
            Some(ListContent::Nothing) => self.warn("nothing matches, so there is nowhere to go".to_owned()),
            Some(ListContent::Tree) => self.search = None,
            Some(ListContent::Hits | ListContent::HitTree) => self.leave_search(View::Detail),
            None => match self.focus() {
                Focus::List if matches!(self.selected_node(), Node::Entry(_)) => self.enter_detail(),
                Focus::List => self.tree.toggle(&self.catalog),
                Focus::Detail => return self.follow_row(),
            },
        }
        None
    }

    /// Runs the action chosen in the list of keys, if it applies where the list was opened.
    fn run_chosen(&mut self) -> Option<Effect> {
        let Some(Popup::Help(help)) = &self.popup else { return None };
        let command = help.chosen()?;
        if help.applies(command) {
            self.popup = self.under.take();
            self.perform(command, Key::plain(Code::Enter))
        } else {
            self.warn("that does nothing where the list was opened".to_owned());
            None
        }
    }

    fn follow_row(&mut self) -> Option<Effect> {
        match self.detail.target().cloned()? {
            Target::Node { node, .. } => {
                self.jump(node);
                None
            }
            Target::Head | Target::Claim(_) | Target::Source(_) | Target::Url { .. } => self.open_first(),
        }
    }

    /// Opens the source under the cursor, or else the first of the entry.
    pub(super) fn open_first(&mut self) -> Option<Effect> {
        let url = self.subject().url();
        self.open_or_say(url, "there is no address here to open")
    }

    /// Opens the first source of the chosen hit, or the chosen link, and stays.
    pub(super) fn open_hit(&mut self) -> Option<Effect> {
        let url = match (&self.popup, self.search.as_ref().and_then(Search::chosen)) {
            (Some(Popup::Links(links)), _) => links.chosen(),
            (_, Some(_)) => self.subject().url(),
            (_, None) => None,
        };
        self.open_or_say(url, "there is no hit whose source could be opened")
    }

    pub(super) fn open_source(&mut self, key: Key) -> Option<Effect> {
        let Code::Char(digit) = key.code else {
            self.say("press a digit from 1 to 9 to open the source of that number".to_owned());
            return None;
        };
        let number = digit.to_digit(10).map_or(0, |digit| digit as usize);
        let source = self.shown_subject().numbered(number).map(Source::url);
        if let Some(url) = source {
            self.open_or_say(url, "this source has no address of its own")
        } else {
            self.warn(format!("there is no source [{number}] here"));
            None
        }
    }

    pub(super) fn open_archived(&mut self) -> Option<Effect> {
        if let Some(Popup::Url { url, .. }) = &self.popup {
            return Some(Effect::Open(url.archived(None)));
        }
        let url = self.subject().archived();
        self.open_or_say(url, "there is no page here that could be archived")
    }

    fn open_or_say(&mut self, url: Option<SourceUrl>, otherwise: &str) -> Option<Effect> {
        if url.is_none() {
            self.warn(otherwise.to_owned());
        }
        url.map(Effect::Open)
    }

    /// Takes in what came of opening an address; without a browser it goes to the clipboard.
    pub(super) fn opened(&mut self, url: SourceUrl, outcome: Opening) -> Option<Effect> {
        let number =
            self.shown_subject().number_of(&url).map(|number| format!("[{number}] ")).unwrap_or_default();
        let what = format!("{number}{}", url.host());
        match outcome {
            Opening::Opened(by) => self.say_opened(format!("opened {what} ({by})"), url),
            Opening::Handed(to) => self.say_opened(format!("handed {what} to {to}"), url),
            Opening::Read(by) => self.say_opened(format!("back from {by} ({what})"), url),
            Opening::NoBrowser(why) => {
                let copied = Effect::Copy(url.to_string());
                if self.boxes_shown < 2 {
                    self.boxes_shown += 1;
                    let why = format!("{why}. $BROWSER can name a command that opens pages here.");
                    self.show_address("no browser here", url, why);
                } else {
                    self.warn(format!("no browser here for {url}"));
                }
                return Some(copied);
            }
            Opening::Failed(why) => self.show_address("could not open", url, why),
        }
        None
    }

    fn say_opened(&mut self, text: String, url: SourceUrl) {
        self.say(text);
        self.detail.mark_opened(url);
    }

    /// Shows an address in a box; while somebody types a line has to do, or the box would take the keys.
    fn show_address(&mut self, title: &str, url: SourceUrl, why: String) {
        if self.search.is_some() || self.popup.is_some() {
            self.warn(format!("{title}: {url} ({why})"));
        } else {
            self.popup = Some(Popup::Url { title: title.to_owned(), url, why, offset: 0 });
        }
    }

    pub(super) fn show_links(&mut self) {
        let links = match self.shown_node() {
            Node::Entry(id) => self.catalog.entry(id).map(Links::new),
            _ => None,
        };
        match links {
            Some(links) if !links.is_empty() => self.popup = Some(Popup::Links(links)),
            Some(_) => self.warn("this entry has no link".to_owned()),
            None => self.warn("choose an entry to list its links".to_owned()),
        }
    }

    pub(super) fn copy(&mut self, what: Copy) -> Option<Effect> {
        if let Some(Popup::Url { url, .. }) = &self.popup {
            return Some(Effect::Copy(url.to_string()));
        }
        match self.subject().copied(what) {
            Ok(text) => Some(Effect::Copy(text)),
            Err(why) => {
                self.warn(why.to_owned());
                None
            }
        }
    }

    /// The thing under the cursor: the row in the detail, else what is shown as a whole.
    fn subject(&self) -> Subject<'_> {
        match (self.focus(), self.detail.target()) {
            (Focus::Detail, Some(target)) => Subject::new(&self.catalog, self.shown_node(), target),
            _ => self.shown_subject(),
        }
    }

    /// What is shown, as a whole.
    fn shown_subject(&self) -> Subject<'_> {
        static HEAD: Target = Target::Head;
        Subject::new(&self.catalog, self.shown_node(), &HEAD)
    }
}
