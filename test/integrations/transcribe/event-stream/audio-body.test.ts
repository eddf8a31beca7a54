import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { AudioBody } from '../../../../src/integrations/transcribe/event-stream/audio-body.ts';
import { HeldAudio } from '../opened-stream.ts';

const NOW = () => 0;
const frames = {
  audio: (pcm: Uint8Array) => Buffer.from(`<${pcm.length}>`),
  end: () => Buffer.from('<end>'),
} as never;
const never = () => assert.fail('told of a broken source');

function bodyOf(audio: AsyncIterable<Uint8Array>, onBroken: (error: unknown) => void = never): AudioBody {
  const body = new AudioBody(audio, onBroken);
  body.frameWith(frames, NOW);
  return body;
}

test('every piece of audio is a frame, then comes the end frame, and the end of the audio is remembered', async () => {
  const audio = new HeldAudio().push(new Uint8Array(640), new Uint8Array(0), new Uint8Array(1_280)).finish();
  const body = bodyOf(audio);
  assert.equal(body.isExhausted, false);

  assert.equal(Buffer.concat(await body.toArray()).toString(), '<640><0><1280><end>');

  assert.equal(body.isExhausted, true);
});

test('what is not read is not pulled, but for one', async () => {
  let pulled = 0;
  const endless = (async function* (): AsyncGenerator<Uint8Array> {
    for (;;) {
      pulled += 1;
      yield new Uint8Array(640);
    }
  })();
  const body = bodyOf(endless);
  await once(body, 'readable');
  assert.ok(pulled <= 2, `${pulled} were pulled`);
  body.stop();
});

test('a stop gives the source back once, and sends no end frame: it is not the end of the audio', async () => {
  const audio = new HeldAudio();
  const body = bodyOf(audio);
  const sent: unknown[] = [];
  body.on('data', (frame) => sent.push(frame));
  await turn();

  body.stop();
  body.stop();
  await once(body, 'close');
  await turn();

  assert.equal(audio.returned, 1);
  assert.deepEqual(sent, []);
  assert.equal(body.isExhausted, false);
});

test('a source that cannot be returned, or refuses to be, is left alone', async () => {
  for (const end of [{}, { return: () => Promise.reject(new Error('no')) }]) {
    const body = bodyOf({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}), ...end }) });
    body.resume();
    await turn();

    body.stop();

    await once(body, 'close');
  }
});

for (const [how, audio] of [
  ['fails to give the next piece', { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('no')) }) }],
  [
    'cannot even be iterated',
    {
      [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
        throw new Error('no');
      },
    },
  ],
] as const) {
  test(`a source that ${how} is told of, and the body closes without an error and without an end frame`, async () => {
    const told: unknown[] = [];
    const sent: unknown[] = [];
    const body = bodyOf(audio, (error) => told.push(error));
    body.on('data', (frame) => sent.push(frame));
    await once(body, 'close');

    assert.deepEqual(told, [new Error('no')]);
    assert.deepEqual(sent, []);
    assert.equal(body.isExhausted, false);
  });
}

test('a source that throws after the stop is of no interest any more', async () => {
  let fail: (error: Error) => void = () => {};
  const pending = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const body = bodyOf({ [Symbol.asyncIterator]: () => ({ next: () => pending }) });
  body.resume();
  await turn();

  body.stop();
  fail(new Error('late'));

  await once(body, 'close');
  await turn();
});

test('audio that is asked for before the stream is signed ends the body with the reason', async () => {
  const early = new AudioBody(new HeldAudio().push(new Uint8Array(640)), never);
  early.resume();
  assert.match(String((await once(early, 'error'))[0]), /before the stream was signed/);
});
