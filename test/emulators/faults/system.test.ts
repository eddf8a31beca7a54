import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startEmbeddedSystem } from '../../../emulators/system.ts';
import { EMBEDDED_CREDENTIALS } from '../../../src/integrations/emulators/account.ts';
import { openStream, speech } from '../transcribe/faults/faulted-stream.ts';

const OPTIONS = {
  dataFolder: undefined,
  asr: { choice: { kind: 'stamped' } },
  connectionsTable: 'Connections',
  pipelineModule: fileURLToPath(new URL('../lambda/handlers/functions.ts', import.meta.url)),
  deliveryEndpoint: 'http://127.0.0.1:9',
  trustedCertFile: undefined,
  log: () => {},
} as const;

test('asked for, the system has its services’ faults and their control API; all end together', async (t) => {
  const system = await startEmbeddedSystem({ ...OPTIONS, faultsPort: 0 });
  t.after(() => system.close());
  const { faults, transcribe } = system;
  assert.ok(faults);

  faults.transcribe.set({ rules: [{ fault: { kind: 'end' } }] });
  const told = (await (await fetch(faults.url)).json()) as object;
  const stream = await openStream(transcribe.endpoint, speech(200), {}, EMBEDDED_CREDENTIALS).outcome;
  await system.close();

  assert.deepEqual(Object.keys(told), ['transcribe', 'lambda', 'dynamodb']);
  assert.equal(stream.where, 'CLEAN');
  assert.equal(faults.transcribe.status().injected.end, 1);
  await assert.rejects(fetch(faults.url));
});

test('not asked for, there are none', async (t) => {
  const system = await startEmbeddedSystem(OPTIONS);
  t.after(() => system.close());

  assert.equal(system.faults, undefined);
});
