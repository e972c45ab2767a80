//! QR codes are read back by another program than drew them.

use crate::segue;
use std::path::Path;

const LINK: &str = "https://hearthandfield.example/r/gifts?product=K-101&q=tea+kettle&utm_source=poster";

/// Reads the only code in a picture of one byte a pixel.
fn decoded(width: usize, height: usize, pixels: &[u8]) -> (String, u16) {
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1, "one code");
    let (meta, text) = grids[0].decode().unwrap();
    (text, meta.ecc_level)
}

fn png(path: &Path) -> (usize, Vec<u8>) {
    let mut decoder = png::Decoder::new(std::io::BufReader::new(std::fs::File::open(path).unwrap()));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!(info.width, info.height);
    (info.width as usize, pixels)
}

/// The runs of the only path, painted by the numbers in it.
fn svg(path: &Path) -> (usize, Vec<u8>) {
    let text = std::fs::read_to_string(path).unwrap();
    let after = |text: &str, mark: &str| text.split_once(mark).unwrap().1.to_string();
    let whole: usize = after(&text, "viewBox=\"0 0 ").split(' ').next().unwrap().parse().unwrap();
    let (scale, runs) = (6, after(&text, "<path d=\""));
    let mut pixels = vec![255; whole * whole * scale * scale];
    for run in runs.split('"').next().unwrap().split('M').filter(|run| !run.is_empty()) {
        let (place, rest) = run.split_once('h').unwrap();
        let (x, y) = place.split_once(' ').unwrap();
        let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
        let length: usize = rest.split_once('v').unwrap().0.parse().unwrap();
        for (column, row) in
            (x * scale..(x + length) * scale).flat_map(|c| (y * scale..(y + 1) * scale).map(move |r| (c, r)))
        {
            pixels[row * whole * scale + column] = 0;
        }
    }
    (whole * scale, pixels)
}

#[test]
fn what_is_drawn_is_read_back() {
    let dir = tempfile::tempdir().unwrap();
    for (name, more) in [
        ("a.png", &[][..]),
        ("b.svg", &[]),
        ("c.PNG", &["--size", "200", "--correction", "H"]),
        ("d.svg", &["--correction", "l"]),
    ] {
        let file = dir.path().join(name);
        let said =
            segue(&[&["link", "qr", LINK, "--out", file.to_str().unwrap(), "--dir", "fixtures/shop"], more].concat());
        assert_eq!(said.code, 0, "{}", said.err);
        let (width, pixels) = if name.ends_with("svg") { svg(&file) } else { png(&file) };
        assert_eq!(decoded(width, width, &pixels).0, LINK, "{name}");
        // Four modules of quiet on every side.
        let modules: usize = said.out.split(" by ").nth(1).unwrap().trim().parse().unwrap();
        let quiet = width / (modules + 8) * 4;
        for y in 0..width {
            for x in 0..width {
                let inside = |at: usize| (quiet..width - quiet).contains(&at);
                assert!((inside(x) && inside(y)) || pixels[y * width + x] == 255, "{name}: {x}, {y}");
            }
        }
        assert_eq!(pixels[quiet * width + quiet], 0, "{name}: the code begins behind the quiet zone");
    }
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 4, "nothing else was left");
}

#[test]
fn what_is_no_link_of_the_shop_is_not_drawn() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("a.svg");
    let qr = |link: &str, out: &Path, more: &[&str]| {
        let said = segue(&[&["link", "qr", link, "--out", out.to_str().unwrap()], more].concat());
        (said.code, said.complained())
    };
    let shop = &["--dir", "fixtures/shop"][..];
    for (link, more, wanted) in [
        ("https://evil.example/r/gifts", shop, "is no host of this shop"),
        ("https://hearthandfield.example/r/gift", shop, "did you mean `gifts`?"),
        ("https://hearthandfield.example/products/K-101", &[], "its path does not begin with `/r/`"),
        ("/r/gifts", &[], "is no whole link"),
        (LINK, &["--size", "33"], "does not fit 33 pixels"),
    ] {
        let file = if more.contains(&"--size") { out.with_extension("png") } else { out.clone() };
        let (code, err) = qr(link, &file, more);
        assert!(code == 1 && err.contains(wanted), "{err}");
    }
    let long = format!("{LINK}&x={}", "y".repeat(3_000));
    assert!(qr(&long, &out, &[]).1.contains("does not fit a code"));
    assert!(qr(LINK, &out.with_extension("gif"), &[]).1.contains("`.svg` or `.png`"));
    assert_eq!(qr(LINK, &dir.path().join("no/such/a.svg"), &[]).0, 3);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "nothing was written");
}
