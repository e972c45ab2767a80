//! The hostile texts of `fixtures/redirects`, whose README has the format.

use std::path::Path;

/// A hostile text.
#[derive(Debug, Clone)]
pub(crate) struct Payload {
    /// The file's stem.
    pub(crate) family: String,
    /// The line in it, from 1.
    pub(crate) line: usize,
    /// What it is.
    pub(crate) bytes: Vec<u8>,
}

/// All of this folder, by family.
///
/// # Errors
/// The file that cannot be read, or the line whose escapes are broken.
pub(crate) fn payloads(folder: &Path) -> Result<Vec<Payload>, String> {
    let told = |error: std::io::Error| format!("cannot read `{}`: {error}", folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(told)? {
        files.push(entry.map_err(told)?.path());
    }
    files.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    let mut found = Vec::new();
    for file in files {
        let family = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).map_err(told)?;
        for (line, words) in (1..).zip(text.lines()) {
            if !words.is_empty() && !words.starts_with('#') {
                let bytes = unescaped(words).ok_or_else(|| format!("{family}.txt, line {line}: a broken escape"))?;
                found.push(Payload { family: family.clone(), line, bytes });
            }
        }
    }
    Ok(found)
}

/// The line with its escapes undone; `None` when one is broken.
pub(crate) fn unescaped(line: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend(before.as_bytes());
        let kind = after.chars().next()?;
        let braced = || after.get(1..)?.strip_prefix('{')?.split_once('}');
        rest = match kind {
            '\\' => {
                bytes.push(b'\\');
                after.get(1..)?
            }
            'x' => {
                bytes.push(u8::from_str_radix(after.get(1..3)?, 16).ok()?);
                after.get(3..)?
            }
            'u' => {
                let (number, behind) = braced()?;
                let character = char::from_u32(u32::from_str_radix(number, 16).ok()?)?;
                bytes.extend(character.to_string().as_bytes());
                behind
            }
            '*' => {
                // The inner text may hold a character's braces, so the last brace of the line closes it at the latest.
                let inside = after.get(1..)?.strip_prefix('{')?;
                let (count, inside) = inside.split_once(':')?;
                let end = closing(inside)?;
                let text = unescaped(inside.get(..end)?)?;
                bytes.extend(text.repeat(count.parse().ok()?));
                inside.get(end + 1..)?
            }
            _ => return None,
        };
    }
    bytes.extend(rest.as_bytes());
    Some(bytes)
}

/// Where the brace stands that closes a text in which others may open.
fn closing(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '{' => open += 1,
            '}' if open == 0 => return Some(at),
            '}' => open -= 1,
            _ => {}
        }
    }
    None
}
