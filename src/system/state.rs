//! What is remembered between sessions: never required, never in the way.

use std::fs::{self, File};
use std::path::PathBuf;

use super::places;

/// Whether the first-run tip was seen in an earlier session.
///
/// Where nothing can be remembered it counts as seen, or it would come up every time.
#[must_use]
pub fn tip_was_seen() -> bool {
    tip_mark().is_none_or(|mark| mark.exists())
}

/// Remembers that the first-run tip was seen; where that cannot be written down, nothing happens.
pub fn remember_tip() {
    if let Some(mark) = tip_mark()
        && let Some(folder) = mark.parent()
        && fs::create_dir_all(folder).is_ok()
    {
        // An empty file appears as a whole or not at all, also when two sessions make it at once.
        let _forgotten = File::create(mark);
    }
}

fn tip_mark() -> Option<PathBuf> {
    places::state_folder().map(|folder| folder.join("tip-seen"))
}
