//! The claims of an entry: text, time, who says so, and the sources that prove it.

use super::columns::Columns;
use super::lines::{Builder, Room, pad, piece, width_of};
use super::{Piece, Role, Target};
use crate::app::keys::Section;
use crate::cells::{self, Glyphs};
use crate::dataset::{Claim, Confidence, Conflict, Entry, PageLabel, Passage, Source, SourceIndex};
use crate::search::Field;

/// The evidence of a claim, as its columns show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Evidence {
    when: String,
    who: String,
    is_guess: bool,
    /// The numbers of its sources.
    numbers: Vec<usize>,
}

/// Minimum width of the text beside the columns, in cells; where it would have less they are a line below it.
const MIN_TEXT: usize = 38;
/// Minimum width of a page with columns, in cells.
const MIN_WIDE: usize = 72;
/// Maximum width of who says so, in cells.
const MAX_WHO: usize = 17;
/// The number of sources that are listed; of more there is a count.
const MAX_NUMBERS: usize = 3;
impl Evidence {
    fn new(
        entry: Entry<'_>,
        claim: Claim<'_>,
        sources: &[(SourceIndex, Source<'_>)],
        (max_who, glyphs): (usize, Glyphs),
    ) -> Self {
        let number = |index| sources.iter().position(|(known, _)| *known == index).map(|at| at + 1);
        let mut numbers: Vec<usize> = claim.source_indexes().filter_map(number).collect();
        numbers.sort_unstable();
        let is_guess = claim.confidence() == Confidence::Inferred;
        let proof = entry.best_proof_of(claim);
        Self {
            when: claim.when().map(|when| when.short(glyphs.pick("–", ".."))).unwrap_or_default(),
            who: match proof {
                _ if is_guess => "guess".to_owned(),
                Some(proof) => publisher_and_year(proof.source, max_who, glyphs),
                None => String::new(),
            },
            is_guess,
            numbers,
        }
    }

    /// Its columns: when, who says so, proof.
    fn cells(&self) -> [Vec<Piece>; 3] {
        let who = piece(&self.who, if self.is_guess { Role::Unclear } else { Role::Dim });
        [vec![piece(&self.when, Role::Text)], vec![who], numbers(&self.numbers)]
    }

    /// Its columns without what is the same as in the claim before.
    fn cells_after(&self, before: &Self) -> [Vec<Piece>; 3] {
        let [mut when, mut who, mut proof] = self.cells();
        if self.when == before.when {
            when.clear();
        }
        if self.who == before.who && self.numbers == before.numbers {
            who.clear();
            proof.clear();
        }
        [when, who, proof]
    }

    /// All of it in one line.
    fn line(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for part in self.cells().into_iter().filter(|part| width_of(part) > 0) {
            if !pieces.is_empty() {
                pieces.push(piece("  ", Role::Text));
            }
            pieces.extend(part);
        }
        pieces
    }
}

/// The name of who has published a source, and the year: `Discord 2017`.
pub(super) fn publisher_and_year(source: Source<'_>, width: usize, glyphs: Glyphs) -> String {
    let name = source.voice();
    match source.published() {
        Some(date) => {
            let year = format!("{:04}", date.year());
            format!("{} {year}", cells::cut(&name, width.saturating_sub(year.len() + 1), glyphs))
        }
        None => cells::cut(&name, width, glyphs).into_owned(),
    }
}

/// The numbers of sources, as `[1] [2]`.
pub(super) fn numbers(numbers: &[usize]) -> Vec<Piece> {
    let (shown, rest) = numbers.split_at_checked(MAX_NUMBERS).unwrap_or((numbers, &[]));
    let mut pieces = Vec::new();
    for number in shown {
        let gap = if pieces.is_empty() { "" } else { " " };
        pieces.push(piece(&format!("{gap}{}", PageLabel::Number(*number)), Role::Number));
    }
    pieces.extend((!rest.is_empty()).then(|| piece(&format!(" +{}", rest.len()), Role::Dim)));
    pieces
}

/// Minimum height in lines of a screen that shows four claims at first; a lower one shows two.
const FOUR_CLAIMS_HEIGHT: usize = 18;

impl<'a> Builder<'_> {
    /// The number of claims that the first screen is to show.
    pub(super) fn first_claims(&self) -> usize {
        if self.setting.height < FOUR_CLAIMS_HEIGHT { 2 } else { 4 }
    }

    /// The width to which who has published a source is cut; in the linear form it is whole.
    pub(super) fn max_who(&self, usual: usize) -> usize {
        if self.is_spoken() { usize::MAX } else { usual }
    }

    /// The section of the claims, of which no more than `count` are laid out.
    pub(super) fn claims(&mut self, entry: Entry<'a>, count: usize) {
        let (claims, sources) = (entry.claims(), entry.sources());
        let number = claims.len();
        if number == 0 {
            return;
        }
        let form = (self.max_who(MAX_WHO), self.setting.glyphs);
        let all: Vec<Evidence> =
            entry.claims().map(|claim| Evidence::new(entry, claim, &sources, form)).collect();
        let cells: Vec<[Vec<Piece>; 3]> = all.iter().map(Evidence::cells).collect();
        let columns = Columns::new(["when", "who says so", "proof"], &cells);
        let columns = Some(columns)
            .filter(|columns| self.width >= MIN_WIDE && self.width >= MIN_TEXT + columns.width());
        let captions = columns.map(|columns| columns.captions()).unwrap_or_default();
        let as_of = self.setting.as_of;
        let is_later = |claim: &Claim<'_>| {
            as_of.is_some_and(|date| claim.began().is_some_and(|began| date.certainly_before(began)))
        };
        let later = entry.claims().filter(is_later).count();
        self.heading("CLAIMS", number - later, &captions, Some(Section::Claims));
        let mut before = &Evidence::default();
        let label = format!("C{number}").len() + 3;
        let shown = claims.enumerate().zip(&all).filter(|((_, claim), _)| !is_later(claim));
        for ((at, claim), evidence) in shown.take(count) {
            self.row(Target::Claim(at), |content| {
                content.claim(at, claim, (columns, evidence, before), label);
                content.note(Some(at), label);
                if (content.setting.open)(at) {
                    content.proofs(claim, &sources, label);
                    content.conflicts(entry, claim, &sources, label);
                }
            });
            before = evidence;
        }
        self.later(later, "claim");
    }

    /// The text and the evidence of a claim.
    fn claim(
        &mut self,
        at: usize,
        claim: Claim<'a>,
        (columns, evidence, before): (Option<Columns<'_, 3>>, &Evidence, &Evidence),
        label: usize,
    ) {
        let is_open = (self.setting.open)(at);
        let marks = self.setting.glyphs.pick(("▾", "▸"), ("-", "+"));
        let mark = if is_open { marks.0 } else { marks.1 };
        let name = if claim.source_indexes().len() == 0 {
            format!("  C{}", at + 1)
        } else {
            format!("{mark} C{}", at + 1)
        };
        let mut pieces = vec![piece(&pad(&name, label), Role::Dim)];
        pieces.extend(self.marked(claim.text(), Field::Claim(0), Role::Text));
        pieces.extend(self.star(Some(at)));
        let start = self.content.lines.len();
        self.wrapped_in(self.width - columns.map_or(0, |columns| columns.width()), &pieces, label);
        let cells = if self.is_spoken() { evidence.cells() } else { evidence.cells_after(before) };
        if let (Some(columns), Some(line)) = (columns, self.content.lines.get_mut(start)) {
            line.right = columns.row(cells);
        }
        if self.room == Room::Tight && !is_open && at < self.first_claims() {
            self.clamp(start, 2);
        }
        let below = evidence.line();
        if columns.is_none() && evidence != before && !below.is_empty() {
            let indent = vec![piece(&" ".repeat(label), Role::Text)];
            self.wrapped(&[indent, below].concat(), label);
        }
    }

    /// The sources of a claim, each with the places in it where the claim is written.
    fn proofs(&mut self, claim: Claim<'a>, sources: &[(SourceIndex, Source<'a>)], indent: usize) {
        let blank = || piece(&" ".repeat(indent), Role::Text);
        let mut about = claim.confidence().name().to_owned();
        if let Some(when) = claim.when() {
            let is_open = when.from().is_none() || when.to().is_none();
            let so = if is_open { "so" } else { "so in" };
            about = format!("{about}, {so} {}", when.short(self.setting.glyphs.pick("–", "..")));
        }
        self.wrapped(&[blank(), piece(&about, Role::Dim)], indent);
        for (number, (index, source)) in (1..).zip(sources) {
            if !claim.source_indexes().any(|cited| cited == *index) {
                continue;
            }
            let label = format!("{} ", PageLabel::Number(number));
            let hang = indent + label.len();
            let mut pieces = vec![blank(), piece(&label, Role::Number), piece(source.title(), Role::Text)];
            let date = source.published().map(|date| date.to_string());
            let by = [source.publisher().map(str::to_owned), date, Some(source.kind().name().to_owned())];
            let by: Vec<String> = by.into_iter().flatten().collect();
            pieces.push(piece(&format!("  {}", by.join(", ")), Role::Dim));
            self.wrapped(&pieces, hang);
            let places: Vec<Passage<'a>> =
                claim.passages().filter(|place| place.source() == *index).collect();
            for place in places {
                let pieces = place_of(place, self.setting.glyphs);
                let indent = vec![piece(&" ".repeat(hang), Role::Text)];
                self.wrapped(&[indent, pieces].concat(), hang);
            }
        }
    }
}

impl<'a> Builder<'_> {
    /// The dates that a claim contradicts.
    fn conflicts(
        &mut self,
        entry: Entry<'a>,
        claim: Claim<'a>,
        sources: &[(SourceIndex, Source<'a>)],
        indent: usize,
    ) {
        for conflict in entry.conflicts_of(claim) {
            let text = match conflict {
                Conflict::BeforeBegin(date) => format!("but {} is in use only since {date}", entry.name()),
                Conflict::AfterEnd(date) => format!("but {} was in use only until {date}", entry.name()),
                Conflict::OlderSource(index, date) => {
                    let at = sources.iter().position(|(known, _)| *known == index).unwrap_or_default();
                    format!("but {} is of {date}, before that", PageLabel::Number(at + 1))
                }
            };
            let pieces = [piece(&" ".repeat(indent), Role::Text), piece(&text, Role::Unclear)];
            self.wrapped(&pieces, indent);
        }
    }
}

/// The place in a source as `“words of it” › Section`.
fn place_of(place: Passage<'_>, glyphs: Glyphs) -> Vec<Piece> {
    let (open, close) = glyphs.pick(("“", "”"), ("\"", "\""));
    let words = place.text().map(|text| piece(&format!("{open}{text}{close}"), Role::Text));
    let arrow = if words.is_some() { glyphs.pick(" › ", " > ") } else { "" };
    let section = place.section().map(|section| piece(&format!("{arrow}{section}"), Role::Dim));
    words.into_iter().chain(section).collect()
}
