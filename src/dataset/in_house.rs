//! The parts of a stack that only its owner has, told from technologies that others may have too.
//!
//! An in-house service has no page, or one of the company; and its name is often a common noun, such as "Search", that says
//! nothing about what another company calls so.

use super::own::Company;
use super::{Entry, EntryKind, RelationKind};

/// The nouns of parts of any service. A name of these words alone is no name of a technology.
const COMMON_NOUNS: &[&str] = &[
    "a",
    "access",
    "account",
    "accounts",
    "admin",
    "ads",
    "agent",
    "alerting",
    "alerts",
    "analytics",
    "and",
    "api",
    "app",
    "application",
    "applications",
    "apps",
    "archive",
    "assets",
    "audit",
    "auth",
    "authentication",
    "authorization",
    "backend",
    "backup",
    "backups",
    "balancer",
    "batch",
    "billing",
    "blog",
    "bot",
    "broker",
    "build",
    "builder",
    "builds",
    "bus",
    "cache",
    "caches",
    "caching",
    "catalog",
    "cd",
    "cdn",
    "centers",
    "centres",
    "chat",
    "ci",
    "cli",
    "client",
    "clients",
    "cloud",
    "cluster",
    "clusters",
    "code",
    "comments",
    "config",
    "configuration",
    "console",
    "content",
    "control",
    "core",
    "crawler",
    "cron",
    "customer",
    "dashboard",
    "dashboards",
    "data",
    "database",
    "databases",
    "deploy",
    "deployer",
    "deployment",
    "desktop",
    "dev",
    "directory",
    "discovery",
    "dns",
    "docs",
    "documentation",
    "domain",
    "edge",
    "editor",
    "email",
    "engine",
    "etl",
    "event",
    "events",
    "experiments",
    "explore",
    "export",
    "feature",
    "features",
    "feed",
    "file",
    "files",
    "firewall",
    "flags",
    "for",
    "forum",
    "frontend",
    "gateway",
    "graph",
    "graphql",
    "help",
    "home",
    "hosts",
    "identity",
    "image",
    "images",
    "import",
    "importer",
    "index",
    "indexer",
    "infrastructure",
    "ingest",
    "ingestion",
    "internal",
    "inventory",
    "job",
    "jobs",
    "kernel",
    "lake",
    "legacy",
    "library",
    "live",
    "load",
    "log",
    "logger",
    "logging",
    "login",
    "logs",
    "mail",
    "mailer",
    "main",
    "maps",
    "media",
    "message",
    "messages",
    "messaging",
    "metadata",
    "metrics",
    "migrations",
    "migrator",
    "mobile",
    "model",
    "models",
    "moderation",
    "monitor",
    "monitoring",
    "monolith",
    "network",
    "news",
    "newsletter",
    "notification",
    "notifications",
    "of",
    "office",
    "old",
    "orchestrator",
    "orders",
    "page",
    "pages",
    "payment",
    "payments",
    "permissions",
    "photos",
    "pipeline",
    "pipelines",
    "platform",
    "portal",
    "posts",
    "presence",
    "primary",
    "processor",
    "production",
    "profile",
    "profiles",
    "proxy",
    "public",
    "publisher",
    "push",
    "query",
    "queue",
    "queues",
    "ranking",
    "rate",
    "read",
    "recommendations",
    "registry",
    "relay",
    "replica",
    "replicas",
    "reports",
    "resolver",
    "rest",
    "router",
    "routing",
    "scheduler",
    "schema",
    "script",
    "scripts",
    "sdk",
    "search",
    "secrets",
    "security",
    "server",
    "servers",
    "service",
    "services",
    "session",
    "sessions",
    "settings",
    "shop",
    "signup",
    "site",
    "sites",
    "sms",
    "spam",
    "staging",
    "state",
    "static",
    "statistics",
    "stats",
    "status",
    "storage",
    "store",
    "stream",
    "streaming",
    "streams",
    "support",
    "sync",
    "system",
    "tag",
    "tags",
    "tasks",
    "team",
    "teams",
    "test",
    "tests",
    "the",
    "ticketing",
    "timeline",
    "tool",
    "tools",
    "tracing",
    "traffic",
    "translation",
    "upload",
    "uploader",
    "uploads",
    "user",
    "users",
    "v1",
    "v2",
    "video",
    "videos",
    "voice",
    "warehouse",
    "web",
    "webapp",
    "webhooks",
    "website",
    "wiki",
    "worker",
    "workers",
    "workflow",
    "workflows",
    "write",
];

/// The small words that names have in lower case, as in "Ruby on Rails".
const SMALL_WORDS: &[&str] =
    &["a", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"];

impl Entry<'_> {
    /// Whether the data show that it is a part which only its owner has: a design, a thing on the company's own pages, or
    /// one without a page that the company has written or runs, or that is called by a common noun.
    pub fn is_in_house(self) -> bool {
        if self.kind() == Some(EntryKind::Architecture) {
            return true;
        }
        let pages = [self.homepage(), self.repository()];
        if pages.iter().any(Option::is_some) {
            let homepage = self.stack().homepage();
            let homepage = homepage.as_ref().map_or("", |url| url.as_str());
            let company = Company { id: self.stack().id(), name: self.stack().name(), homepage };
            return company.has(pages.iter().flatten());
        }
        // A language or a protocol runs on something everywhere.
        let is_made = !self.is_standard()
            && self.relations().any(|relation| {
                use RelationKind::{RunsOn, StoresIn, WrittenIn};
                matches!(relation.kind(), RunsOn | StoresIn | WrittenIn)
            });
        let parent = self.parent().and_then(|at| self.stack().entry(at));
        is_made || self.has_common_name() || parent.is_some_and(Entry::is_in_house)
    }

    /// Whether it is a language or a protocol, which are the same everywhere.
    fn is_standard(self) -> bool {
        matches!(self.kind(), Some(EntryKind::Language | EntryKind::Protocol))
    }

    /// Whether its name is a common noun: of words such as "search", or written like one ("Status page").
    pub fn has_common_name(self) -> bool {
        let words = || {
            self.name()
                .split(|c: char| c.is_whitespace() || "-_/".contains(c))
                .filter(|word| !word.is_empty())
        };
        let is_common = |word: &str| COMMON_NOUNS.binary_search(&&*word.to_lowercase()).is_ok();
        let starts = |word: &str, is: fn(char) -> bool| word.starts_with(is);
        let mut written = self.name().split_whitespace();
        let is_phrase = written.next().is_some_and(|first| starts(first, char::is_uppercase))
            && written.any(|word| starts(word, char::is_lowercase) && !SMALL_WORDS.contains(&word));
        words().all(is_common) || is_phrase && !self.is_standard()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{EntryParts, OptionalText, RelationParts, Stack, StackBuilder, StackKind};

    /// A stack of Acme with one entry, and a second one for its relations.
    fn stack(entry: EntryParts<'_>) -> Stack {
        let (id, summary) = ("acme", "A service.");
        let mut builder =
            StackBuilder::new(StackKind::Stack, id, "Acme", summary, "https://acme.example", None);
        builder.category("all", "All", "All of it.", None);
        builder.entry(&EntryParts { id: "it", ..entry });
        builder.entry(&EntryParts {
            id: "go",
            name: "Go",
            kind: Some(EntryKind::Language),
            ..EntryParts::default()
        });
        builder.build()
    }

    fn is_in_house(entry: EntryParts<'_>) -> bool {
        let stack = stack(entry);
        stack.find("it").and_then(|at| stack.entry(at)).expect("the entry").is_in_house()
    }

    fn named(name: &str, kind: EntryKind) -> EntryParts<'_> {
        EntryParts { name, kind: Some(kind), ..EntryParts::default() }
    }

    #[test]
    fn the_common_nouns_are_sorted_for_the_search() {
        assert!(COMMON_NOUNS.is_sorted());
    }

    #[test]
    fn a_common_noun_without_a_page_is_a_part_of_its_owner() {
        for name in [
            "Search",
            "search",
            "API gateway",
            "Image-proxy",
            "Status page",
            "Redis sessions cluster",
            "Two data centres",
        ] {
            assert!(is_in_house(named(name, EntryKind::Service)), "{name}");
        }
        for name in ["Redis", "Dyn", "Google Analytics", "Ruby on Rails", "memcached", "go vet", "HTTP/3"] {
            assert!(!is_in_house(named(name, EntryKind::Service)), "{name}");
        }
        assert!(!is_in_house(named("Erlang term format", EntryKind::Protocol)));
        assert!(is_in_house(named("Anycast", EntryKind::Architecture)));
    }

    #[test]
    fn a_page_tells_by_whose_it_is() {
        let with = |homepage, repository| {
            is_in_house(EntryParts {
                homepage,
                texts: &[(OptionalText::Repository, repository)],
                ..named("Search", EntryKind::Service)
            })
        };
        assert!(with("https://docs.acme.example/search", ""));
        assert!(with("", "https://github.com/acme/search"));
        assert!(!with("https://search.example", ""));
        assert!(!with("", "https://github.com/other/search"));
    }

    #[test]
    fn what_the_company_has_written_and_shows_nowhere_is_its_own() {
        let made = |kind, relation| {
            is_in_house(EntryParts {
                relations: vec![RelationParts::new(relation, 1, None)],
                ..named("Zinc", kind)
            })
        };
        assert!(made(EntryKind::Service, RelationKind::WrittenIn));
        assert!(!made(EntryKind::Service, RelationKind::UsedWith));
        assert!(!made(EntryKind::Protocol, RelationKind::RunsOn));
    }
}
