//! HTTP: a request goes in; what the current generation holds comes out.
//!
//! Other sites' pages and other machines are not trusted: who asks must know the host by one of its
//! own names, in time and in few words, may only look, and gets no leave to pass anything on.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, TcpListener};
use std::path::Path;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::Serialize;
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::file::{self, OpenedFile};
use super::generation::{Answer, script};
use super::mistake::Mistake;
use super::page_cache::ServedPage;
use super::state::{Current, State};
use crate::output::path::OutputPath;
use crate::text::percent_decode;

/// How many connections there are at once; more wait in the system's queue.
const CONNECTIONS: usize = 512;
/// How many of them wait for changes.
const STREAMS: usize = 128;
/// How many bytes the head of a request has, and how many headers.
const HEAD: usize = 16 << 10;
const HEADERS: usize = 64;
/// How long a request may take to come, and how long a connection may be idle.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a connection lives before it is to be made again, and how long it has then to end.
const LIFE: Duration = Duration::from_secs(300);
const GRACE: Duration = Duration::from_secs(30);
/// How often a stream shows that it is alive, and how long it is open: shorter than [`LIFE`].
const PULSE: Duration = Duration::from_secs(15);
const STREAM: Duration = Duration::from_secs(240);

const RELOAD: &str = include_str!("reload.js");
const OVERLAY: &str = include_str!("overlay.css");
/// Stands for a page that there is none of yet.
const WAITING: &str = include_str!("waiting.html");

/// The names by which a request may call the host.
pub(super) struct Host {
    given: String,
}

impl Host {
    /// Makes them of the one that the server was told to listen at.
    pub(super) fn new(given: &str) -> Self {
        let given = given.trim_matches(['[', ']']).to_ascii_lowercase();
        Self { given }
    }

    /// Returns the given one as URLs have it.
    pub(super) fn in_url(&self) -> String {
        match self.given.contains(':') {
            true => format!("[{}]", self.given),
            false => self.given.clone(),
        }
    }

    /// Says whether a `Host` header means this server.
    fn is(&self, header: &str) -> bool {
        let name = match header.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => header,
        };
        let name = name.to_ascii_lowercase();
        if matches!(name.as_str(), "localhost" | "127.0.0.1" | "[::1]") || name == self.in_url() {
            return true;
        }
        // Who listens at every address may be asked by each of them: a name server can make a
        // foreign name lead here, but no foreign address.
        let everywhere = self.given.parse().is_ok_and(|at: IpAddr| at.is_unspecified());
        everywhere && name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok()
    }
}

/// Answers requests; ends only where it cannot begin.
pub(super) async fn serve(
    listener: TcpListener,
    host: Host,
    state: watch::Receiver<State>,
) -> io::Error {
    let begin = || {
        listener.set_nonblocking(true)?;
        tokio::net::TcpListener::from_std(listener)
    };
    let listener = match begin() {
        Ok(listener) => listener,
        Err(error) => return error,
    };
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    let server = Arc::new(Server { host, state, streams: Arc::new(Semaphore::new(STREAMS)) });
    loop {
        let place = connections.clone().acquire_owned().await;
        match listener.accept().await {
            Ok((stream, _)) => {
                let server = server.clone();
                tokio::spawn(async move {
                    connection(stream, server).await;
                    drop(place);
                });
            }
            // Too many open files, say: some will be closed.
            Err(_) => sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Answers the requests of one connection.
async fn connection(stream: TcpStream, server: Arc<Server>) {
    // Without it the system waits for more to send before it sends what is there.
    _ = stream.set_nodelay(true);
    let service = service_fn(|request| {
        let server = server.clone();
        async move { Ok::<_, Infallible>(server.answer(&request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_header_size(HEAD)
        .max_headers(HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    // What goes wrong in a connection is the matter of the one who made it.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = sleep(LIFE) => {
            connection.as_mut().graceful_shutdown();
            _ = timeout(GRACE, connection).await;
        }
    }
}

struct Server {
    host: Host,
    state: watch::Receiver<State>,
    streams: Arc<Semaphore>,
}

type Reply = Response<ReplyBody>;

impl Server {
    async fn answer(&self, request: &Request<Incoming>) -> Reply {
        if let Some(refusal) = self.refusal(request) {
            return refusal;
        }
        let is_head = request.method() == Method::HEAD;
        let mut reply = match request.uri().path().strip_prefix("/.chancery/") {
            Some("reload.js") => known(RELOAD, "text/javascript; charset=utf-8", request.headers()),
            Some("overlay.css") => known(OVERLAY, "text/css; charset=utf-8", request.headers()),
            Some("events") if !is_head => self.events(request.uri().query().unwrap_or_default()),
            Some(_) => plain(StatusCode::NOT_FOUND, "There is nothing here."),
            None => self.file(request.uri().path(), request.headers()).await,
        };
        if is_head {
            let length = reply.body().size_hint().exact();
            if let Some(length) = length.filter(|_| reply.status() != StatusCode::NOT_MODIFIED) {
                reply.headers_mut().entry(header::CONTENT_LENGTH).or_insert(length.into());
            }
            *reply.body_mut() = ReplyBody::empty();
        }
        reply
    }

    /// Refuses who calls the host by a name that is not its own, or wants more than to look.
    fn refusal(&self, request: &Request<Incoming>) -> Option<Reply> {
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let (host, other) = (hosts.next(), hosts.next());
        let Some(host) = host.and_then(|host| host.to_str().ok()).filter(|_| other.is_none())
        else {
            return Some(plain(StatusCode::BAD_REQUEST, "The request names no host, or several."));
        };
        let authority = request.uri().authority();
        if !self.host.is(host) || authority.is_some_and(|other| !self.host.is(other.as_str())) {
            let message = "This server does not go by that name. \
                           `chancery serve --host NAME` gives it another.";
            return Some(plain(StatusCode::FORBIDDEN, message));
        }
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let mut reply =
                plain(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are answered.");
            reply.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            return Some(reply);
        }
        None
    }

    /// Returns what is served now, once there is something.
    async fn current(&self) -> Option<Arc<Current>> {
        let mut state = self.state.clone();
        let state = state.wait_for(Option::is_some).await.ok()?;
        state.clone()
    }

    async fn file(&self, path: &str, headers: &HeaderMap) -> Reply {
        let Some(current) = self.current().await else { return waiting() };
        let Some(handle) = &current.handle else { return waiting() };
        // What is no path of an output cannot be that of one.
        let path = output_path(path).unwrap_or_else(not_found);
        match handle.ask(path.clone()).await {
            Some(Answer::Page(page)) => of_page(StatusCode::OK, page, headers),
            Some(Answer::NotFound(Some(page))) => of_page(StatusCode::NOT_FOUND, page, headers),
            Some(Answer::NotFound(None)) => plain(StatusCode::NOT_FOUND, "There is nothing here."),
            Some(Answer::Broken(_, Some(page))) => of_page(StatusCode::OK, page, headers),
            Some(Answer::Bytes(bytes)) => {
                let hash = twox_hash::XxHash3_128::oneshot(&bytes);
                of_bytes(StatusCode::OK, bytes, hash, file::content_type(path.as_str()), headers)
            }
            Some(Answer::Folder(path)) => {
                let mut reply = plain(StatusCode::MOVED_PERMANENTLY, "This is a folder.");
                let to = HeaderValue::try_from(format!("/{}/", path.url()));
                reply.headers_mut().extend(to.ok().map(|to| (header::LOCATION, to)));
                reply
            }
            Some(Answer::Copy(place)) => {
                copy(&place, file::content_type(path.as_str()), headers).await
            }
            Some(Answer::Broken(_, None)) | None => waiting(),
        }
    }

    /// Opens a stream that tells a page when it is no longer as it should be.
    fn events(&self, query: &str) -> Reply {
        let Ok(place) = self.streams.clone().try_acquire_owned() else {
            return plain(StatusCode::SERVICE_UNAVAILABLE, "Too many pages wait for changes.");
        };
        let page = query.split('&').find_map(|part| part.strip_prefix("page="));
        let path = output_path(page.unwrap_or_default()).unwrap_or_else(not_found);
        let (send, receive) = mpsc::channel(1);
        let state = self.state.clone();
        tokio::spawn(async move {
            tell(path, state, send).await;
            drop(place);
        });
        let mut reply = Response::new(ReplyBody::Stream(receive));
        add_headers(&mut reply, "text/event-stream; charset=utf-8");
        reply
    }
}

/// What a page is told.
#[derive(Serialize)]
struct Message<'a> {
    /// The mark of the page as it is now; none where it stays as it is shown.
    page: Option<String>,
    /// Changes with the style sheets.
    styles: String,
    /// The URL of the built-in style sheet.
    style: String,
    mistakes: Vec<&'a Mistake>,
    more: usize,
}

/// Tells a page of every change, until it is closed.
async fn tell(
    path: OutputPath,
    mut state: watch::Receiver<State>,
    send: mpsc::Sender<io::Result<Bytes>>,
) {
    let end = Instant::now() + STREAM;
    let mut last = String::new();
    loop {
        let current = state.borrow_and_update().clone();
        if let Some(current) = current {
            let message = message(&path, &current).await;
            if message != last {
                let event = format!("data: {message}\n\n");
                if send.send(Ok(event.into())).await.is_err() {
                    return;
                }
                last = message;
            }
        }
        let pulse = || send.send(Ok(Bytes::from_static(b":\n\n")));
        tokio::select! {
            changed = state.changed() => if changed.is_err() { return },
            () = send.closed() => return,
            () = sleep(PULSE) => if pulse().await.is_err() { return },
            () = sleep_until(end) => return,
        }
    }
}

async fn message(path: &OutputPath, current: &Current) -> String {
    let mut mistakes: Vec<&Mistake> = current.mistakes.iter().collect();
    let answer = match &current.handle {
        Some(handle) => handle.ask(path.clone()).await,
        None => None,
    };
    let page = match &answer {
        Some(Answer::Page(page) | Answer::NotFound(Some(page))) => Some(page.mark),
        Some(Answer::Broken(mistake, _)) => {
            mistakes.push(mistake);
            None
        }
        _ => None,
    };
    let handle = current.handle.as_ref();
    let message = Message {
        page: page.map(|mark| format!("{mark:016x}")),
        styles: format!("{:016x}", handle.map_or(0, |handle| handle.styles)),
        style: handle.map_or_else(String::new, |handle| format!("/{}", handle.style)),
        mistakes,
        more: current.more,
    };
    serde_json::to_string(&message).expect("texts and numbers are JSON")
}

/// Reads the path of a request as that of an output: a folder stands for its index.
fn output_path(path: &str) -> Option<OutputPath> {
    let decoded = percent_decode(path)?;
    let below = decoded.strip_prefix('/')?;
    let index = if below.is_empty() || below.ends_with('/') { "index.html" } else { "" };
    OutputPath::new(&format!("{below}{index}")).ok()
}

fn not_found() -> OutputPath {
    OutputPath::new(NOWHERE).expect("a name without anything that a path may not have")
}

/// A path at which nothing is: pages are named by IDs, and these have no such character.
const NOWHERE: &str = "404.html/nothing";

fn of_page(status: StatusCode, page: ServedPage, headers: &HeaderMap) -> Reply {
    of_bytes(status, page.bytes, page.hash, "text/html; charset=utf-8", headers)
}

fn known(text: &'static str, kind: &'static str, headers: &HeaderMap) -> Reply {
    let hash = twox_hash::XxHash3_128::oneshot(text.as_bytes());
    of_bytes(StatusCode::OK, Bytes::from_static(text.as_bytes()), hash, kind, headers)
}

/// Answers with bytes, or that they are as the one who asks has them.
fn of_bytes(
    status: StatusCode,
    bytes: Bytes,
    hash: u128,
    kind: &'static str,
    headers: &HeaderMap,
) -> Reply {
    let tag = format!("\"{hash:032x}\"");
    let is_known = status == StatusCode::OK && has(headers, &tag);
    let body = if is_known { ReplyBody::empty() } else { ReplyBody::Whole(Some(bytes)) };
    let mut reply = Response::new(body);
    *reply.status_mut() = if is_known { StatusCode::NOT_MODIFIED } else { status };
    add_headers(&mut reply, kind);
    let tag = HeaderValue::try_from(tag).expect("figures in quotation marks");
    reply.headers_mut().insert(header::ETAG, tag);
    reply
}

/// Answers with a file, a piece at a time.
async fn copy(place: &Path, kind: &'static str, headers: &HeaderMap) -> Reply {
    // It may have gone since the archive was read, or be no longer there to be read.
    let Ok(OpenedFile { file, hash, size }) = file::find(place.to_owned()).await else {
        return plain(StatusCode::NOT_FOUND, "The file cannot be read.");
    };
    let mut reply = of_bytes(StatusCode::OK, Bytes::new(), hash, kind, headers);
    if reply.status() == StatusCode::OK {
        reply.headers_mut().insert(header::CONTENT_LENGTH, size.into());
        *reply.body_mut() = ReplyBody::Stream(file::pieces(file, size));
    }
    reply
}

/// Says whether the one who asks has the bytes of a tag (RFC 9110, 13.1.2).
fn has(headers: &HeaderMap, tag: &str) -> bool {
    let values = headers.get_all(header::IF_NONE_MATCH).iter();
    let mut tags = values.filter_map(|value| value.to_str().ok()).flat_map(|text| text.split(','));
    tags.any(|known| matches!(known.trim(), "*") || known.trim().trim_start_matches("W/") == tag)
}

fn plain(status: StatusCode, text: &'static str) -> Reply {
    let mut reply = Response::new(ReplyBody::Whole(Some(Bytes::from_static(text.as_bytes()))));
    *reply.status_mut() = status;
    add_headers(&mut reply, "text/plain; charset=utf-8");
    reply
}

/// Answers with a page that becomes the real one as soon as there is one.
fn waiting() -> Reply {
    let html = WAITING.replace("<script></script>\n", &script(0, 0));
    let mut reply = Response::new(ReplyBody::Whole(Some(html.into())));
    *reply.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    add_headers(&mut reply, "text/html; charset=utf-8");
    reply
}

fn add_headers(reply: &mut Reply, kind: &'static str) {
    let headers = reply.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// What is sent: bytes that are there, or pieces as they come.
enum ReplyBody {
    Whole(Option<Bytes>),
    Stream(mpsc::Receiver<io::Result<Bytes>>),
}

impl ReplyBody {
    fn empty() -> Self {
        Self::Whole(None)
    }
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match self.get_mut() {
            Self::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Self::Stream(pieces) => {
                pieces.poll_recv(context).map(|piece| piece.map(|piece| piece.map(Frame::data)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
            }
            Self::Stream(_) => SizeHint::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_goes_by_its_own_names() {
        for (given, header, expected) in [
            ("127.0.0.1", "localhost:4321", true),
            ("127.0.0.1", "LOCALHOST", true),
            ("127.0.0.1", "127.0.0.1:80", true),
            ("127.0.0.1", "[::1]:4321", true),
            ("127.0.0.1", "archive.example", false),
            ("127.0.0.1", "localhost.example:4321", false),
            ("127.0.0.1", "example:localhost", false),
            ("127.0.0.1", "192.168.1.5:4321", false),
            ("127.0.0.1", "", false),
            ("archive.local", "Archive.local:4321", true),
            ("archive.local", "other.local:4321", false),
            ("::1", "[::1]", true),
            ("[fe80::1]", "[fe80::1]:4321", true),
            ("0.0.0.0", "192.168.1.5:4321", true),
            ("0.0.0.0", "[fe80::1]:4321", true),
            ("0.0.0.0", "archive.example", false),
            ("::", "10.0.0.1", true),
        ] {
            assert_eq!(Host::new(given).is(header), expected, "{header} at {given}");
        }
    }

    #[test]
    fn a_request_is_for_an_output_or_for_nothing() {
        for (path, expected) in [
            ("/", Some("index.html")),
            ("/people/", Some("people/index.html")),
            ("/people/a.html", Some("people/a.html")),
            ("/files/%C3%A4%20b.pdf", Some("files/ä b.pdf")),
            ("/people%2fa.html", Some("people/a.html")),
            ("/../archive.toml", None),
            ("/%2e%2e/archive.toml", None),
            ("/%2e%2e%2farchive.toml", None),
            ("/people/..%5carchive.toml", None),
            ("//etc/passwd", None),
            ("/people//a.html", None),
            ("/%00", None),
            ("/%ff", None),
            ("/C:/x", None),
            ("/.CHANCERY/manifest", None),
            ("/%252e%252e/archive.toml", Some("%2e%2e/archive.toml")),
            ("*", None),
            ("", None),
        ] {
            assert_eq!(output_path(path).as_ref().map(OutputPath::as_str), expected, "{path}");
        }
    }
}
