/**
 * Out: hands one session's transcripts to the translation pipeline, one at a time, so that their order is kept. A failed one
 * is tried again, then given up and counted, and the next one follows. Bounded; it never delays audio.
 */
import type { Attempt, RetryLimits } from '../../machines/retry.machine.ts';
import type { TranslationRequest } from '../../protocol/translation-request.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { LogPort, MetricsPort } from '../ports/telemetry.ts';
import type { SpanAttributes } from '../ports/tracing.ts';
import type { TranslationOutcome, TranslationPort } from '../ports/translation.ts';
import type { Circuit } from '../resilience/circuit.ts';
import { retried } from '../resilience/retry.ts';
import type { Transcript } from './transcript.ts';

export interface ForwarderLimits {
  /** How often one transcript is tried, the first attempt included. */
  readonly attempts: number;
  /** Between attempts, ms. */
  readonly retryDelayMs: number;
  /** One attempt, ms. */
  readonly timeoutMs: number;
  /** How many transcripts may wait. Over it the oldest partial is dropped (even a new one), else the oldest final; counted. */
  readonly maxWaiting: number;
}

export interface ForwarderDeps {
  readonly port: TranslationPort;
  /** The pipeline's circuit breaker, shared by all sessions. While it refuses calls, transcripts are dropped at once. */
  readonly circuit: Circuit;
  readonly clock: ClockPort;
  /** Milliseconds with fractions that never go back, for latencies and traces. */
  readonly monotonicNow: () => number;
  readonly log: LogPort;
  readonly metrics: MetricsPort;
  readonly limits: ForwarderLimits;
  /** Called once for each offered transcript, with its outcome. */
  readonly onSettled: (transcript: Transcript, outcome: ForwardOutcome) => void;
}

/** The outcome of an offered transcript. */
export type ForwardOutcome = 'forwarded' | 'failed' | DropWhy;
type DropWhy = 'superseded' | 'overflow' | 'stopped' | 'circuitOpen';

interface Waiting {
  readonly transcript: Transcript;
  readonly request: TranslationRequest;
}

/** All pauses have the same length: no jitter. */
const NO_CHANCE = () => 0;

export class TranslationForwarder {
  readonly #deps: ForwarderDeps;
  readonly #limits: RetryLimits;
  readonly #waiting: Waiting[] = [];
  readonly #stopped = new AbortController();
  #whenIdle: (() => void)[] = [];
  #running = false;

  constructor(deps: ForwarderDeps) {
    this.#deps = deps;
    const { attempts, retryDelayMs, timeoutMs } = deps.limits;
    this.#limits = { attempts, baseMs: retryDelayMs, capMs: retryDelayMs, jitter: 0, timeoutMs };
  }

  /**
   * Queues a transcript. A later result about the same time replaces a partial that still waits.
   * @param request What is sent to the pipeline.
   */
  offer(transcript: Transcript, request: TranslationRequest): void {
    const offered = { transcript, request };
    if (this.#stopped.signal.aborted) {
      this.#drop(offered, 'stopped');
      return;
    }
    this.#supersede(transcript.startTimeMs);
    this.#waiting.push(offered);
    if (this.#waiting.length > this.#deps.limits.maxWaiting) {
      const oldestPartial = this.#waiting.findIndex((waiting) => waiting.transcript.isPartial);
      for (const dropped of this.#waiting.splice(Math.max(0, oldestPartial), 1)) this.#drop(dropped, 'overflow');
    }
    if (!this.#running) void this.#run();
  }

  /** Transcripts that wait for the one under way. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Calls back when nothing waits and no call is under way; at once if that is true now. */
  whenIdle(callback: () => void): void {
    if (this.#running) this.#whenIdle.push(callback);
    else callback();
  }

  /** Gives up the waiting transcripts and the call under way. */
  stop(): void {
    this.#stopped.abort();
    for (const waiting of this.#waiting.splice(0)) this.#drop(waiting, 'stopped');
  }

  /** Compares times, not result ids: after a recovery the same words have another id. */
  #supersede(fromMs: number): void {
    for (let at = this.#waiting.length - 1; at >= 0; at -= 1) {
      const waiting = this.#waiting[at] as Waiting;
      if (!waiting.transcript.isPartial || waiting.transcript.endTimeMs <= fromMs) continue;
      this.#waiting.splice(at, 1);
      this.#drop(waiting, 'superseded');
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

  async #forward(next: Waiting): Promise<void> {
    const { request, transcript } = next;
    const { circuit, clock, log, metrics, monotonicNow, onSettled } = this.#deps;
    const call = circuit.admit();
    if (call === undefined) {
      this.#drop(next, 'circuitOpen');
      return;
    }
    const sentAt = monotonicNow();
    metrics.observe('TranslationForwardingLatency', sentAt - transcript.receivedAt);
    const { signal } = this.#stopped;
    const span = transcript.span?.child('translation.invoke', sentAt);
    // The same for every attempt, so that the pipeline's spans are children of the invocation.
    const traced = span === undefined ? request : { ...request, traceparent: span.traceparent };
    const outcomes: TranslationOutcome[] = [];
    const result = await retried((attempt) => this.#attempt(traced, attempt, outcomes), {
      clock,
      random: NO_CHANCE,
      limits: this.#limits,
      signal,
    });
    call.settle(result.ok ? 'answered' : result.failure.verdict);
    const attributes = span?.isRecorded ? this.#attributesOf(result.attempts, outcomes) : undefined;
    span?.end(monotonicNow(), attributes, result.ok ? undefined : result.failure.failure);
    if (signal.aborted) {
      this.#drop(next, 'stopped');
    } else if (result.ok) {
      metrics.count('TranslationsForwarded', 1, { kind: toKind(transcript) });
      onSettled(transcript, 'forwarded');
    } else {
      const { failure } = result.failure;
      metrics.count('TranslationsFailed', 1, { failure, kind: toKind(transcript) });
      log.error('forward_transcript', 'transcript given up', {
        code: 'TRANSLATION_UNAVAILABLE',
        failure,
        attempts: result.attempts,
        isPartial: transcript.isPartial,
        // Which one it was, so that a missing sentence can be found: ids, no text.
        resultId: request.resultId,
        segment: request.segment,
        traceparent: traced.traceparent,
      });
      onSettled(transcript, 'failed');
    }
  }

  /** After any failure another attempt may be made: the contract does not distinguish failures. */
  async #attempt(
    request: TranslationRequest,
    signal: AbortSignal,
    outcomes: TranslationOutcome[],
  ): Promise<Attempt<undefined>> {
    const outcome = await this.#deps.port.invoke(request, signal);
    outcomes.push(outcome);
    if (outcome.ok) return { ok: true, value: undefined };
    const { failure, detail, verdict } = outcome;
    return { ok: false, failure: { failure, detail, verdict, retryable: true } };
  }

  #attributesOf(attempts: number, outcomes: readonly TranslationOutcome[]): SpanAttributes {
    return {
      'translation.attempts': attempts,
      'translation.outcomes': outcomes.map((outcome) => (outcome.ok ? 'accepted' : outcome.failure)),
      ...this.#deps.port.spanAttributes?.(outcomes.at(-1)),
    };
  }

  #drop({ transcript }: Waiting, why: DropWhy): void {
    this.#deps.metrics.count('TranslationsDropped', 1, { why, kind: toKind(transcript) });
    this.#deps.onSettled(transcript, why);
  }
}

/** Only the loss of a final is heard; a newer partial makes up for an older one. */
function toKind({ isPartial }: Transcript): 'partial' | 'final' {
  return isPartial ? 'partial' : 'final';
}
