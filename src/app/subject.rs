//! What a key is about: the entry, claim, source or address under the cursor, ready to be opened or copied.

use super::keys::Copy;
use super::page::Target;
use crate::catalog::{Catalog, EntryId, Node};
use crate::dataset::{Entry, Source, SourceUrl};
use crate::format::json;

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

    fn entry(self) -> Option<Entry<'a>> {
        match self.node {
            Node::Entry(id) => self.catalog.entry(id),
            _ => None,
        }
    }

    /// The source that it rests on: the source itself, the first of the claim, or the first of the entry that has an
    /// address.
    pub(super) fn source(self) -> Option<Source<'a>> {
        let entry = self.entry()?;
        match self.target {
            Target::Source(at) => entry.sources().get(*at).map(|(_, source)| *source),
            Target::Claim(at) => entry.claims().nth(*at)?.sources().find(|source| source.url().is_some()),
            _ => entry.sources().into_iter().map(|(_, source)| source).find(|source| source.url().is_some()),
        }
    }

    /// The entry's source `[number]`.
    pub(super) fn numbered(self, number: usize) -> Option<Source<'a>> {
        self.entry()?.sources().get(number.checked_sub(1)?).map(|(_, source)| *source)
    }

    /// Where it leads: its own address, that of its source, or else the entry's own page.
    pub(super) fn url(self) -> Option<SourceUrl> {
        if let Target::Address { url, .. } = self.target {
            return Some(url.clone());
        }
        match (self.node, self.target) {
            (Node::Stack(at), _) => self.catalog.stack(at)?.homepage(),
            (_, Target::Source(_)) => self.source()?.url(),
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
            Target::Address { url, .. } => Some(url.archived(None)),
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

    fn title(self) -> Option<String> {
        match (self.node, self.target) {
            (_, Target::Claim(at)) => self.entry()?.claims().nth(*at).map(|claim| claim.text().to_owned()),
            (_, Target::Source(_)) => self.source().map(|source| source.title().to_owned()),
            (Node::Entry(_), _) => self.entry().map(|entry| entry.name().to_owned()),
            (Node::Category(stack, at), _) => {
                self.catalog.category(stack, at).map(|category| category.name().to_owned())
            }
            (Node::Stack(at), _) => self.catalog.stack(at).map(|stack| stack.name().to_owned()),
        }
    }

    /// The title of what the address leads to.
    fn link_title(self) -> Option<String> {
        match self.target {
            Target::Address { .. } => {
                self.entry().map(|entry| entry.name().to_owned()).or_else(|| self.title())
            }
            _ => self.source().map(|source| source.title().to_owned()).or_else(|| self.title()),
        }
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

    fn json(self) -> Option<String> {
        match self.node {
            Node::Entry(id) => {
                let entry = self.catalog.entry(id)?;
                let id_of = |at| self.catalog.id(EntryId { stack: id.stack, entry: at });
                let entry = json::EntryPage::of(self.catalog.id(id), entry, id_of);
                let mut text = Vec::new();
                json::write(&mut text, &json::Show { version: json::VERSION, entry }).ok()?;
                String::from_utf8(text).ok().map(|text| text.trim_end().to_owned())
            }
            _ => None,
        }
    }
}
