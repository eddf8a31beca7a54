/** Upgrades with unknown paths and unusual requests. The server must accept them or refuse with an error of the catalogue. */
import type { Attack, AttackContext } from '../attack.ts';
import { httpAnswer } from '../http-answer.ts';
import { anyQuery } from '../http-arbitraries.ts';
import { RawConnection } from '../raw-connection.ts';
import { handshakeText } from '../raw-websocket.ts';

const UPGRADES = 40;
const AT_ONCE = 8;
const PATIENCE_MS = 1_000;
const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const ODD_HEADERS: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'Sec-WebSocket-Protocol': 'bearer' },
  { 'Sec-WebSocket-Protocol': 'bearer, a.b.c' },
  { 'Sec-WebSocket-Protocol': ',,,' },
  { 'Sec-WebSocket-Protocol': 'bearer,'.repeat(300) },
  { Authorization: `Bearer ${'a'.repeat(6_000)}` },
  { Authorization: 'Bearer eyJhbGciOiJIUzI1NiJ9.e30.x' },
  { Origin: 'http://evil.example' },
  { Origin: 'not a url' },
  { 'Sec-WebSocket-Version': '-1' },
  { 'Sec-WebSocket-Key': '' },
  { 'Sec-WebSocket-Extensions': 'permessage-deflate; server_max_window_bits=99, x; y="' },
  { 'User-Agent': '\\ud800'.repeat(200) },
];

export const upgrades: Attack = { name: 'upgrades', lane: 'fast', run };

async function run(context: AttackContext): Promise<void> {
  for (let i = 0; i < UPGRADES && !context.signal.aborted; i += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => one(context)));
  }
}

async function one({ chance, oracle, port, threw }: AttackContext): Promise<void> {
  const path = `${chance.pick(['/', '/prod', '/%zz', '//'])}?${anyQuery(chance)}`;
  // Mostly random addresses, sometimes one fixed address, which reaches its limit.
  const address = chance.next() < 0.8 ? chance.address() : '203.0.113.5';
  const headers = { 'X-Forwarded-For': address, ...chance.pick(ODD_HEADERS) };
  const connection = await RawConnection.open(port);
  threw(1);
  const answered = httpAnswer(connection, PATIENCE_MS);
  await connection.write(handshakeText({ path, headers }, KEY));
  // Some clients leave before the answer.
  const answer = chance.next() < 0.2 ? undefined : await answered;
  if (answer !== undefined && answer.status !== 101) oracle.http(answer);
  await connection.destroy();
}
