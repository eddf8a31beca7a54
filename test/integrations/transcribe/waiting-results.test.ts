import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TranscriptEvent } from '@aws-sdk/client-transcribe-streaming';
import { MAX_WAITING, WaitingResults } from '../../../src/integrations/transcribe/waiting-results.ts';
import { settled } from '../../support/actors/fake-clock.ts';

/** An event that is known by its number. */
const event = (id: number): TranscriptEvent => ({ Transcript: { Results: [{ ResultId: `${id}` }] } });
const idOf = (said: TranscriptEvent | undefined) => Number(said?.Transcript?.Results?.[0]?.ResultId);

function setUp(pass: (id: number) => void = () => {}, tell: () => void = () => {}) {
  const turns: (() => void)[] = [];
  const passed: number[] = [];
  const broken: unknown[] = [];
  const results = new WaitingResults({
    turns: { next: () => new Promise((resolve) => turns.push(resolve)) },
    pass: (said) => {
      pass(idOf(said));
      passed.push(idOf(said));
    },
    onBroken: (error) => {
      broken.push(error);
      tell();
    },
  });
  /** Gives one turn; false when nobody asked for it. */
  const turn = async () => {
    const next = turns.shift();
    next?.();
    await settled();
    return next !== undefined;
  };
  return { results, passed, broken, turn };
}

test('each event has a turn of its own, in order', async () => {
  const { results, passed, turn } = setUp();
  for (let id = 0; id < 3; id += 1) results.add(event(id));
  await settled();
  assert.deepEqual(passed, []);
  await turn();
  assert.deepEqual(passed, [0]);
  results.add(event(3));
  while (await turn());
  assert.deepEqual(passed, [0, 1, 2, 3]);
  await results.passed();
});

test('when too many wait, all are passed on at once: none is dropped and the order is kept', async () => {
  const { results, passed, turn } = setUp();
  const ids = Array.from({ length: MAX_WAITING + 2 }, (_, id) => id);
  for (const id of ids) results.add(event(id));
  assert.deepEqual(passed, ids.slice(0, MAX_WAITING + 1));
  while (await turn());
  assert.deepEqual(passed, ids);
  await results.passed();
});

test('a bug in the receiver is reported, and the next event is passed on', async () => {
  const { results, passed, broken, turn } = setUp((id) => {
    if (id === 0) throw new Error('a bug');
  });
  results.add(event(0));
  results.add(event(1));
  while (await turn());
  await results.passed();
  assert.deepEqual(passed, [1]);
  assert.deepEqual(broken.map(String), ['Error: a bug']);
});

test('a receiver that breaks again when it is told does not stop the events after', async () => {
  const fail = () => {
    throw new Error('a bug');
  };
  const { results, passed, broken, turn } = setUp((id) => id === 0 && fail(), fail);
  results.add(event(0));
  results.add(event(1));
  while (await turn());
  await results.passed();
  assert.deepEqual([passed, broken.length], [[1], 1]);
});
