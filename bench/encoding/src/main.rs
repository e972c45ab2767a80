//! `segue-bench-transcode FROM OUT`: reads the snapshot that `segue build` wrote to FROM, and writes it to OUT/json,
//! OUT/postcard and OUT/rkyv. It stops when the three do not say the same, or when postcard does not come out as the
//! library's very bytes: then the fields here are no longer those of the library.

#[cfg(not(target_arch = "wasm32"))]
mod encoding;
#[cfg(not(target_arch = "wasm32"))]
mod outline;
#[cfg(not(target_arch = "wasm32"))]
mod page;
#[cfg(not(target_arch = "wasm32"))]
mod shape;
#[cfg(not(target_arch = "wasm32"))]
mod transcode;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    let folders: Vec<std::path::PathBuf> = std::env::args_os().skip(1).map(Into::into).collect();
    let [from, out] = folders.as_slice() else {
        eprintln!("usage: segue-bench-transcode FROM OUT");
        return std::process::ExitCode::FAILURE;
    };
    match transcode::run(from, out) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {}
