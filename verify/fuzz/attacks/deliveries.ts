/** /@connections with all kinds of wrong signatures, unknown ids, and bodies over the limit. */

import type { Chance } from '../../../testkit/chance.ts';
import type { Attack, AttackContext } from '../attack.ts';
import { signedHeaders } from '../delivery.ts';
import { httpAnswer } from '../http-answer.ts';
import { anySegment } from '../http-arbitraries.ts';
import { RawConnection } from '../raw-connection.ts';

const REQUESTS = 24;
const AT_ONCE = 8;
const ANSWER_WITHIN_MS = 30_000;
const SIGNATURES = [
  '',
  'AWS4-HMAC-SHA256',
  'AWS4-HMAC-SHA256 Credential=/////, SignedHeaders=, Signature=',
  `AWS4-HMAC-SHA256 Credential=EMBEDDED/20260101/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
  `AWS4-HMAC-SHA256 Credential=EMBEDDED/20260101/x/execute-api/aws4_request, SignedHeaders=${'a;'.repeat(2_000)}host, Signature=${'f'.repeat(64)}`,
  'AWS4-ECDSA-P256-SHA256 Credential=x',
  'Bearer a.b.c',
];

export const deliveries: Attack = { name: 'deliveries', lane: 'fast', run };

async function run(context: AttackContext): Promise<void> {
  for (let i = 0; i < REQUESTS && !context.signal.aborted; i += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => one(context)));
  }
}

async function one({ chance, oracle, port, threw }: AttackContext): Promise<void> {
  const method = chance.pick(['POST', 'POST', 'GET', 'DELETE', 'PUT', 'PATCH']);
  const path = `${chance.pick(['', '/prod', '/a%2Fb'])}/@connections/${anySegment(chance) || 'x'}`;
  const body = Buffer.from(chance.pick(['', '{}', '\xff\xfe', 'x'.repeat(131_072), 'x'.repeat(131_073)]), 'latin1');
  const headers = await anyHeaders(chance, port, method, path, body);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\ncontent-length: ${body.length}\r\n\r\n`;
  const connection = await RawConnection.open(port);
  threw(1);
  const answered = httpAnswer(connection, ANSWER_WITHIN_MS);
  await connection.write(Buffer.concat([Buffer.from(head), body]));
  const answer = await answered;
  if (answer === undefined && !connection.isClosed) oracle.finding('a delivery was not answered', head);
  else if (answer !== undefined) oracle.http(answer);
  await connection.destroy();
}

async function anyHeaders(
  chance: Chance,
  port: number,
  method: string,
  path: string,
  body: Buffer,
): Promise<Record<string, string>> {
  const signed = await signedHeaders(port, method, path, body);
  if (chance.next() < 0.3) return signed;
  const names = Object.keys(signed);
  const changed = chance.pick(names);
  if (chance.next() < 0.5) return { ...signed, authorization: chance.pick(SIGNATURES) };
  const value = signed[changed] ?? '';
  return { ...signed, host: 'x', [changed]: chance.pick(['', `${value}x`, value.slice(1), 'x'.repeat(3_000)]) };
}
