/** What has been started, so that all of it is closed in reverse order: at the end, and when a later start fails. */
import { toFailureInfo } from '../../actors/introspection/failure-info.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';

/** How long telemetry may still be sent while everything closes. */
export interface FlushTimes {
  readonly spansMs: number;
  readonly metricsMs: number;
}

/** After a start that failed: there is nothing to tell a collector. */
export const NO_FLUSH: FlushTimes = { spansMs: 0, metricsMs: 0 };

type Close = (times: FlushTimes) => void | Promise<void>;

export class CloseStack {
  readonly #log: LogPort;
  readonly #opened: { readonly name: string; readonly close: Close }[] = [];
  #closing: Promise<void> | undefined;

  constructor(log: LogPort) {
    this.#log = log;
  }

  /** To be called as soon as the thing is started. @param name For the log, where closing fails. */
  add(name: string, close: Close): void {
    this.#opened.push({ name, close });
  }

  /** Idempotent. Never rejects: what cannot be closed is logged, and the rest is closed all the same. */
  close(times: FlushTimes): Promise<void> {
    this.#closing ??= this.#closeAll(times);
    return this.#closing;
  }

  async #closeAll(times: FlushTimes): Promise<void> {
    for (const { name, close } of this.#opened.reverse()) {
      try {
        await close(times);
      } catch (error) {
        this.#log.error('shut_down', 'not closed', { code: 'INTERNAL_ERROR', part: name, ...toFailureInfo(error) });
      }
    }
  }
}
