//! The settings by name, and their values as text for `config show`.

use toml::Value;

use super::{Ascii, Settings, size};

/// A settings file with every key, its description and its default value, all commented out.
pub const DEFAULT_TEXT: &str = include_str!("default.toml");

/// A setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "see `DEFAULT_TEXT`")]
pub enum Key {
    Colour,
    Ascii,
    KeysEscapeMs,
    OpenCommand,
    OpenPassages,
    OpenNoPassageHosts,
    LimitsBytes,
    LimitsEntries,
    StacksDefault,
    StacksLibrary,
}

impl Key {
    /// Every setting, in the order of the file.
    pub const ALL: [Self; 10] = [
        Self::Colour,
        Self::Ascii,
        Self::KeysEscapeMs,
        Self::OpenCommand,
        Self::OpenPassages,
        Self::OpenNoPassageHosts,
        Self::LimitsBytes,
        Self::LimitsEntries,
        Self::StacksDefault,
        Self::StacksLibrary,
    ];

    /// The name, after the name of its TOML table and a dot if it is in one.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Colour => "colour",
            Self::Ascii => "ascii",
            Self::KeysEscapeMs => "keys.escape_ms",
            Self::OpenCommand => "open.command",
            Self::OpenPassages => "open.passages",
            Self::OpenNoPassageHosts => "open.no_passage_hosts",
            Self::LimitsBytes => "limits.bytes",
            Self::LimitsEntries => "limits.entries",
            Self::StacksDefault => "stacks.default",
            Self::StacksLibrary => "stacks.library",
        }
    }

    /// The TOML table that contains the key (empty for the top level), and its name in that table.
    pub(super) fn parts(self) -> (&'static str, &'static str) {
        self.name().split_once('.').unwrap_or(("", self.name()))
    }

    /// The values that it accepts.
    pub(super) const fn expected(self) -> &'static str {
        match self {
            Self::Colour | Self::StacksLibrary => "a text",
            Self::Ascii => "true, false or \"auto\"",
            Self::OpenPassages => "true or false",
            Self::OpenCommand | Self::OpenNoPassageHosts | Self::StacksDefault => "a text or a list of texts",
            Self::LimitsBytes => "a number or a text with a unit",
            Self::LimitsEntries | Self::KeysEscapeMs => "a whole number",
        }
    }

    /// The value in `settings` as TOML on one line, `None` if it is unset and has no default.
    pub fn value(self, settings: &Settings) -> Option<String> {
        let value = match self {
            Self::Colour => Value::from(settings.colour.name()),
            Self::Ascii => match settings.ascii {
                Ascii::Auto => Value::from("auto"),
                ascii => Value::from(ascii == Ascii::Always),
            },
            Self::KeysEscapeMs => Value::from(i64::from(settings.escape_ms?)),
            Self::OpenCommand => Value::from(settings.open_command.clone()?),
            Self::OpenPassages => Value::from(settings.passages.are_on),
            Self::OpenNoPassageHosts if settings.passages.except.is_empty() => return None,
            Self::OpenNoPassageHosts => Value::from(settings.passages.except.clone()),
            Self::LimitsBytes => Value::from(size::write(settings.limits.bytes)),
            Self::LimitsEntries => Value::from(i64::try_from(settings.limits.entries).unwrap_or(i64::MAX)),
            Self::StacksDefault if settings.default_stacks.is_empty() => return None,
            Self::StacksDefault => Value::from(settings.default_stacks.clone()),
            Self::StacksLibrary => Value::from(settings.library.clone()?),
        };
        Some(value.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::read;
    use crate::format::File;

    #[test]
    fn the_default_file_sets_nothing_and_every_line_of_it_may_be_taken_up() {
        let config = read(File::new("config.toml", DEFAULT_TEXT));
        assert_eq!((config.settings, config.findings.len()), (Settings::default(), 0));
        let uncommented: String = DEFAULT_TEXT
            .lines()
            .map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line))
            .flat_map(|line| [line, "\n"])
            .collect();
        let config = read(File::new("config.toml", uncommented));
        assert_eq!(config.findings, []);
        assert_eq!(config.given.len(), Key::ALL.len());
        let default = Settings::default();
        assert_eq!((config.settings.colour, config.settings.ascii), (default.colour, default.ascii));
        assert_eq!(config.settings.limits, default.limits);
        assert_eq!(DEFAULT_TEXT.lines().filter(|line| line.contains(" = ")).count(), Key::ALL.len());
        for (key, line) in Key::ALL.iter().zip(DEFAULT_TEXT.lines().filter(|line| line.contains(" = "))) {
            let (name, value) = line.split_once(" = ").unwrap();
            assert_eq!(name, format!("#{}", key.parts().1));
            assert!(key.value(&default).is_none_or(|default| default == value), "{line}");
        }
        assert_eq!(config.settings.open_command.map(|words| words.len()), Some(3));
        assert_eq!(config.settings.default_stacks, ["discord", "~/stacks/mine.toml"]);
        assert_eq!(config.settings.library.as_deref(), Some("~/stacks"));
    }

    #[test]
    fn values_are_shown_as_toml() {
        let settings = Settings { open_command: Some(vec!["a \"b\"".to_owned()]), ..Settings::default() };
        let shown = |key: Key| key.value(&settings);
        assert_eq!(shown(Key::OpenCommand).as_deref(), Some("['a \"b\"']"));
        assert_eq!(shown(Key::LimitsBytes).as_deref(), Some("\"512 MiB\""));
        assert_eq!(shown(Key::StacksDefault), None);
        assert_eq!(Key::LimitsBytes.name(), "limits.bytes");
        assert_eq!(Key::Ascii.name(), "ascii");
    }
}
