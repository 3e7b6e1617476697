//! Invalid files and the expected result of each: finding, position, exit code, whether it opens, and sanitized output.
//!
//! A few files are in the repository. A larger collection has a `MANIFEST.toml`; its folder is
//! `STACKLORE_BAD_INPUTS`, else `../shared/bad-inputs`. Its large files are generated into a separate
//! folder, `STACKLORE_BAD_INPUTS_MADE`.

#![expect(clippy::indexing_slicing, reason = "JSON without a part has null there")]

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read as _, Seek as _, Write as _, stderr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use stacklore::dataset::fault;
use toml::{Table, Value as Toml};

/// A line and a column.
type Spot = (u64, u64);

/// The files of `tests/fixtures/bad`: the first finding of each, with its line and column.
const OWN: &[(&str, &str, Option<Spot>)] = &[
    ("another-version.toml", "schema.version", Some((1, 10))),
    ("control-character.toml", "text.control", Some((13, 8))),
    ("empty.toml", "schema.missing-key", None),
    ("host-behind-a-user.toml", "url.userinfo", Some((26, 7))),
    ("id-twice.toml", "ref.duplicate-id", Some((30, 6))),
    ("key-twice.toml", "syntax.duplicate-key", Some((17, 1))),
    ("no-source.toml", "schema.missing-source", Some((21, 11))),
    ("no-such-day.toml", "syntax.toml", Some((28, 13))),
    ("not-utf-8.toml", "encoding.invalid-utf8", Some((13, 10))),
    ("path-in-id.toml", "schema.bad-id", Some((12, 6))),
    ("reordered-text.toml", "text.bidi", Some((13, 8))),
    ("ring-of-parents.toml", "ref.cycle", Some((15, 10))),
    ("script-as-address.toml", "url.scheme", Some((26, 7))),
    ("shell-in-host.toml", "url.malformed", Some((26, 7))),
    ("text-without-end.toml", "syntax.toml", Some((13, 14))),
    ("unknown-key.toml", "schema.unknown-key", Some((17, 1))),
    ("unknown-source.toml", "ref.dangling", Some((21, 21))),
    ("utf-16.toml", "encoding.utf16", Some((1, 1))),
    ("wrong-type.toml", "schema.wrong-type", Some((16, 8))),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The result of a run.
#[derive(Debug)]
struct Run {
    /// None if a signal ended the process.
    code: Option<i32>,
    out: String,
    err: String,
    took: Duration,
    /// Peak memory in bytes, on systems that report it.
    peak: Option<u64>,
}

impl Run {
    /// Runs the program in a clean environment.
    fn of(arguments: &[&str], config: Option<&Path>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stacklore"));
        command.env_clear().env("COLUMNS", "100").stdin(Stdio::null()).args(arguments);
        command.envs(config.map(|config| ("STACKLORE_CONFIG", config)));
        // Files instead of pipes, so that `wait4` can be called at once and returns the peak memory.
        let [mut out, mut err] = [(); 2].map(|()| tempfile::tempfile().expect("room"));
        command.stdout(out.try_clone().expect("a handle")).stderr(err.try_clone().expect("a handle"));
        let start = Instant::now();
        let (code, peak) = ended(command.spawn().expect("the program starts"));
        let took = start.elapsed();
        let text = |file: &mut File| {
            let mut text = String::new();
            file.rewind().expect("a file goes back");
            file.read_to_string(&mut text).expect("the program writes UTF-8");
            text
        };
        Self { code, out: text(&mut out), err: text(&mut err), took, peak }
    }

    fn findings(&self) -> Vec<Finding> {
        let Ok(value) = serde_json::from_str::<Value>(&self.out) else { return Vec::new() };
        let findings = value["findings"].as_array().map(Vec::as_slice).unwrap_or_default();
        let finding = |finding: &Value| Finding {
            code: finding["code"].as_str().unwrap_or_default().to_owned(),
            place: finding["line"].as_u64().zip(finding["column"].as_u64()),
        };
        findings.iter().map(finding).collect()
    }
}

/// Waits for a process; returns its exit code and its peak memory.
#[cfg(unix)]
fn ended(mut child: Child) -> (Option<i32>, Option<u64>) {
    let end = wait4::Wait4::wait4(&mut child).expect("it ends");
    (end.status.code(), Some(end.rusage.maxrss))
}

#[cfg(not(unix))]
fn ended(mut child: Child) -> (Option<i32>, Option<u64>) {
    (child.wait().expect("it ends").code(), None)
}

/// The compared part of a finding.
#[derive(Debug)]
struct Finding {
    code: String,
    place: Option<(u64, u64)>,
}

/// Whether a text is safe to print.
fn is_inert(text: &str) -> bool {
    text.split(['\n', '\t']).all(|part| fault(part).is_none())
}

#[test]
fn each_bad_file_of_our_own_is_told_by_class_and_place() {
    let folder = root().join("tests/fixtures/bad");
    let there: BTreeSet<String> = std::fs::read_dir(&folder)
        .expect("the folder is there")
        .map(|item| item.expect("listed").file_name().into_string().expect("UTF-8"))
        .collect();
    assert_eq!(there, OWN.iter().map(|(name, ..)| (*name).to_owned()).collect());
    for (name, code, place) in OWN {
        let path = folder.join(name).display().to_string();
        let checked = Run::of(&["check", "--json", &path], None);
        assert_eq!(checked.code, Some(1), "{name}: {checked:?}");
        let findings = checked.findings();
        assert!(findings.iter().any(|f| f.code == *code && f.place == *place), "{name}: {findings:?}");
        let opened = Run::of(&["list", &path], None);
        assert_eq!((opened.code, opened.out.as_str()), (Some(3), ""), "{name}");
        for run in [checked, opened, Run::of(&["check", "--format", "human", &path], None)] {
            assert!(is_inert(&run.out) && is_inert(&run.err), "{name}: {run:?}");
        }
    }
}

/// The folder with the manifest, if it exists.
fn collection() -> Option<PathBuf> {
    let named = std::env::var_os("STACKLORE_BAD_INPUTS").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| root().join("../shared/bad-inputs"));
    folder.join("MANIFEST.toml").is_file().then_some(folder)
}

fn say(text: &str) {
    let _ = writeln!(stderr(), "{text}");
}

#[test]
fn the_collection_behaves_as_its_manifest_says() {
    let Some(folder) = collection() else {
        say(
            "\n*** NOT RUN: no MANIFEST.toml in $STACKLORE_BAD_INPUTS or ../shared/bad-inputs, so only the files of",
        );
        say("*** tests/fixtures/bad were tried. That is no failure of the program.\n");
        return;
    };
    let manifest = std::fs::read_to_string(folder.join("MANIFEST.toml")).expect("it reads");
    let manifest: Table = manifest.parse().expect("it is TOML");
    let cases = |key: &str| -> Vec<Case> {
        let listed = manifest.get(key).and_then(Toml::as_array).map(Vec::as_slice).unwrap_or_default();
        listed.iter().filter_map(Toml::as_table).map(Case::of).collect()
    };
    let mut judged: Vec<(String, Verdict)> =
        cases("case").into_iter().map(|case| (case.file.clone(), case.judge(&folder))).collect();
    match std::env::var_os("STACKLORE_BAD_INPUTS_MADE").map(PathBuf::from) {
        Some(made) => {
            judged.extend(cases("generated").into_iter().map(|case| (case.file.clone(), case.judge(&made))));
        }
        None => say(
            "*** the large files were not tried: make them and name their folder in STACKLORE_BAD_INPUTS_MADE",
        ),
    }
    let wrong: Vec<String> = judged
        .iter()
        .filter(|(_, verdict)| !verdict.wrong.is_empty())
        .map(|(file, verdict)| format!("{file}: {}", verdict.wrong.join("; ")))
        .collect();
    let misplaced: Vec<String> = judged
        .iter()
        .filter_map(|(file, verdict)| Some(format!("{file}: {}", verdict.misplaced.as_ref()?)))
        .collect();
    say(&format!(
        "{} of {} right by class, exit code and output; {} by place",
        judged.len() - wrong.len(),
        judged.len(),
        judged.len() - misplaced.len()
    ));
    assert!(!judged.is_empty(), "an empty manifest proves nothing");
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    // Several positions can be equally good.
    assert!(misplaced.len() * 20 <= judged.len(), "\n{}\n", misplaced.join("\n"));
}

/// The expectation of the manifest for a file.
struct Case {
    file: String,
    kind: String,
    outcomes: Vec<String>,
    classes: Vec<String>,
    /// Alternative positions, unless all of them must be reported.
    places: Vec<(u64, u64)>,
    all_places: bool,
    must_mention: Vec<String>,
    min_findings: usize,
    load: String,
    seconds: f64,
    mebibytes: u64,
}

/// The outcome of a case.
#[derive(Debug, Default)]
struct Verdict {
    wrong: Vec<String>,
    misplaced: Option<String>,
}

impl Case {
    fn of(case: &Table) -> Self {
        let text = |key: &str| case.get(key).and_then(Toml::as_str).map(str::to_owned);
        let texts = |key: &str| -> Vec<String> {
            match case.get(key) {
                Some(Toml::String(text)) => vec![text.clone()],
                Some(Toml::Array(list)) => list.iter().filter_map(Toml::as_str).map(str::to_owned).collect(),
                _ => Vec::new(),
            }
        };
        let number = |table: &Toml, key: &str| {
            u64::try_from(table.get(key).and_then(Toml::as_integer).expect("a number")).expect("from 1 up")
        };
        let places = case.get("at").and_then(Toml::as_array).map(Vec::as_slice).unwrap_or_default();
        let file = text("file").expect("a file");
        let by_name = if Path::new(&file).extension().is_some_and(|extension| extension == "md") {
            "markdown"
        } else {
            "dataset"
        };
        Self {
            kind: text("kind").unwrap_or_else(|| by_name.to_owned()),
            // The file system cannot hold this name.
            file: if file == "name-with-escape" { "ev\u{1b}[2Jil\nname.toml".to_owned() } else { file },
            outcomes: [texts("outcome"), texts("also_outcome")].concat(),
            classes: [texts("class"), texts("also_class"), as_good(&text("note").unwrap_or_default())]
                .concat(),
            places: places.iter().map(|at| (number(at, "line"), number(at, "column"))).collect(),
            all_places: text("note").is_some_and(|note| note.contains("all be reported")),
            must_mention: texts("must_mention"),
            min_findings: case
                .get("min_findings")
                .and_then(Toml::as_integer)
                .and_then(|least| usize::try_from(least).ok())
                .unwrap_or_default(),
            load: text("load").expect("what opening does"),
            seconds: case
                .get("max_seconds")
                .and_then(Toml::as_integer)
                .and_then(|most| u32::try_from(most).ok())
                .map_or(1.0, f64::from),
            mebibytes: case
                .get("max_mebibytes")
                .and_then(Toml::as_integer)
                .and_then(|most| u64::try_from(most).ok())
                .unwrap_or(256),
        }
    }

    fn judge(&self, folder: &Path) -> Verdict {
        let path = folder.join(&self.file);
        let mut verdict = Verdict::default();
        let runs = match &*self.kind {
            "config" => self.judge_config(&path, &mut verdict),
            "dataset" | "markdown" => self.judge_stack(&path.display().to_string(), &mut verdict),
            kind => panic!("{}: no kind {kind} is known", self.file),
        };
        // Debug builds on busy machines are slower.
        let most = self.seconds * if cfg!(debug_assertions) { 8.0 } else { 2.0 };
        for run in &runs {
            if !is_inert(&run.out) || !is_inert(&run.err) {
                verdict.wrong.push("what it writes is not inert".to_owned());
            }
            if run.code.is_none_or(|code| code > 100) {
                verdict.wrong.push(format!("it crashed: {:?}", run.code));
            }
            if run.took.as_secs_f64() > most {
                verdict.wrong.push(format!("took {:.1?} of {} s", run.took, self.seconds));
            }
            if let Some(peak) = run.peak.map(|bytes| bytes >> 20).filter(|peak| *peak > self.mebibytes) {
                verdict.wrong.push(format!("took {peak} of {} MiB", self.mebibytes));
            }
        }
        verdict
    }

    fn wants(&self, outcome: &str) -> bool {
        self.outcomes.iter().any(|wanted| wanted == outcome)
    }

    fn judge_config(&self, path: &Path, verdict: &mut Verdict) -> Vec<Run> {
        let run = Run::of(&["config", "show"], Some(path));
        let said = format!("{}{}", run.out, run.err);
        if !matches!(run.code, Some(0 | 1)) {
            verdict.wrong.push(format!("exit code {:?}", run.code));
        }
        let told = |(line, column): &(u64, u64)| said.contains(&format!(":{line}:{column}"));
        if !self.places.is_empty() && !self.places.iter().any(told) {
            verdict.misplaced = Some(format!("wanted {:?}", self.places));
        }
        self.judge_mentions(&said, verdict);
        vec![run]
    }

    fn judge_stack(&self, path: &str, verdict: &mut Verdict) -> Vec<Run> {
        let checked = Run::of(&["check", "--json", path], None);
        let mut wrong = |what: String| verdict.wrong.push(what);
        let findings = checked.findings();
        // Unreadable input is distinguished from invalid input.
        let unread = |code: &str| code.starts_with("io.") || code == "limit.size";
        let by_class = if findings.iter().any(|finding| unread(&finding.code)) { 3 } else { 1 };
        let may = match checked.code {
            Some(0) => self.wants("ok") || self.wants("warning") || self.load_may_vary(),
            Some(code) => code == by_class && (self.wants("error") || self.load_may_vary()),
            None => false,
        };
        if !may {
            wrong(format!("check: exit code {:?}, wanted {:?}", checked.code, self.outcomes));
        }
        let is_wanted = |finding: &&Finding| self.classes.contains(&finding.code);
        let sound = checked.code == Some(0) && (self.wants("ok") || self.load_may_vary());
        if !self.classes.is_empty() && !sound && !findings.iter().any(|finding| is_wanted(&finding)) {
            let found: BTreeSet<&str> = findings.iter().map(|finding| &*finding.code).collect();
            wrong(format!("found {found:?}, wanted {:?}", self.classes));
        }
        if findings.len() < self.min_findings {
            wrong(format!("{} findings, wanted {}", findings.len(), self.min_findings));
        }
        let human = Run::of(&["check", "--format", "human", path], None);
        let size = human.out.len() + human.err.len();
        if size > 1 << 20 || checked.out.len() > 1 << 20 {
            wrong(format!("{size} and {} bytes are more than anybody reads", checked.out.len()));
        }
        let opened = Run::of(&["list", "--plain", path], None);
        let refused = opened.code == Some(3) && opened.out.is_empty();
        if match &*self.load {
            "refuse" => !refused,
            "either" => !refused && opened.code != Some(0),
            _ => opened.code != Some(0),
        } {
            wrong(format!("opening: exit code {:?}, wanted {}", opened.code, self.load));
        }
        self.judge_mentions(&checked.out, verdict);
        self.judge_places(&findings, verdict);
        let mut runs = vec![checked, human, opened];
        if self.kind == "markdown" {
            let imported = Run::of(&["import", path], None);
            let kept = imported.code == Some(0);
            if match &*self.load {
                "refuse" => kept,
                "either" => false,
                _ => !kept,
            } {
                verdict.wrong.push(format!("import: exit code {:?}, wanted {}", imported.code, self.load));
            }
            runs.push(imported);
        }
        runs
    }

    fn load_may_vary(&self) -> bool {
        self.load == "either"
    }

    fn judge_mentions(&self, said: &str, verdict: &mut Verdict) {
        let missing = self.must_mention.iter().filter(|text| !said.contains(&***text));
        verdict.wrong.extend(missing.map(|text| format!("does not mention {text:?}")));
    }

    fn judge_places(&self, findings: &[Finding], verdict: &mut Verdict) {
        if self.places.is_empty() || findings.is_empty() {
            return;
        }
        let places: Vec<(u64, u64)> = findings.iter().filter_map(|finding| finding.place).collect();
        // Any column inside a text or a URL is accepted, and any column of the line in Markdown.
        let inside = self.kind == "markdown"
            || self
                .classes
                .iter()
                .take(1)
                .any(|class| class.starts_with("text.") || class.starts_with("url."));
        let is_told =
            |at: &&(u64, u64)| places.contains(at) || inside && places.iter().any(|(line, _)| *line == at.0);
        let told = self.places.iter().filter(is_told).count();
        if told == 0 || self.all_places && told < self.places.len() {
            verdict.misplaced = Some(format!("found {places:?}, wanted {:?}", self.places));
        }
    }
}

/// The finding codes that a note of the manifest accepts as well.
fn as_good(note: &str) -> Vec<String> {
    let Some((before, _)) = note.split_once(" is as good") else { return Vec::new() };
    before.split([' ', ';']).filter(|word| word.contains('.')).map(str::to_owned).collect()
}
