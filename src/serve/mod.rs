//! Serve: the current archive, over HTTP on this machine.
//!
//! The server serves the files that a build would write, with the reload script in each page. One
//! thread reads the archive again after each change (`watch`), then links and plans a generation of
//! it. The generation answers on threads of its own until the next one is ready (`generation`). One
//! thread handles all connections (`http`). Nothing is written to the disk.

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
use thiserror::Error;
use tokio::sync::watch as states;

use crate::build::{self, Request};
use crate::diagnostic::{Diagnostic, EnvironmentError};
use crate::record::{self, Parsed, Settings};
use crate::rules::Severity;
use crate::source::{CONFIG, CONTENT, Reading, SourceText, Sources};
use generation::{Generation, GenerationHandle};
use mistake::Mistake;
pub use mistake::{EditorUrl, EditorUrlError};
use page_cache::PageCache;
use state::{Current, State};
use watch::Watch;

/// The archive to serve, and the address to serve it at.
#[derive(Clone, Debug)]
pub struct ServerOptions {
    /// The archive and its audience.
    pub request: Request,
    /// The name or address to listen at, which browsers may use in requests.
    pub host: String,
    /// The port to listen at; 0 for any free port.
    pub port: u16,
    /// The URL that opens a location in an editor.
    pub editor: EditorUrl,
}

/// An event of a server, to be shown to the author.
#[derive(Debug)]
pub enum Event<'a> {
    /// The server listens at this address.
    Listening(&'a str),
    /// The archive was read.
    Read(&'a Rebuilt<'a>),
    /// The server cannot do something.
    Problem {
        /// The problem, in a line.
        message: &'a str,
        /// The way in which the server continues.
        help: &'a str,
    },
}

/// The result of reading the archive, for the first time or again.
#[derive(Debug)]
pub struct Rebuilt<'a> {
    /// The files as they were read.
    pub sources: &'a Sources,
    /// The files that were added, changed or removed; none for the first time.
    pub changes: BTreeSet<Arc<str>>,
    /// The number of pages.
    pub pages: usize,
    /// All mistakes but notes.
    pub diagnostics: &'a [Diagnostic],
    /// The time since the first change was noticed.
    pub time: Duration,
}

/// A function that is called with every event of a server.
pub type Reporter = Arc<dyn Fn(Event<'_>) + Send + Sync>;

/// The reason why a server has ended.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The author interrupted it.
    #[error("interrupted")]
    Interrupted,
    /// The archive could not be read when the server started.
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    /// Another program listens at the port.
    #[error("port {port} is in use")]
    PortInUse {
        /// The port.
        port: u16,
        /// The next port that is free.
        free: Option<u16>,
    },
    /// The server cannot listen at the address.
    #[error("cannot listen at {address}: {source}")]
    Listen {
        /// The host and the port.
        address: String,
        /// The system's reason.
        source: io::Error,
    },
}

/// Serves an archive until it is interrupted.
///
/// # Errors
/// Always, with the reason why the server has ended.
pub fn serve(options: ServerOptions, report: Reporter) -> Result<Infallible, ServeError> {
    let listener = listen(&options.host, options.port)?;
    let host = http::Host::new(&options.host);
    let address = listener.local_addr().map_err(|error| listen_error(&options, error))?;
    report(Event::Listening(&format!("http://{}:{}/", host.in_url(), address.port())));
    let (watch, problem) = Watch::new(&options.request.root);
    if let Some(error) = problem {
        report(Event::Problem {
            message: &format!("the archive's folder cannot be watched: {error}"),
            help: "the archive is read every second instead",
        });
    }
    let reading = Reading::new(&options.request.root, SystemTime::now())?;
    let (states, state) = states::channel(None);
    let cannot = |error| listen_error(&options, error);
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
            error = http::serve(listener, host, state) => listen_error(&options, error),
            _ = tokio::signal::ctrl_c() => ServeError::Interrupted,
        }
    });
    // Do not wait for files that are still being read.
    runtime.shutdown_background();
    Err(ended)
}

fn listen_error(options: &ServerOptions, source: io::Error) -> ServeError {
    ServeError::Listen { address: format!("{}:{}", options.host, options.port), source }
}

/// Opens a port. If it is in use, finds the next one that is free.
fn listen(host: &str, port: u16) -> Result<TcpListener, ServeError> {
    let open = |port| TcpListener::bind((host.trim_matches(['[', ']']), port));
    match open(port) {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            let free = (port..=u16::MAX).skip(1).take(100).find(|port| open(*port).is_ok());
            Err(ServeError::PortInUse { port, free })
        }
        Err(source) => Err(ServeError::Listen { address: format!("{host}:{port}"), source }),
    }
}

/// Reads the archive after each change and publishes a generation of it.
struct Rebuilder {
    request: Request,
    editor: EditorUrl,
    report: Reporter,
    states: states::Sender<State>,
    cache: Arc<PageCache>,
}

/// A file as it was read, and what was parsed from it.
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

    /// Waits until the archive has changed.
    fn next(
        &self,
        last: &Reading,
        watch: &mut Watch,
    ) -> (Arc<Reading>, BTreeSet<Arc<str>>, Instant) {
        /// The longest time to wait for changes to end.
        const PATIENCE: Duration = Duration::from_millis(500);
        let mut problem: Option<String> = None;
        loop {
            // An archive that cannot be read is tried again every second at least.
            let began = match problem {
                None => watch.wait(),
                Some(_) => watch.wait_a_second(),
            };
            let mut read = read_again(last);
            // A file may have been read while it was being written, or some of many files.
            while watch.has_more() && began.elapsed() < PATIENCE {
                read = read_again(last);
            }
            match read {
                Ok(reading) => {
                    let changes = reading.changes(last);
                    let has_changed =
                        !changes.is_empty() || reading.diagnostics != last.diagnostics;
                    if has_changed || problem.is_some() {
                        return (Arc::new(reading), changes, began);
                    }
                }
                Err(error) => {
                    let message = error.to_string();
                    if problem.as_ref() == Some(&message) {
                        continue;
                    }
                    let help = "the server goes on with the archive as it was read last";
                    (self.report)(Event::Problem { message: &message, help });
                    self.set_state(None, vec![Mistake::of_environment(&error, help)], 0);
                    problem = Some(message);
                }
            }
        }
    }

    /// Makes a generation of a reading, and serves it unless it has an error. Files that have not
    /// changed are not parsed again.
    fn publish(
        &self,
        number: u64,
        reading: &Arc<Reading>,
        before: &[ParsedFile],
        changes: BTreeSet<Arc<str>>,
        began: Instant,
    ) -> Vec<ParsedFile> {
        /// The most mistakes that the overlay shows: nobody corrects more at once.
        const MOST: usize = 50;
        let sources = &reading.sources;
        let mut diagnostics = reading.diagnostics.clone();
        let config = build::settings(sources, &self.request).report_to(&mut diagnostics);
        // Settings change how texts are parsed.
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
                // The receiver waits below until this is sent.
                _ = ready.send((pages, handle, diagnostics));
            });
        };
        // As much as the main thread has, on which a build renders.
        const STACK: usize = 8 << 20;
        let spawned = thread::Builder::new().stack_size(STACK).spawn(edit);
        let Some((pages, handle, mut diagnostics)) =
            spawned.ok().and_then(|_| is_ready.recv().ok())
        else {
            (self.report)(Event::Problem {
                message: "the archive could not be read again",
                help: "the server goes on with the archive as it was; save a file to try again",
            });
            return records;
        };
        diagnostics.retain(|diagnostic| diagnostic.severity != Severity::Note);
        let errors = diagnostics.iter().filter(|d| d.severity.under(false) == Severity::Error);
        let mistakes = errors.clone().take(MOST).map(|d| Mistake::new(d, sources, &self.editor));
        self.set_state(handle, mistakes.collect(), errors.count().saturating_sub(MOST));
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

    /// Sets what is served from now on. Without a new handle the old one stays.
    fn set_state(&self, handle: Option<GenerationHandle>, mistakes: Vec<Mistake>, more: usize) {
        self.states.send_modify(|state| {
            let last = || state.as_ref().and_then(|current| current.handle.clone());
            *state = Some(Arc::new(Current { handle: handle.or_else(last), mistakes, more }));
        });
    }
}

/// Reads an archive again. If a file is removed after it was listed, reading starts again.
fn read_again(last: &Reading) -> Result<Reading, EnvironmentError> {
    /// The longest time that removing many files may take.
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

/// Parses the content. Files that have not changed keep what was parsed from them before.
fn parse(sources: &Sources, before: &[ParsedFile], settings: Settings<'_>) -> Vec<ParsedFile> {
    // Most files keep their place in the list, or move by one.
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
