/** Makes the messages for listeners, as JSON texts that fit the delivery API. */

/** What listeners of one language get for one transcript, without its speech. */
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
}

/** Where a message belongs. */
export interface MessagePlace {
  readonly sequenceNumber: number;
  /** Unix milliseconds. The message has seconds. */
  readonly atMs: number;
}

export interface SpeechPlace extends MessagePlace {
  /** Counts the parts of the utterance's speech, from 1. */
  readonly part: number;
  readonly isLast: boolean;
}

/** The delivery API's limit. Every message is under it. */
export const MESSAGE_MAX_BYTES = 131_072;

const SAMPLE_RATE_HZ = 16_000;
/** A frame of 20 ms. Speech is cut only between frames. */
const FRAME_BYTES = 640;
/** Room for the members that are not known when the size is computed: numbers, counts, format. */
const MARGIN_BYTES = 256;

/** @returns the utterance as a message without speech. */
export function toCaption({ text, ...rest }: Utterance, { sequenceNumber, atMs }: MessagePlace): string {
  return JSON.stringify({ type: 'caption', ...members(rest, { sequenceNumber }, atMs), text });
}

/**
 * @returns one part of the utterance's speech as a message: `parts` in the last one only, the text in the first only.
 * @param pcm 16-bit little-endian, mono, 16 kHz, at most `maxSpeechBytes(utterance)`.
 */
export function toSpeechMessage(utterance: Utterance, pcm: Uint8Array, place: SpeechPlace): string {
  const { text, ...rest } = utterance;
  const { sequenceNumber, part, isLast, atMs } = place;
  return JSON.stringify({
    type: 'audio',
    ...members(rest, { sequenceNumber, part, ...(isLast ? { parts: part } : {}) }, atMs),
    format: 'pcm',
    sampleRate: SAMPLE_RATE_HZ,
    channels: 1,
    ...(part === 1 ? { text } : {}),
    audioData: Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength).toString('base64'),
  });
}

/** @returns how many bytes of speech fit into one message of the utterance: whole frames, at least one. */
export function maxSpeechBytes(utterance: Utterance): number {
  const envelope = Buffer.byteLength(JSON.stringify(utterance));
  const room = Math.max(0, MESSAGE_MAX_BYTES - envelope - MARGIN_BYTES);
  return Math.max(1, Math.floor(((room / 4) * 3) / FRAME_BYTES)) * FRAME_BYTES;
}

/**
 * The short members, ids first: the server reads a message's ids from its first 512 bytes, and `text` and `audioData`, which
 * may be long, come last.
 */
function members(utterance: Omit<Utterance, 'text'>, place: object, atMs: number) {
  const { resultId, segment, epoch, ...rest } = utterance;
  // JSON.stringify leaves out what is undefined.
  return { resultId, segment, epoch, ...place, ...rest, timestamp: Math.floor(atMs / 1_000) };
}
