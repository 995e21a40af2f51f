//! Times each phase on a generated archive: `cargo bench [-- BRIEFINGS [RUNS]]`, 10,000 and 7 by
//! default. Prints the median of the runs in milliseconds. Where there is a memory file system,
//! the output goes there, so that a disk's mood is not measured.

mod archive;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use chancery::archive::Audience;
use chancery::archive::link::link;
use chancery::build::{self, Request};
use chancery::messages::Messages;
use chancery::output::sync::OutputFolder;
use chancery::plan::Plan;
use chancery::plan::output::Content;
use chancery::record::Settings;
use chancery::render::Renderer;
use chancery::render::assets::assets;
use chancery::render::pages::Views;
use chancery::render::templates::Templates;
use chancery::site::Site;
use chancery::source;
use chancery::{config, record};
use rayon::prelude::*;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let numbers: Vec<usize> =
        std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let briefings = numbers.first().copied().unwrap_or(10_000);
    let runs = numbers.get(1).copied().unwrap_or(7).max(1);
    let folder = tempfile::tempdir_in(archive::memory()).expect("a temporary folder");
    let root = folder.path().join("archive");
    archive::generate(&root, briefings);

    let mut times: Vec<(&str, Vec<f64>)> = Vec::new();
    for _ in 0..runs {
        let output = folder.path().join("public");
        for (i, (phase, time)) in phases(&root, &output).into_iter().enumerate() {
            match times.get_mut(i) {
                Some((_, all)) => all.push(time),
                None => times.push((phase, vec![time])),
            }
        }
        fs::remove_dir_all(&output).expect("the output was written");
    }
    println!(
        "{briefings} briefings, median of {runs} runs, {} threads",
        rayon::current_num_threads()
    );
    for (phase, mut all) in times {
        all.sort_by(f64::total_cmp);
        println!("{phase:<16}{:>9.1} ms", all[all.len() / 2]);
    }
}

/// Runs the phases once, each by itself.
fn phases(root: &Path, output: &Path) -> Vec<(&'static str, f64)> {
    let mut times = Vec::new();
    let mut last = Instant::now();
    let mut done = |phase| {
        times.push((phase, last.elapsed().as_secs_f64() * 1000.0));
        last = Instant::now();
    };
    let mut diagnostics = Vec::new();
    let sources = source::load(root).expect("the archive was generated").value;
    done("load");
    let config = config::parse(&sources).report_to(&mut diagnostics);
    let parsed: Vec<_> = {
        let settings = Settings { vocabularies: &config.vocabularies, html: config.html };
        let read =
            sources.read_content(true, |path, text, _| record::parse::parse(path, text, settings));
        read.expect("the archive was generated")
    };
    done("parse");
    let archive = link(parsed, &sources, &config, Audience::default()).report_to(&mut diagnostics);
    done("link");
    let messages = Arc::new(Messages::english());
    let assets = assets(&sources, &config.outputs, &messages);
    let plan = Plan::new(&archive, &sources, &config, &assets).report_to(&mut diagnostics);
    done("plan");
    let templates = Templates::new(&sources, &config, &messages, &assets, Vec::new())
        .report_to(&mut diagnostics);
    let renderer =
        Renderer::new(Views::new(Site::new(&sources, &plan, &config, &messages)), &templates);
    done("shared views");
    assert_eq!(diagnostics, []);
    let bytes: usize = plan
        .outputs
        .par_iter()
        .map_init(Vec::new, |html, output| match output.content {
            Content::Page(page) => {
                html.clear();
                renderer.page(page, &output.path, html).expect("the built-in templates are right");
                html.len()
            }
            _ => 0,
        })
        .sum();
    done("render");
    plan.outputs.par_iter().for_each_init(Vec::new, |bytes, output| {
        if let Content::Search(_) = output.content {
            renderer.make(output, bytes).expect("a file of the search has no template");
        }
    });
    done("search");
    let page = vec![b'x'; bytes / plan.outputs.len()];
    let target = OutputFolder::open(output).expect("a new folder");
    let staged = plan
        .outputs
        .par_iter()
        .map(|output| target.stage(&output.path, &page).expect("a new file"))
        .collect();
    target.commit(staged).expect("a new folder");
    done("write");
    let request = Request { root: root.to_owned(), ..Request::default() };
    fs::remove_dir_all(output).expect("the output was written");
    done("(clean up)");
    build::build(&request, output).expect("the archive was generated");
    done("whole build");
    build::build(&request, output).expect("the archive was built");
    done("build again");
    times.retain(|(phase, _)| !phase.starts_with('('));
    times
}
