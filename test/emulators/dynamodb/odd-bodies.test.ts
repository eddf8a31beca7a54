import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDynamoDbEndpoint } from '../../../emulators/dynamodb/endpoint.ts';
import { OPERATIONS } from '../../../emulators/dynamodb/library.ts';

const endpoint = await startDynamoDbEndpoint();
test.after(() => endpoint.close());

interface Odd {
  readonly target?: string;
  readonly type?: string;
  readonly authorization?: string;
  readonly method?: string;
}

async function send(body: string | Uint8Array<ArrayBuffer>, odd: Odd = {}) {
  const { authorization = 'AWS4-HMAC-SHA256 x', method = 'POST', target = 'GetItem' } = odd;
  const response = await fetch(endpoint.endpoint, {
    method,
    headers: {
      'x-amz-target': target.includes('.') ? target : `DynamoDB_20120810.${target}`,
      'content-type': odd.type ?? 'application/x-amz-json-1.0',
      authorization,
    },
    body,
    signal: AbortSignal.timeout(15_000),
  });
  const answer = (await response.json()) as { __type?: string; message?: string; TableNames?: string[] };
  return { status: response.status, kind: answer.__type?.split('#')[1], ...answer };
}

/** Everything is as before: the store answers. */
const isWell = async () => assert.deepEqual((await send('{}', { target: 'ListTables' })).status, 200);

test('bodies of null, arrays, numbers, nothing, brackets without end and bytes that are no text are 400, by name', async () => {
  for (const body of ['null', '[]', '[{}]', '0', '"x"', 'true', '', '{', 'a=b', '['.repeat(100_000)]) {
    const { kind, status } = await send(body);
    assert.deepEqual([status, kind], [400, 'SerializationException'], body.slice(0, 20));
  }
  assert.equal((await send(new Uint8Array([0xff, 0xfe, 0x00]))).status, 400);
  await isWell();
});

test('a body over 16 MiB is 413, and the next call is answered', async () => {
  const { kind, status } = await send(`{"TableName":"${'x'.repeat(17 << 20)}"}`);
  assert.deepEqual([status, kind], [413, 'RequestTooLargeException']);
  await isWell();
});

test('what is no call of the service is refused: its type, its target, its method, a call nobody signed', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', '']) {
    assert.deepEqual((await send('{}', { type })).kind, 'UnknownOperationException', type);
  }
  for (const target of [
    'Nonsense',
    '__proto__',
    'constructor',
    'a.b.c',
    'DynamoDB_20120810.',
    'S3.GetItem',
    '../x.y',
  ]) {
    assert.deepEqual((await send('{}', { target })).kind, 'UnknownOperationException', target);
  }
  assert.equal((await send('{}', { method: 'PUT' })).kind, 'UnknownOperationException');
  assert.equal((await send('{}', { authorization: 'Bearer x' })).kind, 'MissingAuthenticationTokenException');
  await isWell();
});

const ODD_VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    7,
    -1,
    1e308,
    '',
    'Odd',
    [],
    [null],
    [[]],
    {},
    { S: null },
    { S: 7 },
    { M: { a: { L: [{ N: 'x' }] } } },
  ],
  ...[
    { __proto__: null },
    [{ S: 'x' }],
    [{ AttributeName: 7 }],
    [{ Put: {} }],
    { Odd: [] },
    { Odd: { Keys: [{}] } },
    '\u0000',
  ],
];
const MEMBERS = [
  ...['TableName', 'Item', 'Key', 'Keys', 'RequestItems', 'KeySchema', 'AttributeDefinitions', 'BillingMode', 'Limit'],
  ...['GlobalSecondaryIndexes', 'LocalSecondaryIndexes', 'ProvisionedThroughput', 'KeyConditionExpression', 'Select'],
  ...['GlobalSecondaryIndexUpdates', 'UpdateExpression', 'ExpressionAttributeValues', 'ExpressionAttributeNames'],
  ...['ExclusiveStartKey', 'ScanFilter', 'FilterExpression', 'ConditionExpression', 'Expected', 'AttributeUpdates'],
  ...[
    'IndexName',
    'KeyConditions',
    'ProjectionExpression',
    'Segment',
    'TotalSegments',
    'ResourceArn',
    'Tags',
    'TagKeys',
  ],
];

test('fields of the wrong type in every operation are answered and end nothing', async () => {
  const definitions = [{ AttributeName: 'id', AttributeType: 'S' }];
  const table = { TableName: 'Odd', AttributeDefinitions: definitions, BillingMode: 'PAY_PER_REQUEST' };
  await send(JSON.stringify({ ...table, KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] }), {
    target: 'CreateTable',
  });
  let count = 0;
  for (const target of OPERATIONS) {
    // A table that is taken away is not odd.
    if (target === 'DeleteTable') continue;
    const bodies = MEMBERS.flatMap((member, at) =>
      // A fifth of them for each, another one for the next.
      ODD_VALUES.map((value, i) => {
        const other = MEMBERS[(at + i) % MEMBERS.length] ?? '';
        const base = { TableName: 'Odd', Key: { id: { S: 'a' } }, Item: { id: { S: 'a' } } };
        return JSON.stringify({ ...base, [other]: ODD_VALUES[(at * 7 + i) % ODD_VALUES.length], [member]: value });
      }).filter((_, i) => (i + at + target.length) % 5 === 0),
    );
    for (let i = 0; i < bodies.length; i += 50) {
      const answers = await Promise.all(bodies.slice(i, i + 50).map((body) => send(body, { target })));
      count += answers.length;
      for (const [at, { status, message }] of answers.entries()) {
        assert.ok(status < 500, `${target} ${bodies[i + at]}: ${status} ${message}`);
      }
    }
  }
  assert.ok(count > 2_000);
  await isWell();
});
