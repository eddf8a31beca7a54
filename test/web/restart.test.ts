/** The server goes away and comes back in the middle of a talk; the people at the pages do nothing about it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ready, runServer } from '../support/server-process.ts';
import { noBrowser, numberAt, openBrowser, untilOver } from './browser.ts';
import { chip, codeOf, condition, listen, OWN_FINALS, PLAYED, speakWith, untilHeard, untilIn } from './people.ts';

test('after a restart of the server the pages are back by themselves, and the talk goes on', {
  skip: noBrowser ?? false,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-web-restart-'));
  t.after(() => rmSync(folder, { recursive: true }));
  // A port of its own from the start: one that the system chose could not be had again at once.
  const settings = {
    PORT: String(await freePort()),
    DATA_FOLDER: folder,
    LOG_LEVEL: 'silent',
    EMBEDDED_ASR: 'pocketsphinx',
    DRAIN_TIMEOUT_MS: '2000',
  };
  const first = runServer(t, settings);
  const { url } = await ready(first);
  const browser = await openBrowser(t);
  const speaker = await browser.page(`${url}/speak`);
  await speakWith(speaker, 'microphone');
  const code = await codeOf(speaker);
  const listener = await browser.page(`${url}/listen?code=${code}`);
  await listen(listener, 'es');
  await untilHeard(listener);

  first.child.kill('SIGTERM');
  await Promise.all([chip(speaker, 'connection', 'reconnecting'), condition(listener, 'reconnecting', 'inLine')]);
  await first.exited;
  const second = runServer(t, settings);
  await ready(second);

  await Promise.all([chip(speaker, 'connection', 'open'), untilIn(listener)]);
  const [said, played] = [await numberAt(speaker, OWN_FINALS, 'data-finals'), await numberAt(listener, PLAYED)];
  await untilOver(speaker, OWN_FINALS, said, 'data-finals');
  await untilHeard(listener, played);
  assert.equal(await codeOf(speaker), code);
  assert.deepEqual(browser.problems, []);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
