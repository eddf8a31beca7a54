/**
 * Every way in which a session ends in this process: for good, because the server stops, because its speaker has come to
 * another process, or because another process has taken it. Whatever the way, it is settled once.
 */
import { type EndReason, type ServerMessage, wireSeconds } from '../../protocol/server-messages.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { LogPort, MetricsPort } from '../ports/telemetry.ts';
import type { SessionRecords } from '../records/session-records.ts';
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
  readonly actor: Pick<SessionActor, 'send' | 'stop'>;
  readonly notifier: SessionNotifier;
  readonly records: Pick<SessionRecords, 'connections' | 'isSuperseded'>;
  readonly speech: Speech;
  readonly state: SessionState;
  /** Nothing of the session runs any more. */
  readonly onEnded: () => void;
}

export class SessionEnding {
  readonly #deps: SessionEndingDeps;
  #whenHandedOver: (() => void)[] = [];

  constructor(deps: SessionEndingDeps) {
    this.#deps = deps;
  }

  /** The session goes on under another owner: what ended here is this process's copy of it. */
  get isElsewhere(): boolean {
    return this.#deps.records.isSuperseded || this.#whenHandedOver.length > 0;
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
   * The server stops: what was said is still recognised and forwarded, then everybody is sent away to come back. The row
   * stays active, so that the session can be taken up again.
   * @param retryAfterMs What clients are told to wait.
   */
  suspend(retryAfterMs: number): void {
    const { clock, info, notifier, state } = this.#deps;
    // One that is ending already ends: it must not be taken up again.
    if (!state.isLive) return;
    const timestamp = wireSeconds(clock.unixNow());
    const { sessionId } = info;
    const notice: ServerMessage = { type: 'serverDraining', sessionId, timestamp, retryAfterMs };
    notifier.tellSpeaker(notice);
    notifier.tellListeners(notice);
    this.#goAway();
  }

  /**
   * The speaker has come to another process. What was said here is recognised and forwarded; then everybody is sent away to
   * come back, and the session is over in this process. Its row stays active, for the next owner to claim.
   */
  handOver(): Promise<void> {
    if (this.#deps.state.isOver) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenHandedOver.push(resolve);
      this.#goAway();
    });
  }

  /**
   * Another process owns the session. This copy ends at once: it forwards and writes nothing more, and its sockets are
   * closed with 1001, so that their clients come back to where the session is now.
   */
  supersede(): void {
    const { actor, info, log, metrics, notifier, state } = this.#deps;
    if (state.isOver) return;
    metrics.count('SessionsSuperseded');
    const { epoch } = info;
    log.warn('run_session', 'another process owns the session', { code: 'SERVICE_UNAVAILABLE', epoch });
    notifier.isSuspended = true;
    this.settle('ended');
    actor.stop();
  }

  /** Over: everybody is told and nothing is left running, whether the chart came to its end or broke. */
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
    onEnded();
    for (const resolve of this.#whenHandedOver) resolve();
  }

  #goAway(): void {
    this.#deps.notifier.isSuspended = true;
    this.#deps.actor.send({ type: 'session.end', reason: 'ended' });
  }
}
