//! Every place of a request to `/r/{campaign}` into which a hostile text can be put.

/// A request with a hostile text in it.
#[derive(Debug, Clone)]
pub(crate) struct Attack {
    /// Where the text is.
    pub(crate) input: &'static str,
    /// The method.
    pub(crate) method: &'static str,
    /// What stands between the method and the version of HTTP.
    pub(crate) target: Vec<u8>,
    /// The headers that it brings.
    pub(crate) headers: Vec<(&'static str, Vec<u8>)>,
    /// It may be for another path than `/r/`: then nothing is said of the status.
    pub(crate) may_leave: bool,
}

/// Parameters that are read.
const READ: [&str; 13] = [
    "product",
    "variant",
    "category",
    "q",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "utm_id",
    "gclid",
    "segue_story",
    "segue_preview",
];

/// Parameters of other redirectors, which nobody here reads.
const UNREAD: [&str; 16] = [
    "url",
    "next",
    "redirect",
    "return",
    "redirect_uri",
    "redirect_url",
    "return_to",
    "continue",
    "dest",
    "destination",
    "target",
    "go",
    "link",
    "u",
    "r",
    "callback",
];

/// Headers that other software believes, and those that are read.
const HEADERS: [&str; 18] = [
    "Host",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded-Prefix",
    "Forwarded",
    "Referer",
    "X-Original-URL",
    "X-Rewrite-URL",
    "X-Host",
    "Origin",
    "Cookie",
    "User-Agent",
    "Accept-Language",
    "Accept",
    "Sec-Purpose",
    "Sec-Fetch-Site",
    "Sec-GPC",
    "X-HTTP-Method-Override",
];

/// The text in every input of a link to `campaign`, which otherwise names `product` (if it is not empty).
pub(crate) fn attacks(text: &[u8], campaign: &str, product: &str) -> Vec<Attack> {
    let named = if product.is_empty() { String::new() } else { format!("product={product}") };
    let start = [b"/r/", campaign.as_bytes(), b"?"].concat();
    let (raw, escaped) = (as_it_is(text), escaped(text));
    let with = |parts: &[&[u8]]| [&start, parts.concat().as_slice(), b"&", named.as_bytes()].concat();
    let mut all = Vec::new();
    let mut add = |input, target: Vec<u8>| {
        all.push(Attack { input, method: "GET", target, headers: Vec::new(), may_leave: false });
    };
    add("path behind the campaign", [b"/r/", campaign.as_bytes(), b"%2f", &escaped].concat());
    add("query as it is", with(&[&raw]));
    add("name of a parameter", with(&[&escaped, b"=", &escaped]));
    add("name of a utm parameter", with(&[b"utm_", &escaped, b"=1"]));
    for name in READ {
        add(name, [&start, name.as_bytes(), b"=", &escaped, b"&", named.as_bytes()].concat());
        add(name, [&start, name.as_bytes(), b"=", &raw].concat());
    }
    add("product, first of two", [&start, b"product=".as_slice(), &escaped, b"&product=K-101"].concat());
    add("product, second of two", [&start, b"product=K-101&product=".as_slice(), &escaped].concat());
    add("utm, first of two", with(&[b"utm_source=", &escaped, b"&utm_source=mail"]));
    add("utm, second of two", with(&[b"utm_source=mail&utm_source=", &escaped]));
    // The runtime refuses targets of more than 64 KB.
    let some = if escaped.len() < 3_000 { UNREAD.len() } else { 2 };
    let others: Vec<Vec<u8>> =
        UNREAD.iter().take(some).map(|name| [name.as_bytes(), b"=", &escaped].concat()).collect();
    add("parameters that nobody reads", with(&[&others.join(&b'&')]));
    add("to", with(&[b"to=", &escaped]));
    add("to, unsealed", with(&[b"to=", &escaped, b"&exp=9999999999&sig=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]));
    add("exp", with(&[b"to=%2Fgifts&sig=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&exp=", &escaped]));
    add("sig", with(&[b"to=%2Fgifts&exp=9999999999&sig=", &escaped]));
    add("persona", with(&[b"segue_preview=", &escaped, b"&segue_persona=", &escaped]));
    add("plus", [b"/r/", campaign.as_bytes(), b"+?segue_preview=", &escaped].concat());
    let leaving = [
        ("path as it is", [b"/r/".as_slice(), &raw].concat()),
        ("path, escaped", [b"/r/", escaped.as_slice(), b"?", named.as_bytes()].concat()),
        ("whole target", [raw.as_slice(), &start].concat()),
    ];
    for (input, target) in leaving {
        let target = if target.starts_with(b"/") { target } else { [b"/", target.as_slice()].concat() };
        all.push(Attack { input, method: "GET", target, headers: Vec::new(), may_leave: true });
    }
    let plain = with(&[]);
    for name in HEADERS {
        let headers = vec![(name, in_header(text))];
        // The runtime makes the request's address of its `Host`, so a slash in it moves the path.
        let may_leave = name == "Host";
        all.push(Attack { input: name, method: "GET", target: plain.clone(), headers, may_leave });
    }
    let target = with(&[b"utm_source=", &escaped]);
    all.push(Attack { input: "HEAD", method: "HEAD", target, headers: Vec::new(), may_leave: false });
    all
}

/// As a browser writes it: what cannot stand in the first line of a request is escaped, and what is no text. (The runtime
/// itself refuses those with 400 before the Worker is asked.)
fn as_it_is(text: &[u8]) -> Vec<u8> {
    let written = |byte: &u8| if *byte <= b' ' || b"\"<>`\x7F".contains(byte) { escape(*byte) } else { vec![*byte] };
    let chunks = text.utf8_chunks();
    chunks
        .flat_map(|chunk| {
            let no_text = chunk.invalid().iter().flat_map(|byte| escape(*byte));
            chunk.valid().as_bytes().iter().flat_map(written).chain(no_text).collect::<Vec<u8>>()
        })
        .collect()
}

/// Everything but letters and digits is escaped.
fn escaped(text: &[u8]) -> Vec<u8> {
    text.iter().flat_map(|byte| if byte.is_ascii_alphanumeric() { vec![*byte] } else { escape(*byte) }).collect()
}

fn escape(byte: u8) -> Vec<u8> {
    format!("%{byte:02X}").into_bytes()
}

/// What ends a header becomes a blank: a client that sends it attacks nobody but itself.
fn in_header(text: &[u8]) -> Vec<u8> {
    text.iter().map(|byte| if matches!(byte, b'\r' | b'\n' | 0) { b' ' } else { *byte }).collect()
}
