//! Generation: one reading of the archive goes in; its site comes to be, and pages are made of it as
//! they are asked for.
//!
//! A site borrows from the archive that it is of, so both lie on the stack of a thread, which goes
//! when nobody can ask it any more. It knows nothing of HTTP.

use std::hash::Hasher;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use hyper::body::Bytes;
use tokio::sync::oneshot;
use twox_hash::{XxHash3_64, XxHash3_128};

use super::mistake::{EditorUrl, Mistake};
use super::page_cache::{PageCache, ServedPage};
use crate::archive::Audience;
use crate::build::timings::Clock;
use crate::build::{self, Linked};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::output::path::OutputPath;
use crate::record::Parsed;
use crate::render::{Made, Renderer};
use crate::source::Reading;

/// What a generation is made of.
pub(super) struct Generation {
    pub(super) number: u64,
    pub(super) reading: Arc<Reading>,
    pub(super) config: Config,
    pub(super) audience: Audience,
    pub(super) parsed: Vec<Parsed>,
    /// What is wrong so far.
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) editor: EditorUrl,
    pub(super) cache: Arc<PageCache>,
}

/// Where to ask a generation for what it holds. When the last of these goes, the generation does.
#[derive(Clone)]
pub(super) struct GenerationHandle {
    questions: Sender<Question>,
    /// The path of the style sheet.
    pub(super) style: Arc<str>,
    /// Changes with the style sheets that are copied.
    pub(super) styles: u64,
}

struct Question {
    path: OutputPath,
    answer: oneshot::Sender<Answer>,
}

/// What there is at a path.
pub(super) enum Answer {
    /// A page, with the reload script in it.
    Page(ServedPage),
    /// No page; the one that says so, where it could be made.
    NotFound(Option<ServedPage>),
    /// A page that cannot be rendered, why, and how it was when it last could.
    Broken(Mistake, Option<ServedPage>),
    /// Bytes that are known.
    Bytes(Bytes),
    /// What is in a file.
    Copy(PathBuf),
    /// A folder: its pages are below the path with a slash at its end.
    Folder(OutputPath),
}

impl GenerationHandle {
    /// Asks for what is at a path; none where the generation has come to an end.
    pub(super) async fn ask(&self, path: OutputPath) -> Option<Answer> {
        let (answer, answered) = oneshot::channel();
        self.questions.send(Question { path, answer }).ok()?;
        answered.await.ok()
    }
}

/// Links and plans a generation, says what became of it, and answers until nobody asks. `ready` gets
/// the number of pages and a handle, or none where there is an error, and all that is wrong.
pub(super) fn publish(
    generation: Generation,
    ready: impl FnOnce(usize, Option<GenerationHandle>, Vec<Diagnostic>) + Send,
) {
    let Generation { number, reading, config, audience, parsed, mut diagnostics, editor, cache } =
        generation;
    let sources = &reading.sources;
    let mut clock = Clock::start();
    let archive = build::link(parsed, sources, &config, audience, &mut clock, &mut diagnostics);
    let linked = Linked { sources, config: &config, archive: &archive };
    linked.plan(&mut clock, &mut diagnostics, |renderer, _, diagnostics| {
        build::sort(diagnostics);
        let diagnostics = std::mem::take(diagnostics);
        if build::fails(&diagnostics, false) {
            return ready(renderer.site().plan.page_count(), None, diagnostics);
        }
        let is_style = |path: &str| path.ends_with(".css");
        let (questions, open) = channel();
        let style: Arc<str> = renderer.style_sheet().into();
        let handle = GenerationHandle {
            questions,
            style: style.clone(),
            styles: reading.state_of(is_style),
        };
        let worker = Worker {
            renderer: &renderer,
            number,
            style: &style,
            styles: handle.styles,
            files: reading.state_of(|path| !is_style(path)),
            editor: &editor,
            cache: &cache,
        };
        ready(renderer.site().plan.page_count(), Some(handle), diagnostics);
        let open = Mutex::new(open);
        let threads = thread::available_parallelism().map_or(1, usize::from).min(4);
        thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(|| worker.work(&open));
            }
            worker.work(&open);
        });
    });
}

/// Answers what a generation is asked.
struct Worker<'a> {
    renderer: &'a Renderer<'a>,
    number: u64,
    style: &'a str,
    styles: u64,
    files: u64,
    editor: &'a EditorUrl,
    cache: &'a PageCache,
}

impl Worker<'_> {
    fn work(&self, open: &Mutex<Receiver<Question>>) {
        let next = || open.lock().unwrap_or_else(PoisonError::into_inner).recv();
        while let Ok(Question { path, answer }) = next() {
            // Who asked may have gone.
            _ = answer.send(self.answer(&path));
        }
    }

    fn answer(&self, path: &OutputPath) -> Answer {
        let outputs = &self.renderer.site().plan.outputs;
        let place = |path: &str| outputs.binary_search_by(|output| output.path.as_str().cmp(path));
        let Ok(found) = place(path.as_str()) else {
            if place(&format!("{path}/index.html")).is_ok() {
                return Answer::Folder(path.clone());
            }
            let page = place("404.html").ok().map(|found| self.output(found));
            return match page {
                Some(Answer::Page(page)) => Answer::NotFound(Some(page)),
                Some(broken @ Answer::Broken(..)) => broken,
                _ => Answer::NotFound(None),
            };
        };
        self.output(found)
    }

    /// Makes a planned file, or finds it as it was made for this generation.
    fn output(&self, place: usize) -> Answer {
        let output = &self.renderer.site().plan.outputs[place];
        let is_page = output.path.as_str().ends_with(".html");
        if let Some(page) = self.cache.page_of(&output.path, self.number) {
            return Answer::Page(page);
        }
        let mut html = Vec::new();
        match self.renderer.make(output, &mut html) {
            Ok(Made::Page) => {}
            Ok(Made::File) => return Answer::Bytes(Bytes::from(html)),
            Ok(Made::Bytes(bytes)) => return Answer::Bytes(Bytes::from_owner(bytes.clone())),
            Ok(Made::Copy(place)) if !is_page => return Answer::Copy(place),
            Ok(Made::Copy(place)) => match std::fs::read(&place) {
                Ok(bytes) => html = bytes,
                Err(_) => return Answer::Copy(place),
            },
            Err(diagnostic) => {
                let mistake = Mistake::new(&diagnostic, self.renderer.site().sources, self.editor);
                return Answer::Broken(mistake, self.cache.last_page(&output.path));
            }
        }
        let page = self.page(html);
        self.cache.insert(&output.path, self.number, &page);
        Answer::Page(page)
    }

    /// Puts the reload script into a page.
    fn page(&self, html: Vec<u8>) -> ServedPage {
        let mut mark = XxHash3_64::with_seed(self.files);
        // All that a style sheet changes on a page is its own name there.
        String::from_utf8_lossy(&html)
            .split(self.style)
            .for_each(|part| mark.write(part.as_bytes()));
        let mark = mark.finish();
        let bytes = with_script(html, &script(mark, self.styles));
        ServedPage { hash: XxHash3_128::oneshot(&bytes), bytes: bytes.into(), mark }
    }
}

/// Returns the tag of the reload script. A page without a mark is one that the server made itself.
pub(super) fn script(mark: u64, styles: u64) -> String {
    format!(
        "<script src=\"/.chancery/reload.js\" data-page=\"{mark:016x}\" data-styles=\"{styles:016x}\"></script>\n"
    )
}

/// Puts a tag before the end of the body; behind all where that is not written.
fn with_script(mut html: Vec<u8>, tag: &str) -> Vec<u8> {
    const END: &[u8] = b"</body>";
    let end = html.windows(END.len()).rposition(|part| part.eq_ignore_ascii_case(END));
    let at = end.unwrap_or(html.len());
    html.splice(at..at, tag.bytes());
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_before_the_end_of_the_body() {
        for (html, expected) in [
            ("<body>a</body>", "<body>a#</body>"),
            ("<BODY>a</BODY></HTML>", "<BODY>a#</BODY></HTML>"),
            ("<pre>&lt;/body></body></pre></body>", "<pre>&lt;/body></body></pre>#</body>"),
            ("<p>a", "<p>a#"),
            ("", "#"),
        ] {
            assert_eq!(with_script(html.into(), "#"), expected.as_bytes());
        }
    }
}
