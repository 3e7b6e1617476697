//! The strict reader of the settings file: a file with any error is ignored as a whole.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::key::Key;
use super::{Ascii, Colour, Settings, size};
use crate::dataset::{Code, FileSpan, Finding, check, excerpt, nearest, quoted};
use crate::format::toml::{table, wrong_type};
use crate::format::{File, SourceText};

/// Upper bound of `limits.bytes`, because positions in a stack are 32-bit.
const MAX_STACK_BYTES: u64 = 1 << 30;

/// A settings file that was read.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The settings of the file, or the defaults if any finding is an error.
    pub settings: Settings,
    /// The keys that the file sets, with their locations.
    pub given: Vec<(Key, FileSpan)>,
    /// The findings, in the order of the text.
    pub findings: Vec<Finding>,
    /// The text that the locations refer to.
    pub text: SourceText,
}

/// Reads a settings file.
///
/// An unknown key is a warning, any other problem an error. With an error the whole file is ignored, because some of the
/// settings without the others may not be what the user wants.
pub fn read(file: File) -> Config {
    let mut config = Config::default();
    let (text, read) = table(file, |table| config.read_table("", table));
    config.text = text;
    config.findings.extend(read.err().into_iter().flatten());
    check::sort(&mut config.findings);
    if config.findings.iter().any(Finding::is_error) {
        config.settings = Settings::default();
        config.given.clear();
    }
    config
}

impl Config {
    /// Reads the keys of a table; `outer` is its name, empty for the top level.
    fn read_table(&mut self, outer: &str, table: DeTable<'_>) {
        for (name, value) in table {
            let word: &str = name.get_ref();
            let at = span(value.span());
            let key = Key::ALL.into_iter().find(|key| key.parts() == (outer, word));
            let is_table =
                outer.is_empty() && !word.is_empty() && Key::ALL.iter().any(|key| key.parts().0 == word);
            match (key, value.into_inner()) {
                (Some(key), value) => {
                    self.given.push((key, at.clone()));
                    let read = set(&mut self.settings, key, at, value);
                    self.findings.extend(read.err().map(|finding| *finding));
                }
                (None, DeValue::Table(inner)) if is_table => self.read_table(word, inner),
                (None, other) if is_table => {
                    let help = format!("write [{word}], with its keys below it");
                    self.findings.push(wrong_type(at, word, "a table", &other).help(help));
                }
                (None, _) => self.findings.push(unknown(outer, word, span(name.span()))),
            }
        }
    }
}

fn span(at: Range<usize>) -> FileSpan {
    FileSpan { file: 0, at }
}

/// The warning about a key that is not a setting.
fn unknown(table: &str, word: &str, at: FileSpan) -> Finding {
    let known = Key::ALL.iter().filter_map(|key| match key.parts() {
        (its, name) if its == table => Some(name),
        (its, _) if table.is_empty() => Some(its),
        _ => None,
    });
    // A key in the wrong table is the most likely mistake.
    let elsewhere = Key::ALL.into_iter().find(|key| key.parts().1 == word).map(Key::name);
    let help = match elsewhere.or_else(|| nearest(word, known)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "`stacklore config default` shows every setting".to_owned(),
    };
    let dot = if table.is_empty() { "" } else { "." };
    let message = format!("`{table}{dot}{}` is not a setting", excerpt(word));
    Finding::warning(Code::UnknownKey, at, message).help(help)
}

/// Checks a value and stores it in the settings.
fn set(settings: &mut Settings, key: Key, at: FileSpan, value: DeValue<'_>) -> Result<(), Box<Finding>> {
    match (key, value) {
        (Key::Colour, DeValue::String(word)) => settings.colour = colour(at, &word)?,
        (Key::Ascii, DeValue::Boolean(true)) => settings.ascii = Ascii::Always,
        (Key::Ascii, DeValue::Boolean(false)) => settings.ascii = Ascii::Never,
        (Key::Ascii, DeValue::String(word)) if word == "auto" => settings.ascii = Ascii::Auto,
        (Key::Ascii, DeValue::String(word)) => {
            let message = format!("`ascii` cannot be {}", quoted(&word));
            return bad(at, message, "write true, false or \"auto\"");
        }
        (Key::KeysEscapeMs, DeValue::Integer(number)) => {
            let time = u16::from_str_radix(number.as_str(), number.radix()).ok();
            settings.escape_ms = time.filter(|time| (1..=MAX_ESCAPE_MS).contains(time));
            if settings.escape_ms.is_none() {
                let message = format!("`escape_ms` must be from 1 to {MAX_ESCAPE_MS}");
                return bad(at, message, "write a number of milliseconds");
            }
        }
        (Key::OpenCommand, value @ (DeValue::String(_) | DeValue::Array(_))) => {
            let words = texts(key, &at, value)?;
            settings.open_command = Some(program(at, words)?);
        }
        (Key::OpenPassages, DeValue::Boolean(are_on)) => settings.passages.are_on = are_on,
        (Key::OpenNoPassageHosts, value @ (DeValue::String(_) | DeValue::Array(_))) => {
            settings.passages.except = texts(key, &at, value)?;
        }
        (Key::StacksDefault, value @ (DeValue::String(_) | DeValue::Array(_))) => {
            settings.default_stacks = texts(key, &at, value)?;
            if settings.default_stacks.iter().any(|name| name == "-") {
                return bad(at, "standard input cannot be a default stack", "name a stack");
            }
        }
        (Key::StacksLibrary, DeValue::String(folder)) if folder.trim().is_empty() => {
            return bad(at, "`library` is empty", "name a folder, or remove the key");
        }
        (Key::StacksLibrary, DeValue::String(folder)) => settings.library = Some(folder.into_owned()),
        (Key::LimitsBytes, DeValue::String(text)) => {
            let Some(bytes) = size::parse(&text) else {
                let message = format!("{} is not a number of bytes", quoted(&text));
                return bad(at, message, "write a whole number and its unit, as in \"256 MiB\"");
            };
            settings.limits.bytes = within(at, bytes)?;
        }
        (Key::LimitsBytes, DeValue::Integer(number)) => {
            let bytes = u64::from_str_radix(number.as_str(), number.radix()).unwrap_or(u64::MAX);
            settings.limits.bytes = within(at, bytes)?;
        }
        (Key::LimitsEntries, DeValue::Integer(number)) => {
            settings.limits.entries = usize::from_str_radix(number.as_str(), number.radix()).unwrap_or(0);
            if settings.limits.entries == 0 {
                return bad(at, "`entries` must be at least 1", "write the maximum number of entries");
            }
        }
        (_, value) => return Err(Box::new(wrong_type(at, key.parts().1, key.expected(), &value))),
    }
    Ok(())
}

/// The longest time after ESC that can be set, in milliseconds.
const MAX_ESCAPE_MS: u16 = 5000;

fn bad<T>(at: FileSpan, message: impl Into<String>, help: &str) -> Result<T, Box<Finding>> {
    Err(Box::new(Finding::error(Code::BadValue, at, message).help(help.to_owned())))
}

fn colour(at: FileSpan, word: &str) -> Result<Colour, Box<Finding>> {
    if let Some(known) = Colour::ALL.into_iter().find(|colour| colour.name() == word) {
        return Ok(known);
    }
    let help = match nearest(word, Colour::ALL.map(Colour::name)) {
        Some(meant) => &format!("did you mean \"{meant}\"?"),
        None => "write \"auto\", \"always\" or \"never\"",
    };
    bad(at, format!("`colour` cannot be {}", quoted(word)), help)
}

fn within(at: FileSpan, bytes: u64) -> Result<u64, Box<Finding>> {
    match bytes {
        1..=MAX_STACK_BYTES => Ok(bytes),
        0 => bad(at, "`bytes` must be at least 1", "write the maximum size, as in \"256 MiB\""),
        _ => bad(at, "`bytes` is more than the largest possible stack", "write \"1 GiB\" or less"),
    }
}

/// The strings of a value that is a string or a list of strings; an empty list is an error.
fn texts(key: Key, at: &FileSpan, value: DeValue<'_>) -> Result<Vec<String>, Box<Finding>> {
    let name = key.parts().1;
    let values = match value {
        DeValue::Array(values) if !values.is_empty() => values,
        DeValue::String(text) => return Ok(vec![text.into_owned()]),
        _ => return bad(at.clone(), format!("`{name}` is an empty list"), "remove the key, or add an item"),
    };
    let text = |value: Spanned<DeValue<'_>>| match (span(value.span()), value.into_inner()) {
        (_, DeValue::String(text)) => Ok(text.into_owned()),
        (at, other) => Err(Box::new(wrong_type(at, name, "a list of texts", &other))),
    };
    values.into_iter().map(text).collect()
}

/// Checks that the first word of a command can be a program.
fn program(at: FileSpan, words: Vec<String>) -> Result<Vec<String>, Box<Finding>> {
    match &*words {
        [only] if only.trim().contains(char::is_whitespace) && !only.contains(['/', '\\']) => {
            let list: Vec<String> = only.split_whitespace().map(quoted).collect();
            bad(at, "a command is a list of words", &format!("write command = [{}]", list.join(", ")))
        }
        [program, ..] if program.trim().is_empty() => bad(at, "`command` has no program", "add one"),
        _ => Ok(words),
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::config::{Limits, Passages};
    use crate::format::report::{Ink, Look, draw};

    fn config_of(text: &str) -> Config {
        read(File::new("config.toml", text))
    }

    /// The findings as lines of code, first byte, message and help.
    fn findings_of(text: &str) -> Vec<String> {
        let line = |finding: &Finding| {
            let at = finding.span.as_ref().map_or(0, |span| span.at.start);
            let help = finding.help.as_deref().unwrap_or_default();
            format!("{} {at} {} | {help}", finding.code, finding.message)
        };
        config_of(text).findings.iter().map(line).collect()
    }

    #[test]
    fn every_key_is_optional_and_the_values_hold() {
        assert_eq!(config_of("").settings, Settings::default());
        let config = config_of(
            "colour = \"never\"\nascii = true\nkeys.escape_ms = 40\nopen.command = [\"lens\", \"{url}\"]\n\
             open.passages = false\nopen.no_passage_hosts = \"example.org\"\n\
             [limits]\nbytes = 0x10\nentries = 2_000\n[stacks]\ndefault = \"mine\"\nlibrary = \"stacks\"\n",
        );
        assert_eq!(config.findings, []);
        assert_eq!(
            config.settings,
            Settings {
                colour: Colour::Never,
                ascii: Ascii::Always,
                escape_ms: Some(40),
                open_command: Some(vec!["lens".to_owned(), "{url}".to_owned()]),
                passages: Passages { are_on: false, except: vec!["example.org".to_owned()] },
                limits: Limits { bytes: 16, entries: 2000 },
                default_stacks: vec!["mine".to_owned()],
                library: Some("stacks".to_owned()),
            }
        );
        assert_eq!(config_of("limits.bytes = \"1 MiB\"").settings.limits.bytes, 1 << 20);
        assert_eq!(config_of("open.command = \"/opt/my lens/lens\"").findings, []);
    }

    #[test]
    fn an_unknown_key_is_a_warning_with_a_suggestion_and_the_rest_holds() {
        let config =
            config_of("color = \"never\"\nascii = true\n[limit]\n[limits]\nbites = 1\n[tree]\nx = 1\n");
        assert_eq!(config.settings.ascii, Ascii::Always);
        assert!(!config.findings.iter().any(Finding::is_error));
        assert_eq!(
            findings_of(
                "color = \"never\"\n[limit]\n[limits]\nbites = 1\n[tree]\nx = 1\n[open]\nentries = 2"
            ),
            [
                "schema.unknown-key 0 `color` is not a setting | did you mean `colour`?",
                "schema.unknown-key 17 `limit` is not a setting | did you mean `limits`?",
                "schema.unknown-key 33 `limits.bites` is not a setting | did you mean `bytes`?",
                "schema.unknown-key 44 `tree` is not a setting | `stacklore config default` shows every setting",
                "schema.unknown-key 63 `open.entries` is not a setting | did you mean `limits.entries`?",
            ]
        );
    }

    #[test]
    fn with_an_error_nothing_of_the_file_holds() {
        for (text, code) in [
            ("ascii = true\ncolour = \"blue\"", "schema.bad-value"),
            ("ascii = \"yes\"", "schema.bad-value"),
            ("ascii = 1", "schema.wrong-type"),
            ("ascii = true\nlimits = 3", "schema.wrong-type"),
            ("ascii = true\nlimits.bytes = \"many\"", "schema.bad-value"),
            ("ascii = true\nlimits.bytes = \"2 GiB\"", "schema.bad-value"),
            ("ascii = true\nlimits.bytes = 0", "schema.bad-value"),
            ("ascii = true\nlimits.bytes = -1", "schema.bad-value"),
            ("ascii = true\nlimits.entries = 0", "schema.bad-value"),
            ("ascii = true\nlimits.entries = \"x\"", "schema.wrong-type"),
            ("stacks.library = ' '", "schema.bad-value"),
            ("stacks.library = ['a']", "schema.wrong-type"),
            ("ascii = true\nkeys.escape_ms = 0", "schema.bad-value"),
            ("ascii = true\nkeys.escape_ms = 5001", "schema.bad-value"),
            ("ascii = true\nkeys.escape_ms = -1", "schema.bad-value"),
            ("ascii = true\nkeys.escape_ms = \"25\"", "schema.wrong-type"),
            ("ascii = true\nopen.command = []", "schema.bad-value"),
            ("ascii = true\nopen.command = [\" \"]", "schema.bad-value"),
            ("ascii = true\nopen.command = \"lens {url}\"", "schema.bad-value"),
            ("ascii = true\nopen.command = [1]", "schema.wrong-type"),
            ("ascii = true\nstacks.default = [\"-\"]", "schema.bad-value"),
            ("ascii = true\nascii = true", "syntax.duplicate-key"),
            ("ascii = true\nx = [", "syntax.toml"),
        ] {
            let config = config_of(text);
            assert_eq!(config.findings.first().map(|finding| finding.code.name()), Some(code), "{text}");
            assert_eq!((config.settings, config.given), (Settings::default(), vec![]), "{text}");
        }
        let help = &findings_of("open.command = \"lens -x {url}\"")[0];
        assert!(help.ends_with("write command = [\"lens\", \"-x\", \"{url}\"]"), "{help}");
    }

    proptest! {
        #[test]
        fn whatever_a_file_says_there_are_settings_and_with_an_error_they_are_the_default(
            parts in vec(prop_oneof![
                Just("\n"), Just("["), Just("]"), Just(" = "), Just("."), Just("\""), Just("#"), Just("true"), Just("7"),
                Just("limits"), Just("bytes"), Just("entries"), Just("open"), Just("command"), Just("ascii"), Just("colour"),
                Just("\"never\""), Just("[\"a\", \"b\"]"), Just("stacks.default"), Just("é\u{9b}"),
            ], 0..24),
        ) {
            let config = config_of(&parts.concat());
            if config.findings.iter().any(Finding::is_error) {
                prop_assert_eq!(config.settings, Settings::default());
            }
            let drawn = draw(&config.findings, &[config.text], Look { ink: Ink::Plain, width: 80 });
            prop_assert!(drawn.lines().all(|line| crate::dataset::fault(line).is_none()), "{}", drawn);
        }
    }

    #[test]
    fn a_hostile_key_is_reported_with_its_control_characters_escaped() {
        let config = config_of("\"\\u001b]0;owned\\u0007\" = \"\\u001b[2J\"\n");
        let drawn = draw(&config.findings, &[config.text], Look { ink: Ink::Plain, width: 80 });
        assert!(
            drawn.starts_with("warning[schema.unknown-key]") && drawn.contains("config.toml:1:1"),
            "{drawn}"
        );
        assert!(drawn.lines().all(|line| crate::dataset::fault(line).is_none()), "{drawn}");
    }
}
