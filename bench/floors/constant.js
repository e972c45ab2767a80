// The floor under any answer of this shape: it reads the address and the cookie, and sends 3 KB that are always the same,
// with four headers.
const CARD = "<li><a href=\"/products/K-101\"><img src=\"/images/K-101.svg\" alt=\"\"><b>Fjord gooseneck kettle</b></a></li>\n";
const PAGE = ("<section>" + CARD.repeat(30)).slice(0, 3000);

export default {
  fetch(request) {
    const { pathname } = new URL(request.url);
    const cookie = request.headers.get("cookie");
    if (pathname === "/" || cookie === "none") return new Response(null, { status: 404 });
    return new Response(PAGE, {
      headers: {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "private, no-store",
        "Segue-Basis": "full",
        "Server-Timing": "edge;dur=0",
      },
    });
  },
};
