//! `segue link qr`: a link as a QR code (ISO/IEC 18004).

use super::Shop;
use super::address::Address;
use crate::cli::Failure;
use crate::cli::output::plain;
use miette::miette;
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The quiet zone around a code, in modules: as many as the standard asks for.
const QUIET: i32 = 4;

/// What `segue link qr` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The link
    link: String,
    /// Where to write it: a name that ends in `.svg` or `.png`
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// How wide and high it gets, in pixels; a PNG is as large as whole pixels fit
    #[arg(long, default_value_t = 512, value_parser = clap::value_parser!(u32).range(32..=8_192))]
    size: u32,
    /// How much of it may be dirty: about 7, 15, 25 or 30 of 100
    #[arg(long, value_enum, default_value = "m", ignore_case = true)]
    correction: Correction,
    /// The shop folder: the link has to be of its campaigns then
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Correction {
    L,
    M,
    Q,
    H,
}

/// Writes the code.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    if !args.link.starts_with("https://") && !args.link.starts_with("http://") {
        let help = "write the whole link, as `segue link make` prints it";
        return Err(
            miette!(help = help, "`{}` is no whole link: a code is read where there is no shop", args.link).into()
        );
    }
    match &args.dir {
        None => drop(Address::read(&args.link, None)?),
        Some(dir) => {
            let shop = Shop::open(dir)?;
            let address = Address::read(&args.link, Some(&shop.snapshot.core().shop.allowed_hosts))?;
            shop.campaign(&address.campaign)?;
        }
    }
    let correction = match args.correction {
        Correction::L => QrCodeEcc::Low,
        Correction::M => QrCodeEcc::Medium,
        Correction::Q => QrCodeEcc::Quartile,
        Correction::H => QrCodeEcc::High,
    };
    let code = QrCode::encode_text(&args.link, correction).map_err(|_| {
        let help = "leave parameters out, or ask for less correction with `--correction l`";
        miette!(help = help, "the link of {} bytes does not fit a code", args.link.len())
    })?;
    let ending = args.out.extension().map(|ending| ending.to_ascii_lowercase());
    let bytes = match ending.as_ref().and_then(|ending| ending.to_str()) {
        Some("svg") => svg(&code, args.size).into_bytes(),
        Some("png") => png(&code, args.size)?,
        _ => {
            let help = "name it with an ending `.svg` or `.png`";
            return Err(miette!(help = help, "it is not known as what to write `{}`", args.out.display()).into());
        }
    };
    write(&args.out, &bytes)?;
    let modules = code.size();
    println!("`{}` holds {} in a code of {modules} by {modules}", args.out.display(), args.link);
    Ok(())
}

/// How many modules a code and its quiet zone are wide.
fn whole(code: &QrCode) -> i32 {
    code.size() + 2 * QUIET
}

/// One path of runs, so that no gaps are seen between neighbours.
fn svg(code: &QrCode, size: u32) -> String {
    let whole = whole(code);
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let length = (x..code.size()).take_while(|x| code.get_module(*x, y)).count();
            let run = i32::try_from(length).unwrap_or_default();
            if run > 0 {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size}\" height=\"{size}\" viewBox=\"0 0 {whole} {whole}\" \
         shape-rendering=\"crispEdges\">\n<rect width=\"{whole}\" height=\"{whole}\" fill=\"#fff\"/>\n\
         <path d=\"{path}\" fill=\"#000\"/>\n</svg>\n"
    )
}

/// One bit a pixel; every module has the same whole number of pixels.
fn png(code: &QrCode, size: u32) -> Result<Vec<u8>, Failure> {
    let whole = u32::try_from(whole(code)).unwrap_or(u32::MAX);
    let scale = size / whole;
    if scale == 0 {
        let help = format!("ask for `--size {whole}` or more, or write an SVG");
        return Err(miette!(help = help, "the code is {whole} modules wide and does not fit {size} pixels").into());
    }
    let width = whole * scale;
    let mut pixels = Vec::new();
    for y in 0..width {
        let mut row = vec![0_u8; width.div_ceil(8) as usize];
        for x in 0..width {
            let module = |at: u32| i32::try_from(at / scale).unwrap_or_default() - QUIET;
            let light = !code.get_module(module(x), module(y));
            if let (true, Some(byte)) = (light, row.get_mut((x / 8) as usize)) {
                *byte |= 0x80 >> (x % 8);
            }
        }
        pixels.extend(row);
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, width);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels));
    written.map_err(|error| Failure::outside(format!("the picture cannot be made: {error}")))?;
    Ok(bytes)
}

/// Writes a file whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let next = path.with_extension(format!("next-{}", std::process::id()));
    std::fs::write(&next, bytes).and_then(|()| std::fs::rename(&next, path)).map_err(|error| {
        // Half a file is of no use to anybody.
        let _ = std::fs::remove_file(&next);
        Failure::outside(format!("`{}` cannot be written: {}", path.display(), plain(&error)))
    })
}
