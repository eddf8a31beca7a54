/** What the speakers say: a recording, or numbered audio that the stamped recogniser reads. Runs in k6, not in Node. */
import { SharedArray } from 'k6/data';
import encoding from 'k6/encoding';
import { stampBlock } from '../emulators/transcribe/stamp.ts';
import { pcmOf } from './recording.ts';

/** Length of a block: 20 ms at 16 kHz, 16 bits per sample. */
export const BLOCK_MS = 20;
export const BLOCK_BYTES = 640;
/**
 * Ten seconds of numbered blocks, which the speakers repeat. By the numbers the scripts find missing and doubled blocks, as
 * long as a gap is shorter than half of them.
 */
const BLOCKS = 500;

/** Made once for all virtual users, because a script makes it slowly. As text, because k6 shares nothing else. */
const stamped = new SharedArray<string>('stamped audio', () => {
  if (__ENV.AUDIO !== undefined) return [];
  const audio = new Uint8Array(BLOCKS * BLOCK_BYTES);
  for (let number = 0; number < BLOCKS; number += 1) audio.set(stampBlock(number), number * BLOCK_BYTES);
  return [encoding.b64encode(audio.buffer)];
});

/** 16 bits a sample, 16 kHz, mono, whole blocks. */
export const SPEECH: ArrayBuffer =
  __ENV.AUDIO === undefined ? encoding.b64decode(stamped[0] ?? '') : pcmOf(open(__ENV.AUDIO, 'b'), BLOCK_BYTES);
