import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startActors } from '../../../src/server/boot/actors.ts';
import { CloseStack, NO_FLUSH } from '../../../src/server/boot/close-stack.ts';
import { readConfig } from '../../../src/server/config/config.ts';
import { FakeClock, settled } from '../../support/actors/fake-clock.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';
import { made } from '../../support/actors/sessions-bench.ts';
import { AWS_ENVIRONMENT } from '../../support/boot/aws-environment.ts';
import { fakeIntegrations } from '../../support/boot/fake-integrations.ts';
import { FakeServices } from '../../support/boot/fake-services.ts';

function setUp(environment: Readonly<Record<string, string>> = {}) {
  const read = readConfig(environment);
  assert.ok(read.ok, read.ok ? '' : read.problems.join('|'));
  const services = read.config.mode === 'embedded' ? new FakeServices() : undefined;
  const faked = fakeIntegrations(services);
  const clock = new FakeClock();
  const log = new RecordingLog();
  const closing = new CloseStack(log);
  const audience = { publish: () => {} };
  const start = () =>
    startActors(
      { config: read.config, clock, random: () => 0.5, log, audience, integrations: faked.integrations },
      closing,
    );
  return { ...faked, clock, closing, log, services, start };
}

const TALK = { userId: 'ada', sourceLanguage: 'en', qualityTier: 'standard' } as const;

test('sessions can be made once the tables are there, and as many as the recogniser hears', async () => {
  const { closing, services, start, state, store } = setUp();

  const { sessions } = await start();
  const { sessionId } = made(await sessions.creation.create(TALK)).info;

  assert.equal(state.ensured, 1);
  assert.ok(store.sessions.has(sessionId));
  assert.equal(sessions.slots.free, 3);
  // Another recogniser may be at work later.
  if (services) services.asr = { ...services.asr, maxStreams: 1_000 };
  assert.equal(sessions.slots.free, 500);
  await closing.close(NO_FLUSH);
});

test('AWS mode makes no table: it asks whether they answer', async () => {
  const { closing, start, state } = setUp(AWS_ENVIRONMENT);

  const { sessions } = await start();

  assert.deepEqual([state.ensured, sessions.slots.free], [0, 25]);
  await closing.close(NO_FLUSH);
});

test('tables that cannot be made end the start with one line, and nothing goes on after it', async () => {
  const { clock, closing, integrations, start } = setUp();
  Object.assign(integrations, { ensureTables: () => Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:9')) });

  await assert.rejects(start(), {
    message: 'DynamoDB at http://127.0.0.1:9 cannot be used: connect ECONNREFUSED 127.0.0.1:9',
  });
  await closing.close(NO_FLUSH);

  assert.equal(clock.pending, 0);
});

test('tables that do not answer in AWS mode are asked again, then end the start with a line that names the region', async () => {
  const { clock, closing, integrations, start } = setUp(AWS_ENVIRONMENT);
  let asked = 0;
  const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:443'), { code: 'ECONNREFUSED' });
  integrations.records.ping = () => {
    asked += 1;
    return Promise.reject(refused);
  };

  const starting = assert.rejects(start(), {
    message: 'DynamoDB in eu-west-1 (AWS_REGION) cannot be used: connect ECONNREFUSED 10.0.0.7:443',
  });
  await clock.advance(60_000);
  await starting;
  await closing.close(NO_FLUSH);

  assert.deepEqual([asked, clock.pending], [3, 0]);
});

test('when the services are back, the tables are made again and every live session is written again', async () => {
  const { clock, closing, services, start, state, store } = setUp();
  const { sessions, writer } = await start();
  const { sessionId } = made(await sessions.creation.create(TALK)).info;
  store.sessions.clear();

  services?.comeBack();
  await settled();
  await clock.advance(2_000);

  assert.equal(state.ensured, 2);
  assert.equal(writer.pending, 0);
  assert.ok(store.attempts > 0 && store.writes.some(({ row }) => row === sessionId));
  await closing.close(NO_FLUSH);
});

test('once it is closed nothing is tried any more: neither tables nor rows', async () => {
  const { clock, closing, integrations, services, start, state } = setUp();
  await start();
  Object.assign(integrations, { ensureTables: () => assert.fail('asked after the end') });
  await closing.close(NO_FLUSH);

  const before = state.ensured;
  services?.comeBack();
  await clock.advance(60_000);

  assert.ok(state.ensured <= before + 1);
  assert.equal(clock.pending, 0);
});
