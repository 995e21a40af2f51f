//! A view goes in; the context of a template comes out, one variable a field.
//!
//! Tera's own way there makes a map of the view first, and a copy of each field's name.

use serde::Serialize;
use serde::de::value::Error;
use serde::ser::{Error as _, Impossible, SerializeStruct, Serializer};
use tera::{Context, TeraResult, Value};

/// Makes a context of a structure.
///
/// # Errors
/// Fails if `view` is no structure, or a field of it cannot be a value.
pub(crate) fn of(view: &impl Serialize) -> TeraResult<Context> {
    view.serialize(Fields(Context::new())).map_err(tera::Error::message)
}

/// Takes the fields of a structure, and nothing else.
struct Fields(Context);

impl SerializeStruct for Fields {
    type Ok = Context;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.0.insert_value(key, Value::try_from_serializable(value).map_err(Error::custom)?);
        Ok(())
    }

    fn end(self) -> Result<Context, Error> {
        Ok(self.0)
    }
}

/// Says of everything that a view is not that it is not.
macro_rules! no_view {
    ($($method:ident ( $($argument:ty),* ) -> $result:ty;)*) => {
        $(fn $method(self, $(_: $argument),*) -> Result<$result, Error> {
            Err(Error::custom("a view is a structure"))
        })*
    };
}

impl Serializer for Fields {
    type Ok = Context;
    type Error = Error;
    type SerializeSeq = Impossible<Context, Error>;
    type SerializeTuple = Impossible<Context, Error>;
    type SerializeTupleStruct = Impossible<Context, Error>;
    type SerializeTupleVariant = Impossible<Context, Error>;
    type SerializeMap = Impossible<Context, Error>;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<Context, Error>;

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Error> {
        Ok(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Context, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Context, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<Context, Error> {
        value.serialize(self)
    }

    no_view! {
        serialize_bool(bool) -> Context;
        serialize_i8(i8) -> Context;
        serialize_i16(i16) -> Context;
        serialize_i32(i32) -> Context;
        serialize_i64(i64) -> Context;
        serialize_u8(u8) -> Context;
        serialize_u16(u16) -> Context;
        serialize_u32(u32) -> Context;
        serialize_u64(u64) -> Context;
        serialize_f32(f32) -> Context;
        serialize_f64(f64) -> Context;
        serialize_char(char) -> Context;
        serialize_str(&str) -> Context;
        serialize_bytes(&[u8]) -> Context;
        serialize_none() -> Context;
        serialize_unit() -> Context;
        serialize_unit_struct(&'static str) -> Context;
        serialize_unit_variant(&'static str, u32, &'static str) -> Context;
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct View {
        title: &'static str,
        lang: Option<&'static str>,
        count: usize,
    }

    #[test]
    fn each_field_is_a_variable() {
        let context = of(&View { title: "Ankara", lang: None, count: 2 }).expect("a structure");
        assert_eq!(context.get("title"), Some(&Value::from("Ankara")));
        assert_eq!(context.get("lang"), Some(&Value::none()));
        assert_eq!(context.get("count"), Some(&Value::from(2)));
    }

    #[test]
    fn only_a_structure_has_fields() {
        assert!(of(&vec![1]).is_err() && of(&"Ankara").is_err());
    }
}
