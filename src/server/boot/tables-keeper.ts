/**
 * Embedded mode: makes the tables again when DynamoDB has come back without them, then has every live row written.
 * Repeats one attempt at a time until it succeeds; a request during an attempt causes one more after it.
 */
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';

export interface TablesKeeperDeps {
  readonly clock: Pick<ClockPort, 'setTimeout' | 'clearTimeout'>;
  readonly log: LogPort;
  /** Makes the missing tables. Resolves with their names. */
  readonly ensure: () => Promise<readonly string[]>;
  /** Called when the tables are there. */
  readonly onRestored: () => void;
}

const RETRY_BASE_MS = 50;
const RETRY_CAP_MS = 1_000;

export class TablesKeeper {
  readonly #deps: TablesKeeperDeps;
  #isAtWork = false;
  #isAskedAgain = false;
  #isStopped = false;
  #retry: unknown;

  constructor(deps: TablesKeeperDeps) {
    this.#deps = deps;
  }

  /** Must be called when the tables may be missing or empty. */
  restore(): void {
    if (this.#isAtWork) {
      this.#isAskedAgain = true;
      return;
    }
    this.#isAtWork = true;
    void this.#attempt(0);
  }

  stop(): void {
    this.#isStopped = true;
    this.#deps.clock.clearTimeout(this.#retry);
  }

  /** Never rejects. */
  async #attempt(failures: number): Promise<void> {
    const { clock, ensure, log, onRestored } = this.#deps;
    this.#isAskedAgain = false;
    try {
      const made = await ensure();
      if (this.#isStopped) return;
      log.info('embedded', 'tables restored', { made: made.length });
      this.#isAtWork = false;
      onRestored();
      if (this.#isAskedAgain) this.restore();
    } catch {
      // Not logged here: every failed write to the tables is logged.
      if (this.#isStopped) return;
      const delayMs = Math.min(RETRY_CAP_MS, RETRY_BASE_MS * 2 ** Math.min(10, failures));
      this.#retry = clock.setTimeout(() => void this.#attempt(failures + 1), delayMs);
    }
  }
}
