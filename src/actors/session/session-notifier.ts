/**
 * Sends the session's messages to the speaker and to the audience. Keeps the speaker's socket and which connection asked
 * for the end.
 */
import {
  type EndReason,
  type ServerMessage,
  type ServerMessageOf,
  wireSeconds,
} from '../../protocol/server-messages.ts';
import type { Audience } from '../listeners/audience.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { SocketPort } from '../ports/sockets.ts';
import type { MetricsPort } from '../ports/telemetry.ts';
import type { FinalText, Transcript } from '../speech/transcript.ts';
import type { SessionInfo } from './session-ports.ts';

export interface SessionNotifierDeps {
  readonly audience: Audience;
  readonly clock: ClockPort;
  readonly metrics: MetricsPort;
  readonly monotonicNow: () => number;
}

export type NotifiedSession = Pick<SessionInfo, 'sessionId' | 'epoch'>;

export class SessionNotifier {
  readonly #info: NotifiedSession;
  readonly #deps: SessionNotifierDeps;
  /** The socket of the present speaker. */
  speaker: SocketPort | undefined;
  /** The connection that asked for the end: it is closed with 1000, all others with 4410. */
  askedToEnd: string | undefined;
  /** The session ends only in this process: clients are disconnected and shall reconnect. */
  isSuspended = false;

  constructor(info: NotifiedSession, deps: SessionNotifierDeps) {
    this.#info = info;
    this.#deps = deps;
  }

  tellSpeaker(message: ServerMessage): void {
    this.speaker?.send(JSON.stringify(message));
  }

  /** The message is encoded and handed over once, for any number of listeners. */
  tellListeners(message: ServerMessage): void {
    const { audience, metrics, monotonicNow } = this.#deps;
    const started = monotonicNow();
    audience.publish(message);
    metrics.observe('ListenerNotificationLatency', monotonicNow() - started);
  }

  /** To the speaker, and to the listeners who asked for transcripts. */
  showTranscript(transcript: Transcript): void {
    const { sessionId, timestamp } = this.#head();
    // Member by member: there are several a second and session, and a spread costs a hundred times as much.
    this.#show({
      type: 'transcript',
      sessionId,
      timestamp,
      epoch: this.#info.epoch,
      resultId: transcript.resultId,
      segment: transcript.segment,
      isPartial: transcript.isPartial,
      stabilityScore: transcript.stabilityScore,
      text: transcript.text,
      startTimeMs: transcript.startTimeMs,
      endTimeMs: transcript.endTimeMs,
    });
  }

  /** What a final says in place of all lines of its result. */
  showFinal({ resultId, text, startTimeMs, endTimeMs }: FinalText): void {
    const shown = { resultId, isPartial: false, stabilityScore: 1, text, startTimeMs, endTimeMs };
    this.#show({ type: 'transcript', ...this.#head(), epoch: this.#info.epoch, ...shown });
  }

  /** @returns the speaker's connection; undefined when no speaker is connected. */
  dismissSpeaker(reason: EndReason): string | undefined {
    const { speaker } = this;
    this.speaker = undefined;
    if (speaker === undefined) return undefined;
    if (this.isSuspended) {
      speaker.close('goingAway');
      return speaker.connectionId;
    }
    speaker.send(JSON.stringify({ type: 'sessionEnded', ...this.#head(), reason } satisfies ServerMessage));
    if (speaker.connectionId === this.askedToEnd) speaker.close('ended');
    else speaker.close(reason === 'rateLimit' ? 'rate' : 'sessionEnded');
    return speaker.connectionId;
  }

  dismissListeners(reason: EndReason): void {
    this.#deps.audience.close(this.isSuspended ? 'goingAway' : reason);
  }

  #show(message: ServerMessageOf<'transcript'>): void {
    this.tellSpeaker(message);
    this.#deps.audience.publish(message);
  }

  #head() {
    return { sessionId: this.#info.sessionId, timestamp: wireSeconds(this.#deps.clock.unixNow()) };
  }
}
