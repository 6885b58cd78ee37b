// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

// An authorization server for the interop tests: Debian's Glewlwyd, set up by its own interface.
// It is spoken to through this program, which notes what was asked and answered, and passes
// everything on as it is. How a test talks to it is told in ../common/commands.mjs.
//
//   node server.mjs [--device-code-ttl SECONDS] [--access-token-ttl SECONDS] [--interval SECONDS]
//                   [--redirect-uri URL]...
//
//   {"cmd": "approve", "user_code": "…"}   a person allows it    {"ok": true} or {"error": "…"}
//   {"cmd": "authorize", "url": "…"}       a person allows it    {"status", "address", "text", "iss"}
//   {"cmd": "poll", "user_code": "…"}      polls for the code, out of turn    {"status", "error"}
//   {"cmd": "revoke"}                      a person ends all sign-ins    {"ok": true}
//   {"cmd": "requests"}     {"requests": [{"at": ms, "method", "path", "grant", "status", "error"}]}

import http from 'node:http';
import { parseArgs } from 'node:util';

import { answer, numbersAmong, obey } from '../common/commands.mjs';
import { startDaemon } from './daemon.mjs';
import { approve, authorize, revokeEverything } from './person.mjs';
import { clientsSecret, pathOfPlugin, person, setUp } from './setup.mjs';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

function readOptions() {
  const { values } = parseArgs({
    options: {
      'device-code-ttl': { type: 'string', default: '600' },
      'access-token-ttl': { type: 'string', default: '3600' },
      interval: { type: 'string', default: '5' },
      'redirect-uri': { type: 'string', multiple: true, default: ['http://127.0.0.1/callback'] },
    },
  });
  return numbersAmong(values, ['redirect-uri']);
}

async function bodyOf(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function parsed(body) {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return {};
  }
}

/** Stands between the server and everybody else, and remembers. */
class Gate {
  requests = [];
  #pending = new Map(); // by user code: who asked, and the device code
  #port;

  open(port) { this.#port = port; }

  async pass(request, response) {
    const path = request.url.split('?')[0];
    const entry = { at: Math.round(performance.now()), method: request.method, path };
    this.requests.push(entry);
    const body = await bodyOf(request);
    const form = new URLSearchParams(body.toString('utf8'));
    entry.grant = form.get('grant_type') ?? undefined;
    const inner = http.request({
      port: this.#port,
      host: '127.0.0.1',
      method: request.method,
      path: request.url,
      headers: request.headers,
      agent: false,
    });
    inner.on('error', () => response.destroy());
    inner.on('response', async (answered) => {
      const said = await bodyOf(answered);
      entry.status = answered.statusCode;
      entry.error = parsed(said).error;
      if (path === `${pathOfPlugin}/device_authorization`) this.#remember(form, parsed(said));
      response.writeHead(answered.statusCode, answered.rawHeaders);
      response.end(said);
    });
    inner.end(body);
  }

  #remember(form, said) {
    this.#pending.set(said.user_code, { ...said, client: form.get('client_id') });
  }

  pending(userCode) {
    const found = this.#pending.get(userCode);
    if (!found) throw new Error(`nobody was given the code ${userCode}`);
    return found;
  }
}

async function poll(address, pending) {
  const fields = {
    grant_type: deviceGrant, client_id: pending.client, device_code: pending.device_code,
  };
  const secret = clientsSecret(pending.client);
  if (secret) fields.client_secret = secret;
  const response = await fetch(`${address}${pathOfPlugin}/token`, {
    method: 'POST', body: new URLSearchParams(fields),
  });
  const said = parsed(Buffer.from(await response.arrayBuffer()));
  return { status: response.status, error: said.error };
}

async function start() {
  const options = readOptions();
  const gate = new Gate();
  const server = http.createServer((request, response) => gate.pass(request, response));
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const address = `http://127.0.0.1:${server.address().port}`;
  const issuer = `${address}${pathOfPlugin}`;
  const daemon = await startDaemon(address);
  const inside = `http://127.0.0.1:${daemon.port}`;
  gate.open(daemon.port);
  await setUp(inside, issuer, options);
  answer({ address, issuer });
  await obey({
    approve: async ({ user_code: code }) => {
      await approve(gate.pending(code).verification_uri_complete, person);
    },
    authorize: async ({ url }) => authorize(url, person),
    poll: async ({ user_code: code }) => poll(inside, gate.pending(code)),
    revoke: async () => revokeEverything(inside, pathOfPlugin, person),
    requests: async () => ({ requests: gate.requests }),
  });
}

try {
  await start();
  process.exit(0);
} catch (error) {
  answer({ error: error.message });
  process.exit(1);
}
