// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

// Proves that the server does what the C++ tests count on: npm test.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import readline from 'node:readline';
import test from 'node:test';

async function start(...options) {
  const path = new URL('server.mjs', import.meta.url).pathname;
  const child = spawn(process.execPath, [path, '--port', '0', ...options], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => JSON.parse((await lines.next()).value);
  const { issuer } = await read();
  return {
    issuer,
    command: (value) => { child.stdin.write(`${JSON.stringify(value)}\n`); return read(); },
    stop: async () => { child.stdin.end(); return once(child, 'exit'); },
  };
}

async function post(url, fields) {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : undefined };
}

async function begin(issuer) {
  const discovery = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
  const { body: code } = await post(discovery.device_authorization_endpoint, {
    client_id: 'latchkey-interop', scope: 'openid profile email offline_access',
  });
  const poll = () => post(discovery.token_endpoint, {
    client_id: 'latchkey-interop',
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: code.device_code,
  });
  return { discovery, code, poll };
}

test('an approved code gives tokens that work and rotate', async () => {
  const server = await start();
  const { discovery, code, poll } = await begin(server.issuer);
  assert.equal(code.interval, undefined);
  assert.ok(code.verification_uri_complete.includes(code.user_code));
  assert.equal((await poll()).body.error, 'authorization_pending');
  assert.deepEqual(await server.command({ cmd: 'approve', user_code: code.user_code }), { ok: true });

  const { status, body: tokens } = await poll();
  assert.equal(status, 200);
  assert.ok(tokens.access_token && tokens.refresh_token && tokens.id_token);
  const userinfo = await (await fetch(discovery.userinfo_endpoint, {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  })).json();
  assert.equal(userinfo.sub, 'ada');
  assert.equal(userinfo.name, 'Ada Lovelace');

  const refresh = (token) => post(discovery.token_endpoint, {
    client_id: 'latchkey-interop', grant_type: 'refresh_token', refresh_token: token,
  });
  const { body: renewed } = await refresh(tokens.refresh_token);
  assert.notEqual(renewed.refresh_token, tokens.refresh_token);
  const revoked = await post(discovery.revocation_endpoint, {
    client_id: 'latchkey-interop', token: renewed.refresh_token,
  });
  assert.equal(revoked.status, 200);
  assert.equal((await refresh(renewed.refresh_token)).body.error, 'invalid_grant');

  const { requests } = await server.command({ cmd: 'requests' });
  assert.deepEqual(requests.filter((r) => r.path === '/token').map((r) => r.status),
    [400, 200, 200, 400]);
  assert.deepEqual(await server.stop(), [0, null]);
});

test('an administrator ends a sign-in', async () => {
  const server = await start();
  const { discovery, code, poll } = await begin(server.issuer);
  await server.command({ cmd: 'approve', user_code: code.user_code });
  const { body: tokens } = await poll();
  assert.deepEqual(await server.command({ cmd: 'revoke' }), { ok: true });
  const refused = await post(discovery.token_endpoint, {
    client_id: 'latchkey-interop',
    grant_type: 'refresh_token',
    refresh_token: tokens.refresh_token,
  });
  assert.equal(refused.body.error, 'invalid_grant');
  const userinfo = await fetch(discovery.userinfo_endpoint, {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  });
  assert.equal(userinfo.status, 401);
  await server.stop();
});

test('a cancelled request is denied', async () => {
  const server = await start();
  const { code, poll } = await begin(server.issuer);
  assert.deepEqual(await server.command({ cmd: 'deny', user_code: code.user_code }), { ok: true });
  assert.equal((await poll()).body.error, 'access_denied');
  await server.stop();
});

test('a code expires', async () => {
  const server = await start('--device-code-ttl', '1');
  const { code, poll } = await begin(server.issuer);
  assert.equal(code.expires_in, 1);
  await new Promise((resolve) => { setTimeout(resolve, 2100); });
  assert.equal((await poll()).body.error, 'expired_token');
  const late = await server.command({ cmd: 'approve', user_code: code.user_code });
  assert.ok(late.error);
  await server.stop();
});

/** A program that takes the redirect, as a native one does. */
async function listen() {
  const queries = [];
  const server = http.createServer((request, response) => {
    queries.push(new URL(request.url, 'http://127.0.0.1').searchParams);
    response.end('<p>Back to the program.</p>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const redirectUri = `http://127.0.0.1:${server.address().port}/callback`;
  return { queries, redirectUri, stop: () => server.close() };
}

test('a code comes back to any port of this computer', async () => {
  const server = await start();
  const program = await listen();
  const discovery = await (await fetch(`${server.issuer}/.well-known/openid-configuration`)).json();
  const verifier = randomBytes(32).toString('base64url');
  const url = new URL(discovery.authorization_endpoint);
  url.search = new URLSearchParams({
    client_id: 'latchkey-interop-es256',
    response_type: 'code',
    redirect_uri: program.redirectUri,
    scope: 'openid profile offline_access',
    prompt: 'consent',
    state: 's',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  assert.deepEqual(await server.command({ cmd: 'authorize', url }), {
    status: 200, address: program.redirectUri, iss: server.issuer, text: 'Back to the program.',
  });
  const { status, body: tokens } = await post(discovery.token_endpoint, {
    client_id: 'latchkey-interop-es256',
    grant_type: 'authorization_code',
    code: program.queries[0].get('code'),
    redirect_uri: program.redirectUri,
    code_verifier: verifier,
  });
  assert.equal(status, 200);
  assert.ok(tokens.refresh_token);
  const [header] = tokens.id_token.split('.');
  assert.equal(JSON.parse(Buffer.from(header, 'base64url')).alg, 'ES256');

  assert.equal((await server.command({ cmd: 'refuse', url })).address, program.redirectUri);
  assert.equal(program.queries[1].get('error'), 'access_denied');
  program.stop();
  await server.stop();
});

test('nonsense is answered', async () => {
  const server = await start();
  assert.ok((await server.command({ cmd: 'approve', user_code: 'XXXX-XXXX' })).error);
  assert.ok((await server.command({ cmd: 'dance' })).error);
  await server.stop();
});
