/** Closes everything that was started, in reverse order: at the end, or when a later step of the start fails. */
import { toFailureInfo } from '../../actors/introspection/failure-info.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';

/** Time limits for the last exports of telemetry. */
export interface FlushTimes {
  readonly spansMs: number;
  readonly metricsMs: number;
}

/** Times after a failed start: there is nothing to send to a collector. */
export const NO_FLUSH: FlushTimes = { spansMs: 0, metricsMs: 0 };

type Close = (times: FlushTimes) => void | Promise<void>;

export class CloseStack {
  readonly #log: LogPort;
  readonly #opened: { readonly name: string; readonly close: Close }[] = [];
  #closing: Promise<void> | undefined;

  constructor(log: LogPort) {
    this.#log = log;
  }

  /** Must be called as soon as the part is started. @param name For the log line when closing fails. */
  add(name: string, close: Close): void {
    this.#opened.push({ name, close });
  }

  /** Idempotent. Never rejects: a part that cannot be closed is logged, and the others are still closed. */
  close(times: FlushTimes): Promise<void> {
    this.#closing ??= this.#closeAll(times);
    return this.#closing;
  }

  async #closeAll(times: FlushTimes): Promise<void> {
    for (const { name, close } of this.#opened.reverse()) {
      try {
        await close(times);
      } catch (error) {
        this.#log.error('shut_down', 'close step failed', {
          code: 'INTERNAL_ERROR',
          part: name,
          ...toFailureInfo(error),
        });
      }
    }
  }
}
