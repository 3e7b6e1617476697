//! The notices of the terminal.

/// A notice of the terminal to the loop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The program was stopped and continued, perhaps at another size: everything must be drawn again.
    #[cfg_attr(not(unix), expect(dead_code, reason = "no shell stops and continues a program there"))]
    Resumed,
    /// The window was resized.
    #[cfg_attr(not(unix), expect(dead_code, reason = "a console reports it among the keys"))]
    Resized,
    /// A thread other than the drawing one panicked; the text is not sanitized.
    Panicked(String),
}
