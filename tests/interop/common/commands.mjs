// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

// How a test talks to a server of the interop tests: one JSON object a line. The server prints
// {"address": …, "issuer": …} when it is ready, or {"error": …}. Each {"cmd": …} on its standard
// input is answered by one line, and it ends when its standard input is closed, so that it cannot
// outlive the test that started it.

import readline from 'node:readline';

// Standard output belongs to the protocol.
console.info = console.error;
console.log = console.error;

export function answer(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Obeys commands, one after the other in the order in which they came, until there are no more. */
export async function obey(handlers) {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    try {
      const { cmd, ...details } = JSON.parse(line);
      if (!Object.hasOwn(handlers, cmd)) throw new Error(`unknown command: ${cmd}`);
      answer(await handlers[cmd](details) ?? { ok: true });
    } catch (error) {
      answer({ error: error.message });
    }
  }
}

/** Reads options that are all numbers, apart from those that are named in `texts`. */
export function numbersAmong(values, texts) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => {
    if (texts.includes(name)) return [name, value];
    if (!/^\d+$/.test(value)) throw new Error(`--${name} wants a number, not ${value}`);
    return [name, Number(value)];
  }));
}
