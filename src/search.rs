//! A query turned into ranked hits, each with the reason why it is one.
//!
//! A hit's tier says how well the entry answers; no hit of a lower tier ever comes before one of a higher tier. Raw
//! scores stay inside this module, and it knows nothing of screens.
//!
//! ```text
//! Query  what was typed, taken apart          Index  everything that can be found, folded, built once
//!    └──────────────► Plan ◄──────────────────┘
//!                      │  a Slot for each word: a grade for each entry; filters: yes or no
//!                      ▼
//!                   Answer  all hits, in order as far as somebody looks  ──►  Hit  ──►  Reason
//! ```
//!
//! [`Memory`] holds what earlier queries found: a longer query looks through what is left.

mod advice;
mod answer;
mod corpus;
mod fold;
mod index;
mod limits;
mod memory;
mod needle;
mod plan;
mod query;
mod rank;
mod reason;
mod scattered;
mod slips;
mod slot;
mod stems;
#[cfg(test)]
mod tests;

pub use advice::{Advice, Drop};
pub use answer::{Answer, Hit};
pub use index::{Asked, Index};
pub use memory::Memory;
pub use query::Query;
pub use rank::{Field, Tier};
pub use reason::Reason;
