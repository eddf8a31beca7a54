/**
 * Carries out the speaker's controls: sends events to the chart and a notice to the listeners, and returns the
 * acknowledgement.
 */
import type { BroadcastState } from '../../protocol/broadcast-state.ts';
import type { ServerMessage } from '../../protocol/server-messages.ts';
import type { UnixMs } from '../../protocol/times.ts';
import type { Audience } from '../listeners/audience.ts';
import { type ControlMessage, toAcknowledgement, toChangeEvents, toEvents, toNotice } from './controls.ts';
import type { SessionActor } from './session-actor.ts';
import type { SessionAge } from './session-age.ts';
import type { SessionNotifier } from './session-notifier.ts';
import type { SessionState } from './session-state.ts';

export interface SpeakerControlsDeps {
  readonly sessionId: string;
  readonly actor: Pick<SessionActor, 'send'>;
  readonly age: Pick<SessionAge, 'note' | 'pausedSince'>;
  readonly audience: Pick<Audience, 'count'>;
  readonly notifier: Pick<SessionNotifier, 'tellListeners'>;
  readonly state: Pick<SessionState, 'broadcast' | 'record'>;
}

export class SpeakerControls {
  readonly #deps: SpeakerControlsDeps;

  constructor(deps: SpeakerControlsDeps) {
    this.#deps = deps;
  }

  /** @returns the acknowledgement. */
  carryOut(message: ControlMessage, atMs: UnixMs): ServerMessage {
    const { actor, age, audience, notifier, sessionId, state } = this.#deps;
    for (const event of toEvents(message, atMs)) actor.send(event);
    const broadcastState = state.broadcast;
    const pauseDurationMs = age.note(broadcastState.isPaused);
    const notice = toNotice(message, sessionId, broadcastState, atMs);
    notifier.tellListeners(notice);
    state.record();
    return toAcknowledgement(notice, {
      broadcastState,
      listenersNotified: audience.count,
      ...(pauseDurationMs === undefined ? {} : { pauseDurationMs }),
    });
  }

  /** Restores the controls from before a restart, without a notice. */
  restore(before: BroadcastState): void {
    const { actor, age } = this.#deps;
    const atMs = before.lastStateChange * 1000;
    for (const event of toChangeEvents(before, atMs)) actor.send(event);
    // The row does not have the start of the pause; the last change is the latest possible time.
    if (before.isPaused) age.pausedSince(atMs);
  }
}
