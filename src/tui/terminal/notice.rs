//! The notices of the terminal.

use std::sync::mpsc::Sender;

/// A notice of the terminal to the loop.
#[derive(Clone, Debug)]
pub enum Notice {
    /// The program was stopped and continued, perhaps at another size: everything must be drawn again.
    #[cfg_attr(not(unix), expect(dead_code, reason = "no shell stops and continues a program there"))]
    Resumed,
    /// The window was resized.
    #[cfg_attr(not(unix), expect(dead_code, reason = "a console reports it among the keys"))]
    Resized,
    /// A signal ends the program, which waits a moment until the sender is dropped; the terminal is restored.
    #[cfg_attr(not(unix), expect(dead_code, reason = "no signal ends a program there"))]
    Ending(Sender<()>),
    /// A signal stops the program, which waits a moment until the sender is dropped; the terminal is restored.
    #[cfg_attr(not(unix), expect(dead_code, reason = "no shell stops a program there"))]
    Stopping(Sender<()>),
    /// A thread other than the drawing one panicked; the text is not sanitized.
    Panicked(String),
}
