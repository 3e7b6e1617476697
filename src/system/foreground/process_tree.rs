//! The foreground program that runs with its descendants, and their end.

use std::io;
use std::mem;
use std::process::{Child, Command};
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::system::signals::held;

use super::terminal::LentTerminal;

/// Time in which the programs may end when they are asked to, and again the maximum time until killed ones are gone.
const TIMEOUT: Duration = Duration::from_millis(150);

/// Interval at which the processes are looked up while they end.
const INTERVAL: Duration = Duration::from_millis(5);

/// The foreground program of this process.
#[derive(Debug)]
enum Foreground {
    None,
    Running(Pid, LentTerminal),
    /// This process is ending, so that no further program may be started.
    Closed,
}

static FOREGROUND: Mutex<Foreground> = Mutex::new(Foreground::None);

fn foreground() -> MutexGuard<'static, Foreground> {
    FOREGROUND.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Locks the foreground program. Does not return if this process is ending: the thread that called [`end`] ends it.
fn unless_ending() -> MutexGuard<'static, Foreground> {
    let foreground = foreground();
    if matches!(*foreground, Foreground::Closed) {
        drop(foreground);
        loop {
            thread::park();
        }
    }
    foreground
}

/// Starts a foreground program. Does not return if this process is ending.
pub(super) fn start(command: &mut Command, terminal: LentTerminal) -> io::Result<Child> {
    // The lock is held until the program is known: `end` must not miss one that is being started.
    let mut foreground = unless_ending();
    let child = command.spawn()?;
    *foreground = Foreground::Running(Pid::from_child(&child), terminal);
    Ok(child)
}

/// Puts the terminal right after the foreground program has ended. Does not return if this process is ending.
pub(super) fn forget() {
    // The lock is held meanwhile: `end` must not end this process before.
    let mut foreground = unless_ending();
    if let Foreground::Running(_, terminal) = mem::replace(&mut *foreground, Foreground::None) {
        terminal.put_right();
    }
}

/// Ends the foreground program with its descendants: asks with a signal, and kills what is left after a short time. The
/// terminal is put right then.
///
/// For a process that is ending: no further foreground program is started. Descendants in a session of their own, such as a
/// browser with a window, have left the terminal and are not ended.
pub fn end(signal: Signal) {
    let lent = mem::replace(&mut *foreground(), Foreground::Closed);
    if let Foreground::Running(program, terminal) = lent {
        end_tree(program, signal);
        terminal.put_right();
    }
}

fn end_tree(root: Pid, signal: Signal) {
    let begin = Instant::now();
    let (mut members, mut signalled) = (vec![root], 0);
    while begin.elapsed() < 2 * TIMEOUT {
        let living = table::living_members(&mut members);
        if living.is_empty() {
            return;
        }
        if begin.elapsed() > TIMEOUT {
            send(&living, Signal::KILL);
        } else {
            let new = members.get(signalled..).unwrap_or_default();
            send(new, signal);
            // A stopped program hears no other signal.
            send(new, Signal::CONT);
            signalled = members.len();
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
    const ENDING: [Signal; 2] = [Signal::TERM, Signal::HUP];
    const KEYS: [Signal; 3] = [Signal::INT, Signal::QUIT, Signal::TSTP];
    let caught = ENDING.iter().chain(&KEYS).map(|signal| signal.as_raw());
    let (installed, ready) = mpsc::sync_channel(1);
    let numbers = caught.clone();
    let watch = move || {
        // On this thread: without it the signals must go on ending this process.
        let Ok(mut signals) = Signals::new(numbers) else {
            return;
        };
        let _received = installed.send(());
        for number in signals.forever() {
            if let Some(signal) = ENDING.into_iter().find(|signal| signal.as_raw() == number) {
                end(signal);
                let _unknown = emulate_default_handler(number);
            }
        }
    };
    held(caught, || {
        if thread::Builder::new().name("signals".to_owned()).stack_size(256 * 1024).spawn(watch).is_ok() {
            let _unwatched = ready.recv();
        }
    });
}

#[cfg(target_os = "linux")]
mod table {
    use std::fs;

    use rustix::process::{Pid, getpgrp, getpid, getppid, getsid, test_kill_process};

    /// A living process of the system.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    struct Process {
        id: Pid,
        parent: Option<Pid>,
        group: Option<Pid>,
        session: Option<Pid>,
        /// The time of its start after that of the system.
        start: u64,
    }

    impl Process {
        /// Reads a line of `/proc/ID/stat`; `None` for a zombie too.
        fn parse(line: &str) -> Option<Self> {
            // A process that is just going has -1 for its parent and session.
            let id = |text: &str| text.parse().ok().filter(|id| *id > 0).and_then(Pid::from_raw);
            // The name may contain anything, spaces and parentheses too.
            let (name, rest) = line.rsplit_once(") ")?;
            let mut fields = rest.split(' ');
            let state = fields.next()?;
            let [parent, group, session] = [fields.next()?, fields.next()?, fields.next()?].map(id);
            let start = fields.nth(15)?.parse().ok()?;
            let process = Self { id: id(name.split(' ').next()?)?, parent, group, session, start };
            (!matches!(state, "Z" | "X")).then_some(process)
        }

        /// This process.
        fn own() -> Self {
            let (group, session) = (Some(getpgrp()), getsid(None).ok());
            Self { id: getpid(), parent: getppid(), group, session, start: 0 }
        }
    }

    /// Adds the new descendants in this session to the members of a tree, the first of which is its root; returns the living
    /// members.
    pub(super) fn living_members(members: &mut Vec<Pid>) -> Vec<Pid> {
        let folders = fs::read_dir("/proc").into_iter().flatten().flatten();
        let numbered = folders
            .filter(|folder| folder.file_name().as_encoded_bytes().first().is_some_and(u8::is_ascii_digit));
        let processes: Vec<Process> = numbered
            .filter_map(|folder| fs::read(folder.path().join("stat")).ok())
            .filter_map(|line| Process::parse(&String::from_utf8_lossy(&line)))
            .collect();
        if processes.is_empty() {
            // The table cannot be read, so only the root is known.
            return members.iter().copied().filter(|id| test_kill_process(*id).is_ok()).collect();
        }
        find(&processes, Process::own(), members)
    }

    fn find(processes: &[Process], own: Process, members: &mut Vec<Pid>) -> Vec<Pid> {
        let root_id = members.first().copied();
        let here: Vec<&Process> = processes
            .iter()
            .filter(|process| {
                if Some(process.id) == root_id {
                    // The id of a root that has ended may be that of another process.
                    process.parent == Some(own.id)
                } else {
                    process.session == own.session
                }
            })
            .collect();
        let begin = here.iter().find(|process| Some(process.id) == root_id).map(|root| root.start);
        // A descendant whose parent has ended: nothing else in this group is started meanwhile and has no parent in it.
        let is_orphan = |process: &Process| {
            let mut group = processes.iter().filter(|other| other.group == own.group);
            process.group == own.group
                && process.id != own.id
                && begin.is_some_and(|begin| process.start >= begin)
                && process.parent != own.parent
                && !group.any(|other| Some(other.id) == process.parent)
        };
        let mut known = 0;
        // A member that is found may have children that stand before it in the table.
        while known < members.len() {
            known = members.len();
            for process in &here {
                let is_child = process.parent.is_some_and(|parent| members.contains(&parent));
                if (is_child || is_orphan(process)) && !members.contains(&process.id) {
                    members.push(process.id);
                }
            }
        }
        here.iter().map(|process| process.id).filter(|id| members.contains(id)).collect()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_process_may_have_any_name() {
            let of = |line: &str| Process::parse(line).map(|process| process.id.as_raw_nonzero().get());
            let rest = "34816 7 0 0 0 0 0 0 0 0 0 20 0 1 0 4711 0";
            assert_eq!(of(&format!("12 (w3m) S 7 7 5 {rest}")), Some(12));
            assert_eq!(of(&format!("12 (a) b (c) R 1 1) S 7 7 5 {rest}")), Some(12));
            assert_eq!(of(&format!("12 (w3m) Z 7 7 5 {rest}")), None, "a zombie has ended");
            assert_eq!(of(&format!("12 (w3m) S -1 -1 -1 {rest}")), Some(12));
            assert_eq!(of("12 (w3m"), None);
            assert_eq!(
                Process::parse(&format!("12 (w3m) S 7 7 5 {rest}")).map(|process| process.start),
                Some(4711)
            );
        }

        fn process(id: i32, parent: i32, group: i32, session: i32, start: u64) -> Process {
            let pid = |id| Pid::from_raw(id);
            Process {
                id: pid(id).unwrap(),
                parent: pid(parent),
                group: pid(group),
                session: pid(session),
                start,
            }
        }

        fn found(processes: &[Process]) -> Vec<i32> {
            let own = process(10, 5, 10, 5, 0);
            let living = find(processes, own, &mut vec![Pid::from_raw(20).unwrap()]);
            living.into_iter().map(|id| id.as_raw_nonzero().get()).collect()
        }

        #[test]
        fn a_descendant_whose_parent_has_ended_belongs_to_the_tree() {
            let (shell, own, root) =
                (process(5, 1, 5, 5, 1), process(10, 5, 10, 5, 7), process(20, 10, 10, 5, 9));
            let orphan = process(22, 1, 10, 5, 9);
            assert_eq!(found(&[shell, own, root, orphan, process(21, 22, 10, 5, 9)]), [20, 22, 21]);
            // A job of the shell, another part of the pipeline with its child, and one that was there before.
            let others = [
                process(30, 1, 30, 5, 9),
                process(11, 5, 10, 5, 9),
                process(12, 11, 10, 5, 9),
                process(9, 1, 10, 5, 6),
            ];
            assert_eq!(found(&[&[shell, own, root][..], &others].concat()), [20]);
        }

        #[test]
        fn another_process_with_the_id_of_the_root_is_not_the_root() {
            let own = process(10, 5, 10, 5, 7);
            assert_eq!(found(&[own, process(20, 1, 20, 20, 9)]), [0; 0]);
            assert_eq!(found(&[own, process(20, 5, 20, 5, 9)]), [0; 0]);
            assert_eq!(found(&[own, process(20, 10, 20, 20, 9)]), [20], "in a session of its own");
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod table {
    use rustix::process::{Pid, test_kill_process};

    /// Returns the living members of a tree; without `/proc` the descendants of its root are not known.
    #[expect(clippy::ptr_arg, reason = "with `/proc` the list grows")]
    pub(super) fn living_members(members: &mut Vec<Pid>) -> Vec<Pid> {
        members.iter().copied().filter(|id| test_kill_process(*id).is_ok()).collect()
    }
}
