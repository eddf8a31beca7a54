/** Remembers the last final of each session, as context for the translation of what follows it directly. */
import { BoundedMap } from '../src/audio/bounded-map.ts';
import type { TranscriptPayload } from './payload.ts';

/** Sessions that are remembered. Of more, the ones that were silent longest are forgotten. */
export const MAX_CONTEXTS = 1_000;
/** Of a long text only its end counts. */
export const MAX_CONTEXT_CHARACTERS = 500;
/** After a longer silence the next result is no continuation. It may also mean that another process had a result in between. */
const MAX_GAP_MS = 2_000;

export class TranslationContexts {
  readonly #last = new BoundedMap<string, TranscriptPayload>(MAX_CONTEXTS);

  /**
   * Call it once for every payload of a session, in order. Keeps the payload if it is a final.
   * @returns the text directly before the payload's, or its end. Undefined: there is none, or it is not known.
   */
  before(payload: TranscriptPayload): string | undefined {
    const last = this.#last.get(payload.sessionId);
    if (!payload.isPartial && payload.transcriptText.trim() !== '') this.#last.set(payload.sessionId, payload);
    if (last === undefined || !isDirectlyBefore(last, payload)) return undefined;
    const text = last.transcriptText.trim();
    if (text.length <= MAX_CONTEXT_CHARACTERS) return text;
    const end = text.slice(-MAX_CONTEXT_CHARACTERS);
    return end.slice(end.search(/\s/) + 1);
  }
}

/**
 * In one result, by the segments' numbers. Between results by time: a result has no last segment if it had no more words, so
 * nothing else says that two results are neighbours.
 */
function isDirectlyBefore(last: TranscriptPayload, next: TranscriptPayload): boolean {
  if (last.epoch !== next.epoch || last.resultId === undefined) return false;
  const { segment = 0 } = next;
  if (last.resultId === next.resultId) return segment === (last.segment ?? 0) + 1;
  if (segment !== 0 || last.endTimeMs === undefined || next.startTimeMs === undefined) return false;
  const gapMs = next.startTimeMs - last.endTimeMs;
  return gapMs >= 0 && gapMs <= MAX_GAP_MS;
}
