//! Reads every folder of `data` with the program's own reader, and embeds it in the program.
//!
//! The stack of Discord, which the program opens by default, becomes constants: nothing of it is parsed at run time. The
//! files of the others are packed, each stack on its own. A finding that is an error fails the build, drawn as
//! `stacklore check` draws it.

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

use base64::prelude::{BASE64_STANDARD, Engine as _};
use dataset::{EntryKind, SourceUrl, Stack, Tables};
use format::report::{self, Ink, Look};
use format::{File, Reading, SourceText, toml};
use miniz_oxide::deflate::compress_to_vec;
use sha2::{Digest as _, Sha256};

/// The folder of the stacks, each a folder of files.
const DATA: &str = "data";

/// The stack that becomes constants.
const DEFAULT: &str = "discord";

/// The level of compression: the smallest that `miniz_oxide` can make.
const LEVEL: u8 = 10;

/// The table of the roles of technologies.
const ROLES: &str = "data/roles.toml";

/// The folder of the page.
const PAGE: &str = "assets/page";

/// The files of its script, in order.
const SCRIPTS: [&str; 4] = ["text.js", "query.js", "search.js", "page.js"];

fn main() -> ExitCode {
    match embed().and_then(|()| embed_roles()).and_then(|()| embed_page()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn embed() -> Result<(), Box<dyn Error>> {
    writeln!(io::stdout(), "cargo::rerun-if-changed={DATA}")?;
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let (mut heads, mut packed) = (String::from("&[\n"), String::from("&[\n"));
    for folder in listed(Path::new(DATA), Path::is_dir)? {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let files = listed(&folder, |path| path.extension().is_some_and(|extension| extension == "toml"))?;
        let files = files.iter().map(|path| Ok(File::new(path.to_string_lossy(), fs::read(path)?)));
        let reading = toml::read(files.collect::<io::Result<_>>()?);
        let stack = checked(&folder, &name, &reading)?;
        let text: String = reading.texts.iter().map(|file| &*file.text).collect();
        heads += &head(stack, if name == DEFAULT { 0 } else { text.len() });
        if name == DEFAULT {
            fs::write(out.join("bundled.txt"), &*stack.tables().text)?;
            fs::write(out.join("bundled.rs"), expression(stack.tables())?)?;
            fs::write(out.join("files.rs"), texts(&reading.texts)?)?;
        } else {
            fs::write(out.join(format!("{name}.packed")), compress_to_vec(text.as_bytes(), LEVEL))?;
            packed += &parts(&name, text.len(), &reading.texts);
        }
    }
    fs::write(out.join("heads.rs"), heads + "]")?;
    fs::write(out.join("packed.rs"), packed + "]")?;
    Ok(())
}

/// The visible files or folders of a folder that are wanted, in the order of their names: as `src/system/files.rs` lists them.
fn listed(folder: &Path, is_wanted: impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let unreadable = |error| format!("{} cannot be read: {error}", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = folder.join(entry?.file_name());
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if !hidden && is_wanted(&path) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// The stack that was read from a folder, if it has no error and the folder has its name.
fn checked<'a>(folder: &Path, name: &str, reading: &'a Reading) -> Result<&'a Stack, Box<dyn Error>> {
    let folder = folder.display();
    let Some(stack) = &reading.stack else {
        let errors: Vec<_> = reading.findings.iter().filter(|finding| finding.is_error()).cloned().collect();
        let drawn = report::draw(&errors, &reading.texts, Look { ink: Ink::Plain, width: 100 });
        return Err(format!("{drawn}{folder} has {}", report::counted(errors.len(), "error")).into());
    };
    if stack.id() != name {
        return Err(format!("{folder} has the stack {}: name the folder like it", stack.id()).into());
    }
    Ok(stack)
}

/// The Rust expression for what the program knows of a stack without reading it; `bytes` are parsed to open it.
fn head(stack: &Stack, bytes: usize) -> String {
    let homepage = stack.homepage();
    format!(
        "Bundled {{ name: {:?}, title: {:?}, homepage: {:?}, reviewed: {:?}, entries: {}, claims: {}, sources: {}, \
         bytes: {bytes} }},\n",
        stack.id(),
        stack.name(),
        homepage.as_ref().map(SourceUrl::as_str),
        stack.reviewed(),
        stack.entries().len(),
        stack.claim_count(),
        stack.sources().len(),
    )
}

/// The Rust expression for a packed stack: the names and the lengths of its files, and their texts together.
fn parts(name: &str, size: usize, files: &[SourceText]) -> String {
    let parts: Vec<(&str, usize)> = files.iter().map(|file| (&*file.name, file.text.len())).collect();
    format!(
        "Packed {{ name: {name:?}, files: &{parts:?}, size: {size},\n\
         bytes: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}.packed\")) }},\n"
    )
}

/// The files as the Rust expression for their names and texts, for `stacklore check` to read again.
fn texts(files: &[SourceText]) -> Result<String, fmt::Error> {
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

/// Joins the script of the page of `export --format html`, and writes down the hashes by which its policy allows it and the style.
fn embed_page() -> Result<(), Box<dyn Error>> {
    writeln!(io::stdout(), "cargo::rerun-if-changed={PAGE}")?;
    let read = |name: &str| {
        let path = Path::new(PAGE).join(name);
        fs::read_to_string(&path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
    };
    let script = SCRIPTS.iter().map(|name| read(name)).collect::<Result<String, _>>()?;
    let (style, script) = (stripped(&read("page.css")?), stripped(&script));
    let folder = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    for (name, text) in [("page.css", style), ("page.js", script)] {
        let hash = BASE64_STANDARD.encode(Sha256::digest(text.as_bytes()));
        fs::write(folder.join(format!("{name}.sha256")), hash)?;
        fs::write(folder.join(name), text)?;
    }
    Ok(())
}

/// A script or a style without indentation and without the lines that are comments; no text in it has several lines.
fn stripped(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn expression_of_role(role: &::toml::Value) -> Result<String, String> {
    const KEYS: [&str; 5] = ["name", "kinds", "tags", "tagged_kinds", "decisive"];
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
    let decisive = table.get("decisive").map_or(Some(false), ::toml::Value::as_bool);
    let decisive = decisive.ok_or("`decisive` is neither true nor false")?;
    Ok(format!(
        "Role {{ name: {name:?}, kinds: &{all:?}, tags: &{tags:?}, tagged_kinds: &{tagged:?}, decisive: {decisive} }},\n"
    ))
}
