import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import type { AudioStream } from '@aws-sdk/client-transcribe-streaming';
import { AudioBody } from '../../../../src/integrations/transcribe/event-stream/audio-body.ts';

const NOW = () => 0;
const frames = {
  audio: (pcm: Uint8Array) => Buffer.from(`<${pcm.length}>`),
  end: () => Buffer.from('<end>'),
} as never;

async function* events(...lengths: number[]): AsyncGenerator<AudioStream> {
  for (const length of lengths) yield { AudioEvent: { AudioChunk: new Uint8Array(length) } };
}

test('every event is a frame, then comes the end frame', async () => {
  const body = new AudioBody(events(640, 0, 1_280));
  body.frameWith(frames, NOW);
  assert.equal(Buffer.concat(await body.toArray()).toString(), '<640><0><1280><end>');
});

test('what is not read is not pulled, but for one', async () => {
  let pulled = 0;
  const endless = (async function* (): AsyncGenerator<AudioStream> {
    for (;;) {
      pulled += 1;
      yield { AudioEvent: { AudioChunk: new Uint8Array(640) } };
    }
  })();
  const body = new AudioBody(endless);
  body.frameWith(frames, NOW);
  await once(body, 'readable');
  assert.ok(pulled <= 2, `${pulled} were pulled`);
  body.destroy();
});

test('a body that is let go of lets go of what feeds it', async () => {
  let isReturned = false;
  const waiting: AsyncIterable<AudioStream> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      return: async () => {
        isReturned = true;
        throw new Error('it may refuse');
      },
    }),
  };
  const body = new AudioBody(waiting);
  body.frameWith(frames, NOW);
  body.resume();
  body.destroy();
  await once(body, 'close');
  assert.equal(isReturned, true);
});

test('an event that is no audio ends the body with the reason: sent empty, it would end the speech', async () => {
  const body = new AudioBody(
    (async function* (): AsyncGenerator<AudioStream> {
      yield { ConfigurationEvent: {} };
    })(),
  );
  body.frameWith(frames, NOW);
  body.resume();
  assert.match(String((await once(body, 'error'))[0]), /is no audio/);
});

test('audio that is asked for before the stream is signed, or that breaks, ends the body with the reason', async () => {
  const early = new AudioBody(events(640));
  early.resume();
  assert.match(String((await once(early, 'error'))[0]), /before the stream is signed/);

  const broken = new AudioBody({
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('no audio')) }),
  });
  broken.frameWith(frames, NOW);
  broken.resume();
  assert.match(String((await once(broken, 'error'))[0]), /no audio/);
});
