/** Results of a talk as an exact recogniser gives them, without a stream, and what quirks make of them. */
import type { RecognisedResult } from '../../../../emulators/transcribe/recogniser.ts';
import { type SpokenText, writeWords } from '../../../../emulators/transcribe/written-audio.ts';
import { createWrittenRecogniser } from '../../../../emulators/transcribe/written-recogniser.ts';

/** A result, and the audio that the stream had when it came. */
export interface HeardResult {
  readonly result: RecognisedResult;
  readonly heardSeconds: number;
}

/** All results of the talk, with the audio in chunks of 100 ms. */
export async function resultsOfTalk(words: readonly SpokenText[]): Promise<HeardResult[]> {
  const heard: HeardResult[] = [];
  let heardSeconds = 0;
  const listener = {
    results: (results: readonly RecognisedResult[]) =>
      heard.push(...results.map((result) => ({ result, heardSeconds }))),
    drained() {},
    failed() {},
  };
  const opening = createWrittenRecogniser().open({ languageCode: 'en-US', sampleRateHz: 16_000 }, listener);
  if (!opening.ok) throw new Error(opening.message);
  const pcm = writeWords(words);
  for (let at = 0; at < pcm.length; at += 3_200) {
    const chunk = pcm.subarray(at, at + 3_200);
    heardSeconds = (at + chunk.length) / 32_000;
    opening.session.write(chunk);
  }
  await opening.session.finish();
  return heard;
}

/** Sentences of `wordsEach` words that follow each other without a pause, and silence after the last one. */
export function sentences(count: number, wordsEach: number, durationMs = 200): SpokenText[] {
  const words = Array.from({ length: count * wordsEach }, (_, i) => ({
    text: (i + 1) % wordsEach === 0 ? `w${i}.` : `w${i}`,
    durationMs,
  }));
  return [...words, { text: '', durationMs: 3_000 }];
}
