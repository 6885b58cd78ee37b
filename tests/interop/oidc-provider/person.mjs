// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

// A person with a browser, as far as the provider can tell: forms are filled in and sent. Nothing
// here reaches into the provider's store.

import { Browser, decode, firstForm, redirected, refused } from '../common/browser.mjs';

async function openLoginPage(browser, verificationUriComplete) {
  let page = await browser.visit(verificationUriComplete);
  // The first form carries the code over, the second asks whether it is the right one.
  for (const step of ['code', 'confirm']) {
    if (page.status !== 200 || !firstForm(page)) throw refused(page);
    if (step === 'confirm' && firstForm(page).fields.confirm !== 'yes') throw refused(page);
    page = await browser.send(page);
  }
  if (page.status !== 200 || firstForm(page)?.fields.prompt !== 'login') throw refused(page);
  return page;
}

/** Logs in and consents: the page that this leads to. */
async function logInAndAllow(browser, loginPage, login) {
  const page = await browser.send(loginPage, { login, password: 'anything' });
  if (firstForm(page)?.fields.prompt !== 'consent') throw refused(page);
  return browser.send(page);
}

/** Follows the login page's "Cancel". */
function followCancel(browser, page) {
  const [, link] = /href="([^"]*\/abort)"/.exec(page.text) ?? [];
  if (!link) throw refused(page);
  return browser.visit(new URL(decode(link), page.url));
}

/** Opens the link, confirms the code, logs in and consents. */
export async function approve(verificationUriComplete, login) {
  const browser = new Browser();
  const page = await openLoginPage(browser, verificationUriComplete);
  const end = await logInAndAllow(browser, page, login);
  if (end.status !== 200 || !end.text.includes('Sign-in Success')) throw refused(end);
}

/** Opens the link, confirms the code, and cancels. */
export async function deny(verificationUriComplete) {
  const browser = new Browser();
  const page = await openLoginPage(browser, verificationUriComplete);
  const end = await followCancel(browser, page);
  if (!end.text.includes('interrupted')) throw refused(end);
}

/** Opens the authorization endpoint, logs in, consents and is sent back: what that page says. */
export async function authorize(url, login) {
  const browser = new Browser();
  return redirected(await logInAndAllow(browser, await browser.visit(url), login));
}

/** Opens the authorization endpoint, cancels and is sent back. */
export async function refuse(url) {
  const browser = new Browser();
  return redirected(await followCancel(browser, await browser.visit(url)));
}
