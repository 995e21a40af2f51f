//! The front matter of records as JSON, in the terms of the content model.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::date::Date;
use super::forms::{
    ArchiveId, Gnd, Isni, Language, Script, SiteAddress, SourceId, Viaf, WebAddress, Wikidata,
};
use super::to_json::ToJson;
use super::values::{Degrees, FreeTable, Moment, Scalar, TimeOfDay, Zone};
use super::vocabulary::{OwnWord, Vocabulary, Word, Words};
use super::{Briefing, Entity, Facts, Head, PageRecord};
use crate::rules::Rule;

/// Declares the JSON of types.
macro_rules! to_json {
    ($($type:ty: $value:ident => $json:expr;)*) => {$(
        impl ToJson for $type {
            fn to_json(&self) -> Value {
                let $value = self;
                $json
            }
        }
    )*};
}

to_json! {
    String: text => json!(text);
    bool: flag => json!(flag);
    i64: number => json!(number);
    Date: date => json!(date.to_string());
    Moment: moment => json!(match moment {
        Moment::Exact(moment) => moment.to_string(),
        Moment::Local(moment) => moment.to_string(),
    });
    TimeOfDay: time => json!(time.0.strftime("%H:%M:%S").to_string());
    Zone: zone => json!(zone.0.iana_name());
    Rule: rule => json!(rule.name());
    FreeTable: table => json!(table);
    Scalar: text => json!(text.0);
    ArchiveId: text => json!(text.0);
    Gnd: text => json!(text.0);
    Isni: text => json!(text.0);
    Language: text => json!(text.0);
    Script: text => json!(text.0);
    SiteAddress: text => json!(text.0);
    SourceId: text => json!(text.0);
    Viaf: text => json!(text.0);
    WebAddress: text => json!(text.0);
    Wikidata: text => json!(text.0);
}

impl<const MOST: u8> ToJson for Degrees<MOST> {
    fn to_json(&self) -> Value {
        json!(self.0)
    }
}

impl<T: Vocabulary> ToJson for T {
    fn to_json(&self) -> Value {
        json!(self.name())
    }
}

impl<T: Vocabulary> ToJson for Word<T> {
    fn to_json(&self) -> Value {
        json!(self.name())
    }
}

impl<T: Vocabulary> ToJson for Words<T> {
    fn to_json(&self) -> Value {
        let word =
            |OwnWord { label, like }: &OwnWord<T>| json!({ "label": label, "like": like.name() });
        let words: BTreeMap<&str, Value> =
            self.0.iter().map(|(name, own)| (&**name, word(own))).collect();
        json!(words)
    }
}

/// Returns the front matter of a briefing.
pub(crate) fn briefing(briefing: &Briefing) -> Value {
    front_matter(&briefing.head, [briefing.keys.to_json()])
}

/// Returns the front matter of an entity.
pub(crate) fn entity(entity: &Entity) -> Value {
    let facts = match &entity.facts {
        Facts::Person(keys) => keys.to_json(),
        Facts::Organization(keys) => keys.to_json(),
        Facts::Venue(keys) => keys.to_json(),
        Facts::Series(keys) => keys.to_json(),
        Facts::Topic(keys) => keys.to_json(),
        Facts::Outlet(keys) => keys.to_json(),
    };
    front_matter(&entity.head, [entity.names.to_json(), facts])
}

/// Returns the front matter of a page.
pub(crate) fn page(page: &PageRecord) -> Value {
    let title = &page.head.title.value;
    front_matter(&page.head, (!title.is_empty()).then(|| json!({ "title": title })))
}

/// Returns the keys of a kind and the keys that every kind has.
fn front_matter(head: &Head, keys: impl IntoIterator<Item = Value>) -> Value {
    let mut front = Map::new();
    let lang = head.lang.as_ref().map(|lang| json!({ "lang": lang }));
    for table in keys.into_iter().chain(lang).chain([head.common.to_json()]) {
        if let Value::Object(table) = table {
            front.extend(table);
        }
    }
    Value::Object(front)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::parse::parse;
    use crate::record::{Record, Settings};

    #[test]
    fn front_matter_is_written_as_it_was_read() {
        let text = r#"+++
title = "Talks"
date = "2022-11~"
start_time = 09:30:00
venue = "Ankara"
participants = ["Ana Diaz", { name = "Bo Li", role = "Envoy", organization = "Mission" }]
related = ["one", "other"]
extra = { n = 1 }

[[delegations]]
side = "Here"
members = ["Cy Ode"]
+++
Text.
"#;
        let vocabularies = crate::record::vocabulary::Vocabularies::default();
        let settings = Settings { vocabularies: &vocabularies, html: false };
        let path = "content/briefings/talks.md".into();
        let Some(Record::Briefing(record)) = parse(&path, text, settings).record else {
            panic!("a briefing")
        };
        assert_eq!(
            briefing(&record),
            json!({
                "title": "Talks",
                "date": "2022-11~",
                "start_time": "09:30:00",
                "venue": ["Ankara"],
                "participants": [
                    { "name": "Ana Diaz" },
                    { "name": "Bo Li", "role": "Envoy", "organization": "Mission" },
                ],
                "related": ["one", "other"],
                "extra": { "n": 1 },
                "delegations": [{ "side": "Here", "members": [{ "name": "Cy Ode" }] }],
            })
        );
    }
}
