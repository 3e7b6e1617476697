//! Whether a word stands somewhere at all.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use crate::search::needle::Needle;

/// A text below this size is looked through faster than a thread begins, in bytes.
const PIECE: usize = 1 << 20;

/// What stands so often, even if only inside words, was meant so.
const OFTEN: usize = 1 << 14;

/// After so many places in a piece that looked like it, the rest of the piece is taken for a text made to be slow.
const MISSES: usize = 1 << 13;

/// Whether a word stands in some texts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stands {
    /// Somewhere.
    pub(super) stands: bool,
    /// Where it fits, or very often.
    pub(super) fits: bool,
}

/// Whether a needle stands somewhere in some texts, and somewhere where `fits` agrees.
pub(super) fn anywhere<'a>(
    texts: impl Iterator<Item = &'a str>,
    needle: &Needle,
    threads: usize,
    fits: impl Fn(&str, usize) -> bool + Sync,
) -> Stands {
    // Pieces overlap, so that nothing stands between two of them; all stop when one has found it.
    let cut = |text: &'a str| (0..text.len()).step_by(PIECE).map(move |from| (text, from));
    let pieces: Vec<(&str, usize)> = texts.flat_map(cut).collect();
    let (next, places, found) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
    let look = || {
        while let Some((text, from)) = pieces.get(next.fetch_add(1, Ordering::Relaxed)) {
            let to = text.len().min(from + PIECE + needle.len().saturating_sub(1));
            let (mut next, mut misses) = (*from, 0);
            while let Some((at, stands)) = needle.seek(text.as_bytes(), next, to) {
                next = at + 1;
                if !stands {
                    misses += 1;
                    if misses == MISSES {
                        // It may stand further on.
                        places.fetch_add(1, Ordering::Relaxed);
                        break;
                    }
                    continue;
                }
                // The same whoever finds it: one place that fits, or very many.
                if fits(text, at) || places.fetch_add(1, Ordering::Relaxed) >= OFTEN {
                    found.store(true, Ordering::Relaxed);
                    return;
                }
            }
            if found.load(Ordering::Relaxed) {
                return;
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads.min(pieces.len()) {
            // What no thread can be started for is done here.
            let _ = thread::Builder::new().spawn_scoped(scope, look);
        }
        look();
    });
    let fits = found.into_inner();
    Stands { stands: fits || places.into_inner() > 0, fits }
}
