/** Speaker, controls and end of a session; its reports and its stream have files of their own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dropReasonOf, isSpeakerPresent, toBroadcastState } from '../../src/machines/selectors.ts';
import type { SessionEvent } from '../../src/machines/session.vocabulary.ts';
import { runSession, type SessionRun, STARTED_AT_MS } from '../support/machines/session-run.ts';
import { SESSION_TIMINGS as T } from '../support/machines/timings.ts';

const STARTED_AT_S = STARTED_AT_MS / 1_000;
const FRESH = { isActive: true, isPaused: false, isMuted: false, volume: 1, lastStateChange: STARTED_AT_S };

const stateOf = ({ snapshot }: SessionRun) => toBroadcastState(snapshot, FRESH);

// ---- the speaker -----------------------------------------------------------------------------------------------

test('a session made over HTTP waits for its speaker as long as it lives', () => {
  const run = runSession();

  run.clock.advance(T.lifeMs - 1);

  assert.equal(run.region('speaker'), 'expected');
  assert.equal(isSpeakerPresent(run.snapshot), false);
});

test('a speaker who leaves is away, listeners are told, and the grace ends the session', () => {
  const run = runSession();
  run.attach();
  assert.equal(isSpeakerPresent(run.snapshot), true);

  run.leave();
  assert.equal(run.region('speaker'), 'away');
  run.clock.advance(T.graceMs - 1);
  assert.equal(run.region('speaker'), 'away');
  run.clock.advance(1);

  assert.ok(run.snapshot.matches('draining'));
  assert.equal(run.snapshot.context.endReason, 'speakerDisconnected');
  assert.deepEqual(run.effects, [`tellSpeakerAway ${T.graceMs}`, 'flushTranslations']);
});

test('a speaker who comes back within the grace is back, and the next absence has the whole grace', () => {
  const run = runSession();
  run.attach();
  run.leave();
  run.clock.advance(T.graceMs - 1);

  run.attach('speaker-2');
  assert.equal(run.region('speaker'), 'present');
  assert.deepEqual(run.effects, [`tellSpeakerAway ${T.graceMs}`, 'tellSpeakerBack']);
  run.clock.advance(2 * T.graceMs);
  run.leave('speaker-2');
  run.clock.advance(T.graceMs - 1);

  assert.equal(run.region('speaker'), 'away');
});

test('speakerBack is said only after an absence', () => {
  const run = runSession();

  run.attach('speaker-1');
  run.attach('speaker-2');

  assert.deepEqual(run.effects, []);
});

test('the old socket of a replaced speaker leaving changes nothing', () => {
  const run = runSession();
  run.attach('speaker-1');
  run.attach('speaker-2');

  run.leave('speaker-1');
  run.clock.advance(T.graceMs);

  assert.equal(run.region('speaker'), 'present');
  assert.deepEqual(
    run.effects.filter((effect) => effect.startsWith('speaker')),
    [],
  );
  run.leave('speaker-2');
  assert.equal(run.region('speaker'), 'away');
});

test('a second report of the same departure neither restarts the grace nor is told again', () => {
  const run = runSession();
  run.attach();
  run.leave();
  run.clock.advance(T.graceMs - 1);

  run.leave();
  run.clock.advance(1);

  assert.ok(run.snapshot.matches('draining'));
  assert.equal(run.effects.filter((effect) => effect.startsWith('tellSpeakerAway')).length, 1);
});

// ---- the controls ----------------------------------------------------------------------------------------------

test('a fresh session plays, unmuted, at full volume', () => {
  const run = runSession();

  assert.deepEqual(stateOf(run), FRESH);
  assert.equal(dropReasonOf(run.snapshot), undefined);
});

const CONTROLS: { name: string; event: SessionEvent; shows: object; drops: string | undefined }[] = [
  { name: 'pausing', event: { type: 'broadcast.pause', atMs: 0 }, shows: { isPaused: true }, drops: 'paused' },
  { name: 'muting', event: { type: 'broadcast.mute', atMs: 0 }, shows: { isMuted: true }, drops: 'muted' },
  { name: 'volume 0', event: { type: 'volume.set', volume: 0, atMs: 0 }, shows: { volume: 0 }, drops: 'silent' },
  { name: 'volume 0.4', event: { type: 'volume.set', volume: 0.4, atMs: 0 }, shows: { volume: 0.4 }, drops: undefined },
];
for (const { name, event, shows, drops } of CONTROLS) {
  test(`${name} is shown with the second it was asked for, and asking again changes nothing`, () => {
    const run = runSession();

    run.actor.send({ ...event, atMs: STARTED_AT_MS + 9_900 } as SessionEvent);
    assert.deepEqual(stateOf(run), { ...FRESH, ...shows, lastStateChange: STARTED_AT_S + 9 });
    assert.equal(dropReasonOf(run.snapshot), drops);
    run.actor.send({ ...event, atMs: STARTED_AT_MS + 60_000 } as SessionEvent);

    assert.deepEqual(stateOf(run), { ...FRESH, ...shows, lastStateChange: STARTED_AT_S + 9 });
  });
}

for (const [undo, event] of [
  ['resuming what plays', { type: 'broadcast.resume', atMs: STARTED_AT_MS + 9_000 }],
  ['unmuting what is not muted', { type: 'broadcast.unmute', atMs: STARTED_AT_MS + 9_000 }],
  ['setting the volume that is set', { type: 'volume.set', volume: 1, atMs: STARTED_AT_MS + 9_000 }],
] as const) {
  test(`${undo} is no change of state`, () => {
    const run = runSession();

    run.actor.send(event);

    assert.deepEqual(stateOf(run), FRESH);
  });
}

for (const [volume, region] of [
  [1, 'full'],
  [0.999, 'lowered'],
  [0.001, 'lowered'],
  [0, 'silent'],
  [-0, 'silent'],
] as const) {
  test(`volume ${Object.is(volume, -0) ? '-0' : volume} is ${region}, from whatever it was`, () => {
    for (const before of [1, 0.5, 0]) {
      const run = runSession();
      run.actor.send({ type: 'volume.set', volume: before, atMs: STARTED_AT_MS });

      run.actor.send({ type: 'volume.set', volume, atMs: STARTED_AT_MS });

      assert.equal(run.region('volume'), region);
      assert.equal(run.snapshot.context.volume + 0, volume + 0);
    }
  });
}

test('a change of volume within lowered is remembered and stamped', () => {
  const run = runSession();
  run.actor.send({ type: 'volume.set', volume: 0.5, atMs: STARTED_AT_MS + 1_000 });

  run.actor.send({ type: 'volume.set', volume: 0.6, atMs: STARTED_AT_MS + 2_000 });

  assert.deepEqual(stateOf(run), { ...FRESH, volume: 0.6, lastStateChange: STARTED_AT_S + 2 });
});

test('of several reasons to drop audio the first that holds is given', () => {
  const run = runSession();
  const atMs = STARTED_AT_MS;

  run.actor.send({ type: 'broadcast.pause', atMs });
  run.actor.send({ type: 'broadcast.mute', atMs });
  run.actor.send({ type: 'volume.set', volume: 0, atMs });
  assert.equal(dropReasonOf(run.snapshot), 'paused');
  run.actor.send({ type: 'broadcast.resume', atMs });
  assert.equal(dropReasonOf(run.snapshot), 'muted');
  run.actor.send({ type: 'broadcast.unmute', atMs });

  assert.equal(dropReasonOf(run.snapshot), 'silent');
});

// ---- the end ---------------------------------------------------------------------------------------------------

test('a session expires when its life is over, whoever is there', () => {
  const run = runSession();
  run.attach();

  run.clock.advance(T.lifeMs - 1);
  assert.ok(run.snapshot.matches('live'));
  run.clock.advance(1);

  assert.equal(run.snapshot.context.endReason, 'expired');
});

for (const reason of ['ended', 'rateLimit'] as const) {
  test(`with nothing pending the end is all at once: ${reason}`, () => {
    const run: SessionRun = runSession({
      onEffect: (effect) => {
        if (effect === 'flushTranslations') run.actor.send({ type: 'translations.flushed' });
      },
    });
    run.attach();

    run.actor.send({ type: 'session.end', reason });

    assert.deepEqual(run.snapshot.output, { reason });
    assert.deepEqual(run.effects, ['flushTranslations', `tellSpeakerEnded ${reason}`]);
    assert.deepEqual(run.clock.waiting, []);
    assert.equal(dropReasonOf(run.snapshot), 'ended');
  });
}

test('the first reason to end is the one that counts', () => {
  const run = runSession();
  run.actor.send({ type: 'session.end', reason: 'rateLimit' });

  run.actor.send({ type: 'session.end', reason: 'ended' });
  run.actor.send({ type: 'translations.flushed' });

  assert.deepEqual(run.snapshot.output, { reason: 'rateLimit' });
});

test('while draining, audio is dropped as such and the controls stand still, inactive', () => {
  const run = runSession();
  run.actor.send({ type: 'volume.set', volume: 0.5, atMs: STARTED_AT_MS });
  const before = stateOf(run);
  run.actor.send({ type: 'session.end', reason: 'ended' });

  run.actor.send({ type: 'broadcast.pause', atMs: STARTED_AT_MS });
  run.actor.send({ type: 'audio.arrived' });

  assert.equal(dropReasonOf(run.snapshot), 'draining');
  assert.deepEqual(toBroadcastState(run.snapshot, before), { ...before, isActive: false });
  assert.equal(run.upstreams.all.length, 0);
});

test('an ending session finishes its stream, then has the translations forwarded, then tells the speaker', () => {
  const run = runSession();
  run.speak();

  run.actor.send({ type: 'session.end', reason: 'ended' });
  assert.deepEqual(run.upstreams.latest.commands, ['finish']);
  assert.deepEqual(run.takeEffects(), []);
  run.upstreams.latest.report({ type: 'stream.ended', stream: 1 });
  assert.deepEqual(run.takeEffects(), ['flushTranslations']);
  run.actor.send({ type: 'translations.flushed' });

  assert.deepEqual(run.takeEffects(), ['tellSpeakerEnded ended']);
  assert.deepEqual(run.snapshot.output, { reason: 'ended' });
  assert.equal(run.upstreams.latest.releases, 1);
});

test('a stream that dies while it is finished, owing audio, is opened again so that the last words are heard', () => {
  const run = runSession();
  run.speak();
  run.actor.send({ type: 'session.end', reason: 'ended' });

  run.upstreams.latest.report({ type: 'stream.failed', stream: 1, failure: 'connectionLost', owed: true });
  run.clock.advance(100);
  run.upstreams.latest.report({ type: 'stream.opened', stream: 2, replayedMs: 500 });
  assert.deepEqual(run.upstreams.latest.commands, ['finish']);
  run.upstreams.latest.report({ type: 'stream.ended', stream: 2 });

  assert.deepEqual(run.takeEffects(), ['flushTranslations']);
});

for (const [how, break_] of [
  ['fails', { failure: 'badRequest', owed: true }],
  ['is refused with nothing owed', { failure: 'throttled', owed: false }],
] as const) {
  test(`transcription that ${how} while draining keeps nobody waiting`, () => {
    const run = runSession();
    run.speak();
    run.actor.send({ type: 'session.end', reason: 'ended' });

    run.upstreams.latest.report({ type: 'stream.failed', stream: 1, ...break_ });

    assert.deepEqual(run.takeEffects(), ['flushTranslations']);
    assert.equal(run.snapshot.hasTag('holdsTranscription'), false);
  });
}

for (const [what, prepare] of [
  ['recognition', (run: SessionRun) => run.speak()],
  ['forwarding', () => undefined],
] as const) {
  test(`${what} that takes too long at the end is cut off at the drain limit`, () => {
    const run = runSession({ transcription: { finishTimeoutMs: 60_000 } });
    prepare(run);
    run.actor.send({ type: 'session.end', reason: 'ended' });

    run.clock.advance(T.drainMs - 1);
    assert.ok(run.snapshot.matches({ draining: 'settling' }));
    run.clock.advance(1);

    assert.deepEqual(run.snapshot.output, { reason: 'ended' });
    assert.equal(run.effects.at(-1), 'tellSpeakerEnded ended');
    assert.deepEqual(run.upstreams.live, []);
    assert.deepEqual(run.clock.waiting, []);
  });
}

test('the drain limit is one for recognition and forwarding together', () => {
  const run = runSession({ transcription: { finishTimeoutMs: 60_000 } });
  run.speak();
  run.actor.send({ type: 'session.end', reason: 'ended' });
  run.clock.advance(T.drainMs - 1);
  run.upstreams.latest.report({ type: 'stream.ended', stream: 1 });

  run.clock.advance(1);

  assert.deepEqual(run.snapshot.output, { reason: 'ended' });
});

test('listeners stay to hear the last sentence when a final was forwarded while draining', () => {
  const run = runSession();
  run.actor.send({ type: 'session.end', reason: 'ended' });

  run.actor.send({ type: 'final.forwarded' });
  run.actor.send({ type: 'translations.flushed' });
  assert.deepEqual(run.effects, ['flushTranslations', 'tellSpeakerEnded ended']);
  run.clock.advance(T.lingerMs - 1);
  assert.ok(run.snapshot.matches({ draining: 'lingering' }));
  run.clock.advance(1);

  assert.deepEqual(run.snapshot.output, { reason: 'ended' });
});

test('they stay as long when the drain limit was what ended it', () => {
  const run = runSession();
  run.actor.send({ type: 'session.end', reason: 'ended' });
  run.clock.advance(T.drainMs - 1);
  run.actor.send({ type: 'final.forwarded' });

  run.clock.advance(T.lingerMs - 1);
  assert.ok(run.snapshot.matches({ draining: 'lingering' }));
  run.clock.advance(1);

  assert.equal(run.snapshot.status, 'done');
});

test('a final forwarded just before the end is waited for as well: its speech may still be on the way', () => {
  const run = runSession();
  run.actor.send({ type: 'final.forwarded' });
  run.clock.advance(1_000);

  run.actor.send({ type: 'session.end', reason: 'ended' });
  run.actor.send({ type: 'translations.flushed' });
  run.clock.advance(T.lingerMs - 1_001);
  assert.ok(run.snapshot.matches({ draining: 'lingering' }));
  run.clock.advance(1);

  assert.equal(run.snapshot.status, 'done');
});

test('a final forwarded long before the end keeps nobody', () => {
  const run = runSession();
  run.actor.send({ type: 'final.forwarded' });
  run.clock.advance(1_000);
  run.actor.send({ type: 'final.forwarded' });
  run.clock.advance(T.lingerMs);

  run.actor.send({ type: 'session.end', reason: 'ended' });
  run.actor.send({ type: 'translations.flushed' });

  assert.equal(run.snapshot.status, 'done');
});

test('translations reported forwarded before the end are not those of the end', () => {
  const run = runSession();
  run.actor.send({ type: 'translations.flushed' });

  run.actor.send({ type: 'session.end', reason: 'ended' });

  assert.ok(run.snapshot.matches('draining'));
});
