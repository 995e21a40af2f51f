//! What is served is what a build would write and the reload script, whatever is edited; mistakes
//! are shown over the last good page; and nobody keeps the server from its work.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use chancery::archive::Audience;
use chancery::build::{Request, build};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use support::{Archive, Snapshot, Table, assert_same, outputs};

/// How long a change may take to be served: far longer than it does, since the machine that tests
/// is busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program, serving an archive.
struct Server {
    process: Child,
    address: String,
    /// What it said on standard error.
    said: Arc<Mutex<String>>,
}

impl Server {
    fn of(archive: &Archive) -> Self {
        Self::with(archive, &[])
    }

    fn with(archive: &Archive, arguments: &[&str]) -> Self {
        let mut process = archive
            .command()
            .args(["serve", "--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut url = String::new();
        let out = process.stdout.take().expect("standard output");
        BufReader::new(out).read_line(&mut url).expect("the address");
        let said = Arc::new(Mutex::new(String::new()));
        let (err, hear) = (process.stderr.take().expect("standard error"), said.clone());
        thread::spawn(move || {
            for line in BufReader::new(err).lines().map_while(Result::ok) {
                hear.lock().unwrap().push_str(&(line + "\n"));
            }
        });
        let address = url.trim().strip_prefix("http://").and_then(|url| url.strip_suffix('/'));
        let address = address.unwrap_or_else(|| panic!("no address: {url:?}")).to_owned();
        Self { process, address, said }
    }

    /// Sends bytes, and returns what comes back until the server closes.
    fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = self.connect();
        // The server may close before it has read all.
        _ = stream.write_all(request);
        // What is no whole request is not answered: the one who sends it goes.
        if !request.windows(4).any(|part| part == b"\r\n\r\n") {
            _ = stream.shutdown(Shutdown::Write);
        }
        let mut whole = Vec::new();
        _ = stream.read_to_end(&mut whole);
        Answer::new(&whole)
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("the server");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        stream
    }

    fn ask(&self, method: &str, path: &str, headers: &str) -> Answer {
        let host = &self.address;
        self.raw(
            format!(
                "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n"
            )
            .as_bytes(),
        )
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "")
    }

    fn events(&self, path: &str) -> Events {
        let mut stream = self.connect();
        let host = &self.address;
        let request = format!("GET /.chancery/events?page={path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("the server");
        Events(BufReader::new(stream))
    }

    fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    #[track_caller]
    fn wait_to_hear(&self, text: &str) {
        assert!(eventually(|| self.said().contains(text)), "no {text:?} in:\n{}", self.said());
    }

    /// Stops the test where what is served does not come to be what a build would write.
    #[track_caller]
    fn assert_as_built(&self, archive: &Archive, audience: Audience, context: &str) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let request = Request { audience, ..archive.request() };
        let report = build(&request, folder.path()).expect("a build");
        assert!(report.summary.is_some(), "{context}: {:?}", report.diagnostics);
        let built = outputs(folder.path());
        let served = || -> BTreeMap<String, Vec<u8>> {
            let body = |path: &String| match self.get(&url(path)) {
                Answer { status: 200, body, .. } if path.ends_with(".html") => {
                    without_script(&body)
                }
                Answer { status: 200, body, .. } => body,
                other => format!("status {}", other.status).into_bytes(),
            };
            built.keys().map(|path| (path.clone(), body(path))).collect()
        };
        if !eventually(|| served() == built) {
            assert_same(&served(), &built, context);
        }
    }

    #[cfg(unix)]
    fn interrupt(&mut self) -> ExitStatus {
        let kill = std::process::Command::new("kill")
            .args(["-INT", &self.process.id().to_string()])
            .status();
        assert!(kill.expect("a program of every Unix").success());
        let asked = Instant::now();
        let ended = self.process.wait().expect("it ends");
        assert!(asked.elapsed() < Duration::from_secs(2), "at once");
        ended
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

/// What a server answered.
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn new(whole: &[u8]) -> Self {
        let end = whole.windows(4).position(|part| part == b"\r\n\r\n");
        let (head, body) = whole.split_at(end.map_or(whole.len(), |end| end + 4));
        let head = String::from_utf8_lossy(head).to_lowercase();
        let status = head.get(9..12).and_then(|status| status.parse().ok()).unwrap_or_default();
        Self { status, head, body: body.to_vec() }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// The stream that tells a page of changes.
struct Events(BufReader<TcpStream>);

impl Events {
    fn next(&mut self) -> Value {
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.0.read_line(&mut line).expect("an event in time") > 0, "the stream ended");
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).expect("events are JSON");
            }
        }
    }

    /// Waits for one that is as it should be.
    fn until(&mut self, is_so: impl Fn(&Value) -> bool) -> Value {
        loop {
            let event = self.next();
            if is_so(&event) {
                return event;
            }
        }
    }
}

fn eventually(is_so: impl Fn() -> bool) -> bool {
    let began = Instant::now();
    loop {
        if is_so() {
            return true;
        }
        if began.elapsed() > PATIENCE {
            return false;
        }
        thread::sleep(Duration::from_millis(20));
    }
}

fn url(path: &str) -> String {
    const ENCODED: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');
    format!("/{}", utf8_percent_encode(path, ENCODED))
}

const SCRIPT: &str = "<script src=\"/.chancery/reload.js\"";

/// Takes the reload script out of a page; it must be there once, right before the end of the body.
fn without_script(page: &[u8]) -> Vec<u8> {
    let page = String::from_utf8_lossy(page);
    let (before, rest) = page.split_once(SCRIPT).unwrap_or_else(|| panic!("no script in {page}"));
    let (_, rest) = rest.split_once("</script>\n").expect("the script ends");
    assert!(rest.starts_with("</body>") || rest.is_empty(), "not at the end: {rest}");
    assert!(!rest.contains(SCRIPT), "twice");
    [before, rest].concat().into_bytes()
}

/// An archive with something of everything.
fn small() -> Archive {
    Archive::new()
        .briefing(
            "a",
            "venue = \"Ankara\"\nparticipants = [\"Ana Diaz\"]",
            "See [[b]] and [a file](plan.txt).",
        )
        .briefing("b", "date = 2022-11-15\nvenue = \"Ankara\"", "The second.")
        .file("content/briefings/plan.txt", "the plan")
        .page("about", "title = \"About\"", "What this is.")
        .file("static/robots.txt", "User-agent: *\n")
        .file("static/own.html", "<!doctype html><title>Own</title><body><p>own</body>")
}

/// Returns the sample archive, copied.
fn sample() -> Archive {
    fn add(archive: &Archive, from: &Path, path: &str) {
        for entry in fs::read_dir(from).expect("the sample archive").flatten() {
            let path = format!("{path}/{}", entry.file_name().to_string_lossy());
            match entry.path() {
                folder if folder.is_dir() => add(archive, &folder, &path),
                file => archive.write(&path, fs::read(file).expect("a file")),
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let archive = Archive::new();
    archive.write("archive.toml", fs::read(root.join("archive.toml")).expect("its settings"));
    add(&archive, &root.join("content"), "content");
    archive
}

#[test]
fn what_is_served_is_what_a_build_writes_and_the_script() {
    for archive in [sample(), small()] {
        let before = Snapshot::of(archive.root());
        let server = Server::of(&archive);
        server.assert_as_built(&archive, Audience::default(), "as it is");
        before.assert_unchanged(archive.root(), "serving writes nothing");
    }
    let archive = small().briefing("c", "draft = true", "Not yet.");
    let drafts = Audience { drafts: true, at: None };
    let server = Server::with(&archive, &["--drafts"]);
    server.assert_as_built(&archive, drafts, "with drafts");
    assert_eq!(server.get("/briefings/c.html").status, 200);
    assert_eq!(Server::of(&archive).get("/briefings/c.html").status, 404);
}

#[test]
fn an_edit_shows_whatever_it_is_of() {
    let archive = small();
    let server = Server::of(&archive);
    let briefing = |id: &str, body: &str| support::briefing(id, "venue = \"Ankara\"", body);
    let path = |path: &str| archive.path(path);
    let rename = |from: &str, to: &str| {
        fs::create_dir_all(path(to).parent().expect("a folder")).expect("a folder");
        fs::rename(path(from), path(to)).expect("to rename");
    };
    let edits: [(&str, &dyn Fn()); 24] = [
        ("nothing", &|| {}),
        ("a text", &|| archive.write("content/briefings/a.md", briefing("a", "Changed."))),
        ("a text of the same length, at once", &|| {
            archive.write("content/briefings/a.md", briefing("a", "Twisted."));
            thread::sleep(Duration::from_millis(30));
            archive.write("content/briefings/a.md", briefing("a", "Chopped."));
        }),
        ("a text, as editors save: written beside, and moved over", &|| {
            archive.write("content/briefings/.a.md.swp", briefing("a", "Moved over."));
            rename("content/briefings/.a.md.swp", "content/briefings/a.md");
        }),
        ("a text, moved away and written anew", &|| {
            rename("content/briefings/a.md", "content/briefings/a.md~");
            thread::sleep(Duration::from_millis(30));
            archive.write("content/briefings/a.md", briefing("a", "Written anew."));
        }),
        ("two files that change places", &|| {
            archive.write("content/briefings/b.md", briefing("x", "The second one"));
            rename("content/briefings/a.md", "content/briefings/c.md");
            rename("content/briefings/b.md", "content/briefings/a.md");
            rename("content/briefings/c.md", "content/briefings/b.md");
        }),
        ("another folder", &|| rename("content/briefings/a.md", "content/briefings/2022/11/a.md")),
        ("another name", &|| rename("content/briefings/b.md", "content/briefings/second.md")),
        ("a folder that is added", &|| {
            archive
                .write("content/people/ana-diaz.md", support::page("name = \"Ana Diaz\"", "Who."));
        }),
        ("a folder that is moved", &|| rename("content/briefings/2022", "content/briefings/old")),
        ("a folder that is removed", &|| fs::remove_dir_all(path("content/people")).expect("it")),
        ("the folder of all content, removed and put back", &|| {
            rename("content", "kept");
            thread::sleep(Duration::from_millis(100));
            rename("kept", "content");
        }),
        ("a text after that", &|| {
            archive.write("content/pages/about.md", support::page("title = \"About it\"", ""))
        }),
        ("the settings", &|| archive.write("archive.toml", "title = \"Another\"\nlang = \"fr\"\n")),
        ("what the settings say of texts", &|| {
            archive
                .write("content/pages/about.md", support::page("title = \"About\"", "<b>bold</b>"));
            archive.write("archive.toml", "title = \"Another\"\n[markdown]\nhtml = true\n");
        }),
        ("the first template", &|| {
            archive.write(
                "templates/page.html",
                "{% extends \"chancery/page.html\" %}{% block title %}Mine{% endblock title %}",
            );
        }),
        ("a template", &|| {
            archive.write(
                "templates/page.html",
                "{% extends \"chancery/page.html\" %}{% block title %}Yours{% endblock title %}",
            );
        }),
        ("a template that is removed", &|| archive.remove("templates/page.html")),
        ("the style sheet", &|| archive.write("templates/assets/style.css", "p { color: red }")),
        ("a file that is copied", &|| archive.write("static/robots.txt", "User-agent: me\n")),
        ("a page that is copied", &|| archive.write("static/own.html", "<body>mine</body>")),
        ("files that are added and removed", &|| {
            archive.write("static/.well-known/a b.txt", "new");
            archive.remove("static/own.html");
        }),
        ("many briefings at once", &|| {
            for i in 0..1000 {
                archive.write(
                    &format!("content/briefings/many/m{i}.md"),
                    briefing("m", "One of many."),
                );
            }
        }),
        ("and all of them gone", &|| {
            fs::remove_dir_all(path("content/briefings/many")).expect("it")
        }),
    ];
    for (what, edit) in edits {
        edit();
        server.assert_as_built(&archive, Audience::default(), what);
    }
    assert_eq!(server.get("/briefings/m1.html").status, 404);
    assert_eq!(server.get("/own.html").status, 404);
}

#[test]
fn a_page_is_told_when_it_changes_and_only_then() {
    let archive = small();
    let server = Server::of(&archive);
    let mark = |page: &str| {
        let text = server.get(page).text();
        let (_, rest) = text.rsplit_once("data-page=\"").expect("a mark");
        rest[..16].to_owned()
    };
    let (mut a, mut about) = (server.events("/briefings/a.html"), server.events("/about.html"));
    let first = a.next();
    assert_eq!(first["page"], mark("/briefings/a.html").as_str(), "the page has what it is told");
    assert_eq!(about.next()["page"], mark("/about.html").as_str());

    archive.write("content/briefings/a.md", support::briefing("a", "", "Other words."));
    let second = a.next();
    assert_ne!(second["page"], first["page"]);
    assert_eq!(second["page"], mark("/briefings/a.html").as_str());

    archive.write("templates/assets/style.css", "p { color: red }");
    let third = a.next();
    assert_eq!(third["page"], second["page"], "a style sheet is swapped, the page stays");
    assert_ne!(third["style"], second["style"]);
    let style = third["style"].as_str().expect("a path").to_owned();
    assert_eq!(server.get(&style).text(), "p { color: red }");
    // The page that the first edit was not of has heard of nothing else.
    assert_eq!(about.next()["style"], third["style"]);

    archive.write("static/own.css", "p { color: blue }");
    let fourth = a.next();
    assert_eq!(fourth["page"], third["page"]);
    assert_ne!(fourth["styles"], third["styles"]);

    archive.write("content/briefings/plan.txt", "the plan, changed");
    assert_ne!(a.next()["page"], fourth["page"], "a picture on it may be another");

    let mut new = server.events("/briefings/new.html");
    let not_there = new.next();
    archive.write("content/briefings/new.md", support::briefing("new", "", "Here."));
    assert_ne!(new.next()["page"], not_there["page"]);
}

#[test]
fn mistakes_are_shown_over_the_last_good_page_until_they_are_mended() {
    let archive = small().file("templates/page.html", "<body>{{ head.title }}</body>");
    let server = Server::of(&archive);
    let good = |path: &str| archive.read_source(path);
    let cases = [
        (
            "content/briefings/a.md",
            "+++\ntitle = \"A\"\ndate = 2022-13-41\n+++\n",
            "invalid-date",
            "content/briefings/a.md:3:8",
        ),
        (
            "content/briefings/a.md",
            "+++\ntitle = \"A",
            "invalid-front-matter",
            "content/briefings/a.md:1:1",
        ),
        (
            "content/pages/about.md",
            "+++\ntitle = \"About\"\n+++\n[[Nobody at all]]",
            "broken-link",
            "content/pages/about.md:4:1",
        ),
        ("archive.toml", "title = \"The archive\"\ntilte = 1\n", "unknown-key", "archive.toml:2:1"),
        (
            "templates/page.html",
            "<body>{% if %}</body>",
            "template-error",
            "templates/page.html:1:13",
        ),
        (
            "templates/page.html",
            "<body>{{ nothing.like.it }}</body>",
            "template-error",
            "templates/page.html:1:10",
        ),
    ];
    let mut table = Table::new();
    for (path, bad, rule, place) in cases {
        table.run(format!("{path}: {rule}"), || {
            let before = (good(path), server.get("/about.html").text());
            let mut events = server.events("/about.html");
            assert_eq!(events.next()["mistakes"], Value::Array(Vec::new()));
            archive.write(path, bad);
            let event = events.until(|event| event["mistakes"] != Value::Array(Vec::new()));
            let mistake = &event["mistakes"][0];
            assert_eq!(mistake["rule"], rule, "{mistake:#}");
            assert_eq!(mistake["severity"], "error");
            assert_eq!(mistake["places"][0]["at"], place, "{mistake:#}");
            assert!(mistake["places"][0]["line"].is_array(), "{mistake:#}");
            let editor = mistake["places"][0]["editor"].as_str().unwrap_or_default();
            let (_, position) = place.split_once(':').expect("a position");
            assert!(editor.starts_with("vscode://file/"), "{editor}");
            assert!(editor.ends_with(&format!("{path}:{position}")), "{editor}");
            let shown = server.get("/about.html");
            assert_eq!((shown.status, shown.text()), (200, before.1.clone()), "the last good page");
            archive.write(path, before.0);
            let event = events.until(|event| event["mistakes"] == Value::Array(Vec::new()));
            assert!(event["page"].is_string());
            assert!(eventually(|| server.get("/about.html").text() == before.1), "as it was");
        });
    }
    table.end(6);
    server.wait_to_hear("1 error in ");
    server.wait_to_hear("the last pages without mistakes are served");
}

#[test]
fn an_archive_that_is_wrong_at_first_is_served_when_it_is_mended() {
    let archive = small();
    let good = archive.read_source("content/briefings/a.md");
    archive.write("content/briefings/a.md", "+++\ndate = 2022\n+++\n");
    let server = Server::of(&archive);
    let waiting = server.get("/");
    assert_eq!(waiting.status, 503);
    assert!(waiting.text().contains(SCRIPT), "{}", waiting.text());
    let mut events = server.events("/");
    assert!(events.next()["mistakes"].as_array().is_some_and(|all| !all.is_empty()));
    server.wait_to_hear("error[missing-key]");
    archive.write("content/briefings/a.md", good);
    assert!(events.next()["page"].is_string());
    server.assert_as_built(&archive, Audience::default(), "mended");
}

#[test]
fn who_may_not_ask_is_refused() {
    let archive = small();
    let server = Server::of(&archive);
    let host = server.address.clone();
    let port = host.rsplit(':').next().expect("a port").to_owned();
    let get =
        |path: &str| format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    let from = |name: &str| format!("GET / HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n");
    let by =
        |method: &str| format!("{method} / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    let long = "a".repeat(100_000);
    let many: String = (0..200).map(|i| format!("X-{i}: 1\r\n")).collect();
    let cases: Vec<(&str, String, u16)> = vec![
        ("the home page", get("/"), 200),
        ("localhost", from(&format!("localhost:{port}")), 200),
        ("the other loopback", from(&format!("[::1]:{port}")), 200),
        ("a query", get("/?q=x"), 200),
        ("a whole address", get(&format!("http://{host}/about.html")), 200),
        ("dots", get("/../archive.toml"), 404),
        ("dots inside", get("/people/../../archive.toml"), 404),
        ("dots, encoded", get("/%2e%2e/archive.toml"), 404),
        ("dots and slash, encoded", get("/%2e%2e%2farchive.toml"), 404),
        ("dots, encoded twice", get("/%252e%252e/archive.toml"), 404),
        ("back slashes", get("/..%5carchive.toml"), 404),
        ("two slashes", get("//etc/passwd"), 404),
        ("an absolute path", get("/%2fetc/passwd"), 404),
        ("a source", get("/content/briefings/a.md"), 404),
        ("the settings", get("/archive.toml"), 404),
        ("a zero byte", get("/a%00.html"), 404),
        ("no UTF-8", get("/%ff.html"), 404),
        ("a drive", get("/C:/archive.toml"), 404),
        ("another case", get("/ABOUT.html"), 404),
        ("Chancery's own folder", get("/.chancery/manifest"), 404),
        ("the same, in another case", get("/.CHANCERY/reload.js"), 404),
        ("a long path", get(&format!("/{}", "a/".repeat(5000))), 404),
        ("a foreign host", from("archive.example"), 403),
        ("a foreign host that looks alike", from("localhost.archive.example"), 403),
        ("a foreign address", from("192.168.0.1"), 403),
        ("an empty host", from(""), 403),
        ("a foreign address in full", get("http://archive.example/"), 403),
        ("no host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n".into(), 400),
        (
            "two hosts",
            format!(
                "GET / HTTP/1.1\r\nHost: {host}\r\nHost: archive.example\r\nConnection: close\r\n\r\n"
            ),
            400,
        ),
        ("POST", by("POST"), 405),
        ("PUT", by("PUT"), 405),
        ("DELETE", by("DELETE"), 405),
        ("OPTIONS", by("OPTIONS"), 405),
        ("a method of its own", by("REBUILD"), 405),
        ("a long header", format!("GET / HTTP/1.1\r\nHost: {host}\r\nX: {long}\r\n\r\n"), 431),
        ("many headers", format!("GET / HTTP/1.1\r\nHost: {host}\r\n{many}\r\n"), 431),
        ("no HTTP", "\u{1}\u{2}\u{3}\r\n\r\n".into(), 400),
        ("half a request", "GET / HTTP/1.1\r\nHo".into(), 0),
    ];
    let mut table = Table::new();
    for (what, request, status) in cases {
        table.run(what, || {
            let answer = server.raw(request.as_bytes());
            assert_eq!(answer.status, status, "{}", answer.head);
            assert!(!answer.head.contains("access-control"), "{}", answer.head);
            assert!(!answer.text().contains("edition"), "no source is shown");
        });
    }
    table.run("a request from another site's page", || {
        let answer = server.ask("GET", "/", "Origin: https://archive.example\r\n");
        assert!(!answer.head.contains("access-control"), "{}", answer.head);
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"));
    });
    table.end(39);
    assert_eq!(server.get("/").status, 200, "it goes on");
}

#[test]
fn a_host_is_asked_for_by_the_name_that_it_was_given() {
    let archive = small();
    let server = Server::with(&archive, &["--host", "localhost"]);
    assert!(server.address.starts_with("localhost:"), "{}", server.address);
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn an_answer_has_a_type_and_a_tag_and_can_be_had_without_its_body() {
    let archive = small().file("static/large.bin", vec![7; 3_000_000]);
    let server = Server::of(&archive);
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/large.bin", "application/octet-stream"),
        ("/.chancery/reload.js", "text/javascript; charset=utf-8"),
        ("/.chancery/overlay.css", "text/css; charset=utf-8"),
    ] {
        let whole = server.get(path);
        assert_eq!((whole.status, whole.header("content-type")), (200, Some(kind)), "{path}");
        let length = whole.body.len().to_string();
        assert_eq!(whole.header("content-length"), Some(length.as_str()), "{path}");
        let head = server.ask("HEAD", path, "");
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        for name in ["content-type", "content-length", "etag"] {
            assert_eq!(head.header(name), whole.header(name), "{path}: {name}");
        }
        let tag = whole.header("etag").expect("a tag");
        for known in [tag.to_owned(), format!("\"x\", W/{tag}"), "*".into()] {
            let same = server.ask("GET", path, &format!("If-None-Match: {known}\r\n"));
            assert_eq!((same.status, same.body.len()), (304, 0), "{path}: {known}");
        }
        assert_eq!(server.ask("GET", path, "If-None-Match: \"x\"\r\n").status, 200, "{path}");
    }
    let folder = server.get("/briefings");
    assert_eq!((folder.status, folder.header("location")), (301, Some("/briefings/")));
    for path in ["/nothing", "/nothing/at/all.html", "/briefings/nothing.html"] {
        let page = server.get(path);
        assert_eq!(page.status, 404);
        assert_eq!(without_script(&page.body), without_script(&server.get("/404.html").body));
    }
}

#[test]
fn slow_and_endless_clients_keep_nobody_waiting() {
    let archive = small().file("static/large.bin", vec![7; 30_000_000]);
    let server = Server::of(&archive);
    let address = &server.address;
    let mut slow: Vec<TcpStream> = (0..200).map(|_| server.connect()).collect();
    for (i, stream) in slow.iter_mut().enumerate() {
        let part = match i % 4 {
            0 => String::new(),
            1 => "GET / HTTP/1.1\r\nHost: ".to_owned(),
            2 => format!("GET /large.bin HTTP/1.1\r\nHost: {address}\r\n\r\n"),
            _ => format!(
                "GET / HTTP/1.1\r\nHost: {address}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"
            ),
        };
        stream.write_all(part.as_bytes()).expect("the server takes it");
    }
    let asked = Instant::now();
    for _ in 0..20 {
        assert_eq!(server.get("/").status, 200);
    }
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    server.assert_as_built(&archive, Audience::default(), "in between");
    // Who does not say what they want is not waited for.
    let mut rest = Vec::new();
    slow[1].read_to_end(&mut rest).expect("the server closes");
    assert_eq!(String::from_utf8_lossy(&rest), "");
}

#[test]
fn ten_thousand_changes_at_once_are_one() {
    let archive = small();
    let server = Server::of(&archive);
    assert_eq!(server.get("/").status, 200);
    for i in 0..10_000 {
        archive.write(&format!("static/many/{}/{i}.txt", i % 50), "one of many");
    }
    assert!(eventually(|| server.get("/many/49/9999.txt").status == 200));
    fs::remove_dir_all(archive.path("static/many")).expect("them");
    assert!(eventually(|| server.get("/many/49/9999.txt").status == 404));
    archive.write("content/briefings/a.md", support::briefing("a", "", "After that."));
    assert!(eventually(|| server.get("/briefings/a.html").text().contains("After that.")));
    assert!(!server.said().contains("error"), "{}", server.said());
}

#[test]
fn a_root_that_goes_is_served_as_it_was_until_it_comes_back() {
    let archive = small();
    let server = Server::of(&archive);
    let before = server.get("/briefings/a.html").text();
    let (root, away) = (archive.root().to_owned(), archive.root().with_extension("away"));
    fs::rename(&root, &away).expect("to move the archive");
    server.wait_to_hear("cannot look at");
    assert_eq!(server.get("/briefings/a.html").text(), before);
    let mut events = server.events("/briefings/a.html");
    let event = events.until(|event| event["mistakes"] != Value::Array(Vec::new()));
    assert_eq!(event["mistakes"][0]["rule"], Value::Null);
    fs::rename(&away, &root).expect("to move it back");
    events.until(|event| event["mistakes"] == Value::Array(Vec::new()));
    archive.write("content/briefings/a.md", support::briefing("a", "", "Back again."));
    assert!(eventually(|| server.get("/briefings/a.html").text().contains("Back again.")));
}

#[test]
fn a_port_in_use_is_said_with_one_that_is_free() {
    let archive = small();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("its address").port().to_string();
    let run = archive.run(&["serve", "--port", &port]).exits(3);
    assert_eq!(run.out, "");
    assert!(
        run.err.starts_with(&format!("error: port {port} is in use\n  = help: ")),
        "{}",
        run.err
    );
    for (arguments, code, expected) in [
        (&["--port", "0", "--host", "192.0.2.1"][..], 3, "cannot listen at 192.0.2.1:"),
        (&["--port", "70000"], 2, "invalid value '70000'"),
        (&["--editor", "javascript:{file}"], 2, "write a URL such as"),
        (&["--port", "0", "--root", "nowhere"], 2, "there is no archive.toml in nowhere"),
    ] {
        let run = archive.run(&[&["serve"], arguments].concat()).exits(code);
        // Broken into lines, as wide as the terminal.
        let said = run.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(expected), "{}", run.err);
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_at_once() {
    let archive = small();
    let mut server = Server::of(&archive);
    let mut events = server.events("/");
    events.next();
    server.wait_to_hear(" pages in ");
    assert_eq!(server.interrupt().code(), Some(130));
}

#[test]
fn each_change_is_a_line_on_standard_error() {
    let archive = small();
    let server = Server::of(&archive);
    server.wait_to_hear(" pages in ");
    archive.write("content/briefings/a.md", support::briefing("a", "", "Other words."));
    server.wait_to_hear("content/briefings/a.md: ");
    archive.write("content/pages/about.md", support::page("title = 1", ""));
    server.wait_to_hear("error[wrong-type]");
    let quiet = Server::with(&archive, &["--quiet"]);
    quiet.wait_to_hear("error[wrong-type]");
    assert!(!quiet.said().contains(" pages"), "{}", quiet.said());
}
