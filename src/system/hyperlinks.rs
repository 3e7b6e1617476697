//! The terminals that are known to show links (OSC 8), told by environment variables only.
//!
//! `supports-hyperlinks` knows the terminals. What it does not look at is here: a multiplexer, which has the terminal's own
//! variables and draws by itself.

use std::env;
use std::ffi::OsString;

/// Whether addresses may be links of the terminal of this process; `FORCE_HYPERLINK` has the last word.
pub fn are_supported() -> bool {
    match in_between(|name| env::var_os(name)) {
        Some(is_supported) => is_supported,
        None => supports_hyperlinks::supports_hyperlinks(),
    }
}

/// The answer that does not depend on the terminal itself; `None` if it does.
fn in_between(variable: impl Fn(&str) -> Option<OsString>) -> Option<bool> {
    let text = |name: &str| variable(name).and_then(|value| value.into_string().ok()).unwrap_or_default();
    if !text("FORCE_HYPERLINK").is_empty() {
        // The crate reads it.
        return None;
    }
    let term = text("TERM");
    let is_any =
        |names: &[&str]| names.iter().any(|name| term == *name || term.starts_with(&format!("{name}-")));
    if is_any(&["linux", "dumb", "vt100", "vt220"]) {
        return Some(false);
    }
    if !text("TMUX").is_empty() {
        // tmux reads links since 3.4, and passes them on to a terminal that has them.
        let version = text("TERM_PROGRAM_VERSION");
        return Some(text("TERM_PROGRAM") == "tmux" && is_tmux_with_links(&version));
    }
    // `screen` knows no links, here or where the connection comes from; of a `tmux` there the version is unknown.
    let is_between = !text("STY").is_empty() || is_any(&["screen", "tmux"]);
    is_between.then_some(false)
}

fn is_tmux_with_links(version: &str) -> bool {
    let number = |text: &str| {
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        text.get(..digits).and_then(|text| text.parse::<u32>().ok()).unwrap_or(0)
    };
    let (major, minor) = version.split_once('.').unwrap_or((version, ""));
    (number(major), number(minor)) >= (3, 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_link_is_sent_through_screen_or_to_a_console() {
        let answer = |set: &[(&str, &str)]| {
            in_between(|name| {
                set.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value))
            })
        };
        let kitty = ("TERM", "xterm-kitty");
        for set in [
            &[("TERM", "linux")][..],
            &[("TERM", "dumb")],
            &[("TERM", "screen.xterm-256color"), ("STY", "1.pts")],
            &[("TERM", "screen-256color"), ("SSH_CONNECTION", "a")],
            &[("TERM", "tmux-256color"), ("SSH_TTY", "a")],
            &[kitty, ("STY", "1.pts"), ("VTE_VERSION", "7600")],
            &[
                ("TERM", "screen-256color"),
                ("TMUX", "a"),
                ("TERM_PROGRAM", "tmux"),
                ("TERM_PROGRAM_VERSION", "3.3a"),
            ],
            &[kitty, ("TMUX", "a"), ("VTE_VERSION", "7600")],
        ] {
            assert_eq!(answer(set), Some(false), "{set:?}");
        }
        for version in ["3.4", "3.5a", "4.0", "3.10"] {
            let set = [
                ("TERM", "tmux-256color"),
                ("TMUX", "a"),
                ("TERM_PROGRAM", "tmux"),
                ("TERM_PROGRAM_VERSION", version),
            ];
            assert_eq!(answer(&set), Some(true), "{version}");
        }
        assert_eq!(answer(&[kitty]), None);
        assert_eq!(answer(&[kitty, ("SSH_CONNECTION", "a")]), None);
        assert_eq!(answer(&[("STY", "1.pts"), ("FORCE_HYPERLINK", "1")]), None);
    }
}
