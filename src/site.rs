//! The site: the data that renderers may read, and the queries shared by pages, formats and search.
//!
//! This module accesses no disk, clock or network, and no withheld record.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::archive::{Archive, Destination, EntityIndex, LinkedBriefing, Node};
use crate::config::Config;
use crate::markdown::source::{is_all_published, published};
use crate::markdown::{InterfaceWord, Link, Resolved};
use crate::messages::Messages;
use crate::output::path::OutputPath;
use crate::person_name::PersonName;
use crate::plan::Plan;
use crate::plan::output::Page;
use crate::plan::paths::file_path;
use crate::record::date::Day;
use crate::record::front_matter::split;
use crate::record::parse::section_of;
use crate::record::{EntityKind, Head};
use crate::source::Sources;
use crate::text::shorten;
use crate::wording;

/// The longest summary in a list, in characters.
pub(crate) const LONGEST_SUMMARY: usize = 280;

/// A site that is planned: the archive, its plan, its settings, and the words of its interface.
pub struct Site<'a> {
    pub(crate) archive: &'a Archive,
    pub(crate) plan: &'a Plan<'a>,
    pub(crate) sources: &'a Sources,
    pub(crate) config: &'a Config,
    pub(crate) messages: &'a Messages,
    /// The newest day of the record; found when it is first asked for.
    pub(crate) newest_day: OnceLock<Option<Day>>,
}

impl<'a> Site<'a> {
    /// Makes the site of a plan.
    pub fn new(
        sources: &'a Sources,
        plan: &'a Plan<'a>,
        config: &'a Config,
        messages: &'a Messages,
    ) -> Self {
        let newest_day = OnceLock::new();
        Self { archive: plan.archive(), plan, sources, config, messages, newest_day }
    }

    /// Returns the absolute URL of a path, where the site has a base URL.
    pub(crate) fn url(&self, path: &OutputPath) -> Option<String> {
        self.config.base_url.as_ref().map(|base| [base, path.url().as_str()].concat())
    }

    /// Returns the whole address of a path; where the site has none, its address from a page from
    /// which `prefix` leads to the root.
    pub(crate) fn reference(&self, path: &OutputPath, prefix: &str) -> String {
        self.url(path).unwrap_or_else(|| [prefix, &path.url()].concat())
    }

    /// Returns the name of an author: in parts, where the file of a person records the family
    /// name.
    pub(crate) fn name<'n>(&self, name: &'n str) -> AuthorName<'n>
    where
        'a: 'n,
    {
        let author = self.author(name).map(|index| self.archive.entity(index));
        let person = author.filter(|author| author.kind == EntityKind::Person);
        let parts = person.and_then(|person| {
            let sort_name = person.record.as_ref()?.names.sort_name.as_deref()?;
            PersonName::new(sort_name, &[name, &person.name])
        });
        parts.map_or(AuthorName::Whole(name), AuthorName::Parts)
    }

    /// Returns the person or the organization that has the name of an author. Of one of each, it is
    /// the one that has a file; where both or neither have, nothing says which is meant.
    pub(crate) fn author(&self, name: &str) -> Option<EntityIndex> {
        let has_file = |index: &EntityIndex| self.archive.entity(*index).record.is_some();
        match (self.person(name), self.organization(name)) {
            (Some(person), Some(organization)) => {
                match (has_file(&person), has_file(&organization)) {
                    (true, false) => Some(person),
                    (false, true) => Some(organization),
                    _ => None,
                }
            }
            (person, organization) => person.or(organization),
        }
    }

    /// Returns the page of a person whom the text names.
    pub(crate) fn page_of_person(&self, name: &str) -> Option<OutputPath> {
        self.person(name).map(|index| self.plan.path(Page::Entity(index)))
    }

    fn person(&self, name: &str) -> Option<EntityIndex> {
        self.only_one_named(EntityKind::Person, name)
    }

    fn organization(&self, name: &str) -> Option<EntityIndex> {
        self.only_one_named(EntityKind::Organization, name)
    }

    fn only_one_named(&self, kind: EntityKind, name: &str) -> Option<EntityIndex> {
        match self.archive.entities_named(kind, name) {
            [entity] => Some(*entity),
            _ => None,
        }
    }

    /// Returns the label of the kind of a briefing.
    pub(crate) fn kind(&self, briefing: &LinkedBriefing) -> String {
        self.messages.text(&["kind_", briefing.record.kind()].concat()).to_owned()
    }

    /// Returns the path of the page of something that has one.
    pub(crate) fn path_of(&self, node: Node) -> OutputPath {
        self.plan.path_of_node(node)
    }

    /// Returns the date of a briefing, short.
    pub(crate) fn short_date(&self, briefing: &LinkedBriefing) -> String {
        wording::date(&briefing.record.date, wording::DateStyle::Short, self.messages)
    }

    /// Returns the language of a text.
    pub(crate) fn lang<'t>(&self, lang: &'t Option<String>) -> &'t str
    where
        'a: 't,
    {
        lang.as_deref().unwrap_or(&self.config.lang)
    }

    /// Returns a text in Markdown, as it may be published. That of a withdrawn record went with it.
    pub(crate) fn markdown(&self, node: Node) -> Option<Cow<'a, str>> {
        let (head, links) = self.archive.text_of(node)?;
        if head.common.withdrawn.is_some() {
            return None;
        }
        let (start, body) = text_of_file(self.sources, head)?;
        let own = |link: &Link| {
            if link.has_text {
                &head.body.text()[link.place.start as usize..link.place.end as usize]
            } else {
                ""
            }
        };
        let hidden: BTreeMap<usize, &str> = head
            .body
            .links
            .iter()
            .zip(links)
            .filter(|(_, destination)| **destination == Destination::LeftOut)
            .map(|(link, _)| (link.range.start, own(link)))
            .collect();
        if hidden.is_empty() && is_all_published(body) {
            return Some(Cow::Borrowed(body.trim()));
        }
        Some(Cow::Owned(published(body, |at| hidden.get(&(start + at)).copied())))
    }

    /// Returns the text of a page as HTML. `prefix` leads from where it stands to the root.
    pub(crate) fn html(&self, node: Node, prefix: &str) -> String {
        let Some((head, links)) = self.archive.text_of(node) else { return String::new() };
        let url = |path: OutputPath, anchor: Option<&String>| match anchor {
            Some(anchor) => format!("{prefix}{}#{anchor}", path.url()),
            None => format!("{prefix}{}", path.url()),
        };
        let resolve = |link: usize| match links.get(link)? {
            Destination::Node(node, anchor) => Some(Resolved {
                url: url(self.plan.path_of_node(*node), anchor.as_ref()),
                title: self.title(*node),
                lang: self.lang_of(*node),
            }),
            Destination::File(file) => file_path(file).ok().map(|path| Resolved {
                url: url(path, None),
                title: "",
                lang: None,
            }),
            Destination::LeftOut => None,
        };
        let word = |word: InterfaceWord| {
            self.messages.text(match word {
                InterfaceWord::Note => "alert_note",
                InterfaceWord::Tip => "alert_tip",
                InterfaceWord::Important => "alert_important",
                InterfaceWord::Warning => "alert_warning",
                InterfaceWord::Caution => "alert_caution",
                InterfaceWord::Table => "table",
                InterfaceWord::Back => "back_to_text",
            })
        };
        let mentions = self.archive.mentions(node).iter().map(|mention| {
            let path = self.plan.path_of_node(Node::Entity(mention.to));
            (&mention.place, url(path, None))
        });
        head.body.html(resolve, mentions, word)
    }

    /// Returns the summary of a text, or its first paragraph.
    pub(crate) fn summary(&self, node: Node) -> Option<String> {
        let (head, _) = self.archive.text_of(node)?;
        head.common.summary.clone().or_else(|| self.lead(node))
    }

    /// Returns the first paragraph of a text, with the titles of linked pages filled in.
    pub(crate) fn lead(&self, node: Node) -> Option<String> {
        let (head, links) = self.archive.text_of(node)?;
        let title = |link: usize| match links.get(link) {
            Some(Destination::Node(node, _)) => self.archive.title(*node),
            _ => "",
        };
        let lead = head.body.lead(title)?;
        Some(shorten(&lead, LONGEST_SUMMARY).into_owned())
    }

    /// Returns the title of a page; the home page has the archive's.
    pub(crate) fn title(&self, node: Node) -> &'a str {
        match node {
            Node::Home => &self.config.title,
            _ => self.archive.title(node),
        }
    }

    /// Returns the language of a page's title, where it is not the archive's.
    pub(crate) fn lang_of(&self, node: Node) -> Option<&'a str> {
        let lang = self.archive.text_of(node)?.0.lang.as_deref();
        lang.filter(|lang| *lang != self.config.lang)
    }
}

/// The name of an author.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AuthorName<'a> {
    /// The name of a person of which the parts are recorded.
    Parts(PersonName<'a>),
    /// A name as it is written: that of a body, or one of which no parts are recorded.
    Whole(&'a str),
}

impl<'a> AuthorName<'a> {
    /// Returns the name as lists are sorted by it.
    pub(crate) fn inverted(&self) -> Cow<'a, str> {
        match self {
            Self::Parts(name) => name.inverted().into(),
            Self::Whole(name) => (*name).into(),
        }
    }

    /// Returns the name as it is spoken.
    pub(crate) fn in_order(&self) -> Cow<'a, str> {
        match self {
            Self::Parts(name) => name.in_order().into(),
            Self::Whole(name) => (*name).into(),
        }
    }
}

/// Returns the text of a record as it is written, and where it begins in its file.
fn text_of_file<'a>(sources: &'a Sources, head: &Head) -> Option<(usize, &'a str)> {
    let text = sources.text(&head.path)?;
    let section = section_of(&head.path, &mut Vec::new())?;
    let front = split(&head.path, text, section, &mut Vec::new())?;
    Some((front.body, &text[front.body..]))
}
