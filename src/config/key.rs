//! The table of settings, used by the reader, `config show` and `config default`.

use std::fmt::Write as _;

use toml::Value;

use super::{Settings, size};

/// Defines [`Key`] from a list of keys with their names and descriptions.
macro_rules! keys {
    ($($key:ident = $table:literal $name:literal, $expected:literal: $($line:literal)+),+ $(,)?) => {
        /// A setting.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "see `Key::description`")]
        pub enum Key { $($key),+ }

        impl Key {
            /// Every setting, in the order of the file.
            pub const ALL: &'static [Self] = &[$(Self::$key),+];

            /// The TOML table that contains the key (empty for the top level), and its name in that table.
            #[must_use]
            pub const fn parts(self) -> (&'static str, &'static str) {
                match self { $(Self::$key => ($table, $name)),+ }
            }

            /// The values that it accepts.
            pub(super) const fn expected(self) -> &'static str {
                match self { $(Self::$key => $expected),+ }
            }

            /// The description of the setting, one item a line.
            #[must_use]
            pub const fn description(self) -> &'static [&'static str] {
                match self { $(Self::$key => &[$($line),+]),+ }
            }
        }
    };
}

keys! {
    Colour = "" "colour", "a text":
        "Colours: \"auto\" (where the terminal can show them and NO_COLOR is not set),"
        "\"always\" (on any terminal) or \"never\".",
    Ascii = "" "ascii", "true or false":
        "Whether borders and marks are ASCII only.",
    OpenCommand = "open" "command", "a text or a list of texts":
        "The program that opens pages, and its arguments. {url} is replaced by the URL, which comes last"
        "without it. Takes precedence over STACKLORE_BROWSER and BROWSER.",
    LimitsBytes = "limits" "bytes", "a number or a text with a unit":
        "Maximum size of one stack: a number of bytes, or a text with a unit. At most 1 GiB.",
    LimitsEntries = "limits" "entries", "a whole number":
        "Maximum number of entries of a stack.",
    StacksDefault = "stacks" "default", "a text or a list of texts":
        "The stacks that open when none is named: names, or files and folders, relative to the folder of this"
        "file; ~/ is your home folder.",
}

impl Key {
    /// The full name, `table.name`.
    #[must_use]
    pub fn name(self) -> String {
        match self.parts() {
            ("", name) => name.to_owned(),
            (table, name) => format!("{table}.{name}"),
        }
    }

    /// The value in `settings` as TOML on one line, `None` if it is unset and has no default.
    #[must_use]
    pub fn value(self, settings: &Settings) -> Option<String> {
        let texts =
            |texts: &[String]| texts.iter().map(|text| Value::from(text.as_str())).collect::<Vec<_>>();
        let value = match self {
            Self::Colour => Value::from(settings.colour.name()),
            Self::Ascii => Value::from(settings.ascii),
            Self::OpenCommand => Value::Array(texts(settings.open_command.as_ref()?)),
            Self::LimitsBytes => Value::from(size::write(settings.limits.bytes)),
            Self::LimitsEntries => Value::from(i64::try_from(settings.limits.entries).unwrap_or(i64::MAX)),
            Self::StacksDefault if settings.default_stacks.is_empty() => return None,
            Self::StacksDefault => Value::Array(texts(&settings.default_stacks)),
        };
        Some(value.to_string())
    }

    /// An example value for a key without a default.
    const fn example(self) -> &'static str {
        match self {
            Self::OpenCommand => "[\"firefox\", \"--new-tab\", \"{url}\"]",
            Self::StacksDefault => "[\"discord\", \"~/stacks/mine.toml\"]",
            _ => "",
        }
    }
}

/// A settings file with every key, its description and its default value, all commented out.
#[must_use]
pub fn default_text() -> String {
    let mut out = String::from("# The settings of stacklore. Remove the # before a key to set it.\n");
    let mut table = "";
    for key in Key::ALL {
        let (its, name) = key.parts();
        out.push('\n');
        if its != table {
            table = its;
            let _ = writeln!(out, "[{table}]");
        }
        for line in key.description() {
            let _ = writeln!(out, "# {line}");
        }
        let value = key.value(&Settings::default());
        let _ = writeln!(out, "#{name} = {}", value.as_deref().unwrap_or(key.example()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::read;
    use crate::format::File;

    #[test]
    fn the_default_file_sets_nothing_and_every_line_of_it_may_be_taken_up() {
        let text = default_text();
        let config = read(File::new("config.toml", text.clone()));
        assert_eq!((config.settings, config.findings.len()), (Settings::default(), 0));
        let uncommented: String = text
            .lines()
            .map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line))
            .flat_map(|line| [line, "\n"])
            .collect();
        let config = read(File::new("config.toml", uncommented));
        assert_eq!(config.findings, []);
        assert_eq!(config.given.len(), Key::ALL.len());
        assert_eq!(config.settings.limits, Settings::default().limits);
        assert_eq!(config.settings.open_command.map(|words| words.len()), Some(3));
        assert_eq!(config.settings.default_stacks, ["discord", "~/stacks/mine.toml"]);
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
