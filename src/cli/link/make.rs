//! `segue link make`.

use super::Shop;
use super::address::{Says, path};
use super::lead::{lead, unknown};
use super::now;
use crate::cli::Failure;
use crate::cli::format::Format;
use crate::cli::persona::one_of;
use std::path::PathBuf;

/// What `segue link make` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shop folder
    dir: PathBuf,
    /// The campaign: the stem of its file
    campaign: String,
    /// The product that the ad shows
    #[arg(long, value_name = "ID")]
    product: Option<String>,
    /// The variant that it shows
    #[arg(long, value_name = "ID")]
    variant: Option<String>,
    /// The category that it is about
    #[arg(long, value_name = "ID")]
    category: Option<String>,
    /// What was searched for, where the ad knows it
    #[arg(long, value_name = "TEXT")]
    q: Option<String>,
    /// `utm_source`: where the link stands, such as `newsletter`
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// `utm_medium`: of which kind that is, such as `email`
    #[arg(long, value_name = "TEXT")]
    medium: Option<String>,
    /// `utm_content`: which of several links it is
    #[arg(long, value_name = "TEXT")]
    content: Option<String>,
    /// `utm_term`: the keyword that was paid for
    #[arg(long, value_name = "TEXT")]
    term: Option<String>,
    /// Where the shop is; without it, `https` on the first of its `allowed_hosts`
    #[arg(long, value_name = "URL")]
    host: Option<String>,
    /// For people, or one JSON object
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Prints a link.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let shop = Shop::open(&args.dir)?;
    shop.campaign(&args.campaign)?;
    for (what, id) in [("product", &args.product), ("variant", &args.variant)] {
        if let Some(id) = id {
            let known = shop.folder.products.iter().map(|product| product.id.value.as_str());
            one_of(id, what, known, "the folder has no products")?;
        }
    }
    if let Some(id) = &args.category {
        let known = shop.folder.categories.iter().map(|category| category.id.value.as_str());
        one_of(id, "category", known, "the folder has no categories")?;
    }
    let text = |value: &'_ Option<String>| value.clone().unwrap_or_default();
    let values = [&args.product, &args.variant, &args.category, &args.q].map(text);
    let utm = [&args.source, &args.medium, &args.content, &args.term].map(text);
    let ([product, variant, category, q], [source, medium, content, term]) = (&values, &utm);
    shop.one_family(product, variant)?;
    let says = Says { product, variant, category, q, source, medium, content, term };
    if let Some(objection) = says.objection() {
        return Err(Failure::Report(miette::miette!("{objection}")));
    }
    let path = path(&args.campaign, &says, None);
    let link = format!("{}{path}", shop.host(args.host.as_deref())?);
    let lead = lead(&shop, "", &unknown(), &path, now())?;
    if args.format == Format::Json {
        println!("{}", serde_json::json!({ "link": link, "leads": lead }));
        return Ok(());
    }
    println!("{link}\n");
    let why = if lead.why.is_empty() { String::new() } else { format!(": {}", lead.why) };
    println!("for somebody unknown it leads to {} ({}){why}", lead.location, lead.step);
    Ok(())
}
