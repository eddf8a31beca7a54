/** Tells a voice by punctuation that a sentence goes on: without a mark it lets its pitch fall as at a sentence's end. */

const MARK_AT_END = /\p{P}\s*$/u;

/** @returns the text to speak: with a comma if the sentence goes on and no mark says how. The text of captions stays. */
export function asUnfinished(text: string, endsSentence: boolean): string {
  return endsSentence || text.trim() === '' || MARK_AT_END.test(text) ? text : `${text.trimEnd()},`;
}
