//! Following, opening and copying the thing under the cursor.

use super::Model;
use crate::app::content::Target;
use crate::app::keys::Copy;
use crate::app::layout::{Focus, View};
use crate::app::links::Links;
use crate::app::message::{Effect, Opening};
use crate::app::own_commands::{OwnRun, Placeholder};
use crate::app::popup::{PopupContent, UnopenedUrl};
use crate::app::queue::QueueRun;
use crate::app::search::{ListContent, Search};
use crate::app::subject::Subject;
use crate::catalog::{Move, Node, OwnStack};
use crate::dataset::{Destination, Entry, PageLabel, SourceUrl};
use crate::kept::Change;

impl Model {
    pub(super) fn follow(&mut self) {
        if let Some(picking) = self.picking() {
            let taken = picking.taken(self.search().and_then(Search::chosen));
            return if taken.is_empty() {
                self.warn("nothing matches, so there is nothing to take");
            } else {
                self.effects.push(Effect::Pick(taken));
            };
        }
        match self.search().map(Search::list_content) {
            Some(ListContent::Nothing) => self.warn("nothing matches, so there is nowhere to go"),
            Some(ListContent::Tree) => drop(self.end_search()),
            Some(ListContent::Hits | ListContent::HitTree) => self.close_search(View::Detail),
            None => match self.focus() {
                Focus::List if matches!(self.selected_node().page(), Node::Entry(_) | Node::Source(..)) => {
                    self.navigation.enter_detail();
                }
                Focus::List => self.navigation.tree.toggle(),
                Focus::Detail => match self.navigation.detail.target().cloned() {
                    Some(Target::Node { node, .. }) => self.navigation.jump(node),
                    Some(Target::Source(at)) => self.go_to_source(at),
                    Some(Target::OwnStack) => self.go_to_own_stack(),
                    Some(_) => self.open_first(),
                    None => {}
                },
            },
        }
    }

    /// Goes to the stack that the entry has of its own, which is opened for it.
    pub(super) fn go_to_own_stack(&mut self) {
        let own = match self.shown_node() {
            Node::Entry(id) => self.catalog.own_stack(id),
            _ => None,
        };
        match own {
            Some(OwnStack::Open(at)) => self.go_to(Node::Stack(at)),
            Some(OwnStack::BuiltIn(bundled)) => self.open_and_go_to(bundled),
            None => self.warn("no stack has the homepage of this entry"),
        }
    }

    /// Opens the page that proves a move, at its passage.
    pub(super) fn prove(&mut self, one: &Move) {
        let page = self.catalog.proof_of_move(one).and_then(|proof| proof.page);
        self.open_or_warn(page, "no page here that proves it");
    }

    /// Opens the page that proves a part of a node.
    pub(super) fn open_of(&mut self, node: Node, target: &Target) {
        let page = Subject::new(&self.catalog, node, target).destination();
        self.open_or_warn(page, "no page here that proves it");
    }

    /// Goes to the page of a source of the entry in the detail.
    fn go_to_source(&mut self, at: usize) {
        let Node::Entry(id) = self.shown_node() else { return };
        let sources = self.catalog.entry(id).map(Entry::sources).unwrap_or_default();
        if let Some((source, _)) = sources.get(at) {
            self.navigation.jump(Node::Source(id.stack, *source));
        }
    }

    /// Opens the page under the cursor: what proves it, or else the best proof of the entry.
    pub(super) fn open_first(&mut self) {
        self.open_or_warn(self.subject().destination(), "no URL here to open");
    }

    /// Opens what proves the selected hit, and stays in the search: of a claim that matched its source.
    pub(super) fn open_hit(&mut self) {
        let page = self.search().and_then(Search::chosen).and_then(|_| {
            let target = self.search().and_then(Search::target).unwrap_or(Target::Head);
            Subject::new(&self.catalog, self.shown_node(), &target).destination()
        });
        self.open_or_warn(page, "there is no hit whose source could be opened");
    }

    /// The pages of what the detail shows, with their labels, as far as they have an address.
    pub fn page_urls(&self) -> Vec<(PageLabel, SourceUrl)> {
        let pages = self.whole_subject().pages();
        pages.into_iter().filter_map(|page| Some((page.label, page.target()?))).collect()
    }

    /// Opens the page of the entry with a label.
    pub(super) fn open_labelled(&mut self, label: Option<PageLabel>) {
        let Some(label) = label else {
            return self.inform("press a digit from 1 to 9 to open the page of that number");
        };
        if let Some(page) = self.whole_subject().labelled(label) {
            let page = match self.shown_node() {
                Node::Entry(id) => {
                    let claim = self.subject().claim();
                    self.catalog.entry(id).and_then(|entry| entry.destination(&page, claim))
                }
                _ => page.target().map(Destination::from),
            };
            self.open_or_warn(page, "this source has no address of its own");
        } else {
            let noun = if matches!(label, PageLabel::Number(_)) { "source" } else { "link" };
            self.warn(format!("there is no {noun} {label} here"));
        }
    }

    pub(super) fn open_archived(&mut self) {
        let page = self.subject().archived().map(Destination::from);
        self.open_or_warn(page, "there is no page here that could be archived");
    }

    fn open_or_warn(&mut self, page: Option<Destination>, otherwise: &str) {
        match page {
            Some(page) => self.effects.push(Effect::Open(page)),
            None => self.warn(otherwise),
        }
    }

    /// Takes the outcome of opening a URL; without a browser the URL is copied.
    pub(super) fn opened(&mut self, url: SourceUrl, outcome: Opening) {
        let label = self.whole_subject().label_of(&url).map(|label| format!("{label} "));
        let of_run = self.queue_run.opened(&url);
        // Who reads in this terminal asks for each page; the others stay in the queue.
        let goes_on = of_run > 0 && !matches!(outcome, Opening::Read(_));
        let page = match of_run {
            0 | 1 => format!("{}{}", label.unwrap_or_default(), url.host()),
            pages => format!("{pages} pages"),
        };
        let notice = match outcome {
            Opening::Opened(by) => format!("opened {page} ({by})"),
            Opening::Handed(to) => format!("handed {page} to {to}"),
            Opening::Read(by) => format!("back from {by} ({page})"),
            Opening::NoBrowser(why) => {
                self.queue_run = QueueRun::default();
                self.copy_text(Copy::Url.noun(false), url.to_string());
                if self.unopened_shown < 2 {
                    self.unopened_shown += 1;
                    let why = format!("{why}. $BROWSER can name a command that opens pages here.");
                    self.show_unopened("no browser here", url, why);
                } else {
                    self.warn(format!("no browser here for {url}"));
                }
                return;
            }
            Opening::Failed(why) => {
                self.queue_run = QueueRun::default();
                return self.show_unopened("could not open", url, why);
            }
        };
        let left = self.leave_queue(&url);
        self.inform(format!("{notice}{left}"));
        self.keep(Change::Opened(url));
        self.navigation.detail.refresh();
        if goes_on {
            self.open_next_queued();
        }
    }

    /// Shows a URL in a popup; in the status line where a popup would take the keys.
    fn show_unopened(&mut self, title: &str, url: SourceUrl, why: String) {
        if self.search().is_some() || self.popup.is_some() {
            self.warn(format!("{title}: {url} ({why})"));
        } else {
            let title = title.to_owned();
            self.open_popup(PopupContent::Url(UnopenedUrl { title, url, why }));
        }
    }

    pub(super) fn show_links(&mut self) {
        let links = match self.shown_node() {
            Node::Entry(id) => self.catalog.entry(id).map(Links::new),
            _ => None,
        };
        match links {
            Some(links) if !links.all.is_empty() => self.open_popup(PopupContent::Links(links)),
            Some(_) => self.warn("this entry has no link"),
            None => self.warn("choose an entry to list its links"),
        }
    }

    pub(super) fn copy(&mut self, what: Copy) {
        match self.subject().copied(what) {
            Ok(text) => {
                let is_claim = matches!(self.subject().target(), Target::Claim(_));
                self.copy_text(what.noun(is_claim), text);
            }
            Err(why) => self.warn(why),
        }
    }

    /// Copies a text, of which the status line says the kind and the first line.
    pub(super) fn copy_text(&mut self, noun: &'static str, text: String) {
        self.copying = Some((noun, text.lines().next().unwrap_or_default().to_owned()));
        self.effects.push(Effect::Copy(text));
    }

    /// Runs a command of the user's on the thing under the cursor.
    pub(super) fn run_own(&mut self, at: usize) {
        let Some(command) = self.commands.get(at).cloned() else { return };
        let subject = self.subject();
        let (values, (stack, record)) = (subject.values(), subject.record());
        // File and line are found out when it is run.
        let is_complete = !command.uses(&[Placeholder::File, Placeholder::Line]);
        let why = match command.filled(&values) {
            Err(why) if is_complete => Some(why),
            _ if !is_complete && !self.reading.has_files => {
                Some(format!("{}: {} has no file", command.name, self.reading.source_name()))
            }
            _ => None,
        };
        match why {
            Some(why) => self.warn(why),
            None => self.effects.push(Effect::Run(Box::new(OwnRun { command, values, stack, record }))),
        }
    }

    /// Copies the command line of the view, if there is one.
    pub(super) fn copy_command(&mut self, command: Result<String, String>) {
        match command {
            Ok(text) => {
                self.copying = Some(("command", text.clone()));
                self.effects.push(Effect::Copy(text));
            }
            Err(why) => self.warn(format!("not copied: {why}")),
        }
    }

    /// Reports how a text was copied, and which one it was.
    pub(super) fn copied(&mut self, outcome: Result<String, String>) {
        match (outcome, self.copying.take()) {
            (Ok(how), Some((noun, text))) => self.inform(format!("{noun} {how}: {text}")),
            (Ok(how), None) => self.inform(how),
            (Err(why), _) => self.warn(why),
        }
    }

    /// The thing under the cursor: the row of the detail, or else the node as a whole.
    pub(super) fn subject(&self) -> Subject<'_> {
        match (self.focus(), self.navigation.detail.target()) {
            (Focus::Detail, Some(target)) => Subject::new(&self.catalog, self.shown_node(), target),
            _ => self.whole_subject(),
        }
    }

    /// The node in the detail, as a whole.
    fn whole_subject(&self) -> Subject<'_> {
        static HEAD: Target = Target::Head;
        Subject::new(&self.catalog, self.shown_node(), &HEAD)
    }
}
