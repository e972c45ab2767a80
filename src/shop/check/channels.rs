//! Channels, listings and apps: addresses that lead where they say, numbers as each marketplace writes them, and names that
//! lead somewhere.

use super::web;
use super::{look, unique};
use crate::engine::allowed;
use crate::shop::code::Code;
use crate::shop::load::Draft;
use crate::shop::place::{At, Notes};
use crate::shop::source::{CampaignFile, ChannelEntry, ExperimentFile, Goal, ShopFile};
use std::collections::{HashMap, HashSet};

/// What a listing's number is replaced by to look at its address.
const NUMBER: &str = "B0ABCDEFGH";

/// Notes what is wrong with channels and apps, and with what names them.
pub(super) fn check(notes: &Notes, draft: &Draft) {
    let Some(shop) = &draft.shop else { return };
    let hosts: Vec<String> = shop.allowed_hosts.iter().map(|host| host.value.clone()).collect();
    unique(notes, "channel", &shop.channels.iter().flatten().map(|channel| &channel.id).collect::<Vec<_>>());
    shop.channels.iter().flatten().for_each(|channel| addresses(notes, channel));
    apart(notes, shop);
    apps(notes, shop, &hosts);
    let Some(channels) = &shop.channels else { return };
    let known = Known {
        notes,
        ids: channels.iter().map(|channel| channel.id.value.as_str()).collect(),
        channels: channels.iter().map(|channel| (channel.id.value.as_str(), channel)).collect(),
    };
    for product in &draft.products.sound {
        for (channel, number) in &product.listings {
            known.number(channel, number);
        }
    }
    let products: HashMap<&str, Vec<&str>> = draft
        .products
        .sound
        .iter()
        .map(|product| {
            let listed = product.listings.iter().map(|(channel, _)| channel.value.as_str());
            (product.id.value.as_str(), listed.collect())
        })
        .collect();
    draft.campaigns.files.iter().for_each(|campaign| known.campaign(campaign, &products, shop));
}

struct Known<'d> {
    notes: &'d Notes,
    ids: HashSet<&'d str>,
    channels: HashMap<&'d str, &'d ChannelEntry>,
}

impl Known<'_> {
    fn channel(&self, id: &At<String>) -> Option<&ChannelEntry> {
        let add = "add it to `channels` in `shop.json`";
        look(self.notes, ("channel", Code::UnknownChannel), id, Some(&self.ids), add);
        self.channels.get(id.value.as_str()).copied()
    }

    fn number(&self, channel: &At<String>, number: &At<String>) {
        let Some(channel) = self.channel(channel) else { return };
        if !channel.kind.numbers(&number.value) {
            let message = format!("`{}` is no number of a listing in `{}`", number.value, channel.id.value);
            self.notes.say(Code::BadListing, number.place, message, channel.kind.numbering());
        }
    }

    fn campaign(&self, campaign: &CampaignFile, products: &HashMap<&str, Vec<&str>>, shop: &ShopFile) {
        for candidate in &campaign.candidates {
            match &candidate.to {
                Goal::Listed(channel, number) => self.number(channel, number),
                Goal::Listing(id, product) => {
                    if self.channel(id).is_none() {
                        continue;
                    }
                    let not_there = |product: &At<String>| {
                        products.get(product.value.as_str()).is_some_and(|listed| !listed.contains(&id.value.as_str()))
                    };
                    if let Some(product) = product.as_ref().filter(|product| not_there(product)) {
                        let message = format!("the product `{}` has no listing in `{}`", product.value, id.value);
                        let help = format!("add it to the product: `\"listings\": {{ \"{}\": \"...\" }}`", id.value);
                        self.notes.say(Code::NoListing, product.place, message, help);
                    }
                }
                Goal::Channel(id) if self.channel(id).is_some_and(|channel| channel.home.is_none()) => {
                    let message = format!("the channel `{}` has no front page", id.value);
                    self.notes.say(Code::NoListing, id.place, message, "add its `home` in `shop.json`");
                }
                _ => {}
            }
            if let Some(flag) = candidate.in_app.as_ref().filter(|flag| flag.value) {
                let (message, help) = if shop.apps.is_none() {
                    ("`shop.json` names no app", "add `apps` to `shop.json`, or take `in_app` away")
                } else if candidate.to.channel().is_some() {
                    ("the shop's app opens no page of a channel", "take `in_app` away")
                } else {
                    continue;
                };
                self.notes.say(Code::NoApp, flag.place, message, help);
            }
        }
    }
}

/// Everything of a channel is on its host, and its host is one.
fn addresses(notes: &Notes, channel: &ChannelEntry) {
    if let Err((why, help)) = web::host(&channel.host.value) {
        notes.say(Code::BadHost, channel.host.place, format!("`{}` {why}", channel.host.value), help);
        return;
    }
    let hosts = [channel.host.value.clone()];
    let own = |address: &str| address.starts_with("https://") && allowed(address, &hosts);
    for (url, address) in std::iter::once((&channel.listing_url, channel.listing_url.value.replace("{id}", NUMBER)))
        .chain(channel.home.iter().map(|home| (home, home.value.clone())))
    {
        let problem = match web::address(&address) {
            Ok(()) if own(&address) => continue,
            Ok(()) => format!("is not on the channel's host `{}`", channel.host.value),
            Err(why) => why,
        };
        let help = format!("write an address that begins with `https://{}/`", channel.host.value);
        notes.say(Code::BadChannel, url.place, format!("`{}` {problem}", url.value), help);
    }
    for (name, value) in &channel.parameters {
        let rest = value.value.replace("{campaign}", "");
        if rest.contains(['{', '}']) {
            let message = format!("the parameter `{name}` holds a placeholder that nothing fills");
            let help = "there is `{campaign}`, and nothing of a visitor goes to a channel";
            notes.say(Code::UnknownPlaceholder, value.place, message, help);
        }
    }
}

/// What leads to the shop's hosts may tell of the visitor and the ad; to a marketplace nothing of it may go.
fn apart(notes: &Notes, shop: &ShopFile) {
    for own in &shop.allowed_hosts {
        let of = |channel: &&ChannelEntry| {
            allowed(&format!("https://{}/", channel.host.value), std::slice::from_ref(&own.value))
        };
        if let Some(channel) = shop.channels.iter().flatten().find(of) {
            let (id, host) = (&channel.id.value, &channel.host.value);
            let message = format!("`{}` lets links through to `{host}`, the host of the channel `{id}`", own.value);
            let help = format!(
                "take it away here: nothing of a visitor may go there, so a campaign leads there with `\"channel\": \"{id}\"`"
            );
            notes.say(Code::BadChannel, own.place, message, help);
        }
    }
}

/// Apps open pages of the shop's own hosts alone.
fn apps(notes: &Notes, shop: &ShopFile, hosts: &[String]) {
    let Some(apps) = &shop.apps else { return };
    for host in std::iter::once(&apps.host).chain(&apps.ios) {
        if let Err((why, help)) = web::host(&host.value) {
            notes.say(Code::BadHost, host.place, format!("`{}` {why}", host.value), help);
        } else if !allowed(&format!("https://{}/", host.value), hosts) {
            let message = format!("`{}` is not among the allowed hosts", host.value);
            let help = format!("add `\"{}\"` to `allowed_hosts`", host.value);
            notes.say(Code::HostNotAllowed, host.place, message, help);
        }
    }
}

/// Notes arms of experiments that are not there.
pub(super) fn arms(notes: &Notes, draft: &Draft) {
    let experiments: HashMap<&str, &ExperimentFile> =
        draft.experiments.files.iter().map(|file| (file.id.as_str(), file)).collect();
    let ids: HashSet<&str> = draft.experiments.ids.iter().map(|id| id.value.as_str()).collect();
    for named in draft.campaigns.files.iter().flat_map(|file| &file.candidates).filter_map(|one| one.arm.as_ref()) {
        let add = "add it to `experiments/`";
        look(notes, ("experiment", Code::UnknownExperiment), &named.experiment, Some(&ids), add);
        if let Some(experiment) = experiments.get(named.experiment.value.as_str()) {
            let arms = experiment.arms.iter().map(|arm| arm.id.value.as_str()).collect();
            look(notes, ("arm", Code::UnknownArm), &named.is, Some(&arms), "add it to the experiment");
        }
    }
}
