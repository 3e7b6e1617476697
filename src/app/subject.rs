//! What a key is about: the entry, claim, source or address under the cursor, ready to be opened or copied.

use super::content::Target;
use super::keys::Copy;
use crate::catalog::{Catalog, EntryId, Node};
use crate::dataset::{Entry, Source, SourceUrl};
use crate::export::json;

/// The thing under the cursor.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    catalog: &'a Catalog,
    node: Node,
    target: &'a Target,
}

impl<'a> Subject<'a> {
    pub(super) fn new(catalog: &'a Catalog, node: Node, target: &'a Target) -> Self {
        Self { catalog, node, target }
    }

    /// The entry that is meant: of a row that leads elsewhere, the one there.
    fn entry(self) -> Option<Entry<'a>> {
        match (self.node, self.target) {
            (_, Target::Node { node: Node::Entry(id), .. }) => self.catalog.entry(*id),
            (Node::Entry(id), _) => self.catalog.entry(id),
            _ => None,
        }
    }

    /// The source that it rests on: the source itself, the first of the claim with an address, that of the relation, or
    /// the first of the entry with an address.
    pub(super) fn source(self) -> Option<Source<'a>> {
        match self.target {
            Target::Source(at) => self.entry()?.sources().get(*at).map(|(_, source)| *source),
            Target::Claim(at) => {
                self.entry()?.claims().nth(*at)?.sources().find(|source| source.url().is_some())
            }
            Target::Node { source: Some(at), node: Node::Entry(id) } => {
                self.catalog.stack(id.stack)?.source(*at)
            }
            _ => {
                let sources = self.entry()?.sources();
                sources.into_iter().map(|(_, source)| source).find(|source| source.url().is_some())
            }
        }
    }

    /// The number by which the entry shows the source at an address.
    pub(super) fn number_of(self, url: &SourceUrl) -> Option<usize> {
        let sources = self.entry()?.sources();
        sources.iter().position(|(_, source)| source.url().as_ref() == Some(url)).map(|at| at + 1)
    }

    /// The entry's source `[number]`.
    pub(super) fn numbered(self, number: usize) -> Option<Source<'a>> {
        self.entry()?.sources().get(number.checked_sub(1)?).map(|(_, source)| *source)
    }

    /// Where it leads: its own address, that of its source, or else the entry's own page.
    pub(super) fn url(self) -> Option<SourceUrl> {
        if let Target::Url { url, .. } = self.target {
            return Some(url.clone());
        }
        match (self.node, self.target) {
            (Node::Stack(at), Target::Head) => self.catalog.stack(at)?.homepage(),
            // What is said here rests on these sources: another page would be no evidence for it.
            (_, Target::Source(_) | Target::Claim(_)) => self.source()?.url(),
            _ => {
                let entry = self.entry()?;
                self.source()
                    .and_then(Source::url)
                    .or_else(|| entry.homepage())
                    .or_else(|| entry.repository())
            }
        }
    }

    /// The archived copy of where it leads.
    pub(super) fn archived(self) -> Option<SourceUrl> {
        match self.target {
            Target::Url { url, .. } => Some(url.archived(None)),
            _ => self.source().and_then(Source::archive).or_else(|| self.url().map(|url| url.archived(None))),
        }
    }

    /// The text that a copy key means, or why there is none.
    pub(super) fn copied(self, what: Copy) -> Result<String, &'static str> {
        let url = || self.url().ok_or("there is no address here to copy");
        match what {
            Copy::Url => url().map(|url| url.to_string()),
            Copy::Title => self.title().ok_or("there is no title here to copy"),
            Copy::Markdown => {
                let title = self.link_title().ok_or("there is no title here to copy")?;
                Ok(format!("[{}]({})", title.replace('[', "\\[").replace(']', "\\]"), url()?))
            }
            Copy::Citation => self.citation().ok_or("there is no source here to cite"),
            Copy::Json => self.json().ok_or("only entries can be copied as JSON"),
        }
    }

    /// The sentence of a claim; else the title of the page that the address leads to, or what has neither.
    fn title(self) -> Option<String> {
        if let Target::Claim(at) = self.target {
            return self.entry()?.claims().nth(*at).map(|claim| claim.text().to_owned());
        }
        self.link_title()
    }

    /// The title of the page that the address leads to, or the name of what has no page.
    fn link_title(self) -> Option<String> {
        let name = || self.entry().map(|entry| entry.name().to_owned());
        match self.target {
            Target::Url { .. } => name(),
            _ => self.source().map(|source| source.title().to_owned()).or_else(name),
        }
        .or_else(|| Some(self.catalog.name(self.node).to_owned()))
    }

    /// Author, title, publisher, date and address, as far as they are known.
    fn citation(self) -> Option<String> {
        let source = self.source()?;
        let author = source.author().map(|author| format!("{author}, ")).unwrap_or_default();
        let publisher = source.publisher().map(|publisher| format!(", {publisher}")).unwrap_or_default();
        let date = source.published().map(|date| format!(", {date}")).unwrap_or_default();
        let url = source.url().map(|url| format!(". {url}")).unwrap_or_default();
        Some(format!("{author}\u{201c}{}\u{201d}{publisher}{date}{url}", source.title()))
    }

    /// The entry as `show --json` writes it.
    fn json(self) -> Option<String> {
        let id = match (self.target, self.node) {
            (Target::Node { node: Node::Entry(id), .. }, _) => *id,
            (_, Node::Entry(id)) => id,
            _ => return None,
        };
        let entry = self.catalog.entry(id)?;
        let mut text = Vec::new();
        let id_of = |at| self.catalog.id(EntryId { stack: id.stack, entry: at });
        let page = json::EntryFull {
            stack: self.catalog.stack_id_if_several(id.stack),
            ..json::EntryFull::new(self.catalog.id(id), entry, id_of)
        };
        json::write_line(&mut text, &json::Show { version: json::VERSION, entry: page }).ok()?;
        String::from_utf8(text).ok().map(|text| text.trim_end().to_owned())
    }
}
