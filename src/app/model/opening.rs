//! Following, opening and copying what is under the cursor.

use super::{Focus, Model, Popup};
use crate::app::keys::{Code, Copy, Key};
use crate::app::links::Links;
use crate::app::message::{Effect, Outcome};
use crate::app::page::Target;
use crate::app::search::{Search, Shown};
use crate::app::subject::Subject;
use crate::catalog::Node;
use crate::dataset::{Source, SourceUrl};

impl Model {
    pub(super) fn follow(&mut self) -> Option<Effect> {
        match self.popup.take() {
            Some(Popup::Help(help)) => {
                return help.chosen().and_then(|command| self.perform(command, Key::plain(Code::Enter)));
            }
            Some(Popup::Links(links)) => {
                let url = links.chosen();
                if url.is_none() {
                    self.popup = Some(Popup::Links(links));
                }
                return url.map(Effect::Open);
            }
            Some(address @ Popup::Address { .. }) => {
                self.popup = Some(address);
                return None;
            }
            None => {}
        }
        match self.search.as_ref().map(Search::shown) {
            Some(Shown::Nothing) => {
                self.warn("nothing matches, so there is nowhere to go".to_owned());
                return None;
            }
            Some(Shown::Tree) => {
                self.search = None;
                return None;
            }
            Some(Shown::Hits | Shown::HitTree) => {
                self.leave_search(Focus::Detail);
                return None;
            }
            None => {}
        }
        match self.focus {
            Focus::List if matches!(self.selected_node(), Node::Entry(_)) => self.enter_detail(),
            Focus::List => self.tree.toggle(&self.catalog),
            Focus::Detail => return self.follow_row(),
        }
        None
    }

    pub(super) fn follow_row(&mut self) -> Option<Effect> {
        match self.page.row(self.row).map(|row| row.target.clone())? {
            Target::Place(node) => {
                self.jump(node);
                None
            }
            Target::Head => self.open_first(),
            Target::Claim(_) | Target::Source(_) | Target::Address { .. } => self.open_row(),
        }
    }

    /// Opens what the row under the cursor leads to.
    pub(super) fn open_row(&mut self) -> Option<Effect> {
        let url = self.subject().url();
        self.open_or_say(url, "this source has no address of its own")
    }

    /// Opens the source under the cursor, or else the first of the entry.
    pub(super) fn open_first(&mut self) -> Option<Effect> {
        if let Some(Popup::Links(links)) = &self.popup {
            return links.chosen().map(Effect::Open);
        }
        let url = self.subject().url();
        self.open_or_say(url, "there is no address here to open")
    }

    pub(super) fn open_source(&mut self, key: Key) -> Option<Effect> {
        let Code::Char(digit) = key.code else {
            self.say("press a digit from 1 to 9 to open the source of that number".to_owned());
            return None;
        };
        let number = digit.to_digit(10).map_or(0, |digit| digit as usize);
        let source = self.subject().numbered(number).map(Source::url);
        if let Some(url) = source {
            self.open_or_say(url, "this source has no address of its own")
        } else {
            self.warn(format!("there is no source [{number}] here"));
            None
        }
    }

    pub(super) fn open_archived(&mut self) -> Option<Effect> {
        if let Some(Popup::Address { url, .. }) = &self.popup {
            return Some(Effect::Open(url.archived(None)));
        }
        let url = self.subject().archived();
        self.open_or_say(url, "there is no page here that could be archived")
    }

    pub(super) fn open_or_say(&mut self, url: Option<SourceUrl>, otherwise: &str) -> Option<Effect> {
        if url.is_none() {
            self.warn(otherwise.to_owned());
        }
        url.map(Effect::Open)
    }

    /// Takes in what came of opening an address; without a browser it goes to the clipboard.
    pub(super) fn opened(&mut self, url: SourceUrl, outcome: Outcome) -> Option<Effect> {
        match outcome {
            Outcome::Opened(how) => {
                self.say(how);
                self.visited.insert(url);
                None
            }
            Outcome::NoBrowser(why) => {
                let text = url.to_string();
                self.popup = Some(Popup::Address { title: "no browser here".to_owned(), url, why });
                Some(Effect::Copy(text))
            }
            Outcome::Failed(why) => {
                self.popup = Some(Popup::Address { title: "could not open".to_owned(), url, why });
                None
            }
        }
    }

    pub(super) fn show_links(&mut self) {
        let links = match self.shown() {
            Node::Entry(id) => self.catalog.entry(id).map(Links::of),
            _ => None,
        };
        match links {
            Some(links) if !links.is_empty() => self.popup = Some(Popup::Links(links)),
            Some(_) => self.warn("this entry has no link".to_owned()),
            None => self.warn("choose an entry to list its links".to_owned()),
        }
    }

    pub(super) fn copy(&mut self, what: Copy) -> Option<Effect> {
        if let Some(Popup::Address { url, .. }) = &self.popup {
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

    /// The thing under the cursor: the row in the detail, else the entry as a whole.
    pub(super) fn subject(&self) -> Subject<'_> {
        static HEAD: Target = Target::Head;
        let row = match self.focus {
            Focus::Detail => self.page.row(self.row),
            Focus::List => None,
        };
        Subject::new(&self.catalog, self.shown(), row.map_or(&HEAD, |row| &row.target))
    }
}
