/**
 * Embedded mode: makes the tables again wherever they have come back without them, then has every live row written. One
 * attempt at a time, until one succeeds; what is asked for meanwhile is done once more after it.
 */
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';

export interface TablesKeeperParts {
  readonly clock: Pick<ClockPort, 'setTimeout' | 'clearTimeout'>;
  readonly log: LogPort;
  /** Makes what is missing. Resolves with the names of the tables it made. */
  readonly ensure: () => Promise<readonly string[]>;
  /** The tables are there. */
  readonly onRestored: () => void;
}

const RETRY_BASE_MS = 50;
const RETRY_CAP_MS = 1_000;

export class TablesKeeper {
  readonly #parts: TablesKeeperParts;
  #isAtWork = false;
  #isAskedAgain = false;
  #isStopped = false;
  #retry: unknown;

  constructor(parts: TablesKeeperParts) {
    this.#parts = parts;
  }

  /** They may be missing, or empty. */
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
    this.#parts.clock.clearTimeout(this.#retry);
  }

  /** Never rejects. */
  async #attempt(failures: number): Promise<void> {
    const { clock, ensure, log, onRestored } = this.#parts;
    this.#isAskedAgain = false;
    try {
      const made = await ensure();
      if (this.#isStopped) return;
      log.info('embedded', 'tables are there again', { made: made.length });
      this.#isAtWork = false;
      onRestored();
      if (this.#isAskedAgain) this.restore();
    } catch {
      // Whoever writes to them meanwhile says what is wrong.
      if (this.#isStopped) return;
      const delayMs = Math.min(RETRY_CAP_MS, RETRY_BASE_MS * 2 ** Math.min(10, failures));
      this.#retry = clock.setTimeout(() => void this.#attempt(failures + 1), delayMs);
    }
  }
}

/** @throws Error, one line: whose tables could not be made at the start, and why. */
export function refuseTables(endpoint: string, error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  throw new Error(`DynamoDB at ${endpoint} (AWS_ENDPOINT_URL_DYNAMODB) cannot be used: ${reason}`, { cause: error });
}
