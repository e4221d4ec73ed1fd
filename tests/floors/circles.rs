//! Finds circles of imports between the files of a crate. Reads tokens, as `paths` does: `use`
//! trees and inline paths, followed through re-exports to the file that holds what they name.

use std::collections::{BTreeMap, BTreeSet};

use super::paths::{Token, for_tests, tokens};

/// More re-exports of re-exports than this are a circle of their own.
const MOST_HOPS: usize = 8;

/// The names that lead to a module: `["check", "oracle"]`.
type Module = Vec<String>;

/// A path that a file names.
#[derive(Debug)]
struct Import {
    /// The module that it stands in, inline ones included.
    from: Module,
    path: Vec<String>,
    /// What a `use` calls it here.
    alias: Option<String>,
    public: bool,
}

/// Every circle between some files, as the names of its files. `sources` are paths below `src/`
/// with their texts; those of test modules are left out by the caller.
pub fn circles(sources: &[(String, String)]) -> Vec<String> {
    let modules: BTreeMap<Module, usize> =
        sources.iter().enumerate().map(|(index, (file, _))| (module(file), index)).collect();
    let imports: Vec<Vec<Import>> =
        sources.iter().map(|(file, text)| imports(&module(file), text, &modules)).collect();
    let names = imports.iter().flatten().filter_map(|import| {
        Some(((import.from.clone(), import.alias.clone()?), import.path.clone()))
    });
    let tree = Tree { modules: &modules, names: names.collect() };
    let edges: Vec<BTreeSet<usize>> = imports
        .iter()
        .enumerate()
        .map(|(file, imports)| {
            let own = module(&sources[file].0);
            let targets = imports.iter().filter_map(|import| {
                let target = tree.file(&import.from, &import.path, MOST_HOPS)?;
                // A module re-exports what its own files hold.
                let below = module(&sources[target].0).starts_with(&own);
                (target != file && !(import.public && below)).then_some(target)
            });
            targets.collect()
        })
        .collect();
    let reached: Vec<BTreeSet<usize>> =
        (0..sources.len()).map(|file| reach(&edges, file)).collect();
    let mut found = BTreeSet::new();
    for file in 0..sources.len() {
        let circle = (0..sources.len())
            .filter(|other| reached[file].contains(other) && reached[*other].contains(&file));
        let circle: Vec<&str> = circle.map(|other| sources[other].0.as_str()).collect();
        if circle.len() > 1 {
            found.insert(circle.join(", "));
        }
    }
    found.into_iter().collect()
}

/// The files that can be reached from one.
fn reach(edges: &[BTreeSet<usize>], from: usize) -> BTreeSet<usize> {
    let (mut reached, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(file) = open.pop() {
        open.extend(edges[file].iter().filter(|next| reached.insert(**next)));
    }
    reached
}

/// The module that a file is: `a/mod.rs` and `a.rs` are both `a`, `lib.rs` is the root.
fn module(file: &str) -> Module {
    let stem = file.trim_end_matches(".rs");
    let stem = if matches!(stem, "lib" | "main") { "" } else { stem };
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    stem.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The modules of a crate, and what each calls by a name of its own.
struct Tree<'a> {
    modules: &'a BTreeMap<Module, usize>,
    names: BTreeMap<(Module, String), Vec<String>>,
}

impl Tree<'_> {
    /// The file that a path leads to; `None` outside of the crate.
    fn file(&self, from: &Module, path: &[String], hops: usize) -> Option<usize> {
        let mut here = from.clone();
        let mut rest = path;
        while let Some((first, others)) = rest.split_first() {
            match first.as_str() {
                "crate" => here.clear(),
                "self" => {}
                "super" => drop(here.pop()),
                _ => break,
            }
            rest = others;
        }
        if rest.len() == path.len() && !self.modules.contains_key(&child(from, path.first()?)) {
            return None;
        }
        while let Some((first, others)) = rest.split_first() {
            let below = child(&here, first);
            if self.modules.contains_key(&below) {
                here = below;
                rest = others;
                continue;
            }
            let named = self.names.get(&(here.clone(), first.clone()));
            if let (Some(target), Some(hops)) = (named, hops.checked_sub(1)) {
                let path = [target, others].concat();
                if let Some(file) = self.file(&here, &path, hops) {
                    return Some(file);
                }
            }
            break;
        }
        // Inline modules have no file of their own.
        let around = (0..=here.len()).rev().find_map(|n| self.modules.get(&here[..n]));
        around.copied()
    }
}

fn child(module: &Module, name: &str) -> Module {
    let mut module = module.clone();
    module.push(name.to_owned());
    module
}

/// The paths of a file, apart from those that only tests see.
fn imports(own: &Module, text: &str, modules: &BTreeMap<Module, usize>) -> Vec<Import> {
    let tokens = tokens(text);
    let at = |index: usize| tokens.get(index).map_or("", |token: &Token| token.text.as_str());
    let mut from = own.clone();
    // For each open brace: whether it is a module, and whether only tests see it.
    let mut braces: Vec<(bool, bool)> = Vec::new();
    let mut found = Vec::new();
    let mut skip = 0;
    for index in 0..tokens.len() {
        match at(index) {
            "{" => {
                let module = index >= 2 && at(index - 2) == "mod";
                let tests = module && for_tests(&tokens[..index - 2]);
                if module {
                    from.push(at(index - 1).to_owned());
                }
                braces.push((module, tests));
            }
            "}" if braces.pop().is_some_and(|(module, _)| module) => drop(from.pop()),
            _ => {}
        }
        if index < skip || braces.iter().any(|(_, tests)| *tests) {
            continue;
        }
        if at(index) == "use" {
            let public = index > 0 && matches!(at(index - 1), "pub" | ")");
            let mut paths = Vec::new();
            skip = tree(&tokens, index + 1, &[], &mut paths);
            if !for_tests(&tokens[..index]) {
                found.extend(paths.into_iter().map(|(path, alias)| Import {
                    from: from.clone(),
                    path,
                    alias: Some(alias),
                    public,
                }));
            }
        } else if at(index + 1) == "::"
            && (index == 0 || !matches!(at(index - 1), "::" | "." | "mod"))
            && (matches!(at(index), "crate" | "self" | "super")
                || modules.contains_key(&child(&from, at(index))))
        {
            let words = (index..tokens.len()).step_by(2);
            let words = words.take_while(|word| *word == index || at(*word - 1) == "::");
            let path = words.map(|word| at(word).to_owned()).collect();
            found.push(Import { from: from.clone(), path, alias: None, public: false });
        }
    }
    found
}

/// Reads a `use` tree from `start` on, each path with the name it gets; returns where it ends.
fn tree(
    tokens: &[Token],
    start: usize,
    before: &[String],
    found: &mut Vec<(Vec<String>, String)>,
) -> usize {
    let at = |index: usize| tokens.get(index).map_or("", |token: &Token| token.text.as_str());
    let (mut path, mut index) = (before.to_vec(), start);
    while index < tokens.len() {
        match at(index) {
            "{" => {
                index += 1;
                while index < tokens.len() && at(index) != "}" {
                    index = tree(tokens, index, &path, found);
                    index += usize::from(at(index) == ",");
                }
                return index + 1;
            }
            "::" => index += 1,
            "as" => {
                found.push((path, at(index + 1).to_owned()));
                return index + 2;
            }
            "," | "}" | ";" => break,
            "self" if !path.is_empty() => index += 1,
            word => {
                path.push(word.to_owned());
                index += 1;
            }
        }
    }
    if let Some(last) = path.last() {
        let alias = last.clone();
        found.push((path, alias));
    }
    index
}
