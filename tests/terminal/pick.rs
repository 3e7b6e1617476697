//! The picker and the rows below the prompt, with the standard output captured.

use super::*;

/// A shell script that picks with options, and prints what came on the standard output with the exit code.
fn picking(options: &str) -> String {
    format!(
        "picked=$(\"$0\" --pick{options}); code=$?\nprintf '<%s %s>' \"$(printf '%s' \"$picked\" | tr '\\n' ' ' | cut -c1-60)\" \"$code\""
    )
}

fn until_picker(session: &mut Session) -> &mut Session {
    session.until("picker", |screen| {
        let text = screen.contents();
        text.contains("Tab mark") && text.contains("F1 why, keys")
    })
}

#[test]
fn what_is_picked_goes_to_the_standard_output_and_the_screen_to_the_terminal() {
    for (options, expected) in [
        ("", "<mongodb 0>"),
        ("=title", "<MongoDB 0>"),
        ("=url", "<https://discord.statuspage.io/"),
        ("=json", "<{\"version\":1,\"entry\":{\"id\":\"mongodb\""),
        (" discord bluesky", "<discord/mongodb 0>"),
        (" --height 12", "<mongodb 0>"),
    ] {
        let mut session = Setting::new().in_shell(&picking(options)).start();
        until_picker(&mut session).press("mongodb");
        session.until_shown("3 hits").press("\r");
        session.end_in_shell().until_shown(expected);
        session.assert_restored();
    }
}

#[test]
fn several_are_marked_and_printed_one_a_line() {
    let script = "\"$0\" --pick | while read -r id; do printf '<%s>' \"$id\"; done";
    let mut session = Setting::new().in_shell(script).start();
    until_picker(&mut session).press("\t\t");
    session.until_shown("2 marked").press("\r");
    session.end_in_shell().until_shown("<scylladb><cassandra>");
    session.assert_restored();
}

#[test]
fn esc_and_ctrl_c_cancel_and_print_nothing() {
    for keys in ["\x1b", CTRL_C] {
        for options in ["", " --height 50%"] {
            let mut session = Setting::new().in_shell(&picking(options)).start();
            until_picker(&mut session).press(keys);
            session.end_in_shell().until_shown("< 130>");
            session.assert_restored();
        }
    }
}

#[test]
fn a_list_from_a_pipe_is_picked_from_with_the_keys_of_the_terminal() {
    let script = "printf '# Tools\\n\\n## Editors\\n\\n- [Vim](https://example.org/vim) - modal\\n- [Helix](https://example.org/helix)\\n' \
        | \"$0\" - --pick=url --query hel > picked; printf '<%s %s>' \"$(cat picked)\" \"$?\"";
    let mut session = Setting::new().in_shell(script).start();
    until_picker(&mut session).press("\r");
    session.end_in_shell().until_shown("<https://example.org/helix 0>");
    session.assert_restored();
}

#[test]
fn without_a_terminal_or_without_entries_the_picker_says_so() {
    let setting = Setting::new();
    let empty =
        "schema = 1\n[stack]\nid = \"e\"\nname = \"Empty\"\nsummary = \"Nothing.\"\nreviewed = 2026-01-02\n";
    fs::write(setting.home().join("empty.toml"), empty).unwrap();
    let script = "\"$0\" --pick empty.toml > out 2> said; printf '<%s %s>' \"$?\" \"$(cat out said)\"\n\
        setsid -w \"$0\" --pick < /dev/null > out 2> said; printf '<%s %s>' \"$?\" \"$(cat out said)\"";
    let mut session = setting.in_shell(script).start();
    session.end_in_shell();
    let screen = session.screen().contents().replace('\n', "");
    assert!(screen.contains("<1 stacklore: there is nothing to pick"), "{screen}");
    assert!(screen.contains("<2 stacklore: there is no terminal"), "{screen}");
    session.assert_restored();
}

/// The rows of the screen from the one with a text on.
fn rows_from(session: &Session, text: &str) -> Vec<String> {
    let (_, columns) = session.screen().size();
    let rows: Vec<String> =
        session.screen().rows(0, columns.get()).map(|row| row.trim_end().to_owned()).collect();
    let first = rows.iter().position(|row| row.contains(text)).unwrap_or_else(|| panic!("{rows:?}"));
    let end = rows.iter().rposition(|row| !row.is_empty()).unwrap_or(0);
    rows[first..=end].to_vec()
}

const BELOW: &str = "i=1; while [ $i -le 30 ]; do echo \"line $i\"; i=$((i+1)); done\n\"$0\" --height 10; printf '<%s>' \"$?\"";

fn until_below(session: &mut Session) -> &mut Session {
    session.until("interface", |screen| screen.contents().trim_end().ends_with("? keys"))
}

#[test]
fn with_a_height_the_lines_above_stay_and_the_rows_below_are_cleared_at_the_end() {
    let mut session = Setting::new().in_shell(BELOW).start();
    until_below(&mut session);
    assert!(!session.screen().alternate_screen());
    assert_eq!(rows_from(&session, "line 30").len(), 11, "{}", session.screen().contents());
    session.press("/redis");
    session.until_shown("> Redis").press("\r");
    session.until_shown("CLAIMS").press("q");
    session.end_in_shell();
    assert_eq!(rows_from(&session, "line 29"), ["line 29", "line 30", "<0><over>"]);
    session.assert_restored();
}

#[test]
fn behind_a_prompt_the_rows_begin_in_the_next_line_and_the_cursor_returns() {
    let script = "printf 'prompt> '; \"$0\" --height 9; printf 'typed<%s>' \"$?\"";
    let mut session = Setting::new().in_shell(script).start();
    until_below(&mut session);
    assert_eq!(rows_from(&session, "prompt>")[0], "prompt>");
    session.press("q");
    session.end_in_shell();
    assert_eq!(rows_from(&session, "prompt>"), ["prompt> typed<0><over>"]);
    session.assert_restored();
}

#[test]
fn a_resize_below_the_prompt_leaves_no_row_behind() {
    let mut session = Setting::new().in_shell(BELOW).start();
    until_below(&mut session);
    for (columns, rows) in [(60, 18), (100, 30), (50, 9), (80, 24)] {
        session.resize(columns, rows);
        session.press("\x0c");
        until_below(&mut session);
        let height = usize::from(rows.min(11) - 1);
        let shown = session.screen().contents();
        let own = shown.lines().filter(|row| !row.starts_with("line ") && !row.is_empty()).count();
        assert!(own <= height, "{columns}x{rows}:\n{shown}");
    }
    session.press("q");
    session.end_in_shell();
    assert!(session.screen().contents().trim_end().ends_with("<0><over>"));
    let left = session.screen().contents();
    assert!(
        left.lines().all(|row| row.starts_with("line ") || row.contains("<0>") || row.is_empty()),
        "{left}"
    );
    session.assert_restored();
}

#[test]
fn every_way_out_clears_the_rows_below_the_prompt() {
    for signal in [Signal::TERM, Signal::INT, Signal::HUP, Signal::QUIT] {
        let mut session = Setting::new().in_shell(&format!("trap : INT QUIT\n{BELOW}")).start();
        until_below(&mut session);
        session.signal(signal);
        session.end_in_shell();
        let rows = rows_from(&session, "line 29");
        assert_eq!(rows[..2], ["line 29", "line 30"], "{signal:?}");
        assert!(!session.screen().contents().contains("? keys"), "{signal:?}: {rows:?}");
        session.assert_restored();
    }
}

#[test]
fn ctrl_z_below_the_prompt_clears_the_rows_and_fg_draws_them_again() {
    let script = "\"$0\" --height 10\necho \"<stopped>\"\nread answer\nfg >/dev/null\necho \"<code $?>\"";
    let mut session = Setting::new().in_shell(script).start();
    until_below(&mut session).press(CTRL_Z);
    session.until_shown("<stopped>");
    assert!(!session.screen().contents().contains("? keys"), "{}", session.screen().contents());
    session.assert_restored();
    session.press("\n");
    until_below(&mut session).press("q");
    session.end_in_shell().until_shown("<code 0>");
    session.assert_restored();
}

#[test]
fn a_panic_below_the_prompt_is_printed_on_a_clean_screen() {
    let mut session = Setting::new().with("STACKLORE_TEST_PANIC", "main").in_shell(BELOW).start();
    until_below(&mut session).press(F12);
    session.end_in_shell().until_shown("a panic that was asked for");
    assert!(!session.screen().contents().contains("? keys"), "{}", session.screen().contents());
    session.assert_restored();
}

#[test]
fn an_editor_gets_a_clean_screen_and_the_terminal_as_its_output() {
    let setting = Setting::new();
    let editor = setting.script("editor", "test -t 1 && echo '<editor on a terminal>'\nread answer");
    fs::write(setting.home().join("a.toml"), include_str!("../fixtures/orchard.toml")).unwrap();
    let script = "\"$0\" a.toml --pick --height 10 > picked\nprintf '<%s %s>' \"$?\" \"$(cat picked)\"";
    let mut session = setting.with("EDITOR", &editor.to_string_lossy()).in_shell(script).start();
    until_picker(&mut session);
    session.press("\x1b");
    session.end_in_shell().until_shown("<130 >");
    session.assert_restored();
}

#[test]
fn the_copied_command_line_opens_the_same_view_in_another_terminal() {
    let setting = Setting::new();
    fs::write(setting.home().join("it's mine.toml"), include_str!("../fixtures/orchard.toml")).unwrap();
    let home = setting.home().canonicalize().unwrap();
    let mut session = setting.in_shell("\"$0\" \"it's mine.toml\" discord\n").start();
    session.until_started().press("/redis");
    session.until_shown("> Redis").press("\r");
    session.until_shown("Esc unmark").press("yv");
    session.until_shown("command sent to");
    let copy = String::from_utf8_lossy(session.seen()).into_owned();
    let encoded =
        copy.split("\x1b]52;c;").nth(1).and_then(|rest| rest.split(['\x1b', '\x07']).next()).unwrap();
    let command = decoded(encoded);
    let path = home.join("it's mine.toml").display().to_string().replace('\'', "'\\''");
    assert!(command.starts_with(&format!("stacklore '{path}' discord --select ")), "{command}");
    let title = session.screen().contents();
    let (_, options) = command.split_once("--select ").unwrap();
    session.press("q");
    session.end_in_shell();
    let setting = Setting::new();
    fs::write(setting.home().join("it's mine.toml"), include_str!("../fixtures/orchard.toml")).unwrap();
    let script = format!("\"$0\" \"it's mine.toml\" discord --select {options}\n");
    let mut session = setting.in_shell(&script).start();
    session.until_started();
    let shown = session.screen().contents();
    assert!(shown.contains("CLAIMS") && title.contains("CLAIMS"), "{shown}");
    session.press("q");
    session.end_in_shell();
}

/// The text of base64.
fn decoded(text: &str) -> String {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for value in text.chars().filter_map(|c| LETTERS.find(c)) {
        bits = bits << 6 | u32::try_from(value).unwrap();
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap());
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn own_commands_get_the_terminal_or_run_without_one_and_no_shell_reads_them() {
    let setting = Setting::new();
    let pipe = Pipe::new(setting.home().join("pipe"));
    let show = setting.script(
        "show",
        "test -t 0 && test -t 1 && echo '<has the terminal>'\nprintf '<%s>' \"$@\"\nread answer",
    );
    let quiet = setting
        .script("quiet", &format!("printf '%s|' \"$@\" > {0}\necho > {0}\nexit 3", pipe.path().display()));
    fs::write(setting.home().join("a.toml"), include_str!("../fixtures/orchard.toml")).unwrap();
    let settings = format!(
        "[commands.show]\nkeys = \"X\"\nrun = [\"{}\", \"{{title}} $HOME `id` *\", \"+{{line}}\", \"{{file}}\"]\n\
         [commands.quiet]\nkeys = \"Z\"\nrun = [\"{}\", \"a b\", \"{{id}}\", \"--url={{url}}\"]\nwhere = \"detached\"\n\
         [commands.none]\nkeys = \"W\"\nrun = [\"no-such-program\"]\n",
        show.display(),
        quiet.display()
    );
    fs::write(setting.home().join("c.toml"), settings).unwrap();
    let home = setting.home().to_owned();
    let mut session = setting.with("STACKLORE_CONFIG", "c.toml").in_shell("\"$0\" a.toml\n").start();
    session.until_started().press("/redis");
    session.until_shown("> Redis").press("\r");
    session.until_shown("Esc unmark").press("X");
    session.until_shown("<has the terminal>").until_shown("a.toml>");
    let shown = session.screen().contents().replace('\n', "");
    assert!(shown.contains("<Redis $HOME `id` *><+"), "{shown}");
    assert!(shown.contains(&format!("{}>", home.join("a.toml").display())), "{shown}");
    session.press("\n");
    session.until_shown("show has ended").press("Z");
    assert!(pipe.line().starts_with("a b|redis|--url=http"));
    session.until_shown("quiet: quiet ended with exit status: 3").press("W");
    session.until_shown("no program \"no-such-program\" in PATH").press("q");
    session.end_in_shell();
    session.assert_restored();
}

/// Whether a shell is installed; says loudly that its test was left out if it is not.
fn has_shell(shell: &str) -> bool {
    let found =
        std::env::split_paths("/usr/bin:/bin:/usr/local/bin").any(|folder| folder.join(shell).exists());
    if !found {
        // Written past the capture of the test runner, so that it is always seen.
        let what =
            format!("NOT TESTED: {shell} is not installed, so assets/shell/stacklore.{shell} was not run\n");
        std::io::Write::write_all(&mut std::io::stderr(), what.as_bytes()).unwrap();
    }
    found
}

#[test]
fn the_widgets_of_all_shells_are_valid_where_the_shell_exists() {
    for (shell, check) in [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")] {
        let path = format!("{}/assets/shell/stacklore.{shell}", env!("CARGO_MANIFEST_DIR"));
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("# ") && text.contains("--pick"), "{path}");
        if has_shell(shell) {
            let checked = std::process::Command::new(shell).args([check, &path]).output().unwrap();
            assert!(checked.status.success() && checked.stderr.is_empty(), "{checked:?}");
        }
    }
}

/// Starts a shell in which `stacklore` is the program, with a command in its startup file.
fn at_the_prompt(shell: &str, command: &str) -> Session {
    let setting = Setting::new();
    let folder = setting.home().join("bin");
    fs::create_dir(&folder).unwrap();
    std::os::unix::fs::symlink(crate::pty::PROGRAM, folder.join("stacklore")).unwrap();
    let (start, rc) = match shell {
        "bash" => ("bash --noprofile --rcfile rc -i", ".rc"),
        "zsh" => ("ZDOTDIR=. zsh -d -i", ".zshrc"),
        _ => ("fish --no-config --init-command 'source rc' -i", ".rc"),
    };
    let prompt =
        if shell == "fish" { "function fish_prompt; echo -n 'prompt> '; end" } else { "PS1='prompt> '" };
    fs::write(setting.home().join(rc.replace(".rc", "rc")), format!("{prompt}\n{command}\n")).unwrap();
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", folder.display());
    setting.with("PATH", &path).in_shell(start).start()
}

/// Starts a shell with its widget, picks two entries at a prompt with a key, and runs the line.
fn insert_at_the_prompt(shell: &str, key: &str) {
    let widget = format!("{}/assets/shell/stacklore.{shell}", env!("CARGO_MANIFEST_DIR"));
    let mut session = at_the_prompt(shell, &format!("source '{widget}'"));
    session.until_shown("prompt> ").press("echo '<'  '>'\x1b[D\x1b[D\x1b[D\x1b[D");
    session.until_shown("echo '<'  '>'").press(key);
    until_picker(&mut session).press("\t\t");
    session.until_shown("2 marked").press("\r");
    session.until_shown("echo '<' scylladb cassandra '>'");
    assert!(!session.screen().contents().contains("Tab mark"), "{}", session.screen().contents());
    session.press("\r");
    session.until_shown("< scylladb cassandra >").press(key);
    until_picker(&mut session).press("\x1b");
    session.until("the prompt alone", |screen| {
        let text = screen.contents();
        !text.contains("Tab mark") && text.trim_end().ends_with("prompt>")
    });
    session.press("exit\r");
    session.end_in_shell();
    session.assert_restored();
}

#[test]
fn the_widget_of_bash_inserts_what_is_picked_at_the_cursor() {
    assert!(has_shell("bash"), "this test needs bash");
    insert_at_the_prompt("bash", "\x18p");
}

#[test]
fn the_widgets_of_zsh_and_fish_do_so_where_these_exist() {
    for (shell, key) in [("zsh", "\x18p"), ("fish", "\x1bk")] {
        if has_shell(shell) {
            insert_at_the_prompt(shell, key);
        }
    }
}

#[test]
fn shells_complete_commands_options_and_ids_where_they_exist() {
    for (shell, load) in [
        ("bash", "source <(stacklore completions bash)"),
        ("zsh", "autoload -U compinit; compinit -u -D; source <(stacklore completions zsh)"),
        ("fish", "stacklore completions fish | source"),
    ] {
        if !has_shell(shell) {
            continue;
        }
        let mut session = at_the_prompt(shell, load);
        session.until_shown("prompt> ").press("stacklore sho\t");
        session.until_shown("stacklore show ").press("cassan\t");
        session.until_shown("stacklore show cassandra").press("--js\t");
        session.until_shown("stacklore show cassandra --json").press("\x15exit\r");
        session.end_in_shell();
    }
}
