//! Makes the views of pages from the archive and its plan.

mod briefing;
mod charts;
mod entity;
mod evidence;
mod home;
mod index;
mod maps;
mod metadata;
mod pair;
mod strips;
mod time;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use tera::Value;

use crate::archive::{
    Archive, Backlink, BriefingIndex, Destination, EntityIndex, LinkedBriefing, Linking, Node,
};
use crate::config::Config;
use crate::format::Formats;
use crate::markdown::{Resolved, Sentence, Word};
use crate::messages::Messages;
use crate::output::path::OutputPath;
use crate::plan::{Content, Page, Plan, Stretch, file_path};
use crate::record::vocabulary::Vocabulary;
use crate::render::templates::anchor;
use crate::render::view::{
    BacklinkView, BriefingLink, EntityLink, NotFoundView, PageHead, SearchView, View,
};
use crate::text::{is_right_to_left, shorten};
use crate::wording::{self, Style};

/// The longest table of people, venues or topics beside a list.
const LONGEST_TABLE: usize = 12;
/// The most backlinks, claims or people that one page shows.
const MOST_ON_A_PAGE: usize = 200;
/// The most people or topics of one briefing of which each is said to stand with each other.
const CROWD: usize = 100;
/// The longest summary in a list, in characters.
const LONGEST_SUMMARY: usize = 280;

/// Makes views. What many pages show is made once and shared.
pub struct Views<'a> {
    plan: &'a Plan<'a>,
    archive: &'a Archive,
    config: &'a Config,
    messages: &'a Messages,
    /// Whether time runs from right to left, as the archive's language does.
    right_to_left: bool,
    /// What lists say of each briefing, and its date by itself, made when it is first asked for.
    briefings: Vec<OnceLock<(Value, Value)>>,
    /// What lists say of each entity, made so too.
    entities: Vec<OnceLock<Value>>,
    formats: Formats<'a>,
    /// The name and the path of the page of each year and month.
    stretches: BTreeMap<Stretch, (Value, Value)>,
}

/// Gives the row of a briefing as HTML, for a page of a depth.
pub type Rows<'r> = dyn Fn(BriefingIndex) -> Value + 'r;

impl<'a> Views<'a> {
    /// Makes what pages share.
    pub fn new(plan: &'a Plan<'a>, config: &'a Config, messages: &'a Messages) -> Self {
        let archive = plan.archive;
        let mut views = Self {
            plan,
            archive,
            config,
            messages,
            formats: Formats::new(plan, config, messages),
            right_to_left: is_right_to_left(&config.lang),
            briefings: std::iter::repeat_with(OnceLock::new)
                .take(archive.briefings.len())
                .collect(),
            entities: std::iter::repeat_with(OnceLock::new).take(archive.entities.len()).collect(),
            stretches: BTreeMap::new(),
        };
        for output in &plan.outputs {
            if let Content::Page(Page::Calendar(stretch)) = output.content {
                let link = (
                    Value::normal_string(&views.stretch_name(stretch)),
                    Value::normal_string(&output.path.url()),
                );
                views.stretches.insert(stretch, link);
            }
        }
        views
    }

    /// Returns the plan whose pages these are the views of.
    pub fn plan(&self) -> &'a Plan<'a> {
        self.plan
    }

    /// Returns what makes the files that other tools read.
    pub fn formats(&self) -> &Formats<'a> {
        &self.formats
    }

    /// Returns what lists say of a briefing ([`BriefingLink`]).
    pub fn briefing_link(&self, index: BriefingIndex) -> Value {
        self.link_and_date(index).0.clone()
    }

    fn link_and_date(&self, index: BriefingIndex) -> &(Value, Value) {
        self.briefings[index.get()].get_or_init(|| {
            let link = briefing_link(self.plan, self.config, self.messages, index);
            let date = Value::normal_string(&link.date);
            (Value::from_serializable(&link), date)
        })
    }

    fn entity_link(&self, index: EntityIndex) -> Value {
        let link = || Value::from_serializable(&entity_link(self.plan, index));
        self.entities[index.get()].get_or_init(link).clone()
    }

    /// Says how many more there are than one page shows.
    fn and_more(&self, all: usize) -> Option<String> {
        let more = all.checked_sub(MOST_ON_A_PAGE).filter(|more| *more > 0)?;
        Some(self.messages.fill("and_more", &[("n", &self.messages.number(more))]))
    }

    /// Makes the view of a page. `prefix` leads from the page to the root, `../`.
    pub fn view(&self, page: Page, prefix: &str, rows: &Rows<'_>) -> View {
        match page {
            Page::Home => View::Home(self.home(prefix)),
            Page::Briefing(index) => View::Briefing(self.briefing(index, prefix)),
            Page::Entity(index) => View::Entity(self.entity(index, prefix, rows)),
            Page::EntityPart(index, stretch) => {
                View::Entity(self.entity_part(index, stretch, rows))
            }
            Page::Pair(index) => View::Pair(self.pair(index, prefix, rows)),
            Page::PairPart(index, stretch) => View::Pair(self.pair_part(index, stretch, rows)),
            Page::Pairs => View::Pairs(self.pairs()),
            Page::Outcomes => View::Outcomes(self.open_outcomes()),
            Page::Sources => View::Sources(self.all_sources()),
            Page::Calendar(stretch) => View::Calendar(self.calendar(stretch, rows)),
            Page::Briefings => View::Briefings(self.all_briefings(rows)),
            Page::Index(kind) => View::Index(self.index(kind, None)),
            Page::IndexPart(kind, letter) => View::Index(self.index(kind, Some(letter))),
            Page::Timeline => View::Timeline(self.timeline(rows)),
            Page::Free(index) => View::Free(self.free(index, prefix)),
            Page::Search => View::Search(SearchView {
                head: self.head(self.messages.text("search").into(), "search"),
            }),
            Page::NotFound => View::NotFound(NotFoundView {
                head: self.head(self.messages.text("not_found").into(), ""),
            }),
        }
    }

    fn head(&self, title: String, section: &'static str) -> PageHead {
        PageHead { title, summary: None, lede: None, lang: None, dir: None, section, machine: None }
    }

    fn head_of(&self, node: Node, section: &'static str) -> PageHead {
        let head = self.archive.text_of(node).map(|(head, _)| head);
        let lang = head.and_then(|head| head.lang.clone()).filter(|lang| *lang != self.config.lang);
        let dir = lang.as_deref().map(|lang| if is_right_to_left(lang) { "rtl" } else { "ltr" });
        PageHead {
            title: self.archive.title(node).to_owned(),
            summary: summary(self.archive, node),
            lede: head.and_then(|head| head.common.summary.clone()),
            lang,
            dir,
            section,
            machine: None,
        }
    }

    /// Renders the text of a page.
    fn body(&self, node: Node, prefix: &str) -> Value {
        Value::safe_string(&text(self.plan, self.config, self.messages, node, prefix))
    }

    /// Returns the language of a page's title, where it is not the archive's.
    fn lang_of(&self, node: Node) -> Option<&str> {
        lang_of(self.plan, self.config, node)
    }

    /// Returns the title of a page; the home page has the archive's.
    fn title(&self, node: Node) -> &str {
        title(self.plan, self.config, node)
    }

    fn backlinks(&self, backlinks: &[Backlink]) -> Vec<BacklinkView> {
        // Those of briefings come in the order of time: the newest are shown first.
        backlinks
            .iter()
            .rev()
            .take(MOST_ON_A_PAGE)
            .filter_map(|backlink| self.backlink(backlink))
            .collect()
    }

    fn more_backlinks(&self, backlinks: &[Backlink]) -> Option<String> {
        self.and_more(backlinks.len())
    }

    fn backlink(&self, backlink: &Backlink) -> Option<BacklinkView> {
        let (head, links) = self.archive.text_of(backlink.from)?;
        let mentions = self.archive.mentions(backlink.from);
        let place = match backlink.link {
            Linking::Link(link) => &head.body.links.get(link as usize)?.place,
            Linking::Mention(mention) => &mentions.get(mention as usize)?.place,
        };
        let title = |link: usize| match links.get(link) {
            Some(Destination::Node(node, _)) => self.title(*node),
            _ => "",
        };
        let Sentence { before, link: text, after } = head.body.sentence(place, title);
        Some(BacklinkView {
            path: self.plan.path_of_node(backlink.from).url(),
            title: self.title(backlink.from).to_owned(),
            lang: self.lang_of(backlink.from).map(str::to_owned),
            date: match backlink.from {
                Node::Briefing(index) => Some(self.short_date(index)),
                _ => None,
            },
            heading: head.body.heading_above(place).map(|heading| heading.text.clone()),
            before,
            text,
            after,
        })
    }

    fn short_date(&self, index: BriefingIndex) -> Value {
        self.link_and_date(index).1.clone()
    }

    /// Returns the first day that a briefing may have been on.
    fn day(&self, index: BriefingIndex) -> String {
        self.archive.briefing(index).record.date.listed().0.to_string()
    }
}

fn briefing_link(
    plan: &Plan<'_>,
    config: &Config,
    messages: &Messages,
    index: BriefingIndex,
) -> BriefingLink {
    let briefing = plan.archive.briefing(index);
    let LinkedBriefing { record, venues, .. } = briefing;
    let short = wording::date(&record.date, Style::Short, messages);
    let path = plan.path(Page::Briefing(index)).url();
    let title = &record.head.title.value;
    let lang = record.head.lang.clone().filter(|lang| *lang != config.lang);
    BriefingLink {
        anchor: Value::safe_string(&anchor(&path, title, lang.as_deref())),
        path,
        title: title.clone(),
        lang,
        date_of_year: match record.date.year() {
            Some(_) => wording::date(&record.date, Style::OfYear, messages),
            None => short.clone(),
        },
        date: short,
        machine: record.date.machine(),
        status: record.status().name(),
        kind: record.kind().to_owned(),
        venue: venues.first().map(|venue| plan.archive.entity(*venue).name.clone()),
        summary: summary(plan.archive, Node::Briefing(index))
            .map(|summary| shorten(&summary, LONGEST_SUMMARY).into_owned()),
    }
}

fn entity_link(plan: &Plan<'_>, index: EntityIndex) -> EntityLink {
    let entity = plan.archive.entity(index);
    let path = plan.path(Page::Entity(index)).url();
    EntityLink {
        anchor: Value::safe_string(&anchor(&path, &entity.name, None)),
        path,
        name: entity.name.clone(),
        kind: entity.kind.name(),
    }
}

/// Returns the first paragraph of a text, with the titles of linked pages filled in.
fn lead(archive: &Archive, node: Node) -> Option<String> {
    let (head, links) = archive.text_of(node)?;
    let title = |link: usize| match links.get(link) {
        Some(Destination::Node(node, _)) => archive.title(*node),
        _ => "",
    };
    let lead = head.body.lead(title)?;
    Some(shorten(&lead, LONGEST_SUMMARY).into_owned())
}

/// Returns the summary of a text, or its first paragraph.
pub(crate) fn summary(archive: &Archive, node: Node) -> Option<String> {
    let (head, _) = archive.text_of(node)?;
    head.common.summary.clone().or_else(|| lead(archive, node))
}

/// Returns the text of a page as HTML. `prefix` leads from where it stands to the root.
pub(crate) fn text(
    plan: &Plan<'_>,
    config: &Config,
    messages: &Messages,
    node: Node,
    prefix: &str,
) -> String {
    let Some((head, links)) = plan.archive.text_of(node) else { return String::new() };
    let url = |path: OutputPath, anchor: Option<&String>| match anchor {
        Some(anchor) => format!("{prefix}{}#{anchor}", path.url()),
        None => format!("{prefix}{}", path.url()),
    };
    let resolve = |link: usize| match links.get(link)? {
        Destination::Node(node, anchor) => Some(Resolved {
            url: url(plan.path_of_node(*node), anchor.as_ref()),
            title: title(plan, config, *node),
            lang: lang_of(plan, config, *node),
        }),
        Destination::File(file) => file_path(file).ok().map(|path| Resolved {
            url: url(path, None),
            title: "",
            lang: None,
        }),
        Destination::LeftOut => None,
    };
    let word = |word: Word| {
        messages.text(match word {
            Word::Note => "alert_note",
            Word::Tip => "alert_tip",
            Word::Important => "alert_important",
            Word::Warning => "alert_warning",
            Word::Caution => "alert_caution",
            Word::Table => "table",
            Word::Back => "back_to_text",
        })
    };
    let mentions = plan.archive.mentions(node).iter().map(|mention| {
        let path = plan.path_of_node(Node::Entity(mention.to));
        (&mention.place, url(path, None))
    });
    head.body.html(resolve, mentions, word)
}

/// Returns the title of a page; the home page has the archive's.
fn title<'a>(plan: &Plan<'a>, config: &'a Config, node: Node) -> &'a str {
    match node {
        Node::Home => &config.title,
        _ => plan.archive.title(node),
    }
}

/// Returns the language of a page's title, where it is not the archive's.
fn lang_of<'a>(plan: &Plan<'a>, config: &Config, node: Node) -> Option<&'a str> {
    let lang = plan.archive.text_of(node)?.0.lang.as_deref();
    lang.filter(|lang| *lang != config.lang)
}
