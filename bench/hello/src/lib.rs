//! The yardstick of `cargo xtask bench`: the least that a Worker in Rust can do. It answers every request with the same
//! few bytes, so what it costs is what the runtime and the `worker` crate cost.

#[cfg(target_arch = "wasm32")]
mod hello {
    use worker::{Context, Env, Request, Response, Result, event};

    /// Answers `hello`, whatever was asked.
    #[event(fetch)]
    async fn fetch(_request: Request, _env: Env, _context: Context) -> Result<Response> {
        console_error_panic_hook::set_once();
        Response::ok("hello")
    }
}
