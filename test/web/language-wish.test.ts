/** What becomes of the languages that a listener picks, one after another. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RostrumError } from '../../src/client/rostrum-error.ts';
import { LanguageWish } from '../../web/src/listen/language-wish.ts';

/** A server that answers when it is told to. */
class SlowServer {
  readonly asked: string[] = [];
  readonly waits: number[] = [];
  readonly settled: unknown[] = [];
  readonly wish = new LanguageWish({
    ask: (language) => {
      this.asked.push(language);
      return new Promise<void>((resolve, reject) => {
        this.#answer = (problem) => (problem === undefined ? resolve() : reject(problem));
      });
    },
    pause: async (ms) => void this.waits.push(ms),
    onSettled: (problem) => this.settled.push(problem),
  });
  #answer: (problem?: unknown) => void = () => {};

  async answer(problem?: unknown): Promise<void> {
    this.#answer(problem);
    for (let turns = 0; turns < 10; turns++) await undefined;
  }
}

const HASTE = new RostrumError('RATE_LIMIT_EXCEEDED', 'slower', { details: { retryAfterMs: 250 } });

test('of languages picked while one is on its way only the newest is asked for, and it is the one that stays', async () => {
  const server = new SlowServer();
  for (const language of ['es', 'ca', 'de', 'fr']) void server.wish.want(language);
  assert.deepEqual([server.asked, server.wish.isOpen], [['es'], true]);
  await server.answer();
  assert.deepEqual([server.asked, server.settled], [['es', 'fr'], []]);
  await server.answer();
  assert.deepEqual([server.asked, server.settled, server.wish.isOpen], [['es', 'fr'], [undefined], false]);
});

test('a refusal of the newest wish is told, one of an earlier wish is not', async () => {
  const server = new SlowServer();
  void server.wish.want('es');
  void server.wish.want('ca');
  await server.answer(new Error('not es'));
  assert.deepEqual(server.settled, []);
  const refusal = new Error('not ca');
  await server.answer(refusal);
  assert.deepEqual(server.settled, [refusal]);
});

test('a server that was asked too often is asked again after the time that it names, for the newest wish', async () => {
  const server = new SlowServer();
  void server.wish.want('es');
  await server.answer(HASTE);
  assert.deepEqual([server.asked, server.waits], [['es', 'es'], [250]]);
  void server.wish.want('ca');
  await server.answer(HASTE);
  assert.deepEqual(server.asked, ['es', 'es', 'ca']);
  await server.answer();
  assert.deepEqual(server.settled, [undefined]);
});

test('a server that never takes it is asked six times, then its refusal is told, and the next wish begins anew', async () => {
  const server = new SlowServer();
  void server.wish.want('es');
  for (let times = 0; times < 6; times++) await server.answer(HASTE);
  assert.deepEqual([server.asked.length, server.settled], [6, [HASTE]]);
  void server.wish.want('ca');
  await server.answer();
  assert.deepEqual([server.asked.at(-1), server.settled.at(-1)], ['ca', undefined]);
});
