//! The tables of `commands`: the user's own commands.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::keys::{self, OwnKeys};
use crate::app::own_commands::{OwnCommand, Placeholder, RunPlace, Template, TemplateError, action};
use crate::dataset::{Code, FileSpan, Finding, fault, nearest, quoted};
use crate::format::toml::wrong_type;

/// The keys of a table, and their names in messages.
const KEYS: [&str; 4] = ["title", "keys", "run", "where"];

/// A command with its keys.
pub(super) struct Read {
    pub(super) command: OwnCommand,
    pub(super) keys: OwnKeys,
}

/// Reads the command of a name, which is at a position among all; unknown keys are warnings.
pub(super) fn read(
    name: &str,
    at: FileSpan,
    table: DeTable<'_>,
    position: usize,
) -> Result<(Read, Vec<Finding>), Box<Finding>> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || !name.chars().all(is_name) {
        let help = "use letters, digits, - and _".to_owned();
        return Err(bad(at, format!("{} is no name for a command", quoted(name)), help).into());
    }
    let (mut title, mut chords, mut run, mut place) = (None, None, None, RunPlace::default());
    let mut warnings = Vec::new();
    for (key, value) in table {
        let (key_at, value_at) = (span(key.span()), span(value.span()));
        match (&**key.get_ref(), value.into_inner()) {
            ("title", DeValue::String(text)) if fault(&text).is_none() && !text.trim().is_empty() => {
                title = Some(text.into_owned());
            }
            ("title", DeValue::String(_)) => {
                let help = "write one line of text".to_owned();
                return Err(bad(value_at, format!("the title of `{name}` cannot be shown"), help).into());
            }
            ("keys", value) => chords = Some((value_at, value)),
            ("run", DeValue::Array(words)) => {
                let word = |word: toml::Spanned<DeValue<'_>>| text_of(span(word.span()), word.into_inner());
                run = Some(words.into_iter().map(word).collect::<Result<Vec<_>, _>>()?);
            }
            ("where", DeValue::String(word)) => place = place_of(value_at, &word)?,
            ("title" | "where", other) => {
                return Err(Box::new(wrong_type(value_at, key.get_ref(), "a text", &other)));
            }
            ("run", other) => {
                let help = "write run = [\"program\", \"argument\", \"{url}\"]".to_owned();
                return Err(Box::new(wrong_type(value_at, "run", "a list of texts", &other).help(help)));
            }
            (word, _) => {
                let help = nearest(word, KEYS).map(|meant| format!("did you mean `{meant}`?"));
                let message = format!("`commands.{name}.{}` is not a setting", crate::dataset::excerpt(word));
                let help = help.unwrap_or_else(|| format!("a command has {}", KEYS.join(", ")));
                warnings.push(Finding::warning(Code::UnknownKey, key_at, message).help(help));
            }
        }
    }
    let action = action(name, title.as_deref().unwrap_or(name), position);
    let keys = match chords {
        Some((at, value)) => keys::read(action, at, value)?,
        None => OwnKeys { action, chords: Vec::new(), at: at.clone() },
    };
    let (program, arguments) = program(name, &at, run.unwrap_or_default())?;
    let command = OwnCommand { name: name.to_owned(), program, arguments, place };
    Ok((Read { command, keys }, warnings))
}

/// The program of a command, which has no placeholder, and its arguments.
fn program(
    name: &str,
    at: &FileSpan,
    words: Vec<(FileSpan, String)>,
) -> Result<(String, Vec<Template>), Box<Finding>> {
    let mut words = words.into_iter();
    let program = words.next().filter(|(_, program)| !program.trim().is_empty());
    let Some((program_at, program)) = program else {
        let help = "add run = [\"program\", \"argument\", \"{url}\"]".to_owned();
        return Err(bad(at.clone(), format!("`commands.{name}` has no program"), help).into());
    };
    if program.contains(['{', '}']) {
        let help = "name the program; placeholders are for its arguments".to_owned();
        return Err(bad(program_at, format!("the program of `{name}` cannot be a placeholder"), help).into());
    }
    let template = |(at, text): (FileSpan, String)| {
        Template::parse(&text).map_err(|error| {
            let help = match &error {
                TemplateError::Unpaired => "write {{ and }} for braces".to_owned(),
                TemplateError::Unknown(word) => {
                    let known = Placeholder::ALL.map(Placeholder::name);
                    match nearest(word, known) {
                        Some(meant) => format!("did you mean {{{meant}}}?"),
                        None => format!("there are {{{}}}; {{{{ and }}}} are braces", known.join("} {")),
                    }
                }
            };
            let shown = match &error {
                TemplateError::Unknown(word) => format!("there is no placeholder {}", quoted(word)),
                TemplateError::Unpaired => error.to_string(),
            };
            Box::new(bad(at, format!("`{name}`: {shown}"), help))
        })
    };
    Ok((program, words.map(template).collect::<Result<_, _>>()?))
}

fn place_of(at: FileSpan, word: &str) -> Result<RunPlace, Box<Finding>> {
    match word {
        "foreground" => Ok(RunPlace::Foreground),
        "detached" => Ok(RunPlace::Detached),
        _ => {
            let help = "write \"foreground\" or \"detached\"".to_owned();
            Err(bad(at, format!("`where` cannot be {}", quoted(word)), help).into())
        }
    }
}

fn text_of(at: FileSpan, value: DeValue<'_>) -> Result<(FileSpan, String), Box<Finding>> {
    match value {
        DeValue::String(text) if text.contains('\0') => {
            Err(bad(at, "an argument cannot have the character U+0000".to_owned(), "remove it".to_owned())
                .into())
        }
        DeValue::String(text) => Ok((at, text.into_owned())),
        other => Err(Box::new(wrong_type(at, "run", "a list of texts", &other))),
    }
}

fn bad(at: FileSpan, message: String, help: String) -> Finding {
    Finding::error(Code::BadValue, at, message).help(help)
}

fn span(at: Range<usize>) -> FileSpan {
    FileSpan { file: 0, at }
}

#[cfg(test)]
mod tests {
    use crate::app::own_commands::{RunPlace, Values};
    use crate::config::Config;
    use crate::dataset::Finding;
    use crate::format::File;

    fn read(text: &str) -> Config {
        let mut config = Config::default();
        config.read_user(File::new("config.toml", text));
        config
    }

    fn finding(text: &str) -> String {
        let config = read(text);
        let finding = config.findings().next().expect("a finding");
        format!(
            "{}: {} | {}",
            finding.span.as_ref().map_or(0, |span| span.at.start),
            finding.message,
            finding.help.as_deref().unwrap_or("")
        )
    }

    const TWO: &str = "[commands.archive]\ntitle = \"keep a copy\"\nkeys = [\"X\", \"ctrl-x a\"]\n\
        run = [\"archive\", \"--url={url}\"]\nwhere = \"detached\"\n\n[commands.note]\nrun = [\"vi\", \"+{line}\", \"{file}\"]\n";

    #[test]
    fn a_command_has_a_program_keys_and_a_place() {
        let config = read(TWO);
        assert_eq!(config.findings().count(), 0);
        let [archive, note] = &config.settings.commands[..] else { panic!("two commands") };
        assert_eq!(
            (&*archive.name, &*archive.program, archive.place),
            ("archive", "archive", RunPlace::Detached)
        );
        assert_eq!((&*note.name, note.place, note.arguments.len()), ("note", RunPlace::Foreground, 2));
        let keymap = config.settings.keymap();
        let own: Vec<_> = keymap.actions().filter(|action| action.name.starts_with("commands.")).collect();
        assert_eq!(own.iter().map(|action| action.title).collect::<Vec<_>>(), ["keep a copy", "note"]);
        assert_eq!(keymap.shown_keys(own[0]), ["X", "Ctrl-x a"]);
        assert!(keymap.shown_keys(own[1]).is_empty());
        let url = Values { url: Some("https://example.org/".into()), ..Values::default() };
        assert_eq!(archive.filled(&url).unwrap(), ["--url=https://example.org/"]);
    }

    #[test]
    fn what_is_wrong_is_found_at_its_place() {
        for (text, expected) in [
            (
                "[commands.x]\nrun = [\"p\", \"{ulr}\"]",
                "25: `x`: there is no placeholder \"ulr\" | did you mean {url}?",
            ),
            (
                "[commands.x]\nrun = [\"p\", \"{\"]",
                "25: `x`: a brace has no counterpart | write {{ and }} for braces",
            ),
            ("[commands.x]\nrun = [\"{url}\"]", "20: the program of `x` cannot be a placeholder"),
            ("[commands.x]\nkeys = \"X\"", "10: `commands.x` has no program | add run ="),
            ("[commands.x]\nrun = []", "10: `commands.x` has no program"),
            ("[commands.x]\nrun = \"p {url}\"", "19: `run` must be a list of texts"),
            ("[commands.x]\nrun = [1]", "20: `run` must be a list of texts"),
            ("[commands.x]\nrun = [\"p\"]\nwhere = \"here\"", "33: `where` cannot be \"here\""),
            ("[commands.x]\nrun = [\"p\"]\nkeys = \"no-key\"", "32: "),
            ("[commands.x]\nrun = [\"p\"]\ntitle = \"\\u001b[2J\"", "33: the title of `x` cannot be shown"),
            (
                "[commands.x]\nrun = [\"p\"]\ntitel = \"X\"",
                "25: `commands.x.titel` is not a setting | did you mean `title`?",
            ),
            ("[commands.\"a b\"]\nrun = [\"p\"]", "10: \"a b\" is no name for a command"),
            ("commands = 3", "11: `commands` must be a table"),
            ("[commands]\nx = 3", "11: `x` must be a table"),
        ] {
            let found = finding(text);
            assert!(found.starts_with(expected), "{text}: {found}");
        }
    }

    #[test]
    fn a_key_of_two_commands_is_a_conflict_named_with_both_lines() {
        let text = "[commands.a]\nrun = [\"p\"]\nkeys = \"X\"\n[commands.b]\nrun = [\"p\"]\nkeys = \"X\"\n";
        assert!(
            finding(text).contains("`commands.a` in line 3 and `commands.b` in line 6"),
            "{}",
            finding(text)
        );
    }

    #[test]
    fn a_project_names_no_program() {
        let mut config = Config::default();
        config.read_project(File::new(".stacklore.toml", TWO), |_| true);
        assert!(config.settings.commands.is_empty() && config.settings.keys.is_empty());
        let why: Vec<&Finding> = config.findings().collect();
        assert!(why[0].message.contains("a project must not name a program"), "{why:?}");
    }
}
