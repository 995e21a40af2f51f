//! The typed views that templates get: one for each kind of page.
//!
//! Paths in a view are from the site's root, percent-encoded; the `url` filter makes them relative
//! to the page that is rendered. Texts are plain and escaped when they are shown, but for
//! `Body`, which is HTML.

use serde::Serialize;
use tera::Value;

use super::draw::chart::BarChart;
use super::draw::map::MapView;

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
    /// What machines read in it; none where it is about no one thing.
    pub machine: Option<MachineView>,
}

/// What machines read in a page.
#[derive(Debug, Default, Serialize)]
pub struct MachineView {
    /// Highwire Press, Dublin Core and Open Graph, as HTML: a `meta` a line.
    pub metas: Option<Value>,
    /// Signposting, other forms, translations.
    pub links: Vec<RelView>,
    /// What the page is about, as JSON that can stand in a script.
    pub json_ld: Option<Value>,
}

impl MachineView {
    /// Returns it if there is anything in it.
    pub(super) fn or_none(self) -> Option<Self> {
        let Self { metas, links, json_ld } = &self;
        let is_empty = metas.is_none() && links.is_empty() && json_ld.is_none();
        (!is_empty).then_some(self)
    }
}

/// A link that machines follow.
#[derive(Debug, Default, Serialize)]
pub struct RelView {
    /// How the other stands to the page.
    pub rel: &'static str,
    /// The path of a page or file.
    pub path: Option<String>,
    /// A whole address.
    pub url: Option<String>,
    /// The media type of a file.
    pub media_type: Option<&'static str>,
    /// The BCP 47 tag of a translation's language.
    pub hreflang: Option<String>,
}

impl RelView {
    /// Makes a link to a whole address.
    pub(crate) fn to(rel: &'static str, url: &str) -> Self {
        Self { rel, url: Some(url.to_owned()), ..Self::default() }
    }

    /// Makes a link to a page or file.
    pub(crate) fn at(rel: &'static str, path: String) -> Self {
        Self { rel, path: Some(path), ..Self::default() }
    }
}

/// How a briefing is cited.
#[derive(Debug, Serialize)]
pub struct CiteView {
    /// After the Chicago Manual of Style.
    pub chicago: String,
    /// After the APA.
    pub apa: String,
    /// For reference managers.
    pub forms: Vec<CitationText>,
}

/// A citation in a format for reference managers.
#[derive(Debug, Serialize)]
pub struct CitationText {
    /// The format.
    pub name: &'static str,
    /// The citation.
    pub text: String,
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
    pub kind: String,
    /// The name of its first venue.
    pub venue: Option<String>,
    /// Its summary, shortened.
    pub summary: Option<String>,
    /// What the filter `link` puts behind the way to the root, as HTML.
    pub anchor: Value,
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
    /// What the filter `link` puts behind the way to the root, as HTML.
    pub anchor: Value,
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
    pub kind: String,
    /// Where: each venue, and behind it those that it lies in ([`EntityLink`]).
    pub venues: Vec<Vec<Value>>,
    /// Who took part; none where nobody is named.
    pub table: Option<TableView>,
    /// Of a meeting of two sides: their other contacts.
    pub pair: Option<PairPlace>,
    /// What about ([`EntityLink`]).
    pub topics: Vec<Value>,
    /// The process that it belongs to.
    pub series: Option<SeriesPlace>,
    /// From when to when, by the clocks there: `09:30–16:00`.
    pub time: Option<String>,
    /// How long it took.
    pub duration: Option<String>,
    /// Document symbols, meeting numbers.
    pub identifiers: Vec<String>,
    /// Why and when it was withdrawn.
    pub withdrawn: Option<NoteView>,
    /// The briefings that it stands together with.
    pub threads: Vec<ThreadView>,
    /// What was to be discussed, came of it and was said of it, and what all that rests on; none where
    /// the record has nothing of these.
    pub evidence: Option<EvidenceView>,
    /// Briefings that have much in common with it, and what.
    pub related: Vec<RelatedView>,
    /// The table for the archive's own templates.
    pub extra: Value,
    /// The text, as HTML.
    pub body: Value,
    /// Who links here, the newest first.
    pub backlinks: Vec<BacklinkView>,
    /// Where more link here than one page shows: `and 12 more`.
    pub more_backlinks: Option<String>,
    /// How it is cited.
    pub cite: Option<CiteView>,
    /// The briefing before, in time ([`BriefingLink`]).
    pub previous: Option<Value>,
    /// The briefing after, in time ([`BriefingLink`]).
    pub next: Option<Value>,
}

/// What a briefing's record has beside its text.
#[derive(Debug, Serialize)]
pub struct EvidenceView {
    /// What was to be discussed.
    pub agenda: Vec<AgendaView>,
    /// What came of it.
    pub outcomes: Vec<OutcomeView>,
    /// What was said of it.
    pub claims: Vec<ClaimView>,
    /// Where claims give one fact different values: these side by side.
    pub differing: Vec<DifferingView>,
    /// Papers and pictures.
    pub documents: Vec<DocumentView>,
    /// What it rests on.
    pub sources: Vec<SourceView>,
    /// Whether all of that goes back to one outlet, or is one source.
    pub single_source: bool,
    /// Corrections, as they were made.
    pub changes: Vec<NoteView>,
    /// Who wrote the record.
    pub authors: Vec<String>,
    /// When it was made, changed and held against its sources, in words.
    pub record: RecordDates,
}

impl EvidenceView {
    /// Returns it if there is anything in it.
    pub(super) fn or_none(self) -> Option<Self> {
        let Self { agenda, outcomes, claims, documents, sources, changes, authors, record, .. } =
            &self;
        let RecordDates { created, updated, verified } = record;
        let is_empty = agenda.is_empty()
            && outcomes.is_empty()
            && claims.is_empty()
            && documents.is_empty()
            && sources.is_empty()
            && changes.is_empty()
            && authors.is_empty()
            && [created, updated, verified].iter().all(|date| date.is_none());
        (!is_empty).then_some(self)
    }
}

/// Who took part, as they sat.
#[derive(Debug, Serialize)]
pub struct TableView {
    /// `facing` where two sat across from each other, `columns` for more sides, `list` where no
    /// sides are known or nobody met.
    pub form: &'static str,
    /// The sides, in the order in which they are named; in a list, all in one.
    pub sides: Vec<SideView>,
    /// Those of no side, among sides.
    pub others: Vec<ParticipantView>,
}

/// A side of a table.
#[derive(Debug, Serialize)]
pub struct SideView {
    /// The side ([`EntityLink`]); none where none is known.
    pub side: Option<Value>,
    /// Who was of it, heads first.
    pub members: Vec<ParticipantView>,
}

/// A briefing's place among the contacts of two sides.
#[derive(Debug, Serialize)]
pub struct PairPlace {
    /// The path of the page of the two.
    pub path: String,
    /// The names of the two: `Russia and the United States`.
    pub title: String,
    /// The contact before ([`BriefingLink`]).
    pub previous: Option<Value>,
    /// How long after it, where that is long: `26 months`.
    pub gap: Option<String>,
    /// The contact after ([`BriefingLink`]).
    pub next: Option<Value>,
}

/// A related briefing.
#[derive(Debug, Serialize)]
pub struct RelatedView {
    /// The briefing ([`BriefingLink`]).
    pub briefing: Value,
    /// What the two have in common, in words: `same place: Istanbul`.
    pub reasons: Vec<String>,
}

/// When a record was made and changed.
#[derive(Debug, Serialize)]
pub struct RecordDates {
    /// When it was made, in words.
    pub created: Option<String>,
    /// When it was last changed, in words.
    pub updated: Option<String>,
    /// When it was last held against its sources, in words.
    pub verified: Option<String>,
}

/// A dated note.
#[derive(Debug, Serialize)]
pub struct NoteView {
    /// When, in words.
    pub date: String,
    /// What.
    pub note: String,
}

/// The briefings that stand in one relation to the page's.
#[derive(Debug, Serialize)]
pub struct ThreadView {
    /// `follows`, `replaced_by`, `parts` …: the key of the message that says it.
    pub relation: &'static str,
    /// The briefings ([`BriefingLink`]).
    pub briefings: Vec<Value>,
}

/// A point of an agenda.
#[derive(Debug, Serialize)]
pub struct AgendaView {
    /// What was to be discussed.
    pub title: String,
    /// What was decided.
    pub decision: Option<String>,
    /// What else there is to say.
    pub notes: Option<String>,
}

/// What came of a briefing.
#[derive(Debug, Serialize)]
pub struct OutcomeView {
    /// What.
    pub text: String,
    /// `agreement`, `commitment` …
    pub kind: Option<String>,
    /// Who is bound by it.
    pub by: Vec<VoiceView>,
    /// When it was to be done, in words.
    pub due: Option<String>,
    /// The briefing by which it was done ([`BriefingLink`]).
    pub met_by: Option<Value>,
}

/// Who spoke, or is bound.
#[derive(Debug, Serialize)]
pub struct VoiceView {
    /// The name: as written, or of the page.
    pub name: String,
    /// The path of the page, where there is one.
    pub path: Option<String>,
    /// The offices of a person then.
    pub offices: Vec<HeldView>,
}

/// An office that somebody held then.
#[derive(Debug, Serialize)]
pub struct HeldView {
    /// What it is called.
    pub title: String,
    /// The organization that it is of ([`EntityLink`]).
    pub organization: Option<Value>,
    /// Whether it was held in another's place.
    pub acting: bool,
    /// Since when, in years, where it is known: `since 2004`.
    pub since: Option<String>,
    /// Until when, where that was soon after, in words.
    pub until: Option<String>,
    /// Whether it was held for certain, as far as the dates tell.
    pub certain: bool,
}

/// What somebody said of a briefing.
#[derive(Debug, Serialize)]
pub struct ClaimView {
    /// What was said.
    pub text: String,
    /// Who said it.
    pub by: Option<VoiceView>,
    /// When, in words.
    pub date: Option<String>,
    /// The outlets that have it ([`EntityLink`]).
    pub through: Vec<Value>,
    /// The sources that have it.
    pub sources: Vec<CitedView>,
    /// Whether all of them go back to one outlet.
    pub single_source: bool,
    /// `reported`, `denied` …
    pub confidence: Option<&'static str>,
    /// The key that it speaks to, in words.
    pub field: Option<String>,
    /// The value that it gives that key.
    pub value: Option<String>,
}

/// A source that a claim cites.
#[derive(Debug, Serialize)]
pub struct CitedView {
    /// Its ID.
    pub id: String,
    /// Its number in the list of sources, from 1.
    pub number: usize,
}

/// A fact of which claims differ.
#[derive(Debug, Serialize)]
pub struct DifferingView {
    /// The key, in words.
    pub field: String,
    /// Each value, and who gives it.
    pub accounts: Vec<AccountView>,
}

/// A value that claims give a fact.
#[derive(Debug, Serialize)]
pub struct AccountView {
    /// The value.
    pub value: String,
    /// Who gives it.
    pub by: Vec<VoiceView>,
}

/// A claim on the page of who made it, or of an outlet that has it.
#[derive(Debug, Serialize)]
pub struct SaidView {
    /// The claim.
    pub claim: ClaimView,
    /// The briefing that it is of ([`BriefingLink`]).
    pub briefing: Value,
}

/// A paper or a picture.
#[derive(Debug, Serialize)]
pub struct DocumentView {
    /// What it is called.
    pub title: String,
    /// The path of the file; none where it is not published.
    pub path: Option<String>,
    /// The BCP 47 tag of its language.
    pub lang: Option<String>,
    /// Its date, in words.
    pub date: Option<String>,
    /// Under what terms it may be used.
    pub rights: Option<String>,
    /// What else there is to say.
    pub note: Option<String>,
    /// Of a picture, what it shows.
    pub alt: Option<String>,
    /// Of a picture, who made it.
    pub credit: Option<String>,
}

/// What a briefing rests on.
#[derive(Debug, Serialize)]
pub struct SourceView {
    /// What footnotes and claims cite it by.
    pub id: Option<String>,
    /// What it is called.
    pub title: String,
    /// The BCP 47 tag of its language.
    pub lang: Option<String>,
    /// `press`, `document` …
    pub kind: Option<String>,
    /// Who brought it ([`EntityLink`]).
    pub outlet: Option<Value>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Where it is on the web.
    pub url: Option<String>,
    /// Where a copy is kept.
    pub archive_url: Option<String>,
    /// When it was published, in words.
    pub published: Option<String>,
    /// When it was read, in words.
    pub accessed: Option<String>,
    /// When the copy was made, in words.
    pub archive_date: Option<String>,
    /// Who holds it, its reference there, and where in it.
    pub holding: Vec<String>,
    /// Under what terms it may be used.
    pub rights: Option<String>,
    /// What else there is to say.
    pub note: Option<String>,
}

/// A person or body that took part.
#[derive(Debug, Serialize)]
pub struct ParticipantView {
    /// The person ([`EntityLink`]); none where a body took part as such.
    pub person: Option<Value>,
    /// The body ([`EntityLink`]).
    pub organization: Option<Value>,
    /// In what office, as the record has it; of a body, of what rank its people were.
    pub role: Option<String>,
    /// The offices that the person's file gives for then, where the record has no `role`.
    pub offices: Vec<HeldView>,
    /// Whether it is the head of a side.
    pub head: bool,
    /// `remote`, `absent` or `uncertain`, where they were not simply there.
    pub presence: Option<&'static str>,
    /// `mediator`, `observer` …
    pub capacity: Option<String>,
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
    /// The series as a line of years with a mark for each briefing, this one marked: SVG, which is HTML
    /// here.
    pub strip: Option<Value>,
}

/// A text that links to the page.
#[derive(Debug, Serialize)]
pub struct BacklinkView {
    /// The path of the page that links.
    pub path: String,
    /// Its title.
    pub title: String,
    /// The BCP 47 tag of its title, where it is not the archive's.
    pub lang: Option<String>,
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

/// The page of a person, organization, venue, series, topic or outlet, or a part of its list.
#[derive(Debug, Serialize)]
pub struct EntityView {
    /// For the head and the frame.
    pub head: PageHead,
    /// `person`, `venue` …
    pub kind: &'static str,
    /// The folder of its kind, which is the path of its index without `index.html`.
    pub folder: &'static str,
    /// The message that says what it is more exactly: `organization_ministry`, `venue_city` …
    pub what: Option<String>,
    /// What it is called.
    pub name: String,
    /// What else it is called.
    pub aliases: Vec<AliasView>,
    /// Dates, places and numbers that are known of it, in their order.
    pub facts: Vec<FactView>,
    /// Where it stands among others of its kind or beside them, with the message that says how.
    pub relations: Vec<RelationView>,
    /// Its picture.
    pub image: Option<ImageView>,
    /// A person's offices, in the order of the file.
    pub offices: Vec<TenureView>,
    /// A line of years with a mark for each briefing, and a person's offices: SVG, which is HTML here.
    pub strip: Option<Value>,
    /// Of a person or organization with many: a chart of the years.
    pub chart: Option<BarChart>,
    /// Of a venue that others lie in: where these are; of others: where their briefings were held.
    pub map: Option<MapView>,
    /// Of any other venue: where in the world it is.
    pub locator: Option<MapView>,
    /// The text, as HTML; empty on a part.
    pub body: Value,
    /// How many briefings: `12 briefings`.
    pub count: String,
    /// From when to when.
    pub span: Option<String>,
    /// Of a series that fits on one page: its briefings in their order.
    pub sequence: Vec<StepView>,
    /// The briefings, or this part of them, the newest first.
    pub list: ListView,
    /// What it said, the newest first; of an outlet, what rests on it.
    pub said: Vec<SaidView>,
    /// Where there is more than one page shows: `and 12 more`.
    pub more_said: Option<String>,
    /// Whom a person met, on other sides; at a venue, in a series or on a topic, who was there.
    pub together: Vec<TallyView>,
    /// With whom a person took part on one side.
    pub colleagues: Vec<TallyView>,
    /// With which sides it had contacts, most often first.
    pub counterparts: Vec<CounterpartView>,
    /// The people of an organization, by name.
    pub people: Vec<PersonOfView>,
    /// Where there are more than one page shows: `and 12 more`.
    pub more_people: Option<String>,
    /// Where.
    pub venues: Vec<TallyView>,
    /// What about.
    pub topics: Vec<TallyView>,
    /// Who links here, the newest first.
    pub backlinks: Vec<BacklinkView>,
    /// Where more link here than one page shows: `and 12 more`.
    pub more_backlinks: Option<String>,
    /// On a part: what it is a part of.
    pub part: Option<PartView>,
}

/// Something that is known of an entity.
#[derive(Debug, Serialize)]
pub struct FactView {
    /// The message that says what: `born`, `coordinates`, `wikidata` …
    pub key: &'static str,
    /// The value.
    pub value: String,
    /// Where it leads, where that is an address on the web.
    pub url: Option<String>,
}

/// How an entity stands to others.
#[derive(Debug, Serialize)]
pub struct RelationView {
    /// The message that says how: `lies_in`, `parent`, `contains` …
    pub key: &'static str,
    /// The others ([`EntityLink`]).
    pub entities: Vec<Value>,
}

/// A picture.
#[derive(Debug, Serialize)]
pub struct ImageView {
    /// The path of the file.
    pub path: String,
    /// What it shows, for those who do not see it.
    pub alt: Option<String>,
    /// Who made it, and under what terms it may be used.
    pub credit: Option<String>,
}

/// An office of a person.
#[derive(Debug, Serialize)]
pub struct TenureView {
    /// What it is called.
    pub title: String,
    /// The organization that it is of ([`EntityLink`]).
    pub organization: Option<Value>,
    /// From when to when, in words; empty where neither is known.
    pub dates: String,
    /// Whether it was held in another's place.
    pub acting: bool,
}

/// A briefing in the order of its series.
#[derive(Debug, Serialize)]
pub struct StepView {
    /// Which of those that were held it is.
    pub number: Option<usize>,
    /// The briefing ([`BriefingLink`]).
    pub briefing: Value,
    /// How long after the one that was held before it, where that is long: `26 months`.
    pub gap: Option<String>,
    /// What it replaces and what replaced it, with the message that says which.
    pub threads: Vec<ThreadView>,
}

/// A side across from the page's subject.
#[derive(Debug, Serialize)]
pub struct CounterpartView {
    /// The path of the page of the two.
    pub path: String,
    /// The name of the other side.
    pub name: String,
    /// How many contacts.
    pub count: usize,
    /// The date of the last, short.
    pub last: Value,
}

/// A person of an organization.
#[derive(Debug, Serialize)]
pub struct PersonOfView {
    /// The person ([`EntityLink`]).
    pub person: Value,
    /// The offices in the organization or what belongs to it.
    pub offices: Vec<TenureView>,
}

/// The page of two sides, or a part of its list.
#[derive(Debug, Serialize)]
pub struct PairView {
    /// For the head and the frame.
    pub head: PageHead,
    /// The two sides ([`EntityLink`]).
    pub sides: Vec<Value>,
    /// How many contacts: `12 contacts`.
    pub count: String,
    /// From when to when.
    pub span: Option<String>,
    /// A line of years with a mark for each of their meetings: SVG, which is HTML here.
    pub strip: Option<Value>,
    /// Where they are many: a chart of the years.
    pub chart: Option<BarChart>,
    /// Where the contacts were.
    pub map: Option<MapView>,
    /// The first contact ([`BriefingLink`]).
    pub first: Option<Value>,
    /// The latest contact ([`BriefingLink`]).
    pub latest: Option<Value>,
    /// The longest stretches without a recorded contact, the longest first.
    pub gaps: Vec<GapView>,
    /// How many contacts of each kind in each year, the newest first.
    pub years: Vec<PairYearView>,
    /// The kinds that `years` counts, each the word of a `kind_` message.
    pub kinds: Vec<String>,
    /// How many contacts of each kind in all, in the order of `kinds`.
    pub totals: Vec<usize>,
    /// In which cities.
    pub cities: Vec<TallyView>,
    /// What about.
    pub topics: Vec<TallyView>,
    /// The meetings, or this part of them, held or not, the newest first.
    pub list: ListView,
    /// Contacts of many sides in which both took part, which are not counted: rows, as HTML.
    pub larger: Vec<Value>,
    /// Where there are more than one page shows: `and 12 more`.
    pub more_larger: Option<String>,
    /// On a part: what it is a part of.
    pub part: Option<PartView>,
}

/// A stretch without a recorded contact.
#[derive(Debug, Serialize)]
pub struct GapView {
    /// How long: `26 months`.
    pub length: String,
    /// The contact before it ([`BriefingLink`]).
    pub from: Value,
    /// The contact after it ([`BriefingLink`]).
    pub to: Value,
}

/// The contacts of two sides in a year.
#[derive(Debug, Serialize)]
pub struct PairYearView {
    /// The year, or what is of no certain year.
    pub year: String,
    /// The path of the year's page, where it has one.
    pub path: Option<String>,
    /// How many, in the order of `kinds`.
    pub counts: Vec<usize>,
    /// How many in all.
    pub total: usize,
}

/// The index of pairs of sides.
#[derive(Debug, Serialize)]
pub struct PairsView {
    /// For the head and the frame.
    pub head: PageHead,
    /// The pairs, by the names of their sides; empty where there are too many for one page.
    pub pairs: Vec<PairRow>,
    /// Where there are too many: the sides, each with how many others it had contacts with.
    pub sides: Vec<EntryView>,
}

/// A pair of sides in a list.
#[derive(Debug, Serialize)]
pub struct PairRow {
    /// The path of its page.
    pub path: String,
    /// The names of the two: `Russia and the United States`.
    pub title: String,
    /// How many contacts.
    pub count: usize,
    /// The date of the last, short.
    pub last: Value,
    /// The first day that this may be, in ISO 8601: what a table is sorted by.
    pub last_day: String,
    /// In which years, as ticks on a line of the archive's years: the data of a path in a drawing of
    /// 100 by 10.
    pub ticks: String,
}

/// The page of outcomes that are still open.
#[derive(Debug, Serialize)]
pub struct OutcomesView {
    /// For the head and the frame.
    pub head: PageHead,
    /// The date by which they are overdue, in words.
    pub by: Option<String>,
    /// Those that were due by then, those due later, and those without a date; each with the
    /// message that says so.
    pub groups: Vec<OutcomeGroup>,
}

/// Open outcomes.
#[derive(Debug, Serialize)]
pub struct OutcomeGroup {
    /// `overdue`, `due_later` or `no_due_date`.
    pub key: &'static str,
    /// The outcomes, the oldest first.
    pub outcomes: Vec<OpenOutcomeView>,
    /// Where there are more than one page shows: `and 12 more`.
    pub more: Option<String>,
}

/// An outcome that is still open.
#[derive(Debug, Serialize)]
pub struct OpenOutcomeView {
    /// The outcome.
    pub outcome: OutcomeView,
    /// The briefing that it came of ([`BriefingLink`]).
    pub briefing: Value,
}

/// The page of all sources.
#[derive(Debug, Serialize)]
pub struct SourcesView {
    /// For the head and the frame.
    pub head: PageHead,
    /// How many sources: `12 sources`.
    pub count: String,
    /// The sources under who brought them, by name; at the end those that nobody did.
    pub groups: Vec<SourceGroup>,
    /// Where there are more outlets than one page shows: `and 12 more`.
    pub more: Option<String>,
}

/// The sources of an outlet.
#[derive(Debug, Serialize)]
pub struct SourceGroup {
    /// The outlet ([`EntityLink`]).
    pub outlet: Option<Value>,
    /// Its sources, the newest first.
    pub sources: Vec<CitedSourceView>,
    /// Where there are more than one page shows: `and 12 more`.
    pub more: Option<String>,
}

/// A source with what rests on it.
#[derive(Debug, Serialize)]
pub struct CitedSourceView {
    /// The source; its outlet is that of the group.
    pub source: SourceView,
    /// The briefings that rest on it ([`BriefingLink`]), the newest first.
    pub briefings: Vec<Value>,
    /// Where there are more: `and 12 more`.
    pub more: Option<String>,
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
    /// The first day that this may be, in ISO 8601: what a table is sorted by.
    pub last_day: String,
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
    /// The rows, as HTML.
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
    /// Those that began before and were going on, as HTML.
    pub continuing: Vec<Value>,
    /// Those that may fall in it, as HTML.
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
    /// Of venues: where they are.
    pub map: Option<MapView>,
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
    /// In which years, as ticks on a line of the archive's years: the data of a path in a drawing of
    /// 100 by 10.
    pub ticks: String,
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
    /// Briefings of no certain year, as HTML.
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
    /// Which sides met most, where sides are known.
    pub pairs: Vec<PairRow>,
    /// Whether there is a page of all pairs.
    pub all_pairs: bool,
    /// How many outcomes are still open, and the path of their page, where there are any.
    pub open_outcomes: Option<PlainLink>,
    /// How many sources there are, and the path of their page, where there are any.
    pub sources: Option<PlainLink>,
    /// Who is named most.
    pub people: Vec<TallyView>,
    /// Where most took place.
    pub venues: Vec<TallyView>,
    /// Where all took place.
    pub map: Option<MapView>,
}

/// A free page.
#[derive(Debug, Serialize)]
pub struct FreeView {
    /// For the head and the frame.
    pub head: PageHead,
    /// The text, as HTML.
    pub body: Value,
    /// Who links here, the newest first.
    pub backlinks: Vec<BacklinkView>,
    /// Where more link here than one page shows: `and 12 more`.
    pub more_backlinks: Option<String>,
}

/// The page that searches.
#[derive(Debug, Serialize)]
pub struct SearchView {
    /// For the head and the frame.
    pub head: PageHead,
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
    Pair(PairView),
    Pairs(PairsView),
    Outcomes(OutcomesView),
    Sources(SourcesView),
    Calendar(CalendarView),
    Briefings(BriefingsView),
    Index(IndexView),
    Timeline(TimelineView),
    Free(FreeView),
    Search(SearchView),
    NotFound(NotFoundView),
}

impl View {
    /// Returns what the page is about.
    pub fn head(&self) -> &PageHead {
        match self {
            Self::Home(HomeView { head, .. })
            | Self::Briefing(BriefingView { head, .. })
            | Self::Entity(EntityView { head, .. })
            | Self::Pair(PairView { head, .. })
            | Self::Pairs(PairsView { head, .. })
            | Self::Outcomes(OutcomesView { head, .. })
            | Self::Sources(SourcesView { head, .. })
            | Self::Calendar(CalendarView { head, .. })
            | Self::Briefings(BriefingsView { head, .. })
            | Self::Index(IndexView { head, .. })
            | Self::Timeline(TimelineView { head, .. })
            | Self::Free(FreeView { head, .. })
            | Self::Search(SearchView { head })
            | Self::NotFound(NotFoundView { head }) => head,
        }
    }
}
