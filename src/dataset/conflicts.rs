//! The dates that a claim contradicts: those of its entry, or those of its sources.

use super::stack::SourceIndex;
use super::views::{Claim, Entry};
use super::{Date, Period};

/// A date that the time of a claim contradicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// It was so only before the entry came into use.
    BeforeBegin(Date),
    /// It was so only after the entry went out of use.
    AfterEnd(Date),
    /// A source was published before it was so.
    OlderSource(SourceIndex, Date),
}

impl<'a> Entry<'a> {
    /// The dates that the time of one of its claims contradicts; of an event only those of sources.
    pub fn conflicts_of(self, claim: Claim<'a>) -> Vec<Conflict> {
        let (from, to) = (claim.when().and_then(Period::from), claim.when().and_then(Period::to));
        let use_of = |date: Option<Date>| date.filter(|_| !self.is_event());
        let begin = use_of(self.since()).filter(|since| to.is_some_and(|to| to.certainly_before(*since)));
        let end = use_of(self.until()).filter(|until| from.is_some_and(|from| until.certainly_before(from)));
        let older = claim.source_indexes().filter_map(|index| {
            let published = self.stack().source(index)?.published()?;
            published.certainly_before(from?).then_some(Conflict::OlderSource(index, published))
        });
        let own = [begin.map(Conflict::BeforeBegin), end.map(Conflict::AfterEnd)];
        own.into_iter().flatten().chain(older).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{
        ClaimParts, Confidence, EntryParts, SourceKind, SourceParts, StackBuilder, StackKind,
    };

    #[test]
    fn a_claim_contradicts_the_dates_that_it_cannot_be_true_with() {
        let date = |text| Date::parse(text).ok();
        let conflicts = |when: &str| {
            let mut builder = StackBuilder::new(StackKind::Stack, "acme", "Acme", "", "", None);
            builder.category("storage", "Storage", "", None);
            builder.source(&SourceParts {
                id: "page",
                title: "A page",
                url: "https://example.org",
                former_urls: vec![],
                kind: SourceKind::Article,
                publisher: "",
                author: "",
                published: date("2018-05"),
            });
            let claim = ClaimParts {
                when: Period::parse(when).ok(),
                ..ClaimParts::new("It was so.", Confidence::Confirmed, vec![0])
            };
            builder.entry(&EntryParts {
                id: "quartz",
                name: "Quartz",
                since: date("2015"),
                until: date("2017-01"),
                claims: vec![claim],
                ..EntryParts::default()
            });
            let stack = builder.build();
            let (_, entry) = stack.entries().next().expect("an entry");
            entry.claims().flat_map(|claim| entry.conflicts_of(claim)).collect::<Vec<_>>()
        };
        assert_eq!(conflicts("2015/2017"), []);
        assert_eq!(conflicts("2014"), [Conflict::BeforeBegin(date("2015").unwrap())]);
        assert_eq!(conflicts("2017-02"), [Conflict::AfterEnd(date("2017-01").unwrap())]);
        let older = Conflict::OlderSource(SourceIndex(0), date("2018-05").unwrap());
        assert_eq!(conflicts("2018-06/"), [Conflict::AfterEnd(date("2017-01").unwrap()), older]);
    }
}
