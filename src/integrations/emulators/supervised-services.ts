/**
 * Runs the emulators in a process of their own and supervises it: when it ends, it is started again on the same ports,
 * with pauses that grow while it keeps ending. The server keeps running and reports why it is not ready.
 */
import {
  NOTHING_COUNTED,
  RECOGNISER_COUNTS,
  type RecogniserCount,
  type RecogniserCounts,
} from '../../protocol/recogniser-counts.ts';
import type { StartedServices } from './messages.ts';
import { PortKeeper } from './port-keeper.ts';
import type { RecogniserInfo } from './recogniser-info.ts';
import { restartDelayMs, SETTLED_AFTER_MS } from './restart-delay.ts';
import type { EmbeddedServices } from './services.ts';
import { ServicesProcess, type WatchedProcess } from './services-process.ts';
import type { EmbeddedOptions, EmbeddedPorts } from './settings.ts';

/** What happened to the process, for the log and the metrics. */
export type ServicesEvent =
  | { readonly kind: 'ended'; readonly how: string; readonly retryMs: number }
  | { readonly kind: 'returned'; readonly pid: number | undefined; readonly awayMs: number }
  /** An event of the recogniser has happened `by` times since the last report. */
  | { readonly kind: 'counted'; readonly what: RecogniserCount; readonly by: number };

export interface SupervisedOptions extends EmbeddedOptions {
  readonly onEvent: (event: ServicesEvent) => void;
}

/**
 * Rejects with a one-line message when the first start fails; nothing is left running then.
 * @param first A process that was forked earlier, so that it has loaded its code already.
 * @param fork Makes the later processes.
 */
export async function startSupervisedServices(
  options: SupervisedOptions,
  first: WatchedProcess = new ServicesProcess(),
  fork: () => WatchedProcess = () => new ServicesProcess(),
): Promise<EmbeddedServices> {
  const supervisor = new Supervisor(options, fork);
  return supervisor.begin(first);
}

class Supervisor {
  readonly #options: SupervisedOptions;
  readonly #fork: () => WatchedProcess;
  readonly #keeper = new PortKeeper();
  readonly #listeners: (() => void)[] = [];
  #process: WatchedProcess | undefined;
  #ports: EmbeddedPorts | undefined;
  #asr: RecogniserInfo | undefined;
  /** The present process's last report. */
  #counts = NOTHING_COUNTED;
  #startedAt = performance.now();
  #awaySince: number | undefined;
  #away: string | undefined;
  #trouble: string | undefined;
  #endsInRow = 0;
  /** The error of a failed start; its process ends after it. */
  #failure: string | undefined;
  #restart: NodeJS.Timeout | undefined;
  #isClosing = false;

  constructor(options: SupervisedOptions, fork: () => WatchedProcess) {
    this.#options = options;
    this.#fork = fork;
  }

  async begin(first: WatchedProcess): Promise<EmbeddedServices> {
    this.#adopt(first);
    // Only plain data is sent; functions among the options are not.
    const outcome = await first.start(this.#options);
    if (!outcome.ok) {
      this.#isClosing = true;
      await first.close();
      throw new Error(outcome.message);
    }
    this.#ports = outcome.services.ports;
    this.#asr = outcome.services.asr;
    return this.#toServices(outcome.services);
  }

  #toServices({ transcribe, lambda, dynamodb, faultsUrl, asr }: StartedServices): EmbeddedServices {
    const pid = () => (this.#away === undefined ? this.#process?.pid : undefined);
    const asrNow = () => this.#asr ?? asr;
    return {
      get asr() {
        return asrNow();
      },
      transcribe: { endpoint: transcribe },
      lambda: { endpoint: lambda },
      dynamodb: { endpoint: dynamodb },
      faultsUrl,
      get pid() {
        return pid();
      },
      troubles: () => [this.#away, this.#trouble].filter((reason) => reason !== undefined),
      onReturn: (listener) => this.#listeners.push(listener),
      close: () => this.#close(),
    };
  }

  #adopt(process: WatchedProcess): void {
    this.#process = process;
    this.#counts = NOTHING_COUNTED;
    this.#startedAt = performance.now();
    process.listen({
      onLine: (service, line) => this.#options.log(service, line),
      onCounts: (counts) => this.#count(counts),
      onTrouble: (reason) => {
        this.#trouble = reason;
      },
      onEnd: (how) => this.#ended(process, how),
    });
  }

  #count(counts: RecogniserCounts): void {
    for (const what of RECOGNISER_COUNTS) {
      const by = counts[what] - this.#counts[what];
      if (by > 0) this.#options.onEvent({ kind: 'counted', what, by });
    }
    this.#counts = counts;
  }

  #ended(process: WatchedProcess, how: string): void {
    // A failure of the first start is reported by begin().
    if (this.#isClosing || this.#ports === undefined || this.#process !== process) return;
    const now = performance.now();
    const why = this.#failure ?? how;
    this.#failure = undefined;
    this.#process = undefined;
    this.#trouble = undefined;
    this.#awaySince ??= now;
    this.#away = `the tables, Transcribe and the pipeline cannot be used: their process ended (${why}) and is being started again`;
    this.#endsInRow = now - this.#startedAt >= SETTLED_AFTER_MS ? 1 : this.#endsInRow + 1;
    const retryMs = restartDelayMs(this.#endsInRow);
    this.#options.onEvent({ kind: 'ended', how: why, retryMs });
    const { transcribe, lambda, dynamodb, faults = 0 } = this.#ports;
    void this.#keeper.keep([transcribe, lambda, dynamodb, faults]);
    this.#restart = setTimeout(() => void this.#startAgain(), retryMs);
  }

  /** Never rejects. A failure ends the process, and #ended() then starts another one. */
  async #startAgain(): Promise<void> {
    const process = this.#fork();
    this.#adopt(process);
    await process.loaded;
    // If the process ended while loading, another one will be forked after a pause, and the ports stay kept for it.
    if (this.#isClosing || this.#process !== process) return;
    await this.#keeper.release();
    if (this.#isClosing || this.#process !== process) return;
    const outcome = await process.start(this.#options, this.#ports);
    if (this.#process !== process) return;
    if (!outcome.ok) {
      this.#failure = outcome.message;
      return;
    }
    this.#asr = outcome.services.asr;
    const awayMs = Math.round(performance.now() - (this.#awaySince ?? 0));
    this.#awaySince = undefined;
    this.#away = undefined;
    this.#options.onEvent({ kind: 'returned', pid: process.pid, awayMs });
    for (const listener of this.#listeners) listener();
  }

  async #close(): Promise<void> {
    this.#isClosing = true;
    clearTimeout(this.#restart);
    await this.#keeper.release();
    await this.#process?.close();
  }
}
