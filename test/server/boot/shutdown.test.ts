import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drain } from '../../../src/server/boot/shutdown.ts';
import { FakeClock, settled } from '../../support/actors/fake-clock.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';

/** A promise that resolves when the test says so. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

function setUp({ drainTimeoutMs = 10_000, isTraced = false } = {}) {
  const clock = new FakeClock();
  const log = new RecordingLog();
  const startedAt = clock.now();
  const happened: [what: string, atMs: number][] = [];
  const note = (what: string) => happened.push([what, clock.now() - startedAt]);
  const sessions = gate();
  const rows = gate();
  const connection = (role: 'none' | 'speaker' | 'listener') => ({
    seat: { role },
    close: (how: string) => note(`${role} closed ${how}`),
  });
  const all = [connection('none'), connection('speaker'), connection('listener')];
  const traces = isTraced
    ? { otlp: undefined, toConsole: true, batches: { maxWaiting: 1, batchSize: 1, delayMs: 1 } }
    : undefined;
  const draining = () =>
    drain({
      ...{ clock, log, config: { drainTimeoutMs, traces } },
      ingress: { drain: () => void note('nobody new') },
      connections: { count: all.length, all: () => all },
      host: {
        count: 2,
        suspendAll: (retryAfterMs) => {
          note(`sessions end, come back in ${retryAfterMs}`);
          return sessions.opened;
        },
      },
      writer: {
        pending: 7,
        flushed: () => {
          note('rows are written');
          return rows.opened;
        },
      },
    }).then((times) => {
      note('done');
      return times;
    });
  const warnings = () =>
    log.lines.filter(({ level }) => level === 'warn').map(({ message, metadata }) => [message, metadata] as const);
  return { clock, draining, happened, log, rows, sessions, warnings };
}

test('in its order: nobody new, sessions end, everybody is sent away, rows are written', async () => {
  const { clock, draining, happened, log, rows, sessions, warnings } = setUp();

  const times = draining();
  await settled();
  assert.deepEqual(happened.splice(0), [
    ['nobody new', 0],
    // One that has joined nothing is not waited for.
    ['none closed goingAway', 0],
    ['sessions end, come back in 2000', 0],
  ]);
  await clock.advance(300);
  sessions.open();
  await settled();
  assert.deepEqual(happened.splice(0), [
    ['none closed goingAway', 300],
    ['speaker closed goingAway', 300],
    ['listener closed goingAway', 300],
    ['rows are written', 300],
  ]);
  await clock.advance(200);
  rows.open();

  // The spans have what the drain did not take.
  assert.deepEqual(await times, { spansMs: 9_500, metricsMs: 1_000 });
  assert.deepEqual(happened, [['done', 500]]);
  assert.deepEqual(warnings(), []);
  assert.deepEqual(log.lines[0]?.metadata, { sessions: 2, connections: 3 });
  assert.equal(clock.pending, 0);
});

test('sessions that do not finish have the drain time less what is kept for the rows; then everybody is sent away all the same', async () => {
  const { clock, draining, happened, rows, warnings } = setUp();
  rows.open();

  const times = draining();
  await clock.advance(7_999);
  assert.ok(!happened.some(([what]) => what.startsWith('speaker')));
  await clock.advance(1);

  assert.deepEqual(await times, { spansMs: 2_000, metricsMs: 1_000 });
  assert.deepEqual(
    happened.filter(([what]) => what.startsWith('speaker') || what === 'done'),
    [
      ['speaker closed goingAway', 8_000],
      ['done', 8_000],
    ],
  );
  assert.deepEqual(warnings(), [['sessions not finished in time', { code: 'TIMEOUT', sessions: 2 }]]);
});

test('rows that cannot be written hold the end up to the drain time, and no longer', async () => {
  const { clock, draining, happened, sessions, warnings } = setUp();
  sessions.open();

  const times = draining();
  await clock.advance(9_999);
  assert.ok(!happened.some(([what]) => what === 'done'));
  await clock.advance(1);

  assert.deepEqual(await times, { spansMs: 0, metricsMs: 1_000 });
  assert.deepEqual(warnings(), [['rows not written in time', { code: 'TIMEOUT', rows: 7 }]]);
  assert.equal(clock.pending, 0);
});

test('with nothing that finishes it takes the drain time, and a traced server keeps a part of it for the spans', async () => {
  for (const [drainTimeoutMs, isTraced, tookMs, spansMs] of [
    [10_000, false, 10_000, 0],
    [10_000, true, 9_000, 1_000],
    [800, true, 700, 100],
    [800, false, 800, 0],
  ] as const) {
    const { clock, draining, happened, warnings } = setUp({ drainTimeoutMs, isTraced });

    const times = draining();
    await clock.advance(drainTimeoutMs);

    assert.deepEqual(await times, { spansMs, metricsMs: 1_000 });
    assert.deepEqual(happened.at(-1), ['done', tookMs]);
    assert.equal(warnings().length, 2);
  }
});
