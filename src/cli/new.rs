//! The command `new`: surveys the archive, composes the file that is asked for, and writes it.

use std::path::Path;

use super::editor::{editor, open, shown};
use super::new_form::{Composed, compose, form};
use super::new_options::NewOptions;
use super::questions::{Ask, Terminal};
use super::report::{MessageFormat, Printer, note};
use super::stop::Stop;
use crate::archive::Audience;
use crate::build::{Survey, fails, survey};
use crate::compose::{Existing, Moved, Paths, moved};
use crate::diagnostic::quote;
use crate::edit::Edit;
use crate::output::path::OutputPath;
use crate::record::date::Day;
use crate::source;

/// Makes the file that is asked for, and returns what to print.
pub(super) fn new(root: &Path, options: &NewOptions, quiet: bool) -> Result<String, Stop> {
    let editor = if options.edit { Some(editor()?) } else { None };
    let sources = source::load(root)?.value;
    let Survey { config, archive: whole, .. } = survey(&sources, Audience::AUTHORS)?;
    let before = survey(&sources, Audience::default())?;
    let existing = Existing { sources: &sources, published: &before.archive, whole: &whole };
    let mut terminal = if quiet { None } else { Terminal::new() };
    let form = form(&options.kind, &config.vocabularies);
    let asker = terminal.as_mut().map(|terminal| terminal as &mut dyn Ask);
    let Composed { file, notes } = compose(form, existing, today(), asker)?;
    let path = OutputPath::new(&file.path)
        .ok()
        .filter(|_| !file.path.split('/').any(|part| part.starts_with('.') || part.ends_with('~')))
        .ok_or_else(|| {
            Stop::usage(
                format!("{} is no path for a file of the archive", quote(&file.path)),
                "name another folder with `--folder`",
            )
        })?;
    let mut edit = Edit::new(root);
    edit.create(path, file.text.as_str());
    edit.check()?;

    let sources = sources.with(&file.path, &file.text);
    let mut after = survey(&sources, Audience::default())?;
    after.diagnostics.retain(|found| found.locations.iter().any(|place| *place.path == *file.path));
    let failed = fails(&after.diagnostics, false);
    if !quiet || failed {
        Printer::new(&sources, MessageFormat::Human, false).all(&after.diagnostics);
    }
    if failed {
        return Err(Stop::usage(
            "the file would be a mistake in the archive",
            "nothing was written; give the option another value",
        ));
    }
    if !quiet {
        notes.iter().for_each(|text| note(text));
        for Moved { name, from, to } in moved(paths(&before), paths(&after)) {
            note(&format!("{} moves from {from} to {to}", quote(&name)));
        }
    }
    let place = shown(&root.join(&file.path));
    if options.dry_run {
        return Ok(format!("{place}\n\n{}", file.text.trim_end_matches('\n').to_owned() + "\n"));
    }
    edit.write()?;
    if let Some(editor) = editor {
        open(&editor, &root.join(&file.path))?;
    }
    Ok(format!("{place}\n"))
}

fn paths(survey: &Survey) -> Paths<'_> {
    Paths { archive: &survey.archive, of_entities: &survey.entity_paths }
}

/// Returns the day that it is here; where `SOURCE_DATE_EPOCH` says a moment, that of it in UTC.
fn today() -> Day {
    let told = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    let date = match told.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok()) {
        Some(moment) => moment.to_zoned(jiff::tz::TimeZone::UTC).date(),
        None => jiff::Zoned::now().date(),
    };
    let part = |n: i8| u8::try_from(n).expect("months and days are counted from 1");
    Day { year: date.year(), month: part(date.month()), day: part(date.day()) }
}
