//! The user's own commands: programs whose arguments name what is under the cursor.
//!
//! They come from the settings only. A value never becomes more than a part of one argument.

use std::fmt;

use super::keys::{Action, BROWSE, Command, Group};
use crate::dataset::RecordId;

/// A command of the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnCommand {
    /// Its name.
    pub name: String,
    /// The program: its name or its absolute path.
    pub program: String,
    /// The arguments.
    pub arguments: Vec<Template>,
    /// Where it runs.
    pub place: RunPlace,
}

/// The place in which a command runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RunPlace {
    /// In the terminal, which the interface hands over to it.
    #[default]
    Foreground,
    /// In a session of its own, without a terminal.
    Detached,
}

/// An argument with placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Value(Placeholder),
}

/// A part of an argument that is replaced by what is under the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those in the settings")]
pub enum Placeholder {
    Id,
    Url,
    Title,
    Claim,
    File,
    Line,
}

impl Placeholder {
    /// Every placeholder.
    pub const ALL: [Self; 6] = [Self::Id, Self::Url, Self::Title, Self::Claim, Self::File, Self::Line];

    /// Its name between the braces.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Url => "url",
            Self::Title => "title",
            Self::Claim => "claim",
            Self::File => "file",
            Self::Line => "line",
        }
    }
}

/// The values of the placeholders under the cursor; `None` where there is no such thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// The id of the entry.
    pub id: Option<String>,
    /// The URL that the cursor leads to.
    pub url: Option<String>,
    /// The title of the source or link, or else the name.
    pub title: Option<String>,
    /// The text of the claim.
    pub claim: Option<String>,
    /// The absolute path of the file.
    pub file: Option<String>,
    /// The line in the file, from 1.
    pub line: Option<String>,
}

impl Values {
    fn get(&self, placeholder: Placeholder) -> Option<&str> {
        match placeholder {
            Placeholder::Id => self.id.as_deref(),
            Placeholder::Url => self.url.as_deref(),
            Placeholder::Title => self.title.as_deref(),
            Placeholder::Claim => self.claim.as_deref(),
            Placeholder::File => self.file.as_deref(),
            Placeholder::Line => self.line.as_deref(),
        }
    }
}

/// A command to run, with what was under the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnRun {
    /// The command.
    pub command: OwnCommand,
    /// The values, in which file and line are still missing.
    pub values: Values,
    /// The position of the stack in the catalog.
    pub stack: u32,
    /// The record whose file and line are meant.
    pub record: RecordId,
}

/// The reason why a text is no argument with placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateError {
    /// There is no placeholder of this name.
    Unknown(String),
    /// A brace has no counterpart.
    Unpaired,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name) => write!(f, "there is no placeholder {{{name}}}"),
            Self::Unpaired => f.write_str("a brace has no counterpart"),
        }
    }
}

impl Template {
    /// Parses an argument: `{id}` and the like are placeholders, `{{` and `}}` are braces.
    ///
    /// # Errors
    ///
    /// Fails for an unknown placeholder and for a single brace.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let (mut parts, mut plain) = (Vec::new(), String::new());
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            plain.push_str(before);
            if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
                plain.extend(from.chars().next());
                rest = after;
                continue;
            }
            let inside = from.strip_prefix('{').and_then(|from| from.split_once('}'));
            let Some((name, after)) = inside else { return Err(TemplateError::Unpaired) };
            let known = Placeholder::ALL.into_iter().find(|placeholder| placeholder.name() == name);
            let known = known.ok_or_else(|| TemplateError::Unknown(name.to_owned()))?;
            if !plain.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut plain)));
            }
            parts.push(Part::Value(known));
            rest = after;
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Ok(Self(parts))
    }

    /// Whether it has any placeholder.
    pub fn has_values(&self) -> bool {
        self.0.iter().any(|part| matches!(part, Part::Value(_)))
    }

    fn filled(&self, values: &Values) -> Result<String, String> {
        let mut argument = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => argument.push_str(text),
                Part::Value(placeholder) => {
                    let name = placeholder.name();
                    let value = values.get(*placeholder).filter(|value| !value.is_empty());
                    let value = value.ok_or_else(|| format!("there is no {name} here"))?;
                    // A program would take it for an option, or as editors do for a command, or for a file of arguments.
                    let first =
                        value.chars().next().filter(|first| argument.is_empty() && "-+@".contains(*first));
                    if let Some(first) = first {
                        return Err(format!(
                            "the {name} begins with {first}: write a text before {{{name}}}"
                        ));
                    }
                    argument.push_str(value);
                }
            }
        }
        Ok(argument)
    }
}

impl OwnCommand {
    /// Whether an argument has one of some placeholders.
    pub fn uses(&self, placeholders: &[Placeholder]) -> bool {
        let mut parts = self.arguments.iter().flat_map(|argument| &argument.0);
        parts.any(|part| matches!(part, Part::Value(used) if placeholders.contains(used)))
    }

    /// The arguments with the values in them.
    ///
    /// # Errors
    ///
    /// A message: there is no value for a placeholder, or one would be taken for an option.
    pub fn filled(&self, values: &Values) -> Result<Vec<String>, String> {
        let filled = self.arguments.iter().map(|argument| argument.filled(values));
        filled.collect::<Result<_, _>>().map_err(|why| format!("{}: {why}", self.name))
    }
}

/// The action of the command at a position among those of the settings.
///
/// It lives as long as the program, as the table of actions does: the settings are read once.
pub fn action(name: &str, title: &str, at: usize) -> &'static Action {
    let kept = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    Box::leak(Box::new(Action {
        name: kept(format!("commands.{name}")),
        title: kept(title.to_owned()),
        keys: &[],
        contexts: BROWSE,
        group: Group::Own,
        hint: (0, ""),
        command: Command::Run(at),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(arguments: &[&str]) -> OwnCommand {
        let arguments = arguments.iter().map(|text| Template::parse(text).unwrap()).collect();
        OwnCommand { name: "mine".into(), program: "p".into(), arguments, place: RunPlace::Foreground }
    }

    fn values() -> Values {
        let some = |text: &str| Some(text.to_owned());
        Values { id: some("redis"), title: some("-rf / $(x) ; {id}"), claim: some(""), ..Values::default() }
    }

    #[test]
    fn a_value_is_a_part_of_one_argument_and_nothing_in_it_is_read_again() {
        let filled = command(&["--id={id}", "a b", "{{{id}}}", "t:{title}"]).filled(&values());
        assert_eq!(filled.unwrap(), ["--id=redis", "a b", "{redis}", "t:-rf / $(x) ; {id}"]);
    }

    #[test]
    fn a_value_that_is_missing_or_would_be_an_option_is_refused() {
        let why = |argument: &str| command(&[argument]).filled(&values()).unwrap_err();
        assert_eq!(why("{claim}"), "mine: there is no claim here");
        assert_eq!(why("x{file}:{line}"), "mine: there is no file here");
        assert_eq!(why("{title}"), "mine: the title begins with -: write a text before {title}");
        for (title, first) in [("+!sh", '+'), ("@file", '@')] {
            let values = Values { title: Some(title.to_owned()), ..Values::default() };
            let why = command(&["{title}"]).filled(&values).unwrap_err();
            assert_eq!(why, format!("mine: the title begins with {first}: write a text before {{title}}"));
            assert!(command(&["--title={title}"]).filled(&values).is_ok());
        }
    }

    #[test]
    fn an_unknown_placeholder_and_a_single_brace_are_errors() {
        assert_eq!(Template::parse("{name}"), Err(TemplateError::Unknown("name".into())));
        for wrong in ["{", "}", "{id", "id}", "a{b", "{id}}"] {
            assert_eq!(Template::parse(wrong), Err(TemplateError::Unpaired), "{wrong}");
        }
        assert!(!Template::parse("{{id}}").unwrap().has_values());
    }
}
