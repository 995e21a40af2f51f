//! The front matter of records as it may be published: as JSON in the terms of the content model,
//! without references to what is withheld.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::date::Date;
use super::forms::{
    ArchiveId, Gnd, Isni, Language, Script, SiteAddress, SourceId, Viaf, WebAddress, Wikidata,
};
use super::to_json::{IsWithheld, ToJson};
use super::values::{Degrees, FreeTable, Moment, Scalar, TimeOfDay, Zone};
use super::vocabulary::{OwnWord, Vocabulary, Word, Words};
use super::{Briefing, Entity, Facts, Head, PageRecord};
use crate::rules::Rule;

/// Declares the JSON of types that refer to nothing.
macro_rules! to_json {
    ($($type:ty: $value:ident => $json:expr;)*) => {$(
        impl ToJson for $type {
            fn to_json(&self, _: IsWithheld<'_>) -> Option<Value> {
                let $value = self;
                Some($json)
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
    fn to_json(&self, _: IsWithheld<'_>) -> Option<Value> {
        Some(json!(self.0))
    }
}

impl<T: Vocabulary> ToJson for T {
    fn to_json(&self, _: IsWithheld<'_>) -> Option<Value> {
        Some(json!(self.name()))
    }
}

impl<T: Vocabulary> ToJson for Word<T> {
    fn to_json(&self, _: IsWithheld<'_>) -> Option<Value> {
        Some(json!(self.name()))
    }
}

impl<T: Vocabulary> ToJson for Words<T> {
    fn to_json(&self, _: IsWithheld<'_>) -> Option<Value> {
        let word =
            |OwnWord { label, like }: &OwnWord<T>| json!({ "label": label, "like": like.name() });
        let words: BTreeMap<&str, Value> =
            self.0.iter().map(|(name, own)| (&**name, word(own))).collect();
        Some(json!(words))
    }
}

/// Returns the front matter of a briefing.
pub(crate) fn briefing(briefing: &Briefing, is_withheld: IsWithheld<'_>) -> Value {
    let mut keys = briefing.keys.clone();
    // A participant who is withheld is removed with all that is said of them.
    let is_shown = |participant: &super::model::Participant| {
        !participant.name.as_ref().is_some_and(|name| is_withheld(name.range.start))
    };
    keys.participants.retain(is_shown);
    keys.delegations.iter_mut().for_each(|delegation| delegation.members.retain(is_shown));
    front_matter(&briefing.head, [keys.to_json(is_withheld)], is_withheld)
}

/// Returns the front matter of an entity.
pub(crate) fn entity(entity: &Entity, is_withheld: IsWithheld<'_>) -> Value {
    let facts = match &entity.facts {
        Facts::Person(keys) => keys.to_json(is_withheld),
        Facts::Organization(keys) => keys.to_json(is_withheld),
        Facts::Venue(keys) => keys.to_json(is_withheld),
        Facts::Series(keys) => keys.to_json(is_withheld),
        Facts::Topic(keys) => keys.to_json(is_withheld),
        Facts::Outlet(keys) => keys.to_json(is_withheld),
    };
    front_matter(&entity.head, [entity.names.to_json(is_withheld), facts], is_withheld)
}

/// Returns the front matter of a page.
pub(crate) fn page(page: &PageRecord, is_withheld: IsWithheld<'_>) -> Value {
    let title = &page.head.title.value;
    let title = (!title.is_empty()).then(|| json!({ "title": title }));
    front_matter(&page.head, [title], is_withheld)
}

/// Returns the keys of a kind and the keys that every kind has.
fn front_matter(
    head: &Head,
    keys: impl IntoIterator<Item = Option<Value>>,
    is_withheld: IsWithheld<'_>,
) -> Value {
    let mut front = Map::new();
    let lang = head.lang.as_ref().map(|lang| json!({ "lang": lang }));
    for table in keys.into_iter().chain([lang, head.common.to_json(is_withheld)]).flatten() {
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
    fn what_was_read_is_written_but_for_what_is_withheld() {
        let text = r#"+++
title = "Talks"
date = "2022-11~"
start_time = 09:30:00
venue = "Ankara"
participants = ["Ana Diaz", { name = "Bo Li", role = "Envoy", organization = "Mission" }]
related = ["hidden", "shown"]
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
        let hidden = ["\"hidden\"", "\"Bo Li\""].map(|name| text.find(name).expect("in the text"));
        assert_eq!(
            briefing(&record, &|at| hidden.contains(&at)),
            json!({
                "title": "Talks",
                "date": "2022-11~",
                "start_time": "09:30:00",
                "venue": ["Ankara"],
                "participants": [{ "name": "Ana Diaz" }],
                "related": ["shown"],
                "extra": { "n": 1 },
                "delegations": [{ "side": "Here", "members": [{ "name": "Cy Ode" }] }],
            })
        );
    }
}
