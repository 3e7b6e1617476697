//! The time in which an entry was in use, and its presence in the stack at a date.
//!
//! Evidence is a claim or a relation with a time of its own, or else the dates of the sources that it cites.

use super::views::{Claim, Entry, Relation, Source};
use super::{Date, RelationKind, Status};

/// The time in which an entry was in use, as far as its stack shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// The stated begin of its use, or the day of an event.
    pub since: Option<Date>,
    /// The date of its oldest evidence, at most [`Lifetime::until`].
    pub first_seen: Option<Date>,
    /// The date of its newest evidence, at most [`Lifetime::until`].
    pub last_seen: Option<Date>,
    /// The stated end of its use, or the end of an event.
    pub until: Option<Date>,
    /// Its status on the date of the review; absent for events and links of a list.
    pub status: Option<Status>,
    /// The date on which the stack was reviewed.
    pub reviewed: Option<Date>,
    /// Whether it is an event.
    pub is_event: bool,
}

/// The presence of an entry in its stack at a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// It was in use.
    InUse,
    /// It was in use before.
    Former,
    /// Its dates or its status leave open whether it was in use.
    Unclear,
    /// It is an event that had happened.
    Happened,
    /// It came later.
    Later,
}

impl Presence {
    /// The status that the entry had then; absent for an event, and for what came later.
    pub const fn status(self) -> Option<Status> {
        match self {
            Self::InUse => Some(Status::Current),
            Self::Former => Some(Status::Former),
            Self::Unclear => Some(Status::Unknown),
            Self::Happened | Self::Later => None,
        }
    }
}

impl Lifetime {
    /// The date from which on there is evidence: the stated one, or else the oldest; of what is known only by its end, that.
    pub fn begin(&self) -> Option<Date> {
        self.since.or(self.first_seen).or(self.until).or(self.last_seen)
    }

    /// The lifetime as it was known at a date: nothing of it is later.
    pub fn as_of(&self, date: Date) -> Self {
        let earlier = |other: &Date| !date.certainly_before(*other);
        Self {
            last_seen: self.last_seen.map(|last| if earlier(&last) { last } else { date }),
            until: self.until.filter(|until| until.certainly_before(date) || self.is_event),
            status: self.at(date).status().filter(|_| self.status.is_some()),
            reviewed: Some(date),
            ..*self
        }
    }

    /// The presence at a date; a year or a month counts as a whole, so what ended in it was in use.
    pub fn at(&self, date: Date) -> Presence {
        let is_before = |other: Option<Date>| other.is_some_and(|other| date.certainly_before(other));
        let is_after = |other: Option<Date>| other.is_some_and(|other| other.certainly_before(date));
        if is_before(self.begin()) {
            return Presence::Later;
        }
        if self.is_event {
            return if self.begin().is_some() { Presence::Happened } else { Presence::Unclear };
        }
        if is_after(self.until) {
            return Presence::Former;
        }
        // What was no longer in use on the day of the review was not in use again after it.
        let is_reviewed = self.reviewed.is_some_and(|reviewed| !date.certainly_before(reviewed));
        match self.status {
            Some(Status::Current) if self.begin().is_some() || is_reviewed => Presence::InUse,
            Some(Status::Former) if self.until.is_some() => Presence::InUse,
            Some(Status::Former) if is_reviewed => Presence::Former,
            Some(Status::Former) if self.last_seen.is_some() && !is_after(self.last_seen) => Presence::InUse,
            _ => Presence::Unclear,
        }
    }
}

impl Entry<'_> {
    /// The time in which it was in use.
    pub fn lifetime(self) -> Lifetime {
        let (since, until) = (self.since(), self.until());
        let mut seen = Seen::default();
        self.claims().for_each(|claim| seen.by_claim(claim));
        self.relations().for_each(|relation| seen.by_relation(relation));
        if self.stack().relation_count() > 0 {
            for relation in self.relations_back() {
                seen.by_relation_back(relation);
            }
        }
        let at_most = |seen: Date| until.map_or(seen, |until| seen.min(until));
        Lifetime {
            since,
            first_seen: seen.first.map(at_most),
            last_seen: seen.last.into_iter().chain(since).max().map(at_most),
            until,
            status: self.status(),
            reviewed: self.stack().reviewed(),
            is_event: self.is_event(),
        }
    }

    /// Its status as of a date, or that of the review.
    pub fn status_as_of(self, date: Option<Date>) -> Option<Status> {
        let status = self.status()?;
        date.map_or(Some(status), |date| self.lifetime().at(date).status())
    }

    /// Whether it is an event, which has a day and no status.
    pub fn is_event(self) -> bool {
        self.kind().is_some_and(super::EntryKind::is_event)
    }

    /// The date of its oldest evidence, for an entry without [`Entry::since`]; earlier than [`Entry::until`].
    pub fn seen_by(self) -> Option<Date> {
        if self.since().is_some() {
            return None;
        }
        let is_early = |seen: &Date| self.until().is_none_or(|until| seen.certainly_before(until));
        self.lifetime().first_seen.filter(is_early)
    }

    /// The time of its use as text, such as `since 2015`, or the day of an event; empty if unknown.
    pub fn when(self) -> String {
        match (self.since(), self.until(), self.seen_by()) {
            (Some(since), Some(until), _) if since == until => since.to_string(),
            (Some(since), None, _) if self.is_event() => since.to_string(),
            (Some(since), Some(until), _) => format!("{since} to {until}"),
            (Some(since), None, _) => format!("since {since}"),
            (None, Some(until), Some(seen)) => format!("seen by {seen}, until {until}"),
            (None, Some(until), None) => format!("until {until}"),
            (None, None, Some(seen)) => format!("seen by {seen}"),
            (None, None, None) => String::new(),
        }
    }
}

/// The dates of the oldest and the newest evidence.
#[derive(Default)]
struct Seen {
    first: Option<Date>,
    last: Option<Date>,
}

impl Seen {
    fn on(&mut self, date: Option<Date>) {
        if let Some(date) = date {
            self.first = Some(self.first.map_or(date, |first| first.min(date)));
            self.last = Some(self.last.map_or(date, |last| last.max(date)));
        }
    }

    fn by_claim(&mut self, claim: Claim<'_>) {
        let Some(when) = claim.when() else {
            return claim.sources().for_each(|source| self.on(source.published()));
        };
        self.on(when.from());
        self.on(when.to());
    }

    fn by_relation(&mut self, relation: Relation<'_>) {
        self.on(relation.since());
        self.on(relation.until());
        if relation.since().or(relation.until()).is_none() {
            self.on(relation.source_record().and_then(Source::published));
        }
    }

    /// Evidence in a relation of another entry, which must have a time of its own.
    fn by_relation_back(&mut self, relation: Relation<'_>) {
        let (since, until) = (relation.since(), relation.until());
        match relation.kind() {
            // It was there until then.
            RelationKind::Replaced => self.last = self.last.into_iter().chain(since).max(),
            _ => [since, until].into_iter().for_each(|date| self.on(date)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    /// A lifetime of dates that may be absent: since, first seen, last seen, until.
    fn lifetime(dates: [&str; 4], status: Status) -> Lifetime {
        let [since, first_seen, last_seen, until] = dates.map(|text| Date::parse(text).ok());
        let (reviewed, status) = (Some(date("2026-11")), Some(status));
        Lifetime { since, first_seen, last_seen, until, status, reviewed, is_event: false }
    }

    #[test]
    fn what_began_later_is_not_there_and_what_had_ended_is_former() {
        let cassandra = lifetime(["2017-01", "", "2021", "2022-05"], Status::Former);
        let at = |text| cassandra.at(date(text));
        assert_eq!(
            [at("2016"), at("2017"), at("2018-06")],
            [Presence::Later, Presence::InUse, Presence::InUse]
        );
        assert_eq!(
            [at("2022"), at("2022-05"), at("2022-06")],
            [Presence::InUse, Presence::InUse, Presence::Former]
        );
    }

    #[test]
    fn what_is_in_use_was_so_since_it_was_first_seen() {
        let scylladb = lifetime(["", "2020", "2026", ""], Status::Current);
        assert_eq!(scylladb.at(date("2019-12")), Presence::Later);
        assert_eq!(scylladb.at(date("2020-03")), Presence::InUse);
        let undated = lifetime(["", "", "", ""], Status::Current);
        assert_eq!(
            [undated.at(date("2018")), undated.at(date("2026-11"))],
            [Presence::Unclear, Presence::InUse]
        );
    }

    #[test]
    fn without_an_end_it_is_unclear_when_a_former_thing_was_given_up() {
        let lib = lifetime(["", "2016", "2018", ""], Status::Former);
        let at = |text| lib.at(date(text));
        assert_eq!(
            [at("2015"), at("2018-03"), at("2019")],
            [Presence::Later, Presence::InUse, Presence::Unclear]
        );
        assert_eq!(at("2027"), Presence::Former);
        assert_eq!(lifetime(["2015", "", "2019", ""], Status::Unknown).at(date("2018")), Presence::Unclear);
    }

    #[test]
    fn what_is_known_only_by_its_end_was_there_then_and_at_no_certain_time_before() {
        let migrator = lifetime(["", "", "", "2022-05"], Status::Former);
        let at = |text| migrator.at(date(text));
        assert_eq!(
            [at("2018"), at("2022"), at("2023")],
            [Presence::Later, Presence::InUse, Presence::Former]
        );
        assert_eq!(lifetime(["", "", "2017", ""], Status::Former).at(date("1990")), Presence::Later);
        let then = lifetime(["2015", "", "2026", ""], Status::Former).as_of(date("2018"));
        assert_eq!((then.last_seen, then.status), (Some(date("2018")), Some(Status::Current)));
    }

    #[test]
    fn an_event_is_there_once_it_has_happened() {
        let mut outage = lifetime(["2020-03-18", "", "", ""], Status::Current);
        (outage.is_event, outage.status) = (true, None);
        assert_eq!(
            [outage.at(date("2020-02")), outage.at(date("2020"))],
            [Presence::Later, Presence::Happened]
        );
        assert_eq!(outage.at(date("2024")), Presence::Happened);
    }
}
