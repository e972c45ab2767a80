//! The `segue` command.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    segue::cli::main()
}

/// Testing in Wasm makes cargo build every program of the package; there is no command line there.
#[cfg(target_arch = "wasm32")]
fn main() {}
