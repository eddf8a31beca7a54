import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pacer } from '../../../verify/bench/pacer.ts';

test('each member has its turn once an interval, in the order of their places', async (t) => {
  const pacer = new Pacer(5);
  t.after(() => pacer.stop());
  const turns: string[] = [];
  const base = performance.now();
  const done = new Promise<void>((resolve) => {
    for (const [name, place] of [
      ['c', 4],
      ['a', 1],
      ['b', 2],
    ] as const) {
      pacer.add({
        dueAt: base + place,
        turn: (lateMs) => {
          assert.ok(lateMs >= 0);
          turns.push(name);
          if (turns.length === 9) resolve();
        },
      });
    }
  });
  await done;

  assert.ok('abcabcabcabc'.includes(turns.slice(0, 9).join('')), turns.join(''));
});

test('a member whose place is far ahead holds up nobody', async (t) => {
  const pacer = new Pacer(20);
  t.after(() => pacer.stop());
  const base = performance.now();
  const order = await new Promise<string>((resolve) => {
    let turns = '';
    const member = (name: string, place: number) => ({
      dueAt: base + place,
      turn: () => {
        turns += name;
        if (turns.length === 6) resolve(turns);
      },
    });
    pacer.add(member('b', 20 * 50 + 15));
    pacer.add(member('a', 10));
  });

  assert.ok('abababab'.includes(order), order);
});
