/** Makes the messages for listeners, as JSON texts that fit the delivery API. */

/** What listeners of one language get for one transcript. */
export interface Utterance {
  readonly sessionId: string;
  readonly targetLanguage: string;
  readonly sourceLanguage: string;
  readonly text: string;
  /** False: the text is the speaker's own, because the language is the same or there is no translation. */
  readonly translated: boolean;
  readonly isPartial: boolean;
  /** Why there is no spoken translation. */
  readonly reason?: 'noEngine' | 'noVoice' | 'translationFailed' | 'speechFailed';
  readonly resultId?: string;
  readonly revision?: number;
  /** Number of this stretch of speech in its result, from 0. */
  readonly segment?: number;
  /** Epoch of the session clock that the times belong to. */
  readonly epoch?: number;
  readonly startTimeMs?: number;
  readonly endTimeMs?: number;
  readonly traceparent?: string;
  /** PCM16 mono 16 kHz, little-endian. Undefined: the utterance is a caption. */
  readonly pcm?: Uint8Array;
}

/** The delivery API's limit. Every message is under it. */
export const MESSAGE_MAX_BYTES = 131_072;

const SAMPLE_RATE_HZ = 16_000;
/** A frame of 20 ms. Speech is cut only between frames. */
const FRAME_BYTES = 640;
/** Room for sequence numbers and part counts, which are not known when the size is computed. */
const MARGIN_BYTES = 256;

/** @returns how many messages the utterance needs: 1, or more if its speech is too long for one. */
export function partCount(utterance: Utterance): number {
  if (utterance.pcm === undefined) return 1;
  return Math.max(1, Math.ceil(utterance.pcm.byteLength / bytesPerPart(utterance)));
}

/**
 * @returns the utterance as messages, in order, numbered from `firstSequenceNumber`. Each is under MESSAGE_MAX_BYTES.
 * Speech has `part` (from 1) in every message, `parts` in the last one only, and the text in the first.
 * @param atMs Unix milliseconds. The messages have seconds.
 */
export function toMessages(utterance: Utterance, firstSequenceNumber: number, atMs: number): readonly string[] {
  const { pcm, text, ...rest } = utterance;
  if (pcm === undefined) {
    return [JSON.stringify({ type: 'caption', ...members(rest, { sequenceNumber: firstSequenceNumber }, atMs), text })];
  }
  const parts = partCount(utterance);
  const size = bytesPerPart(utterance);
  return Array.from({ length: parts }, (_, i) => {
    const place = { sequenceNumber: firstSequenceNumber + i, part: i + 1, ...(i === parts - 1 ? { parts } : {}) };
    return JSON.stringify({
      type: 'audio',
      ...members(rest, place, atMs),
      format: 'pcm',
      sampleRate: SAMPLE_RATE_HZ,
      channels: 1,
      ...(i === 0 ? { text } : {}),
      audioData: Buffer.from(pcm.subarray(i * size, (i + 1) * size)).toString('base64'),
    });
  });
}

/**
 * The short members, ids first: the server reads a message's ids from its first 512 bytes, and `text` and `audioData`, which
 * may be long, come last.
 */
function members(utterance: Omit<Utterance, 'pcm' | 'text'>, place: object, atMs: number) {
  const { resultId, segment, epoch, ...rest } = utterance;
  // JSON.stringify leaves out what is undefined.
  return { resultId, segment, epoch, ...place, ...rest, timestamp: Math.floor(atMs / 1_000) };
}

function bytesPerPart(utterance: Utterance): number {
  const envelope = Buffer.byteLength(JSON.stringify({ ...utterance, pcm: undefined }));
  const room = Math.max(0, MESSAGE_MAX_BYTES - envelope - MARGIN_BYTES);
  return Math.max(1, Math.floor(((room / 4) * 3) / FRAME_BYTES)) * FRAME_BYTES;
}
