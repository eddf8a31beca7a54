/**
 * What a listener hears: plays the speech that its sockets get through the player of the pages and the typed client, and
 * reports each stretch that has sounded. Plays no sound. The output is read faster than real time, so it has no timer.
 */
import type { PlayedReport } from '../../src/client/player/played-report.ts';
import { Playout } from '../../src/client/player/playout.ts';
import type { SpeechClip } from '../../src/client/player/speech-clip.ts';

/** Read at a time: 20 ms at 16 kHz. */
const FRAME_SAMPLES = 320;
const FRAME_MS = 20;
/** Read after the last speech, so that what is left in the time-stretch sounds too. */
const TAIL_MS = 300;
/** Most speech that one call plays. More than the player ever keeps: it skips over 20 s. */
const MOST_PLAYED_MS = 120_000;

type Wire = Readonly<Record<string, unknown>>;

export interface EarCounts {
  /** Stretches that sounded to their end. */
  readonly played: number;
  /** Stretches that the player skipped, because too much waited. */
  readonly skipped: number;
  /** Pieces that came twice, on two sockets or by a pipeline that delivered twice. They sound once. */
  readonly copies: number;
  /** Stretches that came again under another number: they sound twice, and the player reports the first time alone. */
  readonly repeated: number;
}

export class ListenerEar {
  readonly #playout: Playout;
  readonly #frame = new Float32Array(FRAME_SAMPLES);
  /** The sequence number of each stretch's first piece, by the stretch's name. */
  readonly #numbers = new Map<string, number>();
  #repeated = 0;
  #played = 0;
  #skipped = 0;
  /** How far the output was read, on the clock of `take`. */
  #readUpToMs = 0;

  /** @param onHeard gets each stretch that sounded, at its end, with its text. */
  constructor(onHeard: (report: PlayedReport) => void) {
    this.#playout = new Playout({
      onReport: (report) => {
        if (report.outcome === 'skipped') this.#skipped += 1;
        else this.#played += 1;
        if (report.outcome === 'played') onHeard(report);
      },
    });
  }

  get counts(): EarCounts {
    return {
      played: this.#played,
      skipped: this.#skipped,
      copies: this.#playout.counts.doubled,
      repeated: this.#repeated,
    };
  }

  /** Takes a message of any socket of the listener; messages that are no speech are ignored. @param atMs never goes back. */
  take(message: Wire, atMs: number): void {
    if (message.type !== 'audio') return;
    this.#listenUntil(atMs);
    // Silence was not read to its end.
    this.#readUpToMs = Math.max(this.#readUpToMs, atMs);
    const clip = toClip(message);
    this.#note(clip);
    this.#playout.push(clip, this.#readUpToMs);
  }

  /** Listens to all that waits, as a listener does who stays until there is silence. */
  finish(): void {
    this.#listenUntil(this.#readUpToMs + MOST_PLAYED_MS);
  }

  #note({ resultId, segment, epoch, part, sequenceNumber }: SpeechClip): void {
    if (part !== 1 || resultId === undefined) return;
    const name = JSON.stringify([epoch, resultId, segment]);
    const known = this.#numbers.get(name);
    if (known === undefined) this.#numbers.set(name, sequenceNumber);
    else if (known !== sequenceNumber) this.#repeated += 1;
  }

  /** Reads the output up to this time, or until there is silence. */
  #listenUntil(untilMs: number): void {
    let quietMs = 0;
    while (this.#readUpToMs < untilMs && quietMs < TAIL_MS) {
      quietMs = this.#playout.waitingMs > 0 ? 0 : quietMs + FRAME_MS;
      this.#playout.read(this.#frame, this.#readUpToMs);
      this.#readUpToMs += FRAME_MS;
    }
  }
}

function toClip({ audioData, sequenceNumber, part, parts, resultId, segment, epoch, text }: Wire): SpeechClip {
  const bytes = Buffer.from(String(audioData), 'base64');
  const samples = new Int16Array(bytes.length >> 1);
  for (let i = 0; i < samples.length; i += 1) samples[i] = bytes.readInt16LE(i * 2);
  return {
    samples,
    sequenceNumber: Number(sequenceNumber),
    part: part === undefined ? 1 : Number(part),
    isLast: part === undefined || parts !== undefined,
    ...(typeof resultId === 'string' ? { resultId } : {}),
    ...(typeof segment === 'number' ? { segment } : {}),
    ...(typeof epoch === 'number' ? { epoch } : {}),
    ...(typeof text === 'string' ? { text } : {}),
  };
}
