/**
 * Hands one session's transcripts to the translation pipeline: one at a time, so that their order is kept; what fails is
 * tried again, then given up and counted, and the next one goes on. Bounded; it never delays audio.
 */
import type { Attempt, RetryLimits } from '../machines/retry.machine.ts';
import type { TranslationRequest } from '../protocol/translation-request.ts';
import type { Circuit } from './circuit.ts';
import type { ClockPort, LogPort, MetricsPort, TranslationPort } from './ports.ts';
import { retried } from './retry.ts';

export interface ForwarderLimits {
  /** How often one transcript is tried, the first attempt included. */
  readonly attempts: number;
  /** Between attempts, ms. */
  readonly retryDelayMs: number;
  /** One attempt, ms. */
  readonly timeoutMs: number;
  /** How many transcripts may wait. Over it the oldest partial goes (the new one too), else the oldest final; counted. */
  readonly maxWaiting: number;
}

export interface ForwarderParts {
  readonly port: TranslationPort;
  /** The pipeline's, shared by all sessions: while it turns calls away, transcripts are dropped at once. */
  readonly circuit: Circuit;
  readonly clock: ClockPort;
  readonly log: LogPort;
  readonly metrics: MetricsPort;
  readonly limits: ForwarderLimits;
  /** A transcript was accepted by the pipeline. */
  readonly onForwarded: (request: TranslationRequest) => void;
}

interface Waiting {
  readonly request: TranslationRequest;
  readonly since: number;
}

/** The pauses are of one length, so nothing of them is left to chance. */
const NO_CHANCE = () => 0;

export class TranslationForwarder {
  readonly #parts: ForwarderParts;
  readonly #limits: RetryLimits;
  readonly #waiting: Waiting[] = [];
  readonly #stopped = new AbortController();
  #whenIdle: (() => void)[] = [];
  #running = false;

  constructor(parts: ForwarderParts) {
    this.#parts = parts;
    const { attempts, retryDelayMs, timeoutMs } = parts.limits;
    this.#limits = { attempts, baseMs: retryDelayMs, capMs: retryDelayMs, jitter: 0, timeoutMs };
  }

  /** Queues a transcript. A partial that still waits is superseded by any later result about the same time. */
  offer(request: TranslationRequest): void {
    if (this.#stopped.signal.aborted) {
      this.#drop('stopped');
      return;
    }
    this.#supersede(request.startTimeMs);
    this.#waiting.push({ request, since: this.#parts.clock.now() });
    if (this.#waiting.length > this.#parts.limits.maxWaiting) {
      const oldestPartial = this.#waiting.findIndex((waiting) => waiting.request.isPartial);
      this.#waiting.splice(Math.max(0, oldestPartial), 1);
      this.#drop('overflow');
    }
    if (!this.#running) void this.#run();
  }

  /** Calls back once nothing waits and nothing is under way; at once when that is so now. */
  whenIdle(callback: () => void): void {
    if (this.#running) this.#whenIdle.push(callback);
    else callback();
  }

  /** Gives up what waits and what is under way. */
  stop(): void {
    this.#stopped.abort();
    for (const _ of this.#waiting.splice(0)) this.#drop('stopped');
  }

  /** By time and not by result id: after a recovery the same words come under another one. */
  #supersede(fromMs: number): void {
    for (let at = this.#waiting.length - 1; at >= 0; at -= 1) {
      const { request } = this.#waiting[at] as Waiting;
      if (!request.isPartial || request.endTimeMs <= fromMs) continue;
      this.#waiting.splice(at, 1);
      this.#drop('superseded');
    }
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) await this.#forward(next);
    this.#running = false;
    const callbacks = this.#whenIdle;
    this.#whenIdle = [];
    for (const callback of callbacks) callback();
  }

  async #forward({ request, since }: Waiting): Promise<void> {
    const { circuit, clock, log, metrics, onForwarded } = this.#parts;
    const call = circuit.admit();
    if (call === undefined) {
      this.#drop('circuitOpen');
      return;
    }
    metrics.observe('TranslationForwardingLatency', clock.now() - since);
    const { signal } = this.#stopped;
    const result = await retried((attempt) => this.#attempt(request, attempt), {
      clock,
      random: NO_CHANCE,
      limits: this.#limits,
      signal,
    });
    call.settle(result.ok ? 'answered' : result.failure.verdict);
    if (signal.aborted) {
      this.#drop('stopped');
    } else if (result.ok) {
      metrics.count('TranslationsForwarded', 1, { kind: request.isPartial ? 'partial' : 'final' });
      onForwarded(request);
    } else {
      const { failure } = result.failure;
      metrics.count('TranslationsFailed', 1, { failure });
      log.error('forward_transcript', 'transcript given up', {
        code: 'TRANSLATION_UNAVAILABLE',
        failure,
        attempts: result.attempts,
        isPartial: request.isPartial,
      });
    }
  }

  /** Whatever went wrong, another attempt may be made: the contract does not tell failures apart. */
  async #attempt(request: TranslationRequest, signal: AbortSignal): Promise<Attempt<undefined>> {
    const outcome = await this.#parts.port.invoke(request, signal);
    if (outcome.ok) return { ok: true, value: undefined };
    const { failure, detail, verdict } = outcome;
    return { ok: false, failure: { failure, detail, verdict, retryable: true } };
  }

  #drop(why: 'superseded' | 'overflow' | 'stopped' | 'circuitOpen'): void {
    this.#parts.metrics.count('TranslationsDropped', 1, { why });
  }
}
