import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyMachineSnapshot, EventObject } from 'xstate';
import { sessionLogic } from '../../src/actors/session/session-logic.ts';
import { dropReasonOf } from '../../src/machines/selectors.ts';
import { sessionMachine } from '../../src/machines/session.machine.ts';
import type { SessionEvent } from '../../src/machines/session.vocabulary.ts';
import { delayMsOf, delayNameOf, stateIdsOf, titleOf, walkChart } from '../support/machines/chart-walk.ts';
import { type Script, type ScriptedCounts, scriptedTranscription } from '../support/machines/scripted-transcription.ts';
import { inputOf, recordingEffects, runSession, type SessionRun } from '../support/machines/session-run.ts';
import { SESSION_TIMINGS } from '../support/machines/timings.ts';

const ENDED = 'xstate.done.actor.transcription';
const BROKEN = 'xstate.error.actor.transcription';

/** Events that concern one region only; each walk takes those of some regions, so that their products stay small. */
const CONTROLS: SessionEvent[] = [
  { type: 'broadcast.pause', atMs: 1_000 },
  { type: 'broadcast.resume', atMs: 2_000 },
  { type: 'broadcast.mute', atMs: 3_000 },
  { type: 'broadcast.unmute', atMs: 4_000 },
  { type: 'volume.set', volume: 0, atMs: 5_000 },
  { type: 'volume.set', volume: 0.5, atMs: 6_000 },
  { type: 'volume.set', volume: 1, atMs: 7_000 },
];
const PEOPLE: SessionEvent[] = [
  { type: 'speaker.attached', connectionId: 'speaker-1' },
  { type: 'speaker.left', connectionId: 'speaker-1' },
  { type: 'speaker.left', connectionId: 'speaker-0' },
  { type: 'speaker.missed' },
  { type: 'audience.changed', audience: { count: 1, languages: ['es'] } },
  { type: 'audience.changed', audience: { count: 0, languages: [] } },
  { type: 'status.sent' },
];
const SOUND: SessionEvent[] = [
  { type: 'sound.missed', sinceMs: 10_000 },
  { type: 'sound.heard', sinceMs: 12_000 },
];
const SPEECH: SessionEvent[] = [
  { type: 'audio.arrived' },
  { type: 'broadcast.resume', atMs: 2_000 },
  { type: 'transcription.interrupted', reason: 'connectionLost', attempt: 1 },
  { type: 'transcription.restored', attempt: 1, replayedMs: 0 },
  { type: 'final.forwarded' },
  { type: 'translations.flushed' },
];
const END: SessionEvent = { type: 'session.end', reason: 'ended' };

function childEvents(state: AnyMachineSnapshot): EventObject[] {
  if (state.children.transcription === undefined) return [];
  return [
    { type: ENDED, output: { outcome: 'closed' } } as EventObject,
    { type: ENDED, output: { outcome: 'failed', reason: 'badRequest' } } as EventObject,
    { type: BROKEN, error: 'scripted' } as EventObject,
  ];
}

const WALKS = {
  'speaker, reports and speech': [...PEOPLE, ...SPEECH, END],
  'controls and speech': [...CONTROLS, ...SPEECH, END],
  'controls, people and sound': [...CONTROLS, ...PEOPLE, ...SOUND, END],
};

function walk(events: readonly EventObject[]) {
  return walkChart(sessionMachine, {
    input: inputOf(
      recordingEffects(() => undefined),
      () => assert.fail('started'),
    ),
    alphabet: (state) => [
      ...events,
      ...childEvents(state),
      // These two clocks are no state's own timer, so they are no `xstate.after` event.
      ...(state.matches('live') ? [{ type: 'status.due' }] : []),
      ...(state.context.lastWords ? [{ type: 'lastWords.heard' }] : []),
    ],
    identity: ({ value, output, context: { lastWords, endReason, transcribing } }) => ({
      value,
      output,
      lastWords,
      endReason,
      transcribing,
    }),
  });
}

interface Replayed extends SessionRun {
  readonly counts: ScriptedCounts;
}

function start(): Replayed {
  const counts: ScriptedCounts = { started: 0, stopped: 0, commands: [] };
  const logic = sessionLogic.provide({ actors: { transcription: scriptedTranscription(counts) } });
  return Object.assign(runSession({ logic }), { counts });
}

function take(run: Replayed, event: EventObject): void {
  const { actor, clock } = run;
  const delay = delayNameOf(event);
  if (delay !== undefined) clock.fire(delayMsOf(sessionMachine, delay, actor.getSnapshot()));
  else if (event.type === 'status.due') clock.fire(SESSION_TIMINGS.statusIntervalMs);
  else if (event.type === 'lastWords.heard') clock.fire(SESSION_TIMINGS.lingerMs);
  else if (event.type === ENDED) tellChild(run, { ...event, type: 'script.done' } as Script);
  else if (event.type === BROKEN) tellChild(run, { type: 'script.broken' });
  else actor.send(event as SessionEvent);
  assertChildren(run);
}

function tellChild({ actor }: Replayed, script: Script): void {
  const child = actor.getSnapshot().children.transcription;
  assert.ok(child, 'a transcription is there to be told');
  child.send(script as never);
}

/** The tag is a promise: a transcription is there, running, and only then. */
function assertChildren({ actor, counts }: Replayed): void {
  const snapshot = actor.getSnapshot();
  const promised = snapshot.hasTag('holdsTranscription') ? 1 : 0;
  const where = JSON.stringify(snapshot.value);
  assert.equal(counts.started - counts.stopped, promised, `transcriptions running in ${where}`);
  assert.equal(Object.keys(snapshot.children).length, promised, `children in ${where}`);
  assert.equal(snapshot.context.transcribing, promised === 1, `the memory of it in ${where}`);
}

function assertNothingLeft({ clock, counts, errors }: Replayed): void {
  assert.equal(counts.started, counts.stopped, 'every transcription that started has stopped');
  assert.deepEqual(clock.waiting, [], 'no timer is left');
  assert.deepEqual(errors, []);
}

function replay(events: readonly EventObject[]): Replayed {
  const run = start();
  assertChildren(run);
  for (const event of events) take(run, event);
  return run;
}

const walks = Object.entries(WALKS).map(([name, events]) => [name, walk(events)] as const);

test('the walks together reach every state of the chart that can be stood in', () => {
  const reached = new Set(walks.flatMap(([, paths]) => paths.flatMap(({ state }) => state._nodes.map(({ id }) => id))));

  const unreached = stateIdsOf(sessionMachine).filter((id) => !reached.has(id));

  // Left as soon as it is entered.
  assert.deepEqual(unreached, ['session.draining.settling.deciding']);
});

for (const [name, paths] of walks) {
  test(`${name}: by every shortest path the live chart is where the pure one says, with the children it promises`, () => {
    for (const { events, state } of paths) {
      const run = replay(events);
      const { actor } = run;

      const snapshot = actor.getSnapshot();
      assert.deepEqual(snapshot.value, state.value, titleOf(events));
      assert.deepEqual(snapshot.output, state.output, titleOf(events));
      assert.equal(dropReasonOf(snapshot) === undefined, isTaking(state), titleOf(events));
      if (state.status === 'done') assertNothingLeft(run);
      actor.stop();
      assertNothingLeft(run);
    }
  });

  test(`${name}: whatever happens next in any state, the children are as promised and nothing is left after the end`, () => {
    for (const { events, next } of paths) {
      for (const { event, state } of next) {
        const run = replay(events);
        take(run, event);

        assert.deepEqual(run.actor.getSnapshot().value, state.value, titleOf([...events, event]));
        if (state.status === 'done') assertNothingLeft(run);
        run.actor.stop();
        assertNothingLeft(run);
      }
    }
  });
}

/** Playing, open, audible, and transcription not given up. */
function isTaking(state: AnyMachineSnapshot): boolean {
  return state.matches({ live: { pause: 'playing', mute: 'unmuted' } }) && !isSilentOrFailed(state);
}

function isSilentOrFailed(state: AnyMachineSnapshot): boolean {
  return state.matches({ live: { volume: 'silent' } }) || state.matches({ live: { stream: 'failed' } });
}
