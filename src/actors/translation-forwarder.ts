/**
 * Hands one session's transcripts to the translation pipeline: one at a time, so that their order is kept; what fails is
 * tried again, then given up and counted, and the next one goes on. Bounded; it never delays audio.
 */
import type { TranslationRequest } from '../protocol/translation-request.ts';
import type { ClockPort, LogPort, MetricsPort, TranslationPort } from './ports.ts';

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

export class TranslationForwarder {
  readonly #parts: ForwarderParts;
  readonly #waiting: Waiting[] = [];
  readonly #stopped = new AbortController();
  #whenIdle: (() => void)[] = [];
  #running = false;

  constructor(parts: ForwarderParts) {
    this.#parts = parts;
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
    const { clock, limits, log, metrics } = this.#parts;
    metrics.observe('TranslationForwardingLatency', clock.now() - since);
    for (let attempt = 1; !this.#stopped.signal.aborted; attempt += 1) {
      const failure = await this.#attempt(request);
      if (this.#stopped.signal.aborted) break;
      if (failure === undefined) {
        metrics.count('TranslationsForwarded', 1, { kind: request.isPartial ? 'partial' : 'final' });
        this.#parts.onForwarded(request);
        return;
      }
      if (attempt >= limits.attempts) {
        metrics.count('TranslationsFailed', 1, { failure });
        log.error('forward_transcript', 'transcript given up', {
          code: 'TRANSLATION_UNAVAILABLE',
          failure,
          attempts: attempt,
          isPartial: request.isPartial,
        });
        return;
      }
      await this.#pause(limits.retryDelayMs);
    }
    this.#drop('stopped');
  }

  /** @returns the failure's name, undefined on success. The deadline is ours: the port may not have one. */
  async #attempt(request: TranslationRequest): Promise<string | undefined> {
    const { clock, limits, port } = this.#parts;
    const attempt = new AbortController();
    let giveUp: () => void = () => {};
    const deadline = new Promise<'timeout'>((resolve) => {
      giveUp = () => {
        resolve('timeout');
        attempt.abort();
      };
    });
    this.#stopped.signal.addEventListener('abort', giveUp, { once: true });
    const timer = clock.setTimeout(giveUp, limits.timeoutMs);
    const outcome = await Promise.race([port.invoke(request, attempt.signal), deadline]);
    clock.clearTimeout(timer);
    this.#stopped.signal.removeEventListener('abort', giveUp);
    if (outcome === 'timeout') return 'timeout';
    return outcome.ok ? undefined : outcome.failure;
  }

  /** Cut short by `stop`. */
  #pause(delayMs: number): Promise<void> {
    const { clock } = this.#parts;
    const { signal } = this.#stopped;
    return new Promise((resolve) => {
      const goOn = () => {
        clock.clearTimeout(timer);
        signal.removeEventListener('abort', goOn);
        resolve();
      };
      const timer = clock.setTimeout(goOn, delayMs);
      signal.addEventListener('abort', goOn);
    });
  }

  #drop(why: 'superseded' | 'overflow' | 'stopped'): void {
    this.#parts.metrics.count('TranslationsDropped', 1, { why });
  }
}
