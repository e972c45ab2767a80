// The least that any Worker can do: what the runtime itself costs.
export default {
  fetch() {
    return new Response("hello");
  },
};
