//! Enforces the module table of `ARCHITECTURE.md`: every import that the table does not allow is reported.
//!
//! The table is repeated here as data. Test code may import anything.

#![expect(clippy::indexing_slicing, reason = "a scanner that goes astray is a test that fails")]

#[path = "architecture/circles.rs"]
mod circles;
#[path = "architecture/scan.rs"]
mod scan;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use scan::{Scan, Token, tokens};

/// A row of the module table.
struct Module {
    /// The file `src/NAME.rs` and the folder `src/NAME/`.
    name: &'static str,
    /// The modules of this crate that it may use.
    ours: &'static [&'static str],
    /// The crates that it may use, besides `std`.
    crates: &'static [&'static str],
    /// Paths and token sequences that it must not contain.
    never: &'static [&'static str],
}

/// The I/O of `std`: a pure module contains none of it.
const WORLD: &[&str] = &[
    "std::env",
    "std::fs",
    "std::io::stderr",
    "std::io::stdin",
    "std::io::stdout",
    "std::net",
    "std::path",
    "std::process",
    "std::thread",
    "std::time",
    "println!",
    "print!",
    "eprintln!",
    "eprint!",
];

/// The same except threads: searching or reading very many entries uses all cores, and the result
/// does not depend on the number of threads.
const WORLD_BUT_THREADS: &[&str] = &[
    "std::env",
    "std::fs",
    "std::io::stderr",
    "std::io::stdin",
    "std::io::stdout",
    "std::net",
    "std::path",
    "std::process",
    "std::time",
    "println!",
    "print!",
    "eprintln!",
    "eprint!",
];

const MAP: &[Module] = &[
    Module { name: "lib", ours: &[], crates: &[], never: WORLD },
    Module {
        name: "main",
        ours: &["app", "catalog", "cli", "config", "kept", "library", "system", "theme", "tui", "ui"],
        crates: &[],
        never: &["println!", "print!", "eprintln!", "eprint!"],
    },
    Module { name: "cells", ours: &[], crates: &["unicode_segmentation", "unicode_width"], never: WORLD },
    Module { name: "parallel", ours: &[], crates: &[], never: WORLD_BUT_THREADS },
    Module {
        name: "dataset",
        ours: &[],
        crates: &[
            "percent_encoding",
            "strsim",
            "thiserror",
            "unicode_normalization",
            "unicode_segmentation",
            "url",
        ],
        never: WORLD,
    },
    Module {
        name: "format",
        ours: &["cells", "dataset"],
        crates: &["annotate_snippets", "thiserror", "toml", "toml_edit"],
        never: WORLD_BUT_THREADS,
    },
    Module {
        name: "import",
        ours: &["dataset", "format"],
        crates: &[
            "csv",
            "pulldown_cmark",
            "roxmltree",
            "saphyr_parser",
            "serde_json",
            "unicode_normalization",
        ],
        never: WORLD,
    },
    Module {
        name: "export",
        ours: &["catalog", "cells", "dataset", "format", "import"],
        crates: &["base64", "csv", "miniz_oxide", "serde", "serde_json", "serde_with"],
        never: WORLD,
    },
    Module {
        name: "config",
        ours: &["app", "catalog", "dataset", "format", "theme"],
        crates: &["toml"],
        never: WORLD,
    },
    Module { name: "theme", ours: &["dataset", "format"], crates: &["toml"], never: WORLD },
    Module { name: "kept", ours: &["catalog", "dataset"], crates: &[], never: WORLD },
    Module {
        name: "catalog",
        ours: &["dataset", "format"],
        crates: &["miniz_oxide", "strsim"],
        never: WORLD,
    },
    Module {
        name: "search",
        ours: &["catalog", "dataset", "parallel"],
        crates: &["fuzzy_matcher", "memchr", "rust_stemmers", "strum"],
        never: WORLD_BUT_THREADS,
    },
    Module {
        name: "app",
        ours: &["catalog", "cells", "dataset", "export", "format", "kept", "search", "theme"],
        crates: &["tui_input"],
        never: WORLD,
    },
    Module {
        name: "ui",
        ours: &["app", "catalog", "cells", "dataset", "format", "kept", "search", "theme"],
        crates: &["ratatui"],
        never: &["ratatui::crossterm", "&mut Model", "std::fs", "std::env", "std::thread", "std::time"],
    },
    Module {
        name: "tui",
        ours: &[
            "app", "catalog", "config", "dataset", "format", "kept", "library", "search", "system", "theme",
            "ui",
        ],
        crates: &["crossterm", "filedescriptor", "ratatui", "rustix", "signal_hook", "vte"],
        never: &["println!", "print!", "eprintln!", "eprint!"],
    },
    Module {
        name: "library",
        ours: &["catalog", "config", "dataset", "format", "import", "parallel", "system", "theme"],
        crates: &[],
        never: &[
            "std::env",
            "std::io::stderr",
            "std::io::stdout",
            "println!",
            "print!",
            "eprintln!",
            "eprint!",
        ],
    },
    Module {
        name: "cli",
        ours: &[
            "app", "catalog", "cells", "config", "dataset", "export", "format", "import", "kept", "library",
            "search", "system", "theme",
        ],
        crates: &["anstream", "anstyle", "clap", "clap_complete", "clap_mangen", "crossterm"],
        never: &["println!", "print!", "eprintln!", "eprint!"],
    },
    Module {
        name: "system",
        ours: &["dataset", "kept"],
        crates: &[
            "crossterm",
            "etcetera",
            "nix",
            "notify",
            "open",
            "rustix",
            "signal_hook",
            "supports_hyperlinks",
            "thiserror",
            "xattr",
        ],
        never: &["println!", "print!", "eprintln!", "eprint!"],
    },
];

#[test]
fn the_code_keeps_to_the_map() {
    let crates = dependencies();
    let mut found = Vec::new();
    for File { path, at, scan } in files() {
        // A missing module is reported by another test.
        let Some(module) = MAP.iter().find(|module| module.name == top_of(&path)) else { continue };
        let violations_in = violations_in(module, &at, &scan, &crates);
        found.extend(violations_in.into_iter().map(|(line, what)| format!("src/{path}:{line}: {what}")));
    }
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn the_map_allows_nothing_that_nobody_uses() {
    let (crates, files) = (dependencies(), files());
    let mut unused = Vec::new();
    for module in MAP {
        let own = files.iter().filter(|file| top_of(&file.path) == module.name);
        let used: BTreeSet<String> = own
            .flat_map(|File { at, scan, .. }| {
                scan.used.iter().filter_map(|used| scan.resolve(used, at, &crates)).collect::<Vec<_>>()
            })
            .filter_map(|path| match &*path {
                [ours, name, ..] if ours == "crate" => Some(format!("crate::{name}")),
                [name, ..] => Some(name.clone()),
                [] => None,
            })
            .collect();
        let ours = module.ours.iter().map(|name| format!("crate::{name}"));
        let allowed = ours.chain(module.crates.iter().map(|name| (*name).to_owned()));
        unused.extend(
            allowed
                .filter(|name| !used.contains(name))
                .map(|name| format!("{} does not use {name}", module.name)),
        );
    }
    assert!(unused.is_empty(), "\n{}\n", unused.join("\n"));
}

#[test]
fn the_map_shows_every_module_and_no_other() {
    let top = sources().into_iter().map(|(path, _)| path).filter(|path| !path.contains('/'));
    let there: BTreeSet<String> = top.map(|path| path.trim_end_matches(".rs").to_owned()).collect();
    let mapped: BTreeSet<String> = MAP.iter().map(|module| module.name.to_owned()).collect();
    assert_eq!(there, mapped);
}

#[test]
fn a_folder_has_a_front_page() {
    let paths: BTreeSet<String> = sources().into_iter().map(|(path, _)| path).collect();
    for path in &paths {
        if let Some((folder, _)) = path.rsplit_once('/') {
            assert!(paths.contains(&format!("{folder}.rs")), "src/{folder}/ has no src/{folder}.rs");
        }
    }
}

#[test]
fn every_dependency_belongs_to_a_module() {
    let allowed: BTreeSet<String> =
        MAP.iter().flat_map(|module| module.crates).map(|name| (*name).to_owned()).collect();
    assert_eq!(allowed, dependencies());
}

#[test]
fn the_map_has_no_way_round() {
    let below = |name: &'static str| {
        let mut known = BTreeSet::new();
        let mut open = vec![name];
        while let Some(name) = open.pop() {
            let ours = MAP.iter().find(|module| module.name == name).map_or(&[][..], |module| module.ours);
            open.extend(ours.iter().copied().filter(|name| known.insert(*name)));
        }
        known
    };
    for module in MAP {
        assert!(!below(module.name).contains(module.name), "{} lies below itself", module.name);
    }
}

#[test]
fn no_files_go_in_a_circle() {
    let circles: Vec<String> =
        circles::circles(&files(), &dependencies()).iter().map(|steps| steps.join("\n")).collect();
    assert!(circles.is_empty(), "{} circles of files:\n\n{}\n", circles.len(), circles.join("\n\n"));
}

#[test]
fn the_page_about_the_architecture_draws_this_map() {
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("the file exists");
    for module in MAP.iter().filter(|module| module.name != "lib") {
        let start = format!("| `{}` |", module.name);
        let row =
            page.lines().find(|line| line.starts_with(&start)).unwrap_or_else(|| panic!("no row {start}"));
        let cell = |at: usize| -> BTreeSet<String> {
            let cell = row.split('|').nth(at).unwrap_or_default();
            cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
        };
        let set =
            |names: &[&str]| -> BTreeSet<String> { names.iter().map(|name| (*name).to_owned()).collect() };
        assert_eq!(cell(3), set(module.ours), "modules that {} may use", module.name);
        assert_eq!(cell(4), set(module.crates), "crates that {} may use", module.name);
    }
}

// --- the tree ------------------------------------------------------------------------------------------------

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every source file: its path below `src/`, and its text.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for item in fs::read_dir(folder).expect("the folder exists") {
            let path = item.expect("it can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let below = path.strip_prefix(root().join("src")).expect("it lies below");
                let name = below.to_str().expect("a name that is UTF-8").replace('\\', "/");
                found.push((name, fs::read_to_string(&path).expect("a file that is UTF-8")));
            }
        }
    }
    found.sort();
    found
}

/// A source file that is not test code.
struct File {
    path: String,
    at: Vec<String>,
    scan: Scan,
}

fn file(path: String, text: &str) -> File {
    File { at: module_path(&path), scan: Scan::of(text), path }
}

/// Every source file except test files.
fn files() -> Vec<File> {
    let mut files: Vec<File> = sources().into_iter().map(|(path, text)| file(path, &text)).collect();
    let tests: Vec<Vec<String>> = files.iter().flat_map(|file| file.scan.test_files(&file.at)).collect();
    files.retain(|file| !tests.iter().any(|test| file.at.starts_with(test)));
    files
}

/// The top-level module of a file.
fn top_of(path: &str) -> &str {
    path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

/// The module path of a file: `app/keys.rs` is `app::keys`; the two crate roots have an empty path.
fn module_path(path: &str) -> Vec<String> {
    match path {
        "lib.rs" | "main.rs" => Vec::new(),
        _ => path.trim_end_matches(".rs").split('/').map(str::to_owned).collect(),
    }
}

/// The dependencies of the program, as spelled in code.
fn dependencies() -> BTreeSet<String> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the file exists");
    let manifest: toml::Table = manifest.parse().expect("valid TOML");
    let names = |table: &toml::Table| -> Vec<String> {
        let listed = table.get("dependencies").and_then(toml::Value::as_table);
        listed.map(|listed| listed.keys().map(|name| name.replace('-', "_")).collect()).unwrap_or_default()
    };
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    let targets = targets.into_iter().flat_map(toml::Table::values).filter_map(toml::Value::as_table);
    names(&manifest).into_iter().chain(targets.flat_map(names)).collect()
}

// --- the rules -----------------------------------------------------------------------------------------------

/// The violations of the table in a file, with their lines.
fn violations_in(
    module: &Module,
    at: &[String],
    scan: &Scan,
    crates: &BTreeSet<String>,
) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for used in &scan.used {
        let Some(path) = scan.resolve(used, at, crates) else { continue };
        let banned = module.never.iter().any(|never| never.contains("::") && reaches(&path, never));
        let allowed = match path.as_slice() {
            [ours, name, ..] if ours == "crate" => {
                name == module.name || module.ours.contains(&name.as_str())
            }
            [ours] if ours == "crate" => true,
            [name, ..] => name == "std" || module.crates.contains(&name.as_str()),
            [] => true,
        };
        if banned || !allowed {
            found.push((used.line, format!("`{}` may not use `{}`", module.name, path.join("::"))));
        }
    }
    for never in module.never.iter().filter(|never| !never.contains("::")) {
        let words = tokens(never);
        let matches = |window: &&[Token]| window.iter().zip(&words).all(|(a, b)| a.text == b.text);
        for window in scan.tokens.windows(words.len()).filter(matches) {
            found.push((window[0].line, format!("`{}` must not contain `{never}`", module.name)));
        }
    }
    found
}

/// Whether a path names a forbidden item, an item inside it, or a glob that contains it.
fn reaches(path: &[String], never: &str) -> bool {
    let never: Vec<&str> = never.split("::").collect();
    let (stem, all) = match path.split_last() {
        Some((last, stem)) if last == "*" => (stem, true),
        _ => (path, false),
    };
    let agree = stem.iter().zip(&never).all(|(a, b)| a == b);
    agree && (stem.len() >= never.len() || all)
}

// --- tests of the scanner ----------------------------------------------------------------------------------

/// The violations of a code snippet in `app::keys`, a module that may use `search` and no I/O.
fn violations(code: &str) -> Vec<String> {
    violations_at(&["app", "keys"], code)
}

fn violations_at(at: &[&str], code: &str) -> Vec<String> {
    let module = Module { name: "app", ours: &["search"], crates: &["memchr"], never: WORLD };
    let crates = ["memchr", "ratatui", "toml", "url"].map(str::to_owned).into();
    let at: Vec<String> = at.iter().map(|name| (*name).to_owned()).collect();
    violations_in(&module, &at, &Scan::of(code), &crates)
        .into_iter()
        .map(|(line, what)| format!("{line}: {what}"))
        .collect()
}

fn refused(line: usize, path: &str) -> Vec<String> {
    vec![format!("{line}: `app` may not use `{path}`")]
}

#[test]
fn what_is_allowed_passes() {
    let clean = [
        "use crate::search::{self, Hit, query::{Query, Word}};",
        "use super::Model; use super::message::Message; use self::chord::Chord; use crate::app::Notice;",
        "use std::collections::BTreeMap; use std::{fmt, io::{self, Write}}; use memchr::memmem;",
        "fn f(hit: &crate::search::Hit) -> Vec::<u8> { <Hit as Into<u8>>::into(hit); Kind::ratatui::<u8>() }",
        "pub(crate) struct A; pub(super) struct B;",
        "// use ratatui::Frame;\n/* crate::ui /* std::fs */ ratatui::x */ const A: &str = \"ratatui::Frame \\\" std::fs\";",
        "const A: &str = r#\"std::fs::read \" crate::ui::x\"#; const B: char = '\"'; const C: &'static str = \"\";",
        "mod toml; pub use toml::Table;",
        "use super::url; fn f() { url::parse() }",
        "fn f(open: Tool) { open.ratatui::<u8>() }",
    ];
    for code in clean {
        assert_eq!(violations(code), [""; 0], "{code}");
    }
}

#[test]
fn a_forbidden_module_of_ours_is_found() {
    assert_eq!(violations("\nuse crate::ui::Panes;"), refused(2, "crate::ui::Panes"));
    assert_eq!(violations("use crate::{search::Hit,\n ui};"), refused(2, "crate::ui"));
    assert_eq!(violations("fn f() {\n\n crate::ui::view() }"), refused(3, "crate::ui::view"));
    assert_eq!(violations("macro_rules! m { () => { $crate::ui::view() } }"), refused(1, "crate::ui::view"));
    assert_eq!(violations("use crate::*;"), refused(1, "crate::*"));
    assert_eq!(violations("use stacklore::ui;"), refused(1, "crate::ui"));
    assert_eq!(violations("pub(in crate::ui) struct A;"), refused(1, "crate::ui"));
}

#[test]
fn a_super_that_leaves_the_module_is_found() {
    assert_eq!(violations("use super::super::ui::Panes;"), refused(1, "crate::ui::Panes"));
    assert_eq!(violations_at(&["app"], "use super::ui;"), refused(1, "crate::ui"));
    assert_eq!(violations_at(&["app"], "fn f() { super::ui::view() }"), refused(1, "crate::ui::view"));
    assert_eq!(
        violations("mod inner { use super::super::Model; use super::super::super::ui; }"),
        refused(1, "crate::ui")
    );
    assert_eq!(
        violations("mod inner { fn f() { if true {} } } use super::super::ui;"),
        refused(1, "crate::ui")
    );
}

#[test]
fn a_forbidden_crate_is_found() {
    assert_eq!(violations("use ratatui::Frame;"), refused(1, "ratatui::Frame"));
    assert_eq!(violations("use ::ratatui;"), refused(1, "ratatui"));
    assert_eq!(violations("extern crate ratatui;"), refused(1, "ratatui"));
    assert_eq!(violations("fn f(frame: &mut ratatui::Frame) {}"), refused(1, "ratatui::Frame"));
    assert_eq!(violations("#[derive(ratatui::Draw)] struct A;"), refused(1, "ratatui::Draw"));
    assert_eq!(violations("mod toml; fn f() { ::toml::from_str() }"), refused(1, "toml::from_str"));
}

#[test]
fn the_world_is_found_under_every_name() {
    assert_eq!(violations("fn f() { std::fs::read(x); }"), refused(1, "std::fs::read"));
    assert_eq!(
        violations("use std::{collections::BTreeMap, time::Instant};"),
        refused(1, "std::time::Instant")
    );
    assert_eq!(violations("use core::time::Duration;"), refused(1, "std::time::Duration"));
    assert_eq!(violations("use std::io;\nfn f() { io::stdout() }"), refused(2, "std::io::stdout"));
    assert_eq!(
        violations("use std::io as world;\nfn f() { world::stdout() }"),
        refused(2, "std::io::stdout")
    );
    assert_eq!(violations("use std::*;"), refused(1, "std::*"));
    assert_eq!(violations("fn f() {\n println!(\"x\") }"), ["2: `app` must not contain `println!`"]);
}

#[test]
fn words_in_a_row_are_found_whatever_the_lifetime() {
    let module = Module { name: "ui", ours: &["app"], crates: &[], never: &["&mut Model"] };
    let at = ["ui".to_owned()];
    let count = |code| violations_in(&module, &at, &Scan::of(code), &BTreeSet::new()).len();
    assert_eq!(count("fn f(model: &mut Model) {}"), 1);
    assert_eq!(count("fn f<'a>(model: &'a mut Model) {}"), 1);
    assert_eq!(count("fn f(model: &Model) {}"), 0);
}

#[test]
fn tests_may_use_what_they_like_and_the_code_around_them_may_not() {
    let tests = "#[cfg(test)]\nmod tests { use std::fs; fn f() { crate::ui::view() } }";
    assert_eq!(violations(tests), [""; 0]);
    assert_eq!(violations("#[cfg(test)] use std::fs;"), [""; 0]);
    assert_eq!(violations("#[cfg(test)] #[expect(x)] fn f(a: [u8; 4]) { std::fs::read(a) }"), [""; 0]);
    assert_eq!(violations(&format!("{tests}\nuse std::fs;")), refused(3, "std::fs"));
    assert_eq!(violations("#[cfg(not(test))] use std::fs;"), refused(1, "std::fs"));
    assert_eq!(violations("#[cfg(unix)] use std::fs;"), refused(1, "std::fs"));
    let files = Scan::of("#[cfg(test)] mod trials;").test_files(&["app".to_owned()]);
    assert_eq!(files, [["app".to_owned(), "trials".to_owned()]]);
}
