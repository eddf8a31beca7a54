/** Looks at an endpoint's record of its streams, often, and notes when a fault was injected and when the next one spoke. */
import type { TranscribeFaults } from '../../emulators/transcribe/faults/transcribe-faults.ts';

const LOOK_EVERY_MS = 10;

interface Injection {
  readonly ordinal: number;
  readonly at: number;
  /** The first event of a later stream: its headers have gone, and audio has come. */
  answeredAt: number | undefined;
}

export class StreamWatch {
  readonly #faults: TranscribeFaults;
  readonly #before: number;
  readonly #injections = new Map<number, Injection>();
  readonly #timer: NodeJS.Timeout;
  #opened = 0;
  #hasSpoken = false;

  /** Streams that came before now do not count. */
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

  /** A stream has said something. */
  get hasSpoken(): boolean {
    return this.#hasSpoken;
  }

  get isAnswered(): boolean {
    return [...this.#injections.values()].every(({ answeredAt }) => answeredAt !== undefined);
  }

  /** The longest from an injection to the next stream's first event, to 10 ms; undefined when none followed. */
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
      if (faults.length > 0 && !this.#injections.has(ordinal)) {
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
