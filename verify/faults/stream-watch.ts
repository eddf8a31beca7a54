/** Polls an endpoint's records of its streams for the times of injected faults and of the next stream's first event. */
import { TRANSCRIBE_QUIRKS } from '../../emulators/transcribe/faults/plan.ts';
import type { TranscribeFaults } from '../../emulators/transcribe/faults/transcribe-faults.ts';

const LOOK_EVERY_MS = 10;

interface Injection {
  readonly ordinal: number;
  readonly at: number;
  /** When a later stream sent its first event. */
  answeredAt: number | undefined;
}

export class StreamWatch {
  readonly #faults: TranscribeFaults;
  readonly #before: number;
  readonly #injections = new Map<number, Injection>();
  readonly #timer: NodeJS.Timeout;
  #opened = 0;
  #hasSpoken = false;

  /** Earlier streams do not count. */
  constructor(faults: TranscribeFaults) {
    this.#faults = faults;
    this.#before = faults.status().arrived;
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  /** Streams that have reached the endpoint. */
  get opened(): number {
    return this.#opened;
  }

  get injected(): number {
    return this.#injections.size;
  }

  /** Whether a stream has sent an event. */
  get hasSpoken(): boolean {
    return this.#hasSpoken;
  }

  get isAnswered(): boolean {
    return [...this.#injections.values()].every(({ answeredAt }) => answeredAt !== undefined);
  }

  /** Longest time from an injection to the next stream's first event, to 10 ms. Undefined: no event followed. */
  get recoveryMs(): number | undefined {
    const times = [...this.#injections.values()]
      .filter(({ answeredAt }) => answeredAt !== undefined)
      .map(({ at, answeredAt = at }) => answeredAt - at);
    return times.length === 0 ? undefined : Math.round(Math.max(...times));
  }

  look(): void {
    const now = performance.now();
    const streams = this.#faults.status().streams.filter(({ ordinal }) => ordinal > this.#before);
    this.#opened = streams.length;
    for (const { ordinal, events, faults } of streams) {
      if (events > 0) this.#speak(ordinal, now);
      if (faults.some((kind) => !Object.hasOwn(TRANSCRIBE_QUIRKS, kind)) && !this.#injections.has(ordinal)) {
        this.#injections.set(ordinal, { ordinal, at: now, answeredAt: undefined });
      }
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.look();
  }

  #speak(ordinal: number, now: number): void {
    this.#hasSpoken = true;
    for (const injection of this.#injections.values()) {
      if (injection.ordinal < ordinal) injection.answeredAt ??= now;
    }
  }
}
