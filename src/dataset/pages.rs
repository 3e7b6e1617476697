//! The pages of an entry, each with the one label by which it is shown and opened everywhere, and the page that proves most.

use std::cmp::Reverse;
use std::fmt;

use super::own::is_same_page;
use super::stack::SourceIndex;
use super::views::{Claim, Entry, Link, Passage, Source};
use super::{Confidence, SourceUrl};

/// The label of a page among those of its entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageLabel {
    /// A number from 1: that of a source, or of a link of an entry without sources.
    Number(usize),
    /// The position of a letter, from 0: that of another link of an entry with sources.
    Letter(usize),
}

impl PageLabel {
    /// Reads a number or letters, with or without brackets.
    ///
    /// ```
    /// use stacklore::dataset::PageLabel;
    ///
    /// assert_eq!(PageLabel::parse("[3]"), Some(PageLabel::Number(3)));
    /// assert_eq!(PageLabel::parse("ab").map(|label| label.to_string()), Some("[ab]".to_owned()));
    /// assert_eq!(PageLabel::parse("0"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
        if let Ok(number) = bare.parse::<usize>() {
            return (number > 0).then_some(Self::Number(number));
        }
        let digit = |byte: u8| byte.is_ascii_lowercase().then(|| usize::from(byte - b'a') + 1);
        let add = |sum: usize, byte| sum.checked_mul(LETTERS)?.checked_add(digit(byte)?);
        let sum = bare.bytes().try_fold(0, add)?;
        sum.checked_sub(1).map(Self::Letter)
    }

    /// The label without brackets: `3`, `a`, `ab`.
    pub fn name(self) -> String {
        let mut at = match self {
            Self::Number(number) => return number.to_string(),
            Self::Letter(at) => at,
        };
        let mut letters = Vec::new();
        loop {
            letters.insert(0, char::from(b'a' + u8::try_from(at % LETTERS).unwrap_or(0)));
            match (at / LETTERS).checked_sub(1) {
                Some(rest) => at = rest,
                None => return letters.into_iter().collect(),
            }
        }
    }
}

/// The number of letters; the label after `z` is `aa`.
const LETTERS: usize = 26;

/// Writes it in brackets.
impl fmt::Display for PageLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("[{}]", self.name()))
    }
}

/// The kind of a page of an entry.
#[derive(Clone, Copy, Debug)]
pub enum PageKind<'a> {
    /// A source of its claims or relations.
    Source(Source<'a>),
    /// Its homepage.
    Homepage,
    /// Its code.
    Repository,
    /// Another link.
    Link(Link<'a>),
    /// An old address of a source.
    Former(Source<'a>),
}

/// A page of an entry.
#[derive(Clone, Debug)]
pub struct EntryPage<'a> {
    /// Its label.
    pub label: PageLabel,
    /// Its kind.
    pub kind: PageKind<'a>,
    /// The URL under which it is shown; absent only for a source without one.
    pub url: Option<SourceUrl>,
}

impl<'a> EntryPage<'a> {
    /// The title of its own, if it has one.
    pub fn title(&self) -> Option<&'a str> {
        match self.kind {
            PageKind::Source(source) | PageKind::Former(source) => Some(source.title()),
            PageKind::Link(link) => link.title(),
            PageKind::Homepage | PageKind::Repository => None,
        }
    }

    /// The word for its kind: that of the source, `homepage`, `repository`, `link` or `old address`.
    pub fn word(&self) -> &'static str {
        match self.kind {
            PageKind::Source(source) => source.kind().name(),
            PageKind::Homepage => "homepage",
            PageKind::Repository => "repository",
            PageKind::Link(_) => "link",
            PageKind::Former(_) => "old address",
        }
    }

    /// The URL that opens: of an old address the present one.
    pub fn target(&self) -> Option<SourceUrl> {
        match self.kind {
            PageKind::Former(source) => source.url().or_else(|| self.url.clone()),
            _ => self.url.clone(),
        }
    }
}

/// A page to open, and the words of it at which it opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The URL, as it is shown and copied.
    pub url: SourceUrl,
    /// Words of the page, if the place on it is known.
    pub words: Option<String>,
}

impl From<SourceUrl> for Destination {
    fn from(url: SourceUrl) -> Self {
        Self { url, words: None }
    }
}

impl Destination {
    /// The URL that opens the page at the words.
    pub fn address(&self) -> SourceUrl {
        self.words.as_ref().map_or_else(|| self.url.clone(), |words| self.url.at_words(words))
    }
}

/// The source that proves a claim, or an entry as a whole, best.
#[derive(Clone, Copy, Debug)]
pub struct Proof<'a> {
    /// The claim.
    pub claim: Claim<'a>,
    /// The position of the source.
    pub index: SourceIndex,
    /// The source.
    pub source: Source<'a>,
}

impl<'a> Proof<'a> {
    /// The words of the source by which the place of the claim is found: its passage, or else the heading above it.
    pub fn words(&self) -> Option<&'a str> {
        let places = || self.claim.passages().filter(|place| place.source() == self.index);
        places().find_map(Passage::text).or_else(|| places().find_map(Passage::section))
    }

    /// The page, opened at the words; absent if the source has no URL.
    pub fn destination(&self) -> Option<Destination> {
        Some(Destination { url: self.source.url()?, words: self.words().map(str::to_owned) })
    }
}

impl<'a> Source<'a> {
    /// Its present address with the number 1, and its former ones with letters.
    pub fn pages(self) -> Vec<EntryPage<'a>> {
        let present =
            EntryPage { label: PageLabel::Number(1), kind: PageKind::Source(self), url: self.url() };
        let former = self.former_urls().enumerate().map(|(at, url)| EntryPage {
            label: PageLabel::Letter(at),
            kind: PageKind::Former(self),
            url: Some(url),
        });
        std::iter::once(present).chain(former).collect()
    }
}

impl<'a> Entry<'a> {
    /// The page with a label.
    pub fn page(self, label: PageLabel) -> Option<EntryPage<'a>> {
        self.pages().into_iter().find(|page| page.label == label)
    }

    /// Its pages: its sources in the order of their numbers, then its homepage, its repository, its links and the old
    /// addresses of its sources. A URL that is there already is left out.
    pub fn pages(self) -> Vec<EntryPage<'a>> {
        let sources = self.sources();
        let mut pages: Vec<EntryPage<'a>> = Vec::new();
        for (number, (_, source)) in (1..).zip(&sources) {
            let (label, kind) = (PageLabel::Number(number), PageKind::Source(*source));
            pages.push(EntryPage { label, kind, url: source.url() });
        }
        let own = [(PageKind::Homepage, self.homepage()), (PageKind::Repository, self.repository())];
        let links = self.links().map(|link| (PageKind::Link(link), link.url()));
        let former = sources
            .iter()
            .flat_map(|(_, source)| source.former_urls().map(|url| (PageKind::Former(*source), Some(url))));
        for (kind, url) in own.into_iter().chain(links).chain(former) {
            if url.is_none() || pages.iter().any(|page| page.url == url) {
                continue;
            }
            let at = pages.len() - sources.len();
            let label = if sources.is_empty() { PageLabel::Number(at + 1) } else { PageLabel::Letter(at) };
            pages.push(EntryPage { label, kind, url });
        }
        pages
    }

    /// A page of it, opened where the page proves a claim; without one that cites it, where it proves the first claim whose
    /// place on it is known.
    pub fn destination(self, page: &EntryPage<'a>, claim: Option<Claim<'a>>) -> Option<Destination> {
        let url = page.target()?;
        let PageKind::Source(source) = page.kind else { return Some(url.into()) };
        let proof_of = |claim| self.proofs_of(claim).find(|proof| proof.source.id() == source.id());
        let words = match claim.and_then(proof_of) {
            Some(proof) => proof.words(),
            None => self.claims().filter_map(proof_of).find_map(|proof| proof.words()),
        };
        Some(Destination { url, words: words.map(str::to_owned) })
    }

    /// The source that proves a claim of it best: one in which the place is named before the others, then the company's own,
    /// the newest. One without a URL, or that is only a page of the entry, comes last.
    pub fn best_proof_of(self, claim: Claim<'a>) -> Option<Proof<'a>> {
        let has_no_url = |proof: &Proof<'a>| proof.source.url().is_none();
        self.proofs_of(claim)
            .min_by_key(|proof| (has_no_url(proof), proof.words().is_none(), self.rank(proof)))
    }

    /// The source that proves most: of the confirmed claims before the others, the company's own before others, the newest.
    pub fn best_proof(self) -> Option<Proof<'a>> {
        self.best().map(|(_, proof)| proof)
    }

    /// The position of the claim that is proved best.
    pub fn best_claim(self) -> Option<usize> {
        self.best().map(|(at, _)| at)
    }

    /// The best proof, with the position of its claim.
    fn best(self) -> Option<(usize, Proof<'a>)> {
        let proofs_of = |(at, claim)| self.proofs_of(claim).map(move |proof| (at, proof));
        self.claims().enumerate().flat_map(proofs_of).min_by_key(|(_, proof)| self.rank(proof))
    }

    /// The page that opens for the entry as a whole: its best proof, or else its first page with a URL.
    pub fn first_page(self) -> Option<Destination> {
        let proof = self.best_proof().and_then(|proof| proof.destination());
        proof.or_else(|| self.pages().iter().find_map(EntryPage::target).map(Destination::from))
    }

    /// A source of a relation of it, as a page opened where a claim of one of the two about the other is written.
    pub fn proof_of_relation(self, other: Self, source: Source<'a>) -> Option<Destination> {
        let of = |entry: Self, about: Self| {
            let claims = entry.claims().filter(move |claim| claim.names(about));
            claims
                .flat_map(move |claim| entry.proofs_of(claim))
                .find(|proof| proof.source.id() == source.id() && proof.words().is_some())
        };
        let proof = of(self, other).or_else(|| of(other, self));
        proof.and_then(|proof| proof.destination()).or_else(|| source.url().map(Destination::from))
    }

    fn proofs_of(self, claim: Claim<'a>) -> impl Iterator<Item = Proof<'a>> {
        let view = move |index| Some(Proof { claim, index, source: self.stack.source(index)? });
        claim.source_indexes().filter_map(view)
    }

    fn rank(self, proof: &Proof<'a>) -> impl Ord + use<'a> {
        let url = proof.source.url();
        let pages = [self.homepage(), self.repository()];
        let is_page =
            |url: &SourceUrl| pages.iter().flatten().any(|page| is_same_page(page.as_str(), url.as_str()));
        let weakness = match &url {
            None => 2,
            Some(url) if is_page(url) => 1,
            Some(_) => 0,
        };
        let confidence = match proof.claim.confidence() {
            Confidence::Confirmed => 0,
            Confidence::Reported => 1,
            Confidence::Inferred => 2,
        };
        (weakness, confidence, !proof.source.is_own(), Reverse(proof.source.published()))
    }
}
