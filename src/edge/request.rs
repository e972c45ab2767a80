//! A request as plain values: only what Segue looks at.

/// The body of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Body<'a> {
    /// None, or one that the route does not want.
    #[default]
    None,
    /// All of it.
    Bytes(&'a [u8]),
    /// More than [`MAX_BODY`](super::MAX_BODY) bytes.
    TooLarge,
    /// It broke off.
    Broken,
}

/// A request. Absent headers are empty, except where presence matters.
#[derive(Clone, Copy, Default)]
pub struct Request<'a> {
    /// The method, upper case.
    pub method: &'a str,
    /// The path as it came, percent-encoded.
    pub path: &'a str,
    /// The query without the question mark, as it came.
    pub query: &'a str,
    /// The host of the request's own address, with its port.
    pub host: &'a str,
    /// `Accept`
    pub accept: &'a str,
    /// `Accept-Language`
    pub accept_language: &'a str,
    /// `Content-Type`
    pub content_type: &'a str,
    /// `Cookie`
    pub cookies: &'a str,
    /// `Origin`
    pub origin: Option<&'a str>,
    /// `Sec-Fetch-Site`
    pub sec_fetch_site: Option<&'a str>,
    /// `Sec-GPC`
    pub gpc: Option<&'a str>,
    /// `Sec-Purpose`: a prefetch leaves no trace.
    pub sec_purpose: &'a str,
    /// `User-Agent`
    pub user_agent: &'a str,
    /// The country of the connection, ISO 3166-1 alpha-2.
    pub country: Option<&'a str>,
    /// The region of the connection, ISO 3166-2 subdivision code.
    pub region: Option<&'a str>,
    /// The body.
    pub body: Body<'a>,
}

impl core::fmt::Debug for Request<'_> {
    /// Method and route only: a path may hold what somebody looks at, a header who they are.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Request").field("method", &self.method).finish_non_exhaustive()
    }
}

impl Request<'_> {
    /// Whether the client asks for JSON.
    #[must_use]
    pub fn wants_json(&self) -> bool {
        self.accept.split(',').any(|part| {
            let kind = part.split(';').next().unwrap_or_default().trim_matches(' ');
            kind.eq_ignore_ascii_case("application/json")
        })
    }

    /// Whether a browser says that another site sent this.
    #[must_use]
    pub fn is_cross_site(&self) -> bool {
        match (self.sec_fetch_site, self.origin) {
            (Some(site), _) => !matches!(site, "same-origin" | "none"),
            (None, Some(origin)) => {
                let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
                host != Some(self.host)
            }
            // No browser of today; a program acts for itself and carries nobody's cookies.
            (None, None) => false,
        }
    }

    /// Whether it is a prefetch or a preview, which must leave no trace.
    #[must_use]
    pub fn is_prefetch(&self) -> bool {
        self.sec_purpose.contains("prefetch") || self.sec_purpose.contains("prerender")
    }
}
