//! The layers that `ARCHITECTURE.md` lists, checked against `src/`: no import goes up or across, no
//! files import each other, each file is in a layer, and no two public types have one name.
//!
//! Test code (`#[cfg(test)]`) may import what it likes and is not read.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::Path;

use syn::buffer::Cursor;
use syn::parse::{ParseStream, Parser};
use syn::visit::{self, Visit};
use syn::{Attribute, File, Ident, ImplItemFn, Item, ItemUse, Macro, Meta, UseTree, Visibility};

#[test]
fn the_program_keeps_to_its_layers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(root.join("ARCHITECTURE.md")).expect("the document");
    let mut files = BTreeMap::new();
    read(&root.join("src"), "", &mut files);
    assert!(files.len() > 50, "only {} files were found", files.len());
    let wrong = check(&document, &files);
    assert!(wrong.is_empty(), "{} mistakes:\n{}", wrong.len(), wrong.join("\n"));
}

/// Reads the Rust files below a folder, by their path from it.
fn read(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder that can be read") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        if path.is_dir() {
            read(&path, &format!("{prefix}{name}/"), files);
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(&path).expect("a source file");
            files.insert(format!("{prefix}{name}"), text);
        }
    }
}

/// Returns all that is wrong with a program: files by their path from `src/`, and the document that
/// lists their layers.
fn check(document: &str, files: &BTreeMap<String, String>) -> Vec<String> {
    let mut wrong = Vec::new();
    let layers = Layers::parse(document, &mut wrong);
    let program = Program::parse(files, &mut wrong);
    layers.check_files(&program, &mut wrong);
    layers.check_imports(&program, &mut wrong);
    check_circles(&program, &mut wrong);
    check_type_names(&program, &mut wrong);
    wrong
}

/// The list of layers: for each module at the top of `src/`, the line that it is on, counted from
/// the top.
struct Layers {
    lines: BTreeMap<String, usize>,
}

impl Layers {
    /// Reads the block that is fenced as `layers`. Each line is a layer; a word is a file (`config`)
    /// or a folder (`plan/`), and what is behind a `#` is a comment.
    fn parse(document: &str, wrong: &mut Vec<String>) -> Self {
        let mut lines = BTreeMap::new();
        let block =
            document.split_once("\n```layers\n").and_then(|(_, rest)| rest.split_once("```"));
        let Some((block, _)) = block else {
            wrong.push("the document has no block of layers".into());
            return Self { lines };
        };
        for (n, line) in block.lines().enumerate() {
            let names = line.split('#').next().unwrap_or_default();
            for name in names.split_whitespace() {
                if lines.insert(name.to_owned(), n).is_some() {
                    wrong.push(format!("`{name}` is in the list of layers twice"));
                }
            }
        }
        Self { lines }
    }

    fn check_files(&self, program: &Program, wrong: &mut Vec<String>) {
        for path in program.files.keys().filter(|path| self.line(path).is_none()) {
            wrong.push(format!("src/{path} is in no layer"));
        }
        let known: BTreeSet<String> = program.files.keys().map(|path| top(path)).collect();
        for name in self.lines.keys().filter(|name| !known.contains(*name)) {
            wrong.push(format!("`{name}` is in the list of layers, and not in src/"));
        }
    }

    fn check_imports(&self, program: &Program, wrong: &mut Vec<String>) {
        for (from, file) in &program.files {
            for (to, spelled) in file.imports.iter().filter(|(to, _)| top(from) != top(to)) {
                let (Some(mine), Some(other)) = (self.line(from), self.line(to)) else { continue };
                let way = match other.cmp(&mine) {
                    std::cmp::Ordering::Less => "up",
                    std::cmp::Ordering::Equal => "across its layer",
                    std::cmp::Ordering::Greater => continue,
                };
                wrong.push(format!("src/{from} imports {way}: src/{to} (`{spelled}`)"));
            }
        }
    }

    fn line(&self, path: &str) -> Option<usize> {
        self.lines.get(&top(path)).copied()
    }
}

/// Returns what the list of layers calls a file by: `plan/` of `plan/index.rs`, `config` of
/// `config.rs`.
fn top(path: &str) -> String {
    match path.split_once('/') {
        Some((folder, _)) => format!("{folder}/"),
        None => path.trim_end_matches(".rs").to_owned(),
    }
}

/// Finds files that import each other, directly or by way of others, and says the shortest way round.
fn check_circles(program: &Program, wrong: &mut Vec<String>) {
    let mut known = BTreeSet::new();
    for from in program.files.keys() {
        let Some(circle) = shortest_circle(program, from) else { continue };
        // Every file of a circle finds it; the first to do so reports it.
        let members: BTreeSet<&str> = circle.iter().copied().collect();
        if known.insert(members) {
            let shown: Vec<String> = circle.iter().map(|path| format!("src/{path}")).collect();
            wrong.push(format!("files import each other: {} → src/{from}", shown.join(" → ")));
        }
    }
}

/// Returns the files on the shortest way from a file back to it, the file first.
fn shortest_circle<'p>(program: &'p Program, from: &'p str) -> Option<Vec<&'p str>> {
    let mut before: BTreeMap<&str, &str> = BTreeMap::new();
    let mut next = VecDeque::from([from]);
    while let Some(path) = next.pop_front() {
        for to in program.files[path].imports.keys() {
            if to == from {
                let mut circle = vec![path];
                while let Some(path) = before.get(circle[circle.len() - 1]) {
                    circle.push(path);
                }
                circle.reverse();
                return Some(circle);
            }
            if !before.contains_key(to.as_str()) {
                before.insert(to, path);
                next.push_back(to);
            }
        }
    }
    None
}

/// Finds names that two public types have.
fn check_type_names(program: &Program, wrong: &mut Vec<String>) {
    let mut owners: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (path, file) in &program.files {
        for name in &file.types {
            owners.entry(name).or_default().push(path);
        }
    }
    for (name, paths) in owners.into_iter().filter(|(_, paths)| paths.len() > 1) {
        let shown: Vec<String> = paths.iter().map(|path| format!("src/{path}")).collect();
        wrong.push(format!("{} public types are named {name}: {}", paths.len(), shown.join(", ")));
    }
}

/// A program as far as the rules ask for it: its files, by their path from `src/`.
struct Program {
    files: BTreeMap<String, SourceFile>,
}

/// A file of the program.
#[derive(Default)]
struct SourceFile {
    /// The files that it imports from, each with a path that does so, as it is spelled.
    imports: BTreeMap<String, String>,
    /// The names of the public types that it declares, as often as it declares them.
    types: Vec<String>,
}

impl Program {
    fn parse(files: &BTreeMap<String, String>, wrong: &mut Vec<String>) -> Self {
        let modules: Modules = files.keys().map(|path| (module(path), path.clone())).collect();
        let mut parsed = BTreeMap::new();
        for (path, text) in files {
            let file = match syn::parse_file(text) {
                Ok(file) => SourceFile::of(path, &file, &modules),
                Err(error) => {
                    wrong.push(format!("src/{path} cannot be read: {error}"));
                    SourceFile::default()
                }
            };
            parsed.insert(path.clone(), file);
        }
        Self { files: parsed }
    }
}

/// The path of a module from the root of the crate.
type ModulePath = Vec<String>;
/// The file of each module.
type Modules = BTreeMap<ModulePath, String>;

/// Returns the module that a file is: `plan::index` of `plan/index.rs`, the root of `lib.rs`.
fn module(path: &str) -> ModulePath {
    let path = path.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if path == "lib" { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

impl SourceFile {
    fn of(path: &str, file: &File, modules: &Modules) -> Self {
        let mut reader = Reader {
            path,
            modules,
            scope: module(path),
            names: BTreeMap::new(),
            paths: Vec::new(),
            file: Self::default(),
        };
        if !file.attrs.iter().any(is_for_tests) {
            reader.visit_file(file);
        }
        // A `use` may stand behind what it is for.
        for (scope, segments) in std::mem::take(&mut reader.paths) {
            let named = reader.names.get(&segments[0]).cloned();
            if let Some(full) = reader.absolute(&scope, &segments) {
                reader.import(&full, &segments);
            } else if let Some(mut full) = named {
                full.extend_from_slice(&segments[1..]);
                reader.import(&full, &segments);
            }
        }
        reader.file
    }
}

/// Reads the imports and types of a file.
struct Reader<'p> {
    path: &'p str,
    modules: &'p Modules,
    /// The module that is being read.
    scope: ModulePath,
    /// The modules that a `use` gives a name to.
    names: BTreeMap<String, ModulePath>,
    /// The paths in code of more than one segment, each with its module.
    paths: Vec<(ModulePath, Vec<String>)>,
    file: SourceFile,
}

impl Reader<'_> {
    /// Returns the path from the root of the crate, where a path leads into the crate by itself.
    fn absolute(&self, scope: &ModulePath, segments: &[String]) -> Option<ModulePath> {
        let mut full = scope.clone();
        let mut rest = segments;
        match rest[0].as_str() {
            "crate" => full.clear(),
            // The binary names the library by its name.
            "chancery" if self.path == "main.rs" => full.clear(),
            "self" => {}
            "super" => _ = full.pop(),
            // A module can name those in it.
            name => {
                full.push(name.to_owned());
                if !self.modules.contains_key(&full) {
                    return None;
                }
            }
        }
        rest = &rest[1..];
        while let Some((first, after)) = rest.split_first()
            && first == "super"
        {
            full.pop();
            rest = after;
        }
        full.extend_from_slice(rest);
        Some(full)
    }

    /// Adds the file of the innermost module that a path from the root leads through.
    fn import(&mut self, full: &ModulePath, spelled: &[String]) {
        let file = (0..=full.len()).rev().find_map(|n| self.modules.get(&full[..n]));
        if let Some(file) = file
            && file != self.path
        {
            self.file.imports.entry(file.clone()).or_insert_with(|| spelled.join("::"));
        }
    }

    /// Adds the paths of a `use`.
    fn imports_of(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: &Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.imports_of(&path.tree, &with(&path.ident)),
            UseTree::Group(group) => {
                group.items.iter().for_each(|item| self.imports_of(item, before));
            }
            UseTree::Glob(_) => self.imported(before, None),
            UseTree::Name(name) if name.ident == "self" => {
                self.imported(before, before.last().map(String::as_str));
            }
            UseTree::Name(name) => {
                self.imported(&with(&name.ident), Some(&name.ident.to_string()));
            }
            UseTree::Rename(rename) if rename.ident == "self" => {
                self.imported(before, Some(&rename.rename.to_string()));
            }
            UseTree::Rename(rename) => {
                self.imported(&with(&rename.ident), Some(&rename.rename.to_string()));
            }
        }
    }

    fn imported(&mut self, segments: &[String], name: Option<&str>) {
        let Some(full) = segments.first().and_then(|_| self.absolute(&self.scope, segments)) else {
            return;
        };
        self.import(&full, segments);
        if let Some(name) = name
            && self.modules.contains_key(&full)
        {
            self.names.insert(name.to_owned(), full);
        }
    }

    /// Adds a path in code.
    fn path_in_code(&mut self, segments: Vec<String>) {
        if segments.len() > 1 {
            self.paths.push((self.scope.clone(), segments));
        }
    }

    /// Adds the paths among the tokens of a macro, which are no syntax yet.
    fn paths_of_tokens(&mut self, mut at: Cursor<'_>) {
        let mut segments: Vec<String> = Vec::new();
        let mut colons = 0;
        while !at.eof() {
            if let Some((ident, next)) = at.ident() {
                if colons != 2 {
                    self.path_in_code(std::mem::take(&mut segments));
                }
                segments.push(ident.to_string());
                (colons, at) = (0, next);
            } else if let Some((punct, next)) = at.punct()
                && punct.as_char() == ':'
            {
                (colons, at) = (colons + 1, next);
            } else {
                self.path_in_code(std::mem::take(&mut segments));
                if let Some((inner, ..)) = at.any_group() {
                    self.paths_of_tokens(inner);
                }
                colons = 0;
                at = at.token_tree().map_or(at, |(_, next)| next);
            }
        }
        self.path_in_code(segments);
    }

    fn declared(&mut self, visibility: &Visibility, name: &Ident) {
        if !matches!(visibility, Visibility::Inherited) {
            self.file.types.push(name.to_string());
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if attributes(item).iter().any(is_for_tests) {
            return;
        }
        match item {
            Item::Enum(item) => self.declared(&item.vis, &item.ident),
            Item::Struct(item) => self.declared(&item.vis, &item.ident),
            Item::Trait(item) => self.declared(&item.vis, &item.ident),
            Item::TraitAlias(item) => self.declared(&item.vis, &item.ident),
            Item::Type(item) => self.declared(&item.vis, &item.ident),
            Item::Union(item) => self.declared(&item.vis, &item.ident),
            Item::Mod(item) => {
                self.scope.push(item.ident.to_string());
                visit::visit_item_mod(self, item);
                self.scope.pop();
                return;
            }
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        // `use ::name` is another crate's.
        if item.leading_colon.is_none() {
            self.imports_of(&item.tree, &[]);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if !item.attrs.iter().any(is_for_tests) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    // `pub(in crate::plan)` imports nothing.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            self.path_in_code(path.segments.iter().map(|part| part.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.visit_path(&call.path);
        let walk = |input: ParseStream<'_>| {
            input.step(|cursor| {
                self.paths_of_tokens(*cursor);
                let mut end = *cursor;
                while let Some((_, next)) = end.token_tree() {
                    end = next;
                }
                Ok(((), end))
            })
        };
        walk.parse2(call.tokens.clone()).expect("tokens are not read as syntax");
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Says whether an attribute is `#[cfg(test)]` or `#[test]`.
fn is_for_tests(attribute: &Attribute) -> bool {
    match &attribute.meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        Meta::NameValue(_) => false,
    }
}

/// The rules, on programs made up of a few files.
mod rules {
    use super::*;

    const LAYERS: &str = "\
# from top to bottom
main lib
top/          # a folder
left   right
low
";

    /// Returns what is wrong with a program; files that it has no more of are empty.
    fn wrong(files: &[(&str, &str)]) -> Vec<String> {
        let mut program: BTreeMap<String, String> = BTreeMap::new();
        for path in ["main.rs", "lib.rs", "top/mod.rs", "left.rs", "right.rs", "low.rs"] {
            program.insert(path.to_owned(), String::new());
        }
        for (path, text) in files {
            program.insert((*path).to_owned(), (*text).to_owned());
        }
        check(&format!("# Program\n\n```layers\n{LAYERS}```\n\nMore.\n"), &program)
    }

    #[test]
    fn an_import_from_below_or_from_the_same_folder_passes() {
        for files in [
            &[][..],
            &[("main.rs", "fn main() { chancery::top::run(); }")],
            &[("lib.rs", "pub mod top; mod left; mod right; mod low;")],
            &[("top/mod.rs", "use crate::left::A; use crate::{low, right::{self, B}};")],
            &[("top/mod.rs", "mod part; use part::A; fn f() { part::b(); crate::low::c(); }")],
            &[("top/mod.rs", "mod part; mod other;"), ("top/part.rs", "use super::other::A;")],
            // Other crates, and what only looks like a module.
            &[(
                "low.rs",
                "use top::A; use ::left::B; use std::fmt; fn f() { fmt::g(); Low::h(); }",
            )],
            &[("low.rs", "fn f() { println!(\"crate::top::A\"); } // crate::top::A")],
            // What is visible where.
            &[("top/mod.rs", "mod part;"), ("top/part.rs", "pub(in crate::top) fn f() {}")],
            // A file is no import of its own.
            &[("low.rs", "mod inner { use super::A; use crate::low::B; } struct A; struct B;")],
        ] {
            assert_eq!(wrong(files), [""; 0], "{files:?}");
        }
    }

    #[test]
    fn an_import_from_above_is_found_however_it_is_spelled() {
        for (code, spelled) in [
            ("use crate::top::A;", "crate::top::A"),
            ("use crate::top;", "crate::top"),
            ("use crate::{left, top::{A, B}};", "crate::top::A"),
            ("use crate::top::{self as other};", "crate::top"),
            ("use crate::top::A as B;", "crate::top::A"),
            ("use crate::top::*;", "crate::top"),
            ("use super::top::A;", "super::top::A"),
            ("pub use crate::top::A;", "crate::top::A"),
            ("mod inner { use super::super::top::A; }", "super::super::top::A"),
            ("fn f() { use crate::top::A; }", "crate::top::A"),
            ("fn f() { crate::top::a(); }", "crate::top::a"),
            ("fn f() { let a = crate::top::A { b: 1 }; }", "crate::top::A"),
            ("fn f(a: Vec<&crate::top::A>) {}", "crate::top::A"),
            ("struct S { a: Option<crate::top::A> }", "crate::top::A"),
            ("impl crate::top::A for S {} struct S;", "crate::top::A"),
            ("fn f() { match a { crate::top::A::B => {} } }", "crate::top::A::B"),
            ("fn f() { println!(\"{}\", crate::top::a(1)); }", "crate::top::a"),
            ("fn f() { assert!(matches!(a, Some(crate::top::A::B))); }", "crate::top::A::B"),
            ("macro_rules! m { () => { $crate::top::a() } }", "crate::top::a"),
        ] {
            // From the layer above it, it is right.
            assert_eq!(wrong(&[("top/mod.rs", &code.replace("top", "low"))]), [""; 0], "{code}");
            let found = wrong(&[("right.rs", code)]);
            // A `use` in a group also imports from beside it.
            let up: Vec<_> = found.iter().filter(|line| line.contains(" up: ")).collect();
            let expected = format!("src/right.rs imports up: src/top/mod.rs (`{spelled}`)");
            assert_eq!(up, [&expected], "{code}");
        }
    }

    #[test]
    fn an_import_by_a_name_that_a_use_gives_is_found() {
        for import in ["use crate::top as alias;", "use crate::top::{self as alias};"] {
            let code = format!("fn f() {{ alias::part::a(); }} {import}");
            let found = wrong(&[("low.rs", &code), ("top/part.rs", "")]);
            assert_eq!(
                found,
                [
                    "src/low.rs imports up: src/top/mod.rs (`crate::top`)",
                    "src/low.rs imports up: src/top/part.rs (`alias::part::a`)",
                ]
            );
        }
    }

    #[test]
    fn an_import_from_the_same_layer_is_found() {
        assert_eq!(
            wrong(&[("left.rs", "use crate::right::A;")]),
            ["src/left.rs imports across its layer: src/right.rs (`crate::right::A`)"]
        );
    }

    #[test]
    fn files_that_import_each_other_are_found() {
        for (files, circle) in [
            (
                &[("top/a.rs", "use super::b::B;"), ("top/b.rs", "use super::a::A;")][..],
                "src/top/a.rs → src/top/b.rs → src/top/a.rs",
            ),
            (
                &[("top/mod.rs", "mod a; pub use a::A;"), ("top/a.rs", "use super::B;")],
                "src/top/a.rs → src/top/mod.rs → src/top/a.rs",
            ),
            (
                &[
                    ("top/a.rs", "use super::b::B;"),
                    ("top/b.rs", "fn f() { super::c::c(); }"),
                    ("top/c.rs", "use crate::top::a;"),
                ],
                "src/top/a.rs → src/top/b.rs → src/top/c.rs → src/top/a.rs",
            ),
        ] {
            assert_eq!(wrong(files), [format!("files import each other: {circle}")]);
        }
    }

    #[test]
    fn each_circle_is_found() {
        let found = wrong(&[
            ("top/a.rs", "use super::{b, c};"),
            ("top/b.rs", "use super::a;"),
            ("top/c.rs", "use super::{a, d};"),
            ("top/d.rs", "use super::c;"),
        ]);
        assert_eq!(found.len(), 3, "{found:#?}");
    }

    #[test]
    fn the_list_has_every_file_once_and_nothing_else() {
        assert_eq!(wrong(&[("other.rs", "")]), ["src/other.rs is in no layer"]);
        assert_eq!(wrong(&[("other/mod.rs", "")]), ["src/other/mod.rs is in no layer"]);
        // A folder is not a file.
        assert_eq!(wrong(&[("low/part.rs", "")]), ["src/low/part.rs is in no layer"]);
        let program = BTreeMap::from([("low.rs".to_owned(), String::new())]);
        assert_eq!(
            check("\n```layers\nhigh low\nlow\n```\n", &program),
            [
                "`low` is in the list of layers twice",
                "`high` is in the list of layers, and not in src/",
            ]
        );
        assert_eq!(
            check("```text\nlow\n```\n", &program),
            ["the document has no block of layers", "src/low.rs is in no layer"]
        );
    }

    #[test]
    fn a_file_that_is_no_rust_is_found() {
        let found = wrong(&[("low.rs", "fn (")]);
        assert!(
            found.len() == 1 && found[0].starts_with("src/low.rs cannot be read: "),
            "{found:?}"
        );
    }

    #[test]
    fn two_public_types_of_one_name_are_found() {
        let named = |name: &str| {
            vec![format!("2 public types are named {name}: src/left.rs, src/top/mod.rs")]
        };
        for one in [
            "pub struct A;",
            "pub(crate) enum A {}",
            "pub trait A {}",
            "mod m { pub(super) type A = u8; }",
        ] {
            for other in ["pub(crate) struct A { b: u8 }", "pub union A { b: u8 }"] {
                assert_eq!(wrong(&[("left.rs", one), ("top/mod.rs", other)]), named("A"));
            }
        }
        assert_eq!(
            wrong(&[("left.rs", "pub struct A; pub mod m { pub struct A; }")]),
            ["2 public types are named A: src/left.rs, src/left.rs"]
        );
        for (one, other) in [
            ("pub struct A;", "struct A;"),
            ("pub struct A;", "pub fn A() {} pub const B: u8 = 1;"),
            ("pub struct A;", "#[cfg(test)] mod tests { pub struct A; }"),
            ("pub struct A;", "#[cfg(test)] pub struct A;"),
            ("impl B for C { type A = u8; }", "pub trait D { type A; } pub type A = u8;"),
            ("pub struct A;", "pub use crate::low::A;"),
        ] {
            assert_eq!(wrong(&[("left.rs", other), ("right.rs", one)]), [""; 0], "{other}");
        }
    }

    #[test]
    fn code_for_tests_may_import_from_above() {
        for code in [
            "#[cfg(test)] mod tests { use crate::top::A; fn f() { crate::top::b(); } }",
            "#[cfg(test)] use crate::top::A;",
            "#[test] fn f() { crate::top::a(); }",
            "impl A { #[cfg(test)] fn f() { crate::top::a(); } }",
            "#![cfg(test)] use crate::top::A;",
        ] {
            assert_eq!(wrong(&[("low.rs", code)]), [""; 0], "{code}");
        }
        let found = wrong(&[("low.rs", "#[cfg(unix)] use crate::top::A;")]);
        assert_eq!(found, ["src/low.rs imports up: src/top/mod.rs (`crate::top::A`)"]);
    }
}
