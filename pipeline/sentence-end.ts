/** Whether a sentence ends with a transcript, so that a pause belongs after it. */
import type { TranscriptPayload } from './payload.ts';

/** A mark that ends a sentence in any of the source languages, with closing quotes and brackets after it. */
const SENTENCE_END = /[.?!…。？！।؟۔]["'“”‘’»›)\]」』）]*\s*$/u;

/** A segment that is no result's last one ends a sentence only by its mark. A result ends at a pause, with or without a mark. */
export function endsSentence({ transcriptText, isSegmentFinal }: TranscriptPayload): boolean {
  return isSegmentFinal !== false || SENTENCE_END.test(transcriptText);
}
