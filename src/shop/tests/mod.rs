//! Folders that are wrong in one way each, and what is said about them; folders that are right, and what becomes of
//! them.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may fail loudly")]

mod accepted;
mod ads;
mod candidates;
mod catalogue;
mod channels;
mod clicks;
mod codes;
mod compiled;
mod drawing;
mod feeds;
mod files;
mod fuzz;
mod large;
mod learned;
mod made;
mod members;
mod personas;
mod purposes;
mod reach;
mod rules;
mod schemas;
mod sensitive;
mod shelves;
mod shop;
mod tables;
mod tests_read;

use super::{Compiled, Problem, compile, read};
use std::collections::BTreeMap;
use std::path::Path;
use tempfile::TempDir;

/// A small shop in order, whose files a test replaces.
struct Shop {
    files: BTreeMap<String, Vec<u8>>,
}

const SHOP: &str = r#"{
  "name": "Tea & Co", "currency": "EUR", "allowed_hosts": ["tea.example", "*.tea.example"],
  "categories": [
    { "id": "tea", "title": "Tea", "url": "/c/tea", "complements": ["pots"] },
    { "id": "pots", "title": "Pots", "url": "/c/pots" }
  ],
  "image_url": "/i/{id}.svg"
}"#;

const PRODUCTS: &str = r#"[
  { "id": "T-1", "title": "Green tea", "category": "tea", "price": 9.50 },
  { "id": "T-2", "title": "Black tea", "category": "tea", "price": 8 },
  { "id": "P-1", "title": "Pot", "category": "pots", "price": 30.00 }
]"#;

const VISITOR: &str = r#"{ "name": "Back again", "when": { "signal": "visits", "at_least": 2 } }"#;

const WELCOME: &str =
    r#"{ "kind": "orientation", "need": "I am new.", "title": "Welcome to {shop}", "for": ["back-again"] }"#;

/// The same for those who agreed to everything that a segment may read.
const WELCOME_ALL: &str = r#"{ "kind": "orientation", "need": "I am new.", "title": "Welcome to {shop}", "for": ["back-again"],
  "purposes": ["personalization", "advertising"] }"#;

impl Shop {
    fn new() -> Self {
        let shop = Self { files: BTreeMap::new() };
        shop.with("shop.json", SHOP)
            .with("products.json", PRODUCTS)
            .with("segments/back-again.json", VISITOR)
            .with("blocks/welcome.json", WELCOME)
    }

    /// The same with this file.
    fn with(mut self, name: &str, text: impl AsRef<[u8]>) -> Self {
        self.files.insert(name.into(), text.as_ref().to_vec());
        self
    }

    /// The same without this file.
    fn without(mut self, name: &str) -> Self {
        self.files.remove(name);
        self
    }

    fn write(&self) -> TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in &self.files {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        dir
    }

    /// What is wrong with it.
    fn problems(&self) -> Vec<Problem> {
        match read(self.write().path()) {
            Ok(_) => panic!("the folder is in order"),
            Err(problems) => problems,
        }
    }

    /// Expects one problem: where (`file:line:column`), what, and the mend.
    fn expect(&self, at: &str, message: &str, help: &str) {
        let found: Vec<(String, String, String)> = self.problems().iter().map(said).collect();
        assert_eq!(found, [(at.to_string(), message.to_string(), help.to_string())]);
    }

    fn compile(&self) -> Compiled {
        compile_dir(self.write().path())
    }
}

fn said(problem: &Problem) -> (String, String, String) {
    let (line, column) = problem.position();
    (format!("{}:{line}:{column}", problem.file.name), problem.message.clone(), problem.help.clone())
}

fn compile_dir(dir: &Path) -> Compiled {
    match read(dir) {
        Ok(folder) => compile(&folder).unwrap(),
        Err(problems) => panic!("{}", super::render(&problems, super::Style::Plain)),
    }
}

#[test]
fn the_shop_of_the_tests_is_in_order() {
    let compiled = Shop::new().compile();
    assert_eq!(compiled.warnings, []);
    assert_eq!(compiled.products, 3);
}
