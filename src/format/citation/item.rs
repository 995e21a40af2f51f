//! The data of a citation, which all formats share.

use crate::archive::{BriefingIndex, Node};
use crate::plan::output::Page;
use crate::record::date::{Date, Precision, SingleDate};
use crate::site::{AuthorName, Site};
use crate::wording;

/// The data of a citation of a briefing.
#[derive(Debug)]
pub(crate) struct Citation<'a> {
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    pub(crate) authors: Vec<AuthorName<'a>>,
    /// The title of the archive.
    pub(crate) publisher: &'a str,
    /// The label of the kind of briefing.
    pub(crate) genre: String,
    /// The date on which the record was last changed, else created.
    pub(crate) issued: Option<&'a Date>,
    /// The date of the event.
    pub(crate) event: &'a Date,
    /// The date of the event in words.
    pub(crate) event_in_words: String,
    pub(crate) place: Option<String>,
    pub(crate) numbers: &'a [String],
    pub(crate) lang: &'a str,
    pub(crate) summary: Option<String>,
    pub(crate) topics: Vec<&'a str>,
    pub(crate) url: Option<String>,
}

impl<'a> Citation<'a> {
    /// Returns the citation of a briefing.
    pub(crate) fn new(site: &Site<'a>, index: BriefingIndex) -> Self {
        let briefing = site.archive.briefing(index);
        let head = &briefing.record.head;
        Self {
            id: head.id.as_str(),
            title: &head.title.value,
            authors: head.common.authors.iter().map(|author| site.name(author)).collect(),
            publisher: &site.config.title,
            genre: site.kind(briefing),
            issued: head.common.updated.as_ref().or(head.common.created.as_ref()),
            event: &briefing.record.date,
            event_in_words: wording::date(
                &briefing.record.date,
                wording::DateStyle::Full,
                site.messages,
            ),
            place: site.places(briefing),
            numbers: &briefing.record.keys.identifiers,
            lang: site.lang(&head.lang),
            summary: site.summary(Node::Briefing(index)),
            topics: site.topics(briefing).collect(),
            url: site.url(&site.plan.path(Page::Briefing(index))),
        }
    }
}

/// Returns the year, month and day of a date, as far as known.
pub(super) fn parts(point: &SingleDate) -> Option<Vec<i16>> {
    let (year, month, day) = (point.first.year, point.first.month.into(), point.first.day.into());
    match point.precision {
        Precision::Day => Some(vec![year, month, day]),
        Precision::Month => Some(vec![year, month]),
        Precision::UnknownDay if point.first.month == point.last.month => Some(vec![year, month]),
        Precision::Year
        | Precision::Season(_)
        | Precision::UnknownMonth
        | Precision::UnknownDay => Some(vec![year]),
        Precision::Century | Precision::Decade => None,
    }
}

/// Returns the parts of a single date that is exact to the day, the month or the year.
pub(super) fn exact_parts(date: &Date) -> Option<Vec<i16>> {
    match date {
        Date::Single(point) if point.iso8601().is_some() => parts(point),
        _ => None,
    }
}
