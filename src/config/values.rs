//! The values of the settings: their types, and what is accepted of each.

use toml::de::{DeInteger, DeValue};

use super::checked::{Checked, bad};
use super::key::Key;
use super::{Ascii, Colour, Settings, keys, size};
use crate::catalog::{Grouping, Sorting};
use crate::dataset::{Date, FileSpan, nearest, quoted};
use crate::format::toml::wrong_type;
use crate::theme::{Look, is_theme_name};

/// Upper bound of `limits.bytes`, because positions in a stack are 32-bit.
const MAX_STACK_BYTES: u64 = 1 << 30;

/// The longest time after ESC that can be set, in milliseconds.
const MAX_ESCAPE_MS: u16 = 5000;

/// Checks a value and stores it in the settings.
pub(super) fn set(settings: &mut Settings, key: Key, at: FileSpan, value: DeValue<'_>) -> Checked<()> {
    let given = Given { key, at, value };
    match key {
        Key::Colour => settings.colour = given.one_of(&Colour::ALL, Colour::name)?,
        Key::Ascii => {
            settings.ascii = match given.switch_or_auto()? {
                None => Ascii::Auto,
                Some(true) => Ascii::Always,
                Some(false) => Ascii::Never,
            }
        }
        Key::Theme => settings.theme = given.theme()?,
        Key::Resume => settings.starts_afresh = !given.switch()?,
        Key::Mouse => settings.is_mouse_off = !given.switch()?,
        Key::Hyperlinks => settings.hyperlinks = given.switch_or_auto()?,
        Key::KeysEscapeMs => settings.escape_ms = Some(given.escape_ms()?),
        Key::KeysLetters => settings.letters = keys::letters(given.at, given.value)?,
        Key::OpenCommand => settings.open_command = Some(given.command()?),
        Key::OpenPassages => settings.passages.are_on = given.switch()?,
        Key::OpenNoPassageHosts => settings.passages.except = given.texts()?,
        Key::StacksDefault => settings.default_stacks = given.stacks()?,
        Key::StacksLibrary => settings.library = Some(given.folder()?),
        Key::LimitsBytes => settings.limits.bytes = given.bytes()?,
        Key::LimitsEntries => settings.limits.entries = given.entries()?,
        Key::ViewGroup => settings.view.group = given.one_of(&Grouping::ALL, Grouping::name)?,
        Key::ViewSort => settings.view.sort = given.one_of(&Sorting::ALL, Sorting::name)?,
        Key::ViewAsOf => settings.view.as_of = Some(given.date()?),
    }
    Ok(())
}

/// The value of a setting, as it is given.
struct Given<'a> {
    key: Key,
    at: FileSpan,
    value: DeValue<'a>,
}

impl Given<'_> {
    /// The name of the setting in its table.
    fn name(&self) -> &'static str {
        self.key.parts().1
    }

    /// The error about a value of another type.
    fn wrong_type<T>(self) -> Checked<T> {
        Err(wrong_type(self.at, self.key.parts().1, self.key.expected(), &self.value).into())
    }

    /// The error about a value that is none of those there are.
    fn cannot_be<T>(&self, word: &str, help: impl Into<String>) -> Checked<T> {
        bad(self.at.clone(), format!("`{}` cannot be {}", self.name(), quoted(word)), help)
    }

    fn switch(self) -> Checked<bool> {
        if let DeValue::Boolean(is_on) = self.value { Ok(is_on) } else { self.wrong_type() }
    }

    /// A switch, or `None` for `"auto"`.
    fn switch_or_auto(self) -> Checked<Option<bool>> {
        match &self.value {
            DeValue::Boolean(is_on) => Ok(Some(*is_on)),
            DeValue::String(word) if word == "auto" => Ok(None),
            DeValue::String(word) => self.cannot_be(word, "write true, false or \"auto\""),
            _ => self.wrong_type(),
        }
    }

    /// The choice with a name.
    fn one_of<T: Copy>(self, all: &[T], name: fn(T) -> &'static str) -> Checked<T> {
        let DeValue::String(word) = &self.value else { return self.wrong_type() };
        if let Some(known) = all.iter().find(|choice| name(**choice) == word) {
            return Ok(*known);
        }
        let names: Vec<String> = all.iter().map(|choice| format!("\"{}\"", name(*choice))).collect();
        let help = match (nearest(word, all.iter().map(|choice| name(*choice))), &*names) {
            (Some(meant), _) => format!("did you mean \"{meant}\"?"),
            (None, [others @ .., last]) => format!("write {} or {last}", others.join(", ")),
            (None, []) => String::new(),
        };
        self.cannot_be(word, help)
    }

    /// The name of a theme, which is that of a file without its folder; `None` for the terminal's own colours.
    fn theme(self) -> Checked<Option<String>> {
        let DeValue::String(name) = &self.value else { return self.wrong_type() };
        if !is_theme_name(name) {
            let message = format!("{} is not the name of a theme", quoted(name));
            let help = "write a name of letters, digits, `-` and `_`; `themes/NAME.toml` is its file";
            return bad(self.at, message, help);
        }
        Ok((name != Look::TERMINAL).then(|| name.clone().into_owned()))
    }

    fn escape_ms(self) -> Checked<u16> {
        let DeValue::Integer(number) = &self.value else { return self.wrong_type() };
        if let Ok(time @ 1..=MAX_ESCAPE_MS) = u16::from_str_radix(number.as_str(), number.radix()) {
            return Ok(time);
        }
        let message = format!("`escape_ms` must be from 1 to {MAX_ESCAPE_MS}");
        bad(self.at, message, "write a number of milliseconds")
    }

    /// The texts of a value that is a text or a list of texts; an empty list is an error.
    fn texts(self) -> Checked<Vec<String>> {
        let name = self.name();
        let values = match self.value {
            DeValue::Array(values) if !values.is_empty() => values,
            DeValue::Array(_) => {
                return bad(self.at, format!("`{name}` is an empty list"), "remove the key, or add an item");
            }
            DeValue::String(text) => return Ok(vec![text.into_owned()]),
            _ => return self.wrong_type(),
        };
        let text = |value: toml::Spanned<DeValue<'_>>| {
            let at = FileSpan::of_only_file(value.span());
            match value.into_inner() {
                DeValue::String(text) => Ok(text.into_owned()),
                other => Err(wrong_type(at, name, "a list of texts", &other).into()),
            }
        };
        values.into_iter().map(text).collect()
    }

    /// A command, whose first word can be a program.
    fn command(self) -> Checked<Vec<String>> {
        let at = self.at.clone();
        let words = self.texts()?;
        match &*words {
            [only] if only.trim().contains(char::is_whitespace) && !only.contains(['/', '\\']) => {
                let list: Vec<String> = only.split_whitespace().map(quoted).collect();
                bad(at, "a command is a list of words", format!("write command = [{}]", list.join(", ")))
            }
            [program, ..] if program.trim().is_empty() => bad(at, "`command` has no program", "add one"),
            _ => Ok(words),
        }
    }

    fn stacks(self) -> Checked<Vec<String>> {
        let at = self.at.clone();
        let names = self.texts()?;
        if names.iter().any(|name| name == "-") {
            return bad(at, "standard input cannot be a default stack", "name a stack");
        }
        Ok(names)
    }

    fn folder(self) -> Checked<String> {
        match self.value {
            DeValue::String(folder) if folder.trim().is_empty() => {
                bad(self.at, "`library` is empty", "name a folder, or remove the key")
            }
            DeValue::String(folder) => Ok(folder.into_owned()),
            _ => self.wrong_type(),
        }
    }

    fn bytes(self) -> Checked<u64> {
        let bytes = match &self.value {
            DeValue::String(text) => {
                let Some(bytes) = size::parse(text) else {
                    let message = format!("{} is not a number of bytes", quoted(text));
                    return bad(self.at, message, "write a whole number and its unit, as in \"256 MiB\"");
                };
                bytes
            }
            DeValue::Integer(number) => whole(number).unwrap_or(u64::MAX),
            _ => return self.wrong_type(),
        };
        match bytes {
            1..=MAX_STACK_BYTES => Ok(bytes),
            0 => bad(self.at, "`bytes` must be at least 1", "write the maximum size, as in \"256 MiB\""),
            _ => bad(self.at, "`bytes` is more than the largest possible stack", "write \"1 GiB\" or less"),
        }
    }

    fn entries(self) -> Checked<usize> {
        let DeValue::Integer(number) = &self.value else { return self.wrong_type() };
        match whole(number).and_then(|number| usize::try_from(number).ok()) {
            None | Some(0) => {
                bad(self.at, "`entries` must be at least 1", "write the maximum number of entries")
            }
            Some(entries) => Ok(entries),
        }
    }

    fn date(self) -> Checked<Date> {
        let text = match &self.value {
            DeValue::String(text) => text.clone().into_owned(),
            DeValue::Integer(year) => year.as_str().to_owned(),
            DeValue::Datetime(day) => day.to_string(),
            _ => return self.wrong_type(),
        };
        let help = "write a date, as in \"2018\", \"2018-06\" or \"2018-06-30\"";
        Date::parse(&text).or_else(|_| self.cannot_be(&text, help))
    }
}

/// A whole number, `None` for a negative one or one that is too large.
fn whole(number: &DeInteger<'_>) -> Option<u64> {
    u64::from_str_radix(number.as_str(), number.radix()).ok()
}
