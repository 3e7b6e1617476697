//! The subject of a key: the entry, claim, source or URL under the cursor, to be opened, copied or edited.

use super::content::Target;
use super::keys::Copy;
use crate::catalog::{Catalog, ClaimId, EntryId, Node};
use crate::dataset::{Category, Entry, RecordId, Source, SourceUrl};
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

    /// The row of the detail that it is.
    pub(super) fn target(self) -> &'a Target {
        self.target
    }

    /// The id of the entry; of a row that leads to another entry, of that one.
    fn entry_id(self) -> Option<EntryId> {
        match (self.target, self.node) {
            (Target::Node { node: Node::Entry(id), .. }, _) => Some(*id),
            (_, Node::Entry(id)) => Some(id),
            _ => None,
        }
    }

    fn entry(self) -> Option<Entry<'a>> {
        self.catalog.entry(self.entry_id()?)
    }

    /// The source: the row itself, the first of the claim with a URL, that of the relation, or the first of the entry
    /// with a URL.
    pub(super) fn source(self) -> Option<Source<'a>> {
        match self.target {
            Target::Node { node: Node::Source(stack, at), .. } => self.catalog.source(*stack, *at),
            _ if matches!(self.node, Node::Source(..)) => self.page(),
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

    /// The source whose page it is on.
    fn page(self) -> Option<Source<'a>> {
        match self.node {
            Node::Source(stack, at) => self.catalog.source(stack, at),
            _ => None,
        }
    }

    /// The number of the source with a URL.
    pub(super) fn number_of(self, url: &SourceUrl) -> Option<usize> {
        if let Some(source) = self.page() {
            return (source.url().as_ref() == Some(url)).then_some(1);
        }
        let sources = self.entry()?.sources();
        sources.iter().position(|(_, source)| source.url().as_ref() == Some(url)).map(|at| at + 1)
    }

    /// The source `[number]` of the entry.
    pub(super) fn numbered(self, number: usize) -> Option<Source<'a>> {
        if let Some(source) = self.page() {
            return (number == 1).then_some(source);
        }
        self.entry()?.sources().get(number.checked_sub(1)?).map(|(_, source)| *source)
    }

    /// The URL: its own, that of its source, or else that of the entry.
    pub(super) fn url(self) -> Option<SourceUrl> {
        if let Target::Url { url, .. } = self.target {
            return Some(url.clone());
        }
        match (self.node, self.target) {
            (Node::Stack(at), Target::Head) => self.catalog.stack(at)?.homepage(),
            (Node::Source(..), _) => self.source()?.url(),
            // Any other page would be no evidence for the claim.
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

    /// The URL of the archived copy.
    pub(super) fn archived(self) -> Option<SourceUrl> {
        match self.target {
            Target::Url { url, .. } => Some(url.archived(None)),
            _ => self.source().and_then(Source::archive).or_else(|| self.url().map(|url| url.archived(None))),
        }
    }

    /// The record to edit, with the position of its stack.
    pub(super) fn record(self) -> (u32, RecordId) {
        let entry_record = |entry: Entry<'a>| match self.target {
            Target::Claim(at) => RecordId::Claim(entry.id().to_owned(), *at),
            Target::Source(at) => match entry.sources().get(*at) {
                Some((_, source)) => RecordId::Source(source.id().to_owned()),
                None => RecordId::Entry(entry.id().to_owned()),
            },
            _ => RecordId::Entry(entry.id().to_owned()),
        };
        match self.node {
            Node::Stack(stack) => (stack, RecordId::Stack),
            Node::Category(stack, at) => {
                let id = self.catalog.category(stack, at).map(Category::id);
                (stack, RecordId::Category(id.unwrap_or_default().to_owned()))
            }
            Node::Source(stack, at) => {
                let id = self.catalog.source(stack, at).map(Source::id);
                (stack, RecordId::Source(id.unwrap_or_default().to_owned()))
            }
            Node::Group(stack, _) => (stack, RecordId::Stack),
            Node::Entry(id) | Node::Claim(ClaimId { entry: id, .. }) => {
                (id.stack, self.catalog.entry(id).map_or(RecordId::Stack, entry_record))
            }
        }
    }

    /// The text to copy, or why there is none.
    pub(super) fn copied(self, what: Copy) -> Result<String, &'static str> {
        let url = || self.url().ok_or("no URL here to copy");
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

    /// The text of a claim, or else the title for a link.
    fn title(self) -> Option<String> {
        if let Target::Claim(at) = self.target {
            return self.entry()?.claims().nth(*at).map(|claim| claim.text().to_owned());
        }
        self.link_title()
    }

    /// The title of the source, or the name of the entry, category or stack.
    fn link_title(self) -> Option<String> {
        let name = || self.entry().map(|entry| entry.name().to_owned());
        match self.target {
            Target::Url { .. } => name(),
            _ => self.source().map(|source| source.title().to_owned()).or_else(name),
        }
        .or_else(|| Some(self.catalog.name(self.node).into_owned()))
    }

    /// Author, title, publisher, date and URL, as far as they are known.
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
        let (id, entry) = (self.entry_id()?, self.entry()?);
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
