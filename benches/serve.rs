//! Times `serve`: `cargo bench --bench serve [-- BRIEFINGS|FOLDER [EDITS]]`, 10,000 briefings that
//! are generated and 1,000 edits by default. A folder is copied before it is edited.
//!
//! Starts the program, waits for its first page, then saves a briefing again and again as an editor
//! does, and waits each time as a browser does: for word of the change, then for the whole page.
//! Prints times in milliseconds and the memory of the server in MiB.

mod archive;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let folder = tempfile::tempdir_in(archive::memory()).expect("a temporary folder");
    let root = folder.path().join("archive");
    let what = arguments.first().map_or("10000", String::as_str);
    match what.parse() {
        Ok(briefings) => archive::generate(&root, briefings),
        Err(_) => copy(Path::new(what), &root),
    }
    let edits = arguments.get(1).and_then(|edits| edits.parse().ok()).unwrap_or(1000).max(20);

    let began = Instant::now();
    let server = Server::start(&root);
    let (_, home) = server.get("/");
    let first = milliseconds(began);
    assert!(!home.is_empty());
    println!("{what}, {edits} edits");
    println!("{:<28}{first:>9.1} ms", "start to first page");

    let file = some_briefing(&root);
    let stem = file.file_stem().expect("a briefing has a name").to_string_lossy().into_owned();
    let path = format!("/briefings/{stem}.html");
    let text = fs::read_to_string(&file).expect("a briefing");
    let mut events = server.events(&path);
    events.next();
    let (mut told, mut shown) = (Vec::new(), Vec::new());
    let worked = server.processor();
    let mut memory = Vec::new();
    for edit in 0..edits {
        let word = format!("edit-number-{edit}");
        let saved = Instant::now();
        fs::write(&file, format!("{text}\n\n{word}\n")).expect("a briefing to save");
        events.next();
        told.push(milliseconds(saved));
        let (status, page) = server.get(&path);
        shown.push(milliseconds(saved));
        assert!(status == 200 && page.contains(&word), "edit {edit} does not show: {status}");
        if edit == 9 || edit + 1 == edits || (edit + 1) % (edits / 4) == 0 {
            memory.push((edit + 1, server.memory()));
        }
    }
    for (name, mut times) in [("saved to word of it", told), ("saved to page shown", shown)] {
        times.sort_by(f64::total_cmp);
        let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
        println!(
            "{name:<28}{:>9.1} ms, 95 of 100 within {:.1}, all within {:.1}",
            at(0.5),
            at(0.95),
            at(1.0)
        );
    }
    let worked = (server.processor() - worked) / edits as f64;
    println!("{:<28}{worked:>9.1} ms of all threads", "processor time an edit");
    for path in ["/", "/timeline.html", "/briefings/", "/people/", &path] {
        let asked = Instant::now();
        let (_, page) = server.get(path);
        println!("{:<28}{:>9.1} ms, {} KiB", path, milliseconds(asked), page.len() / 1024);
    }
    for (edit, memory) in memory {
        println!("{:<28}{memory:>9.1} MiB", format!("memory after {edit} edits"));
    }
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

/// Returns the briefing in the middle of all, by path.
fn some_briefing(root: &Path) -> PathBuf {
    fn below(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder of briefings").flatten() {
            let path = entry.path();
            if path.is_dir() {
                below(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    below(&root.join("content/briefings"), &mut found);
    found.sort();
    found.swap_remove(found.len() / 2)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a temporary folder");
    for entry in fs::read_dir(from).expect("an archive").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if !from.is_dir() {
            fs::copy(&from, &to).expect("a temporary folder");
        } else if entry.file_name() != "public" {
            copy(&from, &to);
        }
    }
}

/// The program, serving.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(root: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_chancery"))
            .args(["serve", "--quiet", "--port", "0", "--root"])
            .arg(root)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program");
        let out = process.stdout.take().expect("its standard output");
        let mut url = String::new();
        BufReader::new(out).read_line(&mut url).expect("its address");
        let address = url.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { process, address }
    }

    fn ask(&self, path: &str) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(&self.address).expect("the server");
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).expect("the server");
        BufReader::new(stream)
    }

    fn get(&self, path: &str) -> (u16, String) {
        let mut whole = Vec::new();
        self.ask(path).read_to_end(&mut whole).expect("an answer");
        let whole = String::from_utf8_lossy(&whole).into_owned();
        let status = whole.get(9..12).and_then(|status| status.parse().ok()).unwrap_or_default();
        (status, whole)
    }

    fn events(&self, path: &str) -> Events {
        Events { stream: self.ask(&format!("/.chancery/events?page={path}")) }
    }

    /// Returns the processor time that it has had, in milliseconds, where the system tells.
    fn processor(&self) -> f64 {
        const TICK: f64 = 10.0;
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id()));
        let stat = stat.unwrap_or_default();
        // The program's name, in brackets, may hold spaces.
        let fields = stat.rsplit(')').next().unwrap_or_default().split(' ').skip(12).take(2);
        fields.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() * TICK
    }

    /// Returns the memory that it has now, in MiB, where the system tells.
    fn memory(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0 kB");
        let kibibytes: f64 = line.trim().trim_end_matches("kB").trim().parse().unwrap_or_default();
        kibibytes / 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has no state to lose.
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

/// The stream that tells of changes.
struct Events {
    stream: BufReader<TcpStream>,
}

impl Events {
    /// Waits for the next.
    fn next(&mut self) {
        let mut line = String::new();
        while !line.starts_with("data:") {
            line.clear();
            let read = self.stream.read_line(&mut line).expect("the stream");
            assert!(read > 0, "the stream has ended");
        }
    }
}
