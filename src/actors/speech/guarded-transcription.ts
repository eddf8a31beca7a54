/**
 * In: the transcription port behind the service's circuit breaker and the stream start limiter. While the circuit is open,
 * no stream is opened and the caller gets a failure at once. Only the opening counts for the circuit; what happens to the
 * stream later does not.
 */
import type { CallVerdict, TranscribeFailure } from '../../machines/failures.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { MetricsPort } from '../ports/telemetry.ts';
import type {
  TranscriptionListener,
  TranscriptionPort,
  TranscriptionRequest,
  TranscriptionSignal,
} from '../ports/transcription.ts';
import type { Circuit, CircuitCall } from '../resilience/circuit.ts';
import type { StreamStartLimiter } from '../resilience/stream-start-limiter.ts';

export interface GuardedTranscriptionDeps {
  readonly port: TranscriptionPort;
  readonly circuit: Circuit;
  readonly limiter: StreamStartLimiter;
  readonly clock: ClockPort;
  readonly metrics: MetricsPort;
  /** After this time the caller gives up an opening, ms. */
  readonly connectTimeoutMs: number;
}

/** A timer may fire slightly before the clock shows its time. */
const TIMER_SLACK_MS = 20;
/** The service answered and refused what this server sent. */
const ANSWERS: readonly TranscribeFailure[] = ['idle', 'oversize', 'badRequest'];
/** Failures of credentials or clocks, which say nothing about the service. */
const OURS: readonly TranscribeFailure[] = ['accessDenied', 'signature'];

export function guardedTranscription(deps: GuardedTranscriptionDeps): TranscriptionPort {
  const { circuit, limiter } = deps;
  return {
    open(request, signal, listener) {
      const report = listener.onSignal;
      // Nothing is reported before open() has returned, so that the caller has its state in place.
      const reportSoon = (word: TranscriptionSignal) => queueMicrotask(() => report(word));
      if (circuit.refuses()) {
        reportSoon(TURNED_AWAY);
        return;
      }
      const entered = limiter.enter({
        isPatient: request.isStandby === true,
        signal,
        go: (waitedMs) => {
          const call = circuit.admit();
          if (call === undefined) {
            reportSoon(TURNED_AWAY);
            return false;
          }
          if (waitedMs > 0) report({ type: 'admitted', waitedMs });
          openCounted(deps, call, request, signal, listener);
          return true;
        },
        left: () => report(RELEASED),
      });
      // After a release, `ended` was already reported.
      if (entered === 'waiting') queueMicrotask(() => signal.aborted || report({ type: 'queued' }));
      if (entered === 'full') reportSoon(NO_PLACE);
    },
  };
}

const ended = (failure: TranscribeFailure, detail: string): TranscriptionSignal => ({
  type: 'ended',
  clean: false,
  failure,
  detail,
});
const TURNED_AWAY = ended('circuitOpen', 'the circuit breaker is open');
const NO_PLACE = ended('admission', 'too many streams wait to be opened');
const RELEASED = ended('connectionLost', 'closed by this server while it waited for its turn');

function openCounted(
  { port, clock, metrics, connectTimeoutMs }: GuardedTranscriptionDeps,
  call: CircuitCall,
  request: TranscriptionRequest,
  signal: AbortSignal,
  listener: TranscriptionListener,
): void {
  const openedAt = clock.now();
  let isAnswered = false;
  metrics.count('TranscribeStreamsStarted');
  const onSignal = (word: TranscriptionSignal) => {
    // Released by this server: the service is at fault only if the time limit was over.
    const isReleased = signal.aborted && clock.now() - openedAt < connectTimeoutMs - TIMER_SLACK_MS;
    if (signal.aborted && !isReleased && !isAnswered) {
      metrics.count('TranscribeStreamErrors');
      metrics.count('TranscribeErrors', 1, { failure: 'connectTimeout' });
    }
    isAnswered = true;
    call.settle(isReleased ? 'none' : toCallVerdict(word));
    listener.onSignal(word);
  };
  // Results are passed on directly: they come after the answer to the opening.
  port.open(request, signal, { onSignal, onResults: listener.onResults });
}

function toCallVerdict(word: TranscriptionSignal): CallVerdict {
  if (word.type !== 'ended' || word.clean) return 'answered';
  return openingVerdict(word.failure);
}

/** What a failed opening shows about the service, for its circuit breaker. */
export function openingVerdict(failure: TranscribeFailure): CallVerdict {
  if (ANSWERS.includes(failure)) return 'answered';
  return OURS.includes(failure) ? 'none' : 'failed';
}
