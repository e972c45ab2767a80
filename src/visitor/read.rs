//! A profile out of its cookie: what `serde` reads, in the order of the fields.

use super::later::Later;
use super::{
    Affinity, Audience, Band, Bought, Brought, CartLine, Exposure, Profile, Purchases, ShownProduct, View, VisitorId,
};
use crate::day::Day;
use crate::key::{NameKey, ProductKey};
use crate::packed::Packed;

impl Band {
    pub(crate) fn read(packed: &mut Packed<'_>) -> Option<Self> {
        match packed.number()? {
            0 => Some(Self::Value),
            1 => Some(Self::Mid),
            2 => Some(Self::Premium),
            _ => None,
        }
    }
}

fn day(packed: &mut Packed<'_>) -> Option<Day> {
    packed.short().map(Day)
}

fn product(packed: &mut Packed<'_>) -> Option<ProductKey> {
    packed.array().map(|bytes| ProductKey(u64::from_le_bytes(bytes)))
}

fn name(packed: &mut Packed<'_>) -> Option<NameKey> {
    packed.array().map(|bytes| NameKey(u32::from_le_bytes(bytes)))
}

fn view(packed: &mut Packed<'_>) -> Option<View> {
    Some(View {
        product: product(packed)?,
        category: name(packed)?,
        day: day(packed)?,
        band: Band::read(packed)?,
        on_sale: packed.flag()?,
    })
}

fn bought(packed: &mut Packed<'_>) -> Option<Bought> {
    Some(Bought {
        product: product(packed)?,
        day: day(packed)?,
        times: packed.byte()?,
        again_after: packed.short()?,
        first: Day::default(),
    })
}

fn exposure(packed: &mut Packed<'_>) -> Option<Exposure> {
    Some(Exposure { block: name(packed)?, since: day(packed)?, last: day(packed)?, days: packed.byte()? })
}

fn purchases(packed: &mut Packed<'_>) -> Option<Purchases> {
    Some(Purchases { orders: packed.byte()?, spend_tens: packed.short()?, last: day(packed)? })
}

impl Profile {
    /// Reads one; what came later ([`Later`]) stands behind it.
    pub(crate) fn read(packed: &mut Packed<'_>) -> Option<Self> {
        Some(Self {
            id: VisitorId(packed.array()?),
            first_visit: day(packed)?,
            last_visit: day(packed)?,
            visits: packed.short()?,
            viewed: packed.list(view)?,
            affinities: packed
                .list(|packed| Some(Affinity { category: name(packed)?, score: packed.byte()?, day: day(packed)? }))?,
            cart: packed.list(|packed| Some(CartLine { product: product(packed)?, quantity: packed.byte()? }))?,
            cart_day: day(packed)?,
            purchases: purchases(packed)?,
            bought: packed.list(bought)?,
            brought: packed.maybe(|packed| Some(Brought { campaign: name(packed)?, day: day(packed)? }))?,
            audiences: packed.list(|packed| Some(Audience { audience: name(packed)?, until: day(packed)? }))?,
            asked: packed.short()?,
            exposures: packed.list(exposure)?,
            binding: packed.short()?,
            for_this_visit: packed.flag()?,
            shown: alloc::vec::Vec::new(),
        })
    }
}

impl Later {
    /// Reads what stands behind a profile.
    pub(crate) fn read(packed: &mut Packed<'_>) -> Option<Self> {
        let shown = |packed: &mut Packed<'_>| {
            Some(ShownProduct { product: name(packed)?, times: packed.byte()?, day: day(packed)? })
        };
        Some(Self { firsts: packed.list(day)?, shown: packed.list(shown)? })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever bytes: what is read by hand is what `serde` reads, and as much of them.
        #[test]
        fn a_profile_is_read_as_serde_does(
            id in any::<[u8; 16]>(),
            lists in prop::collection::vec(prop::collection::vec(0_u8..3, 0..90), 1..4),
            bytes in prop::collection::vec(any::<u8>(), 0..20),
            damage in any::<prop::sample::Index>(),
        ) {
            // Many small numbers are nearly a profile: short lists, days, flags.
            let mut packed: Vec<u8> = id.into_iter().chain(lists.into_iter().flatten()).collect();
            let at = damage.index(packed.len());
            packed.splice(at..at, bytes);
            compare(&packed);
        }

        #[test]
        fn a_profile_that_was_written_comes_back(
            numbers in prop::collection::vec((any::<u64>(), any::<u32>(), any::<u16>(), any::<u8>(), any::<bool>()), 0..20),
            damage in any::<prop::sample::Index>(),
            by in any::<u8>(),
        ) {
            let mut profile = Profile::new(VisitorId([7; 16]), Day(20_000));
            for (key, name, day, byte, flag) in &numbers {
                let (product, category, day) = (ProductKey(*key), NameKey(*name), Day(*day));
                let band = [Band::Value, Band::Mid, Band::Premium].into_iter().nth(usize::from(byte % 3)).unwrap();
                profile.viewed.push(View { product, category, day, band, on_sale: *flag });
                profile.affinities.push(Affinity { category, score: *byte, day });
                profile.cart.push(CartLine { product, quantity: *byte });
                let again_after = day.0 / 2;
                profile.bought.push(Bought { product, day, times: *byte, again_after, first: Day::default() });
                profile.brought = flag.then_some(Brought { campaign: category, day });
                profile.audiences.push(Audience { audience: category, until: day });
                profile.exposures.push(Exposure { block: category, since: day, last: day, days: *byte });
                profile.purchases = Purchases { orders: *byte, spend_tens: day.0, last: day };
                profile.for_this_visit = *flag;
            }
            let mut bytes = postcard::to_allocvec(&profile).unwrap();
            prop_assert!(Profile::read(&mut Packed(&bytes)).as_ref() == Some(&profile));
            compare(&bytes);
            *damage.get_mut(&mut bytes) = by;
            compare(&bytes);
        }
    }

    fn compare(bytes: &[u8]) {
        let mut packed = Packed(bytes);
        let read = Profile::read(&mut packed);
        let by_serde = postcard::take_from_bytes::<Profile>(bytes).ok();
        assert!(by_serde.is_none() || packed.0.len() == by_serde.as_ref().unwrap().1.len());
        assert!(read == by_serde.map(|(profile, _)| profile));
        let mut packed = Packed(bytes);
        let read = Later::read(&mut packed).map(|later| (later, packed.0.len()));
        let by_serde = postcard::take_from_bytes::<Later>(bytes).ok();
        assert!(
            read.map(|(later, left)| (postcard::to_allocvec(&later).unwrap(), left))
                == by_serde.map(|(later, rest)| (postcard::to_allocvec(&later).unwrap(), rest.len()))
        );
    }
}
