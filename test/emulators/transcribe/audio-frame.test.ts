import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAudioFrame } from '../../../emulators/transcribe/audio-frame.ts';
import { eventCodec } from '../../../emulators/transcribe/event-codec.ts';
import { SignatureChain } from '../../../emulators/transcribe/signature.ts';
import { audioFrame } from './raw-client.ts';
import { KEY } from './sdk-client.ts';

const chain = () => new SignatureChain(KEY, 'us-east-1', 'seed');

test('a frame carries its audio', () => {
  assert.deepEqual(readAudioFrame(audioFrame(Buffer.from('pcm!')), undefined), {
    kind: 'audio',
    pcm: new Uint8Array(Buffer.from('pcm!')),
  });
});

test('an empty frame is the end', () => {
  const empty = eventCodec.encode({ headers: {}, body: new Uint8Array(0) });

  assert.deepEqual(readAudioFrame(empty, undefined), { kind: 'end' });
});

test('where signatures are verified, an unsigned and a wrongly signed frame are bad', () => {
  const wrong = eventCodec.encode({
    headers: {
      ':date': { type: 'timestamp', value: new Date() },
      ':chunk-signature': { type: 'binary', value: new Uint8Array(32) },
    },
    body: new Uint8Array(0),
  });

  for (const frame of [audioFrame(Buffer.from('pcm!')), wrong]) {
    const read = readAudioFrame(frame, chain());
    assert.equal(read.kind, 'bad');
    assert.match(read.kind === 'bad' ? read.message : '', /signature/);
  }
});
