// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

// One Glewlwyd with a database, a configuration and a port of its own. Nothing of the system's
// Glewlwyd is read or changed, should there be one.

import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const patience = 20_000; // milliseconds, on a busy machine
const unpacked = fileURLToPath(new URL('../../../build/interop/glewlwyd', import.meta.url));

/** Where the package is: unpacked by ./dev, or installed. */
function findRoot() {
  const root = [unpacked, '/'].find((folder) => fs.existsSync(`${folder}/usr/bin/glewlwyd`));
  if (root === undefined) {
    throw new Error('There is no glewlwyd here; "./dev test interop" fetches it.');
  }
  return root === '/' ? '' : root;
}

function makeDatabase(root, file) {
  const script = fs.readFileSync(`${root}/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3`);
  const made = spawnSync('sqlite3', ['-bail', file], { input: script, encoding: 'utf8' });
  if (made.status !== 0) {
    throw new Error(`The database could not be made: ${made.error?.message ?? made.stderr}`);
  }
}

function configuration(root, folder, port, externalUrl) {
  const modules = `${root}/usr/lib/glewlwyd`;
  return `
port=${port}
bind_address="127.0.0.1"
external_url="${externalUrl}"
login_url="login.html"
api_prefix="api"
log_mode="console"
log_level="INFO"
cookie_secure=0
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="${modules}/user"
user_middleware_module_path="${folder}/no-middleware"
client_module_path="${modules}/client"
user_auth_scheme_module_path="${modules}/scheme"
plugin_module_path="${modules}/plugin"
hash_algorithm="SHA512"
database =
{
  type = "sqlite3"
  path = "${folder}/glewlwyd.db"
};
`;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function answers(port) {
  try {
    return (await fetch(`http://127.0.0.1:${port}/config`)).status === 200;
  } catch {
    return false;
  }
}

/** Starts it on a free port; `externalUrl` is where people reach it. */
export async function startDaemon(externalUrl) {
  const root = findRoot();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'latchkey-glewlwyd-'));
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  fs.mkdirSync(`${folder}/no-middleware`);
  makeDatabase(root, `${folder}/glewlwyd.db`);

  const port = await freePort();
  fs.writeFileSync(`${folder}/glewlwyd.conf`, configuration(root, folder, port, externalUrl));
  const log = fs.openSync(`${folder}/log`, 'w');
  // It dies with this program, even where that is killed.
  const child = spawn('setpriv', [
    '--pdeathsig', 'KILL', '--', `${root}/usr/bin/glewlwyd`, `--config-file=${folder}/glewlwyd.conf`,
  ], { stdio: ['ignore', log, log] });
  process.on('exit', () => child.kill('SIGKILL'));
  let problem;
  child.on('error', (error) => { problem = error.message; });
  child.on('exit', (code, signal) => { problem = `it ended with ${code ?? signal}`; });

  const deadline = Date.now() + patience;
  while (!await answers(port)) {
    if (problem === undefined && Date.now() > deadline) problem = 'it does not answer';
    if (problem !== undefined) {
      const said = fs.readFileSync(`${folder}/log`, 'utf8').trim().split('\n').slice(-5).join('\n');
      throw new Error(`Glewlwyd did not start: ${problem}. It said: ${said || 'nothing'}`);
    }
    await sleep(50);
  }
  return { port };
}
