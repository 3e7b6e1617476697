//! `new`: a file for a new stack.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::load::shell_word;
use super::options::{UNUSED_FORMS, unused};
use super::outcome::{Failure, Outcome, RunResult};
use super::output::Output;
use super::settings::Context;
use crate::dataset::check::{MAX_ID_CHARS, MAX_NAME_CHARS};
use crate::dataset::fault;
use crate::format::toml;
use crate::system::write::{self, Existing};

/// Options of `new`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore new mine && stacklore check mine.toml\n  stacklore new - | less",
    after_help = "An existing file is never overwritten.",
    args = UNUSED_FORMS.map(unused)
)]
pub struct Options {
    /// Writes NAME.toml; `-` prints to stdout
    pub name: OsString,
}

pub(super) fn run(options: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let name = &options.name;
    if name == "-" {
        out.document(&toml::template("mine", "Mine"))?;
        return Ok(Outcome::Found);
    }
    let (id, title) = id_and_title(name)?;
    let mut path = name.clone();
    let extension = Path::new(name).extension();
    if extension.is_none_or(|extension| !extension.eq_ignore_ascii_case("toml")) {
        path.push(EXTENSION);
    }
    write::file(Path::new(&path), toml::template(&id, &title).as_bytes(), Existing::Keep)
        .map_err(|error| Failure::not_written(&error, "choose another name; `new` never overwrites"))?;
    let stderr = &mut context.stderr;
    stderr.remark(&format!("wrote {}", path.display()));
    let path = shell_word(&path.to_string_lossy());
    stderr.remark(&format!("run `stacklore check {path}` to validate it, `stacklore {path}` to explore it"));
    Ok(Outcome::Found)
}

/// Extension of a stack's file, in lower or upper case.
const EXTENSION: &str = ".toml";

/// The id and the name of the stack in a file of this name.
fn id_and_title(name: &OsStr) -> Result<(String, String), Failure> {
    let wrong = |what: &str| {
        let failure = Failure::usage(format!("`{}` {what}", name.to_string_lossy()));
        Err(failure.hint("use letters and digits, as in `stacklore new mine`"))
    };
    if name.to_string_lossy().ends_with(std::path::is_separator) {
        return wrong("is the name of a folder");
    }
    let file = Path::new(name).file_name().unwrap_or_default();
    let Some(file) = file.to_str() else { return wrong("is not UTF-8") };
    let ending = file.len().saturating_sub(EXTENSION.len());
    let named = file.split_at_checked(ending).filter(|(_, end)| end.eq_ignore_ascii_case(EXTENSION));
    let title = named.map_or(file, |(title, _)| title).trim();
    if fault(title).is_some() || title.chars().count() > MAX_NAME_CHARS {
        return wrong("is not a valid name for a stack");
    }
    let lower = title.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut id = words.collect::<Vec<_>>().join("-");
    id.truncate(MAX_ID_CHARS);
    let id = id.trim_end_matches('-');
    if id.is_empty() {
        return wrong("has no letter or digit for an id");
    }
    Ok((id.to_owned(), title.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_and_name_come_from_the_name_of_the_file() {
        let of = |name: &str| id_and_title(name.as_ref()).ok();
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
