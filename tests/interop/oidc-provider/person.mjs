// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

// A person with a browser, as far as the provider can tell: pages are fetched over HTTP, cookies
// are kept, forms are filled in and sent. Nothing here reaches into the provider's store.

import http from 'node:http';

/** Cookies by name and path, as two interactions of one visit use the same name. */
class CookieJar {
  #cookies = new Map();

  take(setCookie = []) {
    for (const line of setCookie) {
      const [pair, ...attributes] = line.split(';').map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf('='));
      const find = (key) => attributes.find((a) => a.toLowerCase().startsWith(`${key}=`));
      const path = find('path')?.slice('path='.length) ?? '/';
      const expires = find('expires')?.slice('expires='.length);
      if (expires && Date.parse(expires) <= Date.now()) this.#cookies.delete(`${name} ${path}`);
      else this.#cookies.set(`${name} ${path}`, { pair, path });
    }
  }

  header(path) {
    return [...this.#cookies.values()]
      .filter((cookie) => path.startsWith(cookie.path))
      .map((cookie) => cookie.pair)
      .join('; ');
  }
}

function decode(text) {
  const names = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" };
  return text.replace(/&(#?\w+);/g, (whole, name) => names[name] ?? whole);
}

function attribute(tag, name) {
  const match = new RegExp(`\\s${name}="([^"]*)"`).exec(tag);
  return match ? decode(match[1]) : undefined;
}

/** The first form of a page: where it goes, and the fields that it has. */
function firstForm(page) {
  const [tag] = /<form\b[^>]*>/.exec(page.text) ?? [];
  if (!tag) return undefined;
  const start = page.text.indexOf(tag);
  const body = page.text.slice(start, page.text.indexOf('</form>', start));
  const fields = {};
  for (const [input] of body.matchAll(/<input\b[^>]*>/g)) {
    const name = attribute(input, 'name');
    if (name) fields[name] = attribute(input, 'value') ?? '';
  }
  return { action: attribute(tag, 'action'), fields };
}

class Browser {
  #jar = new CookieJar();

  #request(url, method, body) {
    const headers = { cookie: this.#jar.header(url.pathname) };
    if (body !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
    return new Promise((resolve, reject) => {
      const request = http.request(url, { method, headers, agent: false }, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          this.#jar.take(response.headers['set-cookie']);
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ url, status: response.statusCode, location: response.headers.location, text });
        });
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  async visit(url, method = 'GET', body = undefined) {
    let page = await this.#request(new URL(url), method, body);
    for (let hops = 0; page.location; hops += 1) {
      if (hops === 10) throw new Error(`too many redirects from ${url}`);
      page = await this.#request(new URL(page.location, page.url), 'GET');
    }
    return page;
  }

  send(page, extra = {}) {
    const form = firstForm(page);
    const fields = { ...form.fields, ...extra };
    const body = new URLSearchParams(fields).toString();
    return this.visit(new URL(form.action, page.url), 'POST', body);
  }
}

function refused(page) {
  const words = page.text.replace(/<(style|script)\b.*?<\/\1>/gs, '').replace(/<[^>]*>/g, ' ');
  return new Error(`${page.status} at ${page.url.pathname}: ${words.replace(/\s+/g, ' ').trim()}`);
}

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
