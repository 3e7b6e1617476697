//! The style of each role: the terminal's sixteen colours without a background, or those of a theme.
//!
//! Colour is never the only sign: states are words, matches are underlined, the selection is reversed or has a background, and
//! has a marker.

use ratatui::style::{Color, Modifier, Style};

use crate::app::content::{Piece, Role, StateForm};
use crate::cells::Glyphs;
use crate::theme::{Depth, Look, Palette, Rgb, Tone, nearest_of_256};

/// The colours that are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// The terminal's own colours.
    Ansi,
    /// No colours, as with `NO_COLOR`.
    None,
    /// Those of a theme.
    Theme(Styles),
}

/// The styles of a theme, in colours that the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Styles {
    roles: [RoleColours; Role::ALL.len()],
    /// Whether the whole screen has the background of the theme.
    is_painted: bool,
}

/// The style of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct RoleColours {
    colour: Color,
    background: Color,
    modifier: Modifier,
}

impl Colours {
    /// The colours of a look on a terminal that can show colours of a depth.
    pub fn new(look: &Look, depth: Depth) -> Self {
        match look {
            _ if depth == Depth::None => Self::None,
            Look::Mono => Self::None,
            Look::Palette(palette) if depth >= Depth::Indexed || !palette.needs_256() => {
                Self::Theme(Styles::new(palette, depth))
            }
            Look::Terminal | Look::Palette(_) => Self::Ansi,
        }
    }
}

impl Styles {
    fn new(palette: &Palette, depth: Depth) -> Self {
        let roles = Role::ALL.map(|role| {
            let style = palette.style(role);
            let behind = match style.background {
                Tone::Default => palette.background.map_or(Tone::Default, Tone::Rgb),
                background => background,
            };
            let on = shown_background(behind, depth);
            let attributes = style.attributes;
            let modifiers = [
                (attributes.bold, Modifier::BOLD),
                (attributes.dim, Modifier::DIM),
                (attributes.italic, Modifier::ITALIC),
                (attributes.underline, Modifier::UNDERLINED),
                (attributes.reverse, Modifier::REVERSED),
            ];
            RoleColours {
                colour: match style.colour {
                    Tone::Rgb(colour) if depth == Depth::Indexed => {
                        Color::Indexed(nearest_of_256(colour, on).0)
                    }
                    colour => color(colour),
                },
                background: match (behind, depth) {
                    (Tone::Rgb(colour), Depth::Indexed) => Color::Indexed(nearest_of_256(colour, None).0),
                    (behind, _) => color(behind),
                },
                modifier: modifiers
                    .into_iter()
                    .filter(|(is_on, _)| *is_on)
                    .map(|(_, modifier)| modifier)
                    .collect(),
            }
        });
        Self { roles, is_painted: palette.background.is_some() }
    }

    fn style(&self, role: Role) -> Style {
        let Some(RoleColours { colour, background, modifier }) = self.roles.get(role as usize) else {
            return Style::new();
        };
        Style::new().fg(*colour).bg(*background).add_modifier(*modifier)
    }
}

/// The background as the terminal shows it, if it is known.
fn shown_background(behind: Tone, depth: Depth) -> Option<Rgb> {
    match behind {
        Tone::Rgb(colour) if depth == Depth::Indexed => Some(nearest_of_256(colour, None).1),
        Tone::Rgb(colour) => Some(colour),
        Tone::Default | Tone::Ansi(_) => None,
    }
}

fn color(tone: Tone) -> Color {
    const ANSI: [Color; 16] = [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ];
    match tone {
        Tone::Default => Color::Reset,
        Tone::Ansi(number) => ANSI.get(usize::from(number)).copied().unwrap_or_default(),
        Tone::Rgb([red, green, blue]) => Color::Rgb(red, green, blue),
    }
}

/// The options of the appearance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// The colours that are used.
    pub colours: Colours,
    /// The characters of borders and marks.
    pub glyphs: Glyphs,
}

impl Theme {
    /// The form of states: marks need colours.
    pub fn states(self) -> StateForm {
        match (self.colours, self.glyphs) {
            (Colours::Ansi | Colours::Theme(_), Glyphs::Unicode) => StateForm::Marks,
            _ => StateForm::Words,
        }
    }

    /// The style of a role.
    pub(super) fn style(&self, role: Role) -> Style {
        if let Colours::Theme(styles) = &self.colours {
            return styles.style(role);
        }
        let (colour, modifier) = match role {
            Role::Text => (None, Modifier::empty()),
            Role::Title | Role::Heading => (None, Modifier::BOLD),
            Role::Dim | Role::Rule | Role::Label => (None, Modifier::DIM),
            Role::Link | Role::Number => (Some(Color::Cyan), Modifier::empty()),
            Role::Success => (Some(Color::Green), Modifier::empty()),
            Role::Former => (Some(Color::Magenta), Modifier::empty()),
            Role::Unclear => (Some(Color::Yellow), Modifier::empty()),
            Role::Warning => (Some(Color::Red), Modifier::empty()),
            Role::Match => (None, Self::MATCH),
            // Reverse video only, which needs no colours.
            Role::Selection => (None, Modifier::REVERSED),
        };
        let style = Style::new().add_modifier(modifier);
        match (colour, self.colours) {
            (Some(colour), Colours::Ansi) => style.fg(colour),
            _ => style,
        }
    }

    /// The attributes of a match.
    const MATCH: Modifier = Modifier::UNDERLINED.union(Modifier::BOLD);

    /// The style of a piece of text.
    ///
    /// A selected name has no colours of its own, because reversed, each of them would be a patch of background.
    pub(super) fn piece(&self, piece: &Piece, is_selected: bool) -> Style {
        match (is_selected, piece.hit, self.colours) {
            (true, false, _) => self.style(Role::Selection),
            (true, true, _) => self.style(Role::Selection).add_modifier(Self::MATCH),
            // A match in a selected part of a line that has several rows.
            (false, true, _) if piece.role == Role::Selection => {
                self.style(Role::Selection).add_modifier(Self::MATCH)
            }
            (false, true, Colours::Theme(styles)) => styles.style(Role::Match),
            (false, true, _) => self.style(piece.role).add_modifier(Self::MATCH),
            (false, false, _) => self.style(piece.role),
        }
    }

    /// The style of the whole screen before anything is drawn; `None` for that of the terminal.
    pub(super) fn ground(&self) -> Option<Style> {
        match &self.colours {
            Colours::Theme(styles) if styles.is_painted => {
                let Style { fg, bg, .. } = styles.style(Role::Text);
                Some(Style { fg, bg, ..Style::new() })
            }
            _ => None,
        }
    }

    /// The style of text that is out of date.
    pub(super) fn stale(&self) -> Style {
        match &self.colours {
            Colours::Theme(styles) => styles.style(Role::Dim),
            _ => Style::new().add_modifier(Modifier::DIM),
        }
    }

    /// The mark of an open or a folded branch; a leaf has a space.
    pub(super) fn fold_mark(&self, is_branch: bool, is_folded: bool) -> &'static str {
        match (is_branch, is_folded) {
            (false, _) => " ",
            (true, true) => self.glyphs.pick("▸", "+"),
            (true, false) => self.glyphs.pick("▾", "-"),
        }
    }

    /// The marks of a progress bar: done, and still to do.
    pub(super) fn progress_marks(&self) -> (&'static str, &'static str) {
        self.glyphs.pick(("━", "─"), ("#", "-"))
    }

    /// A horizontal rule.
    pub(super) fn rule(&self, cells: usize) -> Piece {
        Piece { text: self.glyphs.rule(cells), role: Role::Rule, hit: false }
    }
}
