/** Makes the actor of one session's chart. Reports each change, and once its end, also after a crash. */
import { type Actor, createActor, type SnapshotFrom } from 'xstate';
import type { SessionEffects } from '../../machines/session.vocabulary.ts';
import type { OpenUpstream } from '../../machines/transcription.vocabulary.ts';
import type { EndReason } from '../../protocol/server-messages.ts';
import type { UnixMs } from '../../protocol/times.ts';
import { toFailureInfo } from '../introspection/failure-info.ts';
import type { IntrospectionView } from '../introspection/view.ts';
import { sessionLogic } from './session-logic.ts';
import type { SessionPorts } from './session-ports.ts';

export interface SessionActorDeps {
  readonly sessionId: string;
  /** The log is the session's own. */
  readonly ports: Pick<SessionPorts, 'clock' | 'log' | 'metrics' | 'random' | 'settings'>;
  readonly view: IntrospectionView;
  readonly openUpstream: OpenUpstream;
  readonly effects: SessionEffects;
  /** The session's remaining lifetime, ms. */
  readonly lifeMs: number;
  readonly startedAtMs: UnixMs;
  readonly onChange: (snapshot: SnapshotFrom<typeof sessionLogic>) => void;
  readonly onOver: (reason: EndReason) => void;
}

export type SessionActor = Actor<typeof sessionLogic>;

/** The actor is not started yet. */
export function createSessionActor(deps: SessionActorDeps): SessionActor {
  const { effects, lifeMs, onChange, onOver, openUpstream, sessionId, startedAtMs, view } = deps;
  const { clock, log, metrics, random, settings } = deps.ports;
  const actor = createActor(sessionLogic, {
    clock,
    input: {
      sessionId,
      openUpstream,
      effects,
      startedAtMs,
      timings: { ...settings.session, lifeMs },
      transcription: settings.transcription,
      jitter: random,
    },
    ...view.inspected,
  });
  view.follow(actor);
  actor.subscribe({
    next: onChange,
    complete: () => onOver(actor.getSnapshot().output?.reason ?? 'ended'),
    error: (error) => {
      metrics.count('SessionsCrashed');
      log.error('run_session', 'session crashed', { code: 'INTERNAL_ERROR', ...toFailureInfo(error) });
      // A crashed chart leaves its transcription running. This event lets it finish and end.
      actor.getSnapshot().children.transcription?.send({ type: 'transcription.finish' });
      onOver('ended');
    },
  });
  return actor;
}
