// Stands in for the platform's KV: answers the requests that a KV binding makes from the files of a folder, one file a
// key. Only reading: nothing in the bench writes.
export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (request.method !== "GET") return new Response("the bench's KV is read-only", { status: 405 });
    const key = decodeURIComponent(url.pathname.slice(1));
    const file = key.split("/").map(encodeURIComponent).join("/");
    const found = await env.FILES.fetch("http://files/" + file);
    if (!found.ok) return new Response("no such key", { status: 404 });
    return new Response(found.body);
  },
};
