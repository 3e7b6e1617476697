//! The proof of a row of `who` and `moves`: a claim, by the label that `open` takes, and the page that proves it.

use std::io;

use super::output::{Line, Output, Role, text};
use crate::catalog::{Catalog, ClaimId, EntryId, Move, ProofPage};
use crate::dataset::{Claim, Date};
use crate::export::json;

/// The claim of a row, and the page that proves it.
pub(super) struct RowProof<'a> {
    /// The claim, with its entry as `stack/id` and its label.
    claim: Option<(String, String, Claim<'a>)>,
    page: ProofPage<'a>,
}

impl<'a> RowProof<'a> {
    /// The proof of an entry: its strongest claim.
    pub(super) fn of_entry(catalog: &'a Catalog, id: EntryId) -> Option<Self> {
        let claim = catalog.strongest_claim(id)?;
        Some(Self { claim: labelled(catalog, claim), page: catalog.proof_of_claim(claim)? })
    }

    /// The proof of a move.
    pub(super) fn of_move(catalog: &'a Catalog, one: &Move) -> Option<Self> {
        let claim = one.claim.and_then(|claim| labelled(catalog, claim));
        Some(Self { claim, page: catalog.proof_of_move(one)? })
    }

    /// The URL of the page at the words that prove the claim.
    fn address(&self) -> Option<String> {
        self.page.page.as_ref().map(|page| page.address().to_string())
    }

    /// The publisher and the year of the source.
    fn source(&self) -> String {
        let source = self.page.source;
        let year = source.published().map(|date| format!(" {}", date.year())).unwrap_or_default();
        format!("{}{year}", source.voice())
    }

    /// Prints the claim, and below it what `open` takes, the source and the URL.
    pub(super) fn print_human(&self, out: &mut Output<'_>, indent: usize) -> io::Result<()> {
        let mut below = Line::blank(indent);
        if let Some((id, label, claim)) = &self.claim {
            out.wrapped(&Line::new(Role::Dim, claim.text()), indent)?;
            below.push(Role::Number, &format!("{id} {label}  "));
        }
        below.push(Role::Dim, &self.source());
        let Some(page) = &self.page.page else { return out.line(&below) };
        // Not wrapped, so that it can be clicked and copied.
        let address = Line::new(Role::Address, page.url.as_str());
        if below.width() + 2 + address.width() <= out.full_width() {
            return out.line(&below.with(Role::Text, "  ").with(Role::Address, page.url.as_str()));
        }
        out.line(&below)?;
        out.line(&Line::blank(indent).with(Role::Address, page.url.as_str()))
    }

    /// The proof as JSON has it.
    pub(super) fn json(&self) -> json::ProofPart<'a> {
        let claim = self.claim.as_ref();
        json::ProofPart {
            entry: claim.map(|(id, ..)| id.clone()),
            claim: claim.map(|(_, label, _)| label.clone()),
            text: claim.map(|(.., claim)| claim.text()),
            confidence: claim.map(|(.., claim)| claim.confidence().name()),
            when: claim.and_then(|(.., claim)| claim.when()).map(|when| when.to_string()),
            source: self.page.source.id(),
            title: self.page.source.title(),
            publisher: self.page.source.publisher(),
            published: self.page.source.published().as_ref().map(Date::to_string),
            url: self.page.page.as_ref().map(|page| page.url.to_string()),
            address: self.address(),
        }
    }
}

/// The fields of plain output: entry and label of the claim, its text, the title of the source, the URL at the words.
pub(super) fn plain_fields(proof: Option<&RowProof<'_>>) -> [String; 5] {
    let Some(proof) = proof else { return Default::default() };
    let (id, label, claim) = proof
        .claim
        .as_ref()
        .map(|(id, label, claim)| (id.clone(), label.clone(), claim.text()))
        .unwrap_or_default();
    [id, label, claim.to_owned(), proof.page.source.title().to_owned(), text(proof.address())]
}

/// A claim with its entry as `stack/id` and its label, as `open` takes them.
fn labelled(catalog: &Catalog, id: ClaimId) -> Option<(String, String, Claim<'_>)> {
    Some((catalog.full_id(id.entry), format!("C{}", id.at + 1), catalog.claim(id)?))
}
