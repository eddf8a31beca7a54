/** Delivers to a connection on any node: the connection id names the node. */
import { parseConnectionId } from '../connections/connection-id.ts';
import type { NodeBusPort } from '../ports/node-bus.ts';
import type { DeliveryOutcome } from './node-answers.ts';

export interface NodeDeliveriesDeps {
  /** The tag of this node's connection ids. */
  readonly tag: string;
  readonly bus: NodeBusPort;
  /** Delivers to a socket of this process. */
  readonly deliver: (connectionId: string, body: Uint8Array) => DeliveryOutcome;
}

/** 'unreachable' is not 'gone': the pipeline forgets a connection for good when it is gone. */
export async function deliverAnywhere(
  { bus, deliver, tag }: NodeDeliveriesDeps,
  connectionId: string,
  body: Uint8Array,
): Promise<DeliveryOutcome | 'unreachable'> {
  const { tag: node } = parseConnectionId(connectionId);
  if (node === tag || node === '') return deliver(connectionId, body);
  const reply = await bus.ask(node, { op: 'deliver', connectionId, body });
  if (reply === 'unreachable') return 'unreachable';
  if (reply.op === 'done') return 'delivered';
  return reply.op === 'lagging' ? 'lagging' : 'gone';
}
