//! The lines of the settings that give actions other keys, and what is wrong with them.

use super::keys::{ACTIONS, Action, Chord, Code, Context, Key};
use crate::dataset::{Code as FindingCode, FileSpan, Finding};

/// A line of the settings that gives an action its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLine {
    /// The action.
    pub action: &'static Action,
    /// Its keys, none if it shall have none, with their locations.
    pub chords: Vec<(Chord, FileSpan)>,
    /// The location of the value.
    pub at: FileSpan,
    /// The line of the file, from 1.
    pub line: usize,
}

/// The keys that stay whatever the settings say, with their actions: without them there is no way out.
const KEPT: [(&str, Key); 3] = [
    ("leave", Key::plain(Code::Esc)),
    ("follow", Key::plain(Code::Enter)),
    ("quit-anywhere", Key { code: Code::Char('c'), ctrl: true, alt: false }),
];

impl KeyLine {
    /// The line, in which the chords of an action that opens pages are continued by the digits or letters of the pages.
    pub fn new(action: &'static Action, chords: Vec<(Chord, FileSpan)>, at: FileSpan, line: usize) -> Self {
        let mut this = Self { action, chords, at, line };
        if action.is_labelled() {
            // Of the default keys the last ones are these digits or letters.
            let continued = |(chord, at): (Chord, FileSpan)| {
                action.keys.iter().filter_map(move |known| Some((chord.then(known.last())?, at.clone())))
            };
            this.chords = this.chords.into_iter().flat_map(continued).collect();
        }
        this
    }

    /// Whether a key of the line is one that another action has by default, or one of them begins the other.
    pub fn takes(&self, chord: &Chord, action: &Action) -> bool {
        self.chords.iter().any(|(own, _)| clash((self.action, own), (action, chord)))
    }
}

/// The findings about lines: errors where two of them are in conflict or a key would be lost that must not be, warnings
/// about default keys that begin like theirs, and hints about those that are theirs now.
pub fn check(lines: &[KeyLine]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        findings.extend(check_kept(line));
        findings.extend(line.chords.iter().filter_map(|(chord, at)| untypable(line.action, chord, at)));
        for other in lines.iter().take(at) {
            findings.extend(conflict(line, other));
        }
        findings.extend(conflict_within(line));
        findings.extend(hidden(line, lines));
        findings.extend(taken(line, lines));
    }
    findings
}

fn error(at: &FileSpan, message: String, help: String) -> Finding {
    Finding::error(FindingCode::BadValue, at.clone(), message).help(help)
}

/// Whether a chord begins with a key that stays.
fn is_kept(chord: &Chord) -> bool {
    KEPT.iter().any(|(_, key)| chord.keys().first() == Some(key))
}

/// The error about a line that takes a key away which must stay.
fn check_kept(line: &KeyLine) -> Option<Finding> {
    KEPT.iter().find_map(|(name, key)| {
        let kept = Chord::new(*key);
        let action = Action::named(name)?;
        if line.action.name == *name {
            let has = line.chords.iter().any(|(chord, _)| *chord == kept);
            let message = format!("`{name}` cannot do without {kept}");
            return (!has).then(|| error(&line.at, message, format!("add \"{kept}\" to its keys")));
        }
        let taken = |(chord, _): &&(Chord, FileSpan)| {
            chord.keys().first() == Some(key) && meet((line.action, chord), (action, &kept))
        };
        let (_, at) = line.chords.iter().find(taken)?;
        let message = format!("{kept} is always `{name}`, and cannot be `{}`", line.action.name);
        Some(error(at, message, "choose another key".to_owned()))
    })
}

/// The error about a letter for an action that is used only where letters are typed.
fn untypable(action: &Action, chord: &Chord, at: &FileSpan) -> Option<Finding> {
    let is_dead = !action.contexts.iter().any(|context| action.has_in(chord, *context));
    let help = "choose a key with Ctrl or Alt, or one that types nothing".to_owned();
    is_dead.then(|| error(at, format!("`{}` is for texts, in which {chord} types", action.name), help))
}

/// Whether two chords belong to a context in which they are both in use, and one begins the other.
fn clash(one: (&Action, &Chord), other: (&Action, &Chord)) -> bool {
    (one.1.after(Some(other.1)).is_some() || other.1.after(Some(one.1)).is_some()) && meet(one, other)
}

/// Whether two chords have a context in common.
fn meet(one: (&Action, &Chord), other: (&Action, &Chord)) -> bool {
    let both = |context: &&Context| one.0.has_in(one.1, **context) && other.0.has_in(other.1, **context);
    one.0.contexts.iter().any(|context| both(&context))
}

/// The error about two lines with the same keys.
fn conflict(line: &KeyLine, other: &KeyLine) -> Option<Finding> {
    line.chords.iter().find_map(|(chord, at)| {
        let clashes = |(known, _): &&(Chord, FileSpan)| clash((line.action, chord), (other.action, known));
        let (known, before) = other.chords.iter().find(clashes)?;
        let (name, other_name) = (line.action.name, other.action.name);
        let keys = if chord == known {
            format!("{chord} is")
        } else {
            format!("{known} and {chord} begin alike, as")
        };
        let message =
            format!("{keys} `{other_name}` in line {} and `{name}` in line {}", other.line, line.line);
        let finding = error(at, message, "give one of them other keys".to_owned());
        Some(finding.related(before.clone(), format!("`{other_name}`")))
    })
}

/// The error about a line in which one of the keys begins another.
fn conflict_within(line: &KeyLine) -> Option<Finding> {
    line.chords.iter().enumerate().find_map(|(place, (chord, at))| {
        let begins = |(known, _): &&(Chord, FileSpan)| {
            chord != known && (chord.after(Some(known)).is_some() || known.after(Some(chord)).is_some())
        };
        let (known, _) = line.chords.iter().take(place).find(begins)?;
        let message = format!("{known} and {chord} of `{}` begin alike", line.action.name);
        Some(error(at, message, "remove one of them".to_owned()))
    })
}

/// The default keys of the actions that have no line.
fn defaults(lines: &[KeyLine]) -> impl Iterator<Item = (&'static Action, &'static Chord)> {
    let is_default = |action: &&Action| lines.iter().all(|line| line.action.name != action.name);
    let actions = ACTIONS.iter().filter(is_default);
    actions.flat_map(|action| action.keys.iter().map(move |chord| (action, chord)))
}

/// The hint about default keys of other actions that are those of a line now.
fn taken(line: &KeyLine, lines: &[KeyLine]) -> Option<Finding> {
    let is_taken = |(action, known): &(&Action, &Chord)| {
        let is_it = |(chord, _): &(Chord, FileSpan)| {
            chord == *known && !is_kept(chord) && meet((line.action, chord), (action, known))
        };
        line.chords.iter().any(is_it)
    };
    let taken: Vec<String> = defaults(lines)
        .filter(is_taken)
        .map(|(action, chord)| format!("{chord} from `{}`", action.name))
        .collect();
    let more = taken.len().saturating_sub(MAX_NAMED);
    let named = taken.get(..MAX_NAMED).unwrap_or(&taken).join(", ");
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let message = format!("`{}` takes {named}{more}", line.action.name);
    let help = "`stacklore keys` lists what every action has now".to_owned();
    let hint = || Finding::hint(FindingCode::KeyTaken, line.at.clone(), message).help(help);
    (!taken.is_empty()).then(hint)
}

/// Maximum number of keys that a hint names.
const MAX_NAMED: usize = 3;

/// The warning about default keys that no one can reach because a key of a line begins them, or they begin one of its.
fn hidden(line: &KeyLine, lines: &[KeyLine]) -> Option<Finding> {
    line.chords.iter().filter(|(chord, _)| !is_kept(chord)).find_map(|(chord, at)| {
        let is_hidden = |(action, known): &(&Action, &Chord)| {
            *known != chord && clash((line.action, chord), (action, known))
        };
        let hidden: Vec<(&Action, &Chord)> = defaults(lines).filter(is_hidden).collect();
        let (first, known) = hidden.first()?;
        let more = match hidden.len() - 1 {
            0 => String::new(),
            1 => " and one other".to_owned(),
            more => format!(" and {more} others"),
        };
        let message = format!("{chord} of `{}` hides {known} of `{}`{more}", line.action.name, first.name);
        let help =
            "keys that begin alike do not go together: choose another, or give the hidden ones new keys";
        Some(Finding::warning(FindingCode::BadValue, at.clone(), message).help(help.to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::chord_text::parse;
    use crate::dataset::Severity;

    /// The lines of `name = keys`, from line 1 on.
    fn lines(all: &[(&str, &[&str])]) -> Vec<KeyLine> {
        let at = |line: usize| FileSpan::of_only_file(line..line + 1);
        let line = |(line, (name, keys)): (usize, &(&str, &[&str]))| {
            let chords = keys.iter().map(|text| (parse(text).unwrap(), at(line))).collect();
            KeyLine::new(Action::named(name).unwrap(), chords, at(line), line)
        };
        (1..).zip(all).map(line).collect()
    }

    fn told(all: &[(&str, &[&str])]) -> Vec<String> {
        check(&lines(all)).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn two_lines_with_one_key_are_named_both() {
        assert_eq!(
            told(&[("zoom", &["x"]), ("links", &["f5", "x"])]),
            ["x is `zoom` in line 1 and `links` in line 2"]
        );
        assert_eq!(
            told(&[("zoom", &["xy"]), ("links", &["x"])]),
            ["xy and x begin alike, as `zoom` in line 1 and `links` in line 2"]
        );
        // They have no context in common.
        assert_eq!(told(&[("zoom", &["f5"]), ("explain", &["f5"])]), [""; 0]);
    }

    #[test]
    fn a_default_key_is_taken_with_a_hint_and_what_it_begins_with_a_warning() {
        assert_eq!(told(&[("zoom", &["q"])]), ["`zoom` takes q from `quit`"]);
        assert_eq!(told(&[("zoom", &["q"]), ("quit", &["f5"])]), [""; 0]);
        assert_eq!(
            told(&[("zoom", &["q", "u", "b", "m", "a"])]),
            ["`zoom` takes u from `links`, b from `bookmark`, m from `mark` and 2 more"]
        );
        assert!(check(&lines(&[("zoom", &["q"])])).iter().all(|it| it.severity == Severity::Hint));
        let warned = told(&[("zoom", &["y"])]);
        assert!(warned[0].starts_with("y of `zoom` hides yy of `copy-url` and "), "{warned:?}");
        assert_eq!(told(&[("zoom", &["jj"])]), ["jj of `zoom` hides j of `next`"]);
        assert_eq!(told(&[("zoom", &["jj"]), ("next", &["down"])]), [""; 0]);
    }

    #[test]
    fn the_ways_out_stay() {
        assert_eq!(told(&[("leave", &["x"])]), ["`leave` cannot do without Esc"]);
        assert_eq!(told(&[("leave", &["x", "esc"])]), [""; 0]);
        assert_eq!(told(&[("follow", &[])]), ["`follow` cannot do without Enter"]);
        assert_eq!(
            told(&[("zoom", &["ctrl-c"])]),
            ["Ctrl-c is always `quit-anywhere`, and cannot be `zoom`"]
        );
        assert_eq!(told(&[("zoom", &["esc x"])]), ["Esc is always `leave`, and cannot be `zoom`"]);
    }

    #[test]
    fn a_letter_is_no_key_of_what_is_done_in_a_text() {
        assert_eq!(told(&[("delete-left", &["x"])]), ["`delete-left` is for texts, in which x types"]);
        assert_eq!(told(&[("redraw", &["x"])]), [""; 0]);
    }

    #[test]
    fn pages_are_chosen_by_the_key_that_follows() {
        let lines = lines(&[("open-link", &["F"]), ("open-source", &["x"])]);
        let shown =
            |at: usize| lines[at].chords.iter().map(|(chord, _)| chord.to_string()).collect::<Vec<_>>();
        assert_eq!((shown(0).len(), &*shown(0)[25], &*shown(1)[8]), (26, "Fz", "x9"));
    }
}
