//! Independent jobs shared among scoped threads.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The number of processor cores, 1 if it is unknown.
pub(crate) fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// The results of `work` for each job, in order, computed by at most `threads` threads.
///
/// Jobs are begun in their order. Each thread makes one scratch value and lends it to all of its jobs.
pub(crate) fn map<J: Sync, S, T: Send>(
    threads: usize,
    jobs: &[J],
    scratch: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &J) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut scratch = scratch();
        let own_jobs = std::iter::from_fn(|| {
            let at = next.fetch_add(1, Ordering::Relaxed);
            jobs.get(at).map(|job| (at, job))
        });
        own_jobs.map(|(at, job)| (at, work(&mut scratch, job))).collect::<Vec<_>>()
    };
    let mut results = thread::scope(|scope| {
        let start = |_| thread::Builder::new().spawn_scoped(scope, run);
        let others: Vec<_> = (1..threads.min(jobs.len())).map(start).collect();
        let mut results = run();
        // A thread that could not be started leaves its jobs to the others.
        for other in others.into_iter().flatten() {
            results.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        results
    });
    results.sort_unstable_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}
