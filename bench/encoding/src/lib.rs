//! A Worker that reads a snapshot in one encoding and does nothing else: what differs between the three builds of it is
//! what the encodings cost. On other targets this library is empty, and `main.rs` is what there is.

#[cfg(target_arch = "wasm32")]
mod encoding;
#[cfg(target_arch = "wasm32")]
mod outline;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod shape;
#[cfg(target_arch = "wasm32")]
mod worker;

#[cfg(all(
    target_arch = "wasm32",
    any(
        all(feature = "json", feature = "postcard"),
        all(feature = "json", feature = "rkyv"),
        all(feature = "postcard", feature = "rkyv"),
        not(any(feature = "json", feature = "postcard", feature = "rkyv"))
    )
))]
compile_error!("the Worker is built for one encoding: `--no-default-features --features json` (or postcard, or rkyv)");
