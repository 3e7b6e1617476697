//! The settings by name, and their values for `config show`.

use std::fmt;

use super::{Ascii, Settings, size};
use crate::theme::Look;

/// A settings file with every key, its description and its default value, all commented out.
pub const DEFAULT_TEXT: &str = include_str!("default.toml");

/// A setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "see `DEFAULT_TEXT`")]
pub enum Key {
    Colour,
    Ascii,
    Theme,
    Resume,
    Mouse,
    Hyperlinks,
    KeysEscapeMs,
    KeysLetters,
    OpenCommand,
    OpenPassages,
    OpenNoPassageHosts,
    LimitsBytes,
    LimitsEntries,
    StacksDefault,
    StacksLibrary,
    ViewGroup,
    ViewSort,
    ViewAsOf,
}

/// The value of a setting; its text is TOML on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number of bytes, as text with its unit.
    Bytes(u64),
    /// A text.
    Text(String),
    /// A list of texts.
    List(Vec<String>),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = match self {
            Self::Bool(value) => toml::Value::from(*value),
            Self::Integer(number) => toml::Value::from(*number),
            Self::Bytes(bytes) => toml::Value::from(size::write(*bytes)),
            Self::Text(text) => toml::Value::from(&**text),
            Self::List(texts) => toml::Value::from(texts.clone()),
        };
        value.fmt(f)
    }
}

impl Key {
    /// Every setting, in the order of the file.
    pub const ALL: [Self; 18] = [
        Self::Colour,
        Self::Ascii,
        Self::Theme,
        Self::Resume,
        Self::Mouse,
        Self::Hyperlinks,
        Self::KeysEscapeMs,
        Self::KeysLetters,
        Self::OpenCommand,
        Self::OpenPassages,
        Self::OpenNoPassageHosts,
        Self::LimitsBytes,
        Self::LimitsEntries,
        Self::StacksDefault,
        Self::StacksLibrary,
        Self::ViewGroup,
        Self::ViewSort,
        Self::ViewAsOf,
    ];

    /// The name, after the name of its TOML table and a dot if it is in one.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Colour => "colour",
            Self::Ascii => "ascii",
            Self::Theme => "theme",
            Self::Resume => "resume",
            Self::Mouse => "mouse",
            Self::Hyperlinks => "hyperlinks",
            Self::KeysEscapeMs => "keys.escape_ms",
            Self::KeysLetters => "keys.letters",
            Self::OpenCommand => "open.command",
            Self::OpenPassages => "open.passages",
            Self::OpenNoPassageHosts => "open.no_passage_hosts",
            Self::LimitsBytes => "limits.bytes",
            Self::LimitsEntries => "limits.entries",
            Self::StacksDefault => "stacks.default",
            Self::StacksLibrary => "stacks.library",
            Self::ViewGroup => "view.group",
            Self::ViewSort => "view.sort",
            Self::ViewAsOf => "view.as_of",
        }
    }

    /// The environment variable that sets it; only simple settings of the appearance have one.
    pub const fn variable(self) -> Option<&'static str> {
        match self {
            Self::Colour => Some("STACKLORE_COLOUR"),
            Self::Ascii => Some("STACKLORE_ASCII"),
            Self::Theme => Some("STACKLORE_THEME"),
            Self::Resume => Some("STACKLORE_RESUME"),
            Self::Mouse => Some("STACKLORE_MOUSE"),
            Self::Hyperlinks => Some("STACKLORE_HYPERLINKS"),
            _ => None,
        }
    }

    /// The TOML table that contains the key (empty for the top level), and its name in that table.
    pub(super) fn parts(self) -> (&'static str, &'static str) {
        self.name().split_once('.').unwrap_or(("", self.name()))
    }

    /// The values that it accepts.
    pub(super) const fn expected(self) -> &'static str {
        match self {
            Self::KeysLetters => "a text or a table",
            Self::Colour | Self::Theme | Self::StacksLibrary | Self::ViewGroup | Self::ViewSort => "a text",
            Self::ViewAsOf => "a date",
            Self::Ascii | Self::Hyperlinks => "true, false or \"auto\"",
            Self::Resume | Self::Mouse | Self::OpenPassages => "true or false",
            Self::OpenCommand | Self::OpenNoPassageHosts | Self::StacksDefault => "a text or a list of texts",
            Self::LimitsBytes => "a number or a text with a unit",
            Self::LimitsEntries | Self::KeysEscapeMs => "a whole number",
        }
    }

    /// The value in `settings`, `None` if it is unset and has no default.
    pub fn value(self, settings: &Settings) -> Option<Value> {
        let list = |texts: &[String]| (!texts.is_empty()).then(|| Value::List(texts.to_vec()));
        Some(match self {
            Self::Colour => Value::Text(settings.colour.name().to_owned()),
            Self::Ascii => match settings.ascii {
                Ascii::Auto => Value::Text("auto".to_owned()),
                ascii => Value::Bool(ascii == Ascii::Always),
            },
            Self::Theme => Value::Text(settings.theme.clone().unwrap_or_else(|| Look::TERMINAL.to_owned())),
            Self::Resume => Value::Bool(!settings.starts_afresh),
            Self::Mouse => Value::Bool(!settings.is_mouse_off),
            Self::Hyperlinks => {
                settings.hyperlinks.map_or_else(|| Value::Text("auto".to_owned()), Value::Bool)
            }
            Self::KeysEscapeMs => Value::Integer(i64::from(settings.escape_ms?)),
            Self::KeysLetters if settings.letters.is_empty() => return None,
            Self::KeysLetters => {
                let pairs: Vec<String> =
                    settings.letters.iter().map(|(one, other)| format!("{one}{other}")).collect();
                Value::Text(pairs.join(" "))
            }
            Self::OpenCommand => Value::List(settings.open_command.clone()?),
            Self::OpenPassages => Value::Bool(settings.passages.are_on),
            Self::OpenNoPassageHosts => list(&settings.passages.except)?,
            Self::LimitsBytes => Value::Bytes(settings.limits.bytes),
            Self::LimitsEntries => Value::Integer(i64::try_from(settings.limits.entries).unwrap_or(i64::MAX)),
            Self::StacksDefault => list(&settings.default_stacks)?,
            Self::StacksLibrary => Value::Text(settings.library.clone()?),
            Self::ViewGroup => Value::Text(settings.view.group.name().to_owned()),
            Self::ViewSort => Value::Text(settings.view.sort.name().to_owned()),
            Self::ViewAsOf => Value::Text(settings.view.as_of?.to_string()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Origin};

    #[test]
    fn the_default_file_sets_nothing_and_every_line_of_it_may_be_taken_up() {
        let config = Config::of_user(DEFAULT_TEXT);
        assert_eq!((config.findings().count(), config.settings), (0, Settings::default()));
        let uncommented: String = DEFAULT_TEXT
            .lines()
            .map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line))
            .flat_map(|line| [line, "\n"])
            .collect();
        let config = Config::of_user(&uncommented);
        assert_eq!(config.findings().count(), 0);
        assert!(Key::ALL.into_iter().all(|key| config.origin(key) == Some(Origin::User)));
        let default = Settings::default();
        assert_eq!((config.settings.colour, config.settings.ascii), (default.colour, default.ascii));
        assert_eq!(config.settings.limits, default.limits);
        assert_eq!(DEFAULT_TEXT.lines().filter(|line| line.contains(" = ")).count(), Key::ALL.len());
        for (key, line) in Key::ALL.iter().zip(DEFAULT_TEXT.lines().filter(|line| line.contains(" = "))) {
            let (name, value) = line.split_once(" = ").unwrap();
            assert_eq!(name, format!("#{}", key.parts().1));
            assert!(key.value(&default).is_none_or(|default| default.to_string() == value), "{line}");
        }
        assert_eq!(config.settings.open_command.map(|words| words.len()), Some(3));
        assert_eq!(config.settings.default_stacks, ["discord", "~/stacks/mine.toml"]);
        assert_eq!(config.settings.library.as_deref(), Some("~/stacks"));
    }

    #[test]
    fn values_are_shown_as_toml() {
        let settings = Settings { open_command: Some(vec!["a \"b\"".to_owned()]), ..Settings::default() };
        let shown = |key: Key| key.value(&settings).map(|value| value.to_string());
        assert_eq!(shown(Key::OpenCommand).as_deref(), Some("['a \"b\"']"));
        assert_eq!(shown(Key::LimitsBytes).as_deref(), Some("\"512 MiB\""));
        assert_eq!(shown(Key::StacksDefault), None);
        assert_eq!(Key::LimitsBytes.name(), "limits.bytes");
        assert_eq!(Key::Ascii.name(), "ascii");
    }
}
