// An OpenID Connect provider on 127.0.0.1:PORT. It signs people in without asking: POST /sign-in with the claims of a person as JSON answers
// what its authorisation endpoint would give the application, an ID token. POST /rotate puts a new signing key in place of the old one.
import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const port = Number(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
const client = { client_id: 'donatello', client_secret: 'not-a-secret', redirect_uris: ['https://app.example/callback'], grant_types: ['authorization_code'] };
let keys = 0;
let provider;

function rotate() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  keys += 1;
  provider = new Provider(issuer, {
    clients: [client],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: `key-${keys}`, use: 'sig', alg: 'RS256' }] },
    claims: { openid: ['sub', 'oid', 'tid', 'amr'], email: ['email'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
  });
}

async function idToken(person) {
  const known = await provider.Client.find(client.client_id);
  const token = new provider.IdToken({ ...person }, { ctx: undefined, client: known });
  for (const name of Object.keys(person)) token.set(name, person[name]);
  token.scope = 'openid email profile';
  token.mask = Object.fromEntries(Object.keys(person).map((name) => [name, null]));
  return token.issue({ use: 'idtoken' });
}

async function answer(request, response) {
  if (request.method === 'POST' && request.url === '/rotate') {
    rotate();
    response.end('rotated');
  } else if (request.method === 'POST' && request.url === '/sign-in') {
    let body = '';
    for await (const part of request) body += part;
    try {
      response.end(await idToken(JSON.parse(body)));
    } catch (failed) {
      response.statusCode = 500;
      response.end(String(failed.stack));
    }
  } else {
    provider.callback()(request, response);
  }
}

rotate();
createServer(answer).listen(port, '127.0.0.1');
