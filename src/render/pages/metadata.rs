//! The metadata of a page for machines: metadata, links, JSON-LD; and the citation of a briefing.

use std::ops::Deref;

use serde::Serialize;
use tera::Value;

use super::Views;
use crate::archive::{BriefingIndex, EntityIndex, LinkedBriefing};
use crate::format::citation;
use crate::format::citation::item::Citation;
use crate::format::json_ld;
use crate::html::escape;
use crate::plan::output::Page;
use crate::plan::output::{CitationFormat, File};
use crate::record::EntityKind;
use crate::record::date::Date;
use crate::render::view::{MetadataView, RelView};
use crate::text::shorten;

/// The citation of a briefing.
#[derive(Debug, Serialize)]
pub struct CiteView {
    /// After the Chicago Manual of Style.
    pub chicago: String,
    /// After the APA.
    pub apa: String,
    /// For reference managers.
    pub forms: Vec<CitationText>,
}

/// A citation in a format for reference managers.
#[derive(Debug, Serialize)]
pub struct CitationText {
    /// The format.
    pub name: &'static str,
    /// The citation.
    pub text: String,
}

/// The longest description of a page in its head, in characters.
const LONGEST_DESCRIPTION: usize = 160;

/// Elements `meta` of a page's head, a line each.
#[derive(Default)]
struct Metas(String);

impl Metas {
    /// Adds what has a name.
    fn named(&mut self, name: &'static str, content: &str) {
        self.add("name", name, content);
    }

    /// Adds a property, as Open Graph (RDFa) has it.
    fn property(&mut self, name: &'static str, content: &str) {
        self.add("property", name, content);
    }

    fn add(&mut self, attribute: &'static str, name: &'static str, content: &str) {
        self.0.extend(["<meta ", attribute, "=\"", name, "\" content=\""]);
        escape(&mut self.0, content);
        self.0.push_str("\">\n");
    }
}

impl Views<'_> {
    /// Returns the citation of a briefing.
    pub(super) fn cite(&self, citation: &Citation<'_>) -> CiteView {
        let form = |style: CitationFormat| CitationText {
            name: style.name(),
            text: citation::shown(style, citation, self.site.messages),
        };
        CiteView {
            chicago: citation::text::chicago(citation, self.site.messages),
            apa: citation::text::apa(citation, self.site.messages),
            forms: CitationFormat::ALL.map(form).into(),
        }
    }

    /// Returns the metadata of a briefing's page; `citation` is taken only where the metadata has
    /// the citation.
    pub(super) fn metadata_of_briefing<'a>(
        &self,
        index: BriefingIndex,
        citation: &impl Deref<Target = Citation<'a>>,
        prefix: &str,
    ) -> Option<MetadataView> {
        let briefing = self.site.archive.briefing(index);
        let page = Page::Briefing(index);
        let describe = |metas: &mut Metas| self.describe(metas, citation);
        let title = &briefing.record.head.title.value;
        let mut metadata = self.metadata(page, "article", title, describe);
        let outputs = &self.site.config.outputs;
        if outputs.signposting {
            metadata.links.push(RelView::to("type", "https://schema.org/Report"));
            let authors = briefing.record.head.common.authors.iter();
            let pages = authors.filter_map(|author| self.site.page_of_person(author));
            metadata.links.extend(pages.map(|path| RelView::at("author", path.url())));
            if outputs.citations {
                let style = CitationFormat::Csl;
                let path = self.site.plan.data_path(File::Citations(style, None)).url();
                let media_type = Some(style.media_type());
                metadata.links.push(RelView { media_type, ..RelView::at("describedby", path) });
            }
            metadata.links.extend(self.translations(index, briefing));
        }
        if outputs.json_ld {
            let about = json_ld::briefing(&self.site, index, prefix);
            metadata.json_ld = Some(Value::safe_string(about.as_str()));
        }
        metadata.or_none()
    }

    /// Returns the metadata of an entity's page.
    pub(super) fn metadata_of_entity(
        &self,
        index: EntityIndex,
        prefix: &str,
    ) -> Option<MetadataView> {
        let entity = self.site.archive.entity(index);
        let kind = if entity.kind == EntityKind::Person { "profile" } else { "website" };
        let mut metadata = self.metadata(Page::Entity(index), kind, &entity.name, |_| {});
        let outputs = &self.site.config.outputs;
        for (file, rel, media_type) in [
            (File::Atom(Some(index)), "alternate", "application/atom+xml"),
            (File::ICalendar(Some(index)), "alternate", "text/calendar"),
        ] {
            metadata.links.extend(self.alternate(file, rel, media_type));
        }
        if outputs.signposting {
            for style in CitationFormat::ALL {
                let file = File::Citations(style, Some(index));
                metadata.links.extend(self.alternate(file, "describedby", style.media_type()));
            }
        }
        if outputs.json_ld {
            let about = json_ld::entity(&self.site, index, prefix);
            metadata.json_ld = about.map(|about| Value::safe_string(about.as_str()));
        }
        metadata.or_none()
    }

    /// Returns the metadata of the home page.
    pub(super) fn metadata_of_home(&self) -> Option<MetadataView> {
        let mut metadata = self.metadata(Page::Home, "website", &self.site.config.title, |_| {});
        for (file, media_type) in
            [(File::Atom(None), "application/atom+xml"), (File::ICalendar(None), "text/calendar")]
        {
            metadata.links.extend(self.alternate(file, "alternate", media_type));
        }
        if self.site.config.outputs.signposting {
            for style in CitationFormat::ALL {
                let file = File::Citations(style, None);
                metadata.links.extend(self.alternate(file, "describedby", style.media_type()));
            }
        }
        metadata.or_none()
    }

    /// Returns the metadata of any page that has a subject; `describe` adds to it.
    fn metadata(
        &self,
        page: Page,
        kind: &'static str,
        title: &str,
        describe: impl FnOnce(&mut Metas),
    ) -> MetadataView {
        let mut metadata = MetadataView::default();
        let url = self.site.url(&self.site.plan.path(page));
        if self.site.config.outputs.metas {
            let mut metas = Metas::default();
            describe(&mut metas);
            metas.property("og:type", kind);
            metas.property("og:title", title);
            metas.property("og:site_name", &self.site.config.title);
            url.iter().for_each(|url| metas.property("og:url", url));
            metadata.metas = Some(Value::safe_string(metas.0.trim_end()));
        }
        if self.site.config.outputs.signposting {
            metadata.links.extend(url.map(|url| RelView::to("cite-as", &url)));
            let license = self.site.config.license.as_ref();
            metadata.links.extend(license.map(|license| RelView::to("license", license)));
        }
        metadata
    }

    /// Returns the link to another form of a page, where there is one.
    fn alternate(
        &self,
        file: File,
        rel: &'static str,
        media_type: &'static str,
    ) -> Option<RelView> {
        let path = self.site.plan.data_path(file);
        let planned =
            self.site.plan.outputs.binary_search_by(|output| output.path.cmp(&path)).is_ok();
        planned.then(|| RelView { media_type: Some(media_type), ..RelView::at(rel, path.url()) })
    }

    /// Adds what reference managers and search engines read: Highwire Press and Dublin Core.
    fn describe(&self, metas: &mut Metas, citation: &Citation<'_>) {
        let mut add = |name, content: &str| metas.named(name, content);
        add("citation_title", citation.title);
        citation.authors.iter().for_each(|author| add("citation_author", &author.inverted()));
        let issued = citation.issued.and_then(Date::iso8601);
        if let Some(issued) = &issued {
            add("citation_publication_date", &issued.replace('-', "/"));
        }
        add("citation_technical_report_institution", citation.publisher);
        for number in citation.numbers {
            add("citation_technical_report_number", number);
        }
        add("citation_language", citation.lang);
        citation.url.iter().for_each(|url| add("citation_public_url", url));
        add("DC.type", "Report");
        add("DC.title", citation.title);
        citation.authors.iter().for_each(|author| add("DC.creator", &author.inverted()));
        issued.iter().for_each(|issued| add("DC.date", issued));
        add("DC.publisher", citation.publisher);
        add("DC.language", citation.lang);
        add("DC.coverage", &citation.event.to_string());
        citation.place.iter().for_each(|place| add("DC.coverage", place));
        citation.url.iter().for_each(|url| add("DC.identifier", url));
        self.site.config.license.iter().for_each(|license| add("DC.rights", license));
        if let Some(summary) = &citation.summary {
            metas.property("og:description", &shorten(summary, LONGEST_DESCRIPTION));
        }
    }

    /// Returns links to the texts that translate one another, the page's own among them.
    fn translations(&self, index: BriefingIndex, briefing: &LinkedBriefing) -> Vec<RelView> {
        let original = briefing.threads.translation_of.unwrap_or(index);
        let translations = &self.site.archive.briefing(original).threads.translations;
        if translations.is_empty() {
            return Vec::new();
        }
        let link = |index: &BriefingIndex| {
            let lang = self.site.archive.briefing(*index).record.head.lang.as_ref();
            RelView {
                hreflang: Some(lang.unwrap_or(&self.site.config.lang).clone()),
                ..RelView::at("alternate", self.site.plan.path(Page::Briefing(*index)).url())
            }
        };
        std::iter::once(&original).chain(translations).map(link).collect()
    }
}
