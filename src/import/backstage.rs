//! The reader of Backstage's `catalog-info.yaml`: each document is an entity.
//!
//! Components, APIs, resources, systems and domains are entries, by kind in categories. Dependencies are relations, the system
//! and the domain are what an entity is part of, and the owner is a tag. Other kinds are no parts of a stack.

use std::collections::HashMap;
use std::ops::Range;

use super::foreign::{Drafted, Imported};
use super::items::{Gathered, Item};
use super::texts::Excerpt;
use super::yaml::{Node, Value, documents};
use crate::dataset::{Code, EntryKind, FileSpan, Finding, RelationKind, Status, quoted};
use crate::format::File;

/// Maximum size of a file in bytes; catalogs are a file for each component.
const MAX_BYTES: usize = 16 << 20;

/// Maximum number of bytes that are looked at.
const MAX_START: usize = 65_536;

/// The kinds that become entries, each with its category.
const KINDS: [(&str, &str); 5] = [
    ("Component", "Components"),
    ("API", "APIs"),
    ("Resource", "Resources"),
    ("System", "Systems"),
    ("Domain", "Domains"),
];

/// Whether a text has an entity of Backstage.
pub(super) fn matches(bytes: &[u8]) -> bool {
    let start = bytes.get(..MAX_START.min(bytes.len())).unwrap_or_default();
    let mut lines = start.split(|b| *b == b'\n');
    lines.any(|line| {
        let value = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).strip_prefix(b"apiVersion:");
        value.is_some_and(|value| {
            let value = value.trim_ascii();
            value
                .strip_prefix(b"\"")
                .or(value.strip_prefix(b"'"))
                .unwrap_or(value)
                .starts_with(b"backstage.io/")
        })
    })
}

/// Reads a catalog.
pub fn read(file: File) -> Imported {
    Imported::from_file(file, |text| {
        if text.text.len() > MAX_BYTES {
            let message = format!("{} bytes; a catalog may have at most {MAX_BYTES}", text.text.len());
            return Drafted::refused(Finding::error(Code::Size, None, message));
        }
        let (documents, error) = documents(&text.text);
        if let Some(error) = error {
            let span = FileSpan::of_only_file(error.at..error.at);
            return Drafted::refused(Finding::error(Code::ImportSyntax, span, error.message));
        }
        Catalog::default().read(&documents).draft(&text.name)
    })
}

/// An entity by its kind, namespace and name, all in lower case.
type Reference = (String, String, String);

#[derive(Default)]
struct Catalog {
    items: Gathered,
    groups: HashMap<&'static str, usize>,
    positions: HashMap<Reference, usize>,
}

/// A field of `spec` that refers to other entities: its key, the kind that is meant if none is named, and the relation. A
/// reversed one is stated by the other entity.
struct Link {
    key: &'static str,
    default: &'static str,
    kind: RelationKind,
    is_reversed: bool,
}

const fn link(key: &'static str, default: &'static str, kind: RelationKind) -> Link {
    Link { key, default, kind, is_reversed: false }
}

const LINKS: [Link; 7] = [
    link("dependsOn", "component", RelationKind::DependsOn),
    Link { is_reversed: true, ..link("dependencyOf", "component", RelationKind::DependsOn) },
    link("consumesApis", "api", RelationKind::DependsOn),
    link("providesApis", "api", RelationKind::Serves),
    link("subcomponentOf", "component", RelationKind::PartOf),
    link("system", "system", RelationKind::PartOf),
    link("domain", "domain", RelationKind::PartOf),
];

impl Catalog {
    fn read(mut self, documents: &[Node]) -> Gathered {
        let mut entities: Vec<(usize, &Node, String)> = Vec::new();
        for document in documents {
            if let Some((position, namespace)) = self.entity(document) {
                entities.push((position, document, namespace));
            }
        }
        for (position, document, namespace) in entities {
            for link in &LINKS {
                let field = document.get("spec").and_then(|spec| spec.get(link.key));
                for target in field.map(Node::items).unwrap_or_default() {
                    self.relation(position, target, &namespace, link);
                }
            }
        }
        for item in &mut self.items.items {
            let mut known = std::collections::HashSet::new();
            item.relations.retain(|(kind, to, _)| known.insert((*kind, *to)));
        }
        self.items
    }

    /// Adds an entity; returns its position and its namespace.
    fn entity(&mut self, node: &Node) -> Option<(usize, String)> {
        if node.value == Value::Text(String::new()) || node.value == Value::Text("~".to_owned()) {
            return None;
        }
        let kind = node.get("kind").and_then(Node::text);
        let Some(kind) = kind.filter(|_| node.get("apiVersion").is_some()) else {
            self.items.skip(
                &start(node),
                "a document without apiVersion and kind is left out",
                "it is no entity",
            );
            return None;
        };
        let metadata = node.get("metadata");
        let field = |key: &str| metadata.and_then(|metadata| metadata.get(key));
        let Some(name) = field("name").and_then(Node::text) else {
            self.items.skip(&start(node), "an entity without a name is left out", "give it `metadata.name`");
            return None;
        };
        let Some((_, category)) = KINDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(kind)) else {
            let message =
                format!("{} is of kind {}, which is no part of a stack", quoted(name), quoted(kind));
            self.items.skip(
                &start(node),
                message,
                "components, APIs, resources, systems and domains are read",
            );
            return None;
        };
        let namespace = field("namespace").and_then(Node::text).unwrap_or("default").to_lowercase();
        let reference = (kind.to_lowercase(), namespace.clone(), name.to_lowercase());
        if self.positions.contains_key(&reference) {
            self.items.skip(
                &start(node),
                format!("{} is there twice", quoted(name)),
                "the second is left out",
            );
            return None;
        }
        let at = start(node);
        let group = *self.groups.entry(category).or_insert_with(|| {
            self.items.group(Excerpt { text: (*category).to_owned(), at: at.clone() }, None)
        });
        let item = self.item(node, name, group);
        let position = self.items.add(item);
        self.positions.insert(reference, position);
        Some((position, namespace))
    }

    fn item(&mut self, node: &Node, name: &str, group: usize) -> Item {
        let at = start(node);
        let excerpt =
            |node: &Node| node.text().map(|text| Excerpt { text: text.to_owned(), at: node.at.clone() });
        let field = |part: &str, key: &str| node.get(part).and_then(|part| part.get(key));
        let title = field("metadata", "title").and_then(excerpt);
        let own = Excerpt { text: name.to_owned(), at: at.clone() };
        let mut item = Item { at: at.clone(), group: Some(group), ..Item::default() };
        if title.as_ref().is_some_and(|title| title.text != own.text) {
            item.aliases.push(own.clone());
        }
        item.name = title.unwrap_or(own);
        item.summary.extend(field("metadata", "description").and_then(excerpt));
        item.tags.extend(
            field("metadata", "tags").map(Node::items).unwrap_or_default().iter().filter_map(excerpt),
        );
        let (kind, kind_tag) = kind_of(node);
        item.kind = Some(kind);
        item.tags.extend(kind_tag.and_then(excerpt));
        if let Some(lifecycle) = field("spec", "lifecycle") {
            item.tags.extend(excerpt(lifecycle));
            let is_used = matches!(lifecycle.text(), Some("production" | "experimental" | "deprecated"));
            item.status = is_used.then_some(Status::Current);
        }
        if let Some(owner) = field("spec", "owner").and_then(excerpt) {
            // The kind and the namespace of the owner say nothing about the entity.
            let name = owner.text.rsplit([':', '/']).next().unwrap_or_default();
            item.tags.push(Excerpt { text: format!("owner: {name}"), at: owner.at });
        }
        self.links(node, &mut item);
        item
    }

    fn links(&mut self, node: &Node, item: &mut Item) {
        let metadata = node.get("metadata");
        let links = metadata.and_then(|metadata| metadata.get("links")).map(Node::items).unwrap_or_default();
        for link in links {
            let Some(url) = link.get("url") else { continue };
            let title = link.get("title").and_then(Node::text).unwrap_or_default();
            if let Some((url, at)) = url.text().and_then(|text| self.items.url(text, &url.at)) {
                item.links.push((title.to_owned(), url, at));
            }
        }
        let annotation = |key: &str| metadata?.get("annotations")?.get(key);
        let hosts = [
            ("github.com/project-slug", "https://github.com/"),
            ("gitlab.com/project-slug", "https://gitlab.com/"),
        ];
        for (key, host) in hosts {
            if let Some(slug) = annotation(key)
                && let Some(text) = slug.text()
            {
                item.repository = self.items.url(&format!("{host}{text}"), &slug.at);
            }
        }
        if item.repository.is_none()
            && let Some(location) = annotation("backstage.io/source-location")
            && let Some(text) = location.text().and_then(|text| text.strip_prefix("url:"))
        {
            item.repository = self.items.url(text, &location.at);
        }
    }

    /// Adds a relation to what a text refers to: `[KIND:][NAMESPACE/]NAME`.
    fn relation(&mut self, from: usize, target: &Node, namespace: &str, link: &Link) {
        let Some(text) = target.text() else {
            if target.value == Value::Alias {
                self.items.skip(&target.at, "a YAML alias is not followed", "write the value itself");
            }
            return;
        };
        let (kind, rest) = text.split_once(':').unwrap_or((link.default, text));
        let (space, name) = rest.split_once('/').unwrap_or((namespace, rest));
        let reference = (kind.to_lowercase(), space.to_lowercase(), name.to_lowercase());
        let Some(to) = self.positions.get(&reference).copied() else {
            let message = format!("{} is not in this text", quoted(text));
            self.items.skip(&target.at, message, "the relation is left out");
            return;
        };
        let (from, to) = if link.is_reversed { (to, from) } else { (from, to) };
        if let Some(item) = self.items.items.get_mut(from).filter(|_| from != to) {
            item.relations.push((link.kind, to, target.at.clone()));
        }
    }
}

/// The first byte of a document, as a range.
fn start(node: &Node) -> Range<usize> {
    node.at.start..node.at.start
}

/// The kind of entry that an entity is, and its type if that says more.
fn kind_of(node: &Node) -> (EntryKind, Option<&Node>) {
    let kind = node.get("kind").and_then(Node::text).unwrap_or_default().to_lowercase();
    let of_spec = node.get("spec").and_then(|spec| spec.get("type"));
    let of_type = of_spec.and_then(Node::text).unwrap_or_default().to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| of_type.contains(word));
    let found = match &*kind {
        "api" => EntryKind::Protocol,
        "system" | "domain" => EntryKind::Architecture,
        _ if has(&["library"]) => EntryKind::Library,
        _ if has(&["database", "cache", "bucket", "store"]) => EntryKind::Database,
        _ if has(&["queue", "topic", "stream", "broker"]) => EntryKind::Queue,
        _ if has(&["cluster", "cloud"]) => EntryKind::Cloud,
        _ if has(&["tool", "cli"]) => EntryKind::Tool,
        "component" => EntryKind::Service,
        _ => EntryKind::Other,
    };
    (found, of_spec.filter(|_| found.name() != of_type))
}
