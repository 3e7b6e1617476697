//! The output formats of the commands that read, and colour.

use super::*;

/// Each command that reads.
const READING: [&str; 15] = [
    "",
    "list STACK",
    "show redis --stack STACK",
    "search apples --stack STACK",
    "search --values kind --stack STACK",
    "who redis --stack STACK",
    "moves STACK",
    "compare STACK STACK",
    "sources STACK",
    "check STACK",
    "diff STACK STACK@2016",
    "stacks",
    "config show",
    "config default",
    "keys",
];

fn words(command: &str, further: &[&str]) -> Vec<String> {
    let stack = orchard();
    let words = command.split_whitespace().map(|word| word.replace("STACK", &stack));
    words.chain(further.iter().map(|word| (*word).to_owned())).collect()
}

fn run_with(variables: &[(&str, &str)], command: &str, further: &[&str]) -> Run {
    let mut process = stacklore();
    process.args(words(command, further)).envs(variables.iter().copied());
    process.output().expect("the program starts").into()
}

#[test]
fn every_command_that_reads_has_every_format_and_its_short_form() {
    for command in READING {
        let of = |further: &[&str]| run_with(&[], command, further);
        let [human, plain, json] = ["human", "plain", "json"].map(|format| of(&["--format", format]));
        for run in [&human, &plain, &json] {
            assert!(run.code < 2 && !run.out.is_empty(), "{command}: {run:?}");
        }
        assert_eq!(plain.out, of(&["--plain"]).out, "{command}");
        assert_eq!(json.out, of(&["--json"]).out, "{command}");
        let value: Value = serde_json::from_str(&json.out).expect("JSON");
        assert_eq!(value["version"], 1, "{command}");
        let is_same = command.contains("default") || command.contains("--values");
        assert!(is_same || human.out != plain.out, "{command}");
        let twice = of(&["--format", "json", "--plain"]);
        assert_eq!((twice.code, twice.out.as_str()), (2, ""), "{command}");
        assert!(twice.err.contains("choose the output format once"), "{command}: {}", twice.err);
    }
}

#[test]
fn the_output_format_is_never_an_input_format() {
    let unknown = run(&["show", "redis", "--format", "jsn"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("--format") && !unknown.err.contains("--from"), "{}", unknown.err);
    assert_eq!(run(&["list", "--format", "toml", "-"]).code, 2);
    let before = run(&["--format", "json", "list"]);
    assert_eq!((before.code, before.out.as_str()), (2, ""));
    assert!(before.err.contains("write --format after the command"), "{}", before.err);
}

#[test]
fn human_output_through_a_pipe_has_the_width_of_the_variable_or_80() {
    for command in ["list STACK", "show redis --stack STACK", "search apples --stack STACK", "sources STACK"]
    {
        for (variables, width) in [(&[][..], 80), (&[("COLUMNS", "50")], 50)] {
            let run = run_with(variables, command, &["--format", "human"]);
            let lines = run.out.lines().filter(|line| !line.contains("https://"));
            let longest = lines.map(|line| line.chars().count()).max().unwrap_or(0);
            assert!(longest <= width, "{command}: {longest} of {width}");
        }
        let of = |width: &str| run_with(&[("COLUMNS", width)], command, &["--format", "human"]).out;
        assert_ne!(of("20"), of("120"), "{command}");
    }
}

#[test]
fn the_default_settings_are_as_wide_as_the_terminal_and_the_same_file() {
    for width in ["40", "72", "200"] {
        let human = run_with(&[("COLUMNS", width)], "config default", &["--format", "human"]).out;
        let prose = human.lines().filter(|line| line.starts_with("# "));
        let longest = prose.map(|line| line.chars().count()).max().unwrap_or(0);
        let width = width.parse::<usize>().expect("a number").min(100);
        assert!(longest <= width && longest > width - 20, "{longest} of {width}");
        let words = |text: &str| {
            let words = text.split_whitespace().filter(|word| *word != "#");
            words.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(words(&human), words(&run(&["config", "default"]).out));
    }
}

#[test]
fn colour_is_chosen_by_the_flag_then_by_the_environment() {
    let is_coloured = |variables: &[(&str, &str)], further: &[&str]| {
        let human = [&["--format", "human"], further].concat();
        run_with(variables, "show redis --stack STACK", &human).out.contains('\u{1b}')
    };
    assert!(!is_coloured(&[], &[]), "a pipe has no colour");
    assert!(is_coloured(&[], &["--color", "always"]));
    assert!(is_coloured(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(!is_coloured(&[("CLICOLOR_FORCE", "0")], &[]));
    assert!(!is_coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[]));
    assert!(!is_coloured(&[("CLICOLOR_FORCE", "1")], &["--color", "never"]));
    assert!(!is_coloured(&[("CLICOLOR_FORCE", "1")], &["--no-color"]));
    assert!(is_coloured(&[("NO_COLOR", "1")], &["--color", "always"]));
    for form in ["--json", "--plain"] {
        let run = run_with(&[], "show redis --stack STACK", &[form, "--color", "always"]);
        assert!(!run.out.contains('\u{1b}'), "{form}");
    }
    assert_eq!(run(&["list", "--color", "blue"]).code, 2);
}
