/** Connections to local ports that send nothing or half a request. The other side must end them. */
import type { Attack, AttackContext } from '../attack.ts';
import { RawConnection } from '../raw-connection.ts';

const BEGINNINGS = [
  '',
  'G',
  'POST / HTTP/1.1\r\nHost: localhost\r\n',
  'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{',
];

export const localHalfOpen: Attack = { name: 'local half-open', lane: 'slow', run };

async function run({ chance, leave, local, threw, transcribe }: AttackContext): Promise<void> {
  const { dynamodb, faults, inspect, lambda } = local;
  for (const port of [dynamodb, lambda, faults, inspect, transcribe]) {
    const connection = await RawConnection.open(port);
    threw(1);
    await connection.write(chance.pick(BEGINNINGS));
    connection.stopReading();
    leave(connection);
  }
}
