/** One hearing inside an engine's process, with the audio that waits for it. Which hearing is next is decided elsewhere. */
import { SAMPLES_PER_MS, samplesToMs, toSamples } from '../../../src/audio/pcm.ts';
import type { Hearing } from '../hearing/hearing.ts';
import type { RecognisedResult } from '../recogniser.ts';
import { type EngineReport, type HearingOrder, REST_REACH_SAMPLES } from './engine-messages.ts';

/** Audio that a hearing gets at once: 100 ms, so that an utterance is decoded soon after its end. */
const PIECE_SAMPLES = 100 * SAMPLES_PER_MS;

export class HeldHearing {
  readonly id: number;
  readonly askedStepMs: number;
  /** When the work that is due became due, ms. Undefined: nothing is due. */
  dueSince: number | undefined;
  readonly #results: RecognisedResult[] = [];
  readonly #hearing: Hearing;
  readonly #waiting: Int16Array[] = [];
  #waitingSamples = 0;
  #position: number;
  #told: number;
  #ending: 'no' | 'asked' | 'told' = 'no';
  #isToRest = false;

  /** @param create makes the hearing. It may report at once. */
  constructor(id: number, order: HearingOrder, create: (report: (result: RecognisedResult) => void) => Hearing) {
    this.id = id;
    this.askedStepMs = order.askedStepMs;
    this.#position = order.firstSample;
    this.#told = order.firstSample;
    this.#hearing = create((result) => this.#results.push(result));
  }

  get due(): Hearing['due'] {
    return this.#hearing.due;
  }

  get isSpeaking(): boolean {
    return this.#hearing.restingAt === undefined;
  }

  /** Audio waits, and nothing is due: a decode must cover only the audio from before it became due. */
  get canHear(): boolean {
    return this.#waiting.length > 0 && this.#hearing.due === undefined;
  }

  /** Length of the audio that waits. */
  get waitingMs(): number {
    return samplesToMs(this.#waitingSamples);
  }

  take(pcm: Uint8Array): void {
    const samples = toSamples(pcm);
    this.#waitingSamples += samples.length;
    for (let at = 0; at < samples.length; at += PIECE_SAMPLES) {
      this.#waiting.push(samples.subarray(at, at + PIECE_SAMPLES));
    }
  }

  finish(): void {
    this.#ending = 'asked';
  }

  /** Ends the hearing. */
  close(): void {
    this.#hearing.close?.();
  }

  rest(): void {
    this.#isToRest = true;
  }

  /** Hears one piece. @param now ms, on the same clock as `dueSince`. */
  hear(now: number): void {
    const piece = this.#waiting.shift();
    if (piece === undefined) return;
    this.#waitingSamples -= piece.length;
    this.#hearing.hear(Float32Array.from(piece, (sample) => sample / 32_768));
    this.#position += piece.length;
    this.#noteDue(now);
  }

  work(now: number): void {
    this.#hearing.work();
    this.dueSince = undefined;
    this.#noteDue(now);
  }

  /** @param now ms. @returns the reports that are due after it heard or worked. After `rested` and `finished` it is over. */
  reports(now: number): EngineReport[] {
    if (this.#ending === 'asked' && this.#waiting.length === 0 && this.#hearing.due === undefined) {
      this.#ending = 'told';
      this.#hearing.finish();
      this.#noteDue(now);
    }
    const { id } = this;
    const reports: EngineReport[] = [];
    if (this.#results.length > 0) reports.push({ type: 'results', id, results: this.#results.splice(0) });
    if (this.#position !== this.#told) reports.push({ type: 'heard', id, sample: this.#position });
    this.#told = this.#position;
    const sample = this.#hearing.restingAt;
    if (this.#ending === 'told' && this.#hearing.due === undefined) reports.push({ type: 'finished', id });
    else if (this.#mayRestAt(sample)) reports.push({ type: 'rested', id, sample });
    return reports;
  }

  #mayRestAt(sample: number | undefined): sample is number {
    if (!this.#isToRest || this.#ending !== 'no' || sample === undefined) return false;
    return this.#position - sample <= REST_REACH_SAMPLES;
  }

  #noteDue(now: number): void {
    if (this.#hearing.due === undefined) this.dueSince = undefined;
    else this.dueSince ??= now;
  }
}
