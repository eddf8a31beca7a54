import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyMachineSnapshot, EventObject } from 'xstate';
import { transcriptionMachine } from '../../src/machines/transcription.machine.ts';
import type { StreamReport, TranscriptionEvent } from '../../src/machines/transcription.vocabulary.ts';
import { delayMsOf, delayNameOf, stateIdsOf, titleOf, walkChart } from '../support/machines/chart-walk.ts';
import { TRANSCRIPTION_TIMINGS } from '../support/machines/timings.ts';
import { runTranscription, type TranscriptionRun } from '../support/machines/transcription-run.ts';

/** Unlike any other delay. */
const WAITED_MS = 7_007;

/** Whatever any stream may say in any state, the gone and the coming ones included. */
function alphabet({ context: { current, attempt, isOverdue } }: AnyMachineSnapshot): TranscriptionEvent[] {
  const fates = (['idle', 'connectionLost', 'badRequest'] as const).flatMap((failure) =>
    [true, false].map((owed) => ({ type: 'stream.failed', stream: current, failure, owed }) as const),
  );
  return [
    { type: 'stream.opened', stream: current, replayedMs: 120 },
    { type: 'stream.opened', stream: current + 1, replayedMs: 0 },
    ...[current, current + 1].flatMap((stream) => [
      { type: 'stream.queued', stream } as const,
      { type: 'stream.admitted', stream, waitedMs: WAITED_MS } as const,
    ]),
    ...(attempt > 0 && !isOverdue ? [{ type: 'recovery.over' } as const] : []),
    { type: 'stream.proven', stream: current },
    { type: 'stream.proven', stream: current - 1 },
    { type: 'stream.quiet', stream: current },
    { type: 'stream.ended', stream: current },
    { type: 'stream.ended', stream: current - 1 },
    ...fates,
    { type: 'stream.failed', stream: current - 1, failure: 'connectionLost', owed: true },
    { type: 'stream.failed', stream: current + 1, failure: 'connectionLost', owed: true },
    { type: 'transcription.finish' },
  ];
}

const walks = walkChart(transcriptionMachine, {
  input: { timings: TRANSCRIPTION_TIMINGS, openUpstream: () => assert.fail('started'), jitter: () => 0.5 },
  alphabet,
  identity: ({ value, output, context }) => ({
    ...{ value, output, attempt: Math.min(context.attempt, 2), finishing: context.finishing },
    ...{ told: context.isInterrupted, pardoned: context.isPardoned, overdue: context.isOverdue },
    hasWaited: context.waitedMs > 0,
  }),
});

function take(run: TranscriptionRun, event: EventObject): void {
  const delay = delayNameOf(event);
  if (delay !== undefined) run.clock.fire(delayMsOf(transcriptionMachine, delay, run.actor.getSnapshot()));
  else if (event.type === 'recovery.over') run.clock.fire(windowOf(run));
  else if (event.type === 'transcription.finish') run.actor.send({ type: 'transcription.finish' });
  else run.report(event as StreamReport);
  assertStreams(run);
}

/** The recovery window, or what it was extended by: however often that was. */
function windowOf({ clock }: TranscriptionRun): number {
  const window = clock.waiting.find((ms) => ms === TRANSCRIPTION_TIMINGS.recoveryWindowMs || ms % WAITED_MS === 0);
  return window ?? assert.fail(`no recovery window among ${clock.waiting.join(', ')}`);
}

/** The tags are promises: so many upstream streams are open, and not one more. */
function assertStreams(run: TranscriptionRun): void {
  const snapshot = run.actor.getSnapshot();
  const promised = snapshot.hasTag('holdsTwoStreams') ? 2 : snapshot.hasTag('holdsStream') ? 1 : 0;
  assert.equal(run.upstreams.live.length, promised, `open streams in ${JSON.stringify(snapshot.value)}`);
  assert.equal(Object.keys(snapshot.children).length, promised, `children in ${JSON.stringify(snapshot.value)}`);
}

function assertNothingLeft(run: TranscriptionRun): void {
  assert.equal(run.upstreams.releases, run.upstreams.all.length, 'every opened stream is released exactly once');
  assert.deepEqual(run.upstreams.live, []);
  assert.deepEqual(run.clock.waiting, [], 'no timer is left');
  assert.deepEqual(run.errors, []);
}

function replay(events: readonly EventObject[]): TranscriptionRun {
  const run = runTranscription();
  assertStreams(run);
  for (const event of events) take(run, event);
  return run;
}

test('the walk reaches every state of the chart', () => {
  const reached = new Set(walks.flatMap(({ state }) => state._nodes.map((node) => node.id)));

  const all = stateIdsOf(transcriptionMachine);

  assert.deepEqual(
    all.filter((id) => !reached.has(id)),
    [],
  );
});

for (const { events, state, next } of walks) {
  test(`streams are as the tags promise on the way: ${titleOf(events)}`, () => {
    const run = replay(events);

    assert.deepEqual(run.state, state.value);
    assert.deepEqual(run.output, state.output);
    if (state.status === 'done') assertNothingLeft(run);
    run.stop();
    assertNothingLeft(run);
  });

  if (next.length > 0) {
    test(`streams are as the tags promise whatever happens next after: ${titleOf(events)}`, () => {
      for (const { event, state: expected } of next) {
        const run = replay(events);
        take(run, event);

        assert.deepEqual(run.state, expected.value, `after ${JSON.stringify(event)}`);
        if (expected.status === 'done') assertNothingLeft(run);
        run.stop();
        assertNothingLeft(run);
      }
    });
  }
}
