/** A supervisor over faked ports, and what its answers come to. */
import assert from 'node:assert/strict';
import type { Session } from '../../../src/actors/session/session.ts';
import { type Created, Supervisor } from '../../../src/actors/session/supervisor.ts';
import { ActorBench } from './actor-bench.ts';

export function setUpSupervisor() {
  const bench = new ActorBench();
  const supervisor = new Supervisor({ ports: bench.ports, store: bench.store });
  const create = (userId: string) => supervisor.create({ userId, sourceLanguage: 'en', qualityTier: 'premium' });
  const connect = (connectionId: string, session: Session) => {
    const socket = bench.audience.connect(connectionId);
    socket.onClose = () => session.connectionClosed(connectionId);
    return socket;
  };
  return { bench, supervisor, create, connect };
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
