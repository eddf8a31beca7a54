/**
 * Ends a session in this process: for good, because the server stops, because its speaker has connected to another process,
 * or because another process owns it. In each case it is settled once.
 */
import { type EndReason, type ServerMessage, wireSeconds } from '../../protocol/server-messages.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { LogPort, MetricsPort } from '../ports/telemetry.ts';
import type { OnSuperseded, SessionRecords } from '../records/session-records.ts';
import type { Speech } from '../speech/speech.ts';
import type { SessionActor } from './session-actor.ts';
import type { SessionNotifier } from './session-notifier.ts';
import type { SessionInfo } from './session-ports.ts';
import type { SessionState } from './session-state.ts';

export interface SessionEndingDeps {
  readonly info: Pick<SessionInfo, 'epoch' | 'sessionId'>;
  readonly clock: Pick<ClockPort, 'unixNow'>;
  readonly log: LogPort;
  readonly metrics: MetricsPort;
  readonly actor: Pick<SessionActor, 'send'>;
  readonly notifier: SessionNotifier;
  readonly records: Pick<SessionRecords, 'connections' | 'isSuperseded' | 'outlive'>;
  readonly speech: Speech;
  readonly state: SessionState;
  /** Nothing of the session runs any more. */
  readonly onEnded: () => void;
  /** The session had ended here before its row showed that another process owns it: it is not over. */
  readonly onFoundElsewhere: ((sessionId: string) => void) | undefined;
}

export class SessionEnding {
  readonly #deps: SessionEndingDeps;
  #whenOver: (() => void)[] = [];
  #isHandedOver = false;

  constructor(deps: SessionEndingDeps) {
    this.#deps = deps;
  }

  /** The session continues under another owner; only this process's copy has ended. */
  get isElsewhere(): boolean {
    return this.#deps.records.isSuperseded || this.#isHandedOver;
  }

  /** Only the first end counts. @param by The connection whose socket is closed with 1000 instead of 4410. */
  end(reason: EndReason, by?: string): void {
    const { actor, notifier, state } = this.#deps;
    if (!state.isLive) return;
    notifier.askedToEnd = by;
    actor.send({ type: 'session.end', reason });
    if (!state.isOver) state.record();
  }

  /**
   * The server stops: accepted audio is still recognised and forwarded, then all clients are disconnected and shall
   * reconnect. The row stays active, so that the session can be resumed.
   * @param retryAfterMs How long clients shall wait before they reconnect.
   */
  suspend(retryAfterMs: number): void {
    const { clock, info, notifier, state } = this.#deps;
    // A session that is already ending must not be resumed.
    if (!state.isLive) return;
    const timestamp = wireSeconds(clock.unixNow());
    const { sessionId } = info;
    const notice: ServerMessage = { type: 'serverDraining', sessionId, timestamp, retryAfterMs };
    notifier.tellSpeaker(notice);
    notifier.tellListeners(notice);
    this.#goAway();
  }

  /**
   * The speaker has connected to another process. Audio accepted here is still recognised and forwarded; then all clients
   * are disconnected and shall reconnect, and the session is over in this process. Its row stays active, for the next owner
   * to claim. A session that is already ending ends for good. Resolves when the session is over here.
   */
  handOver(): Promise<void> {
    const { state } = this.#deps;
    if (state.isOver) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenOver.push(resolve);
      if (!state.isLive) return;
      this.#isHandedOver = true;
      this.#goAway();
    });
  }

  /**
   * Another process owns the session. This copy accepts no more audio and writes no more rows. The audio that it has
   * accepted is still recognised and forwarded: the other process never received it. Then the sockets are closed with 1001,
   * so that their clients reconnect to the owner.
   */
  supersede(): void {
    noteSuperseded(this.#deps);
    if (this.#deps.state.isLive) this.#goAway();
  }

  /** The session is over: all clients are told and nothing stays running, whether the chart ended or crashed. */
  settle(reason: EndReason): void {
    const { notifier, onEnded, records, speech, state } = this.#deps;
    if (state.isOver) return;
    state.finish();
    speech.gate.set('ended', 1);
    speech.pipeline.stop();
    speech.sound.stop();
    const speaker = notifier.dismissSpeaker(reason);
    if (speaker !== undefined) records.connections.deleteConnection(speaker);
    notifier.dismissListeners(reason);
    state.record();
    records.outlive(lateSuperseding(this.#deps));
    onEnded();
    for (const resolve of this.#whenOver) resolve();
  }

  #goAway(): void {
    this.#deps.notifier.isSuspended = true;
    this.#deps.actor.send({ type: 'session.end', reason: 'ended' });
  }
}

function noteSuperseded({ info: { epoch }, log, metrics }: Pick<SessionEndingDeps, 'info' | 'log' | 'metrics'>): void {
  metrics.count('SessionsSuperseded');
  log.warn('run_session', 'another process owns the session', { code: 'SERVICE_UNAVAILABLE', epoch });
}

/** The callback for a session that is over. It holds only the session's identity, so that the rest can be freed. */
function lateSuperseding({ info, log, metrics, onFoundElsewhere }: SessionEndingDeps): OnSuperseded {
  return () => {
    noteSuperseded({ info, log, metrics });
    onFoundElsewhere?.(info.sessionId);
  };
}
