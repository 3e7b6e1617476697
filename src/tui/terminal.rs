//! RAII access to the terminal: every exit (return, error, panic, signal) restores its state.
//!
//! Returns and errors restore it by dropping [`Terminal`], a panic by the hook set here, signals and a closed terminal by
//! the watcher thread ([`guard`]). All of them and the drawing share one lock, so that nothing is drawn after the state was
//! restored (on Windows only the drawing thread restores it, so that a frame needs no lock).

use std::any::Any;
use std::io::{self, IsTerminal};
use std::panic::{self, PanicHookInfo};
use std::rc::Rc;
use std::sync::Arc;
use std::thread;

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
};
use crossterm::{cursor, queue, style};
use ratatui::Frame;
use ratatui::layout::Size;

mod canvas;
#[cfg(unix)]
mod guard;
#[cfg(not(unix))]
#[path = "terminal/console.rs"]
mod guard;

use canvas::{Bytes, Canvas};
use guard::Guard;

/// A notice of the terminal to the loop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The program was stopped and continued, perhaps at another size: everything must be drawn again.
    #[cfg_attr(not(unix), expect(dead_code, reason = "no shell stops and continues a program there"))]
    Resumed,
    /// A thread other than the drawing one panicked; the text is not sanitized.
    Panicked(String),
}

/// Returns the reason why the interface cannot start: no terminal, or one without cursor addressing.
///
/// The caller checks whether standard output is a terminal, since otherwise the program prints a list.
#[must_use]
pub fn refusal() -> Option<&'static str> {
    match std::env::var_os("TERM") {
        Some(term) if term == "dumb" => {
            return Some("TERM=dumb cannot show the explorer; try `stacklore list`");
        }
        Some(term) if !term.is_empty() => {}
        _ if cfg!(unix) => {
            return Some("TERM is not set, so nothing can be shown; try `stacklore list`");
        }
        _ => {}
    }
    if io::stdin().is_terminal() || guard::has_terminal() {
        None
    } else {
        Some("there is no terminal to read keys from; try `stacklore list`")
    }
}

/// The acquired terminal; dropping it restores the terminal's state.
#[derive(Debug)]
pub struct Terminal {
    screen: ratatui::Terminal<Canvas>,
    frame: Bytes,
    guard: Arc<Guard>,
}

impl Terminal {
    /// Acquires the terminal: raw mode, alternate screen, hidden cursor, bracketed paste.
    ///
    /// `notify` is called on other threads. The calling thread is the drawing one: if it panics, the terminal's state is
    /// restored before the message is printed.
    ///
    /// # Errors
    ///
    /// Fails when there is no terminal or no thread can be started; the terminal is then as before.
    pub fn enter(notify: impl Fn(Notice) + Send + Sync + 'static) -> io::Result<Self> {
        // Under NO_COLOR crossterm turns a colour into a full reset, which would erase the selection's reverse video too.
        // The theme has no colours then, so crossterm need not remove any.
        style::force_color_output(true);
        let frame = Bytes::default();
        let guard = Guard::enter(Box::new(notify))?;
        restore_on_panic(&guard);
        let backend = Canvas::new(Rc::clone(&frame), Arc::clone(&guard));
        // Built after the guard, so that a failure here restores the terminal too.
        match ratatui::Terminal::new(backend) {
            Ok(screen) => Ok(Self { screen, frame, guard }),
            Err(error) => {
                guard.leave();
                Err(error)
            }
        }
    }

    /// Draws one frame and sends the changed cells in one write.
    ///
    /// Does nothing while another program has the terminal: a [`Notice::Resumed`] follows then.
    ///
    /// # Errors
    ///
    /// Fails when the terminal cannot be written to, for example because it was closed.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame)) -> io::Result<()> {
        let Some(drawing) = self.guard.begin_drawing() else { return Ok(()) };
        if self.guard.take_stale() {
            self.screen.backend_mut().forget();
            self.screen.clear()?;
        }
        self.screen.draw(view)?;
        let mut frame = self.frame.borrow_mut();
        if frame.is_empty() {
            return Ok(());
        }
        let mut bytes = Vec::with_capacity(frame.len() + 16);
        queue!(bytes, BeginSynchronizedUpdate)?;
        bytes.append(&mut frame);
        queue!(bytes, EndSynchronizedUpdate)?;
        drawing.send(&bytes)
    }

    /// Asks for the size of the screen, to be used for the next frames.
    ///
    /// ratatui would ask during each frame; if the window was resized just then, the layout would not fit the frame.
    pub fn measure(&mut self) -> Size {
        self.screen.backend_mut().measure()
    }

    /// Sends bytes that draw nothing, such as a line for the clipboard. Returns whether they were sent.
    ///
    /// Nothing is sent while another program has the terminal, as when this one is being stopped.
    ///
    /// # Errors
    ///
    /// Fails when the terminal cannot be written to.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<bool> {
        match self.guard.begin_drawing() {
            Some(drawing) => drawing.send(bytes).map(|()| true),
            None => Ok(false),
        }
    }

    /// Hands the terminal over to `work`, such as a text browser, and acquires it again afterwards.
    ///
    /// Meanwhile Ctrl-C and Ctrl-Z act on the other program only, and no keys may be read: see [`super::input`]. The next
    /// frame is drawn as a whole.
    ///
    /// # Errors
    ///
    /// Fails when the terminal cannot be acquired again; `work` has been done then.
    pub fn hand_over<T>(&mut self, work: impl FnOnce() -> T) -> io::Result<T> {
        self.guard.hand_over();
        let done = work();
        self.guard.reacquire()?;
        Ok(done)
    }

    /// Stops the program as Ctrl-Z does in a shell: the terminal is restored, and acquired again on `fg`.
    ///
    /// Returns at once; a [`Notice::Resumed`] follows. Does nothing if there is no shell to continue the program.
    pub fn suspend() {
        guard::suspend();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.guard.leave();
    }
}

/// Sets a panic hook that restores the terminal before the message of the drawing thread is printed.
///
/// A panic of another thread becomes a notice instead, since its message would be printed over the interface.
fn restore_on_panic(guard: &Arc<Guard>) {
    let previous = panic::take_hook();
    let guard = Arc::clone(guard);
    let drawing_thread = thread::current().id();
    panic::set_hook(Box::new(move |info| {
        if thread::current().id() == drawing_thread {
            guard.leave();
        } else if guard.is_shown() {
            guard.notify(Notice::Panicked(describe(info)));
            return;
        }
        previous(info);
    }));
}

fn describe(info: &PanicHookInfo) -> String {
    let payload: &dyn Any = info.payload();
    let message = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    let thread = thread::current();
    let name = thread.name().unwrap_or("unnamed");
    match info.location() {
        Some(at) => format!("internal error in thread {name}: {message} ({}:{})", at.file(), at.line()),
        None => format!("internal error in thread {name}: {message}"),
    }
}

/// The escape sequences that switch the interface's modes on.
fn entering() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(64);
    queue!(bytes, EnterAlternateScreen, cursor::Hide, EnableBracketedPaste)?;
    Ok(bytes)
}

/// The escape sequences that switch them off again, in reverse order; they also end an unfinished frame.
fn leaving() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(64);
    queue!(
        bytes,
        EndSynchronizedUpdate,
        style::SetAttribute(style::Attribute::Reset),
        DisableBracketedPaste,
        cursor::Show,
        LeaveAlternateScreen
    )?;
    Ok(bytes)
}
