//! The typed views that templates get: one for each kind of page.
//!
//! Paths in a view are from the site's root, percent-encoded; the `url` filter makes them relative
//! to the page that is rendered. Texts are plain and escaped when they are shown, but for
//! `Body`, which is HTML.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::Value;

use super::chart::BarChart;
use super::listing::{LONGEST_LIST, Stretch};
use super::wording::{self, Style};
use super::{Content, Page, Plan, file_path};
use crate::archive::{
    Archive, Backlink, BriefingIndex, Destination, EntityIndex, LinkedBriefing, Node,
};
use crate::config::Config;
use crate::markdown::{Document, Resolved, Word};
use crate::messages::Messages;
use crate::output::path::OutputPath;
use crate::record::date::{Date, Falls};
use crate::record::{BriefingKind, EntityKind, Status};
use crate::text::{is_right_to_left, shorten};

/// The longest table of people, venues or topics beside a list.
const LONGEST_TABLE: usize = 12;
/// The most links that one page shows from others.
const MOST_BACKLINKS: usize = 200;
/// The longest summary in a list, in characters.
const LONGEST_SUMMARY: usize = 280;

/// What a page is about, for its head and its frame.
#[derive(Debug, Serialize)]
pub struct PageHead {
    /// The title of the page.
    pub title: String,
    /// A sentence for search engines: the summary, or the first of the text.
    pub summary: Option<String>,
    /// The summary that the author wrote, to stand under the title.
    pub lede: Option<String>,
    /// The BCP 47 tag of its text, where it is not the archive's.
    pub lang: Option<String>,
    /// `rtl` or `ltr`, where `lang` is there.
    pub dir: Option<&'static str>,
    /// The section of the navigation that it belongs to: `briefings`, `people`, `timeline` …
    pub section: &'static str,
}

/// A link to a page, with what a list says of it. Shared by all pages that show it.
#[derive(Debug, Serialize)]
pub struct BriefingLink {
    /// The path of its page.
    pub path: String,
    /// Its title.
    pub title: String,
    /// The BCP 47 tag of its title, where it is not the archive's.
    pub lang: Option<String>,
    /// Its date in words, short.
    pub date: String,
    /// Its date under a heading with the year.
    pub date_of_year: String,
    /// Its date for machines, where it is exact.
    pub machine: Option<String>,
    /// `held`, `cancelled` …
    pub status: &'static str,
    /// `meeting`, `call` …
    pub kind: &'static str,
    /// The name of its first venue.
    pub venue: Option<String>,
    /// Its summary, shortened.
    pub summary: Option<String>,
}

/// A link to a person, organization, venue, series or topic. Shared by all pages that show it.
#[derive(Debug, Serialize)]
pub struct EntityLink {
    /// The path of its page.
    pub path: String,
    /// Its name.
    pub name: String,
    /// `person`, `venue` …
    pub kind: &'static str,
}

/// A date as a briefing's page shows it.
#[derive(Debug, Serialize)]
pub struct DateView {
    /// In words, in full.
    pub full: String,
    /// Without its year, for the margin.
    pub of_year: String,
    /// Its year, where it is certain and not in `of_year` already.
    pub year: Option<i16>,
    /// The path of the page of its month or year, where it has one.
    pub path: Option<String>,
    /// The day of the week of an exact day.
    pub weekday: Option<String>,
    /// For machines, where it is exact.
    pub machine: Option<String>,
    /// The source's own wording.
    pub text: Option<String>,
}

/// A briefing's page.
#[derive(Debug, Serialize)]
pub struct BriefingView {
    /// For the head and the frame.
    pub head: PageHead,
    /// When.
    pub date: DateView,
    /// `held`, `cancelled` …
    pub status: &'static str,
    /// `meeting`, `call` …
    pub kind: &'static str,
    /// Where: each venue, and behind it those that it lies in ([`EntityLink`]).
    pub venues: Vec<Vec<Value>>,
    /// Who took part.
    pub participants: Vec<ParticipantView>,
    /// What about ([`EntityLink`]).
    pub topics: Vec<Value>,
    /// The process that it belongs to.
    pub series: Option<SeriesPlace>,
    /// The text, as HTML.
    pub body: Value,
    /// Who links here.
    pub backlinks: Vec<BacklinkView>,
    /// The briefing before, in time ([`BriefingLink`]).
    pub previous: Option<Value>,
    /// The briefing after, in time ([`BriefingLink`]).
    pub next: Option<Value>,
}

/// A person or body that took part.
#[derive(Debug, Serialize)]
pub struct ParticipantView {
    /// The person ([`EntityLink`]); none where a body took part as such.
    pub person: Option<Value>,
    /// The body ([`EntityLink`]).
    pub organization: Option<Value>,
    /// In what capacity.
    pub role: Option<String>,
}

/// A briefing's place in its series.
#[derive(Debug, Serialize)]
pub struct SeriesPlace {
    /// The series ([`EntityLink`]).
    pub series: Value,
    /// `2 of 3`; absent in a long series, whose every page would change with each new briefing.
    pub round: Option<String>,
    /// The briefing before ([`BriefingLink`]).
    pub previous: Option<Value>,
    /// The briefing after ([`BriefingLink`]).
    pub next: Option<Value>,
}

/// A text that links to the page.
#[derive(Debug, Serialize)]
pub struct BacklinkView {
    /// The path of the page that links.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Its date, where it is a briefing.
    pub date: Option<Value>,
    /// The heading that the link is under.
    pub heading: Option<String>,
    /// The sentence up to the link.
    pub before: String,
    /// The link's text.
    pub text: String,
    /// The rest of the sentence.
    pub after: String,
}

/// The page of a person, organization, venue, series or topic, or a part of its list.
#[derive(Debug, Serialize)]
pub struct EntityView {
    /// For the head and the frame.
    pub head: PageHead,
    /// `person`, `venue` …
    pub kind: &'static str,
    /// The folder of its kind, which is the path of its index without `index.html`.
    pub folder: &'static str,
    /// What it is called.
    pub name: String,
    /// What else it is called.
    pub aliases: Vec<AliasView>,
    /// A person's state ([`EntityLink`]).
    pub country: Option<Value>,
    /// The venues that it lies in, the nearest first ([`EntityLink`]).
    pub within: Vec<Value>,
    /// The venues that lie in it ([`EntityLink`]).
    pub contains: Vec<Value>,
    /// The people whose state it is ([`EntityLink`]).
    pub people: Vec<Value>,
    /// The text, as HTML; empty on a part.
    pub body: Value,
    /// How many briefings: `12 briefings`.
    pub count: String,
    /// From when to when.
    pub span: Option<String>,
    /// The briefings, or this part of them, the newest first.
    pub list: ListView,
    /// Who was there with it, or at it.
    pub together: Vec<TallyView>,
    /// Where.
    pub venues: Vec<TallyView>,
    /// What about.
    pub topics: Vec<TallyView>,
    /// Who links here.
    pub backlinks: Vec<BacklinkView>,
    /// On a part: what it is a part of.
    pub part: Option<PartView>,
}

/// Another name.
#[derive(Debug, Serialize)]
pub struct AliasView {
    /// The name.
    pub name: String,
    /// The BCP 47 tag of its language, where it is known.
    pub lang: Option<String>,
}

/// How often something stands together with the page's subject.
#[derive(Debug, Serialize)]
pub struct TallyView {
    /// The person, venue or topic ([`EntityLink`]).
    pub entity: Value,
    /// In how many briefings.
    pub count: usize,
    /// The date of the last, short.
    pub last: Value,
}

/// A list of briefings: rows in groups, or the parts that it is split into.
#[derive(Debug, Default, Serialize)]
pub struct ListView {
    /// The rows, as HTML made once from `parts/row.html`, in groups.
    pub groups: Vec<GroupView>,
    /// Where the list is too long for one page: its parts.
    pub parts: Vec<PartLink>,
}

/// Rows under a heading.
#[derive(Debug, Serialize)]
pub struct GroupView {
    /// The heading, a year or a month; empty where there is none.
    pub heading: Value,
    /// The path of the page of that year or month.
    pub path: Option<Value>,
    /// The rows.
    pub rows: Vec<Value>,
}

/// A part of a long list.
#[derive(Debug, Serialize)]
pub struct PartLink {
    /// A year, a month, a day or a letter.
    pub label: String,
    /// The path of its page.
    pub path: String,
    /// How many rows are there.
    pub count: usize,
}

/// What a part of a long list is a part of.
#[derive(Debug, Serialize)]
pub struct PartView {
    /// A year, a month or a day.
    pub label: String,
    /// The path of the whole.
    pub whole: String,
}

/// The page of a year, a month or a day.
#[derive(Debug, Serialize)]
pub struct CalendarView {
    /// For the head and the frame.
    pub head: PageHead,
    /// `year`, `month` or `day`.
    pub kind: &'static str,
    /// The year that a month or day is in, the month that a day is in.
    pub above: Vec<PlainLink>,
    /// How many briefings: `12 briefings`.
    pub count: String,
    /// The briefings, in the order of time.
    pub list: ListView,
    /// The twelve months of a year.
    pub months: Vec<MonthView>,
    /// Those that began before and were going on.
    pub continuing: Vec<Value>,
    /// Those that may fall in it.
    pub possibly: Vec<Value>,
    /// The one before that has a page.
    pub previous: Option<PlainLink>,
    /// The one after that has a page.
    pub next: Option<PlainLink>,
}

/// A month of a year.
#[derive(Debug, Serialize)]
pub struct MonthView {
    /// Its name.
    pub name: String,
    /// Its name, short.
    pub short: String,
    /// The path of its page, where it has one.
    pub path: Option<String>,
    /// How many briefings.
    pub count: usize,
}

/// A link that is text and path alone.
#[derive(Debug, Serialize)]
pub struct PlainLink {
    /// The path.
    pub path: String,
    /// The text.
    pub title: String,
}

/// The index of all briefings.
#[derive(Debug, Serialize)]
pub struct BriefingsView {
    /// For the head and the frame.
    pub head: PageHead,
    /// How many briefings: `12 briefings`.
    pub count: String,
    /// From when to when.
    pub span: Option<String>,
    /// The briefings, the newest first, or the years.
    pub list: ListView,
}

/// An index of people, organizations, venues, series or topics, or one letter of it.
#[derive(Debug, Serialize)]
pub struct IndexView {
    /// For the head and the frame.
    pub head: PageHead,
    /// `person`, `venue` …
    pub kind: &'static str,
    /// The folder of its kind.
    pub folder: &'static str,
    /// The entries, by initial.
    pub letters: Vec<LetterView>,
    /// Where the index is too long for one page: its letters.
    pub parts: Vec<PartLink>,
    /// On the page of one letter: that letter.
    pub letter: Option<String>,
}

/// The entries of one initial.
#[derive(Debug, Serialize)]
pub struct LetterView {
    /// The initial; empty for what begins with no letter.
    pub letter: String,
    /// The name of the place in the page.
    pub anchor: String,
    /// The entries.
    pub entries: Vec<EntryView>,
}

/// An entry of an index.
#[derive(Debug, Serialize)]
pub struct EntryView {
    /// The path of its page.
    pub path: String,
    /// As it is sorted: `Lavrov, Sergei`.
    pub name: String,
    /// What else tells it apart: a person's state, the place that a venue lies in.
    pub note: Option<String>,
    /// How many briefings.
    pub count: usize,
    /// From when to when, in years.
    pub years: String,
}

/// The time line: how many briefings in each month.
#[derive(Debug, Serialize)]
pub struct TimelineView {
    /// For the head and the frame.
    pub head: PageHead,
    /// A chart of the years.
    pub chart: Option<BarChart>,
    /// The years, the newest first.
    pub years: Vec<YearView>,
    /// The names of the months, short.
    pub months: Vec<String>,
    /// Briefings of no certain year.
    pub loose: Vec<Value>,
}

/// A year of the time line.
#[derive(Debug, Serialize)]
pub struct YearView {
    /// The year.
    pub year: String,
    /// The path of its page.
    pub path: String,
    /// How many briefings.
    pub count: usize,
    /// Its months.
    pub months: Vec<MonthView>,
}

/// The home page.
#[derive(Debug, Serialize)]
pub struct HomeView {
    /// For the head and the frame.
    pub head: PageHead,
    /// The text of `content/index.md`, as HTML.
    pub body: Value,
    /// How many of each: `18 briefings`, `23 people`, `14 venues`.
    pub counts: Vec<String>,
    /// From when to when.
    pub span: Option<String>,
    /// A chart of the years.
    pub chart: Option<BarChart>,
    /// The latest briefings ([`BriefingLink`]), the newest first.
    pub latest: Vec<Value>,
    /// Who is named most.
    pub people: Vec<TallyView>,
    /// Where most took place.
    pub venues: Vec<TallyView>,
}

/// A free page.
#[derive(Debug, Serialize)]
pub struct FreeView {
    /// For the head and the frame.
    pub head: PageHead,
    /// The text, as HTML.
    pub body: Value,
    /// Who links here.
    pub backlinks: Vec<BacklinkView>,
}

/// A page that says that there is none.
#[derive(Debug, Serialize)]
pub struct NotFoundView {
    /// For the head and the frame.
    pub head: PageHead,
}

/// The view of any page.
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[allow(missing_docs, clippy::large_enum_variant)]
pub enum View {
    Home(HomeView),
    Briefing(BriefingView),
    Entity(EntityView),
    Calendar(CalendarView),
    Briefings(BriefingsView),
    Index(IndexView),
    Timeline(TimelineView),
    Free(FreeView),
    NotFound(NotFoundView),
}

impl View {
    /// Returns what the page is about.
    pub fn head(&self) -> &PageHead {
        match self {
            Self::Home(HomeView { head, .. })
            | Self::Briefing(BriefingView { head, .. })
            | Self::Entity(EntityView { head, .. })
            | Self::Calendar(CalendarView { head, .. })
            | Self::Briefings(BriefingsView { head, .. })
            | Self::Index(IndexView { head, .. })
            | Self::Timeline(TimelineView { head, .. })
            | Self::Free(FreeView { head, .. })
            | Self::NotFound(NotFoundView { head }) => head,
        }
    }
}

/// Makes views. What many pages show is made once and shared.
pub struct Views<'a> {
    plan: &'a Plan<'a>,
    archive: &'a Archive,
    config: &'a Config,
    messages: &'a Messages,
    briefings: Vec<Value>,
    entities: Vec<Value>,
    /// The date of each briefing, short.
    dates: Vec<Value>,
    /// The name and the path of the page of each year and month.
    stretches: BTreeMap<Stretch, (Value, Value)>,
}

/// Gives the row of a briefing as HTML, for a page of a depth.
pub type Rows<'r> = dyn Fn(BriefingIndex) -> Value + 'r;

impl<'a> Views<'a> {
    /// Makes what pages share.
    pub fn new(plan: &'a Plan<'a>, config: &'a Config, messages: &'a Messages) -> Self {
        use rayon::prelude::*;
        let archive = plan.archive;
        let ((briefings, dates), entities) = rayon::join(
            || {
                (0..archive.briefings.len())
                    .into_par_iter()
                    .map(|i| {
                        let link = briefing_link(plan, messages, BriefingIndex::new(i));
                        let date = Value::normal_string(&link.date);
                        (Value::from_serializable(&link), date)
                    })
                    .unzip()
            },
            || {
                (0..archive.entities.len())
                    .into_par_iter()
                    .map(|i| Value::from_serializable(&entity_link(plan, EntityIndex::new(i))))
                    .collect()
            },
        );
        let mut views = Self {
            plan,
            archive,
            config,
            messages,
            briefings,
            entities,
            dates,
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

    /// Returns what lists say of a briefing ([`BriefingLink`]).
    pub fn briefing_link(&self, index: BriefingIndex) -> Value {
        self.briefings[index.get()].clone()
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
            Page::Calendar(stretch) => View::Calendar(self.calendar(stretch, rows)),
            Page::Briefings => View::Briefings(self.all_briefings(rows)),
            Page::Index(kind) => View::Index(self.index(kind, None)),
            Page::IndexPart(kind, letter) => View::Index(self.index(kind, Some(letter))),
            Page::Timeline => View::Timeline(self.timeline(rows)),
            Page::Free(index) => View::Free(self.free(index, prefix)),
            Page::NotFound => View::NotFound(NotFoundView {
                head: self.head(self.messages.text("not_found").into(), ""),
            }),
        }
    }

    fn head(&self, title: String, section: &'static str) -> PageHead {
        PageHead { title, summary: None, lede: None, lang: None, dir: None, section }
    }

    fn head_of(&self, node: Node, section: &'static str) -> PageHead {
        let head = self.archive.text_of(node).map(|(head, _)| head);
        let lang = head.and_then(|head| head.lang.clone()).filter(|lang| *lang != self.config.lang);
        let dir = lang.as_deref().map(|lang| if is_right_to_left(lang) { "rtl" } else { "ltr" });
        PageHead {
            title: self.archive.title(node).to_owned(),
            summary: head
                .and_then(|head| head.summary.clone())
                .or_else(|| lead(self.archive, node)),
            lede: head.and_then(|head| head.summary.clone()),
            lang,
            dir,
            section,
        }
    }

    fn briefing(&self, index: BriefingIndex, prefix: &str) -> BriefingView {
        let briefing = self.archive.briefing(index);
        let link = |entity: &EntityIndex| self.entities[entity.get()].clone();
        let at = index.get();
        BriefingView {
            head: self.head_of(Node::Briefing(index), "briefings"),
            date: self.date(briefing),
            status: briefing.record.status.name(),
            kind: briefing.record.kind.name(),
            venues: briefing.venues.iter().map(|venue| self.with_places_above(*venue)).collect(),
            participants: briefing
                .attendance
                .iter()
                .map(|a| ParticipantView {
                    person: a.person.as_ref().map(link),
                    organization: a.organization.as_ref().map(link),
                    role: a.role.clone(),
                })
                .collect(),
            topics: briefing.topics.iter().map(link).collect(),
            series: briefing.series.map(|series| self.series_place(series, index)),
            body: self.body(Node::Briefing(index), prefix),
            backlinks: self.backlinks(&briefing.backlinks),
            previous: at.checked_sub(1).map(|i| self.briefings[i].clone()),
            next: self.briefings.get(at + 1).cloned(),
        }
    }

    fn date(&self, briefing: &LinkedBriefing) -> DateView {
        let date = &briefing.record.date;
        let of_year = wording::date(date, Style::OfYear, self.messages);
        let full = wording::date(date, Style::Full, self.messages);
        let stretch = date
            .month()
            .map(|(year, month)| Stretch::Month(year, month))
            .or_else(|| date.year().map(Stretch::Year));
        DateView {
            year: date.year().filter(|year| !of_year.contains(&year.to_string())),
            path: stretch.map(|stretch| self.plan.path(Page::Calendar(stretch)).url()),
            weekday: wording::weekday(date, self.messages).map(str::to_owned),
            machine: date.machine(),
            text: briefing.record.date_text.clone(),
            of_year,
            full,
        }
    }

    /// Returns a venue and the venues that it lies in, the nearest first.
    fn with_places_above(&self, venue: EntityIndex) -> Vec<Value> {
        let above = std::iter::successors(Some(venue), |venue| self.archive.entity(*venue).within);
        above.map(|venue| self.entities[venue.get()].clone()).collect()
    }

    fn series_place(&self, series: EntityIndex, index: BriefingIndex) -> SeriesPlace {
        const LONG: usize = 20;
        let all = &self.archive.entity(series).briefings;
        let at = all.binary_search(&index).expect("a series has the briefings that name it");
        let link = |index: &BriefingIndex| self.briefings[index.get()].clone();
        let (n, count) = ((at + 1).to_string(), all.len().to_string());
        let round = || self.messages.fill("round_of", &[("n", &n), ("count", &count)]);
        SeriesPlace {
            series: self.entities[series.get()].clone(),
            round: (all.len() <= LONG).then(round),
            previous: at.checked_sub(1).map(|i| link(&all[i])),
            next: all.get(at + 1).map(link),
        }
    }

    /// Renders the text of a page.
    fn body(&self, node: Node, prefix: &str) -> Value {
        let Some((head, links)) = self.archive.text_of(node) else { return Value::from("") };
        let url = |path: OutputPath, anchor: Option<&String>| match anchor {
            Some(anchor) => format!("{prefix}{}#{anchor}", path.url()),
            None => format!("{prefix}{}", path.url()),
        };
        let resolve = |link: usize| match links.get(link)? {
            Destination::Node(node, anchor) => {
                let title = self.title(*node);
                Some(Resolved { url: url(self.plan.path_of_node(*node), anchor.as_ref()), title })
            }
            Destination::File(file) => {
                file_path(file).ok().map(|path| Resolved { url: url(path, None), title: "" })
            }
            Destination::LeftOut => None,
        };
        let word = |word: Word| {
            self.messages.text(match word {
                Word::Note => "alert_note",
                Word::Tip => "alert_tip",
                Word::Important => "alert_important",
                Word::Warning => "alert_warning",
                Word::Caution => "alert_caution",
                Word::Table => "table",
                Word::Back => "back_to_text",
            })
        };
        Value::safe_string(&head.body.html(resolve, word))
    }

    /// Returns the title of a page; the home page has the archive's.
    fn title(&self, node: Node) -> &str {
        match node {
            Node::Home => &self.config.title,
            _ => self.archive.title(node),
        }
    }

    fn backlinks(&self, backlinks: &[Backlink]) -> Vec<BacklinkView> {
        // Those of briefings come in the order of time: the newest are shown first.
        backlinks
            .iter()
            .rev()
            .take(MOST_BACKLINKS)
            .filter_map(|backlink| self.backlink(backlink))
            .collect()
    }

    fn backlink(&self, backlink: &Backlink) -> Option<BacklinkView> {
        let (head, links) = self.archive.text_of(backlink.from)?;
        let Document { links: written, untitled, headings, .. } = &head.body;
        let link = written.get(backlink.link as usize)?;
        let destination_title = |link: usize| match links.get(link) {
            Some(Destination::Node(node, _)) => self.title(*node),
            _ => "",
        };
        let title =
            |nth: usize| untitled.get(nth).map_or("", |link| destination_title(*link as usize));
        Some(BacklinkView {
            path: self.plan.path_of_node(backlink.from).url(),
            title: self.title(backlink.from).to_owned(),
            date: match backlink.from {
                Node::Briefing(index) => Some(self.short_date(index)),
                _ => None,
            },
            heading: link
                .heading
                .and_then(|heading| headings.get(heading as usize))
                .map(|heading| heading.text.clone()),
            before: link.before.fill(title),
            text: link
                .text
                .clone()
                .unwrap_or_else(|| destination_title(backlink.link as usize).to_owned()),
            after: link.after.fill(title),
        })
    }

    fn short_date(&self, index: BriefingIndex) -> Value {
        self.dates[index.get()].clone()
    }

    fn entity(&self, index: EntityIndex, prefix: &str, rows: &Rows<'_>) -> EntityView {
        let entity = self.archive.entity(index);
        let link = |entity: &EntityIndex| self.entities[entity.get()].clone();
        let list = &entity.briefings;
        let tallies = self.tallies(index);
        EntityView {
            aliases: entity
                .aliases()
                .iter()
                .map(|alias| AliasView { name: alias.name.value.clone(), lang: alias.lang.clone() })
                .collect(),
            country: entity.country.as_ref().map(link),
            within: self.with_places_above(index).split_off(1),
            contains: self.by_name(&entity.contains),
            people: self.by_name(&entity.people),
            body: self.body(Node::Entity(index), prefix),
            list: self.list(list, None, rows, |stretch| Page::EntityPart(index, stretch)),
            together: tallies.people,
            venues: tallies.venues,
            topics: tallies.topics,
            backlinks: self.backlinks(&entity.backlinks),
            ..self.entity_frame(index, list)
        }
    }

    fn entity_part(&self, index: EntityIndex, stretch: Stretch, rows: &Rows<'_>) -> EntityView {
        let list = self.plan.calendar.within(&self.archive.entity(index).briefings, stretch);
        let label = self.stretch_name(stretch);
        let mut view = self.entity_frame(index, list);
        view.head.title = format!("{}, {label}", view.name);
        view.head.summary = None;
        view.head.lede = None;
        view.list = self.list(list, Some(stretch), rows, |finer| Page::EntityPart(index, finer));
        view.part = Some(PartView { label, whole: self.plan.path(Page::Entity(index)).url() });
        view
    }

    /// Makes what an entity's page and the parts of its list have in common.
    fn entity_frame(&self, index: EntityIndex, list: &[BriefingIndex]) -> EntityView {
        let entity = self.archive.entity(index);
        EntityView {
            head: self.head_of(Node::Entity(index), entity.kind.folder()),
            kind: entity.kind.name(),
            folder: entity.kind.folder(),
            name: entity.name.clone(),
            aliases: Vec::new(),
            country: None,
            within: Vec::new(),
            contains: Vec::new(),
            people: Vec::new(),
            body: Value::from(""),
            count: self.messages.count("briefings", list.len()),
            span: self.span(list),
            list: ListView::default(),
            together: Vec::new(),
            venues: Vec::new(),
            topics: Vec::new(),
            backlinks: Vec::new(),
            part: None,
        }
    }

    fn by_name(&self, entities: &[EntityIndex]) -> Vec<Value> {
        let mut sorted: Vec<_> = entities
            .iter()
            .map(|index| (super::sort_key(self.archive.entity(*index).sort_name()), index))
            .collect();
        sorted.sort();
        sorted.into_iter().map(|(_, index)| self.entities[index.get()].clone()).collect()
    }

    /// Returns from when to when the briefings of a list are.
    fn span(&self, list: &[BriefingIndex]) -> Option<String> {
        let years = self.years(list);
        let (first, last) = years.split_once('–')?;
        Some(self.messages.fill("span", &[("first", first), ("last", last)]))
    }

    /// Returns the first and last year of a list, `2016–2025`, or the one year; empty for none.
    fn years(&self, list: &[BriefingIndex]) -> String {
        let year = |index: &BriefingIndex| self.archive.briefing(*index).record.date.listed();
        match (list.first().map(year), list.last().map(year)) {
            (Some((first, _)), Some((_, last))) if first.year != last.year => {
                format!("{}–{}", first.year, last.year)
            }
            (Some((first, _)), _) => first.year.to_string(),
            _ => String::new(),
        }
    }

    fn stretch_name(&self, stretch: Stretch) -> String {
        match stretch {
            Stretch::Year(year) => year.to_string(),
            Stretch::Month(year, month) => wording::month(year, month, self.messages),
            Stretch::Day(day) => {
                let date = Date::from_calendar(day.year.unsigned_abs(), day.month, day.day)
                    .expect("a day of a date");
                wording::date(&date, Style::Full, self.messages)
            }
        }
    }

    /// Returns the name of a year or month, and the path of its page.
    fn stretch_link(&self, stretch: Stretch) -> (Value, Option<Value>) {
        let (name, path) = self
            .stretches
            .get(&stretch)
            .cloned()
            .expect("a stretch that a briefing falls in has a page");
        (name, Some(path))
    }

    /// Lists briefings, the newest first, under headings of the next finer stretch; a list too
    /// long for one page by its parts.
    fn list(
        &self,
        list: &[BriefingIndex],
        of: Option<Stretch>,
        rows: &Rows<'_>,
        part: impl Fn(Stretch) -> Page,
    ) -> ListView {
        let mut view = if list.len() > LONGEST_LIST && !matches!(of, Some(Stretch::Day(_))) {
            let (parts, loose) = self.plan.calendar.part(list, of);
            let parts = parts
                .into_iter()
                .rev()
                .map(|(stretch, count)| self.part_link(stretch, count, part(stretch)))
                .collect();
            ListView { parts, groups: self.groups(&loose, of, rows) }
        } else {
            ListView { parts: Vec::new(), groups: self.groups(list, of, rows) }
        };
        view.groups.reverse();
        view.groups.iter_mut().for_each(|group| group.rows.reverse());
        view
    }

    fn part_link(&self, stretch: Stretch, count: usize, page: Page) -> PartLink {
        PartLink { label: self.stretch_name(stretch), path: self.plan.path(page).url(), count }
    }

    /// Groups the rows of a list, in the order of time, by year, or within a year by month.
    fn groups(
        &self,
        list: &[BriefingIndex],
        of: Option<Stretch>,
        rows: &Rows<'_>,
    ) -> Vec<GroupView> {
        let mut groups: Vec<GroupView> = Vec::new();
        let mut last = None;
        for index in list {
            let key = match of {
                Some(Stretch::Month(..) | Stretch::Day(_)) => Heading::None,
                _ => match self.plan.calendar.finer(*index, of) {
                    Some(stretch) => Heading::Stretch(stretch),
                    None if of.is_some() => Heading::LessExact,
                    None => Heading::Words(wording::date(
                        &self.archive.briefing(*index).record.date,
                        Style::Full,
                        self.messages,
                    )),
                },
            };
            if last.as_ref() != Some(&key) {
                let (heading, path) = match &key {
                    Heading::None => (Value::from(""), None),
                    Heading::LessExact => (Value::from(self.messages.text("less_exact")), None),
                    Heading::Words(words) => (Value::normal_string(words), None),
                    Heading::Stretch(stretch) => self.stretch_link(*stretch),
                };
                groups.push(GroupView { heading, path, rows: Vec::new() });
                last = Some(key);
            }
            groups.last_mut().expect("pushed above").rows.push(rows(*index));
        }
        groups
    }

    /// Counts who and what stands together with an entity in briefings that were held.
    fn tallies(&self, index: EntityIndex) -> Tallies {
        let entity = self.archive.entity(index);
        let (mut people, mut venues, mut topics) = (Vec::new(), Vec::new(), Vec::new());
        for at in &entity.briefings {
            let briefing = self.archive.briefing(*at);
            if took_place(briefing) {
                people.extend(
                    briefing.attendance.iter().filter_map(|a| a.person).map(|person| (person, *at)),
                );
            }
            if entity.kind != EntityKind::Venue {
                venues.extend(briefing.venues.iter().map(|venue| (*venue, *at)));
            }
            topics.extend(briefing.topics.iter().map(|topic| (*topic, *at)));
        }
        let [people, venues, topics] =
            [people, venues, topics].map(|named| self.tally(named, index));
        Tallies { people, venues, topics }
    }

    /// Counts how often each entity but one was named, and when last.
    fn tally(
        &self,
        mut named: Vec<(EntityIndex, BriefingIndex)>,
        but: EntityIndex,
    ) -> Vec<TallyView> {
        named.sort_unstable();
        named.dedup();
        let groups = named.chunk_by(|(a, _), (b, _)| a == b);
        let mut counts: Vec<(usize, BriefingIndex, EntityIndex)> = groups
            .filter_map(|group| group.last().map(|(entity, last)| (group.len(), *last, *entity)))
            .filter(|(_, _, entity)| *entity != but)
            .collect();
        counts.sort_unstable_by_key(|(count, last, entity)| {
            (std::cmp::Reverse((*count, *last)), *entity)
        });
        counts.truncate(LONGEST_TABLE);
        let view = |(count, last, entity): (usize, BriefingIndex, EntityIndex)| TallyView {
            entity: self.entities[entity.get()].clone(),
            count,
            last: self.short_date(last),
        };
        counts.into_iter().map(view).collect()
    }

    fn calendar(&self, stretch: Stretch, rows: &Rows<'_>) -> CalendarView {
        let (archive, plan, messages) = (self.archive, self.plan, self.messages);
        let list = plan.calendar.within(&plan.all, stretch);
        let (first, last) = stretch.days();
        let listed_here = |index: &BriefingIndex| list.binary_search(index).is_ok();
        let (mut continuing, mut possibly) = (Vec::new(), Vec::new());
        for index in plan.calendar.spanning.iter().filter(|index| !listed_here(index)) {
            let date = &archive.briefing(*index).record.date;
            // A month's page does not list what may have been in any month of the year.
            let near = matches!(stretch, Stretch::Year(_)) || spans_few_months(date);
            match date.falls_in(first, last) {
                Falls::Certainly => continuing.push(rows(*index)),
                Falls::Possibly if near => possibly.push(rows(*index)),
                _ => {}
            }
        }
        continuing.truncate(LONGEST_LIST);
        possibly.truncate(LONGEST_LIST);
        let link = |stretch| PlainLink {
            path: plan.path(Page::Calendar(stretch)).url(),
            title: self.stretch_name(stretch),
        };
        let above = match stretch {
            Stretch::Year(_) => vec![],
            Stretch::Month(year, _) => vec![link(Stretch::Year(year))],
            Stretch::Day(day) => {
                vec![link(Stretch::Year(day.year)), link(Stretch::Month(day.year, day.month))]
            }
        };
        let mut view = self.list(list, Some(stretch), rows, Page::Calendar);
        view.groups.reverse();
        view.groups.iter_mut().for_each(|group| group.rows.reverse());
        view.parts.reverse();
        let start = plan
            .all
            .partition_point(|index| archive.briefing(*index).record.date.listed().0 < first);
        let before = plan.all[..start].iter().rev().find_map(|index| self.like(stretch, *index));
        let after = plan.all[start..]
            .iter()
            .filter(|index| !listed_here(index))
            .find_map(|index| self.like(stretch, *index).filter(|other| *other > stretch));
        CalendarView {
            head: self.head(self.stretch_name(stretch), "timeline"),
            kind: match stretch {
                Stretch::Year(_) => "year",
                Stretch::Month(..) => "month",
                Stretch::Day(_) => "day",
            },
            above,
            count: messages.count("briefings", list.len()),
            list: view,
            months: match stretch {
                Stretch::Year(year) => self.months(year, list),
                _ => Vec::new(),
            },
            continuing,
            possibly,
            previous: before.map(link),
            next: after.map(link),
        }
    }

    /// Returns the year, month or day of a briefing, as the given stretch is one.
    fn like(&self, stretch: Stretch, index: BriefingIndex) -> Option<Stretch> {
        let date = &self.archive.briefing(index).record.date;
        match stretch {
            Stretch::Year(_) => date.year().map(Stretch::Year),
            Stretch::Month(..) => date.month().map(|(year, month)| Stretch::Month(year, month)),
            // Days have pages only in months that are too long for one.
            Stretch::Day(day) => {
                let (first, last) = date.listed();
                (first == last && (first.year, first.month) == (day.year, day.month))
                    .then_some(Stretch::Day(first))
            }
        }
    }

    fn months(&self, year: i16, of_year: &[BriefingIndex]) -> Vec<MonthView> {
        (1..=12)
            .map(|month| {
                let stretch = Stretch::Month(year, month);
                let count = self.plan.calendar.within(of_year, stretch).len();
                MonthView {
                    name: wording::month(year, month, self.messages),
                    short: self.messages.item("months_short", usize::from(month) - 1).to_owned(),
                    path: (count > 0).then(|| self.plan.path(Page::Calendar(stretch)).url()),
                    count,
                }
            })
            .collect()
    }

    fn all_briefings(&self, rows: &Rows<'_>) -> BriefingsView {
        let all = &self.plan.all;
        BriefingsView {
            head: self.head(self.messages.text("nav_briefings").into(), "briefings"),
            count: self.messages.count("briefings", all.len()),
            span: self.span(all),
            list: self.list(all, None, rows, Page::Calendar),
        }
    }

    fn index(&self, kind: EntityKind, letter: Option<usize>) -> IndexView {
        let index = &self.plan.indexes[&kind];
        let folder = kind.folder();
        let title = self.messages.text(&format!("nav_{folder}")).to_owned();
        let name = |letter: &str| {
            if letter.is_empty() {
                self.messages.text("other_letters").to_owned()
            } else {
                letter.to_owned()
            }
        };
        let shown = match (letter, index.parted) {
            (Some(letter), _) => &index.letters[letter..=letter],
            (None, true) => &[],
            (None, false) => &index.letters[..],
        };
        let parts = if index.parted {
            let parts = index.letters.iter().enumerate();
            parts
                .map(|(i, (letter, entities))| PartLink {
                    label: name(letter),
                    path: self.plan.path(Page::IndexPart(kind, i)).url(),
                    count: entities.len(),
                })
                .collect()
        } else {
            Vec::new()
        };
        let letter = letter.map(|letter| name(&index.letters[letter].0));
        IndexView {
            head: self.head(
                letter.as_ref().map_or(title.clone(), |letter| format!("{title}, {letter}")),
                folder,
            ),
            kind: kind.name(),
            folder,
            letters: shown
                .iter()
                .enumerate()
                .map(|(i, (letter, entities))| LetterView {
                    letter: name(letter),
                    anchor: format!("letter_{i}"),
                    entries: entities.iter().map(|index| self.entry(*index)).collect(),
                })
                .collect(),
            parts,
            letter,
        }
    }

    fn entry(&self, index: EntityIndex) -> EntryView {
        let entity = self.archive.entity(index);
        let note =
            entity.country.or(entity.within).map(|index| self.archive.entity(index).name.clone());
        EntryView {
            path: self.plan.path(Page::Entity(index)).url(),
            name: entity.sort_name().to_owned(),
            note,
            count: entity.briefings.len(),
            years: self.years(&entity.briefings),
        }
    }

    fn year_counts(&self) -> Vec<(i16, usize, Option<String>)> {
        let (years, _) = self.plan.calendar.part(&self.plan.all, None);
        years
            .into_iter()
            .map(|(stretch, count)| {
                (stretch.year(), count, Some(self.plan.path(Page::Calendar(stretch)).url()))
            })
            .collect()
    }

    fn timeline(&self, rows: &Rows<'_>) -> TimelineView {
        let (years, loose) = self.plan.calendar.part(&self.plan.all, None);
        TimelineView {
            head: self.head(self.messages.text("nav_timeline").into(), "timeline"),
            chart: BarChart::new(&self.year_counts()),
            years: years
                .into_iter()
                .rev()
                .map(|(stretch, count)| YearView {
                    year: self.stretch_name(stretch),
                    path: self.plan.path(Page::Calendar(stretch)).url(),
                    count,
                    months: self
                        .months(stretch.year(), self.plan.calendar.within(&self.plan.all, stretch)),
                })
                .collect(),
            months: (0..12).map(|i| self.messages.item("months_short", i).to_owned()).collect(),
            loose: loose.iter().take(LONGEST_LIST).map(|index| rows(*index)).collect(),
        }
    }

    fn home(&self, prefix: &str) -> HomeView {
        const LATEST: usize = 8;
        const MOST: usize = 8;
        let archive = self.archive;
        let count = |kind| archive.of_kind(kind).count();
        let most = |kind| {
            let mut most: Vec<(usize, EntityIndex)> = archive
                .of_kind(kind)
                .map(|(index, entity)| (entity.briefings.len(), index))
                .filter(|(n, _)| *n > 0)
                .collect();
            most.sort_by_key(|(n, index)| {
                (std::cmp::Reverse((*n, archive.entity(*index).briefings.last().copied())), *index)
            });
            most.truncate(MOST);
            most.into_iter()
                .map(|(count, index)| TallyView {
                    entity: self.entities[index.get()].clone(),
                    count,
                    last: archive
                        .entity(index)
                        .briefings
                        .last()
                        .map_or_else(Value::none, |last| self.short_date(*last)),
                })
                .collect()
        };
        let own = archive.home.as_ref().map(|page| &page.record.head);
        let title = own.map(|head| head.title.value.clone()).filter(|title| !title.is_empty());
        let summary =
            own.and_then(|head| head.summary.clone()).or_else(|| self.config.description.clone());
        HomeView {
            head: PageHead {
                summary: summary.clone(),
                lede: summary,
                ..self.head(title.unwrap_or_else(|| self.config.title.clone()), "home")
            },
            body: self.body(Node::Home, prefix),
            counts: vec![
                self.messages.count("briefings", archive.briefings.len()),
                self.messages.count("people", count(EntityKind::Person)),
                self.messages.count("venues", count(EntityKind::Venue)),
            ],
            span: self.span(&self.plan.all),
            chart: BarChart::new(&self.year_counts()),
            latest: self.briefings.iter().rev().take(LATEST).cloned().collect(),
            people: most(EntityKind::Person),
            venues: most(EntityKind::Venue),
        }
    }

    fn free(&self, index: u32, prefix: &str) -> FreeView {
        let node = Node::Page(index);
        FreeView {
            head: self.head_of(node, "pages"),
            body: self.body(node, prefix),
            backlinks: self.backlinks(&self.archive.pages[index as usize].backlinks),
        }
    }
}

#[derive(PartialEq)]
enum Heading {
    None,
    LessExact,
    Words(String),
    Stretch(Stretch),
}

struct Tallies {
    people: Vec<TallyView>,
    venues: Vec<TallyView>,
    topics: Vec<TallyView>,
}

/// Says whether those named met: not where the event was not held, or was a word or a deed of one.
fn took_place(briefing: &LinkedBriefing) -> bool {
    let alone = matches!(briefing.record.kind, BriefingKind::Statement | BriefingKind::Measure);
    briefing.record.status == Status::Held && !alone
}

/// Says whether a date may fall in no more than three months or so.
fn spans_few_months(date: &Date) -> bool {
    let (first, last) = date.listed();
    let months = |day: crate::record::date::Day| i32::from(day.year) * 12 + i32::from(day.month);
    months(last) - months(first) <= 3
}

fn briefing_link(plan: &Plan<'_>, messages: &Messages, index: BriefingIndex) -> BriefingLink {
    let briefing = plan.archive.briefing(index);
    let LinkedBriefing { record, venues, .. } = briefing;
    let short = wording::date(&record.date, Style::Short, messages);
    BriefingLink {
        path: plan.path(Page::Briefing(index)).url(),
        title: record.head.title.value.clone(),
        lang: record.head.lang.clone(),
        date_of_year: match record.date.year() {
            Some(_) => wording::date(&record.date, Style::OfYear, messages),
            None => short.clone(),
        },
        date: short,
        machine: record.date.machine(),
        status: record.status.name(),
        kind: record.kind.name(),
        venue: venues.first().map(|venue| plan.archive.entity(*venue).name.clone()),
        summary: record
            .head
            .summary
            .clone()
            .or_else(|| lead(plan.archive, Node::Briefing(index)))
            .map(|summary| shorten(&summary, LONGEST_SUMMARY).into_owned()),
    }
}

fn entity_link(plan: &Plan<'_>, index: EntityIndex) -> EntityLink {
    let entity = plan.archive.entity(index);
    EntityLink {
        path: plan.path(Page::Entity(index)).url(),
        name: entity.name.clone(),
        kind: entity.kind.name(),
    }
}

/// Returns the first paragraph of a text, with the titles of linked pages filled in.
fn lead(archive: &Archive, node: Node) -> Option<String> {
    let (head, links) = archive.text_of(node)?;
    let title =
        |nth: usize| match head.body.untitled.get(nth).and_then(|link| links.get(*link as usize)) {
            Some(Destination::Node(node, _)) => archive.title(*node),
            _ => "",
        };
    let lead = head.body.lead.as_ref()?.fill(title);
    Some(shorten(&lead, LONGEST_SUMMARY).into_owned())
}

/// The counts of a site, for the last line of a build.
pub fn page_count(plan: &Plan<'_>) -> usize {
    plan.outputs.iter().filter(|output| matches!(output.content, super::Content::Page(_))).count()
}
