/** What introspection shows of one session: states, counters, last changes, last segments. Never speech or people's identities. */
import type { ActorRefFrom, SnapshotFrom } from 'xstate';
import { toActiveStates } from '../../machines/active-states.ts';
import type { sessionMachine } from '../../machines/session.machine.ts';
import type { transcriptionMachine } from '../../machines/transcription.machine.ts';
import type { BroadcastState } from '../../protocol/broadcast-state.ts';
import type { SessionSummary, SessionView } from '../../protocol/inside.ts';
import type { Audience } from '../listeners/audience.ts';
import type { InspectorPort } from '../ports/inspector.ts';
import type { SessionInfo, SessionPorts } from '../session/session-ports.ts';
import { type Inspected, inspectedBy } from './inspected.ts';
import { SegmentLog } from './segment-log.ts';
import type { SessionLoad } from './session-load.ts';
import { SessionMetrics } from './session-metrics.ts';
import { TransitionLog } from './transition-log.ts';

export interface IntrospectedSession {
  readonly info: SessionInfo;
  readonly audience: Pick<Audience, 'count' | 'byLanguage'>;
  readonly speaker: { readonly isPresent: boolean };
  readonly broadcastState: BroadcastState;
  readonly load: Pick<SessionLoad, 'heldMs' | 'openStreams'>;
}

type SessionActor = ActorRefFrom<typeof sessionMachine>;

export class IntrospectionView {
  /** Counts for the session and for the server. */
  readonly metrics: SessionMetrics;
  readonly segments: SegmentLog;
  /** For createActor. */
  readonly inspected: Inspected;
  readonly #changes: TransitionLog;
  readonly #sessionId: string;
  readonly #inspector: InspectorPort | undefined;
  #actor: SessionActor | undefined;

  constructor(
    sessionId: string,
    { clock, inspector, metrics, monotonicNow }: Pick<SessionPorts, 'clock' | 'inspector' | 'metrics' | 'monotonicNow'>,
  ) {
    this.#sessionId = sessionId;
    this.#inspector = inspector;
    this.metrics = new SessionMetrics(metrics);
    this.inspected = inspectedBy(inspector, sessionId);
    this.#changes = new TransitionLog(() => clock.unixNow());
    this.segments = new SegmentLog(clock, monotonicNow);
  }

  /** Call it before the actor is started. */
  follow(actor: SessionActor): void {
    this.#actor = actor;
    this.#changes.follow(actor);
    // XState's inspection reports nothing of a chart that has crashed.
    if (this.#inspector) actor.subscribe({ error: () => this.#tellBroken(actor) });
  }

  /** @param lagging The number of listeners that are too slow now. */
  toView(session: IntrospectedSession, lagging: number): SessionView {
    const { audience, broadcastState, info, load } = session;
    const snapshot = this.#actor?.getSnapshot();
    const transcription = snapshot?.children.transcription?.getSnapshot() as
      | SnapshotFrom<typeof transcriptionMachine>
      | undefined;
    return {
      ...toSummary(session),
      epoch: info.epoch,
      broadcast: broadcastState,
      active: {
        ...(snapshot && { session: toActiveStates('session', snapshot.value) }),
        ...(transcription && { transcription: toActiveStates('transcription', transcription.value) }),
      },
      languages: Object.fromEntries(audience.byLanguage),
      lagging,
      heldMs: Math.round(load.heldMs),
      openStreams: load.openStreams,
      counters: this.metrics.read(),
      latencies: this.metrics.readLatencies(),
      changes: this.#changes.read(),
      segments: this.segments.read(),
    };
  }

  #tellBroken({ sessionId: actorId }: SessionActor): void {
    this.#inspector?.observe({
      ...{ type: 'snapshot', rootId: actorId, actorId, sessionId: this.#sessionId },
      event: { type: 'xstate.error' },
      snapshot: { status: 'error', value: undefined, context: undefined },
    });
  }
}

export function toSummary({ audience, info, speaker }: IntrospectedSession): SessionSummary {
  const { sessionId, sourceLanguage, createdAt } = info;
  return { sessionId, sourceLanguage, createdAt, isSpeakerPresent: speaker.isPresent, listeners: audience.count };
}
