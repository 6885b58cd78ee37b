// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

// An authorization server for the interop tests: npm's oidc-provider as it comes, on loopback. How
// a test talks to it is told in ../common/commands.mjs.
//
//   node server.mjs [--port N] [--device-code-ttl SECONDS] [--access-token-ttl SECONDS]
//                   [--issuer URL]    what it calls itself, if not by its own address
//
//   {"cmd": "approve", "user_code": "…"}   a person allows it    {"ok": true} or {"error": "…"}
//   {"cmd": "deny", "user_code": "…"}      a person cancels      the same
//   {"cmd": "authorize", "url": "…"}       a person allows it    {"status", "address", "text", "iss"}
//   {"cmd": "refuse", "url": "…"}          a person cancels      the same
//   {"cmd": "revoke"}                      an administrator ends all sign-ins    {"ok": true}
//   {"cmd": "requests"}                    {"requests": [{"at": ms, "method", "path", "status"}]}

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import http from 'node:http';
import { parseArgs } from 'node:util';

import Provider from 'oidc-provider';

import { answer, numbersAmong, obey } from '../common/commands.mjs';
import { approve, authorize, deny, refuse } from './person.mjs';

// The clients by the algorithm that their ID tokens are signed with.
const clients = { RS256: 'latchkey-interop', ES256: 'latchkey-interop-es256' };
const redirectUris = ['http://127.0.0.1/callback', 'http://[::1]/callback'];
const accountId = 'ada';
const claims = {
  sub: accountId,
  name: 'Ada Lovelace',
  email: 'ada@example.org',
  email_verified: true,
};

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      'device-code-ttl': { type: 'string', default: '600' },
      'access-token-ttl': { type: 'string', default: '3600' },
      issuer: { type: 'string' },
    },
  });
  return numbersAmong(values, ['issuer']);
}

function signingKeys() {
  const make = (alg, type, options) => ({
    ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), use: 'sig', alg,
  });
  return [
    make('RS256', 'rsa', { modulusLength: 2048 }),
    make('ES256', 'ec', { namedCurve: 'P-256' }),
  ];
}

function nativeClient(id, alg) {
  return {
    client_id: id,
    client_name: 'Latchkey interop',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: [
      'authorization_code', 'urn:ietf:params:oauth:grant-type:device_code', 'refresh_token',
    ],
    response_types: ['code'],
    redirect_uris: redirectUris,
    id_token_signed_response_alg: alg,
  };
}

function makeProvider(issuer, options) {
  const day = 24 * 60 * 60;
  return new Provider(issuer, {
    clients: Object.entries(clients).map(([alg, id]) => nativeClient(id, alg)),
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ ...claims, sub: id }) }),
    features: {
      deviceFlow: { enabled: true },
      devInteractions: { enabled: true },
      revocation: { enabled: true },
      userinfo: { enabled: true },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: false },
    },
    pkce: { methods: ['S256'], required: () => true },
    rotateRefreshToken: true,
    // A token ends when it says so, and not fifteen seconds later.
    clockTolerance: 0,
    jwks: { keys: signingKeys() },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    ttl: {
      DeviceCode: options['device-code-ttl'],
      AccessToken: options['access-token-ttl'],
      IdToken: options['access-token-ttl'],
      RefreshToken: day,
      Grant: day,
      Interaction: 3600,
      Session: day,
    },
  });
}

/** All grants that tokens were issued for; ending them ends the tokens. */
function rememberGrants(provider) {
  const grants = new Set();
  provider.on('refresh_token.saved', (token) => grants.add(token.grantId));
  return async () => {
    for (const grantId of grants) {
      await provider.AccessToken.revokeByGrantId(grantId);
      await provider.RefreshToken.revokeByGrantId(grantId);
      await provider.Grant.adapter.destroy(grantId);
    }
  };
}

const options = readOptions();
const requests = [];
let serve = (request, response) => response.writeHead(503).end();
const server = http.createServer((request, response) => {
  const entry = { at: Math.round(performance.now()), method: request.method, path: request.url };
  requests.push(entry);
  response.on('finish', () => { entry.status = response.statusCode; });
  serve(request, response);
});

server.listen(options.port, '127.0.0.1', async () => {
  const { port } = server.address();
  const address = `http://127.0.0.1:${port}`;
  const issuer = options.issuer ?? address;
  const provider = makeProvider(issuer, options);
  const endSignIns = rememberGrants(provider);
  serve = provider.callback();
  answer({ address, issuer });

  const page = (code) => `${address}/device?user_code=${encodeURIComponent(code)}`;
  await obey({
    approve: ({ user_code: code }) => approve(page(code), accountId),
    deny: ({ user_code: code }) => deny(page(code)),
    authorize: ({ url }) => authorize(url, accountId),
    refuse: ({ url }) => refuse(url),
    revoke: endSignIns,
    requests: () => ({ requests }),
  });
  process.exit(0);
});
