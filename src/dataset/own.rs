//! The pages that the company of a stack has published itself, told from those of others.
//!
//! A page is the company's own if its publisher is called like the stack; if its URL, or a former one, has the host of the
//! stack's homepage or one below it; if that is a repository whose owner is called like the stack or its homepage; or if
//! its publisher has published such a page. A publisher that is only called similarly is somebody else.

use std::borrow::Cow;
use std::collections::HashSet;

use super::SourceUrl;

/// The hosts on which anybody may have repositories; the first part of a path there is the owner.
const CODE_HOSTS: &[&str] = &[
    "bitbucket.org",
    "codeberg.org",
    "gist.github.com",
    "git.sr.ht",
    "github.com",
    "gitlab.com",
    "raw.githubusercontent.com",
];

/// The hosts below which every owner of repositories has a site.
const SITE_HOSTS: &[&str] = &["codeberg.page", "github.io", "gitlab.io"];

/// The company that a stack is about, as its `[stack]` table describes it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Company<'a> {
    pub id: &'a str,
    pub name: &'a str,
    /// The homepage; empty if there is none.
    pub homepage: &'a str,
}

/// The fields of a source that show who has published it.
#[derive(Clone, Debug)]
pub(super) struct Page<'a> {
    /// The publisher; empty if it is not known.
    pub publisher: &'a str,
    /// The URL; empty if there is none.
    pub url: &'a str,
    pub former_urls: Vec<&'a str>,
}

impl Company<'_> {
    /// Whether one of some URLs is an address of the company.
    pub fn has<'a>(self, mut urls: impl Iterator<Item = &'a SourceUrl>) -> bool {
        let site = Site::new(self);
        urls.any(|url| site.has(url.as_str()))
    }

    /// Whether each of these pages is the company's own.
    pub fn owns(self, pages: &[Page<'_>]) -> Vec<bool> {
        if pages.is_empty() {
            return Vec::new();
        }
        let site = Site::new(self);
        let mut publishers = HashSet::from([letters(self.name)]);
        publishers.extend(pages.iter().filter(|page| site.has(page.url)).map(|page| letters(page.publisher)));
        publishers.remove("");
        let is_own = |page: &Page<'_>| {
            publishers.contains(&letters(page.publisher))
                || site.has(page.url)
                || page.former_urls.iter().any(|url| site.has(url))
        };
        pages.iter().map(is_own).collect()
    }
}

/// The addresses of a company.
struct Site {
    /// The host of its homepage without `www.`; empty if it is not known.
    host: String,
    /// Whether that host is the company's alone.
    is_whole: bool,
    /// The owners of its repositories, as [`letters`].
    owners: HashSet<String>,
}

impl Site {
    fn new(company: Company<'_>) -> Self {
        let (host, path) = host_and_path(company.homepage);
        let host = host.strip_prefix("www.").unwrap_or(&host).to_owned();
        let is_shared = CODE_HOSTS.contains(&&*host);
        // Of a homepage among the repositories of all, only the owner is the company's.
        let owner = if is_shared { path } else { host.split('.').next().unwrap_or_default() };
        let mut owners = HashSet::from([letters(company.id), letters(company.name), letters(owner)]);
        owners.remove("");
        Self { is_whole: !host.is_empty() && !is_shared, host, owners }
    }

    /// Whether a URL is an address of the company.
    fn has(&self, url: &str) -> bool {
        let (host, owner) = host_and_path(url);
        if CODE_HOSTS.contains(&&*host) {
            return self.owners.contains(&letters(owner));
        }
        let below = |parent: &str| host.strip_suffix(parent).and_then(|rest| rest.strip_suffix('.'));
        if let Some(owner) = SITE_HOSTS.iter().find_map(|parent| below(parent)) {
            return self.owners.contains(&letters(owner));
        }
        self.is_whole && (host == self.host || below(&self.host).is_some())
    }
}

/// The host of a URL in lower case, and the first part of its path.
fn host_and_path(url: &str) -> (String, &str) {
    let host = SourceUrl::trusted(url).host().to_ascii_lowercase();
    let (_, rest) = url.split_once("://").unwrap_or_default();
    let (_, path) = rest.split_once('/').unwrap_or_default();
    (host, path.split(['/', '?', '#']).next().unwrap_or_default())
}

/// Whether two URLs are of the same page, by [`page_of`].
pub(super) fn is_same_page(one: &str, other: &str) -> bool {
    page_of(one) == page_of(other)
}

/// A URL without that in which two spellings of one page differ: the scheme, `www.`, `.git` or a slash at the end, and the
/// case on hosts of repositories.
pub fn page_of(url: &str) -> Cow<'_, str> {
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    let url = url.strip_prefix("www.").unwrap_or(url).trim_end_matches('/');
    let page = url.strip_suffix(".git").unwrap_or(url);
    let host = page.split('/').next().unwrap_or_default();
    if CODE_HOSTS.contains(&host) { Cow::Owned(page.to_ascii_lowercase()) } else { Cow::Borrowed(page) }
}

/// The letters and digits of a name, in lower case: `Let's Encrypt`, `lets-encrypt` and `letsencrypt` are the same.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which of these pages, each a publisher and a URL, are those of a company.
    fn owned(company: [&str; 3], pages: &[(&str, &str)]) -> Vec<bool> {
        let [id, name, homepage] = company;
        let page = |&(publisher, url): &(_, _)| Page { publisher, url, former_urls: Vec::new() };
        Company { id, name, homepage }.owns(&pages.iter().map(page).collect::<Vec<_>>())
    }

    const ACME: [&str; 3] = ["acme", "Acme", "https://www.acme.example/"];

    #[test]
    fn a_page_is_the_company_s_own_by_its_publisher_or_its_host() {
        let pages = [
            ("Acme", "https://status.example/acme"),
            ("ACME", ""),
            ("", "https://acme.example/blog/a"),
            ("", "https://blog.acme.example:8080"),
            ("", "https://notacme.example/"),
            ("Acme Modders", "https://wiki.example/"),
            ("", ""),
        ];
        assert_eq!(owned(ACME, &pages), [true, true, true, true, false, false, false]);
        assert_eq!(owned(["acme", "Acme", ""], &[("", "https://acme.example/"), ("", "")]), [false, false]);
    }

    #[test]
    fn a_repository_is_its_owner_s() {
        let pages = [
            ("", "https://github.com/acme/quartz"),
            ("", "https://github.com/ACME?tab=repositories"),
            ("", "https://acme.github.io/quartz"),
            ("", "https://github.com/acme-fans/quartz"),
            ("", "https://github.com/"),
        ];
        assert_eq!(owned(ACME, &pages), [true, true, true, false, false]);
        let lets = ["lets-acme", "Let's Acme", "https://acme-lang.example"];
        let pages = [("", "https://github.com/letsacme/a"), ("", "https://codeberg.org/acme-lang/b")];
        assert_eq!(owned(lets, &pages), [true, true]);
    }

    #[test]
    fn a_homepage_among_the_repositories_of_all_is_no_site_of_the_company() {
        let company = ["quartz", "Quartz", "https://github.com/acme/quartz"];
        let pages = [
            ("", "https://github.com/acme/onyx"),
            ("", "https://github.com/other/onyx"),
            ("", "https://docs.github.com/quartz"),
        ];
        assert_eq!(owned(company, &pages), [true, false, false]);
    }

    #[test]
    fn a_publisher_of_the_company_s_pages_is_the_company() {
        let pages = [
            ("Acme Systems", "https://acme.example/blog"),
            ("Acme Systems", "https://slides.example/talk"),
            ("Somebody", "https://slides.example/other"),
        ];
        assert_eq!(owned(ACME, &pages), [true, true, false]);
    }

    #[test]
    fn a_page_that_the_company_has_given_away_was_its_own() {
        let former_urls = vec!["https://github.com/acme/osprey"];
        let given = Page { publisher: "Roost", url: "https://github.com/roost/osprey", former_urls };
        let other =
            Page { publisher: "Roost", url: "https://github.com/roost/other", former_urls: Vec::new() };
        let [id, name, homepage] = ACME;
        assert_eq!(Company { id, name, homepage }.owns(&[given, other]), [true, false]);
    }
}
