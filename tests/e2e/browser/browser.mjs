// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

// A real Chromium without a window, for a person who is a test. How the test talks to it is told in
// ../../interop/common/commands.mjs; it writes nowhere but in its folder.
//
//   node browser.mjs --folder FOLDER
//
//   {"cmd": "open", "url": "…"}                   types an address
//   {"cmd": "fill", "field": "…", "text": "…"}    types into the field with this hint
//   {"cmd": "click", "text": "…"}                 presses the button or follows the link
//   {"cmd": "see", "text": "…"}                   waits until the page says this
//
// Each is answered by {"url": …, "text": …}, what is on the page by then.

import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { chromium } from 'playwright-core';

import { answer, obey } from '../../interop/common/commands.mjs';

const patience = 20_000; // milliseconds

function findBrowser() {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  for (const name of names) {
    const found = folders.map((folder) => path.join(folder, name)).find(existsSync);
    if (found) return found;
  }
  throw new Error('There is no Chromium here; "./dev test e2e" fetches it.');
}

function folderIn(folder, name) {
  const made = path.join(folder, name);
  mkdirSync(made, { recursive: true });
  return made;
}

function launch(folder) {
  const args = [
    // Shared memory is small in containers.
    '--disable-dev-shm-usage',
    // Nothing leaves this machine.
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  ];
  if (process.getuid() === 0) args.push('--no-sandbox');
  const places = { HOME: folder, TMPDIR: folderIn(folder, 'tmp') };
  for (const kind of ['CONFIG', 'CACHE', 'DATA', 'STATE']) {
    places[`XDG_${kind}_HOME`] = folderIn(folder, kind.toLowerCase());
  }
  return chromium.launchPersistentContext(folderIn(folder, 'profile'), {
    executablePath: findBrowser(),
    env: { ...process.env, ...places },
    args,
    timeout: patience,
  });
}

async function start() {
  const { values } = parseArgs({ options: { folder: { type: 'string' } } });
  const context = await launch(values.folder);
  context.setDefaultTimeout(patience);
  const page = context.pages()[0] ?? await context.newPage();
  const read = async () => {
    await page.waitForLoadState('load');
    return { url: page.url(), text: await page.locator('body').innerText() };
  };
  const pressable = (name) => page.getByRole('button', { name, exact: true })
    .or(page.getByRole('link', { name, exact: true }));
  answer({ ready: true });
  await obey({
    open: async ({ url }) => { await page.goto(url); return read(); },
    fill: async ({ field, text }) => { await page.getByPlaceholder(field).fill(text); return read(); },
    click: async ({ text }) => { await pressable(text).click(); return read(); },
    see: async ({ text }) => { await page.getByText(text).first().waitFor(); return read(); },
  });
  await context.close();
}

try {
  await start();
  process.exit(0);
} catch (error) {
  answer({ error: error.message });
  process.exit(1);
}
