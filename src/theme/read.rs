//! The strict reader of theme files, and the themes that are built in.

use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::contrast::Rgb;
use super::palette::{Attributes, Half, Palette, Role, RoleStyle, Tone};
use crate::dataset::{Code, FileSpan, Finding, check, excerpt, nearest, quoted};
use crate::format::toml::{table, wrong_type};
use crate::format::{File, SourceText};

/// The names of the built-in themes, each with its file.
pub const BUILT_IN: [(&str, &str); 3] = [
    ("ember", include_str!("../../assets/themes/ember.toml")),
    ("fjord", include_str!("../../assets/themes/fjord.toml")),
    ("ink", include_str!("../../assets/themes/ink.toml")),
];

/// The names of the sixteen colours of a terminal, in their order.
const ANSI: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
];

/// The name of the terminal's own foreground and background.
const DEFAULT: &str = "default";

const BACKGROUND: &str = "background";

/// A theme file that was read.
#[derive(Clone, Debug)]
pub struct ThemeFile {
    /// Its palettes: one, or the dark and the light one of a pair; none if any finding is an error.
    pub palettes: Vec<Arc<Palette>>,
    /// The findings, in the order of the text.
    pub findings: Vec<Finding>,
    /// The text that the locations refer to.
    pub text: SourceText,
}

/// Reads the theme of a name; an unknown key is a warning, any other problem an error.
pub fn read(name: &str, file: File) -> ThemeFile {
    let mut reader = Reader { name, findings: Vec::new() };
    let (text, read) = table(file, |table| reader.palettes(table));
    let mut findings = reader.findings;
    let mut palettes = read.unwrap_or_else(|errors| {
        findings.extend(errors);
        Vec::new()
    });
    check::sort(&mut findings);
    if findings.iter().any(Finding::is_error) {
        palettes.clear();
    }
    ThemeFile { palettes: palettes.into_iter().map(Arc::new).collect(), findings, text }
}

/// A palette while it is read.
#[derive(Clone, Default)]
struct Draft {
    background: Option<Rgb>,
    styles: [Option<RoleStyle>; Role::ALL.len()],
}

impl Draft {
    /// The palette; a role without a style of its own looks as with the terminal's colours, in the colour of `text`.
    fn finish(self, name: &str, half: Option<Half>) -> Palette {
        let text = self.style(Role::Text).map_or(Tone::Default, |style| style.colour);
        let style = |role: Role| self.style(role).unwrap_or(RoleStyle { colour: text, ..usual(role) });
        Palette { name: name.to_owned(), half, background: self.background, styles: Role::ALL.map(style) }
    }

    fn style(&self, role: Role) -> Option<RoleStyle> {
        self.styles.get(role as usize).copied().flatten()
    }
}

/// The style of a role in no colour.
fn usual(role: Role) -> RoleStyle {
    let attributes = Attributes {
        bold: matches!(role, Role::Title | Role::Heading | Role::Match),
        underline: role == Role::Match,
        reverse: role == Role::Selection,
        ..Attributes::default()
    };
    RoleStyle { attributes, ..RoleStyle::default() }
}

struct Reader<'a> {
    name: &'a str,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    /// The palettes of a theme: one for each half that it has, else one for any background.
    fn palettes(&mut self, table: DeTable<'_>) -> Vec<Palette> {
        let mut halves = Vec::new();
        let mut shared = DeTable::new();
        for (name, value) in table {
            match Half::ALL.into_iter().find(|half| half.name() == name.get_ref().as_ref()) {
                None => drop(shared.insert(name, value)),
                Some(half) => {
                    let at = FileSpan::of_only_file(value.span());
                    match value.into_inner() {
                        DeValue::Table(table) => halves.push((half, table)),
                        other => self.findings.push(wrong_type(at, half.name(), "a table", &other)),
                    }
                }
            }
        }
        let mut draft = Draft::default();
        self.read("", &mut draft, shared);
        if halves.is_empty() {
            return vec![self.finish(draft, None)];
        }
        halves.sort_by_key(|(half, _)| *half as u8);
        let palette = |(half, table): (Half, DeTable<'_>)| {
            let mut draft = draft.clone();
            self.read(half.name(), &mut draft, table);
            self.finish(draft, Some(half))
        };
        halves.into_iter().map(palette).collect()
    }

    fn finish(&mut self, draft: Draft, half: Option<Half>) -> Palette {
        if draft.background.is_some() && draft.style(Role::Text).is_none() {
            let message = "a theme with a background needs a colour for `text`";
            self.findings.push(Finding::error(Code::MissingKey, None, message));
        }
        draft.finish(self.name, half)
    }

    /// Reads the background and the roles of a table; `outer` is its name, empty for the top level.
    fn read(&mut self, outer: &str, draft: &mut Draft, table: DeTable<'_>) {
        for (name, value) in table {
            let word: &str = name.get_ref();
            let at = FileSpan::of_only_file(value.span());
            let role = Role::ALL.into_iter().find(|role| role.name() == word);
            match (role, value.into_inner()) {
                (Some(role), value) => {
                    let style = self.style(role, at, value);
                    if let Some(place) = draft.styles.get_mut(role as usize) {
                        *place = style;
                    }
                }
                (None, DeValue::String(text)) if word == BACKGROUND => match tone(&text) {
                    Some(Tone::Rgb(colour)) => draft.background = Some(colour),
                    Some(Tone::Default) => draft.background = None,
                    _ => self.bad(at, BACKGROUND, &text),
                },
                (None, other) if word == BACKGROUND => {
                    self.findings.push(wrong_type(at, word, "a colour as a text", &other));
                }
                (None, _) => self.findings.push(unknown(outer, word, FileSpan::of_only_file(name.span()))),
            }
        }
    }

    /// The style of a role: a colour, or a table with a colour and attributes.
    fn style(&mut self, role: Role, at: FileSpan, value: DeValue<'_>) -> Option<RoleStyle> {
        let mut style = RoleStyle::default();
        let table = match value {
            DeValue::Table(table) => table,
            DeValue::String(text) => {
                style.colour = self.tone(at, role.name(), &text);
                return Some(style);
            }
            other => {
                self.findings.push(wrong_type(at, role.name(), "a colour or a table", &other));
                return None;
            }
        };
        for (name, value) in table {
            let word: &str = name.get_ref();
            let at = FileSpan::of_only_file(value.span());
            let RoleStyle { colour, background, attributes } = &mut style;
            let flag = match word {
                "bold" => Some(&mut attributes.bold),
                "dim" => Some(&mut attributes.dim),
                "italic" => Some(&mut attributes.italic),
                "underline" => Some(&mut attributes.underline),
                "reverse" => Some(&mut attributes.reverse),
                _ => None,
            };
            match (word, flag, value.into_inner()) {
                (_, Some(flag), DeValue::Boolean(is_on)) => *flag = is_on,
                (_, Some(_), other) => self.findings.push(wrong_type(at, word, "true or false", &other)),
                ("colour", _, DeValue::String(text)) => *colour = self.tone(at, word, &text),
                (BACKGROUND, _, DeValue::String(text)) => *background = self.tone(at, word, &text),
                ("colour" | BACKGROUND, _, other) => {
                    self.findings.push(wrong_type(at, word, "a colour as a text", &other));
                }
                _ => self.findings.push(unknown_attribute(role, word, FileSpan::of_only_file(name.span()))),
            }
        }
        Some(style)
    }

    fn tone(&mut self, at: FileSpan, key: &str, text: &str) -> Tone {
        tone(text).unwrap_or_else(|| {
            self.bad(at, key, text);
            Tone::Default
        })
    }

    fn bad(&mut self, at: FileSpan, key: &str, text: &str) {
        let help = match nearest(text, ANSI.into_iter().chain([DEFAULT])) {
            Some(meant) if key != BACKGROUND => format!("did you mean \"{meant}\"?"),
            _ => "write \"#rrggbb\", a colour of the terminal such as \"bright-red\", or \"default\""
                .to_owned(),
        };
        let message = format!("`{key}` cannot be {}", quoted(text));
        self.findings.push(Finding::error(Code::BadValue, at, message).help(help));
    }
}

/// The warning about a key that is no role.
fn unknown(table: &str, word: &str, at: FileSpan) -> Finding {
    let halves = Half::ALL.map(Half::name).into_iter().filter(|_| table.is_empty());
    let known = Role::ALL.into_iter().map(Role::name).chain([BACKGROUND]).chain(halves);
    let help = match nearest(word, known) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("the roles are {}", Role::ALL.map(Role::name).join(", ")),
    };
    let dot = if table.is_empty() { "" } else { "." };
    let message = format!("`{table}{dot}{}` is not a role", excerpt(word));
    Finding::warning(Code::UnknownKey, at, message).help(help)
}

/// The warning about a key in the table of a role.
fn unknown_attribute(role: Role, word: &str, at: FileSpan) -> Finding {
    const KNOWN: [&str; 7] = ["colour", BACKGROUND, "bold", "dim", "italic", "underline", "reverse"];
    let help = match nearest(word, KNOWN) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("a role has {}", KNOWN.join(", ")),
    };
    let message = format!("`{}.{}` is nothing that a role has", role.name(), excerpt(word));
    Finding::warning(Code::UnknownKey, at, message).help(help)
}

/// A colour: `#rrggbb`, `#rgb`, the name of one of the terminal's sixteen, or `default`.
fn tone(text: &str) -> Option<Tone> {
    if text == DEFAULT {
        return Some(Tone::Default);
    }
    if let Some(at) = ANSI.into_iter().position(|name| name == text) {
        return u8::try_from(at).ok().map(Tone::Ansi);
    }
    let digits = text.strip_prefix('#')?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let number = u32::from_str_radix(digits, 16).ok()?;
    match digits.len() {
        6 => {
            let [_, colour @ ..] = number.to_be_bytes();
            Some(Tone::Rgb(colour))
        }
        3 => Some(Tone::Rgb([8, 4, 0].map(|shift| (number >> shift & 0xf) as u8 * 0x11))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::super::contrast::{READABLE, contrast, nearest_of_256};
    use super::*;
    use crate::format::report::{Ink, Look, draw};

    fn mine(text: &str) -> ThemeFile {
        read("mine", File::new("mine.toml", text))
    }

    fn findings(text: &str) -> Vec<String> {
        let line = |finding: &Finding| {
            let at = finding.span.as_ref().map_or(0, |span| span.at.start);
            format!(
                "{} {at} {} | {}",
                finding.code,
                finding.message,
                finding.help.as_deref().unwrap_or_default()
            )
        };
        mine(text).findings.iter().map(line).collect()
    }

    fn built_in() -> Vec<Arc<Palette>> {
        let all = BUILT_IN.into_iter().flat_map(|(name, text)| {
            let theme = read(name, File::new(name, text));
            assert_eq!((theme.findings.len(), theme.palettes.len()), (0, 2), "{name} is a pair");
            theme.palettes
        });
        all.collect()
    }

    /// Each role with its colours, as a name of the theme and the role.
    fn colours(palette: &Palette) -> impl Iterator<Item = (String, Rgb, Rgb)> {
        let background = palette.background.expect("a built-in theme has a background");
        Role::ALL.into_iter().map(move |role| {
            let style = palette.style(role);
            let Tone::Rgb(colour) = style.colour else { panic!("{role:?} has no colour of its own") };
            let behind = if let Tone::Rgb(behind) = style.background { behind } else { background };
            assert!(!style.attributes.dim, "dimmed by as much as the terminal likes");
            (format!("{} {}", palette.full_name(), role.name()), colour, behind)
        })
    }

    #[test]
    fn every_role_of_every_built_in_theme_is_readable() {
        for palette in built_in() {
            let due = if palette.name == "ink" { 7.0 } else { READABLE };
            for (name, colour, background) in colours(&palette) {
                assert!(contrast(colour, background) >= due, "{name}: {:.2}", contrast(colour, background));
            }
        }
    }

    #[test]
    fn and_so_it_is_on_a_terminal_with_256_colours() {
        for palette in built_in() {
            for (name, colour, background) in colours(&palette) {
                let background = nearest_of_256(background, None).1;
                let shown = nearest_of_256(colour, Some(background)).1;
                assert!(contrast(shown, background) >= READABLE, "{name}");
            }
        }
    }

    #[test]
    fn the_selection_differs_from_what_is_not_selected() {
        for palette in built_in() {
            let background = palette.background.expect("there");
            let Tone::Rgb(selected) = palette.style(Role::Selection).background else { panic!("reversed") };
            assert!(contrast(selected, background) >= READABLE, "{}", palette.full_name());
        }
    }

    #[test]
    fn a_theme_names_what_it_changes_for_both_halves_or_each() {
        let ThemeFile { palettes, findings, .. } = mine(
            "title = { colour = '#fa0', italic = true }\n[dark]\nbackground = '#101010'\ntext = '#eeeeee'\n\
             [light]\ntitle = 'bright-blue'\n",
        );
        assert_eq!(findings, []);
        let [dark, light] = &*palettes else { panic!("two halves") };
        assert_eq!((dark.full_name(), light.full_name()), ("mine-dark".to_owned(), "mine-light".to_owned()));
        assert_eq!(dark.style(Role::Title).colour, Tone::Rgb([0xff, 0xaa, 0]));
        assert!(dark.style(Role::Title).attributes.italic);
        assert_eq!(dark.style(Role::Link).colour, Tone::Rgb([0xee; 3]));
        assert!(dark.style(Role::Selection).attributes.reverse);
        assert_eq!((light.style(Role::Title).colour, light.background), (Tone::Ansi(12), None));
        let one = mine("link = 'magenta'\n");
        let one = one.palettes;
        assert_eq!((one.len(), one[0].full_name(), one[0].needs_256()), (1, "mine".to_owned(), false));
    }

    #[test]
    fn what_is_wrong_with_a_theme_is_told_with_its_place() {
        assert_eq!(
            findings("lnk = 'red'\n[dark]\nzzz = 1\n[light]\ntitle = { color = 'red', qqq = 1 }\n"),
            [
                "schema.unknown-key 0 `lnk` is not a role | did you mean `link`?",
                "schema.unknown-key 19 `dark.zzz` is not a role | the roles are text, title, heading, dim, rule, label, link, number, \
                 success, former, unclear, warning, match, selection",
                "schema.unknown-key 45 `title.color` is nothing that a role has | did you mean `colour`?",
                "schema.unknown-key 60 `title.qqq` is nothing that a role has | a role has colour, background, bold, dim, italic, \
                 underline, reverse",
            ]
        );
        assert_eq!(mine("lnk = 'red'\nlink = 'red'\n").palettes.len(), 1, "the rest holds");
        for (text, due) in [
            ("link = 'gren'", "schema.bad-value 7 `link` cannot be \"gren\" | did you mean \"green\"?"),
            (
                "link = '#12345'",
                "schema.bad-value 7 `link` cannot be \"#12345\" | write \"#rrggbb\", a colour of the terminal such as \"bright-red\", or \"default\"",
            ),
            (
                "link = 1",
                "schema.wrong-type 7 `link` must be a colour or a table, but here is a whole number | ",
            ),
            ("dark = 1", "schema.wrong-type 7 `dark` must be a table, but here is a whole number | "),
            (
                "link.bold = 1",
                "schema.wrong-type 12 `bold` must be true or false, but here is a whole number | ",
            ),
            (
                "background = '#fff'",
                "schema.missing-key 0 a theme with a background needs a colour for `text` | ",
            ),
        ] {
            assert_eq!(findings(text), [due]);
            assert!(mine(text).palettes.is_empty(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_a_theme_says_nothing_panics_and_nothing_acts(
            parts in vec(prop_oneof![
                Just("\n"), Just("["), Just("]"), Just(" = "), Just("."), Just("\""), Just("#"), Just("true"), Just("7"), Just("{"),
                Just("}"), Just("dark"), Just("light"), Just("text"), Just("selection"), Just("background"), Just("colour"), Just("bold"),
                Just("\"#ff0000\""), Just("\"#\u{e9}12345\""), Just("'red'"), Just("\u{1b}[2J"), Just("\u{9b}"),
            ], 0..24),
            any in ".{0,40}",
        ) {
            for text in [parts.concat(), any] {
                let theme = mine(&text);
                prop_assert!(theme.palettes.is_empty() || !theme.findings.iter().any(Finding::is_error));
                let drawn = draw(&theme.findings, &[theme.text], Look { ink: Ink::Plain, width: 80 });
                prop_assert!(drawn.lines().all(|line| crate::dataset::fault(line).is_none()), "{}", drawn);
            }
        }
    }
}
