//! Serve: the archive as it is now, over HTTP on this machine.
//!
//! What is served is what a build would write, and the reload script in each page. One thread reads
//! the archive again when something has changed (`watch`), and links and plans a generation of it;
//! a generation answers on threads of its own until the next is there (`generation`); and one thread
//! carries all connections (`http`). Nothing is written to the disk.

mod file;
mod generation;
mod http;
mod mistake;
mod page_cache;
mod state;
mod watch;

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use rayon::prelude::*;
use tokio::sync::watch as states;

use crate::build::{self, Request};
use crate::diagnostic::{Diagnostic, EnvironmentError};
use crate::record::{self, Parsed, Settings};
use crate::rules::Severity;
use crate::source::{CONFIG, CONTENT, Reading, SourceText, Sources};
use generation::{Generation, GenerationHandle};
pub use mistake::EditorUrl;
use mistake::Mistake;
use page_cache::PageCache;
use state::{Current, State};
use watch::Watch;

/// What is served, and where.
#[derive(Clone, Debug)]
pub struct ServerOptions {
    /// The archive, and whom it is for.
    pub request: Request,
    /// The name or address to listen at, by which browsers may ask.
    pub host: String,
    /// The port to listen at; 0 for any that is free.
    pub port: u16,
    /// What opens a place in an editor.
    pub editor: EditorUrl,
}

/// An event of a server, to be shown to the author.
#[derive(Debug)]
pub enum Event<'a> {
    /// It listens at this address.
    Listening(&'a str),
    /// The archive was read.
    Read(&'a Rebuilt<'a>),
    /// A problem, and how the server goes on.
    Trouble(&'a str, &'a str),
}

/// What became of reading the archive, at first or again.
#[derive(Debug)]
pub struct Rebuilt<'a> {
    /// The files as they were read.
    pub sources: &'a Sources,
    /// The files that were added, changed or removed; none at first.
    pub changes: BTreeSet<Arc<str>>,
    /// How many pages there are.
    pub pages: usize,
    /// Everything that is wrong.
    pub diagnostics: &'a [Diagnostic],
    /// How long it took from the first news of a change.
    pub time: Duration,
}

/// A function that is called with every event of a server.
pub type Reporter = Arc<dyn Fn(Event<'_>) + Send + Sync>;

/// Why a server came to its end.
#[derive(Debug)]
pub enum ServeError {
    /// Somebody asked it to.
    Interrupted,
    /// The archive could not be read at first.
    Environment(EnvironmentError),
    /// Another program listens at the port; the next one that is free.
    PortInUse(u16, Option<u16>),
    /// It cannot listen there.
    Listen(String, io::Error),
}

impl From<EnvironmentError> for ServeError {
    fn from(error: EnvironmentError) -> Self {
        Self::Environment(error)
    }
}

/// Serves an archive until it is interrupted.
///
/// # Errors
/// Always, with the reason for which it came to its end.
pub fn serve(options: ServerOptions, report: Reporter) -> Result<Infallible, ServeError> {
    let listener = listen(&options.host, options.port)?;
    let host = http::Host::new(&options.host);
    let address = listener.local_addr().map_err(|error| trouble_at(&options, error))?;
    report(Event::Listening(&format!("http://{}:{}/", host.in_url(), address.port())));
    let (watch, trouble) = Watch::new(&options.request.root);
    if let Some(error) = trouble {
        report(Event::Trouble(
            &format!("the archive's folder cannot be watched: {error}"),
            "it is read again every second instead",
        ));
    }
    let reading = Reading::new(&options.request.root, SystemTime::now())?;
    let (states, state) = states::channel(None);
    let cannot = |error| trouble_at(&options, error);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(cannot)?;
    let editor = EditorUrl::clone(&options.editor);
    let rebuilder = Rebuilder {
        request: options.request.clone(),
        editor,
        report,
        states,
        cache: Arc::default(),
    };
    thread::spawn(move || rebuilder.keep(reading, watch));
    let ended = runtime.block_on(async {
        tokio::select! {
            error = http::serve(listener, host, state) => trouble_at(&options, error),
            _ = tokio::signal::ctrl_c() => ServeError::Interrupted,
        }
    });
    // Files that are still being read for somebody are not waited for.
    runtime.shutdown_background();
    Err(ended)
}

fn trouble_at(options: &ServerOptions, error: io::Error) -> ServeError {
    ServeError::Listen(format!("{}:{}", options.host, options.port), error)
}

/// Opens a port; where it is taken, finds the next that is not.
fn listen(host: &str, port: u16) -> Result<TcpListener, ServeError> {
    let open = |port| TcpListener::bind((host.trim_matches(['[', ']']), port));
    match open(port) {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            let next = (port..=u16::MAX).skip(1).take(100).find(|port| open(*port).is_ok());
            Err(ServeError::PortInUse(port, next))
        }
        Err(error) => Err(ServeError::Listen(format!("{host}:{port}"), error)),
    }
}

/// Keeps what is served to what is on the disk.
struct Rebuilder {
    request: Request,
    editor: EditorUrl,
    report: Reporter,
    states: states::Sender<State>,
    cache: Arc<PageCache>,
}

/// What was read from one file: the file as it was then, and what it gave.
type ParsedFile = (Arc<SourceText>, Parsed);

impl Rebuilder {
    fn keep(&self, reading: Reading, mut watch: Watch) {
        let mut reading = Arc::new(reading);
        let mut changes = BTreeSet::new();
        let mut began = Instant::now();
        let mut records: Vec<ParsedFile> = Vec::new();
        for number in 1.. {
            records = self.publish(number, &reading, &records, changes, began);
            (reading, changes, began) = self.next(&reading, &mut watch);
        }
    }

    /// Waits for the archive to be another than it was.
    fn next(
        &self,
        last: &Reading,
        watch: &mut Watch,
    ) -> (Arc<Reading>, BTreeSet<Arc<str>>, Instant) {
        /// How long changes may go on before what there is by then is shown.
        const PATIENCE: Duration = Duration::from_millis(500);
        let mut trouble: Option<String> = None;
        loop {
            // While it cannot be read, it is tried again every second at least.
            let began = match trouble {
                None => watch.wait(),
                Some(_) => watch.wait_a_second(),
            };
            let mut read = read_again(last);
            // A file may have been read while it was being written, or a half of many.
            while watch.has_more() && began.elapsed() < PATIENCE {
                read = read_again(last);
            }
            match read {
                Ok(reading) => {
                    let changes = reading.changes(last);
                    let is_other = !changes.is_empty() || reading.diagnostics != last.diagnostics;
                    if is_other || trouble.is_some() {
                        return (Arc::new(reading), changes, began);
                    }
                }
                Err(error) => {
                    let message = error.to_string();
                    if trouble.as_ref() == Some(&message) {
                        continue;
                    }
                    let help = "the archive is served as it was when it could be read";
                    (self.report)(Event::Trouble(&message, help));
                    self.state(None, vec![Mistake::of_environment(&error, help)], 0);
                    trouble = Some(message);
                }
            }
        }
    }

    /// Makes a generation of a reading, and serves it where it has no error. What was parsed before
    /// is parsed again only where it has changed.
    fn publish(
        &self,
        number: u64,
        reading: &Arc<Reading>,
        before: &[ParsedFile],
        changes: BTreeSet<Arc<str>>,
        began: Instant,
    ) -> Vec<ParsedFile> {
        /// How many mistakes the overlay shows: more are not mended at once.
        const MOST: usize = 50;
        let sources = &reading.sources;
        let mut diagnostics = reading.diagnostics.clone();
        let config = build::settings(sources, &self.request).report_to(&mut diagnostics);
        // The settings say how texts are read.
        let before = if changes.contains(CONFIG) { &[] } else { before };
        let settings = Settings { vocabularies: &config.vocabularies, html: config.html };
        let records = parse(sources, before, settings);
        let generation = Generation {
            number,
            reading: reading.clone(),
            config,
            audience: self.request.audience,
            parsed: records.iter().map(|(_, parsed)| parsed.clone()).collect(),
            diagnostics,
            editor: self.editor.clone(),
            cache: self.cache.clone(),
        };
        let (ready, is_ready) = mpsc::channel();
        let edit = move || {
            generation::publish(generation, |pages, handle, diagnostics| {
                // Who waits for it does so until it is there.
                _ = ready.send((pages, handle, diagnostics));
            });
        };
        // As much as the main thread has, on which a build does the same.
        const STACK: usize = 8 << 20;
        let spawned = thread::Builder::new().stack_size(STACK).spawn(edit);
        let Some((pages, handle, mut diagnostics)) =
            spawned.ok().and_then(|_| is_ready.recv().ok())
        else {
            let help = "the archive is served as it was; save a file to try again";
            (self.report)(Event::Trouble("the archive could not be read again", help));
            return records;
        };
        diagnostics.retain(|diagnostic| diagnostic.severity != Severity::Note);
        let errors = diagnostics.iter().filter(|d| d.severity.under(false) == Severity::Error);
        let mistakes = errors.clone().take(MOST).map(|d| Mistake::new(d, sources, &self.editor));
        self.state(handle, mistakes.collect(), errors.count().saturating_sub(MOST));
        let time = began.elapsed();
        (self.report)(Event::Read(&Rebuilt {
            sources,
            changes,
            pages,
            diagnostics: &diagnostics,
            time,
        }));
        records
    }

    /// Says what is served from now on; without a new handle the old one stays.
    fn state(&self, handle: Option<GenerationHandle>, mistakes: Vec<Mistake>, more: usize) {
        self.states.send_modify(|state| {
            let last = || state.as_ref().and_then(|current| current.handle.clone());
            *state = Some(Arc::new(Current { handle: handle.or_else(last), mistakes, more }));
        });
    }
}

/// Reads an archive again. A file that goes between its being listed and read is no trouble.
fn read_again(last: &Reading) -> Result<Reading, EnvironmentError> {
    /// How long many files may take to go.
    const PATIENCE: Duration = Duration::from_secs(10);
    let began = Instant::now();
    loop {
        match last.again(SystemTime::now()) {
            Err(error)
                if error.source.kind() == io::ErrorKind::NotFound
                    && last.sources.root().is_dir()
                    && began.elapsed() < PATIENCE =>
            {
                thread::sleep(Duration::from_millis(10));
            }
            read => return read,
        }
    }
}

/// Parses the content, but for the files that were parsed before as they are now.
fn parse(sources: &Sources, before: &[ParsedFile], settings: Settings<'_>) -> Vec<ParsedFile> {
    // Mostly, a file is where it was in the list, or one before or behind that.
    let known = |i: usize, file: &Arc<SourceText>| {
        let same = |(known, _): &&ParsedFile| Arc::ptr_eq(known, file);
        let near = [i, i.wrapping_sub(1), i + 1].into_iter();
        near.filter_map(|i| before.get(i)).find(same).or_else(|| {
            let place = before.binary_search_by(|(known, _)| known.path.cmp(&file.path));
            place.ok().map(|place| &before[place]).filter(same)
        })
    };
    let record = |(i, file): (usize, &Arc<SourceText>)| {
        let parsed = known(i, file).map(|(_, parsed)| parsed.clone());
        (
            file.clone(),
            parsed.unwrap_or_else(|| record::parse::parse(&file.path, file.text(), settings)),
        )
    };
    sources.below(CONTENT).par_iter().enumerate().map(record).collect()
}
