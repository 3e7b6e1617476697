//! JSON output with terminal control characters escaped.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::dataset::{TextFault, faults};

/// The version of the documented shapes: within it fields are only added.
pub const VERSION: u32 = 1;

/// Writes a documented shape as one line of JSON.
///
/// Every character that a stack may not contain ([`faults`]) is written as `\uXXXX`: the line is safe to print, and parses
/// back to the original text.
///
/// # Errors
///
/// The error of the writer; part of the line may have been written.
pub fn write_line(to: &mut dyn io::Write, shape: &impl Serialize) -> io::Result<()> {
    shape.serialize(&mut Serializer::with_formatter(&mut *to, Sanitized))?;
    to.write_all(b"\n")
}

struct Sanitized;

impl Formatter for Sanitized {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, to: &mut W, fragment: &str) -> io::Result<()> {
        let mut done = 0;
        for (at, fault) in faults(fragment) {
            let Some(from) = fragment.get(at..).filter(|_| at >= done) else { continue };
            to.write_all(fragment.get(done..at).unwrap_or_default().as_bytes())?;
            let active = match fault {
                TextFault::Control | TextFault::Bidi | TextFault::Invisible => 1,
                // `faults` gives no end of the flood, but ASCII always ends it.
                TextFault::CombiningFlood => 1 + from.chars().skip(1).take_while(|c| !c.is_ascii()).count(),
            };
            done = at;
            for c in from.chars().take(active) {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(to, "\\u{unit:04x}")?;
                }
                done += c.len_utf8();
            }
        }
        to.write_all(fragment.get(done..).unwrap_or_default().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(value: &impl Serialize) -> String {
        let mut bytes = Vec::new();
        write_line(&mut bytes, value).expect("a vector takes all");
        String::from_utf8(bytes).expect("JSON is UTF-8")
    }

    #[test]
    fn what_a_terminal_acts_on_is_escaped() {
        let text =
            "\u{1b}\u{7f}\u{9b}\u{61c}\u{200b}\u{200f}\u{2028}\u{202e}\u{2066}\u{feff}\u{e0041}\u{1fffe}";
        let expected = "\"\\u001b\\u007f\\u009b\\u061c\\u200b\\u200f\\u2028\\u202e\\u2066\\ufeff\\udb40\\udc41\\ud83f\\udffe\"\n";
        assert_eq!(written(&text), expected);
    }

    #[test]
    fn invisible_characters_are_escaped() {
        let unseen = "a\u{34f}b\u{ad}\u{3164}\u{2800}\u{fe00}\u{fe0f}\u{200d}\u{180e}";
        let expected = "\"a\\u034fb\\u00ad\\u3164\\u2800\\ufe00\\ufe0f\\u200d\\u180e\"\n";
        assert_eq!(written(&unseen), expected);
        let flood = format!("é{}x\u{202e}", "\u{301}".repeat(9));
        let expected = format!("\"\\u00e9{}x\\u202e\"\n", "\\u0301".repeat(9));
        assert_eq!(written(&flood), expected);
    }

    #[test]
    fn ordinary_text_is_not_escaped() {
        for text in ["naïve café", "語", "👩\u{200d}💻 שלום"] {
            assert_eq!(written(&text), format!("\"{text}\"\n"));
        }
    }

    proptest! {
        #[test]
        fn any_text_parses_back_and_the_line_is_safe_to_print(
            text in proptest::collection::vec(prop_oneof![any::<char>(), (0u32..0x2100).prop_filter_map("", char::from_u32)], 0..40)
        ) {
            let text: String = text.into_iter().collect();
            let line = written(&text);
            let body = line.strip_suffix('\n').expect("one line");
            prop_assert_eq!(crate::dataset::fault(body), None);
            prop_assert_eq!(serde_json::from_str::<String>(body).expect("JSON"), text);
        }
    }
}
