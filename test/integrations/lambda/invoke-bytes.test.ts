import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { TranslationOptions } from '../../../src/integrations/lambda/sdk-invoke.ts';
import { type BothWays, bothWays, KEYS, SPEECH } from './both-ways.ts';
import { ACCEPTED, type RawLambda, startRawLambda } from './raw-lambda.ts';

const LIMIT = { timeout: 20_000 };
const NOON = Date.UTC(2026, 10, 21, 12);
const ACCOUNT = 'arn:aws:lambda:eu-west-1:123456789012:function:pipeline';

async function startedAtNoon(t: TestContext): Promise<RawLambda> {
  // Both ways sign in the same second.
  t.mock.timers.enable({ apis: ['Date'], now: NOON });
  return startRawLambda(t);
}

/** Both ways send this payload; the requests must be equal, byte by byte. */
async function sameBytes(lambda: RawLambda, ways: BothWays, payload: Uint8Array): Promise<string> {
  await ways.theirs(payload);
  const theirs = lambda.requests.at(-1) ?? Buffer.alloc(0);
  const id = /amz-sdk-invocation-id: (\S+)/i.exec(theirs.toString('latin1'))?.[1];
  assert.ok(id !== undefined, 'the SDK names its calls');
  await ways.ours(payload, undefined, id);
  const ours = lambda.requests.at(-1) ?? Buffer.alloc(0);
  assert.equal(ours.toString('latin1'), theirs.toString('latin1'));
  return ours.toString('latin1');
}

for (const [named, options] of Object.entries<Partial<TranslationOptions>>({
  'a name': {},
  'a name with a version': { functionName: 'pipeline:live' },
  'an ARN': { functionName: ACCOUNT },
  'an ARN with a version': { functionName: `${ACCOUNT}:$LATEST` },
  'a name that has to be escaped': { functionName: "our pipeline's (newest)*!" },
  'another region': { region: 'cn-north-1' },
  'a session token': { credentials: { ...KEYS, sessionToken: 'IQoJb3JpZ2luX2VjE/+Yb8=='.repeat(40) } },
})) {
  test(`a request with ${named} has the bytes of the SDK’s`, LIMIT, async (t) => {
    const lambda = await startedAtNoon(t);
    const ways = bothWays(t, { endpoint: lambda.endpoint, ...options });

    const sent = await sameBytes(lambda, ways, SPEECH);

    assert.match(sent, /^POST \/2015-03-31\/functions\/\S+\/invocations HTTP\/1\.1\r\n/);
    assert.equal(ways.slowCalls(), 0, 'and it was not made by the SDK');
  });
}

test('an endpoint below a path is called there, with the bytes of the SDK’s', LIMIT, async (t) => {
  const lambda = await startedAtNoon(t);
  const ways = bothWays(t, { endpoint: `${lambda.endpoint}/local/aws` });

  assert.match(await sameBytes(lambda, ways, SPEECH), /^POST \/local\/aws\/2015-03-31\//);
  assert.equal(ways.slowCalls(), 0);
});

test('payloads of any size and language have the bytes of the SDK’s', LIMIT, async (t) => {
  const lambda = await startedAtNoon(t);
  const ways = bothWays(t, { endpoint: lambda.endpoint });

  for (const text of ['', '0', '{}', SPEECH.toString(), 'ß'.repeat(200_000), '\u0000\r\n\r\n']) {
    await sameBytes(lambda, ways, Buffer.from(text));
  }

  assert.equal(ways.slowCalls(), 0);
});

test('in each second, and over midnight, requests have the bytes of the SDK’s', LIMIT, async (t) => {
  const lambda = await startedAtNoon(t);
  const ways = bothWays(t, { endpoint: lambda.endpoint });
  const signed: string[] = [];

  for (const ms of [0, 999, 1_000, 12 * 3_600_000 - 1, 12 * 3_600_000, 36 * 3_600_000, 400 * 86_400_000, -86_400_000]) {
    t.mock.timers.setTime(NOON + ms);
    signed.push(/Credential=\S+|$/.exec(await sameBytes(lambda, ways, SPEECH))?.[0] ?? '');
  }

  assert.deepEqual(
    signed.map((credential) => credential.split('/')[1]),
    ['20261121', '20261121', '20261121', '20261121', '20261122', '20261123', '20271226', '20261120'],
  );
  assert.equal(ways.slowCalls(), 0);
});

test('the headers that the environment adds are the SDK’s: traces, the name of the application', LIMIT, async (t) => {
  const environment = {
    AWS_LAMBDA_FUNCTION_NAME: 'rostrum',
    _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
    AWS_SDK_UA_APP_ID: 'hall 7',
  };
  Object.assign(process.env, environment);
  t.after(() => {
    for (const name of Object.keys(environment)) delete process.env[name];
  });
  const lambda = await startedAtNoon(t);
  const ways = bothWays(t, { endpoint: lambda.endpoint });

  const sent = await sameBytes(lambda, ways, SPEECH);

  assert.match(sent, /X-Amzn-Trace-Id: Root=1-5759e988/i);
  assert.match(sent, /app\/hall/);
  assert.equal(ways.slowCalls(), 0);
});

test('renewed credentials sign the next request, with the bytes of the SDK’s', LIMIT, async (t) => {
  const lambda = await startedAtNoon(t);
  const renewals = ['one', 'two', 'two', 'three'];
  let current = '';
  const credentials = async () => ({
    ...{ accessKeyId: `AKID${current.toUpperCase()}`, secretAccessKey: current, sessionToken: `token ${current}` },
    expiration: new Date(0),
  });
  const ways = bothWays(t, { endpoint: lambda.endpoint, credentials });

  for (const renewal of renewals) {
    current = renewal;
    const sent = await sameBytes(lambda, ways, SPEECH);
    assert.match(sent, new RegExp(`Credential=AKID${renewal.toUpperCase()}/`));
    assert.match(sent, new RegExp(`x-amz-security-token: token ${renewal}\r\n`));
  }

  assert.equal(ways.slowCalls(), 0);
});

for (const [said, status] of [
  ['a refusal', 403],
  ['an accepted call', 202],
] as const) {
  test(`the clock is corrected by the date of ${said}, as the SDK does it`, LIMIT, async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: NOON });
    const late = new Date(NOON + 3_600_000).toUTCString();
    const lambda = await startRawLambda(t, (socket) =>
      socket.write(`HTTP/1.1 ${status} Said\r\nDate: ${late}\r\nContent-Length: 0\r\n\r\n`),
    );
    const ways = bothWays(t, { endpoint: lambda.endpoint });
    await Promise.allSettled([ways.ours(SPEECH), ways.theirs(SPEECH)]);
    lambda.answerWith((socket) => socket.write(ACCEPTED));

    const sent = await sameBytes(lambda, ways, SPEECH);

    assert.match(sent, /x-amz-date: 20261121T130000Z/);
  });
}
