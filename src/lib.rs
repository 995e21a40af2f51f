//! Chancery: a static site generator for archives of briefings.
//!
//! The program is a row of phases, each a function from one complete type to the next:
//!
//! ```text
//! disk ─load─▶ Sources ─parse─▶ Vec<Parsed> ─link─▶ Archive ─plan─▶ Plan ─render─▶ bytes ─sync─▶ public/
//! ```
//!
//! [`source::load`], [`record::parse`], [`archive::link`], [`plan::Plan::new`],
//! [`render::Renderer::page`] and [`output::sync::Target`] are these phases; [`mod@build`] calls
//! them one after the other. A phase returns its value and its [`diagnostic::Diagnostic`]s.

pub mod archive;
pub mod build;
pub mod cli;
pub mod compose;
pub mod config;
mod context;
pub mod diagnostic;
pub mod edit;
mod excerpt;
pub mod format;
pub mod markdown;
pub mod messages;
pub mod output;
mod person_name;
pub mod plan;
pub mod record;
pub mod render;
pub mod rules;
pub mod search;
pub mod serve;
pub mod source;
pub mod template;
pub mod text;
