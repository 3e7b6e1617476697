//! Palettes: the colours and attributes of each role.

use std::sync::Arc;

use super::contrast::Rgb;

/// The role of a text, which decides its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the roles")]
pub enum Role {
    Text,
    Title,
    Heading,
    Dim,
    Rule,
    Label,
    Link,
    Number,
    Success,
    Former,
    Unclear,
    Warning,
    /// A part of a text that the query matched.
    Match,
    /// The selected row.
    Selection,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 14] = [
        Self::Text,
        Self::Title,
        Self::Heading,
        Self::Dim,
        Self::Rule,
        Self::Label,
        Self::Link,
        Self::Number,
        Self::Success,
        Self::Former,
        Self::Unclear,
        Self::Warning,
        Self::Match,
        Self::Selection,
    ];

    /// Its name in a theme.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Title => "title",
            Self::Heading => "heading",
            Self::Dim => "dim",
            Self::Rule => "rule",
            Self::Label => "label",
            Self::Link => "link",
            Self::Number => "number",
            Self::Success => "success",
            Self::Former => "former",
            Self::Unclear => "unclear",
            Self::Warning => "warning",
            Self::Match => "match",
            Self::Selection => "selection",
        }
    }
}

/// A colour of a theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// The terminal's own foreground or background.
    #[default]
    Default,
    /// One of the terminal's own sixteen.
    Ansi(u8),
    /// A colour that is the same on every terminal.
    Rgb(Rgb),
}

/// The style of a role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoleStyle {
    /// The colour of the text.
    pub colour: Tone,
    /// The colour behind it.
    pub background: Tone,
    /// The attributes.
    pub attributes: Attributes,
}

/// The attributes of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    missing_docs,
    clippy::struct_excessive_bools,
    reason = "the names are the attributes, each by itself"
)]
pub struct Attributes {
    pub bold: bool,
    pub dim: bool,
    pub italic: bool,
    pub underline: bool,
    pub reverse: bool,
}

/// The kind of background that a theme is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// Light text on a dark background.
    Dark,
    /// Dark text on a light background.
    Light,
}

impl Half {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Dark, Self::Light];

    /// Its name in a theme, and at the end of the name of a theme.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }

    /// The kind of background that `COLORFGBG` names, a variable of rxvt, Konsole and others: `15;0` is white on black.
    pub fn of_variable(value: &str) -> Option<Self> {
        match value.rsplit_once(';')?.1 {
            "0" | "1" | "2" | "3" | "4" | "5" | "6" | "8" => Some(Self::Dark),
            "7" | "15" => Some(Self::Light),
            _ => None,
        }
    }
}

/// A theme for one kind of background.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    /// The name of the file, which both halves have.
    pub name: String,
    /// The kind of background; `None` for a theme without halves.
    pub half: Option<Half>,
    /// The background of the whole screen; `None` for that of the terminal.
    pub background: Option<Rgb>,
    pub(super) styles: [RoleStyle; Role::ALL.len()],
}

impl Palette {
    /// The name that chooses exactly this one.
    pub fn full_name(&self) -> String {
        match self.half {
            Some(half) => format!("{}-{}", self.name, half.name()),
            None => self.name.clone(),
        }
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> RoleStyle {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }

    /// Whether it has colours that a terminal with only sixteen cannot show.
    pub fn needs_256(&self) -> bool {
        let is_rgb = |tone: Tone| matches!(tone, Tone::Rgb(_));
        self.background.is_some()
            || self.styles.iter().any(|style| is_rgb(style.colour) || is_rgb(style.background))
    }
}

/// The appearance of the explorer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// The terminal's own colours.
    #[default]
    Terminal,
    /// No colours.
    Mono,
    /// A theme.
    Palette(Arc<Palette>),
}

impl Look {
    /// The name of the default.
    pub const TERMINAL: &'static str = "terminal";
    /// The name of the look without colours.
    pub const MONO: &'static str = "mono";

    /// The name that chooses it in the settings.
    pub fn name(&self) -> String {
        match self {
            Self::Terminal => Self::TERMINAL.to_owned(),
            Self::Mono => Self::MONO.to_owned(),
            Self::Palette(palette) => palette.full_name(),
        }
    }
}

/// The colours that a terminal can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None, or the user wants none.
    None,
    /// Its own sixteen.
    Ansi,
    /// 256.
    Indexed,
    /// All.
    #[default]
    Rgb,
}

impl Depth {
    /// The depth that the environment tells: `COLORTERM`, or the name of the terminal.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        let term = variable("TERM").unwrap_or_default();
        let colours = variable("COLORTERM").unwrap_or_default();
        let has_all = ["kitty", "alacritty", "wezterm", "foot", "ghostty", "-direct"];
        if matches!(&*colours, "truecolor" | "24bit")
            || variable("WT_SESSION").is_some_and(|session| !session.is_empty())
            || has_all.into_iter().any(|name| term.contains(name))
        {
            Self::Rgb
        } else if term.contains("256color") {
            Self::Indexed
        } else {
            Self::Ansi
        }
    }
}

/// Whether a text can be the name of a theme: letters, digits, `-` and `_`.
pub fn is_theme_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_depth_is_what_the_environment_tells() {
        let depth = |variables: &[(&str, &str)]| {
            Depth::from_variables(|name| {
                variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(depth(&[("TERM", "xterm-256color")]), Depth::Indexed);
        assert_eq!(depth(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]), Depth::Rgb);
        assert_eq!(depth(&[("TERM", "xterm-kitty")]), Depth::Rgb);
        assert_eq!(depth(&[("WT_SESSION", "1")]), Depth::Rgb);
        for term in ["linux", "xterm", "vt100", ""] {
            assert_eq!(depth(&[("TERM", term), ("COLORTERM", "1")]), Depth::Ansi);
        }
    }

    #[test]
    fn a_variable_names_the_background() {
        assert_eq!(Half::of_variable("15;0"), Some(Half::Dark));
        assert_eq!(Half::of_variable("0;default;15"), Some(Half::Light));
        for value in ["", "0", "15;default", "0;12"] {
            assert_eq!(Half::of_variable(value), None);
        }
    }
}
