//! The messages of the interface, from one file per language.
//!
//! English is complete and replaces messages that another language lacks. An archive's own files
//! change single messages or add a language.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};
use toml::de::{DeTable, DeValue};

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Warned, nearest, quote};
use crate::record::front_matter::explain_errors;
use crate::record::keys::Origin;
use crate::rules::Rule;
use crate::source::{SourceText, Sources, TEMPLATES};
use crate::text::locale;

/// The folder of templates that holds the messages.
const FOLDER: &str = "messages/";

/// The built-in messages, by language.
const BUILT_IN: [(&str, &str); 4] = [
    ("en", include_str!("../templates/messages/en.toml")),
    ("fr", include_str!("../templates/messages/fr.toml")),
    ("ru", include_str!("../templates/messages/ru.toml")),
    ("ar", include_str!("../templates/messages/ar.toml")),
];

/// Forms of messages that a language may have, with the messages that they are of: words as they
/// stand beside a day or behind "since" (`_of`), and what is said of an exact day (`_day`).
const FORMS: [(&str, &str); 8] = [
    ("months_of", "months"),
    ("months_short_of", "months_short"),
    ("seasons_of", "seasons"),
    ("date_decade_of", "date_decade"),
    ("date_approximate_day", "date_approximate"),
    ("date_between_day", "date_between"),
    ("date_since_day", "date_since"),
    ("date_until_day", "date_until"),
];

const CATEGORIES: [(PluralCategory, &str); 6] = [
    (PluralCategory::Zero, "zero"),
    (PluralCategory::One, "one"),
    (PluralCategory::Two, "two"),
    (PluralCategory::Few, "few"),
    (PluralCategory::Many, "many"),
    (PluralCategory::Other, "other"),
];

/// The messages of the interface in one language: texts by key, with `{name}` as placeholder.
#[derive(Debug)]
pub struct Messages {
    texts: BTreeMap<String, String>,
    lists: BTreeMap<String, Vec<String>>,
    plurals: PluralRules,
    /// The messages that replace missing ones: English, which itself has no fallback.
    fallback: Option<Box<Messages>>,
}

/// The value that a file may have under a key.
enum Known<'a> {
    /// A text with the same placeholders as this one.
    Text(&'a str),
    /// A plural form, with the text of the form `other`.
    Count(&'a str, PluralCategory),
    /// A list of the same length as this one.
    List(&'a [String]),
}

/// Returns the built-in message files: the path below `templates/` and the text of each.
pub fn built_in() -> impl Iterator<Item = (String, &'static str)> {
    BUILT_IN.iter().map(|(lang, text)| (format!("{FOLDER}{lang}.toml"), *text))
}

impl Messages {
    /// Returns the English messages.
    pub fn english() -> Self {
        Self::built_in("en")
    }

    /// Returns the built-in messages of a language, given by its BCP 47 tag. If there are none, the
    /// messages are English, with the plural forms of the language.
    pub fn built_in(lang: &str) -> Self {
        let primary = primary(lang);
        let rules = PluralRules::try_new((&locale(lang)).into(), PluralRulesOptions::default());
        let mut messages = Self {
            texts: BTreeMap::new(),
            lists: BTreeMap::new(),
            plurals: rules.expect("the data are compiled in"),
            fallback: (primary != "en").then(|| Box::new(Self::english())),
        };
        let Some((_, text)) = BUILT_IN.iter().find(|(lang, _)| *lang == primary) else {
            return messages;
        };
        let table = DeTable::parse(text).expect("the built-in messages are TOML").into_inner();
        for (key, value) in table {
            messages.add(key.get_ref(), value.get_ref());
        }
        messages
    }

    /// Returns the messages of an archive: the built-in ones of its language, the words that its
    /// settings add, and its own message files, which take precedence.
    pub fn of_archive(sources: &Sources, config: &Config) -> Warned<Self> {
        let mut diagnostics = Vec::new();
        let mut messages = Self::built_in(&config.lang);
        messages.texts.extend(config.vocabularies.messages());
        let (mut own, mut whole) = (None, None);
        for file in sources.below(&format!("{TEMPLATES}{FOLDER}")) {
            let name = &file.path[TEMPLATES.len() + FOLDER.len()..];
            let lang = name.strip_suffix(".toml").unwrap_or_default();
            if BUILT_IN.contains(&(lang, file.text())) {
                continue;
            }
            match lang {
                _ if lang.eq_ignore_ascii_case(&primary(&config.lang)) => own = Some(file),
                _ if lang.eq_ignore_ascii_case(&config.lang) => whole = Some(file),
                _ => diagnostics.push(
                    Diagnostic::new(
                        Rule::InvalidPath,
                        format!("{} is not read", quote(&file.path)),
                        &file.path,
                        0..0,
                    )
                    .help(format!(
                        "the archive's language is `{}`: messages are read from `{TEMPLATES}{FOLDER}{}.toml`",
                        config.lang,
                        primary(&config.lang)
                    )),
                ),
            }
        }
        // The file of a region takes precedence.
        for file in [own, whole].into_iter().flatten() {
            messages.add_own(file, &mut diagnostics);
        }
        Warned { value: messages, diagnostics }
    }

    /// Adds a text or a list of texts.
    fn add(&mut self, key: &str, value: &DeValue<'_>) {
        match value {
            DeValue::String(text) => _ = self.texts.insert(key.to_owned(), text.to_string()),
            DeValue::Array(items) => {
                let items = items.iter().filter_map(|item| item.get_ref().as_str());
                self.lists.insert(key.to_owned(), items.map(str::to_owned).collect());
            }
            _ => {}
        }
    }

    /// Adds the valid messages of an archive's own file, and reports the others.
    fn add_own(&mut self, file: &SourceText, diagnostics: &mut Vec<Diagnostic>) {
        let (table, errors) = DeTable::parse_recoverable(file.text());
        if !errors.is_empty() {
            let origin = Origin { path: &file.path, offset: 0 };
            diagnostics.extend(
                explain_errors(&errors, file.text(), origin)
                    .into_iter()
                    .map(|diagnostic| Diagnostic { rule: Rule::TemplateError, ..diagnostic }),
            );
            return;
        }
        let mut counts: BTreeMap<&str, Range<usize>> = BTreeMap::new();
        let mut right = Vec::new();
        for (key, value) in table.get_ref() {
            let mistake =
                |rule, message: String| Diagnostic::new(rule, message, &file.path, key.span());
            let name = key.get_ref().as_ref();
            let Some(known) = self.known(name) else {
                diagnostics.push(
                    mistake(Rule::UnknownKey, format!("there is no message {}", quote(name)))
                        .help(self.help_for(name)),
                );
                continue;
            };
            let wrong = match (&known, value.get_ref()) {
                (Known::List(list), DeValue::Array(items)) => {
                    let texts = items.iter().filter(|item| item.get_ref().as_str().is_some());
                    let same = texts.count() == list.len() && items.len() == list.len();
                    (!same).then(|| {
                        mistake(
                            Rule::WrongType,
                            format!("{} is not {} texts", quote(name), list.len()),
                        )
                        .help(format!("write a list like [\"{}\"]", list.join("\", \"")))
                    })
                }
                (Known::List(list), _) => Some(
                    mistake(Rule::WrongType, format!("{} is a list of texts", quote(name)))
                        .help(format!("write a list like [\"{}\"]", list.join("\", \""))),
                ),
                (Known::Text(other) | Known::Count(other, _), DeValue::String(text)) => {
                    self.wrong_value(&known, other, text).map(|message| {
                        Diagnostic::new(Rule::TemplateError, message, &file.path, value.span())
                            .help(format!("in English it is {}", quote(other)))
                    })
                }
                (Known::Text(other) | Known::Count(other, _), _) => Some(
                    mistake(Rule::WrongType, format!("{} is a text", quote(name)))
                        .help(format!("in English it is {}", quote(other))),
                ),
            };
            if let Some(wrong) = wrong {
                diagnostics.push(wrong);
                continue;
            }
            if let (Known::Count(..), Some((count, _))) = (&known, name.rsplit_once('_')) {
                counts.entry(count).or_insert_with(|| key.span());
            }
            right.push((name, value.get_ref()));
        }
        right.into_iter().for_each(|(key, value)| self.add(key, value));
        for (count, range) in counts {
            let missing = self.missing_forms(count);
            if !missing.is_empty() {
                let message = format!("{} lacks the forms {}", quote(count), missing.join(", "));
                diagnostics.push(
                    Diagnostic::new(Rule::TemplateError, message, &file.path, range)
                        .help("a count has a message for each form that the language has"),
                );
            }
        }
    }

    /// Returns the value that an archive's own file may have under a key; `None` if the key is
    /// unknown.
    fn known(&self, key: &str) -> Option<Known<'_>> {
        let key = FORMS.iter().find(|(form, _)| *form == key).map_or(key, |(_, of)| *of);
        let english = self.fallback.as_deref().unwrap_or(self);
        if let Some(list) = english.lists.get(key) {
            return Some(Known::List(list));
        }
        if let Some((count, form)) = key.rsplit_once('_')
            && let Some((category, _)) = CATEGORIES.iter().find(|(_, name)| *name == form)
            && let Some(other) = english.texts.get(&format!("{count}_other"))
        {
            let has = self.plurals.categories().any(|of| of == *category);
            return has.then_some(Known::Count(other, *category));
        }
        // The words that the settings add have no English message.
        let text = english.texts.get(key).or_else(|| self.texts.get(key))?;
        Some(Known::Text(text))
    }

    /// Returns the help text for an unknown key.
    fn help_for(&self, key: &str) -> String {
        let english = self.fallback.as_deref().unwrap_or(self);
        let is_count = |(count, form): (&str, &str)| {
            CATEGORIES.iter().any(|(_, name)| *name == form)
                && english.texts.contains_key(&format!("{count}_other"))
        };
        if key.rsplit_once('_').is_some_and(is_count) {
            return format!("the forms of the language are: {}", self.forms().join(", "));
        }
        let keys = english.texts.keys().chain(english.lists.keys()).map(String::as_str);
        match nearest(key, keys) {
            Some(near) => format!("did you mean {}?", quote(near)),
            None => "`chancery templates eject messages/en.toml` copies all of them".into(),
        }
    }

    /// Describes the first placeholder that is missing from `text`, or that `other` does not have.
    fn wrong_value(&self, known: &Known<'_>, other: &str, text: &str) -> Option<String> {
        let (wanted, found) = (values(other), values(text));
        if let Some(unknown) = found.difference(&wanted).next() {
            return Some(format!("there is no value {} here", quote(&format!("{{{unknown}}}"))));
        }
        // A form for a single number, such as one and two in Arabic, may omit the number.
        let optional =
            matches!(known, Known::Count(_, category) if self.is_of_one_number(*category));
        let missing = wanted.difference(&found).next().filter(|_| !optional)?;
        Some(format!("the value {} is missing", quote(&format!("{{{missing}}}"))))
    }

    fn is_of_one_number(&self, category: PluralCategory) -> bool {
        (0_usize..200).filter(|n| self.plurals.category_for(*n) == category).count() < 2
    }

    /// Returns the names of the plural forms of the language.
    fn forms(&self) -> Vec<&'static str> {
        let has = |of: &PluralCategory| self.plurals.categories().any(|has| has == *of);
        CATEGORIES.iter().filter(|(category, _)| has(category)).map(|(_, name)| *name).collect()
    }

    /// Returns the names of the plural forms that the language lacks for a count.
    fn missing_forms(&self, count: &str) -> Vec<&'static str> {
        let is_missing = |form: &&str| !self.texts.contains_key(&format!("{count}_{form}"));
        self.forms().into_iter().filter(is_missing).collect()
    }

    /// Returns a message; its key if there is none, so that the gap is visible to readers and
    /// tests.
    pub fn text<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    fn find(&self, key: &str) -> Option<&str> {
        let own = self.texts.get(key).map(String::as_str);
        own.or_else(|| self.fallback.as_ref()?.find(key))
    }

    /// Returns the form `KEY_FORM` of a message if the language has it, otherwise the message.
    pub(crate) fn form<'a>(&'a self, key: &'a str, form: &str) -> &'a str {
        let special = self.texts.get(&[key, "_", form].concat());
        special.map_or_else(|| self.text(key), String::as_str)
    }

    /// Returns an item of a list, such as the names of the months.
    pub fn item(&self, list: &str, index: usize) -> &str {
        let own = self.lists.get(list).and_then(|items| items.get(index)).map(String::as_str);
        let fallback = || self.fallback.as_ref().map(|english| english.item(list, index));
        own.or_else(fallback).unwrap_or_default()
    }

    /// Returns an item of the form `LIST_of` if the language has it, otherwise of the list.
    pub(crate) fn item_of(&self, list: &str, index: usize) -> &str {
        let special = self.lists.get(&[list, "_of"].concat()).and_then(|items| items.get(index));
        special.map_or_else(|| self.item(list, index), String::as_str)
    }

    /// Returns a message with its placeholders filled in.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.text(key), values)
    }

    /// Returns the message for a number of things, in the plural form that the language requires:
    /// `KEY_one`, `KEY_few` and so on.
    pub fn count(&self, key: &str, n: usize) -> String {
        let category = self.plurals.category_for(n);
        let form = CATEGORIES.iter().find(|(of, _)| *of == category).map_or("other", |(_, of)| *of);
        let own = |form: &str| self.texts.get(&[key, "_", form].concat());
        match (own(form).or_else(|| own("other")), &self.fallback) {
            (Some(text), _) => fill(text, &[("n", &self.number(n))]),
            (None, Some(english)) => english.count(key, n),
            (None, None) => key.to_owned(),
        }
    }

    /// Returns a number with thousands separators, from five digits on.
    pub fn number(&self, n: usize) -> String {
        group_digits(n, self.text("thousands"))
    }

    /// Returns all texts, by key.
    pub fn texts(&self) -> BTreeMap<&str, &str> {
        let mut texts = self.fallback.as_ref().map(|english| english.texts()).unwrap_or_default();
        texts.extend(self.texts.iter().map(|(key, text)| (key.as_str(), text.as_str())));
        texts
    }

    /// Returns the texts whose keys begin with `start`, by the rest of their keys.
    pub fn texts_of(&self, start: &str) -> BTreeMap<&str, &str> {
        let texts = self.texts().into_iter();
        texts.filter_map(|(key, text)| Some((key.strip_prefix(start)?, text))).collect()
    }
}

fn primary(lang: &str) -> String {
    lang.split('-').next().unwrap_or_default().to_ascii_lowercase()
}

/// Returns a text with its placeholders filled in.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let find = |text: &str, byte| text.bytes().position(|other| other == byte);
    let room = values.iter().map(|(_, value)| value.len()).sum::<usize>();
    let mut filled = String::with_capacity(text.len() + room);
    let mut rest = text;
    while let Some(open) = find(rest, b'{') {
        filled.push_str(&rest[..open]);
        let name = &rest[open + 1..];
        let close = find(name, b'}').unwrap_or(name.len());
        let (name, after) = (&name[..close], &name[close..]);
        filled.push_str(values.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value));
        rest = after.get(1..).unwrap_or_default();
    }
    filled.push_str(rest);
    filled
}

/// Returns the names of the placeholders in a text.
fn values(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).map(|part| part.split('}').next().unwrap_or_default()).collect()
}

fn group_digits(n: usize, separator: &str) -> String {
    let digits = n.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let first = digits.len() % 3;
    let mut grouped = digits[..first].to_owned();
    for (i, c) in digits[first..].chars().enumerate() {
        if i % 3 == 0 && !grouped.is_empty() {
            grouped.push_str(separator);
        }
        grouped.push(c);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_takes_values() {
        let messages = Messages::english();
        let filled = messages.fill("date_between", &[("first", "1"), ("last", "3")]);
        assert_eq!(filled, "between 1 and 3");
    }

    /// The assertions show missing messages by key, to be added to the file of the language.
    #[test]
    fn every_language_has_every_message_with_its_values_and_every_form_of_a_count() {
        let english = Messages::english();
        let mut wrong: Vec<String> = Vec::new();
        for (lang, text) in BUILT_IN {
            let messages = Messages::built_in(lang);
            let mut say = |what: String| wrong.push(format!("{lang}.toml: {what}"));
            for key in english.texts.keys() {
                match key
                    .strip_suffix("_other")
                    .filter(|of| english.texts.contains_key(&format!("{of}_one")))
                {
                    Some(count) => {
                        messages
                            .missing_forms(count)
                            .iter()
                            .for_each(|form| say(format!("{count}_{form} is missing")));
                    }
                    None if messages
                        .known(key)
                        .is_none_or(|known| matches!(known, Known::Count(..))) => {}
                    None if messages.texts.contains_key(key) => {}
                    None => say(format!("{key} is missing")),
                }
            }
            let lists = english.lists.keys().filter(|key| !messages.lists.contains_key(*key));
            lists.for_each(|key| say(format!("{key} is missing")));
            // The built-in file is read as an archive's own file.
            let mut diagnostics = Vec::new();
            let file = SourceText::new(lang.into(), text.to_owned());
            Messages::built_in(lang).add_own(&file, &mut diagnostics);
            for Diagnostic { message, locations, .. } in diagnostics {
                let line = text[..locations[0].range.start].lines().count();
                say(format!("line {line}: {message}"));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    #[test]
    fn a_count_has_the_form_that_its_number_takes() {
        for (lang, n, expected) in [
            ("en", 0, "0 months"),
            ("en", 1, "1 month"),
            ("en", 21, "21 months"),
            ("en-GB", 12345, "12,345 months"),
            ("fr", 0, "0 mois"),
            ("fr", 12345, "12\u{202f}345 mois"),
            ("ru", 1, "1 месяц"),
            ("ru", 2, "2 месяца"),
            ("ru", 5, "5 месяцев"),
            ("ru", 11, "11 месяцев"),
            ("ru", 21, "21 месяц"),
            ("ru", 104, "104 месяца"),
            ("ru-RU", 10000, "10\u{a0}000 месяцев"),
            ("ar", 0, "0 شهر"),
            ("ar", 1, "شهر واحد"),
            ("ar", 2, "شهران"),
            ("ar", 3, "3 أشهر"),
            ("ar", 11, "11 شهرًا"),
            ("ar", 100, "100 شهر"),
            ("ar", 103, "103 أشهر"),
            // A language without messages has the English ones, in the plural forms of English.
            ("pl", 5, "5 months"),
            ("pl", 1, "1 month"),
        ] {
            assert_eq!(Messages::built_in(lang).count("months", n), expected, "{lang}");
        }
    }

    #[test]
    fn numbers_are_grouped() {
        for (n, expected) in
            [(0, "0"), (999, "999"), (1000, "1000"), (10000, "10,000"), (1234567, "1,234,567")]
        {
            assert_eq!(group_digits(n, ","), expected);
        }
    }
}
