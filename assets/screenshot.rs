//! Draws the screenshots of the guide and the recording of the README: `cargo run --release --example screenshot`.
//!
//! The real program runs in a pseudo-terminal, keys are typed, and the screen that comes out of it is written as SVG: so a
//! picture cannot show what the program does not. The recording is an asciicast, `assets/tour.cast`, and the animated SVG
//! that is made from it. Any other program may be drawn as well:
//! `screenshot FILE.svg TEXT KEYS PROGRAM [ARGUMENT…]` waits for TEXT, types KEYS, and waits until the screen is still.

use std::io::Write;
use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    match unix::draw() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where even that cannot be said, the exit code still tells it.
            let _ = writeln!(std::io::stderr(), "screenshot: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(unix))]
fn main() -> ExitCode {
    let _ = writeln!(std::io::stderr(), "screenshot: this needs the pseudo-terminal of a Unix system");
    ExitCode::from(2)
}

#[cfg(unix)]
mod unix {
    use std::error::Error;
    use std::ffi::OsString;
    use std::io::{Read, Write};
    use std::num::NonZeroU16;
    use std::path::{Path, PathBuf};
    use std::process::Command;
    use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
    use std::time::{Duration, Instant};
    use std::{env, fs, mem, thread};

    use portable_pty::{CommandBuilder, PtySize, native_pty_system};

    use super::film::{self, Cast};

    type Outcome<T = ()> = Result<T, Box<dyn Error>>;

    const COLUMNS: NonZeroU16 = NonZeroU16::new(120).expect("it is not 0");
    const ROWS: NonZeroU16 = NonZeroU16::new(36).expect("it is not 0");

    /// How long a text may take to appear.
    const PATIENCE: Duration = Duration::from_secs(10);
    /// How long nothing may come for the screen to count as still.
    const STILL: Duration = Duration::from_millis(400);

    /// One picture: what is run, what must be seen before which keys are typed, and what must be seen then.
    struct Picture {
        file: &'static str,
        title: &'static str,
        arguments: &'static [&'static str],
        before: &'static str,
        keys: &'static str,
        after: &'static str,
    }

    const PICTURES: &[Picture] = &[
        Picture {
            file: "explorer.svg",
            title: "stacklore: the tree of Discord's stack, and ScyllaDB with its claims and sources",
            arguments: &["--select", "scylladb"],
            before: "ScyllaDB",
            keys: "\rjjjj ",
            after: "72 ScyllaDB nodes",
        },
        Picture {
            file: "search.svg",
            title: "stacklore: a search in Discord's stack, each hit with its reason",
            arguments: &[],
            before: "Storage",
            keys: "/cass",
            after: "Cassandra",
        },
        Picture {
            file: "chart.svg",
            title: "stacklore: a category as a chart of its time",
            arguments: &[],
            before: "Storage",
            keys: "h",
            after: "still in use",
        },
        Picture {
            file: "as-of.svg",
            title: "stacklore: the stack as of 2018",
            arguments: &["--as-of", "2018"],
            before: "as of 2018",
            keys: "h",
            after: "unclear",
        },
        Picture {
            file: "sources.svg",
            title: "stacklore: the claims grouped by the pages that they cite",
            arguments: &[],
            before: "Storage",
            keys: "v\u{1b}[B\r",
            after: "by source",
        },
        Picture {
            file: "map.svg",
            title: "stacklore: what is around ScyllaDB, two relations out",
            arguments: &["--select", "scylladb"],
            before: "ScyllaDB",
            keys: "gm",
            after: "MAP of ScyllaDB",
        },
    ];

    /// One step of the recording: keys, what must be seen then, its caption, and how long it stays.
    struct Step {
        keys: &'static str,
        seen: &'static str,
        caption: &'static str,
        milliseconds: u32,
    }

    const fn step(keys: &'static str, seen: &'static str, caption: &'static str, milliseconds: u32) -> Step {
        Step { keys, seen, caption, milliseconds }
    }

    const TOUR: &[Step] = &[
        step("", "Storage", "stacklore: the stack of Discord, with the page that proves each claim", 3000),
        step("/", "", "/ searches as you type", 700),
        step("c", "", "/c", 400),
        step("a", "", "/ca", 400),
        step("s", "", "/cas", 400),
        step("s", "Cassandra", "/cass: each hit says which field matched", 2500),
        step("\r", "Cassandra", "Enter: what it was, since when, and who says so", 4000),
        step("gr", "RELATIONS", "gr: its relations", 1500),
        step("\r", "ScyllaDB", "Enter: follow one, to what it replaced", 3500),
        step("gm", "MAP of", "gm: its neighbours, two relations out", 3000),
        step("\u{1b}", "ScyllaDB", "Esc: back", 800),
        step("M", "", "M: what replaced what, year by year", 3500),
        step("\u{1b}", "ScyllaDB", "Esc: back", 800),
        step("T", "", "T: the stack as of a date", 1000),
        step("2018", "2018", "T: 2018", 1200),
        step("\r", "as of 2018", "Enter: the stack as it was in 2018", 4000),
    ];

    /// Plays the tour, and writes the recording and its picture.
    fn record(program: &Path, assets: &Path) -> Outcome {
        let mut player = Player::start(CommandBuilder::new(program))?;
        let mut cast = Cast::new("stacklore: a tour through the stack of Discord", ROWS, COLUMNS);
        for step in TOUR {
            player.press(step.keys)?;
            player.wait_for(step.seen)?;
            cast.add(step.caption, &mem::take(&mut player.written), step.milliseconds);
        }
        let cast = cast.text();
        fs::write(assets.join("tour.svg"), film::svg_of(&cast).ok_or("it is an asciicast")?)?;
        Ok(fs::write(assets.join("tour.cast"), cast)?)
    }

    /// Draws what the command line asks for, or else all pictures.
    pub fn draw() -> Outcome {
        let arguments: Vec<String> = env::args().skip(1).collect();
        match arguments.as_slice() {
            [] => {
                let program = built_program()?;
                let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
                for picture in PICTURES {
                    let mut command = CommandBuilder::new(&program);
                    command.args(picture.arguments);
                    let mut player = Player::start(command)?;
                    player.wait_for(picture.before)?;
                    player.press(picture.keys)?;
                    player.wait_for(picture.after)?;
                    fs::write(assets.join(picture.file), super::svg::of(player.screen(), picture.title))?;
                }
                record(&program, &assets)
            }
            [only] if only == "tour" => {
                record(&built_program()?, &Path::new(env!("CARGO_MANIFEST_DIR")).join("assets"))
            }
            [file, text, keys, program @ ..] if !program.is_empty() => {
                let mut player =
                    Player::start(CommandBuilder::from_argv(program.iter().map(OsString::from).collect()))?;
                player.wait_for(text)?;
                player.press(keys)?;
                player.wait_for("")?;
                fs::write(file, super::svg::of(player.screen(), &program.join(" ")))?;
                Ok(())
            }
            _ => Err("usage: screenshot [tour | FILE.svg TEXT KEYS PROGRAM [ARGUMENT…]]".into()),
        }
    }

    /// Builds the program in the profile that this example was built in, and says where it is.
    ///
    /// Cargo builds the programs of a package for its tests, but not for its examples.
    fn built_program() -> Outcome<PathBuf> {
        let me = env::current_exe()?;
        let folder =
            me.parent().and_then(Path::parent).ok_or("an example lies in a folder of its profile")?;
        let mut build = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        build.args(["build", "--bin", "stacklore"]).current_dir(env!("CARGO_MANIFEST_DIR"));
        if folder.ends_with("release") {
            build.arg("--release");
        }
        if !build.status()?.success() {
            return Err("the program does not build".into());
        }
        Ok(folder.join("stacklore"))
    }

    /// A program in a pseudo-terminal, and the screen it has drawn so far.
    struct Player {
        child: Box<dyn portable_pty::Child + Send + Sync>,
        keyboard: Box<dyn Write + Send>,
        output: Receiver<Vec<u8>>,
        parser: vt100::Parser,
        /// The output since it was last taken.
        written: Vec<u8>,
        /// An empty home, so that nobody's own settings come into the picture.
        _home: tempfile::TempDir,
    }

    impl Player {
        fn start(mut command: CommandBuilder) -> Outcome<Self> {
            let home = tempfile::tempdir()?;
            command.env_clear();
            for name in ["PATH", "LANG", "LC_ALL"] {
                if let Some(value) = env::var_os(name) {
                    command.env(name, value);
                }
            }
            command.env("TERM", "xterm-256color");
            command.env("HOME", home.path());
            command.cwd(env!("CARGO_MANIFEST_DIR"));

            let size = PtySize { rows: ROWS.get(), cols: COLUMNS.get(), pixel_width: 0, pixel_height: 0 };
            let pair = native_pty_system().openpty(size)?;
            let child = pair.slave.spawn_command(command)?;
            let mut reader = pair.master.try_clone_reader()?;
            let keyboard = pair.master.take_writer()?;
            let (sender, output) = mpsc::channel();
            thread::spawn(move || {
                let mut buffer = [0; 4096];
                // The end of the program is an error on some systems and an end of file on others: both end the reading.
                while let Ok(read @ 1..) = reader.read(&mut buffer) {
                    let Some(bytes) = buffer.get(..read) else { break };
                    if sender.send(bytes.to_vec()).is_err() {
                        break;
                    }
                }
            });
            let parser = vt100::Parser::new(ROWS, COLUMNS, 0);
            Ok(Self { child, keyboard, output, parser, written: Vec::new(), _home: home })
        }

        fn press(&mut self, keys: &str) -> Outcome {
            self.keyboard.write_all(keys.as_bytes())?;
            Ok(self.keyboard.flush()?)
        }

        /// Waits until the text is on the screen and the screen is still.
        fn wait_for(&mut self, text: &str) -> Outcome {
            let deadline = Instant::now() + PATIENCE;
            loop {
                let seen = self.screen().contents().contains(text);
                let left = deadline.saturating_duration_since(Instant::now());
                match self.output.recv_timeout(if seen { STILL } else { left }) {
                    Ok(bytes) => {
                        self.parser.process(&bytes);
                        self.written.extend(bytes);
                    }
                    Err(_) if seen => return Ok(()),
                    Err(RecvTimeoutError::Timeout) => {
                        return Err(
                            format!("\"{text}\" never appeared:\n{}", self.screen().contents()).into()
                        );
                    }
                    Err(RecvTimeoutError::Disconnected) => {
                        return Err(
                            format!("it ended before \"{text}\":\n{}", self.screen().contents()).into()
                        );
                    }
                }
            }
        }

        fn screen(&self) -> &vt100::Screen {
            self.parser.screen()
        }
    }

    impl Drop for Player {
        fn drop(&mut self) {
            // It may have ended by itself.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

#[cfg(unix)]
#[path = "screenshot/film.rs"]
mod film;
#[cfg(unix)]
#[path = "screenshot/svg.rs"]
mod svg;
