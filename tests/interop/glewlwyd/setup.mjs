// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

// Sets up a fresh Glewlwyd as its administrator would: through its own HTTP interface.

import { generateKeyPairSync } from 'node:crypto';

import { Browser, refused } from '../common/browser.mjs';

const plugin = 'oidc';
const scopes = ['openid', 'profile', 'email'];

// Its first administrator is written into the database by the package's own script.
const administrator = { username: 'admin', password: 'password' };
export const person = { username: 'ada', password: 'the analytical engine' };

/** The clients by the algorithm that their ID tokens are signed with. */
const clients = { RS256: 'latchkey-interop', ES256: 'latchkey-interop-es256' };
// Glewlwyd lets nobody else revoke tokens.
const confidentialClient = { id: 'latchkey-interop-confidential', secret: 'kept in a keyring' };

export function clientsSecret(id) {
  return id === confidentialClient.id ? confidentialClient.secret : undefined;
}

export const pathOfPlugin = `/api/${plugin}`;

class Administration {
  #address;
  #browser = new Browser();

  constructor(address) {
    this.#address = address;
  }

  logIn({ username, password }) { return this.add('/auth/', { username, password }); }

  async add(path, value) {
    const page = await this.#browser.fetch(`${this.#address}/api${path}`, {
      method: 'POST', body: JSON.stringify(value), type: 'application/json',
    });
    if (page.status !== 200) throw refused(page);
  }
}

function signingKeys() {
  const make = (alg, type, options) => ({
    ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }),
    kid: alg,
    alg,
    use: 'sig',
  });
  return [
    make('RS256', 'rsa', { modulusLength: 2048 }),
    make('ES256', 'ec', { namedCurve: 'P-256' }),
  ];
}

function openIdPlugin(issuer, options) {
  return {
    module: 'oidc',
    name: plugin,
    display_name: 'OpenID Connect',
    enabled: true,
    parameters: {
      iss: issuer,
      'oauth-as-iss-id': true,
      'jwks-private': JSON.stringify({ keys: signingKeys() }),
      'default-kid': 'RS256',
      'client-sign_kid-parameter': 'sign_kid',
      'jwks-show': true,
      'subject-type': 'public',
      'allowed-scope': scopes,
      'access-token-duration': options['access-token-ttl'],
      'refresh-token-duration': 24 * 60 * 60,
      'code-duration': 600,
      'refresh-token-rolling': false,
      'refresh-token-one-use': 'always',
      'auth-type-code-enabled': true,
      'auth-type-code-revoke-replayed': true,
      'auth-type-refresh-enabled': true,
      'auth-type-device-enabled': true,
      'auth-type-client-enabled': true,
      'auth-type-token-enabled': false,
      'auth-type-password-enabled': false,
      'auth-type-none-enabled': false,
      'device-authorization-expiration': options['device-code-ttl'],
      'device-authorization-interval': options.interval,
      'pkce-allowed': true,
      'pkce-method-plain-allowed': false,
      'pkce-required': true,
      'introspection-revocation-allowed': true,
      'introspection-revocation-allow-target-client': true,
      'name-claim': 'on-demand',
      'name-claim-scope': ['profile'],
      'email-claim': 'on-demand',
      'email-claim-scope': ['email'],
    },
  };
}

function client(id, redirectUris, more) {
  return {
    client_id: id,
    name: 'Latchkey interop',
    enabled: true,
    confidential: false,
    redirect_uri: redirectUris,
    authorization_type: ['code', 'refresh_token', 'device_authorization'],
    token_endpoint_auth_method: ['none'],
    ...more,
  };
}

/** Adds scopes, a person, clients and the OpenID plugin, in this order. */
export async function setUp(address, issuer, options) {
  const administration = new Administration(address);
  await administration.logIn(administrator);
  for (const name of scopes.filter((scope) => scope !== 'openid')) {
    await administration.add('/scope/', {
      name, display_name: name, description: name, password_required: true, password_max_age: 0,
    });
  }
  await administration.add('/user/', {
    ...person, name: 'Ada Lovelace', email: 'ada@example.org', enabled: true, scope: scopes,
  });
  const redirectUris = options['redirect-uri'];
  for (const [alg, id] of Object.entries(clients)) {
    await administration.add('/client/', client(id, redirectUris, { sign_kid: alg }));
  }
  await administration.add('/client/', client(confidentialClient.id, redirectUris, {
    confidential: true,
    client_secret: confidentialClient.secret,
    authorization_type: ['code', 'refresh_token', 'device_authorization', 'client_credentials'],
    token_endpoint_auth_method: ['client_secret_basic', 'client_secret_post'],
    scope: [],
  }));
  await administration.add('/mod/plugin/', openIdPlugin(issuer, options));
}
