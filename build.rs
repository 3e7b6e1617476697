//! Reads `data/discord` with the program's own reader and writes it down as constants of the program.
//!
//! A finding that is an error fails the build, drawn as `stacklore check` draws it; the program itself never parses
//! what it brings along.

use std::error::Error;
use std::fmt::{self, Debug, Write as _};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

/// The very modules that the program has, so that the build and `stacklore check` cannot disagree.
#[path = "src"]
pub mod src {
    pub mod cells;
    pub mod dataset;
    pub mod format;
}
use src::{cells, dataset, format};

use dataset::{EntryKind, Tables};
use format::report::{self, Ink, Look};
use format::{File, toml};

/// The folder whose files are one stack.
const DATA: &str = "data/discord";

/// The table of the roles of technologies.
const ROLES: &str = "data/roles.toml";

fn main() -> ExitCode {
    match embed().and_then(|()| embed_roles()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn embed() -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout();
    writeln!(out, "cargo::rerun-if-changed={DATA}")?;
    let mut files = Vec::new();
    for path in data_files().map_err(|error| format!("{DATA} cannot be read: {error}"))? {
        let name = path.display().to_string();
        writeln!(out, "cargo::rerun-if-changed={name}")?;
        files.push(File::new(name, fs::read(&path)?));
    }
    let reading = toml::read(files);
    let Some(stack) = reading.stack else {
        let errors: Vec<_> = reading.findings.into_iter().filter(dataset::Finding::is_error).collect();
        let drawn = report::draw(&errors, &reading.texts, Look { ink: Ink::Plain, width: 100 });
        return Err(format!("{drawn}{DATA} has {}", report::counted(errors.len(), "error")).into());
    };
    let folder = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    fs::write(folder.join("bundled.txt"), &*stack.tables().text)?;
    fs::write(folder.join("bundled.rs"), expression(stack.tables())?)?;
    fs::write(folder.join("files.rs"), texts(&reading.texts)?)?;
    Ok(())
}

/// The files of the stack, in the order of their names, by the rule of `toml_files` in `src/system/files.rs`.
fn data_files() -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(DATA)? {
        let path = entry?.path();
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if !hidden && path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(Path::new(DATA).join(path.file_name().unwrap_or_default()));
        }
    }
    paths.sort();
    Ok(paths)
}

/// The files as the Rust expression for their names and texts, for `stacklore check` to read again.
fn texts(files: &[format::SourceText]) -> Result<String, fmt::Error> {
    let mut out = String::from("&[\n");
    for name in files.iter().map(|file| &file.name) {
        writeln!(out, "({name:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/\", {name:?}))),")?;
    }
    out.push(']');
    Ok(out)
}

/// The tables as the Rust expression that makes them; the `Debug` output of every record is one.
fn expression(tables: &Tables) -> Result<String, fmt::Error> {
    // Every field is named, so that a new table cannot be forgotten here.
    let Tables {
        text: _,
        head,
        categories,
        entries,
        details,
        origins,
        claims,
        relations,
        sources,
        links,
        passages,
        words,
        cited,
        by_id,
        former_ids,
        incoming,
    } = tables;
    let mut out = String::from("Tables {\n");
    writeln!(out, "text: Cow::Borrowed(include_str!(concat!(env!(\"OUT_DIR\"), \"/bundled.txt\"))),")?;
    writeln!(out, "head: {head:?},")?;
    table(&mut out, "categories", categories)?;
    table(&mut out, "entries", entries)?;
    table(&mut out, "details", details)?;
    table(&mut out, "origins", origins)?;
    table(&mut out, "claims", claims)?;
    table(&mut out, "relations", relations)?;
    table(&mut out, "sources", sources)?;
    table(&mut out, "links", links)?;
    table(&mut out, "passages", passages)?;
    table(&mut out, "words", words)?;
    table(&mut out, "cited", cited)?;
    table(&mut out, "by_id", by_id)?;
    table(&mut out, "former_ids", former_ids)?;
    table(&mut out, "incoming", incoming)?;
    out.push('}');
    Ok(out)
}

fn table<T: Debug>(out: &mut String, name: &str, records: &[T]) -> fmt::Result {
    writeln!(out, "{name}: Cow::Borrowed(&[")?;
    for record in records {
        writeln!(out, "{record:?},")?;
    }
    writeln!(out, "]),")
}

/// Writes the table of roles as the Rust expression of its constants.
fn embed_roles() -> Result<(), Box<dyn Error>> {
    writeln!(io::stdout(), "cargo::rerun-if-changed={ROLES}")?;
    let text = fs::read_to_string(ROLES).map_err(|error| format!("{ROLES} cannot be read: {error}"))?;
    let table: ::toml::Table = text.parse().map_err(|error| format!("{ROLES}: {error}"))?;
    let roles = match table.iter().next() {
        Some((key, ::toml::Value::Array(roles))) if key == "role" && table.len() == 1 => roles,
        _ => return Err(format!("{ROLES}: write tables [[role]] and nothing else").into()),
    };
    let mut out = String::from("&[\n");
    for (number, role) in (1..).zip(roles) {
        out += &expression_of_role(role).map_err(|error| format!("{ROLES}: role {number}: {error}"))?;
    }
    let folder = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    Ok(fs::write(folder.join("roles.rs"), out + "]")?)
}

fn expression_of_role(role: &::toml::Value) -> Result<String, String> {
    const KEYS: [&str; 4] = ["name", "kinds", "tags", "tagged_kinds"];
    let table = role.as_table().ok_or("no table")?;
    if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(format!("unknown key `{key}`; the keys are {}", KEYS.join(", ")));
    }
    let name = table.get("name").and_then(::toml::Value::as_str).ok_or("`name` is missing or no text")?;
    let words = |key: &str| {
        let list = table.get(key).map(|value| value.as_array().ok_or(format!("`{key}` is no list")));
        let texts = list.transpose()?.into_iter().flatten();
        texts.map(|text| text.as_str().ok_or(format!("`{key}` has something else than texts"))).collect()
    };
    let kinds = |key: &str| {
        let known = |word: &str| EntryKind::ALL.iter().find(|kind| kind.name() == word);
        let words: Result<Vec<&str>, String> = words(key);
        let kinds = words?.into_iter().map(|word| known(word).ok_or(format!("unknown kind `{word}`")));
        kinds.collect::<Result<Vec<_>, _>>()
    };
    let (all, tags, tagged) = (kinds("kinds")?, words("tags")?, kinds("tagged_kinds")?);
    if tags.is_empty() != tagged.is_empty() || all.is_empty() && tags.is_empty() {
        return Err("write `kinds`, or `tags` with `tagged_kinds`, or both".to_owned());
    }
    Ok(format!("Role {{ name: {name:?}, kinds: &{all:?}, tags: &{tags:?}, tagged_kinds: &{tagged:?} }},\n"))
}
