//! Archives to measure with.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Writes an archive whose people, venues and topics are named as often as real ones: few of them
/// much, most of them seldom.
pub(crate) fn generate(root: &Path, briefings: usize) {
    let mut random = Random(7);
    let people: Vec<String> = (0..briefings / 5 + 20)
        .map(|i| format!("{} {} {i}", random.word(), random.word()))
        .collect();
    let venues: Vec<String> =
        (0..briefings / 20 + 8).map(|i| format!("{} {i}", random.word())).collect();
    let topics: Vec<String> = (0..200).map(|i| format!("{} {i}", random.word())).collect();
    for i in 0..briefings {
        let year = 1990 + i * 35 / briefings;
        let mut text = format!("+++\ntitle = \"Talks on {}, round {i}\"\n", random.word());
        _ = writeln!(text, "date = {year}-{:02}-{:02}", 1 + random.below(12), 1 + random.below(28));
        _ = writeln!(text, "venue = {:?}", random.seldom(&venues));
        let count = 2 + random.below(6);
        let named: Vec<&String> = (0..count).map(|_| random.seldom(&people)).collect();
        _ = writeln!(text, "participants = {named:?}");
        _ = writeln!(
            text,
            "topics = [{:?}, {:?}]\n+++",
            random.seldom(&topics),
            random.seldom(&topics)
        );
        for part in 0..3 {
            _ = writeln!(text, "## {} {part}\n", random.word());
            for _ in 0..4 {
                let words: Vec<String> = (0..40).map(|_| random.word()).collect();
                _ = writeln!(text, "{} *{}* {}.\n", named[0], words[0], words.join(" "));
            }
        }
        if i > 0 {
            _ = writeln!(
                text,
                "It went on from [[b{:06}]], as **agreed**.[^1]\n\n[^1]: Wire report, {year}.",
                random.below(i)
            );
        }
        let folder = root.join(format!("content/briefings/{year}"));
        fs::create_dir_all(&folder).expect("a temporary folder");
        fs::write(folder.join(format!("b{i:06}.md")), text).expect("a temporary folder");
    }
    fs::write(root.join("archive.toml"), "title = \"Generated\"\n").expect("a temporary folder");
}

/// A linear congruential generator (Knuth's MMIX constants): the same archive on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }

    fn word(&mut self) -> String {
        const SYLLABLES: [&str; 16] = [
            "ba", "do", "fi", "ge", "ka", "lo", "mi", "ne", "pu", "ra", "so", "ti", "vo", "za",
            "che", "shu",
        ];
        (0..2 + self.below(2)).map(|_| SYLLABLES[self.below(16)]).collect()
    }

    /// Returns one of many, the first ones much more often than the last.
    fn seldom<'a>(&mut self, all: &'a [String]) -> &'a String {
        let at = self.below(1000) as f64 / 1000.0;
        &all[((all.len() as f64) * at.powi(3)) as usize]
    }
}

/// Returns a folder in memory, where there is one.
pub(crate) fn memory() -> PathBuf {
    let shared = PathBuf::from("/dev/shm");
    if shared.is_dir() { shared } else { std::env::temp_dir() }
}
