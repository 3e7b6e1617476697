//! A query turned into ranked hits, each with the reason why it is one.
//!
//! A hit's tier says how well the entry answers; no hit of a lower tier ever comes before one of a higher tier. Raw
//! scores stay inside this module, and it knows nothing of screens.

mod fold;
mod index;
mod query;
mod rank;
mod reason;

pub use index::{Hit, Index};
pub use query::Query;
pub use rank::{Field, Tier};
pub use reason::Reason;
