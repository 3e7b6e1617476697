//! The characters that the terminal can show, detected from TERM and the locale.

use std::ffi::OsString;

/// Whether more than ASCII may be drawn: the locale names no other character set than UTF-8, and the terminal is not
/// known for fonts of 256 characters.
///
/// `variable` returns the value of an environment variable.
pub fn has_unicode(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let term = variable("TERM").map(|name| name.to_string_lossy().into_owned());
    has_utf8(variable) && !term.is_some_and(|name| is_ascii_only(&name))
}

/// Whether the locale names no other character set than UTF-8.
pub(super) fn has_utf8(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
    locale.is_none_or(|name| is_utf8(&name.to_string_lossy()))
}

/// Whether a locale, as `language_TERRITORY.charset@modifier`, has UTF-8 or names no character set.
fn is_utf8(locale: &str) -> bool {
    let name = locale.split('@').next().unwrap_or_default();
    match name.split_once('.') {
        Some((_, charset)) => {
            let letters = charset.chars().filter(char::is_ascii_alphanumeric);
            let charset: String = letters.map(|c| c.to_ascii_lowercase()).collect();
            charset.is_empty() || charset == "utf8"
        }
        None => !matches!(name, "C" | "POSIX"),
    }
}

/// Whether a name in `TERM` is that of a console or of a hardware terminal, also with a suffix (`linux-16color`,
/// `vt100-w`), inside of screen (`screen.linux`), or with a version (`linux3.0`, `cons25r`).
fn is_ascii_only(term: &str) -> bool {
    let name = term.strip_prefix("screen.").unwrap_or(term);
    let end = name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len());
    let (family, rest) = name.split_at_checked(end).unwrap_or((name, ""));
    match family {
        "linux" | "ansi" | "pcansi" => true,
        // Without a number they are others: `vte`, `vt-utf8`.
        "vt" | "cons" | "pcvt" | "wsvt" => rest.starts_with(|c: char| c.is_ascii_digit()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_environment(variables: &[(&str, &str)]) -> bool {
        has_unicode(|name| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into()))
    }

    #[test]
    fn only_a_locale_that_names_another_character_set_has_none_but_ascii() {
        for name in [
            "C",
            "POSIX",
            "de_DE.ISO-8859-1",
            "de_DE.ISO-8859-15@euro",
            "en_US.US-ASCII",
            "ja_JP.eucJP",
            "zh_CN.GB18030",
            "ru_RU.KOI8-R",
            "C.ASCII",
            "C@x",
            "de_DE.iso88591",
            "en_US.ANSI_X3.4-1968",
        ] {
            assert!(!in_environment(&[("LANG", name)]), "{name}");
        }
        for name in [
            "",
            "C.UTF-8",
            "C.utf8",
            "en_US.UTF-8",
            "de_DE.utf8@euro",
            "en_US.Utf-8",
            "de_DE",
            "de_DE@euro",
            "en_US.",
            "UTF-8",
            "sr_RS.UTF-8@latin",
            "Cx",
        ] {
            assert!(in_environment(&[("LANG", name)]), "{name}");
        }
        assert!(in_environment(&[]));
    }

    #[test]
    fn the_first_variable_that_is_set_counts() {
        let (utf8, latin1) = ("en_US.UTF-8", "en_US.ISO-8859-1");
        for (variables, wanted) in [
            (&[("LC_ALL", "C"), ("LC_CTYPE", utf8), ("LANG", utf8)][..], false),
            (&[("LC_ALL", utf8), ("LC_CTYPE", "C"), ("LANG", "C")], true),
            (&[("LC_CTYPE", utf8), ("LANG", latin1)], true),
            (&[("LC_CTYPE", latin1), ("LANG", utf8)], false),
            (&[("LC_ALL", ""), ("LC_CTYPE", ""), ("LANG", latin1)], false),
            (&[("LC_ALL", ""), ("LANG", utf8)], true),
            // These are not about characters.
            (&[("LC_MESSAGES", "C"), ("LC_TIME", "C")], true),
        ] {
            assert_eq!(in_environment(variables), wanted, "{variables:?}");
        }
    }

    #[test]
    fn consoles_and_hardware_terminals_get_ascii() {
        let kinds = "linux linux-16color linux-c linux2.6 linux3.0 screen.linux screen.linux-s vt100 vt100-am vt100+ \
            vt52 vt102 vt220 vt220-8bit vt320 vt420 vt510 vt525 screen.vt100 ansi ansi-m ansi.sys pcansi cons25 \
            cons25-iso8859-1 cons25r cons50 pcvt25 wsvt25 wsvt25m";
        for term in kinds.split_whitespace() {
            assert!(!in_environment(&[("TERM", term), ("LANG", "C.UTF-8")]), "{term}");
        }
        let others = "xterm xterm-256color screen screen-256color screen.xterm-256color tmux tmux-256color rxvt-unicode \
            putty putty-256color kitty xterm-kitty alacritty foot vte vte-256color vt-utf8 st-256color konsole dumb \
            xterm-vt220 eterm-color iterm2 linuxish contour console";
        for term in others.split_whitespace() {
            assert!(in_environment(&[("TERM", term)]), "{term}");
        }
        assert!(in_environment(&[("TERM", "")]));
    }
}
