/** The release archive on a Debian 13 that has nothing but Node 24: `npm run node24` runs this there. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { Program } from '../../testkit/programs/program.ts';
import { STARTED_WITH, unpack } from './unpacked.ts';

const { archive } = STARTED_WITH;
let folder = '';
let home = '';

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'rostrum-release-'));
  home = unpack(archive, folder);
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('the archive is the one of which SHA256SUMS has the hash', () => {
  const { status, stdout } = spawnSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: dirname(archive), encoding: 'utf8' });

  assert.deepEqual([status, stdout], [0, `${basename(archive)}: OK\n`]);
});

test('unpacked, it serves clients in embedded mode: pages, tokens, a session; and it drains on SIGTERM', async (t) => {
  const environment = { PATH: process.env.PATH, PORT: '0', ADMIN_PORT: '0' };
  const server = new Program({ path: join(home, 'bin/rostrum'), args: [], environment, cwd: folder });
  t.after(() => server.stop({ signal: 'SIGKILL' }));
  const { url, asr } = (await server.readyLine()) as { url: string; asr: unknown };
  const http = url.replace(/^ws/, 'http');

  const page = await fetch(`${http}/`, { headers: { accept: 'text/html' } });
  const ready = await fetch(`${http}/readyz`);
  const issued = await fetch(`${http}/dev/tokens`, { method: 'POST', body: '{"userId":"ada"}' });
  const { token } = (await issued.json()) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  const made = await fetch(`${http}/sessions`, { method: 'POST', headers, body: '{"sourceLanguage":"en"}' });

  assert.deepEqual([page.status, ready.status, issued.status, made.status], [200, 200, 200, 201]);
  assert.match(JSON.stringify(asr), /pocketsphinx/i);
  assert.equal(await server.stop(), 0);
});

test('node dist/server starts it too; in AWS mode without settings it says what to set, and ends with 2', () => {
  const env = { PATH: process.env.PATH, ROSTRUM_MODE: 'aws' };
  const { status, stderr } = spawnSync('node', ['dist/server'], { cwd: home, env, encoding: 'utf8', timeout: 30_000 });

  assert.equal(status, 2);
  for (const name of [
    'AWS_REGION',
    'TRANSLATION_PIPELINE_FUNCTION_NAME',
    'AUTH_ISSUER',
    'DELIVERY_SECRET_ACCESS_KEY',
  ]) {
    assert.match(stderr, new RegExp(`^rostrum: ${name} is not set\\.`, 'm'));
  }
});
