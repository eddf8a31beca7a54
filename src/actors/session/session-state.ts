/**
 * The broadcast's present state, and when the session last changed. Writes the session's row: each part of the session
 * calls `record` after a change.
 */
import type { SnapshotFrom } from 'xstate';
import { toBroadcastState } from '../../machines/selectors.ts';
import { type BroadcastState, untouched } from '../../protocol/broadcast-state.ts';
import { wireSeconds } from '../../protocol/server-messages.ts';
import type { UnixMs } from '../../protocol/times.ts';
import type { Audience } from '../listeners/audience.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { SessionRecords } from '../records/session-records.ts';
import type { sessionLogic } from './session-logic.ts';
import type { SessionNotifier } from './session-notifier.ts';

export interface SessionStateDeps {
  readonly createdAt: UnixMs;
  readonly clock: Pick<ClockPort, 'unixNow'>;
  readonly audience: Pick<Audience, 'count'>;
  readonly notifier: Pick<SessionNotifier, 'isSuspended' | 'speaker'>;
  readonly records: Pick<SessionRecords, 'write'>;
}

export class SessionState {
  readonly #deps: SessionStateDeps;
  #broadcast: BroadcastState;
  #updatedAt: UnixMs;
  #isOver = false;

  constructor(deps: SessionStateDeps) {
    this.#deps = deps;
    this.#broadcast = untouched(wireSeconds(deps.clock.unixNow()));
    this.#updatedAt = deps.createdAt;
  }

  get broadcast(): BroadcastState {
    return this.#broadcast;
  }

  /** When the session last changed. */
  get updatedAt(): UnixMs {
    return this.#updatedAt;
  }

  /** False from the moment the session's end was decided. */
  get isLive(): boolean {
    return this.#broadcast.isActive;
  }

  /** Nothing of the session runs any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The chart has changed. */
  follow(snapshot: SnapshotFrom<typeof sessionLogic>): void {
    this.#broadcast = toBroadcastState(snapshot, this.#broadcast);
  }

  finish(): void {
    this.#isOver = true;
    this.#broadcast = { ...this.#broadcast, isActive: false };
  }

  /** The session has changed: its row is written again. The row of a suspended session stays active. */
  record(): void {
    const { audience, clock, notifier, records } = this.#deps;
    this.#updatedAt = clock.unixNow();
    const isActive = this.#broadcast.isActive || notifier.isSuspended;
    records.write({
      isActive,
      broadcastState: { ...this.#broadcast, isActive },
      listenerCount: audience.count,
      speakerConnectionId: notifier.speaker?.connectionId,
    });
  }
}
