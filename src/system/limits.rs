//! Limits of the system as errors and exit codes, where the signal for them would end the program without a message.

#[cfg(unix)]
use std::sync::{Arc, atomic::AtomicBool};

/// Makes a write over the limit of file sizes (`ulimit -f`) an error of that write.
#[cfg(unix)]
pub fn report_file_size_limit() {
    // The system reports the error if the signal is handled. Started programs get the default again.
    let flag = Arc::new(AtomicBool::new(false));
    let _default = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, flag);
}

/// Makes an abort, such as after refused memory, an end with an exit code; the standard library has printed the cause.
#[cfg(unix)]
pub fn exit_on_abort(code: u8) {
    let always = Arc::new(AtomicBool::new(true));
    let signal = signal_hook::consts::SIGABRT;
    let _default = signal_hook::flag::register_conditional_shutdown(signal, code.into(), always);
}

/// Does nothing: this system has no such signal.
#[cfg(not(unix))]
pub fn report_file_size_limit() {}

/// Does nothing: this system has no such signal.
#[cfg(not(unix))]
pub fn exit_on_abort(_code: u8) {}
