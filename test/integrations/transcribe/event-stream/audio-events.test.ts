import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { AudioEvents } from '../../../../src/integrations/transcribe/event-stream/audio-events.ts';
import { HeldAudio } from '../opened-stream.ts';

const CHUNK = new Uint8Array(4);
const never = () => assert.fail('told of a broken source');

test('chunks pass in order as audio events', async () => {
  const other = new Uint8Array(8);
  const collected: unknown[] = [];

  for await (const event of new AudioEvents(new HeldAudio().push(CHUNK, other).finish(), never)) collected.push(event);

  assert.deepEqual(collected, [{ AudioEvent: { AudioChunk: CHUNK } }, { AudioEvent: { AudioChunk: other } }]);
});

test('the end of the audio is remembered and repeated', async () => {
  const events = new AudioEvents(new HeldAudio().finish(), never);

  assert.equal(events.exhausted, false);
  assert.equal((await events.next()).done, true);
  assert.equal(events.exhausted, true);
  assert.equal((await events.next()).done, true);
});

test('stopping lets a waiting pull go and gives the source back once, without counting as its end', async () => {
  const audio = new HeldAudio();
  const events = new AudioEvents(audio, never);
  const waiting = events.next();
  await turn();

  events.stop();
  events.stop();

  assert.deepEqual(await waiting, { done: true, value: undefined });
  assert.equal((await events.next()).done, true);
  await turn();
  assert.equal(audio.returned, 1);
  assert.equal(events.exhausted, false);
});

test('a source that cannot be returned, or refuses to be, is left alone', async () => {
  for (const end of [{}, { return: () => Promise.reject(new Error('no')) }]) {
    const audio = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}), ...end }) };
    const events = new AudioEvents(audio, never);
    const waiting = events.next();
    await turn();

    events.stop();

    assert.equal((await waiting).done, true);
  }
});

for (const [how, audio] of [
  ['fails to give the next chunk', { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('no')) }) }],
  [
    'cannot even be iterated',
    {
      [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
        throw new Error('no');
      },
    },
  ],
] as const) {
  test(`a source that ${how} is told of, and ends the events without a throw`, async () => {
    const told: unknown[] = [];
    const events = new AudioEvents(audio, (error) => told.push(error));

    assert.equal((await events.next()).done, true);

    assert.deepEqual(told, [new Error('no')]);
    assert.equal(events.exhausted, false);
  });
}

test('a source that throws after the stop is of no interest any more', async () => {
  let fail: (error: Error) => void = () => {};
  const pending = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const events = new AudioEvents({ [Symbol.asyncIterator]: () => ({ next: () => pending }) }, never);
  const waiting = events.next();
  await turn();

  events.stop();
  fail(new Error('late'));

  assert.equal((await waiting).done, true);
  await turn();
});
