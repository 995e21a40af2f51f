//! Makes the views of pages from the archive and its plan.

mod evidence;
mod time;

use std::collections::BTreeMap;

use rayon::prelude::*;
use tera::Value;

use super::chart::BarChart;
use super::listing::Stretch;
use super::view::{
    AliasView, BacklinkView, BriefingLink, BriefingView, DateView, EntityLink, EntityView,
    EntryView, FreeView, HomeView, IndexView, LetterView, ListView, NotFoundView, PageHead,
    PartLink, PartView, ParticipantView, SeriesPlace, TallyView, View,
};
use super::wording::{self, Style};
use super::{Content, Page, Plan, file_path, sort_key};
use crate::archive::{
    Archive, Backlink, BriefingIndex, Destination, EntityIndex, LinkedBriefing, LinkedEntity,
    Linking, Node,
};
use crate::config::Config;
use crate::markdown::{Resolved, Sentence, Word};
use crate::messages::Messages;
use crate::output::path::OutputPath;
use crate::record::vocabulary::{BriefingKind, Presence, Status, Vocabulary};
use crate::record::{EntityKind, Relation};
use crate::text::{is_right_to_left, shorten};

/// The longest table of people, venues or topics beside a list.
const LONGEST_TABLE: usize = 12;
/// The most links that one page shows from others.
const MOST_BACKLINKS: usize = 200;
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
        let archive = plan.archive;
        let ((briefings, dates), entities) = rayon::join(
            || {
                (0..archive.briefings.len())
                    .into_par_iter()
                    .map(|i| {
                        let link = briefing_link(plan, config, messages, BriefingIndex::new(i));
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
                .and_then(|head| head.common.summary.clone())
                .or_else(|| lead(self.archive, node)),
            lede: head.and_then(|head| head.common.summary.clone()),
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
            status: briefing.record.status().name(),
            kind: briefing.record.kind().to_owned(),
            venues: briefing.venues.iter().map(|venue| self.with_places_above(*venue)).collect(),
            participants: briefing
                .attendance
                .iter()
                .map(|a| ParticipantView {
                    person: a.person.as_ref().map(link),
                    organization: a.organization.as_ref().map(link),
                    role: a.role.clone(),
                    side: a.side.as_ref().map(link),
                    head: a.head,
                    presence: Some(a.presence)
                        .filter(|presence| *presence != Presence::Attended)
                        .map(Presence::name),
                    capacity: a.capacity.as_ref().map(|capacity| capacity.name().to_owned()),
                })
                .collect(),
            time: self.time_of_day(briefing),
            duration: briefing.record.keys.duration.clone(),
            identifiers: briefing.record.keys.identifiers.clone(),
            withdrawn: self.withdrawn(briefing),
            threads: self.threads(briefing),
            agenda: self.agenda(briefing),
            outcomes: self.outcomes(briefing),
            claims: self.claims(briefing),
            documents: self.documents(briefing),
            sources: self.sources(briefing),
            changes: self.changes(briefing),
            authors: briefing.record.head.common.authors.clone(),
            extra: Value::from_serializable(&briefing.record.head.common.extra),
            topics: briefing.topics.iter().map(link).collect(),
            series: briefing.series.map(|series| self.series_place(series, index)),
            body: self.body(Node::Briefing(index), prefix),
            backlinks: self.backlinks(&briefing.backlinks),
            more_backlinks: self.more_backlinks(&briefing.backlinks),
            previous: at.checked_sub(1).map(|i| self.briefings[i].clone()),
            next: self.briefings.get(at + 1).cloned(),
        }
    }

    fn date(&self, briefing: &LinkedBriefing) -> DateView {
        let date = &briefing.record.date;
        let of_year = wording::date(date, Style::Margin, self.messages);
        let full = wording::date(date, Style::Full, self.messages);
        let stretch = date
            .month()
            .map(|(year, month)| Stretch::Month(year, month))
            .or_else(|| date.year().map(Stretch::Year));
        DateView {
            year: date
                .year()
                .filter(|_| of_year != wording::date(date, Style::Short, self.messages)),
            path: stretch.map(|stretch| self.plan.path(Page::Calendar(stretch)).url()),
            weekday: wording::weekday(date, self.messages).map(str::to_owned),
            machine: date.machine(),
            text: briefing.record.keys.date_text.clone(),
            of_year,
            full,
        }
    }

    /// Returns a venue and the venues that it lies in, the nearest first.
    fn with_places_above(&self, venue: EntityIndex) -> Vec<Value> {
        let above = std::iter::successors(Some(venue), |venue| {
            self.archive.entity(*venue).related(Relation::Within).next()
        });
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
                let url = url(self.plan.path_of_node(*node), anchor.as_ref());
                Some(Resolved { url, title: self.title(*node), lang: self.lang_of(*node) })
            }
            Destination::File(file) => file_path(file).ok().map(|path| Resolved {
                url: url(path, None),
                title: "",
                lang: None,
            }),
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
        let mentions = self.archive.mentions(node).iter().map(|mention| {
            let path = self.plan.path_of_node(Node::Entity(mention.to));
            (&mention.place, url(path, None))
        });
        Value::safe_string(&head.body.html(resolve, mentions, word))
    }

    /// Returns the language of a page's title, where it is not the archive's.
    fn lang_of(&self, node: Node) -> Option<&str> {
        let lang = self.archive.text_of(node)?.0.lang.as_deref();
        lang.filter(|lang| *lang != self.config.lang)
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

    fn more_backlinks(&self, backlinks: &[Backlink]) -> Option<String> {
        let more = backlinks.len().checked_sub(MOST_BACKLINKS).filter(|more| *more > 0)?;
        Some(self.messages.fill("and_more", &[("n", &more.to_string())]))
    }

    fn backlink(&self, backlink: &Backlink) -> Option<BacklinkView> {
        let (head, links) = self.archive.text_of(backlink.from)?;
        let mentions = self.archive.mentions(backlink.from);
        let place = match backlink.link {
            Linking::Link(link) => &head.body.links.get(link as usize)?.place,
            Linking::Mention(mention) => &mentions.get(mention as usize)?.place.text,
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
                .map(|alias| AliasView {
                    name: alias.name.value.clone(),
                    lang: alias.lang.as_ref().map(|lang| lang.0.clone()),
                })
                .collect(),
            country: entity.related(Relation::Country).next().as_ref().map(link),
            within: self.with_places_above(index).split_off(1),
            contains: self.by_name(&entity.named_by(Relation::Within).collect::<Vec<_>>()),
            people: self.by_name(&people_of(self.archive, entity)),
            body: self.body(Node::Entity(index), prefix),
            list: self.list(list, None, rows, |stretch| Page::EntityPart(index, stretch)),
            together: tallies.people,
            venues: tallies.venues,
            topics: tallies.topics,
            backlinks: self.backlinks(&entity.backlinks),
            more_backlinks: self.more_backlinks(&entity.backlinks),
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
            more_backlinks: None,
            part: None,
        }
    }

    fn by_name(&self, entities: &[EntityIndex]) -> Vec<Value> {
        let mut sorted: Vec<_> = entities
            .iter()
            .map(|index| (sort_key(self.archive.entity(*index).sort_name()), index))
            .collect();
        sorted.sort();
        sorted.into_iter().map(|(_, index)| self.entities[index.get()].clone()).collect()
    }

    /// Counts who was with an entity and where, in briefings that were held, and what they were
    /// about.
    fn tallies(&self, index: EntityIndex) -> Tallies {
        let entity = self.archive.entity(index);
        let (mut people, mut venues, mut topics) = (Vec::new(), Vec::new(), Vec::new());
        for at in &entity.briefings {
            let briefing = self.archive.briefing(*at);
            if took_place(briefing) && briefing.attendance.len() <= CROWD {
                let present = briefing.attendance.iter().filter_map(|a| a.person);
                people.extend(present.map(|person| (person, *at)));
            }
            if entity.kind != EntityKind::Venue && briefing.record.status() == Status::Held {
                venues.extend(briefing.venues.iter().map(|venue| (*venue, *at)));
            }
            if briefing.topics.len() <= CROWD {
                topics.extend(briefing.topics.iter().map(|topic| (*topic, *at)));
            }
        }
        let [people, venues, topics] =
            [people, venues, topics].map(|named| self.tally(named, Some(index)));
        Tallies { people, venues, topics }
    }

    /// Counts how often each entity was named, and when last; one may be left out.
    fn tally(
        &self,
        mut named: Vec<(EntityIndex, BriefingIndex)>,
        but: Option<EntityIndex>,
    ) -> Vec<TallyView> {
        named.sort_unstable();
        named.dedup();
        let groups = named.chunk_by(|(a, _), (b, _)| a == b);
        let mut counts: Vec<(usize, BriefingIndex, EntityIndex)> = groups
            .filter_map(|group| group.last().map(|(entity, last)| (group.len(), *last, *entity)))
            .filter(|(_, _, entity)| Some(*entity) != but)
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
        let note = entity
            .related(Relation::Country)
            .chain(entity.related(Relation::Within))
            .next()
            .map(|index| self.archive.entity(index).name.clone());
        EntryView {
            path: self.plan.path(Page::Entity(index)).url(),
            name: entity.sort_name().to_owned(),
            note,
            count: entity.briefings.len(),
            years: self.years(&entity.briefings),
        }
    }

    fn home(&self, prefix: &str) -> HomeView {
        const LATEST: usize = 8;
        const MOST: usize = 8;
        let archive = self.archive;
        let count = |kind| archive.of_kind(kind).count();
        let (mut people, mut venues) = (Vec::new(), Vec::new());
        for (at, briefing) in archive.in_time() {
            people.extend(briefing.attendance.iter().filter_map(|a| Some((a.person?, at))));
            if briefing.record.status() == Status::Held {
                venues.extend(briefing.venues.iter().map(|venue| (*venue, at)));
            }
        }
        let [people, venues] = [people, venues].map(|named| {
            let mut most = self.tally(named, None);
            most.truncate(MOST);
            most
        });
        let own = archive.home.as_ref().map(|page| &page.record.head);
        let title = own.map(|head| head.title.value.clone()).filter(|title| !title.is_empty());
        let summary = own
            .and_then(|head| head.common.summary.clone())
            .or_else(|| self.config.description.clone());
        HomeView {
            head: PageHead {
                title: title.unwrap_or_else(|| self.config.title.clone()),
                summary: summary.clone(),
                lede: summary,
                ..self.head_of(Node::Home, "home")
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
            people,
            venues,
        }
    }

    fn free(&self, index: u32, prefix: &str) -> FreeView {
        let node = Node::Page(index);
        FreeView {
            head: self.head_of(node, "pages"),
            body: self.body(node, prefix),
            backlinks: self.backlinks(&self.archive.pages[index as usize].backlinks),
            more_backlinks: self.more_backlinks(&self.archive.pages[index as usize].backlinks),
        }
    }
}

struct Tallies {
    people: Vec<TallyView>,
    venues: Vec<TallyView>,
    topics: Vec<TallyView>,
}

/// Says whether those named met: not where the event was not held, or was a word or a deed of one.
fn took_place(briefing: &LinkedBriefing) -> bool {
    let alone = matches!(briefing.record.like(), BriefingKind::Statement | BriefingKind::Measure);
    briefing.record.status() == Status::Held && !alone
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
    BriefingLink {
        path: plan.path(Page::Briefing(index)).url(),
        title: record.head.title.value.clone(),
        lang: record.head.lang.clone().filter(|lang| *lang != config.lang),
        date_of_year: match record.date.year() {
            Some(_) => wording::date(&record.date, Style::OfYear, messages),
            None => short.clone(),
        },
        date: short,
        machine: record.date.machine(),
        status: record.status().name(),
        kind: record.kind().to_owned(),
        venue: venues.first().map(|venue| plan.archive.entity(*venue).name.clone()),
        summary: record
            .head
            .common
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
    let title = |link: usize| match links.get(link) {
        Some(Destination::Node(node, _)) => archive.title(*node),
        _ => "",
    };
    let lead = head.body.lead(title)?;
    Some(shorten(&lead, LONGEST_SUMMARY).into_owned())
}

/// Returns the people whose state an organization is.
fn people_of(archive: &Archive, entity: &LinkedEntity) -> Vec<EntityIndex> {
    let of = entity.named_by(Relation::Country);
    of.filter(|index| archive.entity(*index).kind == EntityKind::Person).collect()
}
