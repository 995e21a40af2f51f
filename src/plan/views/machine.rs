//! What machines read in a page: metadata, links, JSON-LD; and how a briefing is cited.

use tera::Value;

use super::Views;
use crate::archive::{BriefingIndex, EntityIndex, LinkedBriefing};
use crate::format::citation::{self, Citation, Style};
use crate::format::{File, Name, json_ld};
use crate::plan::Page;
use crate::plan::view::{CitationText, CiteView, MachineView, MetaView, RelView};
use crate::record::EntityKind;
use crate::record::date::Date;
use crate::text::shorten;

/// The longest description of a page in its head, in characters.
const LONGEST_DESCRIPTION: usize = 160;

impl Views<'_> {
    /// Returns how a briefing is cited.
    pub(super) fn cite(&self, index: BriefingIndex) -> Option<CiteView> {
        if !self.config.outputs.citations {
            return None;
        }
        let citation = Citation::new(&self.formats, index);
        let form = |style: Style| CitationText {
            name: style.name(),
            text: citation::shown(style, &citation, self.messages),
        };
        Some(CiteView {
            chicago: citation::chicago(&citation, self.messages),
            apa: citation::apa(&citation, self.messages),
            forms: Style::ALL.map(form).into(),
        })
    }

    /// Returns what machines read in a briefing's page.
    pub(super) fn machine_of_briefing(&self, index: BriefingIndex, prefix: &str) -> MachineView {
        let briefing = self.archive.briefing(index);
        let page = Page::Briefing(index);
        let mut machine = self.machine(page, "article", &briefing.record.head.title.value);
        let outputs = &self.config.outputs;
        let citation = Citation::new(&self.formats, index);
        if outputs.metas {
            self.describe(&mut machine, &citation);
        }
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
            machine.json_ld = Some(Value::safe_string(&json_ld::in_script(&about)));
        }
        machine
    }

    /// Returns what machines read in an entity's page.
    pub(super) fn machine_of_entity(&self, index: EntityIndex, prefix: &str) -> MachineView {
        let entity = self.archive.entity(index);
        let kind = if entity.kind == EntityKind::Person { "profile" } else { "website" };
        let mut machine = self.machine(Page::Entity(index), kind, &entity.name);
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
            machine.json_ld = about.map(|about| Value::safe_string(&json_ld::in_script(&about)));
        }
        machine
    }

    /// Returns what machines read in the home page.
    pub(super) fn machine_of_home(&self) -> MachineView {
        let mut machine = self.machine(Page::Home, "website", &self.config.title);
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
        machine
    }

    /// Returns what is read in any page that is about something.
    fn machine(&self, page: Page, kind: &'static str, title: &str) -> MachineView {
        let mut machine = MachineView::default();
        let url = self.formats.url(&self.plan.path(page));
        if self.config.outputs.metas {
            let mut add = |name: &'static str, content: &str| {
                let content = content.to_owned();
                machine.properties.push(MetaView { name, content });
            };
            add("og:type", kind);
            add("og:title", title);
            add("og:site_name", &self.config.title);
            url.iter().for_each(|url| add("og:url", url));
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
    fn describe(&self, machine: &mut MachineView, citation: &Citation<'_>) {
        let mut add = |name: &'static str, content: String| {
            machine.metas.push(MetaView { name, content });
        };
        let name = |name: &Name<'_>| match name {
            Name::Parts { family, given } => format!("{family}, {given}"),
            Name::Whole(name) => (*name).to_owned(),
        };
        add("citation_title", citation.title.to_owned());
        citation.authors.iter().for_each(|author| add("citation_author", name(author)));
        let issued = citation.issued.and_then(Date::machine);
        if let Some(issued) = &issued {
            add("citation_publication_date", issued.replace('-', "/"));
        }
        add("citation_technical_report_institution", citation.publisher.to_owned());
        for number in citation.numbers {
            add("citation_technical_report_number", number.clone());
        }
        add("citation_language", citation.lang.to_owned());
        citation.url.iter().for_each(|url| add("citation_public_url", url.clone()));
        add("DC.type", "Report".into());
        add("DC.title", citation.title.to_owned());
        citation.authors.iter().for_each(|author| add("DC.creator", name(author)));
        issued.into_iter().for_each(|issued| add("DC.date", issued));
        add("DC.publisher", citation.publisher.to_owned());
        add("DC.language", citation.lang.to_owned());
        add("DC.coverage", citation.event.to_string());
        citation.place.iter().for_each(|place| add("DC.coverage", place.clone()));
        citation.url.iter().for_each(|url| add("DC.identifier", url.clone()));
        self.config.license.iter().for_each(|license| add("DC.rights", license.clone()));
        if let Some(summary) = &citation.summary {
            let content = shorten(summary, LONGEST_DESCRIPTION).into_owned();
            machine.properties.push(MetaView { name: "og:description", content });
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
