import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ServicesProcess } from '../../../src/integrations/emulators/services-process.ts';
import { NOTHING_COUNTED } from '../../../src/protocol/recogniser-counts.ts';

const SETTINGS = {
  dataFolder: undefined,
  asr: { choice: { kind: 'stamped' } },
  connectionsTable: 'Connections',
  pipelineModule: fileURLToPath(new URL('../../emulators/lambda/handlers/plain.mjs', import.meta.url)),
  deliveryEndpoint: 'http://127.0.0.1:1',
  trustedCertFile: undefined,
} as const;

const IGNORED = { onLine: () => {}, onCounts: () => {}, onTrouble: () => {} };

test('a process that does not answer any more is ended: a hung one is no better than a dead one', async (t) => {
  const services = new ServicesProcess({ everyMs: 20, maxUnanswered: 10 });
  t.after(() => services.kill());
  const ended = new Promise<string>((resolve) => services.listen({ ...IGNORED, onEnd: resolve }));
  const outcome = await services.start(SETTINGS);
  assert.equal(outcome.ok, true);

  process.kill(Number(services.pid), 'SIGSTOP');

  assert.equal(await ended, 'no answer to 10 pings');
});

test('with each answer to a ping it says what has happened to its recogniser', async (t) => {
  const services = new ServicesProcess({ everyMs: 20, maxUnanswered: 1_000 });
  t.after(() => services.kill());
  const counts = new Promise((resolve) => services.listen({ ...IGNORED, onCounts: resolve, onEnd: () => {} }));
  const outcome = await services.start(SETTINGS);

  assert.ok(outcome.ok);
  assert.deepEqual(outcome.services.asr, {
    ...{ engine: 'stamped', model: 'stamped audio', languages: ['en'], maxStreams: 500 },
  });
  assert.deepEqual(await counts, NOTHING_COUNTED);
});

test('what keeps it from starting is one line, and it ends by itself; to start one that has ended fails at once', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'services-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const services = new ServicesProcess();
  t.after(() => services.kill());
  const ended = new Promise<string>((resolve) => services.listen({ ...IGNORED, onEnd: resolve }));

  const outcome = await services.start({ ...SETTINGS, dataFolder: file });

  assert.deepEqual(outcome, { ok: false, message: `data folder ${file} cannot be used: EEXIST` });
  assert.equal(await ended, 'exit status 1');
  assert.equal((await services.start(SETTINGS)).ok, false);
});

test('told to close it ends in order, and that is no end to be told of', async () => {
  const services = new ServicesProcess();
  services.listen({ ...IGNORED, onEnd: () => assert.fail('it was told to') });
  assert.equal((await services.start(SETTINGS)).ok, true);

  await services.close();

  assert.throws(() => process.kill(Number(services.pid), 0), { code: 'ESRCH' });
});
