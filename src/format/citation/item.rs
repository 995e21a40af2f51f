//! The parts of a citation, which all formats share.

use crate::archive::{BriefingIndex, Node};
use crate::format::{Formats, Name};
use crate::plan::{Page, wording};
use crate::record::date::{Date, Point, Precision};

/// The parts of a citation of a briefing.
#[derive(Debug)]
pub(crate) struct Citation<'a> {
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    pub(crate) authors: Vec<Name<'a>>,
    /// The archive.
    pub(crate) publisher: &'a str,
    /// The kind of the briefing, in a word for readers.
    pub(crate) genre: String,
    /// When the record was made, or last changed.
    pub(crate) issued: Option<&'a Date>,
    /// When that was of which it tells.
    pub(crate) event: &'a Date,
    /// The same in words.
    pub(crate) event_in_words: String,
    pub(crate) place: Option<String>,
    pub(crate) numbers: &'a [String],
    pub(crate) lang: &'a str,
    pub(crate) summary: Option<String>,
    pub(crate) topics: Vec<&'a str>,
    pub(crate) url: Option<String>,
}

impl<'a> Citation<'a> {
    /// Returns what is cited of a briefing.
    pub(crate) fn new(formats: &Formats<'a>, index: BriefingIndex) -> Self {
        let briefing = formats.archive.briefing(index);
        let head = &briefing.record.head;
        Self {
            id: head.id.as_str(),
            title: &head.title.value,
            authors: head.common.authors.iter().map(|author| formats.name(author)).collect(),
            publisher: &formats.config.title,
            genre: formats.kind(briefing),
            issued: head.common.updated.as_ref().or(head.common.created.as_ref()),
            event: &briefing.record.date,
            event_in_words: wording::date(
                &briefing.record.date,
                wording::Style::Full,
                formats.messages,
            ),
            place: formats.places(briefing),
            numbers: &briefing.record.keys.identifiers,
            lang: formats.lang(&head.lang),
            summary: formats.summary(Node::Briefing(index)),
            topics: formats.topics(briefing).collect(),
            url: formats.url(&formats.plan.path(Page::Briefing(index))),
        }
    }
}

/// Returns the year, month and day of a date, as far as they are known.
pub(super) fn parts(point: &Point) -> Option<Vec<i16>> {
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
        Date::Point(point) if point.machine().is_some() => parts(point),
        _ => None,
    }
}
