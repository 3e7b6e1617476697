//! The tables of `commands`: the user's own commands.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::checked::{Checked, bad};
use super::key::Value;
use super::keys::{self, OwnKeys};
use super::layer::OwnSetting;
use crate::app::keys::Action;
use crate::app::own_commands::{OwnCommand, Placeholder, RunPlace, Template, TemplateError, action};
use crate::dataset::{Code, FileSpan, Finding, excerpt, fault, nearest, quoted};
use crate::format::toml::wrong_type;

/// The keys of a table, and their names in messages.
const KEYS: [&str; 4] = ["title", "keys", "run", "where"];

/// The table of a command.
pub(super) struct CommandTable {
    pub(super) command: OwnCommand,
    pub(super) keys: OwnKeys,
    /// Its settings, for `config show`.
    pub(super) own: Vec<OwnSetting>,
    pub(super) warnings: Vec<Finding>,
}

/// A command of which some keys are read.
#[derive(Default)]
struct Draft<'a> {
    title: Option<String>,
    keys: Option<(FileSpan, DeValue<'a>)>,
    run: Vec<(FileSpan, String)>,
    place: RunPlace,
    own: Vec<OwnSetting>,
    warnings: Vec<Finding>,
}

/// Reads the command of a name, which is at a position among all; unknown keys are warnings.
pub(super) fn read(name: &str, at: FileSpan, table: DeTable<'_>, position: usize) -> Checked<CommandTable> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || !name.chars().all(is_name) {
        return bad(at, format!("{} is no name for a command", quoted(name)), "use letters, digits, - and _");
    }
    let mut draft = Draft::default();
    if Action::named(name).is_some() {
        let message = format!("`{name}` is the name of an action of the program");
        let help = "give the command another name, so that it can be told from the action".to_owned();
        draft.warnings.push(Finding::warning(Code::BadValue, at.clone(), message).help(help));
    }
    for (key, value) in table {
        let (key_at, at) = (FileSpan::of_only_file(key.span()), FileSpan::of_only_file(value.span()));
        draft.take(name, (key.get_ref(), key_at), at, value.into_inner())?;
    }
    let action = action(name, draft.title.as_deref().unwrap_or(name), position);
    let keys = match draft.keys.take() {
        Some((at, value)) => {
            let keys = keys::read(action, at, value)?;
            draft.show(name, "keys", keys.value(), &keys.at);
            keys
        }
        None => OwnKeys { action, chords: Vec::new(), at: at.clone() },
    };
    let (program, arguments) = program(name, &at, draft.run)?;
    let command = OwnCommand { name: name.to_owned(), program, arguments, place: draft.place };
    Ok(CommandTable { command, keys, own: draft.own, warnings: draft.warnings })
}

impl<'a> Draft<'a> {
    /// Takes the value of a key.
    fn take(
        &mut self,
        name: &str,
        (key, key_at): (&str, FileSpan),
        at: FileSpan,
        value: DeValue<'a>,
    ) -> Checked<()> {
        match (key, value) {
            ("title", DeValue::String(text)) if fault(&text).is_none() && !text.trim().is_empty() => {
                self.show(name, key, Value::Text(text.clone().into_owned()), &at);
                self.title = Some(text.into_owned());
            }
            ("title", DeValue::String(_)) => {
                return bad(at, format!("the title of `{name}` cannot be shown"), "write one line of text");
            }
            ("keys", value) => self.keys = Some((at, value)),
            ("run", DeValue::Array(words)) => {
                let word = |word: Spanned<DeValue<'_>>| {
                    text_of(FileSpan::of_only_file(word.span()), word.into_inner())
                };
                self.run = words.into_iter().map(word).collect::<Checked<_>>()?;
                let words = self.run.iter().map(|(_, word)| word.clone()).collect();
                self.show(name, key, Value::List(words), &at);
            }
            ("where", DeValue::String(word)) => {
                self.place = place_of(at.clone(), &word)?;
                self.show(name, key, Value::Text(word.into_owned()), &at);
            }
            ("title" | "where", other) => return Err(wrong_type(at, key, "a text", &other).into()),
            ("run", other) => {
                let help = "write run = [\"program\", \"argument\", \"{url}\"]".to_owned();
                return Err(wrong_type(at, "run", "a list of texts", &other).help(help).into());
            }
            (word, _) => {
                let help = nearest(word, KEYS).map(|meant| format!("did you mean `{meant}`?"));
                let help = help.unwrap_or_else(|| format!("a command has {}", KEYS.join(", ")));
                let message = format!("`commands.{name}.{}` is not a setting", excerpt(word));
                self.warnings.push(Finding::warning(Code::UnknownKey, key_at, message).help(help));
            }
        }
        Ok(())
    }

    fn show(&mut self, name: &str, key: &str, value: Value, at: &FileSpan) {
        self.own.push(OwnSetting { name: format!("commands.{name}.{key}"), value, at: at.clone() });
    }
}

/// The program of a command, which has no placeholder, and its arguments.
fn program(name: &str, at: &FileSpan, words: Vec<(FileSpan, String)>) -> Checked<(String, Vec<Template>)> {
    let mut words = words.into_iter();
    let program = words.next().filter(|(_, program)| !program.trim().is_empty());
    let Some((program_at, program)) = program else {
        let help = "add run = [\"program\", \"argument\", \"{url}\"]";
        return bad(at.clone(), format!("`commands.{name}` has no program"), help);
    };
    if program.contains(['{', '}']) {
        let help = "name the program; placeholders are for its arguments";
        return bad(program_at, format!("the program of `{name}` cannot be a placeholder"), help);
    }
    let template = |(at, text): (FileSpan, String)| match Template::parse(&text) {
        Ok(template) => Ok(template),
        Err(TemplateError::Unpaired) => {
            let message = format!("`{name}`: {}", TemplateError::Unpaired);
            bad(at, message, "write {{ and }} for braces")
        }
        Err(TemplateError::Unknown(word)) => {
            let known = Placeholder::ALL.map(Placeholder::name);
            let help = match nearest(&word, known) {
                Some(meant) => format!("did you mean {{{meant}}}?"),
                None => format!("there are {{{}}}; {{{{ and }}}} are braces", known.join("} {")),
            };
            bad(at, format!("`{name}`: there is no placeholder {}", quoted(&word)), help)
        }
    };
    Ok((program, words.map(template).collect::<Checked<_>>()?))
}

fn place_of(at: FileSpan, word: &str) -> Checked<RunPlace> {
    match word {
        "foreground" => Ok(RunPlace::Foreground),
        "detached" => Ok(RunPlace::Detached),
        _ => {
            let message = format!("`where` cannot be {}", quoted(word));
            bad(at, message, "write \"foreground\" or \"detached\"")
        }
    }
}

fn text_of(at: FileSpan, value: DeValue<'_>) -> Checked<(FileSpan, String)> {
    match value {
        DeValue::String(text) if text.contains('\0') => {
            bad(at, "an argument cannot have the character U+0000", "remove it")
        }
        DeValue::String(text) => Ok((at, text.into_owned())),
        other => Err(wrong_type(at, "run", "a list of texts", &other).into()),
    }
}

#[cfg(test)]
mod tests {
    use crate::app::own_commands::{RunPlace, Values};
    use crate::config::Config;
    use crate::dataset::Finding;
    use crate::format::File;

    fn finding(text: &str) -> String {
        let config = Config::of_user(text);
        let finding = config.findings().next().expect("a finding");
        format!(
            "{}: {} | {}",
            finding.span.as_ref().map_or(0, |span| span.at.start),
            finding.message,
            finding.help.as_deref().unwrap_or("")
        )
    }

    const TWO: &str = "[commands.archive]\ntitle = \"keep a copy\"\nkeys = [\"X\", \"ctrl-x a\"]\n\
        run = [\"archive\", \"--url={url}\"]\nwhere = \"detached\"\n\n[commands.jot]\nrun = [\"vi\", \"+{line}\", \"{file}\"]\n";

    #[test]
    fn a_command_has_a_program_keys_and_a_place() {
        let config = Config::of_user(TWO);
        assert_eq!(config.findings().count(), 0);
        let [archive, jot] = &config.settings.commands[..] else { panic!("two commands") };
        assert_eq!(
            (&*archive.name, &*archive.program, archive.place),
            ("archive", "archive", RunPlace::Detached)
        );
        assert_eq!((&*jot.name, jot.place, jot.arguments.len()), ("jot", RunPlace::Foreground, 2));
        let keymap = config.settings.keymap();
        let own: Vec<_> = keymap.actions().filter(|action| action.name.starts_with("commands.")).collect();
        assert_eq!(own.iter().map(|action| action.title).collect::<Vec<_>>(), ["keep a copy", "jot"]);
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
    fn a_command_with_the_name_of_an_action_is_said_and_holds() {
        let text = "[commands.zoom]\nrun = [\"p\"]\n";
        assert_eq!(
            finding(text),
            "10: `zoom` is the name of an action of the program | \
             give the command another name, so that it can be told from the action"
        );
        let config = Config::of_user(text);
        assert!(!config.findings().any(Finding::is_error));
        assert_eq!(config.settings.commands.len(), 1);
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
