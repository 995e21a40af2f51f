//! Tables of keys. One declaration of a table is the type that holds its values, the code that
//! reads them, and the source of the JSON Schema and of the reference.
//!
//! A TOML table goes in; a value with its locations comes out, and every mistake in it. The values
//! of single keys are read in `values` and `forms`.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use super::to_json::ToJson;
use super::vocabulary::Vocabularies;
use crate::diagnostic::{Diagnostic, Fix, nearest, quote};
use crate::rules::Rule;

/// A value with its range in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// The bytes of the file at which it is written.
    pub range: Range<usize>,
}

impl<T> Spanned<T> {
    pub(crate) fn new(value: T, range: Range<usize>) -> Self {
        Self { value, range }
    }
}

impl<T: ToJson> ToJson for Spanned<T> {
    fn to_json(&self) -> serde_json::Value {
        self.value.to_json()
    }
}

/// The file of a table, and the byte at which the TOML begins in it.
#[derive(Clone, Copy)]
pub(crate) struct Origin<'a> {
    pub(crate) path: &'a Arc<str>,
    pub(crate) offset: usize,
}

impl Origin<'_> {
    /// Returns a range of the TOML as a range of the file.
    pub(crate) fn range(&self, span: Range<usize>) -> Range<usize> {
        span.start + self.offset..span.end + self.offset
    }
}

/// A value of TOML with its range.
pub(crate) type Toml<'a> = TomlSpanned<DeValue<'a>>;

/// A key of a table, with its documentation.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The key as it is written.
    pub name: &'static str,
    /// The meaning, in lines.
    pub doc: &'static str,
    /// A valid line.
    pub example: &'static str,
    /// The number of values that it takes.
    pub number: Number,
    /// The shape of each value.
    pub shape: fn() -> Shape,
}

/// The number of values that a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// One, which must not be missing.
    Required,
    /// None or one.
    Optional,
    /// A list.
    List,
    /// One, or a list of them.
    OneOrMore,
}

/// The shape of a value, as the schema, the reference and messages describe it.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A text, which may have a form.
    Text {
        /// The noun for it, as in "takes a text in quotes".
        noun: &'static str,
        /// A regular expression (ECMA-262) without anchors; empty for any text.
        pattern: &'static str,
    },
    /// `true` or `false`
    Flag,
    /// A whole number.
    Integer,
    /// A number between two bounds.
    Decimal(f64, f64),
    /// A TOML local date or an EDTF text.
    Date,
    /// A TOML date-time.
    DateTime,
    /// A time of the day, TOML's or a text.
    Time,
    /// A word of a vocabulary: its words with the meaning of each, and `true` if `archive.toml` can
    /// add words.
    Word(Vec<(&'static str, &'static str)>, bool),
    /// A text, number, date or flag.
    Scalar,
    /// A table whose keys are the archive's own, with values of one shape.
    Map(Box<Shape>),
    /// A value of any shape.
    Any,
    /// A table of known keys.
    Table {
        /// The title of the table.
        title: &'static str,
        /// The keys.
        keys: fn() -> Vec<Key>,
        /// The key that a text in place of the table is the value of.
        short: Option<&'static str>,
    },
}

impl Shape {
    /// Returns the noun for a value, with its article: `a text in quotes`.
    pub fn noun(&self) -> String {
        match self {
            Self::Text { noun, .. } => (*noun).into(),
            Self::Flag => "`true` or `false`".into(),
            Self::Integer => "a whole number".into(),
            Self::Decimal(from, to) => format!("a number from {from} to {to}"),
            Self::Date => "a date".into(),
            Self::DateTime => "a date and time".into(),
            Self::Time => "a time of the day".into(),
            Self::Word(..) => "a word in quotes".into(),
            Self::Scalar => "a text, number or date".into(),
            Self::Any => "a value".into(),
            Self::Map(_) | Self::Table { short: None, .. } => "a table".into(),
            Self::Table { short: Some(_), .. } => "a text in quotes or a table".into(),
        }
    }

    /// Returns the noun for several values: `texts in quotes`.
    pub fn plural(&self) -> String {
        match self {
            Self::Date => "dates".into(),
            Self::Word(..) => "words in quotes".into(),
            Self::Table { short: None, .. } => "tables".into(),
            Self::Table { short: Some(_), .. } => "texts in quotes or tables".into(),
            _ => "texts in quotes".into(),
        }
    }
}

/// A type that the value of a key is read into.
pub(crate) trait Value: Sized {
    /// Reads a value of the key, and reports mistakes in it.
    fn read(value: &Toml<'_>, key: &Key, reader: &mut Reader<'_>) -> Option<Self>;
    /// Returns the shape of the values.
    fn shape() -> Shape;
}

impl<T: Value> Value for Spanned<T> {
    fn read(value: &Toml<'_>, key: &Key, reader: &mut Reader<'_>) -> Option<Self> {
        let range = reader.range(value);
        T::read(value, key, reader).map(|value| Self { value, range })
    }

    fn shape() -> Shape {
        T::shape()
    }
}

/// A table of known keys, declared by [`keys!`].
pub(crate) trait KeyTable: Sized {
    /// The values that were read so far.
    type Partial: Default;

    /// Adds the keys of the table to a list.
    fn keys(keys: &mut Vec<Key>);

    /// Reads a key, and returns whether the table has it.
    fn read(
        partial: &mut Self::Partial,
        name: &str,
        value: &Toml<'_>,
        reader: &mut Reader<'_>,
    ) -> bool;

    /// Builds the value if every required key was read, and reports those that are missing. `table`
    /// is `None` if there is a text in its place.
    fn build(
        partial: Self::Partial,
        table: Option<&DeTable<'_>>,
        range: Range<usize>,
        reader: &mut Reader<'_>,
    ) -> Option<Self>;
}

impl<A: KeyTable, B: KeyTable> KeyTable for (A, B) {
    type Partial = (A::Partial, B::Partial);

    fn keys(keys: &mut Vec<Key>) {
        A::keys(keys);
        B::keys(keys);
    }

    fn read(
        partial: &mut Self::Partial,
        name: &str,
        value: &Toml<'_>,
        reader: &mut Reader<'_>,
    ) -> bool {
        A::read(&mut partial.0, name, value, reader) || B::read(&mut partial.1, name, value, reader)
    }

    fn build(
        partial: Self::Partial,
        table: Option<&DeTable<'_>>,
        range: Range<usize>,
        reader: &mut Reader<'_>,
    ) -> Option<Self> {
        let a = A::build(partial.0, table, range.clone(), reader);
        let b = B::build(partial.1, table, range, reader);
        a.zip(b)
    }
}

/// Declares tables: the type, its keys, and the documentation of each.
///
/// A field is `key: NUMBER TYPE = EXAMPLE;`, its documentation is that of the key. `NUMBER` is
/// `required`, `optional`, `list` or `one_or_more`. `text is KEY` allows a text in place of a table
/// of that key alone; `check` is a function that gets the value, its range and the reader.
macro_rules! keys {
    (@field required $type:ty) => { $type };
    (@field optional $type:ty) => { Option<$type> };
    (@field list $type:ty) => { Vec<$type> };
    (@field one_or_more $type:ty) => { Vec<$type> };
    (@partial required $type:ty) => { Option<$type> };
    (@partial $number:ident $type:ty) => { $crate::record::keys::keys!(@field $number $type) };
    (@number required) => { $crate::record::keys::Number::Required };
    (@number optional) => { $crate::record::keys::Number::Optional };
    (@number list) => { $crate::record::keys::Number::List };
    (@number one_or_more) => { $crate::record::keys::Number::OneOrMore };
    (@read list $type:ty, $value:expr, $key:expr, $reader:expr) => {
        $reader.list::<$type>($value, $key, false)
    };
    (@read one_or_more $type:ty, $value:expr, $key:expr, $reader:expr) => {
        $reader.list::<$type>($value, $key, true)
    };
    (@read $number:ident $type:ty, $value:expr, $key:expr, $reader:expr) => {
        <$type as $crate::record::keys::Value>::read($value, $key, $reader)
    };
    (@missing required $value:expr, $table:expr, $key:expr, $range:expr, $reader:expr) => {
        if $value.is_none() && !$table.is_some_and(|table| table.contains_key($key.name)) {
            $reader.missing($key, $range);
        }
    };
    (@missing $number:ident $value:expr, $table:expr, $key:expr, $range:expr, $reader:expr) => {};
    (@take required $value:expr) => { $value? };
    (@take $number:ident $value:expr) => { $value };
    (@write required $value:expr, $name:expr, $table:expr) => {
        _ = $table.insert($name.to_owned(), $value.to_json());
    };
    (@write optional $value:expr, $name:expr, $table:expr) => {
        if let Some(value) = &$value {
            $table.insert($name.to_owned(), value.to_json());
        }
    };
    (@write $list:ident $value:expr, $name:expr, $table:expr) => {
        if !$value.is_empty() {
            let items: Vec<serde_json::Value> =
                $value.iter().map(|item| item.to_json()).collect();
            $table.insert($name.to_owned(), items.into());
        }
    };
    (@short) => { None };
    (@short $short:ident) => { Some(stringify!($short)) };
    (@check) => { |_: &Self, _, _: &mut $crate::record::keys::Reader<'_>| true };
    (@check $check:expr) => { $check };
    ($(
        $(#[doc = $doc:literal])*
        pub struct $name:ident $title:literal $(text is $short:ident)? $(check $check:path)? {
            $(
                $(#[doc = $field_doc:literal])*
                $field:ident: $number:ident $type:ty = $example:literal;
            )*
        }
    )*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            $(
                $(#[doc = $field_doc])*
                pub $field: $crate::record::keys::keys!(@field $number $type),
            )*
        }

        const _: () = {
            /// The values that were read so far.
            #[derive(Default)]
            pub(crate) struct Partial {
                $($field: $crate::record::keys::keys!(@partial $number $type),)*
            }

            const KEYS: &[$crate::record::keys::Key] = &[$(
                $crate::record::keys::Key {
                    name: stringify!($field),
                    doc: concat!($($field_doc, "\n"),*),
                    example: $example,
                    number: $crate::record::keys::keys!(@number $number),
                    shape: <$type as $crate::record::keys::Value>::shape,
                },
            )*];

            #[allow(non_camel_case_types)]
            enum Place { $($field,)* }

            impl $crate::record::keys::KeyTable for $name {
                type Partial = Partial;

                fn keys(keys: &mut Vec<$crate::record::keys::Key>) {
                    keys.extend_from_slice(KEYS);
                }

                fn read(
                    partial: &mut Partial,
                    name: &str,
                    value: &$crate::record::keys::Toml<'_>,
                    reader: &mut $crate::record::keys::Reader<'_>,
                ) -> bool {
                    match name {
                        $(stringify!($field) => {
                            let key = &KEYS[Place::$field as usize];
                            partial.$field = $crate::record::keys::keys!(
                                @read $number $type, value, key, reader);
                        })*
                        _ => return false,
                    }
                    true
                }

                fn build(
                    partial: Partial,
                    table: Option<&toml::de::DeTable<'_>>,
                    range: std::ops::Range<usize>,
                    reader: &mut $crate::record::keys::Reader<'_>,
                ) -> Option<Self> {
                    let _ = (table, &range);
                    $($crate::record::keys::keys!(@missing $number partial.$field, table,
                        &KEYS[Place::$field as usize], range.clone(), reader);)*
                    let value = Self {
                        $($field: $crate::record::keys::keys!(@take $number partial.$field),)*
                    };
                    let check = $crate::record::keys::keys!(@check $($check)?);
                    check(&value, range, reader).then_some(value)
                }
            }

            impl $crate::record::to_json::ToJson for $name {
                fn to_json(&self) -> serde_json::Value {
                    let mut table = serde_json::Map::new();
                    $($crate::record::keys::keys!(
                        @write $number self.$field, stringify!($field), table);)*
                    table.into()
                }
            }

            impl $crate::record::keys::Value for $name {
                fn read(
                    value: &$crate::record::keys::Toml<'_>,
                    key: &$crate::record::keys::Key,
                    reader: &mut $crate::record::keys::Reader<'_>,
                ) -> Option<Self> {
                    let short: Option<&str> = $crate::record::keys::keys!(@short $($short)?);
                    reader.table_or_text(value, key, short)
                }

                fn shape() -> $crate::record::keys::Shape {
                    $crate::record::keys::Shape::Table {
                        title: $title,
                        keys: $crate::record::keys::all_keys::<Self>,
                        short: $crate::record::keys::keys!(@short $($short)?),
                    }
                }
            }
        };
    )*};
}
pub(crate) use keys;

/// Returns all keys of a table.
pub(crate) fn all_keys<T: KeyTable>() -> Vec<Key> {
    let mut keys = Vec::new();
    T::keys(&mut keys);
    keys
}

/// The reader of a file's tables, which collects diagnostics.
pub(crate) struct Reader<'a> {
    pub(crate) origin: Origin<'a>,
    pub(crate) vocabularies: &'a Vocabularies,
    pub(crate) diagnostics: &'a mut Vec<Diagnostic>,
    /// The key of the file's own table whose value is being read.
    within: Option<&'static str>,
    /// Unknown keys of tables in lists, each with the key of the list: they may be keys of the
    /// file's own table out of place.
    strays: Vec<(String, &'static str, Diagnostic)>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(
        origin: Origin<'a>,
        vocabularies: &'a Vocabularies,
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Self { origin, vocabularies, diagnostics, within: None, strays: Vec::new() }
    }

    /// Reads the table of a file. `range` is underlined if a key is missing.
    pub(crate) fn file<T: KeyTable>(
        &mut self,
        table: &DeTable<'_>,
        range: Range<usize>,
    ) -> Option<T> {
        let read = self.table(table, range);
        let strays = std::mem::take(&mut self.strays);
        if !strays.is_empty() {
            let keys = all_keys::<T>();
            for (name, list, mut diagnostic) in strays {
                if keys.iter().any(|key| key.name == name) {
                    diagnostic.fixes.clear();
                    diagnostic =
                        diagnostic.help(format!("move `{name}` above the first `[[{list}]]`"));
                }
                self.diagnostics.push(diagnostic);
            }
        }
        read
    }

    /// Reads a table.
    fn table<T: KeyTable>(&mut self, table: &DeTable<'_>, range: Range<usize>) -> Option<T> {
        let mut partial = T::Partial::default();
        let is_top = self.within.is_none();
        for (name, value) in table {
            let known = T::read(&mut partial, name.get_ref(), value, self);
            if is_top {
                self.within = None;
            }
            if known {
                continue;
            }
            let diagnostic = self.unknown(name, &all_keys::<T>());
            match self.within {
                Some(list) => self.strays.push((name.get_ref().to_string(), list, diagnostic)),
                None => self.diagnostics.push(diagnostic),
            }
        }
        T::build(partial, Some(table), range, self)
    }

    /// Reads a table, or a text in place of a table of the key `short`.
    pub(crate) fn table_or_text<T: KeyTable>(
        &mut self,
        value: &Toml<'_>,
        key: &Key,
        short: Option<&str>,
    ) -> Option<T> {
        let range = self.range(value);
        match (value.get_ref(), short) {
            (DeValue::Table(table), _) => {
                self.within.get_or_insert(key.name);
                self.table(table, range)
            }
            (DeValue::String(_), Some(short)) => {
                let before = self.diagnostics.len();
                let mut partial = T::Partial::default();
                T::read(&mut partial, short, value, self);
                if self.diagnostics.len() > before {
                    return None;
                }
                T::build(partial, None, range, self)
            }
            _ => {
                self.wrong_type(key, value);
                None
            }
        }
    }

    /// Reads a list; if `or_one`, a single value is read as a list of one.
    pub(crate) fn list<T: Value>(&mut self, value: &Toml<'_>, key: &Key, or_one: bool) -> Vec<T> {
        match value.get_ref() {
            DeValue::Array(items) => {
                let mut read = Vec::with_capacity(items.len());
                read.extend(items.iter().filter_map(|item| T::read(item, key, self)));
                read
            }
            DeValue::Table(_)
                if !or_one && matches!(T::shape(), Shape::Table { short: None, .. }) =>
            {
                let range = self.range(value);
                let diagnostic = self.report(
                    Rule::WrongType,
                    format!("`{}` takes a list of {}", key.name, T::shape().plural()),
                    range,
                );
                diagnostic.locations[0].label = "this is one table".into();
                diagnostic.help =
                    Some(format!("write `[[{}]]` with two brackets, once for each", key.name));
                Vec::new()
            }
            _ if or_one => T::read(value, key, self).into_iter().collect(),
            _ => {
                self.wrong_type(key, value);
                Vec::new()
            }
        }
    }

    /// Returns the range of a value in the file.
    pub(crate) fn range(&self, value: &Toml<'_>) -> Range<usize> {
        self.origin.range(value.span())
    }

    /// Adds a diagnostic, and returns it to be completed.
    pub(crate) fn report(
        &mut self,
        rule: Rule,
        message: String,
        range: Range<usize>,
    ) -> &mut Diagnostic {
        self.diagnostics.push(Diagnostic::new(rule, message, self.origin.path, range));
        self.diagnostics.last_mut().expect("pushed above")
    }

    /// Reports a value of a type that its key does not take.
    pub(crate) fn wrong_type(&mut self, key: &Key, value: &Toml<'_>) {
        let shape = (key.shape)();
        let takes = match key.number {
            Number::Required | Number::Optional => shape.noun(),
            Number::List => format!("a list of {}", shape.plural()),
            Number::OneOrMore => format!("{}, or a list of {}", shape.noun(), shape.plural()),
        };
        let range = self.range(value);
        let diagnostic =
            self.report(Rule::WrongType, format!("`{}` takes {takes}", key.name), range);
        diagnostic.locations[0].label = format!("this is {}", type_name(value.get_ref()));
        diagnostic.help = Some(format!("write `{}`", key.example));
    }

    /// Reports a required key that is missing.
    pub(crate) fn missing(&mut self, key: &Key, range: Range<usize>) {
        let diagnostic = self.report(Rule::MissingKey, format!("`{}` is missing", key.name), range);
        diagnostic.help = Some(format!("add a line such as `{}`", key.example));
    }

    /// Reports a word that is not in its vocabulary.
    pub(crate) fn unknown_word(
        &mut self,
        key: &Key,
        written: &str,
        words: &[&str],
        range: Range<usize>,
    ) {
        let near = nearest(&written.to_lowercase(), words.iter().copied());
        let all = words.join(", ");
        let message = format!("`{}` has no value {}", key.name, quote(written));
        let diagnostic = self.report(Rule::UnknownValue, message, range);
        diagnostic.help = Some(match near {
            Some(near) => format!("did you mean `{near}`? it takes one of: {all}"),
            None => format!("it takes one of: {all}"),
        });
        if let Some(near) = near {
            *diagnostic = diagnostic.clone().fix(format!("\"{near}\""));
        }
    }

    /// Returns the diagnostic of an unknown key.
    fn unknown(&self, name: &TomlSpanned<std::borrow::Cow<'_, str>>, keys: &[Key]) -> Diagnostic {
        let written: &str = name.get_ref();
        let range = self.origin.range(name.span());
        let message = format!("there is no key {}", quote(written));
        let diagnostic =
            Diagnostic::new(Rule::UnknownKey, message, self.origin.path, range.clone());
        let names = || keys.iter().map(|key| key.name);
        if let Some((_, meant)) = SYNONYMS.iter().find(|(synonym, meant)| {
            *synonym == written.to_lowercase() && names().any(|name| name == *meant)
        }) {
            return diagnostic.help(format!("the key for that is `{meant}`")).fix(*meant);
        }
        match nearest(&written.to_lowercase().replace('-', "_"), names()) {
            Some(near) => {
                let mut diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
                let path = self.origin.path.clone();
                diagnostic.fixes.push(Fix { path, range, replacement: near.into() });
                diagnostic
            }
            None if names().any(|name| name == "extra") => {
                diagnostic.help("remove it, or move the archive's own keys into the table `extra`")
            }
            None => {
                let keys = names().collect::<Vec<_>>().join(", ");
                diagnostic.help(format!("remove it: the keys here are {keys}"))
            }
        }
    }
}

/// Keys of other tools, each with the key that its authors mean.
const SYNONYMS: &[(&str, &str)] = &[
    ("abstract", "summary"),
    ("attendees", "participants"),
    ("author", "authors"),
    ("corrections", "changes"),
    ("coordinates", "latitude"),
    ("description", "summary"),
    ("language", "lang"),
    ("lastmod", "updated"),
    ("lat", "latitude"),
    ("location", "venue"),
    ("lon", "longitude"),
    ("name", "title"),
    ("people", "participants"),
    ("permalink", "former_urls"),
    ("place", "venue"),
    ("redirect_from", "former_urls"),
    ("refs", "sources"),
    ("references", "sources"),
    ("tags", "topics"),
    ("timezone", "tz"),
    ("title", "name"),
    ("type", "kind"),
    ("website", "url"),
];

/// Returns the noun for a value, with its article.
pub(crate) fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
