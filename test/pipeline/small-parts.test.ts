import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoundedMap } from '../../pipeline/bounded-map.ts';
import { Gate } from '../../pipeline/gate.ts';
import { Lanes } from '../../pipeline/lanes.ts';
import { baseLanguage } from '../../pipeline/language-code.ts';

test('a bounded map forgets the entry that was set longest ago', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.set('a', 3);
  map.set('c', 4);

  assert.deepEqual([map.get('a'), map.get('b'), map.get('c'), map.size], [3, undefined, 4, 2]);
  map.delete('a');
  assert.equal(map.size, 1);
});

test('work of one lane runs in order even when work before it failed; other lanes do not wait', async () => {
  const lanes = new Lanes();
  const done: string[] = [];
  const { promise, resolve } = deferred();

  const first = lanes.run('a', async () => {
    await promise;
    done.push('a1');
    throw new Error('a1 failed');
  });
  const second = lanes.run('a', async () => done.push('a2'));
  await lanes.run('b', async () => done.push('b1'));
  assert.equal(lanes.depth('a'), 2);
  resolve();

  await assert.rejects(first, /a1 failed/);
  await second;
  assert.deepEqual(done, ['b1', 'a1', 'a2']);
  await new Promise(setImmediate);
  assert.deepEqual([lanes.depth('a'), lanes.size], [0, 0]);
});

test('a gate lets so many run, so many wait, and refuses the rest', async () => {
  const gate = new Gate(2, 1);
  const { promise, resolve } = deferred();
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await promise;
    running -= 1;
  };

  const admitted = [1, 2, 3].map(() => gate.run('the engine', work));
  await assert.rejects(gate.run('the engine', work), /Too many requests are waiting for the engine/);
  resolve();
  await Promise.all(admitted);

  assert.equal(most, 2);
  await gate.run('the engine', async () => undefined);
});

test('language codes of every kind meet in one form', () => {
  const codes = { en: 'en', 'en-US': 'en', eng: 'en', EN_gb: 'en', cat: 'ca', 'zh-CN': 'zh', cmn: 'zh', xyz: 'xyz' };
  for (const [code, base] of Object.entries(codes)) assert.equal(baseLanguage(code), base);
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
