//! The sanitizer, which makes foreign text safe to print on a terminal.
//!
//! Control characters, characters that reorder the line, and invisible characters are made visible, never dropped.
//! Ordinary text of any script is unchanged.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// Maximum number of combining marks of a grapheme cluster.
const MAX_MARKS: usize = 8;
/// Maximum number of characters of a grapheme cluster; the longest in use are emoji families, with about ten.
const MAX_SCALARS: usize = 32;

/// The mark where a text is cut, in ASCII, as messages are.
pub(super) const ELLIPSIS: &str = "...";

const JOINER: char = '\u{200d}';
const NON_JOINER: char = '\u{200c}';
const EMOJI_STYLE: char = '\u{fe0f}';
const KEYCAP: char = '\u{20e3}';

/// A reason why a text is not allowed in a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextFault {
    /// A control character, including line feed and tab.
    Control,
    /// A bidirectional control, which reorders the text around it.
    Bidi,
    /// An invisible character.
    Invisible,
    /// More combining marks or characters in one cluster than can be read.
    CombiningFlood,
}

/// All faults of a text in order, each with its byte offset.
pub fn faults(text: &str) -> impl Iterator<Item = (usize, TextFault)> {
    let odd = if is_plain(text) || text.chars().all(stands_alone) { "" } else { text };
    let mut context = Context::default();
    odd.grapheme_indices(true).flat_map(move |(start, cluster)| {
        let mut found = Vec::new();
        for (at, c) in cluster.char_indices() {
            let rest = odd.get(start + at + c.len_utf8()..).unwrap_or_default();
            found.extend(context.judge(c, rest.chars().next()).map(|fault| (start + at, fault)));
        }
        if kept(cluster) < cluster.len() {
            found.push((start, TextFault::CombiningFlood));
        }
        found
    })
}

/// The first fault of a text and its byte offset.
pub fn fault(text: &str) -> Option<(usize, TextFault)> {
    faults(text).next()
}

/// Whether a text has a cluster with too many characters, not only too many marks.
pub(super) fn is_flood(text: &str) -> bool {
    text.graphemes(true).any(|cluster| cluster.chars().nth(MAX_SCALARS).is_some())
}

/// The text made safe to print: everything that a terminal might act on is visible.
///
/// The result has no fault, and a text without a fault is returned unchanged.
pub fn sanitized(text: &str) -> Cow<'_, str> {
    if fault(text).is_none() {
        return Cow::Borrowed(text);
    }
    // First the characters, then the clusters: making a character visible ends the cluster that it was part of.
    let mut shown = String::with_capacity(text.len() + 16);
    let mut context = Context::default();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if context.judge(c, rest.clone().next()).is_none() {
            shown.push(c);
        } else {
            show(c, &mut shown);
        }
    }
    let mut out = String::with_capacity(shown.len());
    for cluster in shown.graphemes(true) {
        let kept = kept(cluster);
        out.push_str(cluster.get(..kept).unwrap_or_default());
        if kept < cluster.len() {
            out.push_str(ELLIPSIS);
        }
    }
    Cow::Owned(out)
}

/// The beginning of a grapheme cluster that may be shown: no more marks and characters than can be read.
///
/// For text that cannot be sanitized as a whole, such as a line that is being typed.
pub fn limited(cluster: &str) -> &str {
    cluster.get(..kept(cluster)).unwrap_or_default()
}

/// Whether a text is plain ASCII, which has no faults.
fn is_plain(text: &str) -> bool {
    // Chunks without a branch for each byte are fast, and nearly every text is plain to its end.
    let plain = |chunk: &[u8]| chunk.iter().fold(true, |all, b| all & (b' '..=b'~').contains(b));
    text.as_bytes().chunks(32).all(plain)
}

/// Whether a character is no fault and joins no other, in any context; true of most characters in use.
fn stands_alone(c: char) -> bool {
    matches!(c,
        // Latin without the soft hyphen, phonetic letters.
        ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}'
        // Greek and Cyrillic without the marks between.
        | '\u{370}'..='\u{482}' | '\u{48a}'..='\u{52f}'
        // Dashes, quotation marks and dots; the signs of Chinese and Japanese, and their letters.
        | '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{30a0}'..='\u{30ff}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff5e}')
}

/// Appends the visible form of a character.
fn show(c: char, out: &mut String) {
    match c {
        '\t' | '\n' | '\r' => out.push(' '),
        _ => {
            let _ = write!(out, "<U+{:04X}>", u32::from(c));
        }
    }
}

/// The number of bytes of a cluster that are kept.
fn kept(cluster: &str) -> usize {
    if cluster.len() <= MAX_MARKS {
        return cluster.len();
    }
    let (mut marks, mut end) = (0, 0);
    for (count, (at, c)) in cluster.char_indices().enumerate() {
        marks += usize::from(is_combining_mark(c));
        if count == MAX_SCALARS || marks > MAX_MARKS {
            return cut(cluster.get(..end).unwrap_or_default());
        }
        end = at + c.len_utf8();
    }
    cluster.len()
}

/// The number of bytes of a cluster's beginning that an ellipsis can follow.
fn cut(head: &str) -> usize {
    // A joiner or a style at the end would have lost what it belongs to.
    let head = head.trim_end_matches([JOINER, NON_JOINER, EMOJI_STYLE]);
    // A sign that precedes others (as in Arabic) would take the first dot of the ellipsis into its cluster.
    let joins = format!("{head}.").graphemes(true).count() == 1;
    let last = head.chars().next_back().filter(|_| joins && head.chars().count() == MAX_SCALARS);
    head.len() - last.map_or(0, char::len_utf8)
}

/// The previous character, as far as it decides about the next one.
#[derive(Clone, Copy, Debug, Default)]
enum Context {
    #[default]
    Other,
    /// A character of emoji.
    Emoji,
    /// A character of emoji, followed by the selector of its coloured form.
    Styled,
    /// A digit or sign that may become a keycap.
    Key,
    /// A letter of a script that needs the non-joiner to spell words.
    Cursive,
}

impl Context {
    /// Returns the fault of a character in this context, and makes it the context of the next.
    fn judge(&mut self, c: char, next: Option<char>) -> Option<TextFault> {
        let allowed = match c {
            JOINER => matches!(self, Self::Emoji | Self::Styled) && next.is_some_and(is_emoji),
            // Persian spells words with it; between such letters it hides nothing, since it changes their shape.
            NON_JOINER => matches!(self, Self::Cursive) && next.is_some_and(is_cursive),
            EMOJI_STYLE => matches!(self, Self::Emoji) || matches!(self, Self::Key) && next == Some(KEYCAP),
            _ => false,
        };
        let fault = if allowed { None } else { class(c) };
        *self = match c {
            EMOJI_STYLE if allowed => Self::Styled,
            '0'..='9' | '#' | '*' => Self::Key,
            _ if is_emoji(c) => Self::Emoji,
            _ if is_cursive(c) => Self::Cursive,
            _ => Self::Other,
        };
        fault
    }
}

/// The fault of a character without regard to context.
fn class(c: char) -> Option<TextFault> {
    match c {
        ' '..='~' => None,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Some(TextFault::Control),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some(TextFault::Bidi)
        }
        // Soft hyphen, grapheme joiner, fillers of Hangul, Khmer, Mongolian and Braille.
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{2800}' | '\u{3164}' | '\u{ffa0}'
        // Zero-width characters, line and paragraph separators, unseen operators and old format characters.
        | '\u{200b}'..='\u{200d}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{206f}'
        // Variation selectors, the byte order mark, annotations, format characters of shorthand, music and Egyptian.
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{13430}'..='\u{1345f}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        // Tags, more variation selectors, and the rest of that plane, which is set aside for the like.
        | '\u{e0000}'..='\u{e0fff}'
        | '\u{fdd0}'..='\u{fdef}' => Some(TextFault::Invisible),
        // The last two of each plane are no characters.
        _ if u32::from(c) & 0xfffe == 0xfffe => Some(TextFault::Invisible),
        _ => None,
    }
}

/// Whether a character may be part of an emoji: a superset without invisible characters.
fn is_emoji(c: char) -> bool {
    matches!(c,
        '©' | '®' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2194}'..='\u{21aa}'
        | '\u{231a}'..='\u{23ff}' | '\u{24c2}' | '\u{25aa}'..='\u{25fe}' | '\u{2600}'..='\u{27bf}'
        | '\u{2934}' | '\u{2935}' | '\u{2b05}'..='\u{2b55}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}'
        | '\u{1f000}'..='\u{1faff}')
}

/// Whether a character is a letter of Arabic or Syriac script.
fn is_cursive(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{64a}' | '\u{66e}'..='\u{6d3}' | '\u{6d5}' | '\u{6fa}'..='\u{6ff}'
        | '\u{710}'..='\u{72f}' | '\u{74d}'..='\u{77f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Text in which the odd characters are as common as the plain ones.
    fn odd_text() -> impl Strategy<Value = String> {
        let odd = prop::sample::select(vec![
            "\u{1b}",
            "\u{9b}",
            "\u{202e}",
            "\u{200b}",
            "\u{200c}",
            "\u{200d}",
            "\u{fe0f}",
            "\u{301}",
            "\u{20e3}",
            "1",
            "👩",
            "💻",
            "❤",
            "🏽",
            "🇩",
            "\u{600}",
            "\u{1100}",
            "\u{1161}",
            "ی",
            "\u{e0041}",
            "\u{2028}",
            "\u{fffe}",
            "\n",
            "a",
        ]);
        let burst = prop::sample::select(vec![
            "\u{301}".repeat(9),
            "\u{1100}".repeat(40),
            "👩\u{200d}".repeat(20),
            "\u{600}".repeat(31),
            "ی\u{200c}ی".into(),
        ]);
        let piece = prop_oneof![8 => odd.prop_map(str::to_owned), 1 => burst, 2 => any::<char>().prop_map(String::from)];
        prop::collection::vec(piece, 0..40).prop_map(|chunks| chunks.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn what_was_cleaned_has_no_fault_and_stays_as_it_is(text in odd_text()) {
            let clean = sanitized(&text);
            prop_assert_eq!(fault(&clean), None, "{:?} from {:?}", clean, text);
            prop_assert_eq!(sanitized(&clean), clean.clone());
        }

        #[test]
        fn only_a_text_with_a_fault_is_changed(text in odd_text()) {
            prop_assert_eq!(fault(&text).is_none(), sanitized(&text) == text);
        }
    }

    #[test]
    fn what_a_terminal_acts_on_is_shown() {
        assert_eq!(sanitized("a\u{1b}[2J\u{0}\u{7f}"), "a<U+001B>[2J<U+0000><U+007F>");
        assert_eq!(sanitized("\u{9b}31m\u{85}"), "<U+009B>31m<U+0085>");
        assert_eq!(sanitized("one\ttwo\r\nthree"), "one two  three");
        assert_eq!(sanitized("\u{202e}gnp.exe\u{2066}\u{200f}"), "<U+202E>gnp.exe<U+2066><U+200F>");
        for unseen in
            "\u{ad}\u{34f}\u{115f}\u{2800}\u{3164}\u{ffa0}\u{200b}\u{2060}\u{feff}\u{2029}\u{fff9}".chars()
        {
            assert_eq!(sanitized(&format!("a{unseen}b")), format!("a<U+{:04X}>b", u32::from(unseen)));
        }
        assert_eq!(sanitized("\u{e0041}\u{1fffe}\u{fdd0}"), "<U+E0041><U+1FFFE><U+FDD0>");
    }

    #[test]
    fn each_fault_is_reported_with_its_offset() {
        let found: Vec<_> = faults("é\u{1b}x\u{202e}\u{200b}").collect();
        assert_eq!(found, [(2, TextFault::Control), (4, TextFault::Bidi), (7, TextFault::Invisible)]);
        let flood = format!("ab{}", "\u{301}".repeat(9));
        assert_eq!(fault(&flood), Some((1, TextFault::CombiningFlood)));
        assert_eq!(fault("plain"), None);
    }

    #[test]
    fn joiners_and_styles_stay_where_emoji_need_them() {
        for honest in [
            "👩\u{200d}💻",
            "❤\u{fe0f}\u{200d}🔥",
            "👍🏽",
            "🇵🇱",
            "1\u{fe0f}\u{20e3}",
            "⌨\u{fe0f}",
            "👨\u{200d}👩\u{200d}👧",
        ] {
            assert_eq!(sanitized(honest), honest);
        }
        assert_eq!(sanitized("a\u{200d}b"), "a<U+200D>b");
        assert_eq!(sanitized("👩\u{200d}b"), "👩<U+200D>b");
        assert_eq!(sanitized("a\u{fe0f}"), "a<U+FE0F>");
        assert_eq!(sanitized("❤\u{fe0f}\u{fe0f}"), "❤\u{fe0f}<U+FE0F>");
        assert_eq!(sanitized("1\u{fe0f}"), "1<U+FE0F>");
    }

    #[test]
    fn what_stands_alone_is_no_fault_and_joins_nothing() {
        for c in ('\0'..=char::MAX).filter(|c| stands_alone(*c)) {
            assert_eq!(class(c), None, "{c:?}");
            assert_eq!(format!("{c}{c}a{c}é{c}").graphemes(true).count(), 6, "{c:?}");
        }
    }

    #[test]
    fn honest_text_of_any_script_stays() {
        for honest in [
            "naïve café",
            "שלום עולם",
            "مرحبا بالعالم",
            "می\u{200c}خواهم",
            "日本語 ｶﾞ",
            "ไทย",
            "Zürich e\u{301}",
            "नमस्ते",
            "한국어",
        ] {
            assert!(matches!(sanitized(honest), Cow::Borrowed(text) if text == honest), "{honest}");
        }
        assert_eq!(sanitized("a\u{200c}b"), "a<U+200C>b");
    }

    #[test]
    fn a_flood_is_cut_once_for_each_cluster() {
        let flood = format!("a{}b", "\u{301}".repeat(600));
        assert_eq!(sanitized(&flood), format!("a{}...b", "\u{301}".repeat(8)));
        assert_eq!(sanitized(&"\u{1100}".repeat(3_000)), "\u{1100}".repeat(32) + "...");
        assert_eq!(sanitized(&format!("a{}", "\u{301}".repeat(8))), format!("a{}", "\u{301}".repeat(8)));
    }
}
