/** Audio for the fake engine: words of numbered samples, pauses between. */
import { samplesToBytes } from '../../../src/audio/pcm.ts';

/** One word of it, as the fake engine names it when it heard all of it. */
export type SpokenWords = readonly string[];

export interface FakeSpeech {
  readonly pcm: Uint8Array;
  readonly words: SpokenWords;
}

/** @param parts [word, samples]; word 0 is silence. */
export function fakeSpeech(parts: readonly (readonly [word: number, samples: number])[]): FakeSpeech {
  const total = parts.reduce((sum, [, samples]) => sum + samples, 0);
  const pcm = new Int16Array(total);
  const words: string[] = [];
  let at = 0;
  for (const [word, samples] of parts) {
    pcm.fill(word, at, at + samples);
    if (word !== 0) words.push(`${word}:${at}-${at + samples}`);
    at += samples;
  }
  return { pcm: new Uint8Array(pcm.buffer, 0, samplesToBytes(total)), words };
}

/** UtteranceTracer of a few words each, all numbered differently. @param random 0 to 1, below 1. */
export function randomSpeech(utterances: number, random: () => number): FakeSpeech {
  const parts: [number, number][] = [];
  let word = 1;
  for (let n = 0; n < utterances; n++) {
    parts.push([0, 1_700 + Math.floor(random() * 12_000)]);
    for (let left = 1 + Math.floor(random() * 6); left > 0; left--) {
      parts.push([word++, 500 + Math.floor(random() * 5_000)]);
      if (random() < 0.5) parts.push([0, 100 + Math.floor(random() * 1_400)]);
    }
  }
  return { pcm: fakeSpeech(parts).pcm, words: fakeSpeech(parts).words };
}
