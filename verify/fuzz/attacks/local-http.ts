/**
 * Attacks the ports that only serve this machine (tables, pipeline, fault control, operator, inspector) with unusual calls,
 * and with requests from foreign pages and host names. Does not touch the server's tables: valid calls could empty them.
 */

import type { Chance } from '../../../testkit/chance.ts';
import type { Attack, AttackContext, LocalPorts } from '../attack.ts';
import { httpAnswer } from '../http-answer.ts';
import { anyMethod, anySegment } from '../http-arbitraries.ts';
import { RawConnection } from '../raw-connection.ts';

const REQUESTS = 48;
const AT_ONCE = 16;
/** Short, because the server waits for the rest of an incomplete request and need not answer. */
const PATIENCE_MS = 1_000;
const FOREIGN = [
  'evil.example',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  '0.0.0.0',
  'localhost@evil.example',
];
const OPERATIONS = [
  ...['BatchGetItem', 'BatchWriteItem', 'CreateTable', 'DeleteItem', 'DescribeTable', 'GetItem', 'ListTables'],
  ...['PutItem', 'Query', 'Scan', 'UpdateItem', 'UpdateTable', 'TransactWriteItems', '__proto__', 'constructor', ''],
];
const MEMBERS = [
  ...['TableName', 'Key', 'Item', 'KeySchema', 'AttributeDefinitions', 'RequestItems', 'UpdateExpression', 'Limit'],
  ...[
    'KeyConditionExpression',
    'ExpressionAttributeValues',
    'ExpressionAttributeNames',
    'ExclusiveStartKey',
    'Expected',
  ],
  ...[
    'GlobalSecondaryIndexes',
    'ProvisionedThroughput',
    'rules',
    'seed',
    'refuseConnections',
    '__proto__',
    'constructor',
  ],
];
const LEAVES = [null, true, 0, -1, 1e308, '', 'Fuzz', 'S', 'N', 'HASH', '\u0000', 'SET #a = :a', 'b'.repeat(300)];
const TYPES = ['application/x-amz-json-1.0', 'application/json', 'text/plain', 'application/jsonp', ''];
const AUTHORIZATIONS = ['AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=f', 'Bearer x', ''];
const INVOCATION = '/2015-03-31/functions/';
const ODD_HEADS = [
  ...['Content-Length: -1', 'Transfer-Encoding: chunked, identity', 'No-Colon', 'Expect: 100-continue', 'Upgrade: h2c'],
  ...[
    'X-Amz-Client-Context: bnVsbA==',
    'X-Amz-Invocation-Type: Odd',
    'X-Amz-Log-Type: Tail',
    `X-Big: ${'v'.repeat(20_000)}`,
  ],
];

export const localHttp: Attack = { name: 'local http', lane: 'fast', run };

async function run(context: AttackContext): Promise<void> {
  const { chance, local, oracle, threw } = context;
  for (let i = 0; i < REQUESTS && !context.signal.aborted; i += AT_ONCE) {
    const batch = Array.from({ length: AT_ONCE }, async () => {
      const name = chance.pick(Object.keys(local) as (keyof LocalPorts)[]);
      const { bytes, isForeign } = anyCall(chance, name, local[name]);
      const connection = await RawConnection.open(local[name]);
      threw(1);
      const answered = httpAnswer(connection, PATIENCE_MS);
      await connection.write(bytes);
      const answer = await answered;
      if (answer !== undefined)
        oracle.local(answer, isForeign && name !== 'admin', `${name}: ${bytes.toString('latin1')}`);
      await connection.destroy();
    });
    await Promise.all(batch);
  }
}

function anyCall(chance: Chance, name: keyof LocalPorts, port: number): { bytes: Buffer; isForeign: boolean } {
  if (chance.next() < 0.05) return { bytes: chance.bytes(chance.integer(1, 400)), isForeign: false };
  const isForeign = chance.next() < 0.25;
  // A request is foreign by its host name or by its origin.
  const byHost = isForeign && chance.next() < 0.5;
  const host = byHost ? chance.pick(FOREIGN) : chance.pick([`127.0.0.1:${port}`, `localhost:${port}`, '[::1]']);
  const origin = isForeign && !byHost ? chance.pick(['http://evil.example', 'null', 'file://', 'x']) : undefined;
  const body = anyBody(chance);
  const heads = [
    `Host: ${host}`,
    ...(origin === undefined ? [] : [`Origin: ${origin}`]),
    ...headsOf(chance, name),
    ...(!isForeign && chance.next() < 0.15 ? [chance.pick(ODD_HEADS)] : []),
    `Content-Length: ${body.length}`,
  ];
  const method = isForeign ? chance.pick(['GET', 'POST', 'PUT', 'OPTIONS', 'DELETE']) : anyMethod(chance);
  const head = `${method} ${pathOf(chance, name)} HTTP/1.1\r\n${heads.join('\r\n')}\r\n\r\n`;
  return { bytes: Buffer.concat([Buffer.from(head, 'latin1'), body]), isForeign };
}

function headsOf(chance: Chance, name: keyof LocalPorts): string[] {
  if (name !== 'dynamodb' && name !== 'lambda') return [];
  const target = `${chance.pick(['DynamoDB_20120810', 'DynamoDB_20120810', 'S3', ''])}.${chance.pick(OPERATIONS)}`;
  const type = chance.next() < 0.7 ? TYPES[0] : chance.pick(TYPES);
  const authorization = chance.next() < 0.8 ? AUTHORIZATIONS[0] : chance.pick(AUTHORIZATIONS);
  return [`X-Amz-Target: ${target}`, `Content-Type: ${type}`, `Authorization: ${authorization}`];
}

function pathOf(chance: Chance, name: keyof LocalPorts): string {
  const segment = anySegment(chance).replace(/[\s\0]/g, '_');
  if (name === 'lambda') {
    const called = chance.pick(['nobody', 'arn:aws:lambda:x:y:function:z', 'a:b:c', segment]);
    return `${INVOCATION}${called}/invocations${chance.pick(['', '?Qualifier=%zz', '/', '//'])}`;
  }
  if (name === 'faults')
    return `/faults${chance.pick(['', '/', '/dynamodb', '/lambda', '/transcribe', `/${segment}`])}`;
  if (name === 'inspect')
    return chance.pick(['/', '/stately', '/feed', `/feed?session=${segment}`, `/${segment}`, '//']);
  if (name === 'admin') return chance.pick(['/metrics', '/readyz', '/healthz', '/inside', `/inside/${segment}`, '//']);
  return chance.pick(['/', '/', '/', `/${segment}`, '/?X-Amz-Algorithm=x', '//']);
}

function anyBody(chance: Chance): Buffer {
  switch (chance.integer(0, 9)) {
    case 0:
      return Buffer.from(chance.pick(['', 'null', '[]', '0', '"x"', '{', '\xff\xfe']), 'latin1');
    case 1:
      return Buffer.from(chance.pick(['[', '{"a":']).repeat(100_000));
    case 2:
      return Buffer.from(`{"TableName":"${'x'.repeat(chance.pick([300, 70_000, 1_100_000]))}"}`);
    default:
      return Buffer.from(JSON.stringify(anyObject(chance, 0)));
  }
}

/** Never names a table of the server. As a fault plan it is always invalid, because `rules` is not a list of rules. */
function anyObject(chance: Chance, depth: number): unknown {
  const entries = Array.from({ length: chance.integer(0, 5) }, () => [chance.pick(MEMBERS), anyValue(chance, depth)]);
  const own =
    depth === 0
      ? [
          ['TableName', chance.pick(['Fuzz', 'Fuzz-2', 'x', 7, null])],
          ['odd', 1],
        ]
      : [];
  return Object.fromEntries([...entries, ...own]);
}

function anyValue(chance: Chance, depth: number): unknown {
  const kind = depth > 3 ? 0 : chance.integer(0, 3);
  if (kind <= 1) return chance.pick(LEAVES);
  if (kind === 2) return Array.from({ length: chance.integer(0, 3) }, () => anyValue(chance, depth + 1));
  return anyObject(chance, depth + 1);
}
