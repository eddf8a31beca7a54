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

/** Sentences of 10 s and more, as people speak who do not pause: what is hard for live translation. */
export const LONG_TALK: readonly string[] = [
  'Good morning, and thank you for coming here today, because we want to talk about the future of our city, which has changed very quickly in the last ten years, and about the people who live here.',
  'When we started this work, many people said that it was not possible, but we believed that every child should have the chance to learn, and we found many friends in other countries who helped us.',
  'The government has built three new schools and a large hospital, and the president said last week that the economy is growing again, which is good news for the young people who are looking for work.',
  'If you speak more than one language, you can find a job in a large company, and you can also help your family and your friends, who want to understand what the rest of the world is saying.',
  'We know that there is still a long way to go, because the world is changing every day and we have to change with it, but I think that we will see better years, if we work together.',
  'So I want to thank all of you for your time and your ideas, and I hope that we will see each other again next year, when the new school is open and the first children are learning there.',
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

/** The first `sentences` sentences in one voice. @param talk the sentences to take them from. */
export function makeTalk(voice: FliteVoice, sentences: number, talk: readonly string[] = TALK): Talk {
  const texts = talk.slice(0, sentences);
  const long = talk === LONG_TALK ? 'long ' : '';
  return {
    title: `${texts.length} ${long}${texts.length === 1 ? 'sentence' : 'sentences'}`,
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
