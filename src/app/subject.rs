//! The subject of a key: the entry, claim, source or URL under the cursor, to be opened, copied or edited.

use super::content::Target;
use super::keys::Copy;
use super::own_commands::Values;
use crate::catalog::{Catalog, ClaimId, EntryId, Node};
use crate::dataset::{
    Category, Claim, Destination, Entry, EntryPage, PageLabel, Proof, RecordId, Source, SourceUrl,
};
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
    pub(super) fn entry_id(self) -> Option<EntryId> {
        match (self.target, self.node) {
            (Target::Node { node: Node::Entry(id) | Node::Claim(ClaimId { entry: id, .. }), .. }, _) => {
                Some(*id)
            }
            (_, Node::Entry(id)) => Some(id),
            _ => None,
        }
    }

    fn entry(self) -> Option<Entry<'a>> {
        self.catalog.entry(self.entry_id()?)
    }

    /// The id of the claim.
    pub(super) fn claim_id(self) -> Option<ClaimId> {
        match self.target {
            Target::Claim(at) => Some(ClaimId { entry: self.entry_id()?, at: u32::try_from(*at).ok()? }),
            Target::Node { node: Node::Claim(id), .. } => Some(*id),
            _ => None,
        }
    }

    /// The claim.
    pub(super) fn claim(self) -> Option<Claim<'a>> {
        self.catalog.claim(self.claim_id()?)
    }

    /// The source: that of the page or of the row, the best of the claim, that of the relation, or else the best of the
    /// entry.
    fn source(self) -> Option<Source<'a>> {
        match (self.target, self.node) {
            (Target::Node { node: Node::Source(stack, at), .. }, _) => {
                return self.catalog.source(*stack, *at);
            }
            (_, Node::Source(stack, at)) => return self.catalog.source(stack, at),
            _ => {}
        }
        let entry = self.entry()?;
        match self.target {
            Target::Source(at) => entry.sources().get(*at).map(|(_, source)| *source),
            Target::Claim(_) => entry.best_proof_of(self.claim()?).map(|proof| proof.source),
            Target::Node { source: Some(at), node: Node::Entry(id) } => {
                self.catalog.stack(id.stack)?.source(*at)
            }
            Target::Url { .. } => None,
            Target::Head | Target::Node { .. } | Target::OwnStack => {
                entry.best_proof().map(|proof| proof.source)
            }
        }
    }

    /// The pages that have a label: of a source its present and its former addresses.
    pub(super) fn pages(self) -> Vec<EntryPage<'a>> {
        match self.node {
            Node::Source(stack, at) => self.catalog.source(stack, at).map(Source::pages).unwrap_or_default(),
            _ => self.entry().map(Entry::pages).unwrap_or_default(),
        }
    }

    /// The page of the entry that has a URL, as it is or as an old address.
    fn page_of(self, url: &SourceUrl) -> Option<EntryPage<'a>> {
        self.pages().into_iter().find(|page| page.url.as_ref() == Some(url))
    }

    /// The label of the page of the entry that has a URL.
    pub(super) fn label_of(self, url: &SourceUrl) -> Option<PageLabel> {
        self.page_of(url).map(|page| page.label)
    }

    /// The page of the entry with a label.
    pub(super) fn labelled(self, label: PageLabel) -> Option<EntryPage<'a>> {
        self.pages().into_iter().find(|page| page.label == label)
    }

    /// The page that opens: its own, that which proves it, or else that of the entry.
    pub(super) fn destination(self) -> Option<Destination> {
        if let Target::Url { url, .. } = self.target {
            return self.page_of(url).map_or(Some(url.clone()), |page| page.target()).map(Destination::from);
        }
        if let (Some(source), Node::Source(_, index)) = (self.source(), self.node) {
            let proof = self.claim().map(|claim| Proof { claim, index, source });
            return proof.map_or_else(|| source.url().map(Destination::from), |proof| proof.destination());
        }
        if let (Node::Stack(at), Target::Head) = (self.node, self.target) {
            return self.catalog.stack(at)?.homepage().map(Destination::from);
        }
        let entry = self.entry()?;
        match self.target {
            // Any other page would be no evidence for the claim.
            Target::Claim(_) => entry.best_proof_of(self.claim()?)?.destination(),
            Target::Source(at) => entry.destination(entry.pages().get(*at)?, None),
            Target::Node { source: Some(_), .. } => {
                let this = match self.node {
                    Node::Entry(id) => self.catalog.entry(id),
                    _ => None,
                };
                let proof = this.and_then(|this| this.proof_of_relation(entry, self.source()?));
                proof.or_else(|| entry.first_page())
            }
            _ => entry.first_page(),
        }
    }

    /// The URL of that page.
    pub(super) fn url(self) -> Option<SourceUrl> {
        self.destination().map(|page| page.url)
    }

    /// That URL with the title of its page.
    pub(super) fn page(self) -> Option<(SourceUrl, String)> {
        let url = self.url()?;
        let title = self.page_of(&url).and_then(|page| page.title()).map(str::to_owned);
        let title = title.or_else(|| self.link_title()).unwrap_or_default();
        Some((url, title))
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
            Node::Stack(stack) | Node::Group(stack, _) => (stack, RecordId::Stack),
            Node::Category(stack, at) => {
                let id = self.catalog.category(stack, at).map(Category::id);
                (stack, RecordId::Category(id.unwrap_or_default().to_owned()))
            }
            Node::Source(stack, at) => {
                let id = self.catalog.source(stack, at).map(Source::id);
                (stack, RecordId::Source(id.unwrap_or_default().to_owned()))
            }
            Node::Entry(id) | Node::Claim(ClaimId { entry: id, .. }) => {
                (id.stack, self.catalog.entry(id).map_or(RecordId::Stack, entry_record))
            }
        }
    }

    /// The values for the user's own commands, without file and line.
    pub(super) fn values(self) -> Values {
        let own_title = match self.target {
            Target::Url { .. } | Target::Source(_) => self.link_title(),
            _ => None,
        };
        let name = || match self.entry_id() {
            Some(id) => self.catalog.name(Node::Entry(id)).into_owned(),
            None => self.catalog.name(self.node).into_owned(),
        };
        Values {
            id: self.entry_id().map(|id| self.catalog.id(id).into_owned()),
            url: self.url().map(|url| url.to_string()),
            title: own_title.or_else(|| Some(name())),
            claim: self.claim().map(|claim| claim.text().to_owned()),
            ..Values::default()
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
            Copy::Citation => self.citation().ok_or("there is no page here to cite"),
            Copy::Json => self.json().ok_or("only entries can be copied as JSON"),
        }
    }

    /// The text of a claim, or else the title for a link.
    fn title(self) -> Option<String> {
        self.claim().map(|claim| claim.text().to_owned()).or_else(|| self.link_title())
    }

    /// The title of the source or of the link, or the name of the entry, category or stack.
    fn link_title(self) -> Option<String> {
        let name = || self.entry().map(|entry| entry.name().to_owned());
        let own = match self.target {
            Target::Url { url, .. } => self.page_of(url).and_then(|page| page.title()),
            _ => self.source().map(Source::title),
        };
        own.map(str::to_owned).or_else(name).or_else(|| Some(self.catalog.name(self.node).into_owned()))
    }

    /// Author, title, publisher, date and URL of the source, as far as they are known, after the text of a claim.
    ///
    /// Of a page that is no source: its title and URL.
    fn citation(self) -> Option<String> {
        let Some(source) = self.source() else {
            return Some(format!("\u{201c}{}\u{201d}. {}", self.link_title()?, self.url()?));
        };
        let claim = self.claim().map(|claim| format!("{} ", claim.text())).unwrap_or_default();
        let author = source.author().map(|author| format!("{author}, ")).unwrap_or_default();
        let publisher = source.publisher().map(|publisher| format!(", {publisher}")).unwrap_or_default();
        let date = source.published().map(|date| format!(", {date}")).unwrap_or_default();
        let url = source.url().map(|url| format!(". {url}")).unwrap_or_default();
        Some(format!("{claim}{author}\u{201c}{}\u{201d}{publisher}{date}{url}", source.title()))
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
