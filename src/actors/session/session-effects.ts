/** Implements the effects of a session's chart: messages to the speaker and the listeners, log lines. None throws. */
import type { SessionEffects, SessionEvent } from '../../machines/session.vocabulary.ts';
import { type ServerMessage, type StatusReason, wireSeconds } from '../../protocol/server-messages.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { LogPort, MetricsPort } from '../ports/telemetry.ts';
import type { Speech } from '../speech/speech.ts';
import type { SessionNotifier } from './session-notifier.ts';

export interface SessionEffectsDeps {
  readonly sessionId: string;
  readonly clock: ClockPort;
  readonly metrics: MetricsPort;
  readonly log: LogPort;
  readonly notifier: SessionNotifier;
  readonly speech: Speech;
  readonly status: (reason: StatusReason) => ServerMessage;
  readonly send: (event: SessionEvent) => void;
  /** The speaker was told, and its socket closed. */
  readonly onSpeakerDismissed: (connectionId: string) => void;
}

export function createSessionEffects(deps: SessionEffectsDeps): SessionEffects {
  const { sessionId, clock, metrics, log, notifier, speech, status, send, onSpeakerDismissed } = deps;
  const head = () => ({ sessionId, timestamp: wireSeconds(clock.unixNow()) });
  const tellEverybody = (message: ServerMessage) => {
    notifier.tellSpeaker(message);
    notifier.tellListeners(message);
  };
  return {
    tellSpeakerAway: (graceMs) => notifier.tellListeners({ type: 'speakerAway', ...head(), graceMs }),
    tellSpeakerBack: () => notifier.tellListeners({ type: 'speakerBack', ...head() }),
    reportStatus: (reason) => {
      if (!notifier.speaker) return;
      metrics.count('PeriodicStatusUpdatesSent', 1, { reason });
      notifier.tellSpeaker(status(reason));
    },
    tellInterrupted: (reason, attempt) => {
      log.warn('transcribe', 'transcription interrupted', { code: 'TRANSCRIBE_UNAVAILABLE', failure: reason, attempt });
      notifier.tellSpeaker({ type: 'transcriptionInterrupted', ...head(), reason, attempt });
    },
    tellRestored: (attempt, replayedMs) => {
      log.info('transcribe', 'transcription restored', { attempt, replayedMs });
      notifier.tellSpeaker({ type: 'transcriptionRestored', ...head(), attempt, replayedMs });
    },
    tellFailed: (reason) => {
      const lostMs = speech.pipeline.forfeit();
      log.error('transcribe', 'transcription failed', { code: 'TRANSCRIBE_UNAVAILABLE', failure: reason, lostMs });
      notifier.tellSpeaker({ type: 'transcriptionFailed', ...head(), reason });
    },
    watchSound: () => speech.sound.start(),
    ignoreSound: () => speech.sound.stop(),
    tellAudioSilent: (sinceMs) => {
      metrics.count('SpeakersSilent');
      log.info('watch_sound', 'nothing audible from the speaker', { sinceMs: Math.round(sinceMs) });
      tellEverybody({ type: 'audioSilent', ...head(), sinceMs: Math.round(sinceMs) });
    },
    tellAudioHeard: (sinceMs) => tellEverybody({ type: 'audioHeard', ...head(), sinceMs: Math.round(sinceMs) }),
    lookForAudio: () => {
      if (speech.gate.hasWaiting) send({ type: 'audio.arrived' });
    },
    flushTranslations: () => speech.pipeline.whenForwarded(() => send({ type: 'translations.flushed' })),
    tellSpeakerEnded: (reason) => {
      const connectionId = notifier.dismissSpeaker(reason);
      if (connectionId !== undefined) onSpeakerDismissed(connectionId);
    },
  };
}
