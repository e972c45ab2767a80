//! What machine it is, as far as it matters to a time.

use std::fs;

use serde_json::{Value, json};

/// The machine, and the runtime on it.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) cores: usize,
    /// Bytes.
    pub(crate) memory: Option<u64>,
    pub(crate) system: String,
    pub(crate) runtime: String,
}

impl Machine {
    /// Looks; what the system does not tell is `unknown`.
    pub(crate) fn look(runtime: &str) -> Self {
        let read = |file: &str| fs::read_to_string(file).unwrap_or_default();
        let or_unknown =
            |text: Option<String>| text.filter(|text| !text.is_empty()).unwrap_or_else(|| "unknown".into());
        let kilobytes = field(&read("/proc/meminfo"), "MemTotal")
            .and_then(|total| total.split_whitespace().next()?.parse::<u64>().ok());
        Self {
            processor: or_unknown(field(&read("/proc/cpuinfo"), "model name")),
            cores: std::thread::available_parallelism().map_or(0, std::num::NonZero::get),
            memory: kilobytes.map(|kilobytes| kilobytes * 1024),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            runtime: or_unknown(Some(runtime.trim().to_owned())),
        }
    }

    pub(crate) fn json(&self) -> Value {
        let Self { processor, cores, memory, system, .. } = self;
        json!({ "processor": processor, "cores": cores, "memory_bytes": memory, "system": system })
    }
}

/// The value behind `name :` in a file of the system.
fn field(text: &str, name: &str) -> Option<String> {
    let value = |line: &str| {
        line.split_once(':').filter(|(before, _)| before.trim() == name).map(|(_, after)| after.trim().to_owned())
    };
    text.lines().find_map(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_system_says() {
        assert_eq!(field("processor\t: 0\nmodel name\t: A CPU: fast\n", "model name").as_deref(), Some("A CPU: fast"));
        assert_eq!(field("MemTotal:  1024 kB\n", "MemTotal").as_deref(), Some("1024 kB"));
        assert_eq!(field("", "MemTotal"), None);
    }
}
