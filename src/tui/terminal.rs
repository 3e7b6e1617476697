//! The terminal as a thing that is borrowed: however the program ends, it is given back as it was found.
//!
//! The normal end and the error return give it back by value, a panic by the hook set here, signals and a closed
//! terminal by the guard's thread ([`guard`]). All of them and the drawing go through one lock, so that nothing is drawn
//! after the terminal was given back (on Windows only the drawing thread gives it back, so that a frame needs no lock). What is drawn, and what a key means, is no concern of this module.

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

/// What the terminal has to tell the loop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The program was stopped and goes on, perhaps at another size: everything must be drawn again.
    #[cfg_attr(not(unix), expect(dead_code, reason = "no shell stops and continues a program there"))]
    Resumed,
    /// A thread other than the drawing one panicked; the text is not yet fit for a screen.
    Panicked(String),
}

/// Says why the interface cannot start here, if it cannot: no terminal, or one without cursor addressing.
///
/// Whether standard output is a terminal is for the caller to ask, since then there is something else to do.
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

/// The terminal while the interface has it.
///
/// Dropping it gives the terminal back.
#[derive(Debug)]
pub struct Terminal {
    screen: ratatui::Terminal<Canvas>,
    page: Bytes,
    guard: Arc<Guard>,
}

impl Terminal {
    /// Takes the terminal: raw mode, alternate screen, no cursor, pastes in brackets.
    ///
    /// Notices are handed to `notify` on other threads. From here on the thread that calls is the drawing one: when it
    /// panics, the terminal is given back before the message is printed.
    ///
    /// # Errors
    ///
    /// Fails when there is no terminal or no thread can be had; the terminal is then as it was.
    pub fn enter(notify: impl Fn(Notice) + Send + Sync + 'static) -> io::Result<Self> {
        // Under NO_COLOR crossterm turns a colour into a full reset, which would erase the reverse video of the
        // selection too. The theme sets no colours then, so that there is nothing for crossterm to take out.
        style::force_color_output(true);
        let page = Bytes::default();
        let guard = Guard::enter(Box::new(notify))?;
        restore_on_panic(&guard);
        let backend = Canvas::new(Rc::clone(&page), Arc::clone(&guard));
        // Made after the terminal was taken, so that a failure here gives it back too.
        match ratatui::Terminal::new(backend) {
            Ok(screen) => Ok(Self { screen, page, guard }),
            Err(error) => {
                guard.leave();
                Err(error)
            }
        }
    }

    /// Draws one frame and sends what has changed, in one write.
    ///
    /// Nothing happens while the terminal belongs to somebody else: a [`Notice::Resumed`] follows then.
    ///
    /// # Errors
    ///
    /// Fails when the terminal cannot be written to, as when it was closed.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame)) -> io::Result<()> {
        let Some(drawing) = self.guard.begin_drawing() else { return Ok(()) };
        if self.guard.take_stale() {
            self.screen.backend_mut().forget();
            self.screen.clear()?;
        }
        self.screen.draw(view)?;
        let mut page = self.page.borrow_mut();
        if page.is_empty() {
            return Ok(());
        }
        let mut frame = Vec::with_capacity(page.len() + 16);
        queue!(frame, BeginSynchronizedUpdate)?;
        frame.append(&mut page);
        queue!(frame, EndSynchronizedUpdate)?;
        drawing.send(&frame)
    }

    /// Asks for the size of the screen, which the next frames are drawn for.
    ///
    /// ratatui would ask anew for each frame; if the window changed just then, the frame would not fit what is drawn.
    pub fn measure(&mut self) -> Size {
        self.screen.backend_mut().measure()
    }

    /// Sends bytes that draw nothing, such as a line for the clipboard: whether it did.
    ///
    /// Nothing is sent while the terminal belongs to somebody else, as when the program is being stopped.
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

    /// Gives the terminal to `work`, as for a text browser, and takes it again afterwards.
    ///
    /// Meanwhile the keys that interrupt or stop a program are for the other program: this one does not die of them. The
    /// next frame is drawn from nothing. Keys must not be read meanwhile: see [`super::input`].
    ///
    /// # Errors
    ///
    /// Fails when the terminal cannot be taken again; `work` has been done then.
    pub fn hand_over<T>(&mut self, work: impl FnOnce() -> T) -> io::Result<T> {
        self.guard.hand_over();
        let done = work();
        self.guard.take_back()?;
        Ok(done)
    }

    /// Stops the program as Ctrl-Z does outside: the terminal is given back, and taken again when the shell goes on.
    ///
    /// Returns at once; a [`Notice::Resumed`] follows. Nothing happens where no shell could wake the program up.
    pub fn suspend() {
        guard::suspend();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.guard.leave();
    }
}

/// Gives the terminal back before the message of a panic of the drawing thread is printed.
///
/// A panic of another thread becomes a notice instead: its message would be printed over the interface.
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

/// What switches the interface's modes on.
fn entering() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(64);
    queue!(bytes, EnterAlternateScreen, cursor::Hide, EnableBracketedPaste)?;
    Ok(bytes)
}

/// What switches them off again, in reverse order; also ends a frame that was cut short.
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
