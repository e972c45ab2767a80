//! `cargo xtask dev | test | bench`: the commands that people type.

fn main() {}
