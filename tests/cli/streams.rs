//! Standard output and error that are closed, full or without a reader, for every command in every format.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;

use stacklore::export::FORMATS;

use super::*;

/// The commands that read, which have every form.
const READING: [&str; 19] = [
    "",
    "list STACK",
    "list STACK --query apples",
    "show scylladb --stack STACK",
    "search apples --stack STACK",
    "search --values kind --stack STACK",
    "who redis --stack STACK",
    "moves STACK",
    "compare STACK STACK",
    "sources STACK",
    "check STACK",
    "check BROKEN",
    "diff STACK STACK@2016",
    "kept",
    "stacks",
    "config path",
    "config show",
    "config default",
    "keys",
];

/// The other commands that write to the standard output.
const WRITING: [&str; 12] = [
    "search --batch QUERIES --stack STACK",
    "check STACK --format github",
    "open scylladb --print --stack STACK",
    "import LIST",
    "import LIST --json",
    "import LIST -o -",
    "import LIST --into MERGED --dry-run --json",
    "new -",
    "schema",
    "--help",
    "-h",
    "-V",
];

/// A folder with what the commands read.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().expect("a folder"));
        let list = "# Fruit\n\n## Apples\n\n- [Cox](https://example.org/cox) - An apple.\n";
        place.write("list.md", list);
        place.write("queries.txt", "apples\nredis\n");
        place.write("state/stacklore/kept", &super::kept::some().write());
        let merged = place.run("import list.md", |_| ());
        place.write("merged.toml", &merged.out);
        place
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().expect("inside")).expect("made");
        fs::write(path, text).expect("written");
    }

    fn command(&self, command: &str) -> Command {
        let names =
            [("STACK", orchard()), ("BROKEN", fixture("broken.toml")), ("LIST", "list.md".to_owned())];
        let word = |word: &str| {
            let word = word.replace("QUERIES", "queries.txt").replace("MERGED", "merged.toml");
            names.iter().fold(word, |word, (name, value)| word.replace(name, value))
        };
        let mut process = stacklore();
        process.args(command.split_whitespace().map(word)).current_dir(self.0.path());
        process.env("XDG_STATE_HOME", self.0.path().join("state"));
        process
    }

    fn run(&self, command: &str, change: impl FnOnce(&mut Command)) -> Run {
        let mut process = self.command(command);
        change(&mut process);
        process.output().expect("the program starts").into()
    }

    /// The names of the files.
    fn names(&self) -> Vec<String> {
        let name = |item: std::io::Result<fs::DirEntry>| item.expect("listed").file_name();
        let names = fs::read_dir(self.0.path()).expect("there").map(name);
        let mut names: Vec<String> = names.map(|name| name.into_string().expect("UTF-8")).collect();
        names.sort();
        names
    }
}

/// Every command that writes to the standard output, in every form and format that it has.
fn commands() -> Vec<String> {
    let forms = ["human", "plain", "json"];
    let reading = READING.iter().flat_map(|command| forms.map(|form| format!("{command} --format {form}")));
    let exports = FORMATS.iter().map(|format| format!("export STACK --format {}", format.name));
    let kept = FORMATS.iter().filter(|format| format.write_collected.is_some());
    let kept = kept.map(|format| format!("kept --format {}", format.name));
    let args =
        ["list", "show", "search", "who", "moves", "compare", "sources", "open", "check", "diff", "export"];
    let further = ["kept", "new", "schema", "import", "stacks", "config", "config show", "keys"];
    let helps = args.iter().chain(&further).map(|command| format!("{command} --help"));
    let writing = WRITING.iter().map(|command| (*command).to_owned());
    reading.chain(exports).chain(kept).chain(helps).chain(writing).collect()
}

#[test]
fn every_command_has_output_that_could_be_lost() {
    let place = Place::new();
    for command in commands() {
        let run = place.run(&command, |_| ());
        assert!(run.code < 2 && !run.out.is_empty(), "{command}: {run:?}");
    }
}

#[test]
fn an_output_without_a_reader_is_a_quiet_end() {
    let place = Place::new();
    for command in commands() {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let run = place.run(&command, |process| {
            process.stdout(writer);
        });
        assert_eq!(run.code, 0, "{command}: {}", run.err);
        assert!(!run.err.contains("stacklore:") && !run.err.contains("panicked"), "{command}: {}", run.err);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_output_is_an_error() {
    let place = Place::new();
    for command in commands() {
        let full = File::options().write(true).open("/dev/full").expect("Linux has it");
        let run = place.run(&command, |process| {
            process.stdout(full);
        });
        assert_eq!(run.code, 4, "{command}: {}", run.err);
        assert!(run.err.contains("stacklore: cannot write: "), "{command}: {}", run.err);
    }
}

#[test]
fn a_closed_output_is_like_one_that_nobody_reads() {
    let place = Place::new();
    for command in commands() {
        let expected = place.run(&command, |_| ());
        // The last redirection says whether the error is closed too.
        for closed in [">&-", ">&- 2>&-", "2>&-"] {
            let process = place.command(&command);
            let mut shell = Command::new("/bin/sh");
            shell.args(["-c", &format!("exec \"$0\" \"$@\" {closed}"), env!("CARGO_BIN_EXE_stacklore")]);
            shell.args(process.get_args()).current_dir(place.0.path()).env_clear().env("HOME", NO_HOME);
            shell.env("XDG_STATE_HOME", place.0.path().join("state")).stdin(Stdio::null());
            let run = Run::from(shell.output().expect("a shell"));
            assert_eq!(run.code, expected.code, "{command} {closed}: {}", run.err);
            let is_open = closed == "2>&-";
            assert_eq!(run.out, if is_open { &*expected.out } else { "" }, "{command} {closed}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn messages_that_cannot_be_written_change_no_exit_code() {
    let place = Place::new();
    let failing = ["show nothing --stack STACK", "list no/such.toml", "list --nonsense", "search zzzz", "ls"];
    for command in commands().iter().map(String::as_str).chain(failing) {
        let expected = place.run(command, |_| ());
        let full = File::options().write(true).open("/dev/full").expect("Linux has it");
        let run = place.run(command, |process| {
            process.stderr(full);
        });
        assert_eq!((run.code, &run.out), (expected.code, &expected.out), "{command}");
    }
}

#[test]
fn a_file_is_written_as_a_whole_or_not_at_all() {
    let place = Place::new();
    let shell = |script: &str, command: &str| {
        let process = place.command(command);
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", &format!("{script}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_stacklore")]);
        shell.args(process.get_args()).current_dir(place.0.path()).env_clear().env("HOME", NO_HOME);
        shell.env("XDG_STATE_HOME", place.0.path().join("state")).stdin(Stdio::null());
        Run::from(shell.output().expect("a shell"))
    };
    let exports = FORMATS.iter().map(|format| format!("export STACK --format {} -o out", format.name));
    let kept = FORMATS.iter().filter(|format| format.write_collected.is_some());
    let kept = kept.map(|format| format!("kept --format {} -o out", format.name));
    let others = ["import LIST -o out", "new out", "export STACK --into out"].map(str::to_owned);
    let before = place.names();
    for command in exports.chain(kept).chain(others) {
        // No file may have a byte.
        let run = shell("ulimit -f 0", &command);
        assert_eq!((run.code, run.out.as_str()), (4, ""), "{command}: {}", run.err);
        assert!(run.err.contains("cannot be written"), "{command}: {}", run.err);
        assert_eq!(place.names(), before, "{command}");
        if !command.contains(" -o ") {
            continue;
        }
        // An older file stays as it was.
        place.write("out", "old");
        let force = format!("{command} --force");
        assert_eq!(shell("ulimit -f 0", &force).code, 4, "{force}");
        assert_eq!(fs::read_to_string(place.0.path().join("out")).expect("kept"), "old", "{force}");
        // With room the whole text is in the file, the same as on the standard output.
        assert_eq!(place.run(&force, |_| ()).code, 0, "{force}");
        let written = fs::read_to_string(place.0.path().join("out")).expect("written");
        let printed = place.run(&command.replace("-o out", "-o -"), |_| ()).out;
        assert_eq!(written, printed, "{command}");
        fs::remove_file(place.0.path().join("out")).expect("removed");
    }
}

/// A stack of more entries than a pipe holds.
fn large() -> tempfile::NamedTempFile {
    let mut text = String::from(
        "schema = 1\n[stack]\nid = \"large\"\nname = \"Large\"\nsummary = \"Many.\"\nreviewed = 2026-01-02\n\
         [[category]]\nid = \"all\"\nname = \"All\"\nsummary = \"All.\"\n\
         [[source]]\nid = \"page\"\ntitle = \"Page\"\nurl = \"https://example.org\"\nkind = \"article\"\n",
    );
    for at in 0..3000 {
        let _ = write!(
            text,
            "[[entry]]\nid = \"entry-{at}\"\nname = \"Entry {at}\"\ncategory = \"all\"\nkind = \"tool\"\n\
             status = \"current\"\nsummary = \"One of many entries.\"\n\
             [[entry.claim]]\ntext = \"It is one of many.\"\nconfidence = \"confirmed\"\nsources = [\"page\"]\n"
        );
    }
    let mut file = tempfile::Builder::new().suffix(".toml").tempfile().expect("a file");
    file.write_all(text.as_bytes()).expect("room");
    file
}

#[test]
fn a_reader_that_goes_away_in_the_middle_is_a_quiet_end() {
    let (place, file) = (Place::new(), large());
    let path = file.path().display().to_string();
    for command in
        ["list", "list --json", "sources", "check", "check --format github", "export", "export --format json"]
    {
        let mut process = place.command(command);
        let mut child = process
            .arg(Path::new(&path))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut pipe = child.stdout.take().expect("piped");
        let _ = pipe.read(&mut [0; 8]).expect("readable");
        drop(pipe);
        let run = Run::from(child.wait_with_output().expect("it ends"));
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{command}");
    }
}

/// What a command writes to a terminal of so many columns.
pub fn on_terminal(columns: u16, variables: &[(&str, &str)], arguments: &[&str]) -> String {
    let size = portable_pty::PtySize { rows: 24, cols: columns, pixel_width: 0, pixel_height: 0 };
    let pair = portable_pty::native_pty_system().openpty(size).expect("a pseudo-terminal");
    let mut command = portable_pty::CommandBuilder::new(env!("CARGO_BIN_EXE_stacklore"));
    command.env_clear();
    command.env("TERM", "xterm-256color");
    command.env("HOME", NO_HOME);
    command.cwd(env!("CARGO_TARGET_TMPDIR"));
    for (name, value) in variables {
        command.env(name, value);
    }
    command.args(arguments);
    let mut child = pair.slave.spawn_command(command).expect("the program starts");
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().expect("readable");
    let mut bytes = Vec::new();
    // Linux ends the reading with an error when the last writer is gone; what came before is kept.
    let _ = reader.read_to_end(&mut bytes);
    assert!(child.wait().expect("it ends").success());
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn on_a_terminal_a_page_is_wrapped_and_coloured() {
    let arguments = ["show", "scylladb", "--stack", &orchard()];
    let page = on_terminal(40, &[], &arguments);
    assert!(page.contains("\u{1b}[1mScyllaDB\u{1b}[0m"), "{page:?}");
    assert!(page.contains("All apples moved to it in May 2022."), "{page:?}");
    let bare = on_terminal(40, &[("NO_COLOR", "1")], &arguments);
    assert!(!bare.contains('\u{1b}'), "{bare:?}");
    for line in bare.lines().filter(|line| !line.contains("https://")) {
        assert!(line.chars().count() <= 40, "{line:?}");
    }
    assert_eq!(on_terminal(40, &[], &[&["--no-color"], &arguments[..]].concat()), bare);
    assert_eq!(on_terminal(40, &[("TERM", "dumb")], &arguments), bare);
}

#[test]
fn on_a_terminal_matches_stand_out() {
    let found = on_terminal(80, &[], &["search", "scyl", "--stack", &orchard()]);
    assert!(found.contains("\u{1b}[1m\u{1b}[4mScyl\u{1b}[0m"), "{found:?}");
}
