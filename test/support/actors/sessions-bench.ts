/** The sessions of one process over faked ports, and what its answers come to. */
import assert from 'node:assert/strict';
import type { Session } from '../../../src/actors/session/session.ts';
import type { Created } from '../../../src/actors/session/session-host.ts';
import { createSessions } from '../../../src/actors/session/sessions.ts';
import { ActorBench } from './actor-bench.ts';
import { connectionClosed } from './seats.ts';

export function setUpSessions() {
  const bench = new ActorBench();
  const sessions = createSessions({ ports: bench.ports, store: bench.store });
  const create = (userId: string) => sessions.creation.create({ userId, sourceLanguage: 'en', qualityTier: 'premium' });
  const connect = (connectionId: string, session: Session) => {
    const socket = bench.audience.connect(connectionId);
    socket.onClose = () => connectionClosed(sessions.host, session, connectionId);
    return socket;
  };
  return { bench, sessions, create, connect };
}

export function made(created: Created): Session {
  assert.equal(created.ok, true);
  return (created as Extract<Created, { ok: true }>).session;
}

export function refused(created: Created) {
  assert.equal(created.ok, false);
  const { code, details } = (created as Extract<Created, { ok: false }>).refusal;
  return { code, details };
}
