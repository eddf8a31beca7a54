/** Sockets that cause many messages and read none. Their backlog must be bounded and must not delay other clients. */
import type { Attack, AttackContext } from '../attack.ts';
import { postDelivery } from '../delivery.ts';
import { textFrame } from '../websocket-frame.ts';

/** More than the operating system buffers at both ends of a connection. */
const DELIVERIES = 250;
const DELIVERY_BYTES = 130_000;
const QUESTIONS = 3_000;

export const slowReaders: Attack = { name: 'slow readers', lane: 'slow', run };

async function run(context: AttackContext): Promise<void> {
  const { accounts, oracle, port, signal, threw } = context;
  const { socket: speaker, sessionId } = await accounts.speaker();
  const { socket: listener, connectionId } = await accounts.listener(sessionId);
  listener.raw.connection.stopReading();
  speaker.raw.connection.stopReading();
  const questions = Buffer.concat(Array.from({ length: QUESTIONS }, () => textFrame('{"action":"heartbeat"}')));
  // Not awaited, because the server may stop reading from a socket that it cannot write to.
  void speaker.throw(questions, QUESTIONS);
  // 200 at first; then 429 or 410 must come.
  const statuses = new Set<number>();
  for (let i = 0; i < DELIVERIES && !signal.aborted && statuses.size < 2; i++) {
    threw(1);
    const { status } = await postDelivery(port, connectionId, Buffer.alloc(DELIVERY_BYTES, 0x61));
    statuses.add(status);
    if (![200, 410, 429].includes(status)) oracle.finding(`a delivery was answered ${status}`, sessionId);
  }
  if (!signal.aborted && statuses.size < 2) {
    oracle.finding('deliveries to a listener that reads nothing are accepted without limit', sessionId);
  }
  await speaker.destroy();
  await listener.destroy();
}
