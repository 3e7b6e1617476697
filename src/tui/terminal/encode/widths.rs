//! The agreement of terminals about widths.

/// How far terminals agree about the width of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WidthAgreement {
    /// One cell wide in every terminal.
    Narrow,
    /// Letters and signs of old standing, about which nearly all terminals agree.
    Usual,
    /// Emoji, scripts whose letters join, and whatever consists of several characters: each terminal counts differently.
    Doubtful,
}

impl WidthAgreement {
    /// Returns the agreement about a cluster.
    pub(super) fn on(cluster: &str) -> Self {
        let mut chars = cluster.chars();
        match (chars.next(), chars.next()) {
            (Some(' '..='~' | '\u{2500}'..='\u{257f}' | '…'), None) => Self::Narrow,
            (first, None) if first.is_none_or(is_usual) => Self::Usual,
            _ => Self::Doubtful,
        }
    }
}

/// Whether a character alone has the same width in nearly all terminals.
fn is_usual(c: char) -> bool {
    matches!(c,
        // Latin, Greek and Cyrillic without the marks between.
        '\u{a1}'..='\u{2ff}' | '\u{370}'..='\u{482}' | '\u{48a}'..='\u{52f}' | '\u{1e00}'..='\u{1fff}'
        // Punctuation, currencies, mathematics, pictures of controls, geometric forms without those that are emoji.
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{203b}' | '\u{20a0}'..='\u{20bf}' | '\u{2190}'..='\u{2193}'
        | '\u{2200}'..='\u{22ff}' | '\u{2400}'..='\u{2426}' | '\u{2580}'..='\u{25a9}' | '\u{25ac}'..='\u{25b5}'
        | '\u{25b7}'..='\u{25bf}' | '\u{25c1}'..='\u{25fa}'
        // Chinese, Japanese and Korean.
        | '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{30a0}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff01}'..='\u{ff5e}' | '\u{ff61}'..='\u{ff9d}')
}
