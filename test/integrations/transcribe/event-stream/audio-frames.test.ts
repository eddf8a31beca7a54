import assert from 'node:assert/strict';
import test from 'node:test';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import { AudioFrames } from '../../../../src/integrations/transcribe/event-stream/audio-frames.ts';
import { EventSigner } from '../../../../src/integrations/transcribe/event-stream/event-signer.ts';

const SEED = 'a'.repeat(64);
const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/eu-west-1/transcribe/aws4_request, ' +
  `SignedHeaders=host;x-amz-date, Signature=${SEED}`;
const NOON = Date.UTC(2026, 10, 21, 12);
const PCM = Uint8Array.from({ length: 640 }, (_, i) => i % 251);

const codec = new EventStreamCodec(toUtf8, fromUtf8);
const signatureOf = (frame: Uint8Array) =>
  Buffer.from(codec.decode(frame).headers[':chunk-signature']?.value as Uint8Array).toString('hex');

test('the SDK’s own codec reads the audio out of the event in the signed message, under the service’s names', () => {
  const frame = new AudioFrames(new EventSigner(AUTHORIZATION, KEYS)).audio(PCM, NOON + 123);

  const signed = codec.decode(frame);
  assert.deepEqual(Object.keys(signed.headers), [':date', ':chunk-signature']);
  assert.deepEqual(signed.headers[':date']?.value, new Date(NOON + 123));
  const event = codec.decode(signed.body);
  assert.deepEqual(
    Object.entries(event.headers).map(([name, { value }]) => [name, value]),
    [
      [':event-type', 'AudioEvent'],
      [':message-type', 'event'],
      [':content-type', 'application/octet-stream'],
    ],
  );
  assert.deepEqual(Buffer.from(event.body), Buffer.from(PCM));
  // 83 bytes for the signed message and 104 for the event, as measured of the SDK.
  assert.equal(frame.length, PCM.length + 187);
});

test('each signature covers the one before, the time and the audio; the end frame signs nothing', () => {
  const chain = (pcm: Uint8Array, at: number) => {
    const frames = new AudioFrames(new EventSigner(AUTHORIZATION, KEYS));
    return [frames.audio(pcm, at), frames.audio(pcm, at), frames.end(at)].map(signatureOf);
  };
  const [first, second, end] = chain(PCM, NOON);
  assert.equal(new Set([SEED, first, second, end]).size, 4);
  assert.deepEqual(chain(PCM, NOON), [first, second, end]);
  assert.notEqual(chain(PCM, NOON + 1)[0], first);
  assert.notEqual(chain(Uint8Array.of(1, 0), NOON)[0], first);

  const ended = new AudioFrames(new EventSigner(AUTHORIZATION, KEYS)).end(NOON);
  assert.equal(ended.length, 83);
  assert.equal(codec.decode(ended).body.length, 0);
});

test('a stream that lives over midnight is signed with the new day’s key', () => {
  const dayOf = (now: number) => {
    const keys = { ...KEYS };
    const frames = new AudioFrames(new EventSigner(AUTHORIZATION, keys));
    frames.audio(PCM, NOON);
    return signatureOf(frames.audio(PCM, now));
  };
  assert.notEqual(dayOf(NOON + 12 * 3_600_000), dayOf(NOON + 12 * 3_600_000 - 1));
});

test('a request that is not signed, or signed with other keys, signs no audio', () => {
  assert.throws(() => new EventSigner('', KEYS), /not signed/);
  assert.throws(() => new EventSigner('Bearer abc', KEYS), /not signed/);
  assert.throws(
    () => new EventSigner(AUTHORIZATION, { ...KEYS, accessKeyId: 'AKIDOTHER' }),
    /credentials were renewed/,
  );
});
