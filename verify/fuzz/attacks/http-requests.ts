/** Unusual, broken or too large HTTP. The answer must be an error of the catalogue, or the connection must end. */
import type { Attack, AttackContext } from '../attack.ts';
import { httpAnswer } from '../http-answer.ts';
import { anyMethod, anyPath } from '../http-arbitraries.ts';
import { RawConnection } from '../raw-connection.ts';

const REQUESTS = 40;
const AT_ONCE = 8;
/** Short, because the server waits for the rest of an incomplete request and need not answer. */
const PATIENCE_MS = 150;
const BODIES = [
  '',
  '{',
  '{}',
  'null',
  '[]',
  '{"userId":{"a":1}}',
  '{"__proto__":{"userId":"x"}}',
  '{"status":"ended"}',
  '\xff\xfe',
];
const HEADS = [
  'Content-Length: -1',
  'Content-Length: 99999999999999999999',
  'Content-Length: 1e3',
  'Content-Length: 0x10',
  'Content-Length: 4\r\nContent-Length: 5',
  'Content-Length: 4\r\nTransfer-Encoding: chunked',
  'Transfer-Encoding: chunked, identity',
  'Authorization: Bearer',
  'Authorization: Bearer a.b.c',
  'Authorization: Basic Og==',
  'Origin: null',
  'Origin: http://evil.example',
  'X-Forwarded-For: ,,,;;::1, not an address',
  'Expect: 100-continue',
  ': no name',
  'No-Colon',
  'X-Null: a\x00b',
  ' Folded: x',
];

export const httpRequests: Attack = { name: 'http requests', lane: 'fast', run };

async function run(context: AttackContext): Promise<void> {
  const { oracle, port, threw } = context;
  for (let i = 0; i < REQUESTS && !context.signal.aborted; i += AT_ONCE) {
    const batch = Array.from({ length: AT_ONCE }, async () => {
      const connection = await RawConnection.open(port);
      threw(1);
      const answered = httpAnswer(connection, PATIENCE_MS);
      await connection.write(anyRequest(context));
      const answer = await answered;
      if (answer !== undefined) oracle.http(answer);
      await connection.destroy();
    });
    await Promise.all(batch);
  }
}

function anyRequest({ chance }: AttackContext): Buffer {
  const line = `${anyMethod(chance)} ${anyPath(chance)} HTTP/1.1`;
  const host = `Host: x\r\nX-Forwarded-For: ${chance.address()}`;
  switch (chance.integer(0, 7)) {
    case 0:
      return chance.bytes(chance.integer(1, 400));
    case 1:
      return Buffer.from(`${line}\r\n${host}\r\n${chance.pick(HEADS)}\r\n\r\n${chance.pick(BODIES)}`, 'latin1');
    case 2:
      return Buffer.from(`${line}\r\n${host}\r\nTransfer-Encoding: chunked\r\n\r\n${anyChunks(chance.integer(0, 5))}`);
    case 3:
      return Buffer.from(`${line}\r\n${host}\r\nContent-Length: 200000\r\n\r\n${'x'.repeat(200_000)}`);
    case 4: {
      const bomb = Array.from({ length: chance.pick([10, 60, 150, 1_000]) }, (_, i) => `X-${i}: ${'v'.repeat(40)}`);
      return Buffer.from(`${line}\r\n${host}\r\n${bomb.join('\r\n')}\r\n\r\n`);
    }
    default: {
      const body = chance.pick(BODIES);
      return Buffer.from(`${line}\r\n${host}\r\nContent-Length: ${body.length}\r\n\r\n${body}`, 'latin1');
    }
  }
}

function anyChunks(kind: number): string {
  return (
    [
      '0\r\n\r\n',
      'zz\r\n',
      '5\r\nabcdeXX0\r\n\r\n',
      'ffffffffffffffff\r\n',
      '-1\r\n',
      '2;x="\r\n{}\r\n0\r\nT: x\r\n\r\n',
    ][kind] ?? ''
  );
}
