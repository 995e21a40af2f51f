//! Drawings: what a chart, a line of years or a map shows goes in; SVG that a page holds comes out.

pub(crate) mod chart;
mod land;
pub(crate) mod map;
pub(crate) mod projection;
pub(crate) mod strip;
pub(crate) mod window;
