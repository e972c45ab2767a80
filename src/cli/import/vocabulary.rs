//! Words of English product titles that describe a thing rather than name it. Used to guess categories where an export
//! has none.

use std::collections::BTreeMap;

/// What follows these words describes, it does not name.
const ENDS: &str = "with for in of on by from to and w";

/// `set of 3 cake tins` is cake tins, and `box of 6 teaspoons` teaspoons.
const CONTAINERS: &str = "set pack box pair assortment bundle tray roll tin bag jar tube";

/// Of these, the ones that name no thing anywhere in a title.
const COUNTS: &str = "set pack pair assortment bundle asst piece";

/// Nouns of a kind: the second best guess, where a noun alone is too rare to be a category.
const KINDS: [(&str, &str); 18] = [
    (
        "Jewellery",
        "anklet bangle bead bracelet brooch choker cufflink diadem earring jewellery lariat necklace pendant ring tiara",
    ),
    ("Hair and beauty", "balm brush comb cosmetic flannel gloss grip hair hairband hairslide lotion makeup perfume soap sponge wash washbag"),
    (
        "Stationery",
        "album book bookmark calculator calendar chalk chalkboard crayon diary envelope eraser invitation journal letter
         marker memo notebook organiser paperweight pen pencil postcard rubber ruler scissor scrapbook sharpener
         sketchbook slate stamp stapler sticker tape memoboard blackboard clipboard",
    ),
    ("Home fragrance", "diffuser fragrance incense potpourri"),
    ("Gift wrap", "bow giftwrap ribbon tissue wrap wrapping"),
    (
        "Toys and games",
        "block bubble card-game darts dice doll domino dominoes game gumball helicopter jack-in-box jigsaw kite marbles puppet
         puzzle rattle robot skipping skittle spinning teddy top toy train yoyo playhouse colouring dart ball",
    ),
    (
        "Kitchen",
        "apron bakeware baking bin bread caddy canister chopping colander container cookie cooker corer cutter decanter
         fork frying glove grater jelly kettle knife ladle mat mould mug-tree opener oven pan peeler pinny rack recipe
         rolling scale scales sieve spatula spoon squeezer tin utensil whisk cannister coffee pepper salt thermometer",
    ),
    (
        "Tableware",
        "beaker bowl cakestand coaster crockery cup cutlery dinner dish doily glass goblet jug mug napkin placemat plate
         platter saucer flask chalice serviette straw tablecloth tableware teapot teaspoon teacup teaset tumbler wine",
    ),
    (
        "Lighting",
        "bulb candle candleholder candlepot candlestick chandelier flame lamp lampshade lantern led light matches night-light shade
         t-light tealight torch votive nightlight",
    ),
    (
        "Home textiles",
        "blanket carpet curtain cushion doormat duvet fabric pillow quilt rug throw towel footstool beanbag pouffe",
    ),
    (
        "Furniture and storage",
        "bench cabinet chair chest crate cupboard desk drawer hammock hanger hook knob shelf stool storage table tidy
         doorstop peg trunk wardrobe basket bookcase washstand sideboard step drawers hatstand screen handle",
    ),
    (
        "Garden",
        "birdhouse bucket feeder flowerpot gnome greenhouse hose parasol planter plant pot seed spade trowel
         watering windmill thermometer bird-feeder fly hoe wellington kneeling",
    ),
    (
        "Decorations",
        "bauble bell bouquet bunting candy-cane dec decor decoration figurine figure garland ornament picture plaque poster print
         rosette snowglobe statue stocking vase wreath block-word mobile frieze canvas streamer dreamcatcher charm photoframe
         frame mirror clock cornice sculpture",
    ),
    (
        "Purses and luggage",
        "backpack bag briefcase case clutch duffel handbag holdall luggage pouch purse rucksack satchel shopper suitcase tote
         wallet passport",
    ),
    (
        "Clothing",
        "belt blouse bra cap cardigan coat dress glove hat hoodie jacket jean jeans jumper legging pant pyjama sandal
         scarf shirt shoe shorts skirt slipper sneaker sock sunglasses sweater sweatshirt tie tee top trouser trousers t-shirt
         umbrella underwear vest poncho headphone raincoat mitten boot",
    ),
    ("Electronics", "adapter battery cable camera charger earphone headphones keyboard laptop monitor mouse phone radio speaker tablet usb"),
    ("Food and drink", "biscuit candy chocolate coffee-bean honey jam juice lollipop sauce snack sugar sweets tea-bag popcorn"),
    ("Craft and sewing", "button craft crochet embroidery feltcraft knitting sewing thread trim yarn wool needle patch lace pin"),
];

/// Occasions, rooms and people: the third best guess. Title and words.
const THEMES: [(&str, &str); 13] = [
    ("Christmas", "christmas xmas advent"),
    ("Easter", "easter"),
    ("Halloween", "halloween"),
    ("Birthday", "birthday"),
    ("Wedding", "wedding bridal"),
    ("Party", "balloon confetti cracker invitation invite party"),
    ("For children", "baby child children children's childrens childs kid kids"),
    ("Garden", "garden"),
    ("Kitchen", "kitchen pantry"),
    ("Bathroom", "bath bathroom"),
    ("Office", "office"),
    ("Travel", "beach camping picnic travel"),
    ("Decorations", "angel art bird butterfly egg feather flower hanging heart star wall"),
];

/// Colours, materials, sizes, patterns, styles, motifs, seasons, people. In the singular.
const DESCRIBING: &str = "
    amber aqua beige black blue bronze brown burgundy charcoal copper coral cream emerald fuchsia fuschia gold golden
    gray green grey indigo ivory khaki lavender lilac lime magenta maroon mauve mint multi multicolour multicoloured
    mustard navy nude ochre olive orange peach pink plum purple red rose ruby rust sage salmon sand sapphire silver tan
    taupe teal turquoise violet white yellow
    acrylic amethyst aluminium bamboo bead beaded bone brass canvas cardboard cashmere ceramic china cloth cotton
    crochet crystal denim diamante enamel fabric faux feather felt fur glass glazed iron jute knitted lace leather linen
    marble metal murano nylon oak organic paper pearl pine plastic polyester porcelain resin rope rubber satin shell silk
    slate steel stone straw suede velvet wax wicker wire wood wooden wool woven zinc
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
    angel animal apple magic babushka bear bee berry bird bunny butterfly cat cherry chick chicken christmas circus daisy deer
    dinosaur dog dolly duck easter elephant fairy flag flamingo flower forest fox frog fruit garden giraffe halloween
    hedgehog heart hen horse kitten leaf lemon lily london love mushroom orchid owl panda paris petal pony poppy rabbit
    reindeer robin rose santa skull snowflake snowman spaceboy squirrel strawberry sunflower sweetheart teddy tiger
    toadstool tree tulip unicorn valentine woodland xmas birthday wedding union jack parade
    birthday calm carry day do friend it keep made make no number our own ready the this time welcome you your";

/// Words of which a title may hold any number and still not be about them.
pub(super) struct Vocabulary {
    ends: Vec<&'static str>,
    containers: Vec<&'static str>,
    counts: Vec<&'static str>,
    describing: Vec<&'static str>,
    kinds: BTreeMap<&'static str, &'static str>,
    themes: BTreeMap<&'static str, &'static str>,
}

impl Vocabulary {
    /// English.
    pub(super) fn english() -> Self {
        let list = |text: &'static str| {
            let mut words: Vec<&str> = text.split_whitespace().collect();
            words.sort_unstable();
            words
        };
        let titles = |pairs: &[(&'static str, &'static str)]| {
            pairs.iter().flat_map(|(title, words)| words.split_whitespace().map(|word| (word, *title))).collect()
        };
        Self {
            ends: list(ENDS),
            containers: list(CONTAINERS),
            counts: list(COUNTS),
            describing: list(DESCRIBING),
            kinds: titles(&KINDS),
            themes: titles(&THEMES),
        }
    }

    /// Whether the thing's name is over here.
    pub(super) fn ends(&self, word: &str) -> bool {
        self.ends.binary_search(&word).is_ok()
    }

    /// Whether this holds things when it begins a title.
    pub(super) fn holds(&self, word: &str) -> bool {
        self.containers.binary_search(&word).is_ok()
    }

    /// Whether this counts things rather than naming one.
    pub(super) fn counts(&self, word: &str) -> bool {
        self.counts.binary_search(&word).is_ok()
    }

    /// The kind of thing that a noun names.
    pub(super) fn kind(&self, word: &str) -> Option<&'static str> {
        self.kinds.get(word).copied()
    }

    /// What a word says a thing is for.
    pub(super) fn theme(&self, word: &str) -> Option<&'static str> {
        self.themes.get(word).copied()
    }

    /// Whether the word only describes.
    pub(super) fn describes(&self, word: &str) -> bool {
        self.describing.binary_search(&word).is_ok()
    }
}
