// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

// A person at Glewlwyd's login page. That page is a script in the browser, and these are the
// requests which it makes when somebody logs in, ticks the scopes and presses "Continue".

import { Browser, redirected, refused } from '../common/browser.mjs';

async function json(browser, url, method, value) {
  const body = value === undefined ? undefined : JSON.stringify(value);
  const page = await browser.fetch(url, { method, body, type: 'application/json' });
  if (page.status !== 200) throw refused(page);
  return page.text ? JSON.parse(page.text) : undefined;
}

/** Opens an address and is sent to the login page, which is told who asks for what. */
async function openLoginPage(browser, url) {
  const page = await browser.fetch(url);
  const query = page.location && new URL(page.location, page.url).searchParams;
  if (page.status !== 302 || !query.get('client_id')) throw refused(page);
  return {
    client: query.get('client_id'),
    scopes: query.get('scope'),
    next: query.get('callback_url'),
  };
}

/** Logs in, allows every scope, and goes on to where the login page leads. */
async function logInAndAllow(browser, url, { username, password }) {
  const api = new URL('/api/', url).href;
  const asked = await openLoginPage(browser, url);
  await json(browser, `${api}auth/`, 'POST', { username, password });
  const client = encodeURIComponent(asked.client);
  const grant = await json(
    browser, `${api}auth/grant/${client}/${encodeURIComponent(asked.scopes)}`, 'GET');
  const names = grant.scope.map((scope) => scope.name);
  await json(browser, `${api}auth/grant/${client}/`, 'PUT', { scope: names.join(' ') });
  return `${asked.next}${asked.next.includes('?') ? '&' : '?'}g_continue`;
}

/** Opens the link that holds the code, logs in and allows it. */
export async function approve(verificationUriComplete, person) {
  const browser = new Browser();
  const end = await browser.fetch(await logInAndAllow(browser, verificationUriComplete, person));
  const shown = end.location && new URL(end.location, end.url).searchParams;
  if (end.status !== 302 || shown.get('prompt') !== 'deviceComplete') throw refused(end);
}

/** Opens the authorization endpoint, logs in, allows it and is sent back: what that page says. */
export async function authorize(url, person) {
  const browser = new Browser();
  return redirected(await browser.visit(await logInAndAllow(browser, url, person)));
}

/** Opens the page of one's own account and ends every sign-in that is listed there. */
export async function revokeEverything(address, pathOfPlugin, { username, password }) {
  const browser = new Browser();
  await json(browser, `${address}/api/auth/`, 'POST', { username, password });
  const list = `${address}${pathOfPlugin}/token/`;
  for (const { token_hash: hash } of await json(browser, list, 'GET')) {
    await json(browser, `${list}${encodeURIComponent(hash)}`, 'DELETE');
  }
}
