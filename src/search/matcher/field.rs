//! Which field of an entry gave a grade: asked only of hits that are shown.

use super::{NOT, SCORE, WordMatcher, fields, tagged};
use crate::search::corpus::Segment;
use crate::search::limits::Steps;
use crate::search::needle::Needle;
use crate::search::rank::{Field, Grade, Tier};
use crate::search::stems::Forms;
use crate::search::typos::{self, Meant};

/// So many forms of a word are marked in one text.
const MARKED: usize = 256;

impl WordMatcher {
    /// The field that gave a grade to an entry.
    pub(in crate::search) fn field(&self, part: &Segment, at: usize, grade: Grade) -> Field {
        match grade.tier() {
            None => Field::Fact,
            Some(Tier::Tag) => self.fact_field(part, at, grade),
            Some(Tier::Text) => self.text_field(part, at),
            Some(Tier::Source) => self.source_field(part, at, grade),
            Some(_) => self.name_field(part, at, grade),
        }
    }

    fn name_field(&self, part: &Segment, at: usize, wanted: Grade) -> Field {
        let start = part.names.start(at);
        for (number, (from, name)) in fields(part.names.get(at)).enumerate() {
            let places = self.finder().places(name).chain(self.needle.places(name));
            let mut literal = places.map(|place| self.name(part, number, start + from + place));
            if literal.any(|grade| grade == wanted)
                || self.ends_of_name(part, number, start + from, name) == wanted
            {
                return name_field(number);
            }
        }
        let loosely = self.loosely(part, at, Grade::NONE).into_iter().flatten();
        let mut gave = loosely.filter(|(_, grade)| *grade == wanted);
        gave.next().map_or(Field::Name, |(number, _)| name_field(number))
    }

    fn fact_field(&self, part: &Segment, at: usize, wanted: Grade) -> Field {
        let code = |list: &[u8], at: usize| list.get(at).copied().unwrap_or(NOT);
        let gave = |code: u8| code >= SCORE && Grade::new(Tier::Tag, code - SCORE) == wanted;
        for (number, tag) in (0..).zip(part.tags_of.get(at)) {
            if gave(tagged(code(&self.tags, *tag as usize))) {
                return Field::Tag(number);
            }
        }
        match part.facts.get(at) {
            Some(facts)
                if facts.kind != 0 && gave(code(&self.kinds, facts.kind.trailing_zeros() as usize)) =>
            {
                Field::Kind
            }
            _ => Field::Category,
        }
    }

    fn text_field(&self, part: &Segment, at: usize) -> Field {
        if let Some(letter) = self.needle.single() {
            let alone = |text: &str| {
                self.needle.word_starts(text).any(|place| self.needle.ends_word(text, place)) && letter != 0
            };
            let found = fields(part.texts.get(at)).position(|(_, text)| alone(text));
            return text_field(found.unwrap_or(0));
        }
        let mut best = (NOT, 0);
        for (number, (_, text)) in fields(part.texts.get(at)).enumerate() {
            let code = self.long_text(text, number == 0);
            if code > best.0 {
                best = (code, number);
            }
        }
        text_field(best.1)
    }

    fn source_field(&self, part: &Segment, at: usize, wanted: Grade) -> Field {
        let mut best: Option<(u32, u32)> = None;
        for (number, cited) in (0..).zip(part.sources_of.get(at)) {
            let code = self.sources.get(cited.source as usize).copied().unwrap_or(NOT);
            let gave = code >= SCORE && Grade::new(Tier::Source, code - SCORE) == wanted;
            if gave && best.is_none_or(|(claims, _)| cited.claims > claims) {
                best = Some((cited.claims, number));
            }
        }
        Field::Source(best.map_or(0, |(_, number)| number))
    }

    /// The bytes of a folded name that were meant by a mistyped word.
    pub(in crate::search) fn meant(
        needle: &Needle,
        folded: &str,
        heads: impl Iterator<Item = usize> + Clone,
    ) -> Option<Meant> {
        let edits = typos::forgiven(needle.loose());
        (edits > 0).then(|| typos::meant(needle.loose(), edits, folded, heads, &mut Steps::all())).flatten()
    }

    /// The other forms of the word at its places in a folded text.
    pub(in crate::search) fn forms(needle: &Needle, folded: &str) -> Vec<std::ops::Range<usize>> {
        let Some(forms) = Forms::of(needle.text()) else { return Vec::new() };
        let starts = forms.root.word_starts(folded).take(MARKED);
        starts.filter_map(|at| forms.ends(folded, at).map(|end| at..end)).collect()
    }
}

fn name_field(number: usize) -> Field {
    match number {
        0 => Field::Name,
        1 => Field::Id,
        _ => Field::Alias(u32::try_from(number - 2).unwrap_or(0)),
    }
}

fn text_field(number: usize) -> Field {
    match u32::try_from(number).unwrap_or(0).checked_sub(1) {
        None => Field::Summary,
        Some(claim) => Field::Claim(claim),
    }
}
