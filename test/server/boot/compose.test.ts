import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CloseStack, FlushTimes } from '../../../src/server/boot/close-stack.ts';
import { type StartSteps, startServer } from '../../../src/server/boot/compose.ts';
import { readConfig } from '../../../src/server/config/config.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';

const STEPS = ['openIngress', 'startIntegrations', 'startActors', 'openServer'] as const;
type Step = (typeof STEPS)[number];

const PARTS = {
  ingress: { announceDrain: () => {} },
  port: 8080,
  url: 'http://here:8080',
  metrics: 'the metrics',
  services: undefined,
  inspection: { inspector: undefined },
  sessions: { host: 'the host' },
  writer: 'the writer',
  connections: 'the connections',
  adminPort: 9090,
};

/** Steps that start one thing each, and say what happened to it. @param failing Starts its thing, and fails after that. */
function setUp(failing?: Step) {
  const read = readConfig({});
  assert.ok(read.ok);
  const happened: string[] = [];
  const times: FlushTimes[] = [];
  const step =
    (name: Step) =>
    (_: unknown, ...more: readonly unknown[]) => {
      happened.push(`${name} starts`);
      (more.at(-1) as CloseStack).add(name, (given) => {
        times.push(given);
        happened.push(`${name} closes`);
      });
      return name === failing ? Promise.reject(new Error(`${name} failed`)) : Promise.resolve(PARTS);
    };
  const drain = async () => {
    happened.push('drain');
    return { spansMs: 5, metricsMs: 6 };
  };
  const steps = { ...Object.fromEntries(STEPS.map((name) => [name, step(name)])), drain } as unknown as StartSteps;
  const start = () => startServer(read.config, new RecordingLog(), () => assert.fail('not asked here'), steps);
  return { happened, start, times };
}

test('the steps run in order; the end drains, then closes them in reverse order, once', async () => {
  const { happened, start, times } = setUp();

  const server = await start();
  assert.deepEqual(
    happened.splice(0),
    STEPS.map((name) => `${name} starts`),
  );
  assert.deepEqual([server.port, server.adminPort, server.url], [8080, 9090, 'http://here:8080']);
  await Promise.all([server.close(), server.close()]);
  await server.close();

  assert.deepEqual(happened, ['drain', ...STEPS.toReversed().map((name) => `${name} closes`)]);
  // What the drain leaves is theirs.
  assert.deepEqual(
    times,
    STEPS.map(() => ({ spansMs: 5, metricsMs: 6 })),
  );
});

for (const [index, failing] of STEPS.entries()) {
  test(`when ${failing} fails, what it and the steps before it have started is closed in reverse order`, async () => {
    const { happened, start, times } = setUp(failing);

    await assert.rejects(start(), { message: `${failing} failed` });

    const begun = STEPS.slice(0, index + 1);
    assert.deepEqual(happened, [
      ...begun.map((name) => `${name} starts`),
      ...begun.toReversed().map((name) => `${name} closes`),
    ]);
    // Nobody is waited for.
    assert.deepEqual(
      times,
      begun.map(() => ({ spansMs: 0, metricsMs: 0 })),
    );
  });
}
