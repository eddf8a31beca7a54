/** A script for the scripted recogniser: what is said when. Reads and checks one; speaks nothing. */

export interface ScriptedPhrase {
  /** On the stream's clock: its words are spread evenly from start to end. */
  readonly startMs: number;
  readonly endMs: number;
  /** Words and their punctuation; the final ends with the last one's. */
  readonly text: string;
}

export interface Script {
  /** In order, none beginning before the one before has ended. */
  readonly phrases: readonly ScriptedPhrase[];
  /** Audio from the end of a phrase to its final. Default 700, as a real recogniser takes. */
  readonly finalDelayMs?: number;
  /** From the end of this much audio it is all said again. Default: said once. */
  readonly repeatEveryMs?: number;
}

/** A talk without end, for load. */
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
  if (!Array.isArray(phrases) || phrases.length === 0) throw new Error('A script has a list of phrases');
  let free = 0;
  for (const [i, phrase] of phrases.entries()) {
    const { startMs, endMs, text } = phrase as ScriptedPhrase;
    const inOrder = Number.isFinite(startMs) && Number.isFinite(endMs) && startMs >= free && endMs > startMs;
    if (!inOrder) throw new Error(`Phrase ${i} of the script needs startMs and endMs after phrase ${i - 1}'s`);
    if (typeof text !== 'string' || text.trim() === '') throw new Error(`Phrase ${i} of the script has no text`);
    free = endMs;
  }
  if (!(finalDelayMs >= 0)) throw new Error("The script's finalDelayMs is a number of ms");
  if (!(repeatEveryMs >= free)) throw new Error("The script's repeatEveryMs ends before its last phrase");
  return script;
}
