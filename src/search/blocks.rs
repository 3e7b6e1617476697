//! The hits of several stacks that have one name, kept together.
//!
//! Inside a tier the hits with one name are a block, which is where its best hit is; so a lower tier never precedes a
//! higher one. Only the best hit of a block is sorted among the others.

use strum::VariantArray;

use super::rank::{Rank, Tier};

/// The number of its name for each entry of an index, counted from 1; 0 for a name that no other entry has.
#[derive(Debug, Default)]
pub(super) struct Namesakes {
    numbers: Vec<u32>,
    names: usize,
}

impl Namesakes {
    /// Numbers the names that several entries have; `first` has the position of the first entry with the name of each.
    pub(super) fn new(first: &[u32]) -> Self {
        let mut namesakes = Self { numbers: vec![0; first.len()], names: 0 };
        for (at, first) in (0..).zip(first) {
            if *first == at {
                continue;
            }
            let Some(number) = namesakes.numbers.get_mut(*first as usize) else { continue };
            if *number == 0 {
                namesakes.names += 1;
                *number = u32::try_from(namesakes.names).unwrap_or(0);
            }
            let number = *number;
            if let Some(own) = namesakes.numbers.get_mut(at as usize) {
                *own = number;
            }
        }
        namesakes
    }

    /// The slot of a hit among those of all names and tiers, `None` for a name of its own.
    fn slot(&self, rank: Rank) -> Option<usize> {
        let number = self.numbers.get(rank.at()).filter(|number| **number > 0)?;
        Some((*number as usize - 1) * Tier::VARIANTS.len() + rank.tier() as usize)
    }
}

/// The blocks of the hits of a query.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// The number of the block in each slot, counted from 1.
    slots: Vec<u32>,
    all: Vec<Block>,
    /// The hits of all blocks, each with the number of the one before it in its block, counted from 1.
    hits: Vec<(Rank, u32)>,
}

#[derive(Clone, Copy, Debug)]
struct Block {
    best: Rank,
    last: u32,
}

impl Blocks {
    /// Takes the hits with a shared name out of `all`, except for the best of each block.
    pub(super) fn take(all: &mut Vec<Rank>, namesakes: &Namesakes) -> Self {
        let is_ranked = all.first().is_some_and(|rank| rank.tier() != Tier::Fact);
        if namesakes.names == 0 || !is_ranked {
            return Self::default();
        }
        let mut taken = Self { slots: vec![0; namesakes.names * Tier::VARIANTS.len()], ..Self::default() };
        all.retain(|rank| match namesakes.slot(*rank) {
            Some(slot) => {
                taken.add(slot, *rank);
                false
            }
            None => true,
        });
        all.extend(taken.all.iter().map(|block| block.best));
        taken
    }

    fn add(&mut self, slot: usize, rank: Rank) {
        let Some(number) = self.slots.get_mut(slot) else { return };
        if *number == 0 {
            self.all.push(Block { best: rank, last: 0 });
            *number = u32::try_from(self.all.len()).unwrap_or(0);
        }
        let Some(block) = (*number as usize).checked_sub(1).and_then(|at| self.all.get_mut(at)) else {
            return;
        };
        self.hits.push((rank, block.last));
        *block = Block { best: block.best.min(rank), last: u32::try_from(self.hits.len()).unwrap_or(0) };
    }

    /// The hits of the block of its best one in order, or that hit alone.
    pub(super) fn of(&self, best: Rank, namesakes: &Namesakes) -> Vec<Rank> {
        let number = namesakes.slot(best).and_then(|slot| self.slots.get(slot)).copied().unwrap_or(0);
        let Some(block) = (number as usize).checked_sub(1).and_then(|at| self.all.get(at)) else {
            return vec![best];
        };
        let mut hits = Vec::new();
        let mut next = block.last;
        while let Some((rank, before)) = (next as usize).checked_sub(1).and_then(|at| self.hits.get(at)) {
            hits.push(*rank);
            next = *before;
        }
        hits.sort_unstable();
        hits
    }

    /// Approximate size in memory.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.slots) + size_of_val(&*self.all) + size_of_val(&*self.hits)
    }
}
