/** Speech as the player takes it, and its making from a message. */
import { SAMPLE_RATE_HZ, toSamples } from '../../audio/pcm.ts';
import type { HeardAudio } from '../client-events.ts';

/** A longer name is refused by the server: such a segment counts as one without. */
const MAX_NAME = 256;

/** One message `audio`, decoded. */
export interface SpeechClip {
  /** Mono, 16 kHz. The player does not change or copy it. */
  readonly samples: Int16Array;
  /** Rises with each piece of a session and language, over epochs too. */
  readonly sequenceNumber: number;
  /** Number of the piece in its sentence, from 1. The pieces of a sentence have sequence numbers in a row. */
  readonly part: number;
  /** It is the last piece of its sentence. */
  readonly isLast: boolean;
  /** Names what is said; a pipeline other than Rostrum's may leave it out. Then nothing is reported. */
  readonly resultId?: string;
  readonly segment?: number;
  readonly epoch?: number;
  readonly text?: string;
}

/**
 * The members of the message come from a pipeline and are not checked before.
 * @returns undefined when it cannot be played: another format, no sample, no number.
 */
export function toSpeechClip(audio: HeardAudio): SpeechClip | undefined {
  const { format, sampleRate, channels, sequenceNumber, part, parts, resultId, segment, epoch, text }: Unchecked =
    audio;
  if (format !== 'pcm' || sampleRate !== SAMPLE_RATE_HZ || channels !== 1 || audio.pcm.length < 2) return undefined;
  if (!isCount(sequenceNumber)) return undefined;
  const number = isCount(part) && part >= 1 ? part : undefined;
  return {
    samples: toSamples(audio.pcm),
    sequenceNumber,
    part: number ?? 1,
    // Another pipeline may send speech in one piece without `part` and `parts`.
    isLast: parts === undefined ? number === undefined : number === parts,
    ...(typeof resultId === 'string' && resultId !== '' && resultId.length <= MAX_NAME ? { resultId } : {}),
    ...(isCount(segment) ? { segment } : {}),
    ...(isCount(epoch) ? { epoch } : {}),
    ...(typeof text === 'string' ? { text } : {}),
  };
}

type Unchecked = { readonly [K in keyof HeardAudio]: unknown };

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
