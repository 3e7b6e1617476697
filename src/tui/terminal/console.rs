//! The guard of the Windows console, where no signals stop or end a program.
//!
//! Only the drawing thread acquires the console and restores it; the lock is for the threads that ask for the holder.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use crossterm::execute;
use ratatui::layout::Size;

use super::modes::{Modes, entering, leaving};
use super::notice::Notice;
use crate::config::Height;
use crate::system::foreground;

/// The source of keys, which crossterm reads: a process has one console at most.
pub struct Keys;

/// The program that has the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holder {
    Interface,
    Foreground,
    Released,
}

#[derive(Debug)]
struct State {
    holder: Holder,
    /// True if a foreground program had the console, whose descendants may change it later too.
    was_lent: bool,
    /// The modes that the interface has on.
    modes: Modes,
    /// Whether the mouse was reported at any time.
    had_mouse: bool,
}

/// The console with its lock.
pub(super) struct Guard {
    state: Mutex<State>,
    stale: AtomicBool,
    /// The height of the interface below the prompt; `None` on the alternate screen.
    height: Option<Height>,
    /// The number of rows that there is room for below the prompt.
    reserved: AtomicU16,
    notify: Box<dyn Fn(Notice) + Send + Sync>,
}

/// Whether the process has a console.
pub(super) fn has_terminal() -> bool {
    io::stdin().is_terminal()
}

/// A console has no shell that would continue a stopped program.
pub(super) fn suspend() {}

impl Guard {
    pub(super) fn enter(
        height: Option<Height>,
        modes: Modes,
        notify: Box<dyn Fn(Notice) + Send + Sync>,
    ) -> io::Result<Arc<Self>> {
        let state =
            Mutex::new(State { holder: Holder::Released, was_lent: false, modes, had_mouse: modes.mouse });
        let guard = Arc::new(Self {
            state,
            stale: AtomicBool::new(false),
            height,
            reserved: AtomicU16::new(0),
            notify,
        });
        let mut state = guard.lock();
        if let Err(error) = guard.acquire(&mut state) {
            guard.restore(&mut state, Holder::Released);
            return Err(error);
        }
        drop(state);
        Ok(guard)
    }

    pub(super) fn notify(&self, notice: Notice) {
        (self.notify)(notice);
    }

    pub(super) fn is_shown(&self) -> bool {
        self.lock().holder == Holder::Interface
    }

    pub(super) fn make_stale(&self) {
        self.stale.store(true, Ordering::Release);
    }

    pub(super) fn take_stale(&self) -> bool {
        self.stale.swap(false, Ordering::AcqRel)
    }

    pub(super) fn size(&self) -> Size {
        let screen = match crossterm::terminal::size() {
            Ok((columns, rows)) if columns > 0 && rows > 0 => Size::new(columns, rows),
            _ => Size::new(80, 24),
        };
        self.height.map_or(screen, |height| Size { height: height.rows(screen.height), ..screen })
    }

    pub(super) fn is_inline(&self) -> bool {
        self.height.is_some()
    }

    pub(super) fn reserve(&self, rows: u16) -> bool {
        self.reserved.swap(rows, Ordering::AcqRel) != rows
    }

    #[expect(clippy::unused_self, reason = "the guard of the other systems needs it")]
    pub(super) fn end_if_gone(&self, error: io::Error) -> io::Error {
        error
    }

    #[expect(clippy::unused_self, reason = "the guard of the other systems needs it")]
    pub(super) fn keys(&self) -> Keys {
        Keys
    }

    pub(super) fn begin_drawing(self: &Arc<Self>) -> Option<Drawing> {
        self.is_shown().then_some(Drawing)
    }

    pub(super) fn hand_over(&self) {
        let mut state = self.lock();
        if state.holder == Holder::Interface {
            self.restore(&mut state, Holder::Foreground);
            state.was_lent = true;
        }
    }

    pub(super) fn reacquire(&self) -> io::Result<()> {
        let mut state = self.lock();
        if state.holder == Holder::Foreground { self.acquire(&mut state) } else { Ok(()) }
    }

    /// Has the terminal report the mouse or not, from the next time on that it is acquired; it must be told now too.
    pub(super) fn set_mouse(&self, is_on: bool) {
        let mut state = self.lock();
        state.modes.mouse = is_on;
        state.had_mouse |= is_on;
        if state.holder == Holder::Interface {
            // An error has no consequence but the old state.
            let _unchanged = report_mouse(is_on);
        }
    }

    pub(super) fn leave(&self) {
        let mut state = self.lock();
        if state.holder == Holder::Interface {
            self.restore(&mut state, Holder::Released);
        }
        state.holder = Holder::Released;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn acquire(&self, state: &mut State) -> io::Result<()> {
        crossterm::terminal::enable_raw_mode()?;
        state.holder = Holder::Interface;
        let inline = self.is_inline().then(|| self.size());
        self.reserved.store(inline.map_or(0, |area| area.height), Ordering::Release);
        send(&entering(Modes { mouse: false, ..state.modes }, inline)?)?;
        report_mouse(state.modes.mouse)?;
        self.make_stale();
        Ok(())
    }

    fn restore(&self, state: &mut State, to: Holder) {
        let leftovers = if state.was_lent { foreground::undo() } else { Vec::new() };
        if state.had_mouse {
            let _gone = report_mouse(false);
        }
        let modes = Modes { mouse: false, ..state.modes };
        let _gone = leaving(modes, self.is_inline(), leftovers).and_then(|bytes| send(&bytes));
        let _gone = crossterm::terminal::disable_raw_mode();
        state.holder = to;
    }
}

/// Switches the reports of the mouse on or off, which is a setting of the console and no escape sequence.
fn report_mouse(is_on: bool) -> io::Result<()> {
    if is_on {
        execute!(io::stdout(), EnableMouseCapture)
    } else {
        execute!(io::stdout(), DisableMouseCapture)
    }
}

fn send(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

/// A frame that is being drawn; only its own thread could restore the console meanwhile.
pub(super) struct Drawing;

impl Drawing {
    #[expect(clippy::unused_self, reason = "the guard of the other systems needs it")]
    pub(super) fn send(&self, bytes: &[u8]) -> io::Result<()> {
        send(bytes)
    }
}
