/** The demo's talk: its words, and its audio, synthesised on demand. Plain news English, which the recogniser knows. */
import { msToSamples } from '../../src/audio/pcm.ts';
import { type FliteVoice, speakWithFlite } from './flite.ts';

export const TALK: readonly string[] = [
  'Good morning, and welcome to this important meeting.',
  'Today we will talk about the future of our city and its people.',
  'In the last ten years, the government has built three new schools and a large hospital.',
  'The president said that the economy is growing again this year.',
  'Many companies are looking for young people who speak more than one language.',
  'We believe that every child should have the chance to learn.',
  'The world is changing very quickly, and we have to change with it.',
  'Our friends in other countries can hear these words in their own language.',
  'We hope to see you all again next year.',
];

/** Silence after each sentence: long enough for the recogniser to end a segment there. */
const PAUSE_MS = 700;

/** Speech: 16 kHz mono samples, and its words if they are known. */
export interface Talk {
  readonly title: string;
  /** Who speaks, for people. */
  readonly voice: string;
  readonly samples: Int16Array;
  readonly text: string | undefined;
}

/** The first `sentences` sentences in one voice. */
export function makeTalk(voice: FliteVoice, sentences: number): Talk {
  const texts = TALK.slice(0, sentences);
  return {
    title: `${texts.length} ${texts.length === 1 ? 'sentence' : 'sentences'}`,
    voice: `a synthetic voice (${voice})`,
    samples: joinSentences(texts.map((sentence) => speakWithFlite(sentence, { voice }))),
    text: texts.join(' '),
  };
}

/** Joins sentences, with a pause after each. */
export function joinSentences(spoken: readonly Int16Array[]): Int16Array {
  const pause = msToSamples(PAUSE_MS);
  const samples = new Int16Array(spoken.reduce((sum, part) => sum + part.length + pause, 0));
  let at = 0;
  for (const part of spoken) {
    samples.set(part, at);
    at += part.length + pause;
  }
  return samples;
}
