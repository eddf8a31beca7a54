/**
 * What the stand-in for Transcribe says of a stream: partials that grow and a final every few seconds, as events that are
 * encoded once for all streams. Words come at 150 a minute; those of the last second are not stable yet.
 */
import { eventCodec } from '../../emulators/transcribe/event-codec.ts';
import { spokenResult } from '../../emulators/transcribe/spoken-result.ts';
import { transcriptEvent } from '../../emulators/transcribe/transcript-event.ts';

const WORD_S = 0.4;
const UNSTABLE_S = 1;
/** A result is final when it has this length. */
const FINAL_AFTER_S = 4;
/** How far behind the audio the words are. */
const LAG_S = 0.2;
const EVENT_HEADERS = {
  ':message-type': { type: 'string', value: 'event' },
  ':event-type': { type: 'string', value: 'TranscriptEvent' },
  ':content-type': { type: 'string', value: 'application/json' },
} as const;

export class TranscriptSchedule {
  readonly #perSecond: number;
  readonly #words: readonly string[];
  readonly #encoded: Buffer[] = [];

  /** @param perSecond events a second of each stream, over 0. @param words repeated. */
  constructor(perSecond: number, words: readonly string[]) {
    this.#perSecond = perSecond;
    this.#words = words;
  }

  /** Time between two events of a stream, ms. */
  get everyMs(): number {
    return 1_000 / this.#perSecond;
  }

  /** Event n of any stream, due `(n + 1) * everyMs` after its first audio. The same bytes at each call. */
  event(n: number): Buffer {
    const known = this.#encoded[n];
    if (known !== undefined) return known;
    const message = eventCodec.encode({ headers: { ...EVENT_HEADERS }, body: Buffer.from(this.bodyOf(n)) });
    const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
    this.#encoded[n] = bytes;
    return bytes;
  }

  /** JSON of event n. */
  bodyOf(n: number): string {
    const perResult = Math.max(1, Math.round(FINAL_AFTER_S * this.#perSecond));
    const result = Math.floor(n / perResult);
    const isPartial = n % perResult !== perResult - 1;
    const startTime = (result * perResult) / this.#perSecond;
    const heardTo = (n + 1) / this.#perSecond - LAG_S;
    const count = Math.max(1, Math.floor((heardTo - startTime) / WORD_S));
    const words = Array.from({ length: count }, (_, i) => ({
      text: this.#words[(result * perResult + i) % this.#words.length] ?? 'and',
      startTime: hundredths(startTime + i * WORD_S),
      endTime: hundredths(Math.max(startTime + 0.1, Math.min(startTime + (i + 1) * WORD_S, heardTo))),
    }));
    const stableWords = words.filter(({ endTime }) => endTime <= heardTo - UNSTABLE_S).length;
    const resultId = `result-${result}`;
    const said = { resultId, isPartial, words, stableWords, opensSentence: true, closesSentence: true };
    return transcriptEvent([spokenResult(said)]);
  }
}

function hundredths(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
