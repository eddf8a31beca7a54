/** What a session says: to its speaker, to its listeners natively published, and the last word to each. Knows no state. */
import { type EndReason, type ServerMessage, wireSeconds } from '../../protocol/server-messages.ts';
import { listenersTopic, transcriptsTopic } from '../listeners/topics.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { AudiencePort, SocketPort } from '../ports/sockets.ts';
import type { MetricsPort } from '../ports/telemetry.ts';
import type { Transcript } from '../speech/transcript.ts';
import type { SessionFacts } from './session-ports.ts';

export interface VoicePorts {
  readonly audience: AudiencePort;
  readonly clock: ClockPort;
  readonly metrics: MetricsPort;
  readonly monotonicNow: () => number;
}

export type VoiceFacts = Pick<SessionFacts, 'sessionId' | 'epoch'>;

export class SessionNotifier {
  readonly #facts: VoiceFacts;
  readonly #ports: VoicePorts;
  /** The socket of the present speaker. */
  speaker: SocketPort | undefined;
  /** The connection that asked for the end: it is closed with 1000, everybody else with 4410. */
  askedToEnd: string | undefined;
  /** The server goes away and the session does not end: everybody is sent away to come back. */
  isSuspended = false;

  constructor(facts: VoiceFacts, ports: VoicePorts) {
    this.#facts = facts;
    this.#ports = ports;
  }

  tellSpeaker(message: ServerMessage): void {
    this.speaker?.send(JSON.stringify(message));
  }

  /** Encoded once, handed over once, however many listen. */
  tellListeners(message: ServerMessage): void {
    const { audience, metrics, monotonicNow } = this.#ports;
    const started = monotonicNow();
    audience.publish(listenersTopic(this.#facts.sessionId), JSON.stringify(message));
    metrics.observe('ListenerNotificationLatency', monotonicNow() - started);
  }

  /** To the speaker, and to the listeners who asked for transcripts. */
  showTranscript({ resultId, isPartial, stabilityScore, text: words, startTimeMs, endTimeMs }: Transcript): void {
    const text = JSON.stringify({
      type: 'transcript',
      ...this.#head(),
      epoch: this.#facts.epoch,
      ...{ resultId, isPartial, stabilityScore, text: words, startTimeMs, endTimeMs },
    } satisfies ServerMessage);
    this.speaker?.send(text);
    this.#ports.audience.publish(transcriptsTopic(this.#facts.sessionId), text);
  }

  /** @returns the connections that were dismissed. */
  dismissSpeaker(reason: EndReason): string[] {
    const { speaker } = this;
    this.speaker = undefined;
    return speaker ? this.#dismiss([speaker], reason, reason === 'rateLimit' ? 'rate' : 'sessionEnded') : [];
  }

  /** @returns the connections that were dismissed. */
  dismissListeners(sockets: readonly SocketPort[], reason: EndReason): string[] {
    return this.#dismiss(sockets, reason, 'sessionEnded');
  }

  #dismiss(sockets: readonly SocketPort[], reason: EndReason, how: 'rate' | 'sessionEnded'): string[] {
    const text = JSON.stringify({ type: 'sessionEnded', ...this.#head(), reason } satisfies ServerMessage);
    for (const socket of sockets) {
      if (this.isSuspended) {
        socket.close('goingAway');
        continue;
      }
      socket.send(text);
      socket.close(socket.connectionId === this.askedToEnd ? 'ended' : how);
    }
    return sockets.map((socket) => socket.connectionId);
  }

  #head() {
    return { sessionId: this.#facts.sessionId, timestamp: wireSeconds(this.#ports.clock.unixNow()) };
  }
}
