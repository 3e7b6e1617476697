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
        let entry = self.entry(id)?;
        let proof = entry.best_proof()?;
        let at = entry.claims().position(|claim| claim.text() == proof.claim.text())?;
        Some(ClaimId { entry: id, at: u32::try_from(at).ok()? })
    }

    /// The page that proves a claim best, the one that `open` opens.
    pub fn proof_of_claim(&self, id: ClaimId) -> Option<ProofPage<'_>> {
        let proof = self.entry(id.entry)?.best_proof_of(self.claim(id)?)?;
        Some(ProofPage { source: proof.source, page: proof.destination() })
    }
}
