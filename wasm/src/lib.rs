//! The deployed Worker. It is a package of its own because a package that is both `cdylib` and `rlib` silently loses
//! link-time optimisation, which is a fifth of the Wasm.

#[cfg(target_arch = "wasm32")]
pub use segue::worker::*;
