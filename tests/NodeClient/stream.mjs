// Streams an image with partial images through OpenAI's client, and prints the events as one JSON array.
// Usage: node stream.mjs BASE_URL API_KEY MODEL
import OpenAI from "openai";

const [baseURL, apiKey, model] = process.argv.slice(2);
const events = [];
for await (const event of await new OpenAI({ baseURL, apiKey }).images.generate({ model, prompt: "a reef", stream: true, partial_images: 2 })) {
  events.push({ type: event.type, index: event.partial_image_index, bytes: Buffer.from(event.b64_json, "base64").length, tokens: event.usage?.output_tokens });
}

console.log(JSON.stringify(events));
