//! The rules for the sources of a claim: how many it needs, and what a page cannot prove.

use super::super::draft::{ClaimDraft, Draft, EntryDraft, Texts};
use super::super::own::is_same_page;
use super::super::{Code, Confidence, Finding};

/// The sources of a stack, as far as their number and their origin matter.
pub(super) struct Evidence<'d> {
    draft: &'d Draft<'d>,
    /// Whether each source is the company's own.
    own: Vec<bool>,
}

impl<'d> Evidence<'d> {
    pub fn new(draft: &'d Draft<'_>, own: Vec<bool>) -> Self {
        Self { draft, own }
    }

    /// The finding about the sources of a claim, which a list names.
    ///
    /// A second source is expected of what others report. What the company says of itself needs none, nor what the maker
    /// of a thing says of it, nor a guess.
    pub fn check(
        &self,
        entry: &EntryDraft<'_>,
        claim: &ClaimDraft<'_>,
        confidence: Confidence,
        list: &Texts<'_>,
        sources: &[u32],
    ) -> Option<Finding> {
        let is_own = |at: &u32| self.own.get(*at as usize).is_some_and(|own| *own);
        let is_of_entry = |at: &u32| self.is_page_of(entry, *at);
        let first = sources.first()?;
        let is_single = sources.iter().all(|at| at == first);
        let span = list.span.clone();
        let about_company = claim.text.given().is_some_and(|text| self.names_stack(&text.value));
        if about_company && sources.iter().all(|at| is_of_entry(at) && !is_own(at)) {
            let message = "this claim cites only pages of the entry itself";
            let help = "they show what it is, not who uses it: cite a page of the company's, or another that says so";
            return Some(Finding::hint(Code::OwnPage, span, message).help(help.to_owned()));
        }
        match confidence {
            _ if !is_single || is_of_entry(first) && !is_own(first) => None,
            Confidence::Inferred => None,
            Confidence::Confirmed if is_own(first) => None,
            Confidence::Reported if is_own(first) => {
                let message = "this claim is only reported, though its one source is the company's own";
                let help =
                    "read that page and make the claim confirmed, or name the page that was read as well";
                Some(Finding::hint(Code::SecondHand, span, message).help(help.to_owned()))
            }
            Confidence::Confirmed => {
                let message = "this claim cites only one source, which is not the company's own";
                let help = "cite a page of the company's too, or make the claim reported";
                Some(Finding::warning(Code::SingleSource, span, message).help(help.to_owned()))
            }
            Confidence::Reported => {
                let help = "cite a second one that says the same, if there is one";
                let message = "this claim cites only one source";
                Some(Finding::warning(Code::SingleSource, span, message).help(help.to_owned()))
            }
        }
    }

    /// Whether a source is the homepage or the repository of an entry.
    fn is_page_of(&self, entry: &EntryDraft<'_>, source: u32) -> bool {
        let url = self.draft.sources.get(source as usize).and_then(|source| source.url.given());
        let pages = [entry.homepage.given(), entry.repository.given()];
        url.is_some_and(|url| pages.into_iter().flatten().any(|page| is_same_page(&page.value, &url.value)))
    }

    /// Whether a text contains the name of the stack as a word.
    fn names_stack(&self, text: &str) -> bool {
        let head = self.draft.head.given().and_then(|head| head.name.given());
        let Some(name) = head.map(|name| &*name.value).filter(|name| !name.is_empty()) else { return false };
        let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        text.match_indices(name).any(|(at, _)| {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let after = text.get(at + name.len()..).and_then(|after| after.chars().next());
            is_edge(before) && is_edge(after)
        })
    }
}
