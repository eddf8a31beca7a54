/** Answers the requests of other processes about the sessions and sockets of this process. */
import type { NodeReply, NodeRequest } from '../ports/node-bus.ts';
import type { WriteBehind } from '../records/write-behind.ts';
import type { SessionHost } from '../session/session-host.ts';

export interface NodeAnswersDeps {
  readonly host: Pick<SessionHost, 'find' | 'held'>;
  readonly writer: Pick<WriteBehind, 'flushed'>;
  /** Delivers to a socket of this process. */
  readonly deliver: (connectionId: string, body: Uint8Array) => DeliveryOutcome;
}

export type DeliveryOutcome = 'delivered' | 'lagging' | 'gone';

export async function answerNode(deps: NodeAnswersDeps, request: NodeRequest): Promise<NodeReply> {
  if (request.op === 'deliver') return replyToDelivery(deps.deliver(request.connectionId, request.body));
  const found = deps.host.find(request.sessionId);
  // This process still owns a session that is ending: it may not be claimed before it is over.
  const session = found.ok ? found.session : deps.host.held(request.sessionId);
  if (session === undefined) return { op: 'notMine' };
  switch (request.op) {
    case 'own':
      return { op: 'mine', greeting: session.greeting };
    case 'join':
      return { op: 'joined', joined: session.joinNow(request.listener) };
    case 'changeLanguage':
      await session.changeLanguage(request.connectionId, request.targetLanguage);
      return { op: 'done' };
    case 'leave':
      session.leave(request.connectionId);
      return { op: 'done' };
    case 'end':
      await session.end(request.reason, request.by);
      return { op: 'done' };
    case 'handOver':
      await session.ending.handOver();
      // The last row must be written before the next owner reads it: a later write would be refused.
      await deps.writer.flushed();
      return { op: 'done' };
  }
}

function replyToDelivery(outcome: DeliveryOutcome): NodeReply {
  if (outcome === 'delivered') return { op: 'done' };
  return outcome === 'lagging' ? { op: 'lagging' } : { op: 'notMine' };
}
