//! What machines read in a page: metadata, links, JSON-LD; and how a briefing is cited.

use std::ops::Deref;

use tera::Value;

use super::Views;
use crate::archive::{BriefingIndex, EntityIndex, LinkedBriefing};
use crate::format::citation::item::Citation;
use crate::format::citation::{self, Style};
use crate::format::{File, escape, json_ld};
use crate::plan::Page;
use crate::plan::view::{CitationText, CiteView, MachineView, RelView};
use crate::record::EntityKind;
use crate::record::date::Date;
use crate::text::shorten;

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
    /// Returns how a briefing is cited.
    pub(super) fn cite(&self, citation: &Citation<'_>) -> CiteView {
        let form = |style: Style| CitationText {
            name: style.name(),
            text: citation::shown(style, citation, self.messages),
        };
        CiteView {
            chicago: citation::text::chicago(citation, self.messages),
            apa: citation::text::apa(citation, self.messages),
            forms: Style::ALL.map(form).into(),
        }
    }

    /// Returns what machines read in a briefing's page; `citation` is taken only where they read
    /// how it is cited.
    pub(super) fn machine_of_briefing<'a>(
        &self,
        index: BriefingIndex,
        citation: &impl Deref<Target = Citation<'a>>,
        prefix: &str,
    ) -> Option<MachineView> {
        let briefing = self.archive.briefing(index);
        let page = Page::Briefing(index);
        let describe = |metas: &mut Metas| self.describe(metas, citation);
        let title = &briefing.record.head.title.value;
        let mut machine = self.machine(page, "article", title, describe);
        let outputs = &self.config.outputs;
        if outputs.signposting {
            machine.links.push(RelView::to("type", "https://schema.org/Report"));
            let authors = briefing.record.head.common.authors.iter();
            let pages = authors.filter_map(|author| self.formats.page_of_person(author));
            machine.links.extend(pages.map(|path| RelView::at("author", path.url())));
            if outputs.citations {
                let style = Style::Csl;
                let path = self.plan.data_path(File::Citations(style, None)).url();
                let media_type = Some(style.media_type());
                machine.links.push(RelView { media_type, ..RelView::at("describedby", path) });
            }
            machine.links.extend(self.translations(index, briefing));
        }
        if outputs.json_ld {
            let about = json_ld::briefing(&self.formats, index, prefix);
            machine.json_ld = Some(Value::safe_string(about.as_str()));
        }
        machine.or_none()
    }

    /// Returns what machines read in an entity's page.
    pub(super) fn machine_of_entity(
        &self,
        index: EntityIndex,
        prefix: &str,
    ) -> Option<MachineView> {
        let entity = self.archive.entity(index);
        let kind = if entity.kind == EntityKind::Person { "profile" } else { "website" };
        let mut machine = self.machine(Page::Entity(index), kind, &entity.name, |_| {});
        let outputs = &self.config.outputs;
        for (file, rel, media_type) in [
            (File::Atom(Some(index)), "alternate", "application/atom+xml"),
            (File::ICalendar(Some(index)), "alternate", "text/calendar"),
        ] {
            machine.links.extend(self.alternate(file, rel, media_type));
        }
        if outputs.signposting {
            for style in Style::ALL {
                let file = File::Citations(style, Some(index));
                machine.links.extend(self.alternate(file, "describedby", style.media_type()));
            }
        }
        if outputs.json_ld {
            let about = json_ld::entity(&self.formats, index, prefix);
            machine.json_ld = about.map(|about| Value::safe_string(about.as_str()));
        }
        machine.or_none()
    }

    /// Returns what machines read in the home page.
    pub(super) fn machine_of_home(&self) -> Option<MachineView> {
        let mut machine = self.machine(Page::Home, "website", &self.config.title, |_| {});
        for (file, media_type) in
            [(File::Atom(None), "application/atom+xml"), (File::ICalendar(None), "text/calendar")]
        {
            machine.links.extend(self.alternate(file, "alternate", media_type));
        }
        if self.config.outputs.signposting {
            for style in Style::ALL {
                let file = File::Citations(style, None);
                machine.links.extend(self.alternate(file, "describedby", style.media_type()));
            }
        }
        machine.or_none()
    }

    /// Returns what is read in any page that is about something; `describe` adds to its metadata.
    fn machine(
        &self,
        page: Page,
        kind: &'static str,
        title: &str,
        describe: impl FnOnce(&mut Metas),
    ) -> MachineView {
        let mut machine = MachineView::default();
        let url = self.formats.url(&self.plan.path(page));
        if self.config.outputs.metas {
            let mut metas = Metas::default();
            describe(&mut metas);
            metas.property("og:type", kind);
            metas.property("og:title", title);
            metas.property("og:site_name", &self.config.title);
            url.iter().for_each(|url| metas.property("og:url", url));
            machine.metas = Some(Value::safe_string(metas.0.trim_end()));
        }
        if self.config.outputs.signposting {
            machine.links.extend(url.map(|url| RelView::to("cite-as", &url)));
            let license = self.config.license.as_ref();
            machine.links.extend(license.map(|license| RelView::to("license", license)));
        }
        machine
    }

    /// Returns the link to another form of a page, where there is one.
    fn alternate(
        &self,
        file: File,
        rel: &'static str,
        media_type: &'static str,
    ) -> Option<RelView> {
        let path = self.plan.data_path(file);
        let planned = self.plan.outputs.binary_search_by(|output| output.path.cmp(&path)).is_ok();
        planned.then(|| RelView { media_type: Some(media_type), ..RelView::at(rel, path.url()) })
    }

    /// Adds what reference managers and search engines read: Highwire Press and Dublin Core.
    fn describe(&self, metas: &mut Metas, citation: &Citation<'_>) {
        let mut add = |name, content: &str| metas.named(name, content);
        add("citation_title", citation.title);
        citation.authors.iter().for_each(|author| add("citation_author", &author.inverted()));
        let issued = citation.issued.and_then(Date::machine);
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
        self.config.license.iter().for_each(|license| add("DC.rights", license));
        if let Some(summary) = &citation.summary {
            metas.property("og:description", &shorten(summary, LONGEST_DESCRIPTION));
        }
    }

    /// Returns links to the texts that translate one another, the page's own among them.
    fn translations(&self, index: BriefingIndex, briefing: &LinkedBriefing) -> Vec<RelView> {
        let original = briefing.threads.translation_of.unwrap_or(index);
        let translations = &self.archive.briefing(original).threads.translations;
        if translations.is_empty() {
            return Vec::new();
        }
        let link = |index: &BriefingIndex| {
            let lang = self.archive.briefing(*index).record.head.lang.as_ref();
            RelView {
                hreflang: Some(lang.unwrap_or(&self.config.lang).clone()),
                ..RelView::at("alternate", self.plan.path(Page::Briefing(*index)).url())
            }
        };
        std::iter::once(&original).chain(translations).map(link).collect()
    }
}
