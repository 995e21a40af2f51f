//! Chancery: a static site generator for archives of briefings.
//!
//! The program is a row of phases, each a function from one complete type to the next:
//!
//! ```text
//! disk ─load─▶ Sources ─parse─▶ Vec<Parsed> ─link─▶ Archive ─plan─▶ Plan ─render─▶ bytes ─sync─▶ public/
//! ```
//!
//! [`source::load`], [`record::parse`], [`archive::link::link`], [`plan::Plan::new`],
//! [`render::Renderer::page`] and [`output::sync::OutputFolder`] are these phases; [`mod@build`] calls
//! them one after the other. A phase returns its value and its [`diagnostic::Diagnostic`]s.

pub mod archive;
pub mod build;
pub mod cli;
mod collation;
pub mod compose;
pub mod config;
pub mod diagnostic;
pub mod edit;
mod excerpt;
pub mod format;
mod html;
pub mod id;
mod json;
pub mod markdown;
pub mod messages;
pub mod output;
pub mod plan;
pub mod record;
pub mod render;
pub mod rules;
pub mod schema;
pub mod search;
pub mod serve;
pub mod site;
pub mod source;
pub mod text;
pub(crate) mod wording;
