//! CSL-JSON, schema 1.0.2.

use serde::Serialize;
use serde_json::{Value, json};

use super::item::{Citation, parts};
use crate::messages::Messages;
use crate::record::date::{Date, End, Precision, SingleDate};
use crate::site::AuthorName;
use crate::wording;

/// A CSL-JSON item. Dates are in parts, as far as known, and in EDTF in `custom`.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct CslItem<'a> {
    id: &'a str,
    r#type: &'static str,
    title: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<CslName<'a>>,
    publisher: &'a str,
    genre: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<Value>,
    event_date: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_place: Option<&'a str>,
    #[serde(skip_serializing_if = "String::is_empty")]
    number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#abstract: Option<&'a str>,
    #[serde(skip_serializing_if = "String::is_empty")]
    keyword: String,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    language: &'a str,
    custom: CslDates,
}

#[derive(Serialize)]
#[serde(untagged)]
enum CslName<'a> {
    Parts(CslPerson<'a>),
    Whole { literal: &'a str },
}

/// The name of a person. Citation styles may invert the name, unless `static_ordering` is set.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct CslPerson<'a> {
    family: &'a str,
    given: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    dropping_particle: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    non_dropping_particle: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    suffix: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    static_ordering: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct CslDates {
    #[serde(skip_serializing_if = "Option::is_none")]
    issued_edtf: Option<String>,
    event_date_edtf: String,
}

impl<'a> CslItem<'a> {
    pub(super) fn new(citation: &'a Citation<'_>, messages: &Messages) -> Self {
        let name = |name: &AuthorName<'a>| match *name {
            AuthorName::Parts(name) => CslName::Parts(CslPerson {
                family: name.family,
                given: name.given,
                dropping_particle: name.particle,
                non_dropping_particle: name.sorted_particle,
                suffix: name.suffix,
                static_ordering: name.is_family_first,
            }),
            AuthorName::Whole(literal) => CslName::Whole { literal },
        };
        Self {
            id: citation.id,
            r#type: "report",
            title: citation.title,
            author: citation.authors.iter().map(name).collect(),
            publisher: citation.publisher,
            genre: &citation.genre,
            issued: citation.issued.map(|issued| csl_date(issued, messages)),
            event_date: csl_date(citation.event, messages),
            event_place: citation.place.as_deref(),
            number: citation.numbers.join(", "),
            r#abstract: citation.summary.as_deref(),
            keyword: citation.topics.join(", "),
            url: citation.url.as_deref(),
            language: citation.lang,
            custom: CslDates {
                issued_edtf: citation.issued.map(Date::to_string),
                event_date_edtf: citation.event.to_string(),
            },
        }
    }
}

/// Returns a date in parts, or in words if it has none.
fn csl_date(date: &Date, messages: &Messages) -> Value {
    let points: Vec<&SingleDate> = match date {
        Date::Single(point) => vec![point],
        Date::Period(End::At(start), End::At(end)) => vec![start, end],
        Date::Period(..) | Date::OneOf(_) | Date::AllOf(_) => Vec::new(),
    };
    let parts: Vec<Vec<i16>> = points.iter().filter_map(|point| parts(point)).collect();
    if parts.is_empty() || parts.len() < points.len() {
        let words = wording::date(date, wording::DateStyle::Full, messages);
        return json!({ "literal": words });
    }
    let mut value = json!({ "date-parts": parts });
    if let [SingleDate { precision: Precision::Season(season), .. }] = points[..] {
        value["season"] = json!(season + 1);
    }
    if points.iter().any(|point| point.uncertain || point.approximate) {
        value["circa"] = json!(true);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_in_parts_as_far_as_it_is_known() {
        let messages = Messages::english();
        for (text, expected) in [
            ("2025-02-27", json!({ "date-parts": [[2025, 2, 27]] })),
            ("2025-02", json!({ "date-parts": [[2025, 2]] })),
            ("2025~", json!({ "date-parts": [[2025]], "circa": true })),
            ("2016-22", json!({ "date-parts": [[2016]], "season": 2 })),
            ("2016-12-XX", json!({ "date-parts": [[2016, 12]] })),
            ("2016-XX-XX", json!({ "date-parts": [[2016]] })),
            ("2017-08/2018-03-02", json!({ "date-parts": [[2017, 8], [2018, 3, 2]] })),
            ("201X", json!({ "literal": "2010s" })),
            ("../2016", json!({ "literal": "until 2016" })),
            ("[2022-11-20..2022-11-30]", json!({ "literal": "between 20 and 30 November 2022" })),
        ] {
            assert_eq!(
                csl_date(&Date::parse(text).expect("a date"), &messages),
                expected,
                "{text}"
            );
        }
    }
}
