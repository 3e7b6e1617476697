//! RAII access to the terminal: every exit (return, error, panic, signal) restores its state.
//!
//! Returns and errors restore it by dropping [`Terminal`], a panic by the hook set here, signals and a closed terminal by
//! the watcher thread ([`guard`]). All of them and the drawing share one lock, so that nothing is drawn after the state was
//! restored (on Windows only the drawing thread restores it, so that a frame needs no lock).

mod encode;
#[cfg(unix)]
mod guard;
#[cfg(not(unix))]
#[path = "terminal/console.rs"]
mod guard;
mod modes;
mod notice;

use std::any::Any;
use std::io::{self, IsTerminal};
use std::panic::{self, PanicHookInfo};
use std::sync::Arc;
use std::thread;

use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use crossterm::{cursor, queue, style};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::Modifier;

use self::encode::{Addressing, Picture};
use self::guard::Guard;
pub use self::guard::Keys;
pub use self::modes::Modes;
pub use self::notice::Notice;
use crate::config::Height;
use crate::ui::{CellLink, Frame};

/// Initial capacity in bytes for a frame; the first one of 100x30 has 4.3 kB.
const FRAME_BYTES: usize = 8 * 1024;

/// Returns the reason why the interface cannot start: no terminal, or one without cursor addressing.
///
/// The caller checks whether standard output is a terminal, unless entries are picked: otherwise the program prints a list.
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
    let has_screen = || io::stdout().is_terminal() || io::stderr().is_terminal();
    match io::stdin().is_terminal() {
        false if !guard::has_terminal() => {
            Some("there is no terminal to read keys from; try `stacklore list`")
        }
        true if !has_screen() && !guard::has_terminal() => {
            Some("there is no terminal to draw on; try `stacklore list`")
        }
        _ => None,
    }
}

/// The acquired terminal; dropping it restores the terminal's state.
pub struct Terminal {
    guard: Arc<Guard>,
    /// The size of the frames: constant between two calls of [`Terminal::measure`], even if the window is resized.
    size: Size,
    /// The last frame, and the buffer for the next one; both are empty until they are needed.
    shown: Buffer,
    next: Buffer,
    /// The links of the last frame.
    links: Vec<CellLink>,
    has_links: bool,
    is_cursor_shown: bool,
}

impl Terminal {
    /// Acquires the terminal: raw mode, hidden cursor, bracketed paste; and the alternate screen, or with a height so many
    /// rows below the prompt; and some further modes.
    ///
    /// `notify` is called on other threads. The calling thread is the drawing one: if it panics, the terminal's state is
    /// restored before the message is printed.
    ///
    /// # Errors
    ///
    /// Fails when there is no terminal or no thread can be started; the terminal is then as before.
    pub fn enter(
        height: Option<Height>,
        modes: Modes,
        notify: impl Fn(Notice) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        // Under NO_COLOR crossterm turns a colour into a full reset, which would erase the selection's reverse video too.
        // The theme has no colours then, so crossterm need not remove any.
        style::force_color_output(true);
        let guard = Guard::enter(height, modes, Box::new(notify))?;
        restore_on_panic(&guard);
        let size = guard.size();
        let (shown, next, links) = Default::default();
        Ok(Self { guard, size, shown, next, links, has_links: modes.links, is_cursor_shown: false })
    }

    /// Draws one frame and sends the changed cells in one write.
    ///
    /// Does nothing while another program has the terminal: a [`Notice::Resumed`] follows then.
    ///
    /// # Errors
    ///
    /// Fails when the terminal cannot be written to, for example because it was closed.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        let Some(drawing) = self.guard.begin_drawing() else { return Ok(()) };
        let area = Rect::from((Position::ORIGIN, self.size));
        if self.next.area == area {
            self.next.reset();
        } else {
            self.next = Buffer::empty(area);
        }
        let mut frame = Frame::new(&mut self.next);
        if self.has_links {
            frame = frame.with_links();
        }
        view(&mut frame);
        let cursor = frame.cursor();
        let links = std::mem::replace(&mut self.links, frame.into_links());
        let (cursor, addressing) = if self.guard.is_inline() {
            (self.inline_cursor(cursor), Addressing::Relative)
        } else {
            (cursor, Addressing::Absolute)
        };
        let mut bytes = Vec::with_capacity(FRAME_BYTES);
        queue!(bytes, BeginSynchronizedUpdate)?;
        let unchanged = bytes.len();
        let has_moved = self.guard.is_inline() && self.guard.reserve(area.height);
        if has_moved {
            bytes.extend(modes::beginning_again(self.size)?);
        }
        let is_stale = self.guard.take_stale() || has_moved;
        if is_stale {
            // Another program may have left attributes on, and the cursor.
            queue!(bytes, style::SetAttribute(style::Attribute::Reset), cursor::Hide)?;
            self.is_cursor_shown = false;
        }
        let next = Picture { cells: &self.next, links: &self.links };
        if is_stale || self.shown.area != area {
            encode::whole(next, addressing, &mut bytes)?;
        } else {
            let shown = Picture { cells: &self.shown, links: &links };
            encode::changes(shown, next, addressing, &mut bytes)?;
        }
        self.move_cursor(cursor, addressing, &mut bytes)?;
        std::mem::swap(&mut self.shown, &mut self.next);
        if bytes.len() == unchanged {
            return Ok(());
        }
        queue!(bytes, EndSynchronizedUpdate)?;
        drawing.send(&bytes)
    }

    /// Makes the next frame a whole one, for a screen that other programs have drawn over.
    pub fn redraw(&self) {
        self.guard.make_stale();
    }

    /// The position of the terminal's cursor below the prompt, where it must stay in the first row.
    ///
    /// When the window is resized, the terminal moves the rows, and only those from the cursor on can be found again. In the
    /// other rows the cursor is a cell in reverse video.
    fn inline_cursor(&mut self, position: Option<Position>) -> Option<Position> {
        let position = position?;
        if position.y > 0
            && let Some(cell) = self.next.cell_mut(position)
        {
            cell.modifier.toggle(Modifier::REVERSED);
        }
        (position.y == 0).then_some(position)
    }

    /// Shows the cursor at a position, or hides it.
    fn move_cursor(
        &mut self,
        position: Option<Position>,
        addressing: Addressing,
        bytes: &mut Vec<u8>,
    ) -> io::Result<()> {
        match (position, std::mem::replace(&mut self.is_cursor_shown, position.is_some())) {
            (Some(_), false) => queue!(bytes, cursor::Show)?,
            (None, true) => queue!(bytes, cursor::Hide)?,
            _ => {}
        }
        position.map_or(Ok(()), |position| encode::show_cursor(bytes, addressing, (position.x, position.y)))
    }

    /// Asks for the size of the screen, to be used for the next frames.
    pub fn measure(&mut self) -> Size {
        self.size = self.guard.size();
        self.size
    }

    /// The source of keys.
    pub fn keys(&self) -> Keys {
        self.guard.keys()
    }

    /// Ends the process as a hang-up does if reading keys failed because the terminal is gone; returns other errors.
    pub fn end_if_gone(&self, error: io::Error) -> io::Error {
        self.guard.end_if_gone(error)
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

    /// Has the terminal report the mouse, or not any more.
    ///
    /// # Errors
    ///
    /// Fails when the terminal cannot be written to.
    pub fn set_mouse(&mut self, is_on: bool) -> io::Result<()> {
        self.guard.set_mouse(is_on);
        // While another program has the terminal, this is done when it is acquired again.
        if cfg!(unix) { self.send(modes::mouse(is_on)).map(drop) } else { Ok(()) }
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

    /// Restores the terminal's state for good; nothing is drawn any more.
    pub fn leave(&self) {
        self.guard.leave();
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
        self.leave();
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
