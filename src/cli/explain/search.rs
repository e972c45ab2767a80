//! What a search is after, word by word, as a part of the tree.

use serde_json::Value;

/// The rows: whether it holds, and the line.
pub(super) fn rows(receipt: &Value) -> Vec<(bool, String)> {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_string();
    let all = receipt.get("intents").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let row = |intent: &Value| {
        let holds = intent.get("holds").and_then(Value::as_bool).unwrap_or_default();
        let code = text(intent, "code");
        let code = if holds { String::new() } else { format!("{code}: ") };
        (holds, format!("{:<16} {code}{}", text(intent, "intent"), text(intent, "words")))
    };
    all.iter().map(row).collect()
}
