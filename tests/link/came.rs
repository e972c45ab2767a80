//! A link that somebody came by, and what its click tells the page.

use crate::segue;

#[test]
fn a_click_that_tells_no_story_says_why() {
    let told = |link: &str| {
        segue(&["explain", "fixtures/shop", "--product", "T-301", "--on", "2026-11-22", "--came-by", link])
    };
    let path = told("/r/tea-season?product=T-301");
    assert!(path.out.contains("The ad's story") && !path.out.contains("tells no story"), "{}{}", path.out, path.err);
    assert_eq!(told("https://hearthandfield.example/r/tea-season?product=T-301").out, path.out);
    for (link, wanted) in [
        ("/r/tea-saeson", "the campaign `tea-saeson` is unknown; did you mean `tea-season`?\n"),
        ("/products/T-301", "`/products/T-301` is no link of a campaign"),
        ("https://hearthandfield.example", "`/` is no link of a campaign"),
        ("/r/refill?to=x", "the signature does not fit the link"),
        ("/r/back-in-stock?product=K-102", "it leads to https://www.amazon.de/"),
    ] {
        let said = told(link);
        let wanted = format!("the click tells no story: {wanted}");
        assert!(said.code == 0 && said.out.contains(&wanted), "{link}: {}{}", said.out, said.err);
    }
    let other = told("https://evil.example/r/tea-season");
    assert!(other.code == 1 && other.complained().contains("is on no host of this shop"), "{}", other.err);
}
