//! Programs that follow links, by the words that they put into their user agents.

use crate::scan::Scan;

/// Their words, all lower case. Those of in-app browsers (`FBAN`, `Instagram`, `Snapchat`), behind which a person sits, are not
/// among them.
static WORDS: Scan<43> = Scan::new([
    "apis-google",
    "axios/",
    "aiohttp/",
    "bot",
    "crawl",
    "curl/",
    "chrome-lighthouse",
    "embedly",
    "facebookexternalhit",
    "facebookcatalog",
    "fetcher",
    "go-http-client",
    "guzzlehttp/",
    "google-inspectiontool",
    "google-read-aloud",
    "googleimageproxy",
    "googleother",
    "headless",
    "httpclient",
    "http.rb/",
    "ia_archiver",
    "iframely",
    "java/",
    "libwww",
    "mastodon/",
    "mediapartners-google",
    "meta-externalagent",
    "node-fetch",
    "okhttp/",
    "postmanruntime/",
    "preview",
    "python-",
    "python/",
    "phantomjs",
    "pingdom",
    "spider",
    "slurp",
    "scrapy",
    "slack-imgproxy",
    "undici",
    "vkshare",
    "whatsapp/",
    "wget/",
]);

/// Whether this user agent is one of a program that reads links for itself. An empty one is not: somebody may hide theirs.
pub(super) fn is_one(agent: &str) -> bool {
    let agent = agent.as_bytes();
    WORDS.any(agent, |_, word, at, rest| {
        let is = rest.get(..word.len()).is_some_and(|text| text.eq_ignore_ascii_case(word.as_bytes()));
        is && (word != "bot" || !is_cubot(agent, at))
    })
}

/// Cubot makes phones.
fn is_cubot(agent: &[u8], at: usize) -> bool {
    at.checked_sub(2).and_then(|from| agent.get(from..at)).is_some_and(|before| before.eq_ignore_ascii_case(b"cu"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_told_from_people() {
        for program in [
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36 (compatible; AdsBot-Google-Mobile)",
            "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
            "WhatsApp/2.23.20.0 A",
            "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
            "TelegramBot (like TwitterBot)",
            "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/140.0.0.0 Safari/537.36",
            "curl/8.5.0",
            "Wget/1.21",
            "python-requests/2.31.0",
            "Go-http-client/2.0",
            "BOT",
        ] {
            assert!(is_one(program), "{program}");
        }
        for person in [
            "",
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 [FBAN/FBIOS;FBAV/480.0]",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/22A Instagram 350.0",
            "Mozilla/5.0 (Linux; Android 13; CUBOT P80) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 YaBrowser/25.8 Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 [Pinterest/iOS]",
        ] {
            assert!(!is_one(person), "{person}");
        }
    }
}
