// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

// What a browser does, as far as a server can tell: pages are fetched over HTTP, cookies are kept,
// redirects are followed, forms are sent.

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

export function decode(text) {
  const names = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" };
  return text.replace(/&(#?\w+);/g, (whole, name) => names[name] ?? whole);
}

function attribute(tag, name) {
  const match = new RegExp(`\\s${name}="([^"]*)"`).exec(tag);
  return match ? decode(match[1]) : undefined;
}

/** The first form of a page: where it goes, and the fields that it has. */
export function firstForm(page) {
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

/** What a person could read on a page. */
export function words(page) {
  const shown = page.text.replace(/<(style|script|head)\b.*?<\/\1>/gs, ' ').replace(/<[^>]*>/g, ' ');
  return decode(shown).replace(/\s+/g, ' ').trim();
}

/** Says that a page was not the one that was expected. */
export function refused(page) {
  return new Error(`${page.status} at ${page.url.pathname}: ${page.location ?? words(page)}`);
}

/** What a program's page said to the browser that was sent to it, and who sent it (RFC 9207). */
export function redirected(page) {
  return {
    status: page.status,
    address: page.url.href.split('?')[0],
    iss: page.url.searchParams.get('iss') ?? undefined,
    text: words(page),
  };
}

export class Browser {
  #jar = new CookieJar();

  /** One request; nothing is followed. */
  fetch(address, { method = 'GET', body, type = 'application/x-www-form-urlencoded' } = {}) {
    const url = new URL(address);
    const headers = { cookie: this.#jar.header(url.pathname) };
    if (body !== undefined) headers['content-type'] = type;
    return new Promise((resolve, reject) => {
      const request = http.request(url, { method, headers, agent: false }, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          this.#jar.take(response.headers['set-cookie']);
          const text = Buffer.concat(chunks).toString('utf8');
          const { location } = response.headers;
          resolve({ url, status: response.statusCode, location, text });
        });
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  async visit(url, options = {}) {
    let page = await this.fetch(url, options);
    for (let hops = 0; page.location; hops += 1) {
      if (hops === 10) throw new Error(`too many redirects from ${url}`);
      page = await this.fetch(new URL(page.location, page.url));
    }
    return page;
  }

  /** Sends the first form of a page. */
  send(page, extra = {}) {
    const form = firstForm(page);
    const body = new URLSearchParams({ ...form.fields, ...extra }).toString();
    return this.visit(new URL(form.action, page.url), { method: 'POST', body });
  }
}
