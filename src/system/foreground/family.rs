//! The foreground program that runs, with its descendants, and their end.

use std::io;
use std::mem;
use std::process::{Child, Command};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

/// Time in which the programs may end when they are asked to, and again the maximum time until killed ones are gone.
const TIMEOUT: Duration = Duration::from_millis(150);

/// Interval at which the processes are looked up while they end.
const INTERVAL: Duration = Duration::from_millis(5);

/// The foreground program of this process.
#[derive(Debug)]
enum Foreground {
    None,
    Running(Pid),
    /// This process is ending, so that no further program may be started.
    Closed,
}

static FOREGROUND: Mutex<Foreground> = Mutex::new(Foreground::None);

fn foreground() -> MutexGuard<'static, Foreground> {
    FOREGROUND.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts a foreground program. Does not return if this process is ending.
pub(super) fn start(command: &mut Command) -> io::Result<Child> {
    // The lock is held until the program is known: `end` must not miss one that is being started.
    let mut foreground = foreground();
    if matches!(*foreground, Foreground::Closed) {
        drop(foreground);
        wait_for_end();
    }
    let child = command.spawn()?;
    *foreground = Foreground::Running(Pid::from_child(&child));
    Ok(child)
}

/// Notes that the foreground program has ended. Does not return if this process is ending.
pub(super) fn forget() {
    let mut foreground = foreground();
    if matches!(*foreground, Foreground::Closed) {
        drop(foreground);
        wait_for_end();
    }
    *foreground = Foreground::None;
}

/// Waits for the thread that called [`end`], which is about to end this process.
fn wait_for_end() -> ! {
    loop {
        thread::park();
    }
}

/// Ends the foreground program with its descendants: asks with a signal, and kills what is left after a short time.
///
/// For a process that is ending: no further foreground program is started. Descendants in a session of their own, such as a
/// browser with a window, have left the terminal and are not ended.
pub fn end(signal: Signal) {
    let Foreground::Running(program) = mem::replace(&mut *foreground(), Foreground::Closed) else { return };
    let begin = Instant::now();
    let (mut family, mut asked) = (vec![program], 0);
    while begin.elapsed() < 2 * TIMEOUT {
        let living = table::living(&mut family);
        if living.is_empty() {
            return;
        }
        if begin.elapsed() > TIMEOUT {
            send(&living, Signal::KILL);
        } else {
            let new = family.get(asked..).unwrap_or_default();
            send(new, signal);
            // A stopped program hears no other signal.
            send(new, Signal::CONT);
            asked = family.len();
        }
        thread::sleep(INTERVAL);
    }
}

fn send(processes: &[Pid], signal: Signal) {
    for process in processes {
        let _gone = kill_process(*process, signal);
    }
}

/// Lets signals that end this process end the foreground program first, on a thread; for a process without an interface.
///
/// The signals of the terminal's keys are left to the foreground program. If there can be no thread, nothing changes.
pub fn end_with_this_process() {
    let ending = [Signal::TERM, Signal::HUP];
    let keys = [Signal::INT, Signal::QUIT, Signal::TSTP];
    let Ok(mut signals) = Signals::new(ending.iter().chain(&keys).map(|signal| signal.as_raw())) else {
        return;
    };
    let settings = tcgetattr(io::stdin()).ok();
    let watch = move || {
        for number in signals.forever() {
            if let Some(signal) = ending.into_iter().find(|signal| signal.as_raw() == number) {
                end(signal);
                if let Some(settings) = settings.as_ref().filter(|_| super::has_terminal(io::stdin())) {
                    let _gone = tcsetattr(io::stdin(), OptionalActions::Now, settings);
                }
                let _unknown = emulate_default_handler(number);
            }
        }
    };
    let _unwatched = thread::Builder::new().name("signals".to_owned()).stack_size(256 * 1024).spawn(watch);
}

#[cfg(target_os = "linux")]
mod table {
    use std::fs;

    use rustix::process::{Pid, getsid};

    /// A living process of the system.
    #[derive(Debug, PartialEq, Eq)]
    struct Process {
        id: Pid,
        parent: Option<Pid>,
        session: Option<Pid>,
    }

    impl Process {
        /// Reads a line of `/proc/ID/stat`; `None` for a zombie too.
        fn parse(line: &str) -> Option<Self> {
            // A process that is just going has -1 for its parent and session.
            let id = |text: &str| text.parse().ok().filter(|id| *id > 0).and_then(Pid::from_raw);
            // The name may contain anything, spaces and parentheses too.
            let (name, rest) = line.rsplit_once(") ")?;
            let mut fields = rest.split(' ');
            let (state, parent, _group, session) =
                (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
            let process = Self { id: id(name.split(' ').next()?)?, parent: id(parent), session: id(session) };
            (!matches!(state, "Z" | "X")).then_some(process)
        }
    }

    /// Adds the new descendants in this session to a family, whose first member is its origin; returns the living members.
    pub(super) fn living(family: &mut Vec<Pid>) -> Vec<Pid> {
        let folders = fs::read_dir("/proc").into_iter().flatten().flatten();
        let numbered = folders
            .filter(|folder| folder.file_name().as_encoded_bytes().first().is_some_and(u8::is_ascii_digit));
        let processes: Vec<Process> = numbered
            .filter_map(|folder| fs::read(folder.path().join("stat")).ok())
            .filter_map(|line| Process::parse(&String::from_utf8_lossy(&line)))
            .collect();
        let (origin, session) = (family.first().copied(), getsid(None).ok());
        let here: Vec<&Process> = processes
            .iter()
            .filter(|process| process.session == session || Some(process.id) == origin)
            .collect();
        let mut known = 0;
        // A member that is found may have children that stand before it in the table.
        while known < family.len() {
            known = family.len();
            for process in &here {
                let is_child = process.parent.is_some_and(|parent| family.contains(&parent));
                if is_child && !family.contains(&process.id) {
                    family.push(process.id);
                }
            }
        }
        here.iter().map(|process| process.id).filter(|id| family.contains(id)).collect()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_process_may_have_any_name() {
            let of = |line: &str| Process::parse(line).map(|process| process.id.as_raw_nonzero().get());
            assert_eq!(of("12 (w3m) S 7 7 5 34816 7"), Some(12));
            assert_eq!(of("12 (a) b (c) R 1 1) S 7 7 5 34816 7"), Some(12));
            assert_eq!(of("12 (w3m) Z 7 7 5 34816 7"), None, "a zombie has ended");
            assert_eq!(of("12 (w3m) S -1 -1 -1 0 -1"), Some(12));
            assert_eq!(of("12 (w3m"), None);
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod table {
    use rustix::process::{Pid, test_kill_process};

    /// Returns the living members of a family; without `/proc` the descendants of its origin are not known.
    pub(super) fn living(family: &mut Vec<Pid>) -> Vec<Pid> {
        family.iter().copied().filter(|id| test_kill_process(*id).is_ok()).collect()
    }
}
