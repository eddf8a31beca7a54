/**
 * Out: holds the events of one stream until their turn of the event loop comes, in order. The stream itself is read on: what
 * is not read when the service closes the connection is lost. Bounded; nothing is dropped.
 */
import type { TranscriptEvent } from '@aws-sdk/client-transcribe-streaming';
import type { LoopTurns } from '../event-loop/loop-turns.ts';

/** Ten seconds of partials. When there are more, all are passed on at once: being late is better than growing. */
export const MAX_WAITING = 64;

interface Waiting {
  readonly event: TranscriptEvent | undefined;
  readonly receivedAt: number;
}

export interface WaitingResultsDeps {
  readonly turns: Pick<LoopTurns, 'next'>;
  /** Gets each event in order, and when it came (monotonic ms). */
  readonly pass: (event: TranscriptEvent | undefined, receivedAt: number) => void;
  /** `pass` threw, which is a bug. */
  readonly onBroken: (error: unknown) => void;
}

export class WaitingResults {
  readonly #deps: WaitingResultsDeps;
  readonly #waiting: Waiting[] = [];
  #passing: Promise<void> | undefined;

  constructor(deps: WaitingResultsDeps) {
    this.#deps = deps;
  }

  add(event: TranscriptEvent | undefined): void {
    this.#waiting.push({ event, receivedAt: performance.now() });
    if (this.#waiting.length > MAX_WAITING) while (this.#passFirst());
    else this.#passing ??= this.#passAll();
  }

  /** Resolves once every event is passed on. Never rejects. */
  async passed(): Promise<void> {
    await this.#passing;
  }

  async #passAll(): Promise<void> {
    do {
      await this.#deps.turns.next('transcript');
      this.#passFirst();
    } while (this.#waiting.length > 0);
    this.#passing = undefined;
  }

  /** @returns false when there was none. */
  #passFirst(): boolean {
    const first = this.#waiting.shift();
    if (first === undefined) return false;
    try {
      this.#deps.pass(first.event, first.receivedAt);
    } catch (error) {
      try {
        this.#deps.onBroken(error);
      } catch {
        // Broken twice: nobody is left to be told, and the other events still have their turn.
      }
    }
    return true;
  }
}
