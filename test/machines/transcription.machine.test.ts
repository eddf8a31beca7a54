import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TranscribeFailure } from '../../src/machines/failures.ts';
import { TRANSCRIPTION_TIMINGS as T } from '../support/machines/timings.ts';
import { runTranscription, type TranscriptionRun } from '../support/machines/transcription-run.ts';

const STEADY = { streaming: 'steady' };
const BACKING_OFF = { unproven: 'backingOff' };
const OPENING = { unproven: { opening: 'asking' } };
const QUEUED = { unproven: { opening: 'queued' } };
const ROLLING = { streaming: { rolling: 'asking' } };
const UNPROVEN = { unproven: 'streaming' };

function opened(run: TranscriptionRun, replayedMs = 0): void {
  const stream = run.upstreams.latest.number;
  run.report({ type: 'stream.opened', stream, replayedMs });
}

function proven(run: TranscriptionRun): void {
  opened(run);
  run.report({ type: 'stream.proven', stream: run.upstreams.latest.number });
}

function fail(run: TranscriptionRun, { failure = 'connectionLost' as TranscribeFailure, owed = true } = {}): void {
  run.report({ type: 'stream.failed', stream: run.upstreams.latest.number, failure, owed });
}

/** How long it backs off now, ms. */
function backoffOf({ clock }: TranscriptionRun): number {
  const others: readonly number[] = Object.values(T).filter((ms) => ms !== T.backoffBaseMs && ms !== T.backoffCapMs);
  const [backoff, ...rest] = clock.waiting.filter((delay) => !others.includes(delay));
  assert.equal(rest.length, 0);
  assert.ok(backoff !== undefined, 'a back-off is waited for');
  return backoff;
}

test('a back-off doubles with every failure up to the cap', () => {
  const run = runTranscription();
  const backoffs: number[] = [];

  for (let failures = 0; failures < 7; failures += 1) {
    fail(run);
    assert.deepEqual(run.state, BACKING_OFF);
    backoffs.push(backoffOf(run));
    run.clock.advance(backoffOf(run));
    assert.deepEqual(run.state, OPENING);
  }

  assert.deepEqual(backoffs, [100, 200, 400, 800, 1_600, 2_000, 2_000]);
});

for (const { jitter, expected } of [
  { jitter: 0, expected: [75, 150, 300] },
  { jitter: 1, expected: [125, 250, 500] },
]) {
  test(`jitter moves every back-off by up to a quarter: drawn ${jitter}`, () => {
    const run = runTranscription({ jitter: () => jitter });
    const backoffs: number[] = [];

    for (let failures = 0; failures < 3; failures += 1) {
      fail(run);
      backoffs.push(backoffOf(run));
      run.clock.advance(backoffOf(run));
    }

    assert.deepEqual(backoffs, expected);
  });
}

test('jitter is drawn anew for each back-off', () => {
  const draws = [0, 1, 0.5];
  const run = runTranscription({ jitter: () => draws.shift() ?? assert.fail('drawn too often') });

  for (const expected of [75, 250, 400]) {
    fail(run);
    assert.equal(backoffOf(run), expected);
    run.clock.advance(expected);
  }
});

test('a healthy stream makes the next back-off short again', () => {
  const run = runTranscription();
  fail(run);
  run.clock.advance(100);
  fail(run);
  run.clock.advance(200);
  proven(run);

  fail(run);

  assert.equal(backoffOf(run), 100);
  assert.equal(run.reports.at(-1)?.attempt, 1);
});

test('an interruption is told once however many streams fail, and the return once, with the failures and the replay', () => {
  const run = runTranscription();

  fail(run, { failure: 'throttled' });
  run.clock.advance(100);
  fail(run, { failure: 'stalled' });
  run.clock.advance(200);
  opened(run, 640);

  assert.deepEqual(run.reports, [
    { type: 'transcription.interrupted', reason: 'throttled', attempt: 1 },
    { type: 'transcription.restored', attempt: 2, replayedMs: 640 },
  ]);
});

test('a stream that dies before it was healthy is an interruption of its own', () => {
  const run = runTranscription();
  fail(run, { failure: 'throttled' });
  run.clock.advance(100);
  opened(run, 640);

  fail(run, { failure: 'internal' });
  run.clock.advance(200);
  opened(run, 700);

  assert.deepEqual(run.reports.slice(2), [
    { type: 'transcription.interrupted', reason: 'internal', attempt: 2 },
    { type: 'transcription.restored', attempt: 2, replayedMs: 700 },
  ]);
});

test('a stream that is reopened at once after the return was told brings no second word of it', () => {
  const run = runTranscription();
  fail(run);
  run.clock.advance(100);
  opened(run);

  fail(run, { failure: 'idle' });
  opened(run);

  assert.deepEqual(
    run.reports.map(({ type }) => type),
    ['transcription.interrupted', 'transcription.restored'],
  );
});

test('an interruption that ends in silence, with nothing owed, is over all the same', () => {
  const run = runTranscription();
  proven(run);
  fail(run, { failure: 'connectionLost', owed: false });
  run.clock.advance(100);

  fail(run, { failure: 'idle', owed: false });

  assert.deepEqual(run.output, { outcome: 'closed' });
  assert.deepEqual(run.reports.at(-1), { type: 'transcription.restored', attempt: 1, replayedMs: 0 });
});

test('the first stream opens without a word to the session', () => {
  const run = runTranscription();

  opened(run);

  assert.deepEqual(run.reports, []);
});

test('the recovery window gives up with the last failure when no stream became healthy', () => {
  const run = runTranscription();
  fail(run, { failure: 'throttled' });
  run.clock.advance(100);
  fail(run, { failure: 'unavailable' });

  // It opens and times out until the window is over; the last try is let to its end.
  run.clock.advance(T.recoveryWindowMs + T.connectTimeoutMs);

  assert.equal(run.state, 'failed');
  assert.deepEqual(run.output, { outcome: 'failed', reason: 'connectTimeout' });
  assert.deepEqual(run.upstreams.live, []);
  assert.deepEqual(run.clock.waiting, []);
});

test('each failure leaves the recovery window running from the first one', () => {
  const run = runTranscription();
  let elapsed = 0;

  run.clock.advance(T.connectTimeoutMs - 1);
  while (elapsed + 2_000 < T.recoveryWindowMs) {
    fail(run);
    const backoff = backoffOf(run);
    run.clock.advance(backoff);
    elapsed += backoff;
  }
  fail(run);
  run.clock.advance(T.recoveryWindowMs - elapsed - 1);
  assert.deepEqual(run.state, BACKING_OFF);
  run.clock.advance(1);

  assert.deepEqual(run.output, { outcome: 'failed', reason: 'connectionLost' });
});

test('the first stream has its own time to open, however short the recovery window', () => {
  const run = runTranscription({ timings: { recoveryWindowMs: 500 } });

  run.clock.advance(T.connectTimeoutMs - 1);
  opened(run);

  assert.deepEqual(run.state, UNPROVEN);
  assert.deepEqual(run.reports, []);
});

test('a try under way when the recovery window ends is let to its end, and the next failure is the last', () => {
  for (const [how, end] of [
    ['stays unopened', (run: TranscriptionRun) => run.clock.advance(T.connectTimeoutMs)],
    ['fails', (run: TranscriptionRun) => fail(run)],
    [
      'opens and fails',
      (run: TranscriptionRun) => {
        opened(run);
        fail(run);
      },
    ],
  ] as const) {
    const run = runTranscription({ timings: { recoveryWindowMs: 150 } });
    fail(run);
    run.clock.advance(150);
    assert.deepEqual(run.state, OPENING, how);

    end(run);

    assert.equal(run.state, 'failed', how);
    assert.deepEqual(run.upstreams.live, []);
    assert.deepEqual(run.clock.waiting, []);
  }
});

test('a try that becomes healthy after the end of the recovery window has the whole window again', () => {
  const run = runTranscription({ timings: { recoveryWindowMs: 150 } });
  fail(run);
  run.clock.advance(150);
  proven(run);

  fail(run);
  run.clock.advance(149);
  assert.deepEqual(run.state, OPENING);
  fail(run);
  assert.deepEqual(run.state, BACKING_OFF);
});

test('a window that ends while the last stream is being finished counts when that stream dies owing audio', () => {
  const run = runTranscription({ timings: { recoveryWindowMs: 150 } });
  fail(run);
  run.clock.advance(100);
  opened(run);
  run.actor.send({ type: 'transcription.finish' });
  run.clock.advance(50);

  fail(run);

  assert.deepEqual(run.output, { outcome: 'failed', reason: 'connectionLost' });
});

const admitted = (run: TranscriptionRun, waitedMs: number) =>
  run.report({ type: 'stream.admitted', stream: run.upstreams.latest.number, waitedMs });
const queued = (run: TranscriptionRun) => run.report({ type: 'stream.queued', stream: run.upstreams.latest.number });

test('a stream that waits for its turn runs into no deadline; from its turn on it has all its time to open', () => {
  const run = runTranscription();
  queued(run);
  assert.deepEqual(run.state, QUEUED);

  run.clock.advance(10 * T.recoveryWindowMs);
  admitted(run, 10 * T.recoveryWindowMs);
  assert.deepEqual(run.state, OPENING);
  run.clock.advance(T.connectTimeoutMs - 1);
  assert.deepEqual(run.state, OPENING);
  run.clock.advance(1);

  assert.deepEqual(run.state, BACKING_OFF);
  assert.equal(run.upstreams.all.length, 1);
});

test('what a recovery spends waiting for turns is given back to its window', () => {
  const run = runTranscription();
  fail(run);
  run.clock.advance(100);
  queued(run);
  run.clock.advance(20_000);
  admitted(run, 20_000);
  fail(run);
  run.clock.advance(200);
  queued(run);
  run.clock.advance(20_000);
  admitted(run, 20_000);
  let elapsed = 300;

  for (const backoff of [400, 800, 1_600, ...Array.from({ length: 13 }, () => 2_000)]) {
    fail(run);
    run.clock.advance(backoff);
    elapsed += backoff;
  }
  fail(run);
  run.clock.advance(T.recoveryWindowMs - elapsed - 1);
  assert.deepEqual(run.state, BACKING_OFF);
  run.clock.advance(1);

  assert.equal(run.state, 'failed');
});

test('a wish to finish while a stream waits for its turn is passed on to it', () => {
  const run = runTranscription();
  queued(run);

  run.actor.send({ type: 'transcription.finish' });
  assert.deepEqual(run.upstreams.latest.commands, ['finish']);
  run.report({ type: 'stream.ended', stream: 1 });

  assert.deepEqual(run.output, { outcome: 'closed' });
});

test('the recovery window does not run while a stream is healthy, and runs whole after its death', () => {
  const run = runTranscription();
  proven(run);
  run.clock.advance(10 * T.recoveryWindowMs);
  assert.deepEqual(run.state, STEADY);

  fail(run);
  run.clock.advance(T.recoveryWindowMs - 1);
  assert.notEqual(run.state, 'failed');
  run.clock.advance(1);

  assert.equal(run.state, 'failed');
});

test('a stream is healthy by its first result, or by its age', () => {
  const byResult = runTranscription();
  opened(byResult);
  byResult.report({ type: 'stream.proven', stream: 1 });
  assert.deepEqual(byResult.state, STEADY);

  const byAge = runTranscription();
  opened(byAge);
  byAge.clock.advance(T.healthyAfterMs - 1);
  assert.deepEqual(byAge.state, UNPROVEN);
  byAge.clock.advance(1);
  assert.deepEqual(byAge.state, STEADY);
});

test('a stream that does not open in time is released and counts as a failure', () => {
  const run = runTranscription();

  run.clock.advance(T.connectTimeoutMs);

  assert.deepEqual(run.state, BACKING_OFF);
  assert.equal(run.upstreams.latest.releases, 1);
  assert.deepEqual(run.reports, [{ type: 'transcription.interrupted', reason: 'connectTimeout', attempt: 1 }]);
});

for (const healthy of [true, false]) {
  const kind = healthy ? 'healthy' : 'unproven';
  test(`an idle death of a ${kind} stream with nothing owed closes without a word`, () => {
    const run = runTranscription();
    if (healthy) proven(run);
    else opened(run);

    fail(run, { failure: 'idle', owed: false });

    assert.deepEqual(run.output, { outcome: 'closed' });
    assert.deepEqual(run.reports, []);
  });

  test(`an idle death of a ${kind} stream with audio owed reopens at once and charges no attempt`, () => {
    const run = runTranscription();
    if (healthy) proven(run);
    else opened(run);

    fail(run, { failure: 'idle', owed: true });

    assert.deepEqual(run.state, OPENING);
    assert.equal(run.actor.getSnapshot().context.attempt, 0);
    assert.deepEqual(run.upstreams.log, ['open 1', 'release 1', 'open 2']);
    assert.deepEqual(run.reports, []);
    fail(run);
    assert.equal(backoffOf(run), 100);
  });

  test(`after the idle death of a ${kind} stream a second one in a row is a failure like any other`, () => {
    const run = runTranscription();
    if (healthy) proven(run);
    else opened(run);
    fail(run, { failure: 'idle', owed: true });
    opened(run);

    fail(run, { failure: 'idle', owed: true });

    assert.deepEqual(run.state, BACKING_OFF);
    assert.deepEqual(run.reports, [{ type: 'transcription.interrupted', reason: 'idle', attempt: 1 }]);
  });

  test(`a fatal failure of a ${kind} stream gives up ${healthy ? 'when the stream reopened for it fails so too' : 'at once'}`, () => {
    const run = runTranscription();
    if (healthy) {
      proven(run);
      fail(run, { failure: 'badRequest', owed: true });
      assert.deepEqual(run.state, BACKING_OFF);
      run.clock.advance(10_000);
    }
    opened(run);

    fail(run, { failure: 'badRequest', owed: true });

    assert.deepEqual(run.output, { outcome: 'failed', reason: 'badRequest' });
    assert.deepEqual(run.clock.waiting, []);
  });

  test(`a failure of a ${kind} stream that owes nothing is recovered from all the same`, () => {
    const run = runTranscription();
    if (healthy) proven(run);
    else opened(run);

    fail(run, { failure: 'connectionLost', owed: false });

    assert.deepEqual(run.state, BACKING_OFF);
  });
}

test('a quiet stream is finished properly, and is closed when its last results are in', () => {
  const run = runTranscription();
  proven(run);

  run.report({ type: 'stream.quiet', stream: 1 });
  assert.equal(run.state, 'finishing');
  assert.deepEqual(run.upstreams.latest.commands, ['finish']);
  run.report({ type: 'stream.ended', stream: 1 });

  assert.deepEqual(run.output, { outcome: 'closed' });
  assert.deepEqual(run.upstreams.log, ['open 1', 'finish 1', 'release 1']);
});

test('a quiet stream that dies while it is finished, owing nothing, is closed without a word', () => {
  const run = runTranscription();
  proven(run);
  run.report({ type: 'stream.quiet', stream: 1 });

  fail(run, { failure: 'connectionLost', owed: false });

  assert.deepEqual(run.output, { outcome: 'closed' });
  assert.deepEqual(run.reports, []);
});

test('a quiet stream that dies while it is finished, owing audio, goes on with another one', () => {
  const run = runTranscription();
  proven(run);
  run.report({ type: 'stream.quiet', stream: 1 });

  fail(run, { failure: 'connectionLost', owed: true });
  run.clock.advance(100);
  opened(run, 900);

  assert.deepEqual(run.state, UNPROVEN);
  assert.equal(run.reports.at(-1)?.type, 'transcription.restored');
});

test('a finished stream that never brings its last results is released after the limit', () => {
  const run = runTranscription();
  proven(run);
  run.actor.send({ type: 'transcription.finish' });

  run.clock.advance(T.finishTimeoutMs - 1);
  assert.equal(run.state, 'finishing');
  run.clock.advance(1);

  assert.deepEqual(run.output, { outcome: 'closed' });
  assert.equal(run.upstreams.latest.releases, 1);
});

test('finishing with audio owed opens another stream, which replays and is then finished', () => {
  const run = runTranscription();
  proven(run);
  run.actor.send({ type: 'transcription.finish' });

  fail(run, { owed: true });
  assert.deepEqual(run.state, BACKING_OFF);
  run.clock.advance(100);
  assert.deepEqual(run.state, OPENING);
  opened(run, 900);
  assert.equal(run.state, 'finishing');
  run.report({ type: 'stream.ended', stream: 2 });

  assert.deepEqual(run.output, { outcome: 'closed' });
  assert.deepEqual(run.upstreams.log, ['open 1', 'finish 1', 'release 1', 'open 2', 'finish 2', 'release 2']);
});

test('finishing with audio owed after an idle death opens another stream at once', () => {
  const run = runTranscription();
  proven(run);
  run.actor.send({ type: 'transcription.finish' });

  fail(run, { failure: 'idle', owed: true });
  opened(run);

  assert.equal(run.state, 'finishing');
  assert.deepEqual(run.upstreams.latest.commands, ['finish']);
});

for (const [when, prepare] of [
  ['is opening', () => undefined],
  ['backs off', (run: TranscriptionRun) => fail(run)],
] as const) {
  test(`a wish to finish while a stream ${when} waits for the audio to be replayed`, () => {
    const run = runTranscription();
    prepare(run);

    run.actor.send({ type: 'transcription.finish' });
    assert.notEqual(run.state, 'finishing');
    run.clock.advance(100);
    opened(run, 200);

    assert.equal(run.state, 'finishing');
  });
}

test('a stream that dies in opening with nothing owed and a wish to finish is closed', () => {
  const run = runTranscription();
  run.actor.send({ type: 'transcription.finish' });

  fail(run, { failure: 'connectionLost', owed: false });

  assert.deepEqual(run.output, { outcome: 'closed' });
});

test('a wish to finish while backing off is one try at once, which is told what it is for', () => {
  const run = runTranscription();
  fail(run);

  run.actor.send({ type: 'transcription.finish' });

  assert.deepEqual(run.state, OPENING);
  assert.equal(run.upstreams.latest.finishing, true);
  run.report({ type: 'stream.ended', stream: 2 });
  assert.deepEqual(run.output, { outcome: 'closed' });
});

test('finishing twice finishes the stream once', () => {
  const run = runTranscription();
  proven(run);

  run.actor.send({ type: 'transcription.finish' });
  run.actor.send({ type: 'transcription.finish' });

  assert.deepEqual(run.upstreams.latest.commands, ['finish']);
});

function rolling(): TranscriptionRun {
  const run = runTranscription();
  proven(run);
  run.clock.advance(T.rollAfterMs);
  assert.deepEqual(run.state, ROLLING);
  return run;
}

test('a roll opens the next stream before it closes the old one', () => {
  const run = rolling();
  assert.deepEqual(run.upstreams.log, ['open 1', 'open 2 standby']);

  opened(run);

  assert.deepEqual(run.state, STEADY);
  assert.deepEqual(run.upstreams.log, ['open 1', 'open 2 standby', 'release 1', 'takeOver 2']);
  assert.deepEqual(run.reports, []);
});

test('the stream rolled to has a whole age before the next roll', () => {
  const run = rolling();
  run.clock.advance(4_000);
  opened(run);

  run.clock.advance(T.rollAfterMs - 1);
  assert.deepEqual(run.state, STEADY);
  run.clock.advance(1);

  assert.deepEqual(run.state, ROLLING);
  assert.deepEqual(
    run.upstreams.live.map(({ number }) => number),
    [2, 3],
  );
});

for (const [how, breakStandby] of [
  ['fails', (run: TranscriptionRun) => fail(run, { failure: 'throttled', owed: true })],
  ['does not open in time', (run: TranscriptionRun) => run.clock.advance(T.connectTimeoutMs)],
] as const) {
  test(`a roll whose new stream ${how} is postponed, and the old stream goes on untouched`, () => {
    const run = rolling();

    breakStandby(run);
    assert.deepEqual(run.state, { streaming: 'postponed' });
    assert.deepEqual(
      run.upstreams.live.map(({ number }) => number),
      [1],
    );
    assert.deepEqual(run.reports, []);
    run.clock.advance(T.rollRetryMs);

    assert.deepEqual(run.state, ROLLING);
    opened(run);
    assert.deepEqual(run.state, STEADY);
  });
}

test('a standby that waits for its turn runs into no deadline', () => {
  const run = rolling();
  run.report({ type: 'stream.queued', stream: 2 });
  run.clock.advance(10 * T.connectTimeoutMs);
  assert.deepEqual(run.state, { streaming: { rolling: 'queued' } });

  run.report({ type: 'stream.admitted', stream: 2, waitedMs: 10 * T.connectTimeoutMs });
  assert.deepEqual(run.state, ROLLING);
  run.clock.advance(T.connectTimeoutMs);

  assert.deepEqual(run.state, { streaming: 'postponed' });
});

test('the death of the old stream while rolling leaves exactly one stream', () => {
  const run = rolling();

  run.report({ type: 'stream.failed', stream: 1, failure: 'connectionLost', owed: true });
  assert.deepEqual(run.state, BACKING_OFF);
  assert.deepEqual(run.upstreams.live, []);
  run.clock.advance(100);
  opened(run, 300);

  assert.deepEqual(run.state, UNPROVEN);
  assert.equal(run.upstreams.live.length, 1);
  assert.equal(run.upstreams.latest.standby, false);
});

test('the idle death of the old stream while rolling reopens at once, and exactly one stream is left', () => {
  const run = rolling();

  run.report({ type: 'stream.failed', stream: 1, failure: 'idle', owed: true });

  assert.deepEqual(run.state, OPENING);
  assert.equal(run.upstreams.live.length, 1);
});

for (const [how, end] of [
  ['is quiet', (run: TranscriptionRun) => run.report({ type: 'stream.quiet', stream: 1 })],
  ['is to finish', (run: TranscriptionRun) => run.actor.send({ type: 'transcription.finish' })],
] as const) {
  test(`an old stream that ${how} while rolling is finished, and the new one dropped`, () => {
    const run = rolling();

    end(run);

    assert.equal(run.state, 'finishing');
    assert.deepEqual(run.upstreams.log.slice(2).sort(), ['finish 1', 'release 2']);
  });
}

test('what a replaced stream still reports is ignored', () => {
  const run = runTranscription();
  const [first] = run.upstreams.all;
  fail(run, { failure: 'idle' });
  proven(run);

  first?.report({ type: 'stream.failed', stream: 1, failure: 'badRequest', owed: true });
  for (const type of ['stream.proven', 'stream.quiet', 'stream.ended'] as const) {
    first?.report({ type, stream: 1 });
    run.actor.send({ type, stream: 1 });
  }
  run.actor.send({ type: 'stream.failed', stream: 1, failure: 'badRequest', owed: true });
  run.actor.send({ type: 'stream.opened', stream: 1, replayedMs: 0 });

  assert.deepEqual(run.state, STEADY);
  assert.deepEqual(run.reports, []);
  assert.equal(run.upstreams.live.length, 1);
});

test('what a stream reports after its failure was taken is charged no second time', () => {
  const run = runTranscription();
  fail(run);
  run.clock.advance(99);

  run.actor.send({ type: 'stream.failed', stream: 1, failure: 'badRequest', owed: true });
  assert.deepEqual(run.state, BACKING_OFF);
  assert.equal(run.reports.length, 1);
  run.clock.advance(1);

  assert.deepEqual(run.state, OPENING);
});

test('a stream refused while it is being opened is recovered from', () => {
  const run = runTranscription();
  fail(run);
  run.upstreams.onOpen = ({ number, report }) =>
    report({ type: 'stream.failed', stream: number, failure: 'admission', owed: true });

  run.clock.advance(100);

  assert.deepEqual(run.state, BACKING_OFF);
  assert.deepEqual(run.upstreams.live, []);
  const { failure, attempt } = run.actor.getSnapshot().context;
  assert.deepEqual([failure, attempt], ['admission', 2]);
});

test('a stream actor that throws ends transcription and leaves no other stream open behind it', () => {
  const run = runTranscription();
  proven(run);
  run.upstreams.onOpen = () => {
    throw new Error('a bug');
  };

  run.clock.advance(T.rollAfterMs);

  assert.deepEqual(run.output, { outcome: 'failed', reason: 'internal' });
  assert.deepEqual(run.upstreams.live, []);
  assert.deepEqual(run.errors, []);
});

test('stopping releases whatever is open', () => {
  const run = rolling();

  run.stop();

  assert.equal(run.upstreams.releases, 2);
  assert.deepEqual(run.clock.waiting, []);
});
