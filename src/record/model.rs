//! The content model: every key that a content file may have, with its type.
//!
//! The doc comment of a field describes its key in the reference and in the JSON Schema.

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
        /// One or two sentences for lists; by default, the first paragraph of the text.
        summary: optional String = "summary = \"In a sentence.\"";
        /// The ID of the record, of the same kind, that this one translates.
        translation_of: optional Text = "translation_of = \"2022-11-ankara\"";
        /// The authors of the text.
        authors: list String = "authors = [\"Ana Diaz\"]";
        /// The date on which the record was created.
        created: optional Date = "created = 2025-03-01";
        /// The date of the last change to the record.
        updated: optional Date = "updated = 2025-03-01";
        /// The date on which the record was last checked against its sources.
        verified: optional Date = "verified = 2025-03-01";
        /// The public list of corrections.
        changes: list Change = "changes = [{ date = 2025-03-01, note = \"The venue was wrong.\" }]";
        /// Former addresses of the page, relative to the site; each becomes a redirect.
        former_urls: list Text = "former_urls = [\"briefings/old-id.html\"]";
        /// `true` excludes the record from every output.
        draft: optional bool = "draft = true";
        /// The moment until which the record is excluded from every output.
        embargo: optional Moment = "embargo = 2025-03-01T09:00:00Z";
        /// The withdrawal: the page remains without its text and gives the reason.
        withdrawn: optional Withdrawal = "withdrawn = { date = 2025-03-01, reason = \"It was of another meeting.\" }";
        /// `false` turns off automatic links from names in the text.
        autolink: optional bool = "autolink = false";
        /// The rules that are not applied to this file.
        allow: list Rule = "allow = [\"withheld-reference\"]";
        /// A table for the archive's own templates.
        extra: optional FreeTable = "extra = { reference = \"A/12\" }";
    }

    /// The language of the text.
    pub struct LangKeys "language" {
        /// The language of the text (BCP 47); by default, that of the archive.
        lang: optional Language = "lang = \"fr\"";
    }

    /// A correction.
    pub struct Change "change" {
        /// The date of the correction.
        date: required Date = "date = 2025-03-01";
        /// A description of the change.
        note: required String = "note = \"The venue was wrong.\"";
    }

    /// The withdrawal of a page.
    pub struct Withdrawal "withdrawal" {
        /// The date of the withdrawal.
        date: required Date = "date = 2025-03-01";
        /// The reason, for readers.
        reason: required String = "reason = \"It was of another meeting.\"";
    }

    /// A free page, which belongs to no section.
    pub struct PageKeys "page" {
        /// The title of the page.
        title: required Text = "title = \"About\"";
    }

    /// The home page.
    pub struct HomeKeys "home page" {
        /// The title of the page; by default, that of the archive.
        title: optional Text = "title = \"Contacts\"";
    }

    /// A meeting, call, visit, statement or measure.
    pub struct BriefingKeys "briefing" {
        /// The event in one line.
        title: required Text = "title = \"Heads of the CIA and the SVR meet in Ankara\"";
        /// The date of the event: a day, or an approximate date or interval in quotes (EDTF).
        date: required Spanned<Date> = "date = 2022-11-14";
        /// The last day, if the event took several days.
        end_date: optional Spanned<Date> = "end_date = 2022-11-15";
        /// The source's own wording of the date.
        date_text: optional String = "date_text = \"a Friday in early December\"";
        /// The local time at which the event began.
        start_time: optional Spanned<TimeOfDay> = "start_time = 09:30:00";
        /// The local time at which it ended; if before `start_time`, on the next day.
        end_time: optional Spanned<TimeOfDay> = "end_time = 16:00:00";
        /// The duration, as a text.
        duration: optional String = "duration = \"6 h 30 min\"";
        /// The time zone of its times; without it, that of the first venue that has one, then the
        /// archive's.
        tz: optional Zone = "tz = \"Europe/Istanbul\"";
        /// The status of the event; by default, `held`.
        status: optional Status = "status = \"planned\"";
        /// The kind of event; by default, a meeting.
        kind: optional Word<BriefingKind> = "kind = \"call\"";
        /// The venues: IDs or names, in order.
        venue: one_or_more Text = "venue = \"Ankara\"";
        /// The participants: IDs or names of people, or tables.
        participants: list Participant = "participants = [\"William Burns\", { organization = \"Red Cross\" }]";
        /// The sides, each with its members.
        delegations: list Delegation = "delegations = [{ side = \"Russia\", members = [\"Sergei Naryshkin\"] }]";
        /// The process or round of talks that the briefing belongs to.
        series: optional Text = "series = \"Embassy operations\"";
        /// The IDs of the briefings that this one continues.
        follows: one_or_more Text = "follows = \"2022-11-ankara\"";
        /// The IDs of the briefings that this one replaces.
        replaces: one_or_more Text = "replaces = \"2022-11-cairo\"";
        /// The ID of the briefing that this one is part of.
        part_of: optional Text = "part_of = \"2022-11-bali\"";
        /// The IDs of other related briefings.
        related: one_or_more Text = "related = [\"2022-11-ankara\"]";
        /// The topics: IDs or names.
        topics: list Text = "topics = [\"visas\"]";
        /// Document symbols and meeting numbers.
        identifiers: list String = "identifiers = [\"S/PV.9245\"]";
        /// The agenda, in order.
        agenda: list AgendaItem = "agenda = [\"Prisoners\", { title = \"Visas\", decision = \"Deferred\" }]";
        /// The outcomes: agreements, decisions, commitments.
        outcomes: list Outcome = "outcomes = [{ text = \"To meet again.\", kind = \"agreement\" }]";
        /// The sources that the record is based on.
        sources: list Source = "sources = [{ id = \"s1\", title = \"CIA chief in Ankara\" }]";
        /// Statements that others made about the event.
        claims: list Claim = "claims = [{ text = \"Nothing was negotiated.\", by = \"White House\" }]";
        /// Documents and pictures that belong to the briefing.
        documents: list Attachment = "documents = [{ title = \"Communiqué\", file = \"communique.pdf\" }]";
    }

    /// A participant. A text alone is the `name`.
    pub struct Participant "participant" text is name check Participant::check {
        /// The ID or a name of a person.
        name: optional Text = "name = \"William Burns\"";
        /// The person's office, as the record has it.
        role: optional String = "role = \"Director\"";
        /// The person's organization; without a name, the organization that took part.
        organization: optional Text = "organization = \"CIA\"";
        /// The side, an organization.
        side: optional Text = "side = \"United States\"";
        /// `true` for the head of a side.
        head: optional bool = "head = true";
        /// The form of attendance; by default, `attended`.
        presence: optional Presence = "presence = \"remote\"";
        /// The capacity of a participant who belongs to no side.
        capacity: optional Word<Capacity> = "capacity = \"mediator\"";
        /// The organization that the participant spoke for.
        on_behalf_of: optional Text = "on_behalf_of = \"United Nations\"";
    }

    /// A side of a briefing, with its members.
    pub struct Delegation "delegation" {
        /// The side: the ID or a name of an organization.
        side: required Text = "side = \"Russia\"";
        /// The organization that sent the delegation.
        organization: optional Text = "organization = \"Ministry of Foreign Affairs\"";
        /// The rank of the delegation, if nothing more is known.
        level: optional String = "level = \"heads of department\"";
        /// The members, written as `participants` are.
        members: list Participant = "members = [\"Sergei Ryabkov\"]";
    }

    /// A point of an agenda. A text alone is the `title`.
    pub struct AgendaItem "agenda item" text is title {
        /// The subject of discussion.
        title: required String = "title = \"Visas\"";
        /// The decision on it.
        decision: optional String = "decision = \"Deferred\"";
        /// Further notes.
        notes: optional String = "notes = \"Raised by both sides.\"";
    }

    /// An outcome of a briefing. A text alone is the `text`.
    pub struct Outcome "outcome" text is text {
        /// The outcome in words.
        text: required String = "text = \"To meet again.\"";
        /// The kind of outcome.
        kind: optional Word<OutcomeKind> = "kind = \"agreement\"";
        /// The people or organizations that are bound by it.
        by: one_or_more Text = "by = \"United States\"";
        /// The date by which it is due.
        due: optional Date = "due = \"2023-03\"";
        /// The ID of the briefing that fulfilled it.
        met_by: optional Text = "met_by = \"2023-03-helsinki\"";
    }

    /// A source of a briefing.
    pub struct Source "source" {
        /// The ID by which footnotes and claims cite the source.
        id: optional Spanned<SourceId> = "id = \"s1\"";
        /// The title of the source.
        title: required String = "title = \"CIA chief in Ankara\"";
        /// The kind of source.
        kind: optional Word<SourceKind> = "kind = \"press\"";
        /// The outlet that published it: an ID or a name.
        outlet: optional Text = "outlet = \"Reuters\"";
        /// The authors.
        author: one_or_more String = "author = \"Ana Diaz\"";
        /// The address on the web.
        url: optional WebAddress = "url = \"https://example.org/report\"";
        /// The date of publication.
        published: optional Date = "published = 2022-11-14";
        /// The date on which the address was visited.
        accessed: optional Date = "accessed = 2022-11-15";
        /// The address of an archived copy.
        archive_url: optional WebAddress = "archive_url = \"https://archive.example/report\"";
        /// The date of the archived copy.
        archive_date: optional Date = "archive_date = 2022-11-15";
        /// The archive or library that holds the source.
        repository: optional String = "repository = \"National Archives, Kew\"";
        /// The reference (shelf mark) in that repository.
        reference: optional String = "reference = \"FO 371/12\"";
        /// The location within the source: a page, a time.
        locator: optional String = "locator = \"p. 12\"";
        /// The terms of use.
        rights: optional String = "rights = \"Public domain\"";
        /// The language of the source (BCP 47).
        lang: optional Language = "lang = \"ru\"";
        /// A further note.
        note: optional String = "note = \"Corrected the next day.\"";
    }

    /// A statement about a briefing.
    pub struct Claim "claim" {
        /// The statement in words.
        text: required String = "text = \"Nothing was negotiated.\"";
        /// The person or organization that made the statement.
        by: optional Text = "by = \"White House\"";
        /// The date of the statement.
        date: optional Date = "date = 2022-11-14";
        /// The `id`s of the sources that report it.
        sources: list Text = "sources = [\"s1\"]";
        /// The confidence in the statement.
        confidence: optional Confidence = "confidence = \"reported\"";
        /// The key of the briefing that the statement is about.
        field: optional Text = "field = \"duration\"";
        /// The value that the statement gives for that key.
        value: optional Scalar = "value = \"two hours\"";
    }

    /// A document or picture that belongs to a briefing.
    pub struct Attachment "document" {
        /// The title of the document.
        title: required String = "title = \"Communiqué\"";
        /// The file, relative to the content file; with a leading slash, relative to `static/`.
        file: required Text = "file = \"communique.pdf\"";
        /// The language of the document (BCP 47).
        lang: optional Language = "lang = \"ru\"";
        /// The date of the document.
        date: optional Date = "date = 2022-11-14";
        /// The terms of use.
        rights: optional String = "rights = \"Public domain\"";
        /// A further note.
        note: optional String = "note = \"The annex is missing.\"";
        /// The alternative text of a picture, for readers who cannot see it.
        alt: optional String = "alt = \"Two men at a table\"";
        /// The author of a picture.
        credit: optional String = "credit = \"Ana Diaz\"";
    }

    /// The keys that every kind of entity has.
    pub struct NameKeys "entity" {
        /// The name of the entity.
        name: required Text = "name = \"Sergei Lavrov\"";
        /// The form of the name that lists are sorted by.
        sort_name: optional String = "sort_name = \"Lavrov, Sergei\"";
        /// Other names that resolve to the entity.
        aliases: list Alias = "aliases = [\"Sergey Lavrov\", { name = \"Сергей Лавров\", lang = \"ru\" }]";
        /// Identifiers in authority files.
        ids: optional AuthorityIds = "ids = { wikidata = \"Q58217\" }";
        /// A picture of the entity.
        image: optional Image = "image = \"lavrov.jpg\"";
    }

    /// Another name: a spelling, a script, a former name. A text alone is the `name`.
    pub struct Alias "alias" text is name {
        /// The name.
        name: required Text = "name = \"Сергей Лавров\"";
        /// The language of the name (BCP 47).
        lang: optional Language = "lang = \"ru\"";
        /// The script of the name (ISO 15924).
        script: optional Script = "script = \"Cyrl\"";
        /// The date from which the name was used.
        from: optional Spanned<Date> = "from = \"1991\"";
        /// The date until which the name was used.
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
        /// The file, relative to the content file.
        file: required Text = "file = \"lavrov.jpg\"";
        /// The alternative text, for readers who cannot see the picture.
        alt: optional String = "alt = \"A man at a lectern\"";
        /// The author of the picture.
        credit: optional String = "credit = \"Ana Diaz\"";
        /// The terms of use.
        rights: optional String = "rights = \"Public domain\"";
    }

    /// A person.
    pub struct PersonKeys "person" {
        /// The person's state, an organization.
        country: optional Text = "country = \"Russia\"";
        /// The date of birth.
        born: optional Spanned<Date> = "born = 1950-03-21";
        /// The date of death.
        died: optional Spanned<Date> = "died = \"2020\"";
        /// The offices held.
        offices: list Office = "offices = [{ title = \"Minister\", organization = \"Russia\", from = 2004-03-09 }]";
    }

    /// An office held.
    pub struct Office "office" {
        /// The title of the office.
        title: required String = "title = \"Minister of Foreign Affairs\"";
        /// The organization that the office belongs to.
        organization: optional Text = "organization = \"Ministry of Foreign Affairs\"";
        /// The date on which the term began.
        from: optional Spanned<Date> = "from = 2004-03-09";
        /// The date on which the term ended.
        to: optional Spanned<Date> = "to = \"2020-01\"";
        /// `true` if the office was held in an acting capacity.
        acting: optional bool = "acting = true";
    }

    /// An organization.
    pub struct OrganizationKeys "organization" {
        /// The kind of organization.
        kind: optional Word<OrganizationKind> = "kind = \"ministry\"";
        /// The organization that this one is part of.
        parent: optional Text = "parent = \"Russia\"";
        /// The state that the organization belongs to.
        country: optional Text = "country = \"Russia\"";
        /// The date of foundation.
        from: optional Spanned<Date> = "from = \"1991\"";
        /// The date of dissolution.
        to: optional Spanned<Date> = "to = \"2004\"";
        /// The organizations that this one succeeded.
        predecessor: one_or_more Text = "predecessor = \"Soviet Union\"";
        /// The organizations that succeeded this one.
        successor: one_or_more Text = "successor = \"Russia\"";
        /// The address on the web.
        url: optional WebAddress = "url = \"https://example.org/\"";
    }

    /// A venue.
    pub struct VenueKeys "venue" {
        /// The kind of venue.
        kind: optional Word<VenueKind> = "kind = \"city\"";
        /// The venue that contains this one.
        within: optional Text = "within = \"Turkey\"";
        /// The latitude, in degrees north of the equator.
        latitude: optional Degrees<90> = "latitude = 39.93";
        /// The longitude, in degrees east of Greenwich.
        longitude: optional Degrees<180> = "longitude = 32.86";
        /// The time zone of the venue (IANA).
        tz: optional Zone = "tz = \"Europe/Istanbul\"";
    }

    /// A series.
    pub struct SeriesKeys "series" {
        /// The organizations that are parties to the series.
        parties: list Text = "parties = [\"United States\", \"Russia\"]";
        /// The status of the series.
        status: optional SeriesStatus = "status = \"suspended\"";
        /// The date on which the series began.
        from: optional Spanned<Date> = "from = \"2017\"";
        /// The date on which the series ended.
        to: optional Spanned<Date> = "to = \"2018\"";
    }

    /// A topic.
    pub struct TopicKeys "topic" {
        /// The broader topic that contains this one.
        broader: optional Text = "broader = \"consular-affairs\"";
    }

    /// An outlet.
    pub struct OutletKeys "outlet" {
        /// The address on the web.
        url: optional WebAddress = "url = \"https://example.org/\"";
        /// The state that the outlet is based in, an organization.
        country: optional Text = "country = \"United Kingdom\"";
        /// The language that the outlet publishes in (BCP 47).
        lang: optional Language = "lang = \"en\"";
        /// The organization that owns the outlet.
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
