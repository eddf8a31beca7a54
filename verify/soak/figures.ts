/** What all sessions of a run measure together, and anything that should not have been. */
import { Histogram } from '../../testkit/measure/quantiles.ts';

const EXAMPLES_KEPT = 20;

export class Figures {
  /** From a chunk's sending to its acknowledgement. */
  acks = new Histogram();
  /** From transcriptionInterrupted to transcriptionRestored, as a speaker is told. */
  readonly recoveries = new Histogram();
  /** Sockets of speakers that were lost and replaced by another. */
  reconnects = 0;
  refreshes = 0;
  interruptions = 0;
  /** Transcription was given up; what was owed is lost. */
  failures = 0;
  /** Translated speech, or its text, that listeners got. */
  deliveries = 0;
  /** The server would not make a session just now: the wish was repeated. */
  refusedCreations = 0;
  readonly #errors = new Map<string, number>();

  /** @param what One line. */
  error(what: string): void {
    const isNew = !this.#errors.has(what) && this.#errors.size >= EXAMPLES_KEPT;
    const kind = isNew ? 'others' : what;
    this.#errors.set(kind, (this.#errors.get(kind) ?? 0) + 1);
  }

  get errors(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#errors);
  }

  get errorCount(): number {
    return [...this.#errors.values()].reduce((sum, count) => sum + count, 0);
  }
}
