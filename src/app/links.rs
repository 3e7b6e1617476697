//! The popup that lists the links of an entry.

use super::content::backs;
use super::keys::Command;
use super::message::{Effect, Response};
use crate::dataset::{Entry, EntryPage, PageKind, PageLabel, SourceUrl};

/// One link of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRow {
    /// Its label, the same as everywhere else.
    pub label: PageLabel,
    /// The kind of the source, or `homepage`, `repository`, `link` or `old address`.
    pub kind: &'static str,
    /// The date of publication, if known.
    pub date: String,
    /// The title of the source or link.
    pub title: String,
    /// The URL that is shown.
    pub url: SourceUrl,
    /// The URL that opens: of an old address the present one.
    pub target: SourceUrl,
    /// The claims that cite it, as `C1 C3`.
    pub backs: String,
}

/// The links of an entry.
#[derive(Clone, Debug)]
pub struct Links {
    /// The name of the entry.
    pub entry_name: String,
    /// The links, whether they match the filter or not.
    pub all: Vec<LinkRow>,
}

impl Links {
    /// The pages of an entry that have a URL.
    pub(super) fn new(entry: Entry<'_>) -> Self {
        let all = entry.pages().into_iter().filter_map(|page| link(entry, &page)).collect();
        Self { entry_name: entry.name().to_owned(), all }
    }

    /// The links that match a filter, first the one with that label: a number selects by number, a text also by title,
    /// kind and URL.
    pub fn rows(&self, filter: &str) -> Vec<&LinkRow> {
        let filter = filter.trim().to_lowercase();
        let is_number = filter.parse::<usize>().is_ok();
        let matches = |row: &&LinkRow| {
            let texts = [&*row.title, row.kind, row.url.as_str()];
            let has_text = || texts.iter().any(|text| text.to_lowercase().contains(&filter));
            let starts = || row.label.to_string().trim_start_matches('[').starts_with(&filter);
            if is_number { starts() } else { filter.is_empty() || has_text() || starts() }
        };
        let mut rows: Vec<&LinkRow> = self.all.iter().filter(matches).collect();
        let label = PageLabel::parse(&filter);
        rows.sort_by_key(|row| label != Some(row.label));
        rows
    }

    /// The response to a command on the selected one of the links that match; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command, at: usize, filter: &str) -> Option<Response> {
        let open = self.rows(filter).get(at).map(|row| Effect::Open(row.target.clone().into()));
        match (command, open) {
            (Command::Follow, Some(open)) => Some(Response::CloseAndDo(open)),
            (Command::OpenHit, Some(open)) => Some(Response::Effect(open)),
            (Command::Follow, None) => Some(Response::Ignored),
            _ => None,
        }
    }
}

fn link(entry: Entry<'_>, page: &EntryPage<'_>) -> Option<LinkRow> {
    let (date, backs) = match page.kind {
        PageKind::Source(source) => {
            let date = source.published().map(|date| date.to_string()).unwrap_or_default();
            let sources = entry.sources();
            let index = sources.iter().find(|(_, one)| one.id() == source.id());
            (date, index.map(|(index, _)| backs(entry, *index)).unwrap_or_default())
        }
        _ => Default::default(),
    };
    let title = match page.kind {
        PageKind::Homepage | PageKind::Repository => entry.name(),
        _ => page.title().unwrap_or_default(),
    };
    let (url, target) = (page.url.clone()?, page.target()?);
    Some(LinkRow { label: page.label, kind: page.word(), date, title: title.to_owned(), url, target, backs })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    #[test]
    fn every_address_is_listed_once_and_its_label_chooses_it() {
        let catalog = sample::catalog();
        let entry = catalog.entry(catalog.find("scylladb").unwrap()).unwrap();
        let links = Links::new(entry);
        let rows: Vec<String> = links.all.iter().map(|row| format!("{} {}", row.label, row.kind)).collect();
        assert_eq!(rows, ["[1] article", "[2] article", "[a] homepage", "[b] repository"]);
        assert_eq!(links.all[0].backs, "C1 C2");
        assert_eq!(links.rows("2")[0].url.as_str(), "https://example.org/blog/rows");
        assert_eq!(links.rows("b")[0].url.as_str(), "https://github.com/scylladb/scylladb");
        assert_eq!(links.rows("github").len(), 1);
        assert_eq!(links.rows("nothing of the kind").len(), 0);
    }
}
