//! `segue link key`.

use crate::cli::Failure;
use crate::link::LinkKeys;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::io::IsTerminal;

/// What `segue link key` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The key's name, which no other key in `SEGUE_LINK_KEYS` has: 1 to 8 letters or digits
    #[arg(default_value = "l1")]
    name: String,
}

/// Prints a key, and to people what to do with it.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::outside(format!("the system gives no random bytes: {error}")))?;
    let key = format!("{}:{}", args.name, URL_SAFE_NO_PAD.encode(bytes));
    if LinkKeys::parse(&key).is_err() {
        let help = "write 1 to 8 letters or digits, such as `l1`";
        return Err(miette::miette!(help = help, "`{}` is no name for a key", args.name).into());
    }
    println!("{key}");
    // What follows is not for a pipe: `segue link key | npx wrangler secret put SEGUE_LINK_KEYS`.
    if std::io::stdout().is_terminal() {
        println!("\nkeep it secret: who has it makes links of this shop that lead to any page on `allowed_hosts`\n");
        println!("    npx wrangler secret put SEGUE_LINK_KEYS      for the Worker: paste the line above");
        println!(
            "    SEGUE_LINK_KEYS={}:...                       for `segue link sign`, in the environment",
            args.name
        );
        println!(
            "\nto change keys, put the new one first and keep the old one behind a comma while its mails are read"
        );
    }
    Ok(())
}
