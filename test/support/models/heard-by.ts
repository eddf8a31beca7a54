/** Lets an engine hear audio as it would come, and gives what it reported. */
import type { LoadedEngine } from '../../../emulators/transcribe/hearing/hearing.ts';
import type { RecognisedResult } from '../../../emulators/transcribe/recogniser.ts';

const CHUNK_SAMPLES = 1_600;

/** @param pcm 16 kHz @returns partials and finals in order; the last final is of what was open at the end */
export function heardBy(engine: LoadedEngine, pcm: Int16Array, stepMs = 600, language = 'en'): RecognisedResult[] {
  const results: RecognisedResult[] = [];
  const hearing = engine.createHearing({
    language,
    stepMs: () => stepMs,
    firstSample: 0,
    knownSamples: 0,
    report: (result) => results.push(result),
  });
  const samples = Float32Array.from(pcm, (value) => value / 32_768);
  const work = () => {
    while (hearing.due !== undefined) hearing.work();
  };
  for (let at = 0; at < samples.length; at += CHUNK_SAMPLES) {
    hearing.hear(samples.subarray(at, at + CHUNK_SAMPLES));
    work();
  }
  hearing.finish();
  work();
  return results;
}

/** What the finals say, one after the other. */
export function finalText(results: readonly RecognisedResult[]): string {
  return results
    .filter(({ isPartial }) => !isPartial)
    .map(({ transcript }) => transcript)
    .join(' ');
}
