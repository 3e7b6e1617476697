//! The watcher thread for signals and for a closed terminal, and the lock it shares with the drawing.
//!
//! Signals arrive through a pipe, a closed terminal through `poll(2)` without requested events. Both block, so that an idle
//! program is never woken.
//!
//! The terminal is not restored after SIGKILL or an abort (a stack overflow, a failed allocation): that would need a
//! signal handler of our own, and so `unsafe`.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicU32, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use filedescriptor::{Error, POLLIN, pollfd};
use ratatui::layout::Size;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Signal, getpid, getsid, kill_current_process_group};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};
use signal_hook::iterator::backend::SignalDelivery;
use signal_hook::iterator::exfiltrator::SignalOnly;
use signal_hook::low_level::{emulate_default_handler, raise};

use super::modes::{Modes, entering, leaving};
use super::notice::Notice;
use crate::config::Height;
use crate::system::{foreground, signals};

/// The signals that end the program.
const ENDING: [Signal; 4] = [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT];

/// Maximum time that an ending program waits for a frame, and for a terminal that accepts no bytes.
const EXIT_TIMEOUT: Duration = Duration::from_millis(200);

/// Number of continuations in the background that a signal may come with; without a shell there are no stops between.
const MAX_HALTS: u8 = 8;

/// Maximum time that a signal waits until the loop has kept what the next run needs.
const LEAVE_TIMEOUT: Duration = Duration::from_millis(500);

type Signals = SignalDelivery<UnixStream, SignalOnly>;

/// The program that has the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holder {
    /// The interface, which draws on it.
    Interface,
    /// A foreground program, such as an editor.
    Foreground,
    /// None: the foreground program has ended, and the watcher thread is to acquire the terminal.
    Returning,
    /// The shell, since the interface has not acquired it yet.
    NotAcquired,
    /// The shell, since this program is stopped.
    Shell,
    /// None of ours: restored for good.
    Released,
}

#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, in any combination")]
struct State {
    holder: Holder,
    drawing: bool,
    /// True while the watcher thread runs, which acquires the terminal after a foreground program.
    watched: bool,
    /// The terminal settings before the interface changed them.
    original: Termios,
    /// True if a foreground program had the terminal, whose descendants may change it later too.
    was_lent: bool,
    /// The modes that the interface has on.
    modes: Modes,
    /// Whether the mouse was reported at any time.
    had_mouse: bool,
}

/// The number of guards so far: an interface that follows another one has a guard of its own.
static GUARDS: AtomicU32 = AtomicU32::new(0);

/// The terminal with its lock.
pub(super) struct Guard {
    /// Its number, the last one of [`GUARDS`] unless another guard followed.
    number: u32,
    state: Mutex<State>,
    changed: Condvar,
    /// True if the screen may differ from the last frame.
    stale: AtomicBool,
    /// The height of the interface below the prompt; `None` on the alternate screen.
    height: Option<Height>,
    /// The number of rows that there is room for below the prompt, 0 when it is not known any more.
    reserved: AtomicU16,
    /// The source of keys: standard input, or the controlling terminal if that is no terminal.
    keys: OwnedFd,
    /// The target of frames: standard output, or the controlling terminal if that is no terminal.
    screen: File,
    /// Wakes the watcher thread without a signal.
    waker: UnixStream,
    notify: Box<dyn Fn(Notice) + Send + Sync>,
}

/// The source of keys, from which nothing is read while another program has the terminal.
pub struct Keys(Arc<Guard>);

impl Keys {
    /// Reads bytes into a buffer and returns their number, 0 at the end; `None` after a silence of the terminal.
    ///
    /// # Errors
    ///
    /// Fails when the terminal cannot be read.
    pub fn read(&self, buffer: &mut [u8], silence: Option<Duration>) -> io::Result<Option<usize>> {
        let Self(guard) = self;
        while guard.has_keys(silence)? {
            let _shown = guard
                .changed
                .wait_while(guard.lock(), |state| state.holder != Holder::Interface)
                .unwrap_or_else(PoisonError::into_inner);
            // Another program may have read them meanwhile.
            if guard.has_keys(Some(Duration::ZERO))? {
                match rustix::io::read(&guard.keys, &mut *buffer) {
                    Err(Errno::INTR | Errno::AGAIN) => {}
                    read => return Ok(Some(read?)),
                }
            }
        }
        Ok(None)
    }
}

/// Whether the process has a controlling terminal.
pub(super) fn has_terminal() -> bool {
    foreground::controlling_terminal().is_ok()
}

/// Stops the process as the terminal's own Ctrl-Z would, if there is a shell to continue it.
pub(super) fn suspend() {
    // As the terminal does, signals the whole process group, so that a pipeline stops as a whole.
    if !is_session_leader() {
        let _unstopped = kill_current_process_group(Signal::TSTP);
    }
}

impl Guard {
    pub(super) fn enter(
        height: Option<Height>,
        modes: Modes,
        notify: Box<dyn Fn(Notice) + Send + Sync>,
    ) -> io::Result<Arc<Self>> {
        let (keys, screen) = foreground::open()?;
        let original = tcgetattr(&keys)?;
        let (read, write) = UnixStream::pair()?;
        let waker = write.try_clone()?;
        // A full pipe must not block the drawing thread.
        waker.set_nonblocking(true)?;
        let others = [Signal::TSTP, Signal::CONT, Signal::WINCH];
        let caught = ENDING.iter().chain(&others).map(|signal| signal.as_raw());
        let install = || SignalDelivery::with_pipe(read, write, SignalOnly, caught.clone());
        let signals = signals::held(caught.clone(), install)?;
        let guard = Arc::new(Self {
            number: GUARDS.fetch_add(1, Ordering::AcqRel) + 1,
            state: Mutex::new(State {
                holder: Holder::NotAcquired,
                drawing: false,
                watched: true,
                original,
                was_lent: false,
                modes,
                had_mouse: modes.mouse,
            }),
            changed: Condvar::new(),
            stale: AtomicBool::new(false),
            height,
            reserved: AtomicU16::new(0),
            keys,
            screen,
            waker,
            notify,
        });
        let watched = Arc::clone(&guard);
        thread::Builder::new().name("guard".to_owned()).stack_size(256 * 1024).spawn(move || {
            let _on_exit = Watch(&watched);
            watched.watch(signals);
        })?;
        for _ in 0..MAX_HALTS {
            if guard.in_foreground() {
                break;
            }
            // Started in the background: wait for the shell here, where a signal can still end the program.
            halt();
            if !guard.in_foreground() {
                thread::sleep(EXIT_TIMEOUT);
            }
        }
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

    /// Notes that the whole screen must be drawn.
    pub(super) fn make_stale(&self) {
        self.stale.store(true, Ordering::Release);
    }

    /// Returns whether the whole screen must be drawn, and resets that.
    pub(super) fn take_stale(&self) -> bool {
        self.stale.swap(false, Ordering::AcqRel)
    }

    /// The size of the interface: that of the terminal, or a part of it; 80x24 if the terminal does not know it.
    pub(super) fn size(&self) -> Size {
        let screen = match tcgetwinsize(&self.screen) {
            Ok(size) if size.ws_col > 0 && size.ws_row > 0 => Size::new(size.ws_col, size.ws_row),
            _ => Size::new(80, 24),
        };
        self.height.map_or(screen, |height| Size { height: height.rows(screen.height), ..screen })
    }

    /// Whether the interface is below the prompt and not on the alternate screen.
    pub(super) fn is_inline(&self) -> bool {
        self.height.is_some()
    }

    /// Notes that there will be room for some rows below the prompt, and returns whether there was not.
    pub(super) fn reserve(&self, rows: u16) -> bool {
        self.reserved.swap(rows, Ordering::AcqRel) != rows
    }

    pub(super) fn keys(self: &Arc<Self>) -> Keys {
        Keys(Arc::clone(self))
    }

    /// Waits for bytes of the terminal, and returns false after a silence.
    fn has_keys(&self, silence: Option<Duration>) -> io::Result<bool> {
        // Unlike poll(2), this one also works with /dev/tty of macOS.
        let mut fds = [pollfd { fd: self.keys.as_raw_fd(), events: POLLIN, revents: 0 }];
        loop {
            match filedescriptor::poll(&mut fds, silence) {
                Ok(ready) => return Ok(ready > 0),
                Err(Error::Poll(error) | Error::Io(error)) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(Error::Poll(error) | Error::Io(error)) => return Err(error),
                Err(error) => return Err(io::Error::other(error)),
            }
        }
    }

    pub(super) fn end_if_gone(&self, error: io::Error) -> io::Error {
        let is_gone = error.kind() == io::ErrorKind::UnexpectedEof
            || Errno::from_io_error(&error).is_some_and(|errno| errno == Errno::IO);
        if is_gone {
            // The caller is the loop, which has kept what the next run needs.
            self.leave();
            self.end(Signal::HUP.as_raw());
        }
        error
    }

    /// Keeps the terminal from being restored until the returned value is dropped; `None` if it is not ours.
    pub(super) fn begin_drawing(self: &Arc<Self>) -> Option<Drawing> {
        let mut state = self.lock();
        if state.holder != Holder::Interface {
            return None;
        }
        state.drawing = true;
        Some(Drawing(Arc::clone(self)))
    }

    pub(super) fn hand_over(&self) {
        let mut state = self.lock();
        if state.holder == Holder::Interface {
            self.restore(&mut state, Holder::Foreground);
            state.was_lent = true;
        }
    }

    /// Waits until the terminal is ours again.
    ///
    /// The watcher thread acquires it, after the signals that were meant for the foreground program: Ctrl-C that ended that
    /// program must not end this one a moment later.
    pub(super) fn reacquire(&self) -> io::Result<()> {
        let mut state = self.lock();
        if state.holder != Holder::Foreground {
            return Ok(());
        }
        if !state.watched {
            return self.acquire(&mut state);
        }
        state.holder = Holder::Returning;
        (&self.waker).write_all(b"!")?;
        let state = self
            .changed
            .wait_while(state, |state| matches!(state.holder, Holder::Returning | Holder::Shell))
            .unwrap_or_else(PoisonError::into_inner);
        if state.holder == Holder::Interface { Ok(()) } else { Err(io::Error::other("the terminal is gone")) }
    }

    /// Has the terminal report the mouse or not, from the next time on that it is acquired; it must be told now too.
    pub(super) fn set_mouse(&self, is_on: bool) {
        let mut state = self.lock();
        state.modes.mouse = is_on;
        state.had_mouse |= is_on;
    }

    pub(super) fn leave(&self) {
        let mut state = self.lock();
        match state.holder {
            Holder::Interface => self.restore(&mut state, Holder::Released),
            _ => state.holder = Holder::Released,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic while the lock is held must not keep the terminal from being restored.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Locks when no frame is being sent, or after [`EXIT_TIMEOUT`]: a terminal that accepts no bytes (Ctrl-S) would
    /// otherwise keep a signal from ending the program.
    fn lock_between_frames(&self) -> MutexGuard<'_, State> {
        let waited = self.changed.wait_timeout_while(self.lock(), EXIT_TIMEOUT, |state| state.drawing);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Switches the interface's modes on.
    fn acquire(&self, state: &mut State) -> io::Result<()> {
        let mut raw = state.original.clone();
        raw.make_raw();
        // The settings first: in the background this stops the process before anything is drawn over the shell.
        tcsetattr(&self.keys, OptionalActions::Now, &raw)?;
        let inline = self.is_inline().then(|| self.size());
        self.reserved.store(inline.map_or(0, |area| area.height), Ordering::Release);
        foreground::send(&self.screen, &entering(state.modes, inline)?, None)?;
        self.make_stale();
        state.holder = Holder::Interface;
        self.changed.notify_all();
        Ok(())
    }

    /// Switches the interface's modes off and restores the original settings. Ignores errors: the terminal may be gone.
    ///
    /// In the background the settings are the shell's, and changing them would stop this process.
    fn restore(&self, state: &mut State, to: Holder) {
        let leftovers = if state.was_lent { foreground::undo() } else { Vec::new() };
        let modes = Modes { mouse: state.had_mouse, ..state.modes };
        let _gone = leaving(modes, self.is_inline(), leftovers)
            .and_then(|bytes| foreground::send(&self.screen, &bytes, Some(EXIT_TIMEOUT)));
        if self.in_foreground() {
            let _gone = tcsetattr(&self.keys, OptionalActions::Now, &state.original);
        }
        state.holder = to;
        self.changed.notify_all();
    }

    /// Runs the watcher thread.
    fn watch(&self, mut signals: Signals) {
        let mut watches_terminal = true;
        let mut in_background = false;
        loop {
            let limit = in_background.then_some(EXIT_TIMEOUT).and_then(|time| Timespec::try_from(time).ok());
            let (woken, hung_up) = match self.wait(&signals, &mut watches_terminal, limit) {
                Ok(events) => events,
                Err(Errno::INTR) => continue,
                // Nothing can be watched any more; the program continues without its watcher.
                Err(_) => return,
            };
            if woken {
                for signal in signals.pending() {
                    self.obey(signal);
                }
                self.finish_return();
            }
            if hung_up {
                // The terminal is gone, even if the shell's SIGHUP did not arrive.
                self.end(Signal::HUP.as_raw());
            }
            in_background = self.stay_stopped(in_background && !woken);
        }
    }

    /// Blocks until a signal arrives or the terminal hangs up. Returns which of the two happened.
    fn wait(
        &self,
        signals: &Signals,
        watches_terminal: &mut bool,
        limit: Option<Timespec>,
    ) -> Result<(bool, bool), Errno> {
        let mut fds = [
            PollFd::new(signals.get_read(), PollFlags::IN),
            // No events are requested: a hang-up is reported anyway, and keys do not wake this thread.
            PollFd::new(&self.keys, PollFlags::empty()),
        ];
        let watched = if *watches_terminal { &mut fds[..] } else { &mut fds[..1] };
        poll(watched, limit.as_ref())?;
        let [pipe, terminal] = fds.map(|fd| fd.revents());
        if terminal.contains(PollFlags::NVAL) {
            // Some systems cannot poll a terminal; they would return at once, for ever.
            *watches_terminal = false;
        }
        Ok((pipe.contains(PollFlags::IN), terminal.intersects(PollFlags::HUP | PollFlags::ERR)))
    }

    fn obey(&self, signal: i32) {
        // The terminal is restored by the guard that has it, which gets the signal too.
        if self.number != GUARDS.load(Ordering::Acquire) {
            return;
        }
        let handed_over = matches!(self.lock().holder, Holder::Foreground | Holder::Returning);
        let from_keyboard =
            [Signal::INT, Signal::QUIT, Signal::TSTP].iter().any(|key| key.as_raw() == signal);
        if handed_over && from_keyboard {
            // Meant for the foreground program; if that stops, the thread that waits for it stops this one too.
        } else if signal == Signal::TSTP.as_raw() {
            self.stop();
        } else if signal == Signal::CONT.as_raw() {
            self.continue_after_stop();
        } else if signal == Signal::WINCH.as_raw() {
            // The terminal may have moved the rows.
            self.reserved.store(0, Ordering::Release);
            self.notify(Notice::Resized);
        } else {
            self.end(signal);
        }
    }

    /// Restores the terminal and ends the process by the signal's default action, after a foreground program.
    fn end(&self, signal: i32) {
        let mut state = self.lock_between_frames();
        match std::mem::replace(&mut state.holder, Holder::Released) {
            Holder::Interface => {
                self.restore(&mut state, Holder::Released);
                drop(state);
                self.announce(Notice::Ending);
            }
            Holder::Foreground | Holder::Returning => {
                drop(state);
                foreground::end(Signal::from_named_raw(signal).unwrap_or(Signal::TERM));
            }
            Holder::NotAcquired | Holder::Shell | Holder::Released => {}
        }
        // This returns only for signals that it does not know.
        let _unknown = emulate_default_handler(signal);
        signal_hook::low_level::exit(128 + signal);
    }

    /// Lets the loop keep what the next run needs, unless it is busy, or has ended.
    fn announce(&self, notice: impl FnOnce(Sender<()>) -> Notice) {
        let (sender, left) = channel();
        self.notify(notice(sender));
        let _disconnected = left.recv_timeout(LEAVE_TIMEOUT);
    }

    /// Restores the terminal for the shell and stops the process.
    fn stop(&self) {
        if is_session_leader() {
            return;
        }
        let mut state = self.lock_between_frames();
        match state.holder {
            // The lock is kept, so that the terminal is not acquired before the process has stopped.
            Holder::NotAcquired => halt(),
            Holder::Interface => {
                self.restore(&mut state, Holder::Shell);
                drop(state);
                // Stopped while it writes, it would keep the lock of the state folder from other copies.
                self.announce(Notice::Stopping);
                halt();
                self.resume();
            }
            Holder::Foreground | Holder::Returning | Holder::Shell | Holder::Released => {}
        }
    }

    /// Acquires the terminal again after a stop that cannot be caught (SIGSTOP): the shell has changed the settings.
    fn continue_after_stop(&self) {
        let mut state = self.lock_between_frames();
        if state.holder == Holder::Interface && self.in_foreground() && self.acquire(&mut state).is_ok() {
            drop(state);
            self.notify(Notice::Resumed);
        }
    }

    /// Acquires the terminal after a stop, if this process is in the foreground.
    fn resume(&self) {
        let mut state = self.lock();
        if state.holder != Holder::Shell || !self.in_foreground() {
            return;
        }
        // The shell may have changed the settings meanwhile, so these are the ones to restore in the end.
        if let Ok(original) = tcgetattr(&self.keys) {
            state.original = original;
        }
        if self.acquire(&mut state).is_ok() {
            drop(state);
            self.notify(Notice::Resumed);
        }
    }

    /// Last step of the watcher thread: marks it as gone and reclaims the terminal if a return is pending.
    fn stop_watching(&self) {
        self.lock().watched = false;
        self.finish_return();
    }

    /// Acquires the terminal after a foreground program, if [`Guard::reacquire`] waits for it.
    fn finish_return(&self) {
        let mut state = self.lock();
        if state.holder == Holder::Returning && self.acquire(&mut state).is_err() {
            state.holder = Holder::Released;
            self.changed.notify_all();
        }
    }

    /// Stops again if the program was continued in the background. Returns whether it is still stopped.
    ///
    /// That happens only after [`EXIT_TIMEOUT`], so that a signal that came with the continuation can end the program.
    fn stay_stopped(&self, timed_out: bool) -> bool {
        self.resume();
        if timed_out && self.lock().holder == Holder::Shell {
            halt();
            self.resume();
        }
        self.lock().holder == Holder::Shell
    }

    fn in_foreground(&self) -> bool {
        foreground::is_in_foreground(&self.keys)
    }
}

/// Stops the process until it is continued.
///
/// Raises SIGTTIN with its default action: as for SIGTSTP, the kernel drops it in a process group that no shell could
/// continue, where SIGSTOP would stop for good. It is raised on this thread, so that the stop is over when the call returns.
fn halt() {
    let _dropped = raise(Signal::TTIN.as_raw());
}

fn is_session_leader() -> bool {
    getsid(None).is_ok_and(|session| session == getpid())
}

/// The running watcher thread: dropping it ends the wait in [`Guard::reacquire`].
struct Watch<'a>(&'a Guard);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        self.0.stop_watching();
    }
}

/// A frame that is being drawn.
pub(super) struct Drawing(Arc<Guard>);

impl Drawing {
    pub(super) fn send(&self, bytes: &[u8]) -> io::Result<()> {
        foreground::send(&self.0.screen, bytes, None)
    }
}

impl Drop for Drawing {
    fn drop(&mut self) {
        self.0.lock().drawing = false;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use portable_pty::{MasterPty, PtySize, native_pty_system};

    use super::*;

    /// A guard without a watcher thread, and its pseudo-terminal, which must be kept.
    fn unwatched() -> (Guard, Box<dyn MasterPty>) {
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let open = || File::options().read(true).write(true).open(pair.master.tty_name().unwrap()).unwrap();
        let keys = OwnedFd::from(open());
        let original = tcgetattr(&keys).unwrap();
        let guard = Guard {
            number: GUARDS.load(Ordering::Acquire),
            state: Mutex::new(State {
                holder: Holder::Foreground,
                drawing: false,
                watched: true,
                original,
                was_lent: false,
                modes: Modes::default(),
                had_mouse: false,
            }),
            changed: Condvar::new(),
            stale: AtomicBool::new(false),
            height: None,
            reserved: AtomicU16::new(0),
            keys,
            screen: open(),
            waker: UnixStream::pair().unwrap().0,
            notify: Box::new(drop),
        };
        (guard, pair.master)
    }

    #[test]
    fn the_terminal_is_reacquired_also_without_a_watcher() {
        let (guard, _terminal) = unwatched();
        guard.stop_watching();
        guard.reacquire().unwrap();
        assert!(guard.is_shown());
    }

    #[test]
    fn a_pending_return_is_finished_when_the_watcher_ends() {
        let (guard, _terminal) = unwatched();
        guard.lock().holder = Holder::Returning;
        drop(Watch(&guard));
        assert!(guard.is_shown());
    }
}
