/** A script for the scripted recogniser: which phrases are said, and when. Reads and checks it. */

export interface ScriptedPhrase {
  /** On the stream's clock. The words are spread evenly from start to end. */
  readonly startMs: number;
  readonly endMs: number;
  /** Words with their punctuation. */
  readonly text: string;
}

export interface Script {
  /** In order. Each begins after the end of the previous one. */
  readonly phrases: readonly ScriptedPhrase[];
  /** Audio from the end of a phrase to its final. Default 700, as with a real recogniser. */
  readonly finalDelayMs?: number;
  /** After this much audio the script is repeated. Default: no repetition. */
  readonly repeatEveryMs?: number;
}

/** A talk that is repeated without end, for load tests. */
export const DEFAULT_SCRIPT: Script = {
  phrases: [
    { startMs: 300, endMs: 2_300, text: 'Good morning and welcome to our meeting.' },
    { startMs: 3_200, endMs: 6_000, text: 'Today we talk about the river and the water we drink.' },
    { startMs: 6_900, endMs: 9_000, text: 'I hope that you will help us.' },
  ],
  repeatEveryMs: 10_000,
};

/** @throws Error, one line saying what is wrong with the JSON text. */
export function readScript(json: string): Script {
  const script = JSON.parse(json) as Script;
  const { phrases, finalDelayMs = 0, repeatEveryMs = Number.POSITIVE_INFINITY } = script ?? {};
  if (!Array.isArray(phrases) || phrases.length === 0) throw new Error('A script needs a list of phrases');
  let free = 0;
  for (const [i, phrase] of phrases.entries()) {
    const { startMs, endMs, text } = phrase as ScriptedPhrase;
    const inOrder = Number.isFinite(startMs) && Number.isFinite(endMs) && startMs >= free && endMs > startMs;
    if (!inOrder) throw new Error(`Phrase ${i} of the script needs startMs and endMs after phrase ${i - 1}'s`);
    if (typeof text !== 'string' || text.trim() === '') throw new Error(`Phrase ${i} of the script has no text`);
    free = endMs;
  }
  if (!(finalDelayMs >= 0)) throw new Error("The script's finalDelayMs must be a number of milliseconds");
  if (!(repeatEveryMs >= free)) throw new Error("The script's repeatEveryMs ends before its last phrase");
  return script;
}
