/** Sends a handshake and messages in packets of one byte. This is slow but valid, so the server must answer. */
import type { Attack, AttackContext } from '../attack.ts';
import type { AttackSocket } from '../attack-socket.ts';
import { httpAnswer } from '../http-answer.ts';
import { RawConnection } from '../raw-connection.ts';
import { handshakeText } from '../raw-websocket.ts';
import { encodeFrame, OPCODE, textFrame } from '../websocket-frame.ts';

const SOCKETS = 4;
const ANSWER_WITHIN_MS = 30_000;
const IN_TIME_MS = 7_000;
const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';

export const byteByByte: Attack = { name: 'byte by byte', lane: 'slow', run };

async function run(context: AttackContext): Promise<void> {
  await Promise.all([...Array.from({ length: SOCKETS }, () => messages(context)), handshake(context)]);
}

async function messages({ accounts, signal }: AttackContext): Promise<void> {
  const socket: AttackSocket = await accounts.nobody();
  const frames = [
    textFrame('{"action":"heartbeat"}'),
    encodeFrame({ opcode: OPCODE.ping, payload: 'x' }),
    textFrame('{}'),
  ];
  for (const frame of frames) {
    if (signal.aborted) break;
    await socket.raw.connection.writeByteByByte(frame);
    await socket.throw(new Uint8Array(0), 1);
  }
  await socket.settle({ mayEnd: false });
  await socket.destroy();
}

async function handshake({ chance, oracle, port, threw }: AttackContext): Promise<void> {
  const startedAt = performance.now();
  const connection = await RawConnection.open(port);
  const answered = httpAnswer(connection, ANSWER_WITHIN_MS);
  threw(1);
  const headers = { 'X-Forwarded-For': chance.address() };
  await connection.writeByteByByte(Buffer.from(handshakeText({ headers }, KEY)));
  const answer = await answered;
  // The transport allows ten seconds for a request, and a busy machine may need more to send it.
  const isLate = performance.now() - startedAt > IN_TIME_MS;
  if (answer?.status !== 101 && !isLate) oracle.finding('a slow handshake was not accepted', String(answer?.status));
  await connection.destroy();
}
