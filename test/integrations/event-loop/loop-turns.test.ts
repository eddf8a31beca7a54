import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LoopTurns, type TurnKind } from '../../../src/integrations/event-loop/loop-turns.ts';
import { settled } from '../../support/actors/fake-clock.ts';

/** An event loop whose turns the test runs, with time that only passes when work says so. */
class Loop {
  ms = 0;
  #callbacks: (() => void)[] = [];
  readonly turns = new LoopTurns({ now: () => this.ms, soon: (run) => this.#callbacks.push(run) });

  /** Reads the sockets, then runs what was set until now; what a callback sets is run in the next turn. */
  async turn(socketsMs = 0): Promise<void> {
    this.ms += socketsMs;
    for (const run of this.#callbacks.splice(0)) {
      run();
      await settled();
    }
  }

  /** Asks for a turn and then works. */
  async work(kind: TurnKind, name: string, took: string[], ms = 0): Promise<void> {
    await this.turns.next(kind);
    took.push(name);
    this.ms += ms;
  }
}

test('a turn is never taken at once, so that sockets are read before', async () => {
  const loop = new Loop();
  const took: string[] = [];
  void loop.work('transcript', 'a', took);
  await settled();
  assert.deepEqual(took, []);
  await loop.turn();
  assert.deepEqual(took, ['a']);
});

test('a burst is spread over turns: after 2 ms of it the sockets are read again', async () => {
  const loop = new Loop();
  const took: string[] = [];
  for (const name of ['a', 'b', 'c', 'd', 'e']) void loop.work('transcript', name, took, 1);

  const perTurn: number[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const before = took.length;
    await loop.turn();
    perTurn.push(took.length - before);
  }

  assert.deepEqual(perTurn, [2, 2, 1]);
  assert.deepEqual(took, ['a', 'b', 'c', 'd', 'e']);
});

test('a row waits while a transcript does, and keeps its place among rows', async () => {
  const loop = new Loop();
  const took: string[] = [];
  for (const name of ['row 1', 'row 2']) void loop.work('row', name, took);
  for (const name of ['a', 'b']) void loop.work('transcript', name, took, 1.5);

  for (let turn = 0; turn < 4; turn += 1) await loop.turn(1);

  assert.deepEqual(took, ['a', 'b', 'row 1', 'row 2']);
});

test('when every turn is used up, whoever has waited too long goes on all the same', async () => {
  const loop = new Loop();
  const took: string[] = [];
  let turns = 0;
  // One transcript after another uses up each turn.
  const busy = async () => {
    for (;;) await loop.work('transcript', 'busy', [], 3);
  };
  void busy();
  void loop.work('row', 'row', took);
  for (; took.length === 0 && turns < 1_000; turns += 1) await loop.turn(10);

  assert.ok(loop.ms >= 250 && loop.ms < 280, `the row had its turn after ${loop.ms} ms`);

  void loop.work('transcript', 'late', took);
  await loop.turn(26);
  assert.deepEqual(took, ['row', 'late']);
});

test('a burst that is late takes 10 ms of a turn at most: it does not run to its end in one', async () => {
  const loop = new Loop();
  const took: string[] = [];
  for (let each = 0; each < 300; each += 1) void loop.work('transcript', `${each}`, took, 0.5);

  let longest = 0;
  while (took.length < 300) {
    const before = took.length;
    await loop.turn(1);
    longest = Math.max(longest, (took.length - before) * 0.5);
  }

  assert.ok(longest >= 10 && longest <= 10.5, `${longest} ms of transcripts in one turn`);
  assert.deepEqual(
    took,
    Array.from({ length: 300 }, (_, each) => `${each}`),
  );
});

test('rows keep their order although each turn is short of time', async () => {
  const loop = new Loop();
  const took: string[] = [];
  void loop.work('row', 'row 0', took);
  void loop.work('transcript', 'a', took, 3);
  for (let each = 1; each < 8; each += 1) {
    await loop.turn(3);
    void loop.work('row', `row ${each}`, took, 1);
  }
  while (took.length < 9) await loop.turn(3);

  assert.deepEqual(
    took.filter((name) => name !== 'a'),
    Array.from({ length: 8 }, (_, each) => `row ${each}`),
  );
});

test('it counts those who wait', async () => {
  const loop = new Loop();
  void loop.work('transcript', 'a', []);
  void loop.work('row', 'b', []);
  assert.deepEqual([loop.turns.waiting('transcript'), loop.turns.waiting('row')], [1, 1]);
  for (let turn = 0; turn < 3; turn += 1) await loop.turn(1);
  assert.deepEqual([loop.turns.waiting('transcript'), loop.turns.waiting('row')], [0, 0]);
});

test('the real loop: sockets are read between the turns of a burst', async () => {
  const turns = new LoopTurns();
  let sockets = 0;
  let reading = true;
  // A callback of the check phase that sets itself again runs once each time the loop has read its sockets.
  const count = () => {
    sockets += 1;
    if (reading) setImmediate(count);
  };
  setImmediate(count);
  const seenBy = await Promise.all(
    Array.from({ length: 20 }, async () => {
      await turns.next('transcript');
      const until = performance.now() + 1;
      while (performance.now() < until);
      return sockets;
    }),
  );
  reading = false;
  assert.ok(new Set(seenBy).size >= 5, `20 ms of work in ${new Set(seenBy).size} turns`);
});
