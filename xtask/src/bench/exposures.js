// Stands in for Workers Analytics Engine: the runtime posts each data point here. `/arrived` gives them back as text.
let arrived = [];
export default {
  async fetch(request) {
    if (new URL(request.url).pathname === "/arrived") return new Response(arrived.join("\n"));
    const text = await request.text();
    if (arrived.length < 5000) arrived.push(text);
    return new Response();
  },
};
