//! `products.json`.

use super::parts::{day, days, list, may, need, object, price, product_id, schema_field, text, whole, whole_file};
use serde_json::{Value, json};

/// The catalogue: a list, or an object that holds it.
pub(super) fn products() -> Value {
    let wrapped = object(vec![schema_field(), need("products", "The catalogue.", super::parts::shared("products"))]);
    let shape = json!({ "oneOf": [super::parts::shared("products"), wrapped] });
    let definitions = json!({ "products": list(super::parts::shared("product")), "product": product() });
    whole_file("the catalogue", "What the shop sells.", shape, definitions)
}

fn product() -> Value {
    let spec = json!({ "anyOf": [text(), { "type": "number" }] });
    object(vec![
        need("id", "The id, as the shop writes it: 1 to 64 characters.", product_id()),
        need("title", "As shoppers read it.", text()),
        need("category", "The id of a category of shop.json.", text()),
        need("price", "The price in the shop's currency, at most two decimals.", price()),
        may("list_price", "The price before the sale; above price it means that it is on sale.", price()),
        may("brand", "The brand.", text()),
        may("stock", "How many there are. 0 is sold out; left out: it can be had.", whole(0..=u32::MAX)),
        may("url", "Its page, where it is not the shop's pattern.", text()),
        may("image", "Its picture, where it is not the shop's pattern.", text()),
        may("rating", "Stars from 0 to 5, such as 4.6.", json!({ "type": "number", "minimum": 0, "maximum": 5 })),
        may("reviews", "How many reviews there are.", whole(0..=u32::MAX)),
        may("review", "One line of a review that says why people like it.", text()),
        may("specs", "Specifications: a name and what it says.", super::parts::named(spec)),
        may("use_cases", "What it is good for, one a line.", list(text())),
        may("ships_in_days", "Days until it arrives, 0 to 255.", whole(0..=255)),
        may("reorder_days", "After how many days it is usually bought again. 0: it is not.", days(0)),
        may("variant_of", "The id of the product whose variant this is.", text()),
        may("successor", "The id of the product that replaces this one.", text()),
        may("bundle", "The ids of what this bundle holds.", list(text())),
        may("complements", "The ids of what is bought with it, best first.", list(text())),
        may("added", "Since when the shop has it: YYYY-MM-DD.", day()),
        may("margin", "What is earned on it, in percent of the price, 0 to 100.", whole(0..=100)),
        may("listings", "Its numbers in the channels of shop.json: an ASIN, an item id.", super::parts::named(text())),
    ])
}
