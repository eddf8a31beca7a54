import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { startActors } from '../../../src/server/boot/actors.ts';
import { CloseStack, NO_FLUSH } from '../../../src/server/boot/close-stack.ts';
import { openIngress, openServer } from '../../../src/server/boot/server.ts';
import { readConfig } from '../../../src/server/config/config.ts';
import { FakeClock } from '../../support/actors/fake-clock.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';
import { fakeIntegrations } from '../../support/boot/fake-integrations.ts';
import { FakeServices } from '../../support/boot/fake-services.ts';

async function setUp(t: TestContext, environment: Readonly<Record<string, string>> = {}) {
  const read = readConfig({ PORT: '0', ADMIN_PORT: '0', ...environment });
  assert.ok(read.ok, read.ok ? '' : read.problems.join('|'));
  const { config } = read;
  const { integrations } = fakeIntegrations(new FakeServices());
  const clock = new FakeClock();
  const log = new RecordingLog();
  const closing = new CloseStack(log);
  t.after(() => closing.close(NO_FLUSH));
  const listening = await openIngress({ clock, config, log }, closing);
  const audience = listening.ingress;
  const actors = await startActors({ config, clock, random: () => 0.5, log, audience, integrations }, closing);
  const open = () => openServer({ config, clock, log, listening, integrations, actors }, closing);
  return { clock, closing, listening, log, open };
}

const statusOf = async (url: string) => (await fetch(url)).status;

test('until the server is open everybody is told that it starts; then it serves on both ports', async (t) => {
  const { listening, open } = await setUp(t);
  const readyz = `${listening.url}/readyz`;
  assert.deepEqual([await statusOf(readyz), await statusOf(`${listening.url}/health`)], [503, 503]);

  const { adminPort, connections, inspectUrl } = await open();

  assert.deepEqual([await statusOf(readyz), await statusOf(`http://127.0.0.1:${adminPort}/readyz`)], [200, 200]);
  assert.deepEqual([connections.count, inspectUrl], [0, undefined]);
});

test('once it is closed nobody listens on either port, and no timer is left', async (t) => {
  const { clock, closing, listening, log, open } = await setUp(t);
  const { adminPort } = await open();

  await closing.close(NO_FLUSH);

  await assert.rejects(fetch(listening.url));
  await assert.rejects(fetch(`http://127.0.0.1:${adminPort}/healthz`));
  assert.equal(clock.pending, 0);
  assert.deepEqual(
    log.lines.filter(({ level }) => level === 'error'),
    [],
  );
});

test('an admin port that is taken ends the start with one line, and all that was started can be closed', async (t) => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.after(() => other.close());
  const { port } = other.address() as AddressInfo;
  const { clock, closing, listening, open } = await setUp(t, { ADMIN_PORT: String(port) });

  await assert.rejects(open(), ({ message }: Error) => message.includes(String(port)) && !message.includes('\n'));
  await closing.close(NO_FLUSH);

  await assert.rejects(fetch(listening.url));
  assert.equal(clock.pending, 0);
});
