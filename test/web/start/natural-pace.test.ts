import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atNaturalPace, type PaceClock } from '../../../web/src/choose/demo/natural-pace.ts';

/** 100 ms of sound at 16 kHz. */
const PIECE = new Int16Array(1_600);
const never = new AbortController().signal;

/** A clock that stands still but for sleeping; each sleep takes `late` ms more than it should. */
function fakeClock(late = 0): PaceClock & { at: number } {
  const clock = {
    at: 5_000,
    now: () => clock.at,
    sleep: async (ms: number) => {
      clock.at += ms + late;
    },
  };
  return clock;
}

async function timesOf(clock: ReturnType<typeof fakeClock>, pieces: number, meanwhile = (_piece: number) => {}) {
  const times: number[] = [];
  const given: number[] = [];
  for await (const _ of atNaturalPace(Array(pieces).fill(PIECE), clock, never, (ms) => given.push(ms))) {
    times.push(clock.at - 5_000);
    meanwhile(times.length);
  }
  return { times, given };
}

test('each piece is given when it was spoken, and what has been given is told', async () => {
  const { times, given } = await timesOf(fakeClock(), 4);

  assert.deepEqual(times, [0, 100, 200, 300]);
  assert.deepEqual(given, [100, 200, 300, 400]);
});

test('a sleep that is too long is made up for', async () => {
  const clock = fakeClock();

  const { times } = await timesOf(clock, 5, (piece) => {
    if (piece === 2) clock.at += 250;
  });

  assert.deepEqual(times, [0, 100, 350, 350, 400]);
});

test('after a computer has slept, the talk goes on where it was, without a rush', async () => {
  const clock = fakeClock();

  const { times } = await timesOf(clock, 4, (piece) => {
    if (piece === 1) clock.at += 60_000;
  });

  assert.deepEqual(times, [0, 60_000, 60_100, 60_200]);
});

test('nothing is given after the end', async () => {
  const end = new AbortController();
  const pieces: Int16Array[] = [];

  for await (const piece of atNaturalPace(Array(9).fill(PIECE), fakeClock(), end.signal, () => {})) {
    pieces.push(piece);
    if (pieces.length === 3) end.abort();
  }

  assert.equal(pieces.length, 3);
});
