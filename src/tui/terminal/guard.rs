//! The one thread that watches for signals and for the end of the terminal, and the lock it shares with the drawing.
//!
//! Signals arrive through a pipe, the terminal's end by `poll(2)` without any event asked for: both block, so that an
//! idle program is never woken. crossterm does not return from reading once its terminal is gone, and then takes a whole
//! processor; so it is for this thread to end the process.
//!
//! What it cannot do is to restore after SIGKILL, or after an abort (a stack overflow, a failed allocation): that takes a
//! handler of our own, which is not to be had without `unsafe`.

use std::fmt;
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use ratatui::layout::Size;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Signal, getpgrp, getpid, getsid, kill_current_process_group};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetpgrp, tcgetwinsize, tcsetattr};
use signal_hook::iterator::backend::SignalDelivery;
use signal_hook::iterator::exfiltrator::SignalOnly;
use signal_hook::low_level::{emulate_default_handler, raise};

use super::{Notice, entering, leaving};

/// The signals that end the program.
const ENDING: [Signal; 4] = [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT];

/// The longest that a dying program waits for a frame, and for a terminal that takes no bytes.
const LAST_PATIENCE: Duration = Duration::from_millis(200);

type Signals = SignalDelivery<UnixStream, SignalOnly>;

/// Whose the terminal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holder {
    /// The interface draws on it.
    Interface,
    /// A program in the foreground uses it.
    Guest,
    /// The program in the foreground has ended, and the interface wants the terminal back.
    Returning,
    /// The shell, since the program is stopped.
    Shell,
    /// Nobody of ours any more, or not yet.
    Nobody,
}

#[derive(Debug)]
struct State {
    holder: Holder,
    drawing: bool,
    /// Whether the guard's thread is there, which claims the terminal after a guest.
    watched: bool,
    /// The settings of the terminal as they were found.
    found: Termios,
}

/// The terminal with its lock.
pub(super) struct Guard {
    state: Mutex<State>,
    changed: Condvar,
    /// Whether the screen may hold something else than what was drawn last.
    stale: AtomicBool,
    /// Where keys come from: standard input, or the controlling terminal when that is something else.
    keys: OwnedFd,
    /// Where frames go to: standard output, or the controlling terminal when that is something else.
    screen: File,
    /// Wakes the thread without a signal.
    bell: UnixStream,
    tell: Box<dyn Fn(Notice) + Send + Sync>,
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard")
            .field("keys", &self.keys)
            .field("screen", &self.screen)
            .finish_non_exhaustive()
    }
}

/// Whether the process has a controlling terminal.
pub(super) fn has_terminal() -> bool {
    controlling_terminal().is_ok()
}

/// Stops the process as the terminal's own Ctrl-Z would, if there is a shell to continue it.
pub(super) fn suspend() {
    // To the whole group, as the terminal itself would: the others of a pipeline stop too.
    if !is_session_leader() {
        let _unstopped = kill_current_process_group(Signal::TSTP);
    }
}

fn controlling_terminal() -> io::Result<File> {
    File::options().read(true).write(true).open("/dev/tty")
}

impl Guard {
    pub(super) fn enter(tell: Box<dyn Fn(Notice) + Send + Sync>) -> io::Result<Arc<Self>> {
        let stdin = io::stdin();
        let keys = if stdin.is_terminal() {
            stdin.as_fd().try_clone_to_owned()?
        } else {
            controlling_terminal()?.into()
        };
        let stdout = io::stdout();
        let screen = if stdout.is_terminal() {
            File::from(stdout.as_fd().try_clone_to_owned()?)
        } else {
            controlling_terminal()?
        };
        let found = tcgetattr(&keys)?;
        let (read, write) = UnixStream::pair()?;
        let bell = write.try_clone()?;
        // Without this a full pipe would hold up whoever rings.
        bell.set_nonblocking(true)?;
        let stopping = [Signal::TSTP, Signal::CONT];
        let caught = ENDING.iter().chain(&stopping).map(|signal| signal.as_raw());
        let signals = SignalDelivery::with_pipe(read, write, SignalOnly, caught)?;
        let guard = Arc::new(Self {
            state: Mutex::new(State { holder: Holder::Nobody, drawing: false, watched: true, found }),
            changed: Condvar::new(),
            stale: AtomicBool::new(false),
            keys,
            screen,
            bell,
            tell,
        });
        let watched = Arc::clone(&guard);
        thread::Builder::new().name("guard".to_owned()).stack_size(256 * 1024).spawn(move || {
            let _last_words = Watch(&watched);
            watched.watch(signals);
        })?;
        if !guard.in_foreground() {
            // Started in the background: wait for the shell here, where a signal can still end the program.
            halt();
        }
        let mut state = guard.lock();
        // crossterm's own switch is thrown once and never back, since its reader of keys asks it whether a line feed is
        // Ctrl-J or Enter. It saves and restores nothing that is not saved and restored here.
        let taken = crossterm::terminal::enable_raw_mode().and_then(|()| guard.claim(&mut state));
        if let Err(error) = taken {
            guard.give_back(&mut state, Holder::Nobody);
            return Err(error);
        }
        drop(state);
        Ok(guard)
    }

    pub(super) fn notify(&self, notice: Notice) {
        (self.tell)(notice);
    }

    pub(super) fn is_shown(&self) -> bool {
        self.lock().holder == Holder::Interface
    }

    /// Whether everything must be drawn anew, which it is from then on.
    pub(super) fn take_stale(&self) -> bool {
        self.stale.swap(false, Ordering::AcqRel)
    }

    /// The size of the terminal; a terminal that does not know its own is taken for the classic one.
    pub(super) fn size(&self) -> Size {
        match tcgetwinsize(&self.screen) {
            Ok(size) if size.ws_col > 0 && size.ws_row > 0 => Size::new(size.ws_col, size.ws_row),
            _ => Size::new(80, 24),
        }
    }

    /// Keeps the terminal from being given back until the returned value is gone; nothing if it is not ours.
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
            self.give_back(&mut state, Holder::Guest);
        }
    }

    /// Waits until the terminal is ours again.
    ///
    /// It is the guard's thread that claims it, after it has seen the signals that were meant for the guest: an
    /// interrupt that ended the guest must not end the program a moment later.
    pub(super) fn take_back(&self) -> io::Result<()> {
        let mut state = self.lock();
        if state.holder != Holder::Guest {
            return Ok(());
        }
        if !state.watched {
            return self.claim(&mut state);
        }
        state.holder = Holder::Returning;
        (&self.bell).write_all(b"!")?;
        let state = self
            .changed
            .wait_while(state, |state| matches!(state.holder, Holder::Returning | Holder::Shell))
            .unwrap_or_else(PoisonError::into_inner);
        if state.holder == Holder::Interface { Ok(()) } else { Err(io::Error::other("the terminal is gone")) }
    }

    pub(super) fn leave(&self) {
        let mut state = self.lock();
        match state.holder {
            Holder::Interface => self.give_back(&mut state, Holder::Nobody),
            _ => state.holder = Holder::Nobody,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic while the lock is held must not keep the terminal from being given back.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Locks when no frame is being sent, or when the patience is over: a terminal that takes no bytes (Ctrl-S) would
    /// otherwise keep a signal from ending the program.
    fn lock_between_frames(&self) -> MutexGuard<'_, State> {
        let waited = self.changed.wait_timeout_while(self.lock(), LAST_PATIENCE, |state| state.drawing);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Switches the interface's modes on.
    fn claim(&self, state: &mut State) -> io::Result<()> {
        let mut raw = state.found.clone();
        raw.make_raw();
        // First the settings: in the background this stops the process before anything is drawn over the shell.
        tcsetattr(&self.keys, OptionalActions::Now, &raw)?;
        self.send(&entering()?, None)?;
        self.stale.store(true, Ordering::Release);
        state.holder = Holder::Interface;
        self.changed.notify_all();
        Ok(())
    }

    /// Switches the interface's modes off and puts the settings back as they were found. Silent: a terminal that is
    /// gone cannot be told so.
    fn give_back(&self, state: &mut State, to: Holder) {
        let _gone = leaving().and_then(|bytes| self.send(&bytes, Some(LAST_PATIENCE)));
        let _gone = tcsetattr(&self.keys, OptionalActions::Now, &state.found);
        state.holder = to;
        self.changed.notify_all();
    }

    /// Sends bytes, waiting for the terminal to take them: for ever, or as long as the patience lasts for each part.
    fn send(&self, mut bytes: &[u8], patience: Option<Duration>) -> io::Result<()> {
        let limit = patience.and_then(|patience| Timespec::try_from(patience).ok());
        while !bytes.is_empty() {
            if limit.is_some() {
                let mut fds = [PollFd::new(&self.screen, PollFlags::OUT)];
                if poll(&mut fds, limit.as_ref())? == 0 {
                    return Err(io::ErrorKind::TimedOut.into());
                }
            }
            match (&self.screen).write(bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
                // Somebody else may have made the terminal non-blocking, for all who have it open.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    poll(&mut [PollFd::new(&self.screen, PollFlags::OUT)], limit.as_ref())?;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// The guard's thread.
    fn watch(&self, mut signals: Signals) {
        let mut watches_terminal = true;
        let mut in_background = false;
        loop {
            let limit = in_background.then_some(LAST_PATIENCE).and_then(|time| Timespec::try_from(time).ok());
            let (rang, hung_up) = match self.wait(&signals, &mut watches_terminal, limit) {
                Ok(seen) => seen,
                Err(Errno::INTR) => continue,
                // Nothing can be watched any more; the program goes on without its guard.
                Err(_) => return,
            };
            if rang {
                for signal in signals.pending() {
                    self.obey(signal);
                }
                self.settle();
            }
            if hung_up {
                // The shell's SIGHUP may have been kept from us, but the terminal is gone all the same.
                self.end(Signal::HUP.as_raw());
            }
            in_background = self.stay_stopped(in_background && !rang);
        }
    }

    /// Blocks until a signal arrives or the terminal hangs up: which of the two it was.
    fn wait(
        &self,
        signals: &Signals,
        watches_terminal: &mut bool,
        limit: Option<Timespec>,
    ) -> Result<(bool, bool), Errno> {
        let mut fds = [
            PollFd::new(signals.get_read(), PollFlags::IN),
            // No event is asked for: a hang-up is told all the same, and keys wake nobody here.
            PollFd::new(&self.keys, PollFlags::empty()),
        ];
        let watched = if *watches_terminal { &mut fds[..] } else { &mut fds[..1] };
        poll(watched, limit.as_ref())?;
        let [pipe, terminal] = fds.map(|fd| fd.revents());
        if terminal.contains(PollFlags::NVAL) {
            // Some systems cannot poll a terminal; they would answer at once, for ever.
            *watches_terminal = false;
        }
        Ok((pipe.contains(PollFlags::IN), terminal.intersects(PollFlags::HUP | PollFlags::ERR)))
    }

    fn obey(&self, signal: i32) {
        let guest = matches!(self.lock().holder, Holder::Guest | Holder::Returning);
        let keyboard = [Signal::INT, Signal::QUIT, Signal::TSTP].iter().any(|key| key.as_raw() == signal);
        if guest && keyboard {
            // Meant for the program in the foreground; if it stops, whoever waits for it stops us too.
        } else if signal == Signal::TSTP.as_raw() {
            self.stop();
        } else if signal == Signal::CONT.as_raw() {
            self.go_on();
        } else {
            self.end(signal);
        }
    }

    /// Gives the terminal back and dies of a signal.
    fn end(&self, signal: i32) {
        let mut state = self.lock_between_frames();
        if state.holder == Holder::Interface {
            self.give_back(&mut state, Holder::Nobody);
        }
        state.holder = Holder::Nobody;
        drop(state);
        // Known signals end the process in there; if not, it must end all the same.
        let _unknown = emulate_default_handler(signal);
        signal_hook::low_level::exit(128 + signal);
    }

    /// Gives the terminal to the shell and stops.
    fn stop(&self) {
        let mut state = self.lock_between_frames();
        if state.holder != Holder::Interface || is_session_leader() {
            return;
        }
        self.give_back(&mut state, Holder::Shell);
        drop(state);
        halt();
        self.resume();
    }

    /// After a stop that could not be caught (SIGSTOP), the shell has changed the settings under us.
    fn go_on(&self) {
        let mut state = self.lock_between_frames();
        if state.holder == Holder::Interface && self.in_foreground() && self.claim(&mut state).is_ok() {
            drop(state);
            self.notify(Notice::Resumed);
        }
    }

    /// Takes the terminal again if the shell has given it to us.
    fn resume(&self) {
        let mut state = self.lock();
        if state.holder != Holder::Shell || !self.in_foreground() {
            return;
        }
        // The shell may have changed the settings meanwhile, and these are the ones to be put back in the end.
        if let Ok(found) = tcgetattr(&self.keys) {
            state.found = found;
        }
        if self.claim(&mut state).is_ok() {
            drop(state);
            self.notify(Notice::Resumed);
        }
    }

    /// Does for the last time what somebody may be waiting for.
    fn stop_watching(&self) {
        self.lock().watched = false;
        self.settle();
    }

    /// Claims the terminal after a guest.
    fn settle(&self) {
        let mut state = self.lock();
        if state.holder == Holder::Returning && self.claim(&mut state).is_err() {
            state.holder = Holder::Nobody;
            self.changed.notify_all();
        }
    }

    /// Stops again if the program was continued in the background: whether it is there still.
    ///
    /// A moment passes before that, in which a signal that came together with the continuation can end the program.
    fn stay_stopped(&self, moment_has_passed: bool) -> bool {
        self.resume();
        if moment_has_passed && self.lock().holder == Holder::Shell {
            halt();
            self.resume();
        }
        self.lock().holder == Holder::Shell
    }

    fn in_foreground(&self) -> bool {
        // A terminal that is not the controlling one has no foreground to be kept out of.
        tcgetpgrp(&self.keys).map_or(true, |group| group == getpgrp())
    }
}

/// Stops the process until it is continued.
///
/// By SIGTTIN, whose action is the default one: as for SIGTSTP itself, the kernel drops it in a group that no shell could
/// ever continue, whereas SIGSTOP would stop there for good. Raised on this very thread, so that it has taken effect, and
/// the stop is over, when the call returns.
fn halt() {
    let _dropped = raise(Signal::TTIN.as_raw());
}

fn is_session_leader() -> bool {
    getsid(None).is_ok_and(|session| session == getpid())
}

/// The guard's thread at work: however that ends, nobody is left waiting for it.
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
        self.0.send(bytes, None)
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

    /// A guard of a pseudo-terminal, which lasts as long as the other value, and nobody who watches.
    fn unwatched() -> (Guard, Box<dyn MasterPty>) {
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let open = || File::options().read(true).write(true).open(pair.master.tty_name().unwrap()).unwrap();
        let keys = OwnedFd::from(open());
        let found = tcgetattr(&keys).unwrap();
        let guard = Guard {
            state: Mutex::new(State { holder: Holder::Guest, drawing: false, watched: true, found }),
            changed: Condvar::new(),
            stale: AtomicBool::new(false),
            keys,
            screen: open(),
            bell: UnixStream::pair().unwrap().0,
            tell: Box::new(drop),
        };
        (guard, pair.master)
    }

    #[test]
    fn without_a_guard_the_terminal_is_taken_back_all_the_same() {
        let (guard, _terminal) = unwatched();
        guard.stop_watching();
        guard.take_back().unwrap();
        assert!(guard.is_shown());
    }

    #[test]
    fn whoever_waits_for_the_guard_gets_the_terminal_when_it_ends() {
        let (guard, _terminal) = unwatched();
        guard.lock().holder = Holder::Returning;
        drop(Watch(&guard));
        assert!(guard.is_shown());
    }
}
