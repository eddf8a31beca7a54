import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ControlMessage, toChangeEvents, toEvents } from '../../../src/actors/session/controls.ts';
import { dropReasonOf, toBroadcastState } from '../../../src/machines/selectors.ts';
import type { SessionEvent } from '../../../src/machines/session.vocabulary.ts';
import { untouched } from '../../../src/protocol/broadcast-state.ts';
import { runSession, type SessionRun, STARTED_AT_MS } from '../../support/machines/session-run.ts';

const AT_MS = STARTED_AT_MS + 5_000;
const FRESH = untouched(STARTED_AT_MS / 1_000);

function take(run: SessionRun, events: readonly SessionEvent[]): void {
  for (const event of events) run.actor.send(event);
}

const stateOf = (run: SessionRun) => toBroadcastState(run.snapshot, FRESH);

test('each control of the wire is one event, and undone by its counterpart', () => {
  const pairs: [ControlMessage, ControlMessage, object][] = [
    [{ action: 'pauseBroadcast' }, { action: 'resumeBroadcast' }, { isPaused: true }],
    [{ action: 'muteBroadcast' }, { action: 'unmuteBroadcast' }, { isMuted: true }],
    [{ action: 'setVolume', volumeLevel: 0.3 }, { action: 'setVolume', volumeLevel: 1 }, { volume: 0.3 }],
  ];
  for (const [message, undo, shown] of pairs) {
    const run = runSession();

    assert.equal(toEvents(message, AT_MS).length, 1);
    take(run, toEvents(message, AT_MS));
    assert.deepEqual(stateOf(run), { ...FRESH, ...shown, lastStateChange: AT_MS / 1_000 });
    take(run, toEvents(undo, AT_MS));
    assert.deepEqual(stateOf(run), { ...FRESH, lastStateChange: AT_MS / 1_000 });
  }
});

test('a speakerStateChange changes what it names, and nothing where it says what is so', () => {
  const run = runSession();
  take(run, toEvents({ action: 'muteBroadcast' }, AT_MS));

  take(run, toEvents({ action: 'speakerStateChange', state: { isMuted: true, volume: 1 } }, AT_MS + 1_000));
  assert.deepEqual(stateOf(run), { ...FRESH, isMuted: true, lastStateChange: AT_MS / 1_000 });
  take(run, toEvents({ action: 'speakerStateChange', state: { isPaused: true } }, AT_MS + 2_000));

  assert.deepEqual(stateOf(run), { ...FRESH, isMuted: true, isPaused: true, lastStateChange: AT_MS / 1_000 + 2 });
});

test('no audio passes between the events of one change: from any state to any other that drops it, it is dropped throughout', () => {
  const changes = [true, false].flatMap((isPaused) =>
    [true, false].flatMap((isMuted) => [0, 1].map((volume) => ({ isPaused, isMuted, volume }))),
  );
  const drops = ({ isPaused, isMuted, volume }: (typeof changes)[number]) => isPaused || isMuted || volume === 0;
  for (const from of changes.filter(drops)) {
    for (const to of changes.filter(drops)) {
      const run = runSession();
      take(run, toChangeEvents(from, AT_MS));
      const seen: (string | undefined)[] = [];
      run.actor.subscribe((snapshot) => seen.push(dropReasonOf(snapshot)));

      take(run, toChangeEvents(to, AT_MS));

      assert.deepEqual(stateOf(run), { ...FRESH, ...to, lastStateChange: AT_MS / 1_000 });
      assert.ok(!seen.includes(undefined), JSON.stringify({ from, to, seen }));
    }
  }
});
