//! What an editor shows for each signal: what it counts, and in which unit.

const ABOUT: [(&str, &str); 41] = [
    ("category_views", "How many different products of a category the visitor looked at."),
    ("viewed_products", "How many different products the visitor looked at."),
    ("top_category_views", "How many different products the visitor looked at in the category looked at most."),
    ("discounted_views", "How many different products on sale the visitor looked at."),
    ("band_views", "How many products of a price band the visitor looked at."),
    ("viewed_this", "1 when the visitor looked at this very product before, else 0."),
    ("cart_items", "How many different products are in the cart."),
    ("cart_age_days", "Days since the cart last changed. Without a cart it never holds."),
    ("orders", "How many orders so far."),
    ("days_since_order", "Days since the last order. Without an order it never holds."),
    ("spend", "Money spent so far, in the shop's currency, to the nearest ten."),
    ("recency_quintile", "How recently the visitor bought: 1 (longest ago) to 5. Without an order it never holds."),
    ("frequency_quintile", "How often the visitor bought: 1 (least) to 5. Without an order it never holds."),
    ("monetary_quintile", "How much the visitor spent: 1 (least) to 5. Without an order it never holds."),
    ("lifecycle", "Where the visitor stands as a customer."),
    ("rebought_products", "How many products the visitor bought at least twice."),
    ("due_for_reorder", "How many bought products are about to run out."),
    ("visits", "On how many days the visitor came."),
    ("days_since_first_visit", "Days since the first visit."),
    ("affinity", "How drawn the visitor is to a category: 0 to 100, fading by half every 14 days."),
    ("audience", "An audience that the visitor is in. Needs consent to advertising."),
    ("brought_by", "The campaign that brought an earlier visit. Needs consent to advertising."),
    ("campaign", "The campaign in this request's link. Needs no consent."),
    ("intent", "What this request's search words tell. Needs no consent."),
    (
        "keyword",
        "Phrases of which one has to stand in this request's search; * behind the last word lets it go on. Needs no consent.",
    ),
    ("country", "The country of the connection, as two capital letters such as DE. Needs no consent."),
    ("device", "The kind of device. Needs no consent."),
    ("os", "The system of the device. Needs no consent."),
    ("language", "The browser's language, as small letters such as de. Needs no consent."),
    ("page_category", "The category of the page's product. Needs no consent."),
    ("page_product", "The page's product. Needs no consent."),
    ("page_band", "The price of the page's product against its category. Needs no consent."),
    ("page_in_stock", "Whether the page's product can be had. Needs no consent."),
    ("page_on_sale", "Whether the page's product is on sale. Needs no consent."),
    ("page_has_specs", "Whether the page's product has specifications. Needs no consent."),
    ("page_has_bundle", "Whether the page's product is in a bundle. Needs no consent."),
    ("page_has_variants", "Whether the page's product has variants. Needs no consent."),
    ("ad_product", "The product of the ad that led here, on the pages of that visit. Needs no consent."),
    ("ad_category", "Its category, or the one that the ad's link named. Needs no consent."),
    ("page_reviews", "How many reviews the page's product has. Needs no consent."),
    ("page_rating", "The rating of the page's product in stars times ten: 46 is 4.6 stars. Needs no consent."),
];

/// What a signal is. Empty where nothing is known, which a test rules out.
pub(super) fn about(signal: &str) -> &'static str {
    ABOUT.iter().find(|(name, _)| *name == signal).map_or("", |(_, about)| about)
}
