//! The claim that says most about an entry, and the page that proves a claim.

use super::{Catalog, ClaimId, EntryId};
use crate::dataset::{Destination, Source};

/// The page that proves a claim or a move.
#[derive(Clone, Debug)]
pub struct ProofPage<'a> {
    /// The source.
    pub source: Source<'a>,
    /// The page, at the words that prove it; absent for a source without a URL.
    pub page: Option<Destination>,
}

impl Catalog {
    /// The claim of an entry that is proved best.
    pub fn strongest_claim(&self, id: EntryId) -> Option<ClaimId> {
        let at = self.entry(id)?.best_claim()?;
        Some(ClaimId { entry: id, at: u32::try_from(at).ok()? })
    }

    /// The page that proves a claim best, the one that `open` opens.
    pub fn proof_of_claim(&self, id: ClaimId) -> Option<ProofPage<'_>> {
        let proof = self.entry(id.entry)?.best_proof_of(self.claim(id)?)?;
        Some(ProofPage { source: proof.source, page: proof.destination() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Move, bundled, sample};
    use crate::dataset::Passage;

    #[test]
    fn of_two_claims_of_one_text_the_one_that_is_proved_best_counts() {
        let text = include_str!("../../tests/fixtures/stacks/mill.toml");
        let claim = "[[entry.claim]]\ntext = \"The weights were kept in MongoDB from 2014.\"\n";
        let twice = format!("{claim}confidence = \"reported\"\nsources = [\"first\"]\n\n{claim}");
        let catalog = Catalog::new(vec![sample::read("mill.toml", &text.replacen(claim, &twice, 1))]);
        let (id, _) = catalog.entries().find(|(_, entry)| entry.id() == "mongodb").expect("it is there");
        assert_eq!(catalog.strongest_claim(id).map(|claim| claim.at), Some(1));
    }

    /// The URL and the words at which it opens, of the claim of a row if it has one.
    fn opens_at(catalog: &Catalog, claim: Option<ClaimId>, proof: Option<ProofPage<'_>>) -> Option<bool> {
        let page = proof?.page?;
        let has_place = |claim| {
            let mut places = catalog.claim(claim)?.passages();
            Some(places.any(|place: Passage<'_>| place.text().or(place.section()).is_some()))
        };
        let is_known = claim.and_then(has_place) == Some(true);
        assert!(!is_known || page.words.is_some(), "{} opens at its beginning", page.url);
        Some(page.words.is_some())
    }

    #[test]
    fn the_rows_of_the_built_in_stacks_have_a_page_and_open_where_their_claim_is_written() {
        let stacks = bundled::ALL.iter().filter_map(bundled::Bundled::stack);
        let catalog = Catalog::new(stacks.collect());
        assert_eq!(catalog.stacks().len(), bundled::ALL.len());
        let of_move = |one: &Move| opens_at(&catalog, one.claim, catalog.proof_of_move(one));
        let of_entry = |id| {
            let claim = catalog.strongest_claim(id);
            opens_at(&catalog, claim, claim.and_then(|claim| catalog.proof_of_claim(claim)))
        };
        let moves: Vec<_> = catalog.moves().iter().map(of_move).collect();
        let technologies = catalog.entries().filter(|(_, entry)| !entry.is_event());
        let entries: Vec<_> = technologies.map(|(id, _)| of_entry(id)).collect();
        for (rows, least, floor) in [(moves, 390, 98), (entries, 1500, 97)] {
            assert!(rows.len() >= least, "{}", rows.len());
            assert!(rows.iter().all(Option::is_some), "every row has a page");
            let at_words = rows.iter().filter(|row| **row == Some(true)).count();
            assert!(at_words * 100 >= rows.len() * floor, "{at_words} of {}", rows.len());
        }
    }
}
