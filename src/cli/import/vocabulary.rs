//! Words of English product titles that describe a thing rather than name it. Used to guess categories where an export
//! has none.

/// What follows these words describes, it does not name.
const ENDS: &str = "with for in of on by from to and w";

/// `set of 3 cake tins` is cake tins.
const CONTAINERS: &str = "set pack box pair assortment bundle tray roll";

/// Colours, materials, sizes, patterns, styles, motifs, seasons, people. In the singular.
const DESCRIBING: &str = "
    amber aqua beige black blue bronze brown burgundy charcoal copper coral cream emerald fuchsia fuschia gold golden
    gray green grey indigo ivory khaki lavender lilac lime magenta maroon mauve mint multi multicolour multicoloured
    mustard navy nude ochre olive orange peach pink plum purple red rose ruby rust sage salmon sand sapphire silver tan
    taupe teal turquoise violet white yellow
    acrylic amethyst aluminium bamboo bead beaded bone brass canvas cardboard cashmere ceramic china cloth cotton
    crochet crystal denim diamante enamel fabric faux feather felt fur glass glazed iron jute knitted lace leather linen
    marble metal murano nylon oak organic paper pearl pine plastic polyester porcelain resin rope rubber satin shell silk
    slate steel stone straw suede tin velvet wax wicker wire wood wooden wool woven zinc
    big giant huge jumbo large little long lrg medium mini miniature round oval rectangular short size slim small
    square standard tall tiny triangular triple wide double single extra litre piece pcs half full
    baroque check checked chevron damask diamond dot dotted floral flock flocked gingham honeycomb leopard marbled
    paisley patterned plain polka polkadot print printed retrospot scalloped spot spotted spotty star stripe striped
    stripey swirl swirly tartan zebra
    antique art asst asstd assorted baby basic bling botanical botanique boho bohemian bright british charlie chic chunky
    classic colour coloured colourful contemporary cool cosy cottage country craft cute danish dark deco decorative
    delicate deluxe design designer digital edwardian elegant embossed embroidered english etched european exotic
    fancy fashion filigree finish folding folk folkart font foldable french frosted funky glitter gothic hand handmade
    handy hanging happy heavy indian italian jewelled light lightweight lovely luxury mirrored modern moroccan natural
    new nordic novelty old oriental original painted parisian party pastel personalised plus portable posh premium
    pretty quilted rainbow regency retro romantic rotating round royal rustic scandinavian scented set shabby shape
    shaped shiny simple sketched soft spare special spring style summer super sweet swedish tea thick thin traditional
    tribal tropical tutti frutti ultra unisex urban various victorian vintage vippassana warm winter wonderful wrapped
    adult boy child children childrens children's childs girl home house kid lady ladies' man men mens men's woman women
    womens women's
    angel animal apple babushka bear bee berry bird bunny butterfly cat cherry chick chicken christmas circus daisy deer
    dinosaur dog dolly duck easter elephant fairy flag flamingo flower forest fox frog fruit garden giraffe halloween
    hedgehog heart hen horse kitten leaf lemon lily london love mushroom orchid owl panda paris petal pony poppy rabbit
    reindeer robin rose santa skull snowflake snowman spaceboy squirrel strawberry sunflower sweetheart teddy tiger
    toadstool tree tulip unicorn valentine woodland xmas birthday wedding union jack parade
    birthday calm carry day do friend it keep made make no number our own ready the this time welcome you your";

/// Words of which a title may hold any number and still not be about them.
pub(super) struct Vocabulary {
    ends: Vec<&'static str>,
    containers: Vec<&'static str>,
    describing: Vec<&'static str>,
}

impl Vocabulary {
    /// English.
    pub(super) fn english() -> Self {
        let list = |text: &'static str| {
            let mut words: Vec<&str> = text.split_whitespace().collect();
            words.sort_unstable();
            words
        };
        Self { ends: list(ENDS), containers: list(CONTAINERS), describing: list(DESCRIBING) }
    }

    /// Whether the thing's name is over here.
    pub(super) fn ends(&self, word: &str) -> bool {
        self.ends.binary_search(&word).is_ok()
    }

    /// Whether this counts things rather than naming one.
    pub(super) fn counts(&self, word: &str) -> bool {
        self.containers.binary_search(&word).is_ok()
    }

    /// Whether the word only describes.
    pub(super) fn describes(&self, word: &str) -> bool {
        self.describing.binary_search(&word).is_ok()
    }
}
