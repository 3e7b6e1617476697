//! Signals that wait while their handlers are being installed.

use nix::sys::signal::{SigSet, SigmaskHow, Signal};

/// Runs a function while signals of these numbers wait, on this thread and on those that the function starts.
///
/// signal-hook installs a handler before it knows what the handler is to do, and drops a signal in between. Signals that
/// come meanwhile are delivered when the function returns; threads that it started let other threads take them.
pub fn held<T>(numbers: impl Iterator<Item = i32>, run: impl FnOnce() -> T) -> T {
    let signals: SigSet = numbers.filter_map(|number| Signal::try_from(number).ok()).collect();
    // Both fail for a wrong argument only.
    let before = signals.thread_swap_mask(SigmaskHow::SIG_BLOCK);
    let result = run();
    if let Ok(before) = before {
        let _set = before.thread_set_mask();
    }
    result
}
