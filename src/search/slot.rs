//! One word of a query against all entries: a grade for each.
//!
//! Whole stretches of the corpus are looked through at once where most entries are asked about, and entry by entry
//! where few are; both ways call the same functions, so they cannot disagree.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::corpus::{BREAK, Corpus, Texts};
use super::fold::{ends_word, starts_word};
use super::needle::Needle;
use super::rank::{Field, Grade, Tier};
use super::scattered::{is_subsequence, quality, squeezed_equal};
use super::slips::{self, Meant};
use super::stems::{Forms, is_ending};
use crate::dataset::EntryKind;

/// A word, ready to be asked about any entry.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) needle: Needle,
    pub(super) mode: Mode,
    /// How many slips of typing are forgiven; none where the word stands somewhere as it was typed.
    pub(super) edits: u8,
    /// Whether a name holds all of the word but its first letter, so that this one may be the slip.
    wrong_start: bool,
    forms: Option<Forms>,
    /// What was found in the texts that many entries share, by position; see [`Shared`].
    kinds: Vec<u8>,
    categories: Vec<u8>,
    tags: Vec<u8>,
    sources: Vec<u8>,
}

/// How a word is to be matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// As forgivingly as makes sense.
    Plain,
    /// As it stands, wherever a plain word would be looked for.
    Literal,
    /// Only as whole words; the last one may go on when `open`.
    Whole { open: bool },
    /// Only at the ends of names.
    Ends { start: bool, end: bool },
}

/// What the code of a shared or a long text means: nothing, only contained, or a score above that.
type Shared = u8;
const NOT: Shared = 0;
const CONTAINED: Shared = 1;
const SCORE: Shared = 2;

/// From so many letters on a word counts inside words of long texts: fewer letters stand inside some word of nearly
/// every text.
const INSIDE: usize = 4;

/// More words than this are not stemmed in one entry.
const STEMMED: usize = 4;

/// In more texts than this a word says nothing further.
const OFTEN: u8 = 3;

/// The summary tells what the entry is, a claim may only mention the word.
const SUMMARY: u8 = 3;

/// A match in a text, best last: inside a word, at its start, another form of it, all of it.
const WITHIN: u8 = 1;
const START: u8 = 2;
const FORM: u8 = 3;
const WHOLE: u8 = 4;

impl Slot {
    pub(super) fn new(corpus: &Corpus, needle: &Needle, mode: Mode) -> Self {
        Self::with_forms(corpus, needle, mode, Forms::of(needle.text()))
    }

    /// The same, but other forms of the word do not count.
    pub(super) fn strict(corpus: &Corpus, needle: &Needle, mode: Mode) -> Self {
        Self::with_forms(corpus, needle, mode, None)
    }

    fn with_forms(corpus: &Corpus, needle: &Needle, mode: Mode, forms: Option<Forms>) -> Self {
        let plain = mode == Mode::Plain || mode == Mode::Literal;
        let mut slot = Self {
            needle: needle.clone(),
            mode,
            edits: 0,
            wrong_start: false,
            forms: forms.filter(|_| plain),
            kinds: Vec::new(),
            categories: Vec::new(),
            tags: Vec::new(),
            sources: Vec::new(),
        };
        if !matches!(mode, Mode::Ends { .. }) {
            slot.kinds = EntryKind::ALL.iter().map(|kind| slot.tag(kind.name())).collect();
            slot.categories = slot.table(&corpus.categories, Self::tag);
            slot.tags = slot.table(&corpus.tags, Self::tag);
            slot.sources = slot.table(&corpus.sources, |slot, text| slot.long_text(text, false));
        }
        slot
    }

    /// The same for a word that may have been mistyped.
    pub(super) fn forgiving(corpus: &Corpus, needle: &Needle, threads: usize) -> Self {
        let mut slot = Self::new(corpus, needle, Mode::Plain);
        slot.forgive(corpus, threads);
        slot
    }

    /// The codes of all texts of a table.
    fn table(&self, texts: &Texts, code: impl Fn(&Self, &str) -> Shared) -> Vec<Shared> {
        let mut codes = vec![NOT; texts.len()];
        let finder = self.finder();
        let mut at = 0;
        let mut next = 0;
        // Most texts do not hold the word: they are passed over in one go.
        for place in finder.places(&texts.text) {
            if place < next {
                continue;
            }
            while texts.start(at + 1) <= place {
                at += 1;
            }
            if let Some(cell) = codes.get_mut(at) {
                *cell = code(self, texts.get(at));
            }
            next = texts.start(at + 1);
        }
        if codes.iter().all(|code| *code == NOT) { Vec::new() } else { codes }
    }

    /// How many bytes were found out about shared texts.
    pub(super) fn bytes(&self) -> usize {
        self.categories.len() + self.tags.len() + self.sources.len()
    }

    /// What is looked for in texts: the word, or what all of its forms begin with.
    fn finder(&self) -> &Needle {
        self.forms.as_ref().map_or(&self.needle, |forms| &forms.root)
    }

    /// Forgives slips where the word stands nowhere as it was typed: else they would bury what was meant.
    fn forgive(&mut self, corpus: &Corpus, threads: usize) {
        let word = self.needle.loose();
        let edits = slips::forgiven(word);
        let known = |codes: &[u8]| codes.iter().any(|code| *code >= SCORE);
        if edits == 0 || known(&self.kinds) || known(&self.categories) || known(&self.tags) {
            return;
        }
        let is_word = |text: &str, at: usize| starts_word(text, at) && self.needle.ends_word(text, at);
        let somewhere = anywhere(&corpus.names.text, &self.needle, threads, |_, _| true)
            || anywhere(&corpus.texts.text, &self.needle, threads, is_word)
            || anywhere(&corpus.sources.text, &self.needle, threads, is_word);
        if somewhere {
            return;
        }
        self.edits = edits;
        let tail: String = word.iter().skip(1).collect();
        self.wrong_start = word.len() >= slips::WRONG_START
            && anywhere(&corpus.names.text, &Needle::new(&tail), threads, |_, _| true);
    }

    /// The code of a tag, a kind or a category.
    fn tag(&self, folded: &str) -> Shared {
        let mut best = NOT;
        for at in self.needle.places(folded) {
            let fits = starts_word(folded, at) && self.fits_end(folded, at);
            let whole = folded.len() == self.needle.len();
            let score = SCORE + if whole { 4 } else { 0 } + if at == 0 { 2 } else { 0 };
            best = best.max(if fits { score } else { CONTAINED });
        }
        if best < SCORE
            && let Some(forms) = &self.forms
            && forms.root.word_starts(folded).take(STEMMED).any(|at| forms.ends(folded, at).is_some())
        {
            best = SCORE;
        }
        best
    }

    fn fits_end(&self, folded: &str, at: usize) -> bool {
        !matches!(self.mode, Mode::Whole { open: false }) || self.needle.ends_word(folded, at)
    }

    /// The code of a long text; `summary` when its first field is the summary.
    fn long_text(&self, folded: &str, summary: bool) -> Shared {
        let mut tally = Tally::new(summary);
        self.each_place(folded, |at| self.count(&mut tally, folded, 0, at));
        tally.code()
    }

    /// The places of the word in a text, and those of its other forms.
    fn each_place(&self, folded: &str, each: impl FnMut(usize)) {
        match &self.forms {
            // A form must not hide the word itself that begins inside it.
            Some(forms) => forms.root.all_places(folded).for_each(each),
            None => self.needle.places(folded).for_each(each),
        }
    }

    /// Takes such a place into account.
    fn count(&self, tally: &mut Tally, text: &str, block: usize, at: usize) {
        let bytes = text.as_bytes();
        let literal = self.forms.is_none()
            || bytes.get(at..).is_some_and(|rest| rest.starts_with(self.needle.text().as_bytes()));
        let begins = starts_word(text, at);
        let score = if literal {
            let end = at + self.needle.len();
            match (begins, ends_word(text, end)) {
                (true, true) => WHOLE,
                (true, false) => match self.mode {
                    Mode::Whole { open: false } => 0,
                    // A letter alone begins a word of nearly every text.
                    _ if self.needle.single().is_some() => 0,
                    Mode::Whole { .. } => START,
                    _ if text.get(end..).is_some_and(is_ending) => FORM,
                    _ => START,
                },
                (false, _)
                    if matches!(self.mode, Mode::Plain | Mode::Literal)
                        && self.needle.loose().len() >= INSIDE =>
                {
                    WITHIN
                }
                (false, _) => 0,
            }
        } else {
            // Where a form was found in this field already, another one says nothing more.
            let since = tally.counted.map(|counted| bytes.get(counted..at).unwrap_or_default());
            let again =
                tally.best >= FORM && since.is_some_and(|since| memchr::memchr(BREAK, since).is_none());
            let form = begins && !again && tally.stemmed < STEMMED && {
                tally.stemmed += 1;
                self.forms.as_ref().is_some_and(|forms| forms.ends(text, at).is_some())
            };
            if form { FORM } else { 0 }
        };
        if score == 0 {
            tally.contained |= literal;
            return;
        }
        let between = bytes.get(tally.counted.unwrap_or(block)..at).unwrap_or_default();
        let parted = memchr::memchr(BREAK, between).is_some();
        if parted || tally.counted.is_none() {
            tally.fields = (tally.fields + 1).min(OFTEN);
        }
        tally.in_summary &= !parted;
        tally.counted = Some(at);
        tally.best = tally.best.max(score + if tally.in_summary { SUMMARY } else { 0 });
    }

    /// The literal grades of the names of some entries in a row, into `grades`.
    pub(super) fn names(&self, corpus: &Corpus, first: usize, grades: &mut [Grade]) {
        let text = corpus.names.text.as_str();
        let from = corpus.names.start(first);
        let to = corpus.names.start(first + grades.len());
        if let Mode::Ends { .. } = self.mode {
            for (at, grade) in (first..).zip(grades) {
                *grade = self.ends_of_names(corpus, at);
            }
            return;
        }
        let Some(stretch) = text.get(from..to) else { return };
        let (mut at, mut end) = (0, corpus.names.start(first + 1));
        let mut block = from;
        for place in self.needle.places(stretch) {
            let place = from + place;
            while place >= end {
                at += 1;
                block = end;
                end = corpus.names.start(first + at + 1);
            }
            if let Some(grade) = grades.get_mut(at) {
                *grade = self.name(corpus, block, place, *grade).min(*grade);
            }
        }
    }

    /// The grade of the needle at a place of `names`, if it is better than `best`; `block` is where the entry's names
    /// begin.
    fn name(&self, corpus: &Corpus, block: usize, place: usize, best: Grade) -> Grade {
        let text = corpus.names.text.as_str();
        let bytes = text.as_bytes();
        let end = place + self.needle.len();
        let starts = place == block || bytes.get(place - 1) == Some(&BREAK);
        let stops = bytes.get(end).is_none_or(|byte| *byte == BREAK);
        let head = starts || corpus.head(place);
        if let Mode::Whole { open } = self.mode
            && !(head && (open || ends_word(text, end) || corpus.head(end)))
        {
            return Grade::CONTAINED;
        }
        let (tier, whole) = match (starts && stops, starts, head) {
            (true, ..) => (Tier::Exact, 0),
            (_, true, _) => (Tier::Prefix, 0),
            (.., true) => (Tier::Word, if ends_word(text, end) { 4 } else { 0 }),
            _ if self.needle.len() > 1 => (Tier::Inside, 0),
            _ => return Grade::CONTAINED,
        };
        // Which field it is need not be counted out where even the best one would change nothing.
        if best <= Grade::new(tier, rank_of(0) + whole) {
            return Grade::CONTAINED;
        }
        let before = bytes.get(block..place).unwrap_or_default();
        Grade::new(tier, rank_of(memchr::memchr_iter(BREAK, before).count()) + whole)
    }

    fn ends_of_names(&self, corpus: &Corpus, at: usize) -> Grade {
        let start = corpus.names.start(at);
        let all = fields(corpus.names.get(at)).enumerate();
        all.map(|(number, (from, name))| self.ends_of_name(corpus, number, start + from, name))
            .min()
            .unwrap_or(Grade::NONE)
    }

    fn ends_of_name(&self, corpus: &Corpus, number: usize, from: usize, name: &str) -> Grade {
        let Mode::Ends { start, end } = self.mode else { return Grade::NONE };
        let word = self.needle.text();
        let (begins, stops) = (name.starts_with(word), name.ends_with(word));
        if start && !begins || end && !stops {
            return Grade::NONE;
        }
        let tier = match (name == word, begins) {
            (true, _) => Tier::Exact,
            (_, true) => Tier::Prefix,
            _ if corpus.head(from + name.len() - word.len()) => Tier::Word,
            _ => Tier::Inside,
        };
        Grade::new(tier, rank_of(number))
    }

    /// The codes of the long texts of some entries in a row, into `codes`.
    pub(super) fn texts(&self, corpus: &Corpus, first: usize, codes: &mut [Shared]) {
        let text = corpus.texts.text.as_str();
        let from = corpus.texts.start(first);
        let to = corpus.texts.start(first + codes.len());
        let Some(stretch) = text.get(from..to) else { return };
        let (mut at, mut block, mut end) = (0, from, corpus.texts.start(first + 1));
        let mut tally = Tally::new(true);
        self.each_place(stretch, |place| {
            let place = from + place;
            if place >= end {
                if let Some(code) = codes.get_mut(at) {
                    *code = tally.code();
                }
                while place >= end {
                    at += 1;
                    block = end;
                    end = corpus.texts.start(first + at + 1);
                }
                tally = Tally::new(true);
            }
            self.count(&mut tally, text, block, place);
        });
        if let Some(code) = codes.get_mut(at) {
            *code = tally.code();
        }
    }

    /// Whether the long texts have to be looked at for this word.
    pub(super) fn reads_texts(&self) -> bool {
        !matches!(self.mode, Mode::Ends { .. }) && self.needle.single().is_none()
    }

    /// Whether the names of an entry can hold the word as it stands.
    pub(super) fn may_stand_in_names(&self, corpus: &Corpus, at: usize) -> bool {
        match self.needle.single() {
            Some(letter) if matches!(self.mode, Mode::Plain | Mode::Literal) => {
                corpus.initials.get(at).is_some_and(|set| set & letter != 0)
            }
            _ => corpus.letters.get(at).is_some_and(|set| set & self.needle.bytes() == self.needle.bytes()),
        }
    }

    /// The grade of an entry, from what its names and texts gave.
    pub(super) fn grade(
        &self,
        corpus: &Corpus,
        at: usize,
        names: Grade,
        texts: impl FnOnce() -> Shared,
    ) -> Grade {
        if self.mode == Mode::Plain {
            let loose = self.loose(corpus, at, names);
            if loose.matches() {
                return loose;
            }
        } else if names.matches() {
            return names;
        }
        if matches!(self.mode, Mode::Ends { .. }) {
            return Grade::NONE;
        }
        let facts = self.facts(corpus, at);
        if facts >= SCORE {
            return Grade::new(Tier::Tag, facts - SCORE);
        }
        let texts = match self.needle.single() {
            // Of a letter that stands alone only the fact is kept.
            Some(letter) => {
                let alone = corpus.alone.get(at).is_some_and(|set| set & letter != 0);
                if alone { SCORE + WHOLE } else { CONTAINED }
            }
            None => texts(),
        };
        if texts >= SCORE {
            return Grade::new(Tier::Text, texts - SCORE);
        }
        let code = |list: &[u8], at: u32| list.get(at as usize).copied().unwrap_or(NOT);
        let sources = corpus.sources_of.get(at).iter().map(|cited| code(&self.sources, cited.source)).max();
        let sources = sources.unwrap_or(NOT);
        if sources >= SCORE {
            return Grade::new(Tier::Source, sources - SCORE);
        }
        if facts.max(texts).max(sources) == CONTAINED
            || names == Grade::CONTAINED
            || self.is_strewn(corpus, at)
        {
            Grade::CONTAINED
        } else {
            Grade::NONE
        }
    }

    /// Whether the letters stand somewhere in the names in this order, so that more of them may match.
    fn is_strewn(&self, corpus: &Corpus, at: usize) -> bool {
        let loose = self.needle.loose_bytes();
        self.mode == Mode::Plain
            && corpus.letters.get(at).is_some_and(|set| set & loose == loose)
            && is_subsequence(self.needle.loose(), corpus.names.get(at))
    }

    /// The better one of a literal grade of the names and what is found by looking less closely.
    fn loose(&self, corpus: &Corpus, at: usize, literal: Grade) -> Grade {
        let word = self.needle.loose();
        let set = corpus.letters.get(at).copied().unwrap_or(0);
        let lacking = (self.needle.loose_bytes() & !set).count_ones();
        if literal.tier() == Some(Tier::Exact) || word.len() < 3 || lacking > u32::from(self.edits) {
            return literal;
        }
        let initials = corpus.initials.get(at).copied().unwrap_or(0);
        let begins = |number: usize| word.get(number).is_some_and(|letter| initials & initial(*letter) != 0);
        let slips = self.edits > 0 && !literal.matches() && (self.wrong_start || begins(0) || begins(1));
        if lacking > 0 && !slips {
            return literal;
        }
        let mut best = literal;
        let start = corpus.names.start(at);
        for (number, (from, name)) in fields(corpus.names.get(at)).enumerate() {
            let rank = rank_of(number);
            if lacking == 0 && squeezed_equal(name, word) {
                best = best.min(Grade::new(Tier::Exact, rank));
            }
            if literal.matches() {
                continue;
            }
            let head = |place: usize| corpus.head(start + from + place);
            if lacking == 0
                && begins(0)
                && let Some(quality) = quality(word, name, head)
            {
                best = best.min(Grade::new(Tier::Fuzzy, quality + rank));
            }
            if slips
                && let Some(meant) = slips::meant(
                    word,
                    self.edits,
                    name,
                    corpus.heads(start + from, start + from + name.len()),
                )
            {
                best = best.min(Grade::new(Tier::Slip, slip_score(&meant, name) + rank));
            }
        }
        best
    }

    /// What kind, category and tags give.
    fn facts(&self, corpus: &Corpus, at: usize) -> Shared {
        let Some(facts) = corpus.facts.get(at) else { return NOT };
        let code = |list: &[u8], at: usize| list.get(at).copied().unwrap_or(NOT);
        let mut best = code(&self.categories, facts.category as usize);
        if facts.kind != 0 {
            best = best.max(code(&self.kinds, facts.kind.trailing_zeros() as usize));
        }
        for tag in corpus.tags_of.get(at) {
            best = best.max(tagged(code(&self.tags, *tag as usize)));
        }
        best
    }

    /// The grade of one entry asked about alone.
    pub(super) fn one(&self, corpus: &Corpus, at: usize) -> Grade {
        let mut names = [Grade::NONE];
        if self.may_stand_in_names(corpus, at) {
            self.names(corpus, at, &mut names);
        }
        let [names] = names;
        self.grade(corpus, at, names, || {
            let mut texts = [NOT];
            self.texts(corpus, at, &mut texts);
            let [texts] = texts;
            texts
        })
    }

    /// How many claims rest on the best source that gave this grade; up to 15.
    pub(super) fn weight(&self, corpus: &Corpus, at: usize, grade: Grade) -> u32 {
        let given = corpus.sources_of.get(at).iter().filter(|cited| {
            self.sources.get(cited.source as usize).is_some_and(|code| {
                Grade::new(Tier::Source, code.saturating_sub(SCORE)) == grade && *code >= SCORE
            })
        });
        given.map(|cited| cited.claims.min(15)).max().unwrap_or(0)
    }

    /// The field that gave a grade to an entry.
    pub(super) fn field(&self, corpus: &Corpus, at: usize, grade: Grade) -> Field {
        match grade.tier() {
            None => Field::Fact,
            Some(Tier::Tag) => self.fact_field(corpus, at, grade),
            Some(Tier::Text) => self.text_field(corpus, at),
            Some(Tier::Source) => self.source_field(corpus, at, grade),
            Some(_) => self.name_field(corpus, at, grade),
        }
    }

    fn name_field(&self, corpus: &Corpus, at: usize, wanted: Grade) -> Field {
        let start = corpus.names.start(at);
        let word = self.needle.loose();
        for (number, (from, name)) in fields(corpus.names.get(at)).enumerate() {
            let rank = rank_of(number);
            let head = |place: usize| corpus.head(start + from + place);
            let literal = self
                .needle
                .places(name)
                .map(|place| self.name(corpus, start, start + from + place, Grade::NONE));
            let squeezed = squeezed_equal(name, word).then(|| Grade::new(Tier::Exact, rank));
            let gave = match (wanted.tier(), self.mode) {
                (_, Mode::Ends { .. }) => self.ends_of_name(corpus, number, start + from, name) == wanted,
                (Some(Tier::Fuzzy), _) => quality(word, name, head)
                    .is_some_and(|quality| Grade::new(Tier::Fuzzy, quality + rank) == wanted),
                (Some(Tier::Slip), _) => slips::meant(
                    word,
                    self.edits,
                    name,
                    corpus.heads(start + from, start + from + name.len()),
                )
                .is_some_and(|meant| Grade::new(Tier::Slip, slip_score(&meant, name) + rank) == wanted),
                _ => literal.chain(squeezed).any(|grade| grade == wanted),
            };
            if gave {
                return name_field(number);
            }
        }
        Field::Name
    }

    fn fact_field(&self, corpus: &Corpus, at: usize, wanted: Grade) -> Field {
        let code = |list: &[u8], at: usize| list.get(at).copied().unwrap_or(NOT);
        let gave = |code: u8| code >= SCORE && Grade::new(Tier::Tag, code - SCORE) == wanted;
        for (number, tag) in (0..).zip(corpus.tags_of.get(at)) {
            if gave(tagged(code(&self.tags, *tag as usize))) {
                return Field::Tag(number);
            }
        }
        match corpus.facts.get(at) {
            Some(facts)
                if facts.kind != 0 && gave(code(&self.kinds, facts.kind.trailing_zeros() as usize)) =>
            {
                Field::Kind
            }
            _ => Field::Category,
        }
    }

    fn text_field(&self, corpus: &Corpus, at: usize) -> Field {
        if let Some(letter) = self.needle.single() {
            let alone = |text: &str| {
                self.needle.word_starts(text).any(|place| self.needle.ends_word(text, place)) && letter != 0
            };
            let found = fields(corpus.texts.get(at)).position(|(_, text)| alone(text));
            return text_field(found.unwrap_or(0));
        }
        let mut best = (NOT, 0);
        for (number, (_, text)) in fields(corpus.texts.get(at)).enumerate() {
            let code = self.long_text(text, number == 0);
            if code > best.0 {
                best = (code, number);
            }
        }
        text_field(best.1)
    }

    fn source_field(&self, corpus: &Corpus, at: usize, wanted: Grade) -> Field {
        let mut best: Option<(u32, u32)> = None;
        for (number, cited) in (0..).zip(corpus.sources_of.get(at)) {
            let code = self.sources.get(cited.source as usize).copied().unwrap_or(NOT);
            let gave = code >= SCORE && Grade::new(Tier::Source, code - SCORE) == wanted;
            if gave && best.is_none_or(|(claims, _)| cited.claims > claims) {
                best = Some((cited.claims, number));
            }
        }
        Field::Source(best.map_or(0, |(_, number)| number))
    }

    /// The bytes of a folded name that were meant by a mistyped word.
    pub(super) fn meant(
        needle: &Needle,
        folded: &str,
        heads: impl Iterator<Item = usize> + Clone,
    ) -> Option<Meant> {
        let edits = slips::forgiven(needle.loose());
        (edits > 0).then(|| slips::meant(needle.loose(), edits, folded, heads)).flatten()
    }

    /// The other forms of the word at its places in a folded text.
    pub(super) fn forms(needle: &Needle, folded: &str) -> Vec<std::ops::Range<usize>> {
        let Some(forms) = Forms::of(needle.text()) else { return Vec::new() };
        let starts = forms.root.word_starts(folded).take(STEMMED);
        starts.filter_map(|at| forms.ends(folded, at).map(|end| at..end)).collect()
    }
}

/// What was found in a long text so far.
struct Tally {
    best: u8,
    /// In how many fields.
    fields: u8,
    /// Where the last place was that counted.
    counted: Option<usize>,
    in_summary: bool,
    contained: bool,
    stemmed: usize,
}

impl Tally {
    fn new(summary: bool) -> Self {
        Self { best: 0, fields: 0, counted: None, in_summary: summary, contained: false, stemmed: 0 }
    }

    /// An entry that speaks of the word in several texts is more about it than one that mentions it once.
    fn code(&self) -> Shared {
        match (self.best, self.contained) {
            (0, false) => NOT,
            (0, true) => CONTAINED,
            (best, _) => SCORE + best + self.fields,
        }
    }
}

/// A text below this size is looked through faster than a thread begins, in bytes.
const ALONE: usize = 1 << 20;

/// Whether a needle stands somewhere in a text where `fits` agrees.
fn anywhere(text: &str, needle: &Needle, threads: usize, fits: impl Fn(&str, usize) -> bool + Sync) -> bool {
    let threads = if text.len() < ALONE { 1 } else { threads };
    let size = text.len().div_ceil(threads).max(1);
    let found = AtomicBool::new(false);
    let look = |from: usize| {
        // Pieces overlap, so that nothing stands between two of them; and each is looked through in small steps, so that
        // all stop when one has found it.
        let end = text.len().min(from + size);
        for start in (from..end).step_by(ALONE) {
            let stop = text.len().min(end.min(start + ALONE) + needle.len().saturating_sub(1));
            let piece = text.as_bytes().get(start..stop).unwrap_or_default();
            if found.load(Ordering::Relaxed) {
                return;
            }
            if needle.places_in(piece).any(|at| fits(text, start + at)) {
                found.store(true, Ordering::Relaxed);
            }
        }
    };
    if threads == 1 {
        look(0);
    } else {
        thread::scope(|scope| {
            for part in 1..threads {
                let look = &look;
                // What no thread can be started for is done here.
                if thread::Builder::new().spawn_scoped(scope, move || look(part * size)).is_err() {
                    look(part * size);
                }
            }
            look(0);
        });
    }
    found.into_inner()
}

/// A tag says more than a kind or a category does.
fn tagged(code: Shared) -> Shared {
    if code >= SCORE { code + 1 } else { code }
}

/// The fields of a stretch, each with the place where it begins.
pub(super) fn fields(stretch: &str) -> impl Iterator<Item = (usize, &str)> {
    let stretch = stretch.strip_suffix('\n').unwrap_or(stretch);
    let mut from = 0;
    stretch.split('\n').map(move |field| {
        let start = from;
        from += field.len() + 1;
        (start, field)
    })
}

/// The bit of a letter among those that words begin with.
fn initial(letter: char) -> u64 {
    let mut bytes = [0; 4];
    letter.encode_utf8(&mut bytes).bytes().next().map_or(0, super::fold::letter)
}

/// What a field of the names is worth: the name before its aliases, and those before the id.
fn rank_of(number: usize) -> u8 {
    match number {
        0 => 2,
        1 => 0,
        _ => 1,
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

/// All of a name says more than a word of it, and its first word more than a later one.
fn slip_score(meant: &Meant, name: &str) -> u8 {
    let all = meant.place == (0..name.len());
    meant.score + if all { 4 } else { 0 } + u8::from(meant.place.start == 0)
}
