// Makes images through OpenAI's client as anybody would, and prints what came of it as one JSON object.
// Usage: node images.mjs BASE_URL API_KEY
import OpenAI from "openai";

const [baseURL, apiKey] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey });
const order = { model: "local/canvas", prompt: "a red circle", size: "64x64" };

const { data: made, response } = await client.images.generate(order).withResponse();
const links = await client.images.generate({ ...order, n: 2, response_format: "url" });
const linked = await Promise.all(links.data.map(async (image) => (await (await fetch(image.url)).arrayBuffer()).byteLength));

const events = [];
for await (const event of await client.images.generate({ ...order, stream: true })) {
  events.push({ type: event.type, bytes: Buffer.from(event.b64_json, "base64").length });
}

const models = [];
for await (const model of client.models.list()) {
  models.push(model.id);
}

const failure = await client.images.generate({ ...order, model: "nobody/nothing" }).catch((error) => error);
const stranger = await new OpenAI({ baseURL, apiKey: "sk-wrong" }).models.list().catch((error) => error);

console.log(
  JSON.stringify({
    signature: Buffer.from(made.data[0].b64_json, "base64").subarray(1, 4).toString("latin1"),
    size: made.size,
    generation: response.headers.get("x-donatello-generation-id"),
    cost: response.headers.get("x-donatello-cost-aud"),
    request: made._request_id,
    linked,
    events,
    models,
    retrieved: (await client.models.retrieve("local/canvas")).id,
    failure: { name: failure.constructor.name, status: failure.status, code: failure.code, param: failure.param },
    stranger: { name: stranger.constructor.name, status: stranger.status },
  }),
);
