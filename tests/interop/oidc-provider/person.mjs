// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

// A person with a browser, as far as the provider can tell: forms are filled in and sent. Nothing
// here reaches into the provider's store.

import { Browser, decode, firstForm, refused } from '../common/browser.mjs';

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

/** Opens the link, confirms the code, logs in and consents. */
export async function approve(verificationUriComplete, login) {
  const browser = new Browser();
  let page = await openLoginPage(browser, verificationUriComplete);
  page = await browser.send(page, { login, password: 'anything' });
  if (firstForm(page)?.fields.prompt !== 'consent') throw refused(page);
  page = await browser.send(page);
  if (page.status !== 200 || !page.text.includes('Sign-in Success')) throw refused(page);
}

/** Opens the link, confirms the code, and then follows the login page's "Cancel". */
export async function deny(verificationUriComplete) {
  const browser = new Browser();
  const page = await openLoginPage(browser, verificationUriComplete);
  const [, link] = /href="([^"]*\/abort)"/.exec(page.text) ?? [];
  if (!link) throw refused(page);
  const end = await browser.visit(new URL(decode(link), page.url));
  if (!end.text.includes('interrupted')) throw refused(end);
}
