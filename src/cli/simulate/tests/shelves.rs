//! The shelves of the report are those of the Worker, and of products of every kind.

use super::*;
use crate::case::receipt_json_of;

fn noon() -> Now {
    Now::from_unix_seconds(u64::from(Day::parse(DAY).unwrap().0) * 86_400 + 43_200)
}

#[test]
fn twenty_pages_of_every_kind() {
    let report = simulated(&shop(), &[]);
    let pages = &report.shelves.pages;
    let ids: BTreeSet<&str> = pages.iter().map(|page| page.product.id.as_str()).collect();
    assert_eq!((pages.len(), ids.len()), (20, 20), "each once");
    let picked: Vec<&str> = pages.iter().map(|page| page.picked.as_str()).collect();
    assert_eq!(picked.first(), Some(&"the shop's bestseller"));
    for kind in
        ["sold out", "of a sensitive category", "a bundle", "has variants", "on sale", "bought again", "sells seldom"]
    {
        assert!(picked.contains(&kind), "{kind}: {picked:?}");
    }
    assert!(picked.iter().any(|picked| picked.starts_with("without a history")));
    let categories: BTreeSet<&str> = pages.iter().map(|page| page.category.as_str()).collect();
    assert!(categories.len() > 10, "{categories:?}");
    let sold_out = pages.iter().find(|page| page.picked == "sold out").unwrap();
    assert!(!sold_out.product.in_stock && sold_out.stranger.iter().flat_map(|set| &set.products).all(|on| on.in_stock));
}

#[test]
fn a_strangers_shelves_are_those_of_the_receipt() {
    let report = simulated(&shop(), &[]);
    let source = Source::read(&shop()).unwrap();
    let snapshot = source.open().unwrap();
    let mut products = 0;
    for page in &report.shelves.pages {
        let persona = crate::case::Persona { consent: Some(population::choice(false)), ..Default::default() };
        let asks = persona.asks(&format!("/_segue/pdp/{}", page.product.id));
        let told = receipt_json_of(&asks, &snapshot, &keys().unwrap(), noon()).unwrap().unwrap();
        let receipt: Value = serde_json::from_str(&told).unwrap();
        let sets = receipt["sets"].as_array().unwrap().iter().filter(|set| set["chosen"] == true);
        let said = |set: &Value| -> Vec<(String, String)> {
            let word = |thing: &Value, name: &str| thing[name].as_str().unwrap().to_string();
            set["products"].as_array().unwrap().iter().map(|thing| (word(thing, "id"), word(thing, "why"))).collect()
        };
        let theirs: Vec<_> = sets.map(said).collect();
        let ours = |set: &super::super::shelves::Set| -> Vec<(String, String)> {
            set.products.iter().map(|thing| (thing.id.clone(), thing.why.clone().unwrap())).collect()
        };
        assert_eq!(page.stranger.iter().map(ours).collect::<Vec<_>>(), theirs, "{}", page.product.id);
        products += theirs.iter().map(Vec::len).sum::<usize>();
    }
    assert!(products > 80, "{products}");
}

#[test]
fn somebody_who_came_back_sees_what_that_tells() {
    let report = simulated(&shop(), &[]);
    let pages = &report.shelves.pages;
    let other = pages.iter().filter(|page| page.remembered != page.stranger).count();
    assert!(other > 10, "the sample shop has shelves for who is known: {other}");
    assert!(pages.iter().all(|page| !page.looked_at.contains(&page.product.title)));
    assert!(pages.iter().any(|page| !page.no_room.is_empty()), "and more than a page has room for");
    let sensitive = pages.iter().find(|page| page.picked == "of a sensitive category").unwrap();
    assert!(sensitive.looked_at.len() < 2, "nothing sensitive is remembered: {:?}", sensitive.looked_at);
}

#[test]
fn pictures_stand_in_the_page_once_and_titles_are_text() {
    let marked = changed("products.json", "\"title\": \"", "\"title\": \"</style><script>alert(1)</script>");
    let report = simulated(marked.path(), &["--pages", "1"]);
    let page = html::page(&report);
    assert!(!page.contains("<script") && page.contains("&lt;/style&gt;&lt;script&gt;"), "a title is text");
    let rules = page.matches("{background-image:url(\"data:image/svg+xml;base64,").count();
    let used: BTreeSet<&str> =
        page.split("class=\"picture p").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(rules, used.len());
    let sets = |page: &'_ super::super::shelves::Page| -> Vec<String> {
        let shelves = page.stranger.iter().chain(&page.remembered).chain(&page.no_room);
        let on = shelves.flat_map(|set| &set.products).chain([&page.product]);
        on.map(|thing| thing.id.clone()).collect()
    };
    let products: BTreeSet<String> = report.shelves.pages.iter().flat_map(sets).collect();
    assert_eq!(rules, products.len(), "one for each product");
    assert_eq!(page.matches("url(").count(), rules + 2, "and the two patterns of the charts");
    assert!(!page.contains("http://") && !page.contains("src="));
}

#[test]
fn a_folders_own_picture_is_taken_unless_it_is_too_large() {
    let place = changed("shop.json", "\"name\": \"", "\"name\": \"My ");
    let images = place.path().join("images");
    std::fs::create_dir(&images).unwrap();
    let best = simulated(place.path(), &[]).shelves.pages.first().unwrap().product.id.clone();
    let file = images.join(format!("{best}.svg"));
    let style = || simulated(place.path(), &["--pages", "1"]).shelves.pictures.style();
    let drawn = style();
    std::fs::write(&file, "<svg xmlns='http://www.w3.org/2000/svg'/>").unwrap();
    let own = style();
    assert!(own != drawn && own.contains("PHN2ZyB4bWxucz0naHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmcnLz4"), "{best}");
    std::fs::write(&file, " ".repeat(60_001)).unwrap();
    assert_eq!(style(), drawn);
}
