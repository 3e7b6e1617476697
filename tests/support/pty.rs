//! Runs the program in a pseudo-terminal and emulates the screen.
//!
//! Nothing here sleeps: each wait is for bytes, for the end of a process or for a line in a pipe, and panics
//! after [`DEADLINE`].

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{Action, tcflow, tcgetattr};

/// Timeout of every wait, generous for slow machines.
const DEADLINE: Duration = Duration::from_secs(20);

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_stacklore");

/// Printed by the shell of [`Setting::in_shell`] when the program has ended.
const MARK: &str = "<over>";

/// The setup of a session.
pub struct Setting {
    columns: u16,
    rows: u16,
    variables: Vec<(String, String)>,
    script: Option<String>,
    home: tempfile::TempDir,
}

impl Setting {
    /// A clean environment, an empty home folder, 80 columns and 24 rows.
    pub fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let variables = [("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("PATH", "/usr/bin:/bin")];
        Self {
            columns: 80,
            rows: 24,
            variables: variables.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
            script: None,
            home,
        }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs a script in a shell with job control; `"$0"` is the program.
    ///
    /// The shell is the session leader and outlives the program, as in practice. Without it the program leads a
    /// session without controlling terminal: its exit status is exact, and the shell resets nothing.
    pub fn in_shell(mut self, script: &str) -> Self {
        self.script = Some(script.to_owned());
        self
    }

    /// The home folder of the session.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Writes an executable script.
    pub fn script(&self, name: &str, body: &str) -> PathBuf {
        let path = self.home().join(name);
        fs::write(&path, format!("#!/bin/sh\ntest -n \"$PROBE\" && exit 0\n{body}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        // A child just forked by another test may hold the file open for writing, which prevents its start.
        while Command::new(&path).env("PROBE", "1").status().is_err() {}
        path
    }

    pub fn start(self) -> Session {
        let size = PtySize { rows: self.rows, cols: self.columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = if let Some(script) = &self.script {
            let mut command = CommandBuilder::new("/bin/sh");
            command.args(["-c", &format!("set -m\n{script}\nprintf '%s' '{MARK}'\nread answer"), PROGRAM]);
            command
        } else {
            let mut command = CommandBuilder::new(PROGRAM);
            command.set_controlling_tty(false);
            command
        };
        command.env_clear();
        command.cwd(self.home());
        command.env("HOME", self.home());
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        // This end stays open, so the terminal settings and the last output can still be read.
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let line =
            File::from(rustix::fs::open(pair.master.tty_name().unwrap(), flags, Mode::empty()).unwrap());
        let found = settings(&line);
        let child: Box<dyn portable_pty::Child> = pair.slave.spawn_command(command).unwrap();
        let mut child = child.downcast::<Child>().map_err(drop).expect("an ordinary process");
        drop(pair.slave);

        let id = Pid::from_child(&child);
        let (end, ended) = mpsc::channel();
        thread::spawn(move || end.send(child.wait().unwrap()));

        let closing = Arc::new(AtomicBool::new(false));
        let (send, bytes) = mpsc::channel();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let stops = Arc::clone(&closing);
        thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if send.send(buffer[..length].to_vec()).is_err() || stops.load(Ordering::SeqCst) {
                    return;
                }
            }
        });

        let keys = pair.master.take_writer().unwrap();
        let screen = vt100::Parser::new(self.rows.try_into().unwrap(), self.columns.try_into().unwrap(), 0);
        Session {
            master: pair.master,
            keys,
            line,
            found,
            id,
            ended,
            end: None,
            closing,
            bytes,
            seen: Vec::new(),
            screen,
            in_shell: self.script.is_some(),
            _home: self.home,
        }
    }
}

/// A program running in a pseudo-terminal.
pub struct Session {
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    line: File,
    found: String,
    id: Pid,
    ended: Receiver<ExitStatus>,
    end: Option<ExitStatus>,
    closing: Arc<AtomicBool>,
    bytes: Receiver<Vec<u8>>,
    seen: Vec<u8>,
    screen: vt100::Parser,
    in_shell: bool,
    _home: tempfile::TempDir,
}

impl Session {
    /// Sends keys as terminal bytes.
    pub fn press(&mut self, keys: impl AsRef<[u8]>) {
        self.keys.write_all(keys.as_ref()).unwrap();
    }

    /// Waits until the screen meets a condition.
    pub fn until(&mut self, wanted: &str, is: impl Fn(&vt100::Screen) -> bool) -> &mut Self {
        let deadline = Instant::now() + DEADLINE;
        while !is(self.screen.screen()) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.bytes.recv_timeout(left) {
                Ok(bytes) => {
                    self.screen.process(&bytes);
                    self.seen.extend(bytes);
                }
                Err(reason) => panic!("no {wanted} ({reason}) but\n{}", self.screen.screen().contents()),
            }
        }
        self
    }

    /// Waits until the screen contains a text.
    pub fn until_shown(&mut self, text: &str) -> &mut Self {
        self.until(text, |screen| screen.contents().contains(text))
    }

    /// Waits for the whole first frame, which may arrive in several chunks.
    pub fn until_started(&mut self) -> &mut Self {
        self.until("interface", |screen| {
            let text = screen.contents();
            screen.alternate_screen() && text.contains("/ ") && text.trim_end().ends_with("keys")
        })
    }

    pub fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    /// All output so far.
    pub fn seen(&self) -> &[u8] {
        &self.seen
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.screen.set_size(rows.try_into().unwrap(), columns.try_into().unwrap());
        self.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// Sends a signal to the program: the leader of the foreground process group, if a shell runs it.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.program(), signal).unwrap();
    }

    fn program(&self) -> Pid {
        if self.in_shell {
            self.master.process_group_leader().and_then(Pid::from_raw).unwrap()
        } else {
            self.id
        }
    }

    /// Waits until the shell has started the program.
    ///
    /// The shell's child is in the foreground a moment before it is the program, and still ignores the stop signals
    /// then, as its shell does.
    pub fn until_job(&self) -> &Self {
        let deadline = Instant::now() + DEADLINE;
        let has_started = || {
            let leader = self.master.process_group_leader();
            leader.is_some_and(|id| Pid::from_raw(id) != Some(self.id) && runs_the_program(id))
        };
        while !has_started() {
            assert!(Instant::now() < deadline, "the shell has started nothing");
            thread::yield_now();
        }
        self
    }

    /// Whether the terminal settings are those of the start.
    pub fn has_settings_as_found(&self) -> bool {
        settings(&self.line) == self.found
    }

    /// Writes to the terminal as another program does.
    pub fn scribble(&mut self, text: &str) {
        self.line.write_all(text.as_bytes()).unwrap();
    }

    /// Stops the output of the terminal, like Ctrl-S.
    pub fn hold_output(&self) {
        tcflow(&self.line, Action::OOff).unwrap();
    }

    /// Resumes the output of the terminal.
    pub fn release_output(&self) {
        tcflow(&self.line, Action::OOn).unwrap();
    }

    /// Waits for the end of the program without a shell.
    pub fn until_ended(&mut self) -> ExitStatus {
        assert!(!self.in_shell, "the shell is still there: wait for what it prints");
        *self.end.get_or_insert_with(|| {
            self.ended.recv_timeout(DEADLINE).unwrap_or_else(|reason| {
                panic!("the program goes on ({reason}) with\n{}", self.screen.screen().contents())
            })
        })
    }

    /// Waits for the end of the program without a shell and for all its output.
    pub fn end(&mut self) -> ExitStatus {
        let status = self.until_ended();
        self.line.write_all(MARK.as_bytes()).unwrap();
        self.until_shown(MARK);
        status
    }

    /// The output after the interface was last left, without that of the harness.
    pub fn afterwards(&self) -> String {
        let left = b"\x1b[?1049l";
        let at =
            self.seen.windows(left.len()).rposition(|bytes| bytes == left).expect("the interface was left");
        String::from_utf8_lossy(&self.seen[at + left.len()..]).replace(MARK, "")
    }

    /// Waits until the shell reports the end of the program.
    pub fn end_in_shell(&mut self) -> &mut Self {
        assert!(self.in_shell);
        self.until_shown(MARK)
    }

    /// Asserts that the terminal state is restored.
    #[track_caller]
    pub fn assert_restored(&self) {
        let screen = self.screen.screen();
        assert!(self.has_settings_as_found(), "settings:\n{}\nfound:\n{}", settings(&self.line), self.found);
        assert!(!screen.alternate_screen(), "on the alternate screen");
        assert!(!screen.hide_cursor(), "without a cursor");
        assert!(!screen.bracketed_paste(), "with pastes in brackets");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        assert!(!screen.inverse() && !screen.bold(), "with attributes left on");
        assert!(!screen.application_cursor() && !screen.application_keypad(), "with other keys");
        let last = |bytes: &[u8]| self.seen.windows(bytes.len()).rposition(|window| window == bytes);
        assert!(last(b"\x1b[?2026l") >= last(b"\x1b[?2026h"), "in the middle of a frame");
    }

    /// Closes the terminal like a window, after a key that causes a frame; returns the exit status.
    pub fn close(mut self, key: &str) -> ExitStatus {
        // The reader thread holds the terminal open until it receives bytes.
        self.closing.store(true, Ordering::SeqCst);
        self.press(key);
        loop {
            match self.bytes.recv_timeout(DEADLINE) {
                Ok(_) => {}
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("the key drew nothing"),
            }
        }
        let Self { master, keys, ended, .. } = &mut self;
        *keys = Box::new(std::io::sink());
        *master = native_pty_system().openpty(PtySize::default()).unwrap().master;
        let end = ended.recv_timeout(DEADLINE).expect("the program outlives its terminal");
        self.end = Some(end);
        end
    }
}

/// Whether a process runs the program and not what it was before; asks `ps` where there is no /proc.
fn runs_the_program(id: i32) -> bool {
    if cfg!(target_os = "linux") {
        let path = fs::read_link(format!("/proc/{id}/exe"));
        return path.is_ok_and(|path| path.file_name() == Path::new(PROGRAM).file_name());
    }
    let found = Command::new("ps").args(["-o", "comm=", "-p", &id.to_string()]).output().unwrap();
    String::from_utf8_lossy(&found.stdout).trim().ends_with("stacklore")
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.end.is_none() && self.ended.try_recv().is_err() {
            let _gone = kill_process(self.id, Signal::KILL);
        }
    }
}

/// A named pipe (FIFO) that programs hold open, to see when the last of them has ended.
pub struct Hold(File);

impl Hold {
    pub fn new(path: &Path) -> Self {
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        Self(File::from(rustix::fs::open(path, flags, Mode::empty()).unwrap()))
    }

    /// Waits until no program holds the pipe any more; one must have held it.
    pub fn until_released(&self) {
        let deadline = Timespec::try_from(DEADLINE).unwrap();
        let ended = poll(&mut [PollFd::new(&self.0, PollFlags::HUP)], Some(&deadline)).unwrap();
        assert!(ended > 0, "a program goes on");
    }
}

/// The signal that ended a process.
pub fn signal_of(status: ExitStatus) -> Option<i32> {
    status.signal()
}

fn settings(line: &File) -> String {
    format!("{:?}", tcgetattr(line).unwrap())
}

/// A named pipe (FIFO) between a test and its scripts.
pub struct Pipe {
    path: PathBuf,
    /// Opened for reading and writing, so the pipe has no end of file when a script ends.
    ends: File,
}

impl Pipe {
    pub fn new(path: PathBuf) -> Self {
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        let ends = File::options().read(true).write(true).open(&path).unwrap();
        Self { path, ends }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a line for a script.
    pub fn tell(&self, line: &str) {
        (&self.ends).write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    /// Waits for a line from a script.
    pub fn line(&self) -> String {
        let deadline = Timespec::try_from(DEADLINE).unwrap();
        let mut line = Vec::new();
        while line.last() != Some(&b'\n') {
            let ready = poll(&mut [PollFd::new(&self.ends, PollFlags::IN)], Some(&deadline)).unwrap();
            assert!(ready > 0, "nothing came through the pipe");
            let mut byte = [0];
            (&self.ends).read_exact(&mut byte).unwrap();
            line.extend(byte);
        }
        String::from_utf8(line).unwrap().trim_end().to_owned()
    }

    /// Asserts that the pipe is empty.
    #[track_caller]
    pub fn assert_empty(&self) {
        self.tell("nothing else");
        assert_eq!(self.line(), "nothing else");
    }
}
