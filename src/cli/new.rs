//! `new`: a stack to begin with.

use std::ffi::OsStr;
use std::path::Path;

use super::export::not_written;
use super::output::{Line, Output, Role};
use super::{Failure, Outcome};
use crate::dataset::check::{MAX_ID_CHARS, MAX_NAME_CHARS};
use crate::dataset::fault;
use crate::format::toml;
use crate::system::write::{self, Existing, WriteError};

/// Writes `NAME.toml`, or prints it for `-`.
pub(super) fn run(name: &OsStr, out: &mut Output<'_>, beside: &mut Output<'_>) -> Result<Outcome, Failure> {
    if name == "-" {
        out.document(&toml::template("mine", "Mine"))?;
        return Ok(Outcome::Found);
    }
    let (id, title) = called(name)?;
    let mut path = Path::new(name).to_owned();
    if path.extension().is_none_or(|extension| !extension.eq_ignore_ascii_case("toml")) {
        let mut file = path.file_name().unwrap_or_default().to_owned();
        file.push(".toml");
        path.set_file_name(file);
    }
    write::file(&path, toml::template(&id, &title).as_bytes(), Existing::Keep).map_err(
        |error| match error {
            WriteError::Exists { .. } => Failure::new(Outcome::Usage, error.to_string())
                .hint("give another name: nothing is overwritten"),
            error => not_written(&error),
        },
    )?;
    let path = path.to_string_lossy();
    for line in [
        format!("wrote {path}"),
        format!("`stacklore check {path}` says what is wrong with it, `stacklore {path}` opens it"),
    ] {
        // That this cannot be told is no reason to fail: it is written.
        let _ = beside.wrapped(&Line::new().with(Role::Text, &line), 0);
    }
    let _ = beside.finish();
    Ok(Outcome::Found)
}

/// How the name of a stack ends, in capitals or not.
const ENDING: &str = ".toml";

/// The id and the name of a stack in such a file.
fn called(name: &OsStr) -> Result<(String, String), Failure> {
    let wrong = |what: &str| {
        let failure = Failure::new(Outcome::Usage, format!("`{}` {what}", name.to_string_lossy()));
        Err(failure.hint("a name has letters or digits, as in `stacklore new mine`"))
    };
    if name.to_string_lossy().ends_with(std::path::is_separator) {
        return wrong("is the name of a folder");
    }
    let file = Path::new(name).file_name().unwrap_or_default();
    let Some(file) = file.to_str() else { return wrong("is no name that can be written into a file") };
    let ending = file.len().saturating_sub(ENDING.len());
    let named = file.split_at_checked(ending).filter(|(_, end)| end.eq_ignore_ascii_case(ENDING));
    let title = named.map_or(file, |(title, _)| title).trim();
    if fault(title).is_some() || title.chars().count() > MAX_NAME_CHARS {
        return wrong("is no name for a stack");
    }
    let mut id = String::new();
    for c in title.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            id.push(c);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    id.truncate(MAX_ID_CHARS);
    let id = id.trim_end_matches('-');
    if id.is_empty() {
        return wrong("has nothing that an id can be made of");
    }
    Ok((id.to_owned(), title.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_file_makes_the_id_and_the_name() {
        let of = |name: &str| called(name.as_ref()).ok();
        let is = |id: &str, name: &str| Some((id.to_owned(), name.to_owned()));
        assert_eq!(of("mine"), is("mine", "mine"));
        assert_eq!(of("stacks/My Own.toml"), is("my-own", "My Own"));
        assert_eq!(of("Mine.TOML"), is("mine", "Mine"));
        assert_eq!(of("-- c++ --"), is("c", "-- c++ --"));
        for name in ["", "..", "nd/", ".toml", "++", "a\u{1b}b", "a\nb", &"n".repeat(MAX_NAME_CHARS + 1)] {
            assert_eq!(of(name), None, "{name:?}");
        }
    }
}
