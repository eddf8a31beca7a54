/** Writes words as Transcribe does: a capital at the beginning, "I", and a full stop. Keeps no state. */
import type { RecognisedItem, RecognisedResult } from './recogniser.ts';

export interface SpokenWord {
  readonly text: string;
  /** Seconds on the stream's clock. */
  readonly startTime: number;
  readonly endTime: number;
}

export interface SpokenResultInput {
  readonly resultId: string;
  readonly isPartial: boolean;
  /** At least one. */
  readonly words: readonly SpokenWord[];
  /** How many words at the beginning are stable. In a final all are. */
  readonly stableWords: number;
  /** The words begin a sentence, so the first has a capital. */
  readonly opensSentence: boolean;
  /** The words end a sentence, so a final ends with a full stop. */
  readonly closesSentence: boolean;
}

export function spokenResult(input: SpokenResultInput): RecognisedResult {
  const { words, isPartial } = input;
  const items: RecognisedItem[] = words.map(({ text, startTime, endTime }, i) => ({
    content: written(text, i === 0 && input.opensSentence),
    type: 'pronunciation',
    startTime,
    endTime,
    stable: !isPartial || i < input.stableWords,
  }));
  const startTime = words.at(0)?.startTime ?? 0;
  const endTime = words.at(-1)?.endTime ?? startTime;
  const stop = !isPartial && input.closesSentence;
  if (stop) items.push({ content: '.', type: 'punctuation', startTime: endTime, endTime, stable: true });
  const spoken = items.filter(({ type }) => type === 'pronunciation').map(({ content }) => content);
  const transcript = spoken.join(' ') + (stop ? '.' : '');
  return { resultId: input.resultId, isPartial, startTime, endTime, transcript, items };
}

function written(text: string, first: boolean): string {
  return first || /^i($|')/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
