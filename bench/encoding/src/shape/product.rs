//! A product. `S` is text: owned where it is written, borrowed from the shard where it is read.

shapes! {
    /// A product's place in the snapshot.
    #[derive(Copy)]
    pub(crate) struct ProductRef(pub(crate) u32);

    /// A price band.
    #[derive(Copy)]
    pub(crate) enum Band {
        Value,
        Mid,
        Premium,
    }

    /// What a list of products shows.
    pub(crate) struct Card<S> {
        pub(crate) id: S,
        pub(crate) title: S,
        pub(crate) url: S,
        pub(crate) image: S,
        pub(crate) category: u16,
        pub(crate) price: u32,
        pub(crate) list_price: u32,
        pub(crate) band: Band,
        pub(crate) in_stock: bool,
        pub(crate) bought_again: bool,
        pub(crate) family: ProductRef,
    }

    /// What only the product's own page shows.
    pub(crate) struct Detail<S> {
        pub(crate) brand: S,
        pub(crate) rating: u8,
        pub(crate) reviews: u32,
        pub(crate) review: S,
        pub(crate) specs: Vec<(S, S)>,
        pub(crate) use_cases: Vec<S>,
        pub(crate) ships_in_days: Option<u8>,
        pub(crate) reorder_days: u16,
        pub(crate) variants: Vec<ProductRef>,
        pub(crate) successor: Option<ProductRef>,
        pub(crate) bundle: Vec<ProductRef>,
        pub(crate) bundles: Vec<ProductRef>,
        pub(crate) bought_together: Vec<ProductRef>,
        pub(crate) complements: Vec<ProductRef>,
        pub(crate) similar: Vec<ProductRef>,
    }
}
