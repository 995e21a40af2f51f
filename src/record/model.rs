//! The content model: every key that a content file may have, as the type that it is read into.
//!
//! The documentation of a field is that of its key in the reference and in the JSON Schema.

use super::date::Date;
use super::forms::{Gnd, Isni, Language, Script, SourceId, Viaf, WebAddress, Wikidata};
use super::keys::{Reader, Spanned, keys};
use super::values::{Degrees, FreeTable, Moment, Scalar, TimeOfDay, Zone};
use super::vocabulary::{
    BriefingKind, Capacity, Confidence, OrganizationKind, OutcomeKind, Presence, SeriesStatus,
    SourceKind, Status, VenueKind, Word,
};
use crate::rules::Rule;
use std::ops::Range;

/// A text with its range in the file.
pub type Text = Spanned<String>;

keys! {
    /// The keys that every kind of content file has.
    pub struct Common "common" {
        /// One or two sentences for lists; without them, the first paragraph stands there.
        summary: optional String = "summary = \"In a sentence.\"";
        /// The ID, of the same kind, of the text that this one translates.
        translation_of: optional Text = "translation_of = \"2022-11-ankara\"";
        /// Who wrote the text.
        authors: list String = "authors = [\"Ana Diaz\"]";
        /// When the record was made.
        created: optional Date = "created = 2025-03-01";
        /// When the record was last changed.
        updated: optional Date = "updated = 2025-03-01";
        /// When somebody last held it against its sources.
        verified: optional Date = "verified = 2025-03-01";
        /// The public list of corrections.
        changes: list Change = "changes = [{ date = 2025-03-01, note = \"The venue was wrong.\" }]";
        /// Addresses that once led here, below the site's; each becomes a redirect.
        former_urls: list Text = "former_urls = [\"briefings/old-id.html\"]";
        /// `true` keeps it out of every output.
        draft: optional bool = "draft = true";
        /// The moment until which it is kept out of every output.
        embargo: optional Moment = "embargo = 2025-03-01T09:00:00Z";
        /// The page stays, without its text, and says why.
        withdrawn: optional Withdrawal = "withdrawn = { date = 2025-03-01, reason = \"It was of another meeting.\" }";
        /// `false` keeps names in its text from becoming links by themselves.
        autolink: optional bool = "autolink = false";
        /// Rules that are not applied to this file.
        allow: list Rule = "allow = [\"withheld-reference\"]";
        /// A table for the archive's own templates.
        extra: optional FreeTable = "extra = { reference = \"A/12\" }";
    }

    /// The language of the text.
    pub struct LangKeys "language" {
        /// The language of the text, where it is not the archive's (BCP 47).
        lang: optional Language = "lang = \"fr\"";
    }

    /// A correction.
    pub struct Change "change" {
        /// When it was made.
        date: required Date = "date = 2025-03-01";
        /// What was changed.
        note: required String = "note = \"The venue was wrong.\"";
    }

    /// The withdrawal of a page.
    pub struct Withdrawal "withdrawal" {
        /// When it was withdrawn.
        date: required Date = "date = 2025-03-01";
        /// Why, for its readers.
        reason: required String = "reason = \"It was of another meeting.\"";
    }

    /// A free page.
    pub struct PageKeys "page" {
        /// What the page is called.
        title: required Text = "title = \"About\"";
    }

    /// The home page.
    pub struct HomeKeys "home page" {
        /// What the page is called; without it, as the archive.
        title: optional Text = "title = \"Contacts\"";
    }

    /// A meeting, call, visit, statement or measure.
    pub struct BriefingKeys "briefing" {
        /// What happened, in a line.
        title: required Text = "title = \"Heads of the CIA and the SVR meet in Ankara\"";
        /// When: a day, or a rougher date or an interval in quotes (EDTF).
        date: required Spanned<Date> = "date = 2022-11-14";
        /// The last day, where it went on.
        end_date: optional Spanned<Date> = "end_date = 2022-11-15";
        /// The source's own wording of the date.
        date_text: optional String = "date_text = \"a Friday in early December\"";
        /// When it began, by the clocks there.
        start_time: optional Spanned<TimeOfDay> = "start_time = 09:30:00";
        /// When it ended; before `start_time`, it was the next day.
        end_time: optional Spanned<TimeOfDay> = "end_time = 16:00:00";
        /// How long it took, as people say it.
        duration: optional String = "duration = \"6 h 30 min\"";
        /// The time zone of its times; without it, that of the first venue that has one, then the
        /// archive's.
        tz: optional Zone = "tz = \"Europe/Istanbul\"";
        /// Whether it took place; without it, `held`.
        status: optional Status = "status = \"planned\"";
        /// What it was; without it, a meeting.
        kind: optional Word<BriefingKind> = "kind = \"call\"";
        /// Where: IDs or names of venues, in order.
        venue: one_or_more Text = "venue = \"Ankara\"";
        /// Who took part: IDs or names of people, or tables.
        participants: list Participant = "participants = [\"William Burns\", { organization = \"Red Cross\" }]";
        /// The sides, each with who took part for it.
        delegations: list Delegation = "delegations = [{ side = \"Russia\", members = [\"Sergei Naryshkin\"] }]";
        /// The process or round of talks that it belongs to.
        series: optional Text = "series = \"Embassy operations\"";
        /// IDs of the briefings that it continues.
        follows: one_or_more Text = "follows = \"2022-11-ankara\"";
        /// IDs of the briefings that it stands in place of.
        replaces: one_or_more Text = "replaces = \"2022-11-cairo\"";
        /// The ID of the briefing that it was a part of.
        part_of: optional Text = "part_of = \"2022-11-bali\"";
        /// IDs of other briefings to be read with it.
        related: one_or_more Text = "related = [\"2022-11-ankara\"]";
        /// IDs or names of what it was about.
        topics: list Text = "topics = [\"visas\"]";
        /// Document symbols, meeting numbers.
        identifiers: list String = "identifiers = [\"S/PV.9245\"]";
        /// What was to be discussed, in order.
        agenda: list AgendaItem = "agenda = [\"Prisoners\", { title = \"Visas\", decision = \"Deferred\" }]";
        /// What came of it.
        outcomes: list Outcome = "outcomes = [{ text = \"To meet again.\", kind = \"agreement\" }]";
        /// What it rests on.
        sources: list Source = "sources = [{ id = \"s1\", title = \"CIA chief in Ankara\" }]";
        /// What somebody said of it.
        claims: list Claim = "claims = [{ text = \"Nothing was negotiated.\", by = \"White House\" }]";
        /// Papers and pictures that belong to it.
        documents: list Attachment = "documents = [{ title = \"Communiqué\", file = \"communique.pdf\" }]";
    }

    /// A participant. A text alone is the `name`.
    pub struct Participant "participant" text is name check Participant::check {
        /// The ID or a name of a person.
        name: optional Text = "name = \"William Burns\"";
        /// In what office, as the record has it.
        role: optional String = "role = \"Director\"";
        /// The body that the person was of; without a name, the body that took part as such.
        organization: optional Text = "organization = \"CIA\"";
        /// The side, an organization.
        side: optional Text = "side = \"United States\"";
        /// `true` for the head of a side.
        head: optional bool = "head = true";
        /// Whether they were there; without it, attended.
        presence: optional Presence = "presence = \"remote\"";
        /// In what capacity, if of no side.
        capacity: optional Word<Capacity> = "capacity = \"mediator\"";
        /// The organization that they spoke for.
        on_behalf_of: optional Text = "on_behalf_of = \"United Nations\"";
    }

    /// A side of a briefing, with its members.
    pub struct Delegation "delegation" {
        /// The side: the ID or a name of an organization.
        side: required Text = "side = \"Russia\"";
        /// The body that it came from.
        organization: optional Text = "organization = \"Ministry of Foreign Affairs\"";
        /// Of what rank it was, where that is all that is known.
        level: optional String = "level = \"heads of department\"";
        /// Who was of it, as `participants`.
        members: list Participant = "members = [\"Sergei Ryabkov\"]";
    }

    /// A point of an agenda. A text alone is the `title`.
    pub struct AgendaItem "agenda item" text is title {
        /// What was to be discussed.
        title: required String = "title = \"Visas\"";
        /// What was decided.
        decision: optional String = "decision = \"Deferred\"";
        /// What else there is to say.
        notes: optional String = "notes = \"Raised by both sides.\"";
    }

    /// An outcome of a briefing. A text alone is the `text`.
    pub struct Outcome "outcome" text is text {
        /// What came of it.
        text: required String = "text = \"To meet again.\"";
        /// What it is.
        kind: optional Word<OutcomeKind> = "kind = \"agreement\"";
        /// Who is bound by it: people or organizations.
        by: one_or_more Text = "by = \"United States\"";
        /// When it was to be done.
        due: optional Date = "due = \"2023-03\"";
        /// The ID of the briefing by which it was done.
        met_by: optional Text = "met_by = \"2023-03-helsinki\"";
    }

    /// A source of a briefing.
    pub struct Source "source" {
        /// What footnotes and claims cite it by.
        id: optional Spanned<SourceId> = "id = \"s1\"";
        /// What it is called.
        title: required String = "title = \"CIA chief in Ankara\"";
        /// What it is.
        kind: optional Word<SourceKind> = "kind = \"press\"";
        /// Who brought it: the ID or a name of an outlet.
        outlet: optional Text = "outlet = \"Reuters\"";
        /// Who wrote it.
        author: one_or_more String = "author = \"Ana Diaz\"";
        /// Where it is on the web.
        url: optional WebAddress = "url = \"https://example.org/report\"";
        /// When it was published.
        published: optional Date = "published = 2022-11-14";
        /// When it was read there.
        accessed: optional Date = "accessed = 2022-11-15";
        /// Where a copy is kept.
        archive_url: optional WebAddress = "archive_url = \"https://archive.example/report\"";
        /// When the copy was made.
        archive_date: optional Date = "archive_date = 2022-11-15";
        /// The archive or library that holds it.
        repository: optional String = "repository = \"National Archives, Kew\"";
        /// Its reference there.
        reference: optional String = "reference = \"FO 371/12\"";
        /// Where in it: a page, a time.
        locator: optional String = "locator = \"p. 12\"";
        /// Under what terms it may be used.
        rights: optional String = "rights = \"Public domain\"";
        /// Its language (BCP 47).
        lang: optional Language = "lang = \"ru\"";
        /// What else there is to say.
        note: optional String = "note = \"Corrected the next day.\"";
    }

    /// A statement about a briefing.
    pub struct Claim "claim" {
        /// What was said.
        text: required String = "text = \"Nothing was negotiated.\"";
        /// Who said it: a person or an organization.
        by: optional Text = "by = \"White House\"";
        /// When.
        date: optional Date = "date = 2022-11-14";
        /// The `id`s of the sources that have it.
        sources: list Text = "sources = [\"s1\"]";
        /// How far it is to be relied on.
        confidence: optional Confidence = "confidence = \"reported\"";
        /// The key of the briefing that it speaks to.
        field: optional Text = "field = \"duration\"";
        /// The value that it gives that key.
        value: optional Scalar = "value = \"two hours\"";
    }

    /// A document or picture that belongs to a briefing.
    pub struct Attachment "document" {
        /// What it is called.
        title: required String = "title = \"Communiqué\"";
        /// The file, from the text's own; with a slash before it, from `static/`.
        file: required Text = "file = \"communique.pdf\"";
        /// Its language (BCP 47).
        lang: optional Language = "lang = \"ru\"";
        /// Its date.
        date: optional Date = "date = 2022-11-14";
        /// Under what terms it may be used.
        rights: optional String = "rights = \"Public domain\"";
        /// What else there is to say.
        note: optional String = "note = \"The annex is missing.\"";
        /// Of a picture, what it shows, for those who do not see it.
        alt: optional String = "alt = \"Two men at a table\"";
        /// Of a picture, who made it.
        credit: optional String = "credit = \"Ana Diaz\"";
    }

    /// The keys that every kind of entity has.
    pub struct NameKeys "entity" {
        /// What it is called.
        name: required Text = "name = \"Sergei Lavrov\"";
        /// The name as lists are sorted by.
        sort_name: optional String = "sort_name = \"Lavrov, Sergei\"";
        /// Other names that find it.
        aliases: list Alias = "aliases = [\"Sergey Lavrov\", { name = \"Сергей Лавров\", lang = \"ru\" }]";
        /// Its numbers in authority files.
        ids: optional AuthorityIds = "ids = { wikidata = \"Q58217\" }";
        /// A picture.
        image: optional Image = "image = \"lavrov.jpg\"";
    }

    /// Another name: a spelling, a script, a former name. A text alone is the `name`.
    pub struct Alias "alias" text is name {
        /// The name.
        name: required Text = "name = \"Сергей Лавров\"";
        /// Its language (BCP 47).
        lang: optional Language = "lang = \"ru\"";
        /// Its script (ISO 15924).
        script: optional Script = "script = \"Cyrl\"";
        /// Since when it was used.
        from: optional Spanned<Date> = "from = \"1991\"";
        /// Until when.
        to: optional Spanned<Date> = "to = \"2004\"";
    }

    /// Numbers in authority files.
    pub struct AuthorityIds "authority IDs" {
        /// The item of Wikidata.
        wikidata: optional Wikidata = "wikidata = \"Q58217\"";
        /// The cluster of the Virtual International Authority File.
        viaf: optional Viaf = "viaf = \"22406042\"";
        /// The International Standard Name Identifier.
        isni: optional Isni = "isni = \"0000 0001 2103 2683\"";
        /// The number in the Gemeinsame Normdatei.
        gnd: optional Gnd = "gnd = \"118540238\"";
    }

    /// A picture. A text alone is the `file`.
    pub struct Image "image" text is file {
        /// The file, from the text's own.
        file: required Text = "file = \"lavrov.jpg\"";
        /// What it shows, for those who do not see it.
        alt: optional String = "alt = \"A man at a lectern\"";
        /// Who made it.
        credit: optional String = "credit = \"Ana Diaz\"";
        /// Under what terms it may be used.
        rights: optional String = "rights = \"Public domain\"";
    }

    /// A person.
    pub struct PersonKeys "person" {
        /// The person's state, an organization.
        country: optional Text = "country = \"Russia\"";
        /// When born.
        born: optional Spanned<Date> = "born = 1950-03-21";
        /// When died.
        died: optional Spanned<Date> = "died = \"2020\"";
        /// The offices held.
        offices: list Office = "offices = [{ title = \"Minister\", organization = \"Russia\", from = 2004-03-09 }]";
    }

    /// An office held.
    pub struct Office "office" {
        /// What it is called.
        title: required String = "title = \"Minister of Foreign Affairs\"";
        /// The organization that it is of.
        organization: optional Text = "organization = \"Ministry of Foreign Affairs\"";
        /// Since when.
        from: optional Spanned<Date> = "from = 2004-03-09";
        /// Until when.
        to: optional Spanned<Date> = "to = \"2020-01\"";
        /// `true` where it was held in another's place.
        acting: optional bool = "acting = true";
    }

    /// An organization.
    pub struct OrganizationKeys "organization" {
        /// What it is.
        kind: optional Word<OrganizationKind> = "kind = \"ministry\"";
        /// The organization that it is part of.
        parent: optional Text = "parent = \"Russia\"";
        /// The state that it is in.
        country: optional Text = "country = \"Russia\"";
        /// Since when it exists.
        from: optional Spanned<Date> = "from = \"1991\"";
        /// Until when it existed.
        to: optional Spanned<Date> = "to = \"2004\"";
        /// What it came of.
        predecessor: one_or_more Text = "predecessor = \"Soviet Union\"";
        /// What came of it.
        successor: one_or_more Text = "successor = \"Russia\"";
        /// Where it is on the web.
        url: optional WebAddress = "url = \"https://example.org/\"";
    }

    /// A venue.
    pub struct VenueKeys "venue" {
        /// What it is.
        kind: optional Word<VenueKind> = "kind = \"city\"";
        /// The venue that it lies in.
        within: optional Text = "within = \"Turkey\"";
        /// Degrees north of the equator.
        latitude: optional Degrees<90> = "latitude = 39.93";
        /// Degrees east of Greenwich.
        longitude: optional Degrees<180> = "longitude = 32.86";
        /// Its time zone.
        tz: optional Zone = "tz = \"Europe/Istanbul\"";
    }

    /// A series.
    pub struct SeriesKeys "series" {
        /// The organizations that it is between.
        parties: list Text = "parties = [\"United States\", \"Russia\"]";
        /// How it stands.
        status: optional SeriesStatus = "status = \"suspended\"";
        /// Since when.
        from: optional Spanned<Date> = "from = \"2017\"";
        /// Until when.
        to: optional Spanned<Date> = "to = \"2018\"";
    }

    /// A topic.
    pub struct TopicKeys "topic" {
        /// The wider topic that it is part of.
        broader: optional Text = "broader = \"consular-affairs\"";
    }

    /// An outlet.
    pub struct OutletKeys "outlet" {
        /// Where it is on the web.
        url: optional WebAddress = "url = \"https://example.org/\"";
        /// The state that it is in, an organization.
        country: optional Text = "country = \"United Kingdom\"";
        /// The language that it publishes in (BCP 47).
        lang: optional Language = "lang = \"en\"";
        /// The organization that owns it.
        owner: optional Text = "owner = \"Thomson Reuters\"";
    }
}

impl Participant {
    /// Reports a table that names nobody.
    fn check(&self, range: Range<usize>, reader: &mut Reader<'_>) -> bool {
        let named = self.name.is_some() || self.organization.is_some();
        if !named {
            let message = "`name` or `organization` is missing".into();
            reader.report(Rule::MissingKey, message, range).help =
                Some("write `{ name = \"William Burns\" }`".into());
        }
        named
    }
}
