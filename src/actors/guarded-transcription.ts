/**
 * The transcription port behind the service's circuit breaker: while it is open no stream is opened upstream, and whoever
 * asks is told so at once, as of any other failure. What counts is the opening; a stream's later life does not.
 */
import type { CallVerdict, TranscribeFailure } from '../machines/failures.ts';
import type { Circuit } from './circuit.ts';
import type { ClockPort, TranscriptionPort, TranscriptionSignal } from './ports.ts';

export interface GuardedTranscriptionParts {
  readonly port: TranscriptionPort;
  readonly circuit: Circuit;
  readonly clock: ClockPort;
  /** When whoever opens a stream gives up on it, ms. */
  readonly connectTimeoutMs: number;
}

/** A timer may fire a moment before the clock says so. */
const TIMER_SLACK_MS = 20;
/** The service answered; what it did not like was this server's doing. */
const ANSWERS: readonly TranscribeFailure[] = ['idle', 'oversize', 'badRequest'];
/** Says something about credentials and clocks, not about the service. */
const OURS: readonly TranscribeFailure[] = ['accessDenied', 'signature'];

export function guardedTranscription({
  port,
  circuit,
  clock,
  connectTimeoutMs,
}: GuardedTranscriptionParts): TranscriptionPort {
  return {
    open(request, signal, report) {
      const call = circuit.admit();
      if (call === undefined) {
        // Nothing is reported before open() has returned, so that the caller has its state in place.
        queueMicrotask(() => report(TURNED_AWAY));
        return;
      }
      const openedAt = clock.now();
      port.open(request, signal, (word) => {
        // Released by this side: only one whose time was over had been waiting for the service.
        const isReleased = signal.aborted && clock.now() - openedAt < connectTimeoutMs - TIMER_SLACK_MS;
        call.settle(isReleased ? 'none' : verdictOf(word));
        report(word);
      });
    },
  };
}

const TURNED_AWAY: TranscriptionSignal = {
  type: 'ended',
  clean: false,
  failure: 'circuitOpen',
  detail: 'the circuit breaker is open',
};

function verdictOf(word: TranscriptionSignal): CallVerdict {
  if (word.type !== 'ended' || word.clean || ANSWERS.includes(word.failure)) return 'answered';
  return OURS.includes(word.failure) ? 'none' : 'failed';
}
