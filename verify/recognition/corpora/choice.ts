/** Chooses the recordings to measure by a fixed rule, so that the choice is not biased. Pure. */
import { SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';
import { foldedWords } from '../../../testkit/speech/folded-words.ts';
import type { Corpus, Recording } from './recording.ts';

const MIN_WORDS = 3;
const MIN_SECONDS = 1;
const MAX_SECONDS = 30;
/** Of a corpus with more recordings every sixth is taken. */
const SMALL = 50;
const EVERY = 6;

export const RULE =
  `Of each corpus the recordings of ${MIN_WORDS} words or more and ${MIN_SECONDS} to ${MAX_SECONDS} s, in the order in ` +
  `which their texts are listed; where these are over ${SMALL}, every ${EVERY}th, from the first.`;

/** @param share 1: all recordings that the rule gives. Less: this share of each corpus, evenly spread, at least one. */
export function chosenOf({ recordings }: Corpus, share = 1): Recording[] {
  const fit = recordings.filter(({ text, samples }) => {
    const seconds = samples.length / SAMPLE_RATE_HZ;
    return foldedWords(text).length >= MIN_WORDS && seconds > MIN_SECONDS && seconds <= MAX_SECONDS;
  });
  const taken = fit.length > SMALL ? fit.filter((_, i) => i % EVERY === 0) : fit;
  return spread(taken, share);
}

/** This share of a list, evenly spread and in order. At least one item if the list has any. */
export function spread<T>(list: readonly T[], share: number): T[] {
  const count = Math.min(list.length, Math.max(1, Math.round(list.length * share)));
  return Array.from({ length: count }, (_, i) => list[Math.floor((i * list.length) / count)] as T);
}
