//! What the system may refuse or take away: room, folders, homes; and pipes in place of files.

use std::fs;
use std::path::Path;

use super::*;

/// A shell in a folder, with the program as `$0` and the sample stack as `$1`.
fn shell(folder: &Path, shell: &str, script: &str) -> Run {
    let mut command = Command::new(shell);
    command.args(["-c", script, env!("CARGO_BIN_EXE_stacklore"), &orchard()]).current_dir(folder);
    let path = std::env::var_os("PATH").expect("a search path");
    command.env_clear().env("HOME", NO_HOME).env("PATH", path).stdin(Stdio::null());
    command.output().expect("a shell").into()
}

fn names(folder: &Path) -> Vec<String> {
    let name = |item: std::io::Result<fs::DirEntry>| item.expect("listed").file_name();
    fs::read_dir(folder).expect("there").map(|item| name(item).into_string().expect("UTF-8")).collect()
}

#[test]
fn a_pipe_is_read_like_standard_input() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = "printf '# A\\n\\n## B\\n\\n- [C](https://example.org/c) - it.\\n'";
    for script in [
        "cat $1 | $0 list --plain /dev/stdin",
        "cat $1 | $0 list --plain /dev/fd/0",
        "mkfifo p.toml; cat $1 > p.toml & $0 list --plain ./p.toml",
        "mkfifo p; cat $1 > p & $0 list --plain --from toml p",
        "cat $1 | $0 sources --plain /dev/stdin",
        "cat $1 | $0 export /dev/stdin",
    ] {
        let run = shell(folder.path(), "/bin/sh", script);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{script}");
        assert!(run.out.lines().count() > 2, "{script}: {}", run.out);
        let _ = fs::remove_file(folder.path().join("p"));
    }
    let run = shell(folder.path(), "/bin/sh", "echo '- [C](https://example.org/c)' | $0 import /dev/stdin");
    assert!(
        run.out.starts_with("# Imported from <pipe stdin>;") && run.out.contains("id = \"list\""),
        "{run:?}"
    );
    for (script, code, err) in [
        ("cat $1 | $0 check /dev/stdin", 0, "checked 1 file: 0 errors"),
        (&*format!("{list} | $0 import /dev/stdin"), 0, "imported 1 entry"),
        (&*format!("{list} | $0 diff --plain --from markdown /dev/stdin $1"), 1, ""),
        ("$0 list --from toml $1", 2, "--from is for standard input and pipes"),
        ("cat $1 | $0 diff - /dev/stdin", 2, "can be read only once"),
        ("cat $1 | $0 diff /dev/stdin /dev/fd/0", 2, "can be read only once"),
        ("printf '' | $0 list /dev/stdin", 3, "cannot be opened"),
    ] {
        let run = shell(folder.path(), "/bin/sh", script);
        assert!(run.code == code && run.err.contains(err), "{script}: {run:?}");
    }
}

#[test]
fn two_pipes_of_a_shell_are_compared() {
    if Path::new("/bin/bash").exists() {
        let folder = tempfile::tempdir().expect("a folder");
        let run = shell(folder.path(), "/bin/bash", "$0 diff <(cat $1) <(cat $1)");
        assert_eq!((run.code, run.err.as_str()), (0, "no difference\n"));
        let script = "$0 search --json --stack <(cat $1) --batch <(printf 'a\\nb\\n')";
        let run = shell(folder.path(), "/bin/bash", script);
        assert_eq!((run.code, run.out.lines().count()), (0, 2), "{run:?}");
    }
}

#[test]
fn a_pipe_with_a_name_and_without_a_writer_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    for script in ["mkfifo p; $0 list ./p", "$0 check ./p"] {
        let run = shell(folder.path(), "/bin/sh", script);
        assert_eq!(run.code, 3, "{run:?}");
        assert!(format!("{run:?}").contains("no program opened this pipe"), "{run:?}");
    }
    // What a writer that has ended wrote is read.
    let script = "exec 3<> p; cat $1 > p; exec 4< p; exec 3<&-; $0 check /dev/fd/4";
    let run = shell(folder.path(), "/bin/sh", script);
    assert_eq!(run.code, 0, "{run:?}");
    let run = shell(
        folder.path(),
        "/bin/sh",
        "echo '- [C](https://example.org/c)' > a.md; $0 import a.md --into p",
    );
    assert!(run.code == 3 && run.err.contains("p: is a pipe, not a file"), "{run:?}");
}

#[test]
fn a_limit_of_file_sizes_is_an_error_of_the_write() {
    let folder = tempfile::tempdir().expect("a folder");
    for (script, err) in [
        (
            "echo old > out.toml; ulimit -f 8; exec $0 export discord -o out.toml --force",
            "out.toml: cannot be written: ",
        ),
        ("ulimit -f 8; exec $0 export discord --into folder", "cannot be written: "),
        ("ulimit -f 1; exec $0 export discord > out.txt", "cannot write: "),
    ] {
        let run = shell(folder.path(), "/bin/sh", script);
        assert!(run.code == 4 && run.err.contains(err), "{script}: {run:?}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("out.toml")).expect("kept"), "old\n");
    assert_eq!(names(folder.path()).len(), 2);
}

#[test]
fn a_current_folder_that_was_deleted_is_reported_with_a_name() {
    let folder = tempfile::tempdir().expect("a folder");
    for command in ["new x", "export discord -o x.toml", "export discord --into x"] {
        let script = format!("mkdir gone; cd gone; rmdir ../gone; exec $0 {command}");
        let run = shell(folder.path(), "/bin/sh", &script);
        let err =
            "stacklore: .: no such folder\nhint: the current folder was deleted: change to another one\n";
        assert_eq!((run.code, run.err.as_str()), (4, err), "{command}");
    }
}

#[test]
fn a_home_that_depends_on_the_current_folder_is_none() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("home/.config/stacklore")).expect("room");
    fs::write(folder.path().join("home/.config/stacklore/config.toml"), "nonsense").expect("room");
    let run = shell(folder.path(), "/bin/sh", "HOME=home exec $0 config path");
    assert!(!run.out.contains("home/") && !run.err.contains("home/"), "{run:?}");
    let run = shell(folder.path(), "/bin/sh", "HOME=home exec $0 list --plain $1");
    assert_eq!((run.code, run.err.as_str()), (0, ""));
}
