// What every peer knows of a visitor, read from the same request as the other rows read: address, cookie, language, device.
// Nothing is verified here: the peers do not bring that, and it is not theirs to be measured by.

export function visitor(request) {
  const { pathname } = new URL(request.url);
  const cookie = request.headers.get("cookie") ?? "";
  const at = cookie.indexOf("__Host-segue=");
  return {
    id: at < 0 ? "nobody" : cookie.slice(at + 40, at + 56),
    product: pathname.slice(pathname.lastIndexOf("/") + 1),
    country: request.headers.get("segue-country") ?? "DE",
    device: (request.headers.get("user-agent") ?? "").includes("Mobile") ? "mobile" : "desktop",
    known: at >= 0,
    visits: 40,
    orders: 2,
    spent: 180,
    away: 1,
    category: "tea",
  };
}
