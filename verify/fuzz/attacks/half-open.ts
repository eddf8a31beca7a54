/** Connections that send nothing, half a request, or nothing any more. The server must end them and free their places. */
import type { Attack, AttackContext } from '../attack.ts';
import { RawConnection } from '../raw-connection.ts';

const EACH = 6;
const BEGINNINGS = [
  '',
  'G',
  'GET / HTTP/1.1\r\nHost: x\r\n',
  'POST /sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{',
];

export const halfOpen: Attack = { name: 'half-open', lane: 'slow', run };

async function run(context: AttackContext): Promise<void> {
  const { accounts, chance, leave, port, threw } = context;
  for (let i = 0; i < EACH && !context.signal.aborted; i++) {
    const connection = await RawConnection.open(port);
    threw(1);
    await connection.write(chance.pick(BEGINNINGS));
    connection.stopReading();
    leave(connection);
  }
  const { socket, sessionId } = await accounts.speaker();
  const { socket: listener } = await accounts.listener(sessionId);
  for (const vanished of [socket, listener, await accounts.nobody()]) {
    // No FIN, no pong, no reading, as after a network failure.
    vanished.raw.connection.stopReading();
    leave(vanished.raw.connection);
  }
}
