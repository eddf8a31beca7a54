/** A session and its transcription: when it is started, what is said of it, and how a session lives on without it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dropReasonOf } from '../../src/machines/selectors.ts';
import { runSession, type SessionRun } from '../support/machines/session-run.ts';
import { SESSION_TIMINGS as T } from '../support/machines/timings.ts';

function fail(run: SessionRun, failure: 'connectionLost' | 'badRequest' = 'connectionLost'): void {
  const { number, report } = run.upstreams.latest;
  report({ type: 'stream.failed', stream: number, failure, owed: true });
}

function failed(): SessionRun {
  const run = runSession();
  run.speak();
  fail(run, 'badRequest');
  assert.equal(run.region('stream'), 'failed');
  run.takeEffects();
  return run;
}

test('no stream is open before audio arrives, and one after, however much arrives', () => {
  const run = runSession();
  run.attach();
  assert.equal(run.upstreams.all.length, 0);

  run.speak();
  run.actor.send({ type: 'audio.arrived' });

  assert.equal(run.upstreams.live.length, 1);
  assert.equal(run.region('stream'), 'active');
});

test('an interruption and the return are told, and the session recovers in between', () => {
  const run = runSession();
  run.speak();

  fail(run);
  assert.equal(run.region('stream'), 'recovering');
  assert.equal(dropReasonOf(run.snapshot), undefined);
  run.clock.advance(100);
  fail(run);
  run.clock.advance(200);
  run.upstreams.latest.report({ type: 'stream.opened', stream: 3, replayedMs: 700 });

  assert.equal(run.region('stream'), 'active');
  assert.deepEqual(run.effects, ['tellInterrupted connectionLost 1', 'tellRestored 2 700']);
});

test('a stream closed in silence leaves nothing open, and is reported so that waiting audio opens another', () => {
  const run = runSession();
  run.speak();
  const first = run.upstreams.latest;

  first.report({ type: 'stream.quiet', stream: 1 });
  first.report({ type: 'stream.ended', stream: 1 });
  assert.equal(run.region('stream'), 'idle');
  assert.deepEqual(run.effects, ['lookForAudio']);
  assert.deepEqual(run.upstreams.live, []);
  assert.deepEqual(run.snapshot.children, {});
  run.speak();

  assert.equal(run.upstreams.live.length, 1);
});

test('audio that waits when a stream was closed opens the next one at once', () => {
  const run: SessionRun = runSession({
    onEffect: (effect) => {
      if (effect === 'lookForAudio') run.actor.send({ type: 'audio.arrived' });
    },
  });
  run.speak();

  run.upstreams.latest.report({ type: 'stream.quiet', stream: 1 });
  run.upstreams.latest.report({ type: 'stream.ended', stream: 1 });

  assert.equal(run.region('stream'), 'active');
  assert.equal(run.upstreams.live.length, 1);
});

test('transcription that failed leaves the session and its controls, and audio is dropped as failed', () => {
  const run = runSession();
  run.attach();
  run.speak();

  fail(run, 'badRequest');
  run.actor.send({ type: 'audio.arrived' });
  run.actor.send({ type: 'broadcast.mute', atMs: 0 });
  run.actor.send({ type: 'broadcast.unmute', atMs: 0 });

  assert.deepEqual(run.effects, ['tellFailed badRequest']);
  assert.equal(dropReasonOf(run.snapshot), 'failed');
  assert.equal(run.region('speaker'), 'present');
  assert.deepEqual(run.upstreams.live, []);
});

test('after a failure the next try waits 30 s, and then for audio', () => {
  const run = failed();

  run.clock.advance(T.transcriptionRetryMs - 1);
  assert.equal(dropReasonOf(run.snapshot), 'failed');
  run.clock.advance(1);
  assert.equal(dropReasonOf(run.snapshot), undefined);
  assert.equal(run.upstreams.live.length, 0);
  run.speak();

  assert.equal(run.upstreams.live.length, 1);
});

test('a try that fails again waits another 30 s', () => {
  const run = failed();
  run.clock.advance(T.transcriptionRetryMs);
  run.actor.send({ type: 'audio.arrived' });
  fail(run, 'badRequest');

  run.clock.advance(T.transcriptionRetryMs - 1);
  assert.equal(run.region('stream'), 'failed');
  run.clock.advance(1);

  assert.equal(run.region('stream'), 'idle');
});

test('after a failure a resume lets audio through at once, paused or not', () => {
  for (const isPaused of [false, true]) {
    const run = failed();
    if (isPaused) run.actor.send({ type: 'broadcast.pause', atMs: 0 });

    run.actor.send({ type: 'broadcast.resume', atMs: 0 });

    assert.equal(run.region('stream'), 'idle');
    assert.equal(dropReasonOf(run.snapshot), undefined);
  }
});

test('other controls are no reason to try again', () => {
  const run = failed();

  run.actor.send({ type: 'broadcast.pause', atMs: 0 });
  run.actor.send({ type: 'broadcast.mute', atMs: 0 });
  run.actor.send({ type: 'broadcast.unmute', atMs: 0 });
  run.actor.send({ type: 'volume.set', volume: 0.5, atMs: 0 });

  assert.equal(run.region('stream'), 'failed');
});

test('streams that keep failing for the recovery window are given up', () => {
  const run = runSession({ transcription: { recoveryWindowMs: 1_000 } });
  run.speak();

  fail(run);
  run.clock.advance(900);
  assert.equal(run.region('stream'), 'recovering');
  run.clock.advance(100);
  // The try under way is the last one.
  fail(run);

  assert.equal(run.region('stream'), 'failed');
  assert.equal(run.effects.at(-1), 'tellFailed connectionLost');
  assert.deepEqual(run.upstreams.live, []);
});

test('a transcription chart that breaks leaves the session alive, with its stream failed', () => {
  let draws = 0;
  const run = runSession({
    jitter: () => {
      draws += 1;
      if (draws === 1) throw new Error('a bug');
      return 0.5;
    },
  });
  run.attach();
  run.speak();

  fail(run);

  assert.equal(run.snapshot.status, 'active');
  assert.equal(run.region('stream'), 'failed');
  assert.equal(run.effects.at(-1), 'tellFailed internal');
  assert.deepEqual(run.snapshot.children, {});
  assert.deepEqual(run.errors, []);
  run.actor.send({ type: 'broadcast.resume', atMs: 0 });
  run.speak();
  assert.equal(run.region('stream'), 'active');
});

test('a stream that throws while opening leaves the session alive, with its stream failed', () => {
  const run = runSession();
  run.upstreams.onOpen = () => {
    throw new Error('a bug');
  };

  run.actor.send({ type: 'audio.arrived' });

  assert.equal(run.region('stream'), 'failed');
  assert.deepEqual(run.effects, ['tellFailed internal']);
  assert.deepEqual(run.errors, []);
});

test('a session that breaks while its transcription does drains all the same', () => {
  const run = runSession({
    jitter: () => {
      throw new Error('a bug');
    },
  });
  run.speak();
  run.actor.send({ type: 'session.end', reason: 'ended' });

  fail(run);
  assert.deepEqual(run.effects, ['flushTranslations']);
  run.actor.send({ type: 'translations.flushed' });

  assert.deepEqual(run.snapshot.output, { reason: 'ended' });
});

test('a live session that is stopped leaves no stream and no timer', () => {
  const run = runSession();
  run.attach();
  run.speak();
  run.leave();
  run.audience(5);

  run.actor.stop();

  assert.deepEqual(run.upstreams.live, []);
  assert.deepEqual(run.clock.waiting, []);
});
