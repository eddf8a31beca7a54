/** Measurements of all sessions of a run, and unexpected events. */
import { Histogram } from '../../testkit/measure/quantiles.ts';

const EXAMPLES_KEPT = 20;

export class Figures {
  /** From sending a chunk to its acknowledgement. */
  acks = new Histogram();
  /** From transcriptionInterrupted to transcriptionRestored at the speaker. */
  readonly recoveries = new Histogram();
  /** Speakers' sockets that were lost and replaced. */
  reconnects = 0;
  refreshes = 0;
  interruptions = 0;
  /** transcriptionFailed messages. Audio without a final is then lost. */
  failures = 0;
  /** Translations that listeners got, as speech or as text. */
  deliveries = 0;
  /** Sessions that the server refused for the moment. The creation is repeated. */
  refusedCreations = 0;
  readonly #errors = new Map<string, number>();

  /** @param what one line. */
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
