//! Formats: the files for other tools, with one module per format.
//!
//! A format is a function from the site to bytes, without access to the disk, the clock, the
//! network or withheld records. The plan determines the paths of the files.

mod atom;
pub(crate) mod citation;
mod csv;
mod geojson;
mod icalendar;
mod json;
pub(crate) mod json_ld;
mod shared;
mod sitemap;
#[cfg(feature = "sqlite")]
mod sqlite;
mod table_schema;
mod tables;

use crate::plan::output::File;
use crate::site::Site;

/// Returns the content of a file for other tools. The files of the search have their own writer.
pub(crate) fn bytes(site: &Site<'_>, file: File) -> Vec<u8> {
    let text = match file {
        File::Atom(of) => atom::feed(site, of),
        File::Citations(style, of) => citation::file(site, style, of),
        File::ICalendar(of) => icalendar::calendar(site, of),
        File::GeoJson => geojson::places(site),
        File::Sitemap => sitemap::sitemap(site),
        File::SitemapPart(part) => sitemap::part(site, part),
        File::Robots => sitemap::robots(site),
        #[cfg(feature = "sqlite")]
        File::Sqlite => return sqlite::database(site),
        File::Json => return json::archive(site),
        File::JsonSchema => json::json_schema(),
        File::DataPackage => csv::descriptor(site),
        File::Csv(table) => csv::table(site, table),
    };
    text.into_bytes()
}
