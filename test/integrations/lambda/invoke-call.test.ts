import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { EventEmitter, once } from 'node:events';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { HttpResponse } from '@smithy/core/protocols';
import { InvokeCall } from '../../../src/integrations/lambda/invoke-call.ts';
import { MAX_CONNECTIONS, SdkInvoke } from '../../../src/integrations/lambda/sdk-invoke.ts';
import { bothWays, KEYS, outcomeOf, SPEECH, sameFailure, startBothWays, traits } from './both-ways.ts';
import { ACCEPTED, answer, type RawLambda, startRawLambda } from './raw-lambda.ts';

const LIMIT = { timeout: 60_000 };

for (const [said, bytes, functionError] of [
  ['without a body', ACCEPTED, undefined],
  ['with a body', answer(202, '{"a":1}'), undefined],
  ['with a body in chunks', 'HTTP/1.1 202 Said\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n', undefined],
  ['with no content', 'HTTP/1.1 204 Said\r\n\r\n', undefined],
  ['after a 100', `HTTP/1.1 100 Continue\r\n\r\n${ACCEPTED}`, undefined],
  [
    'of a function that failed',
    answer(200, '{"errorMessage":"x"}', { 'X-Amz-Function-Error': 'Unhandled' }),
    'Unhandled',
  ],
] as const) {
  test(`an answer ${said} is what it is for the SDK`, LIMIT, async (t) => {
    const { lambda, ways } = await startBothWays(t, (socket) => socket.write(bytes));

    const outcomes = [];
    for (const call of [ways.theirs, ways.ours, ways.ours]) outcomes.push(await outcomeOf(call(SPEECH)));

    assert.deepEqual(outcomes, Array(3).fill({ functionError }));
    assert.equal(lambda.connections(), 2, 'our second call had the connection of the first');
  });
}

test('a refusal of any length is read to its end, and its name counts', LIMIT, async (t) => {
  const long = JSON.stringify({ Message: 'x'.repeat(4_000_000) });
  const { lambda, ways } = await startBothWays(t, (socket) => {
    socket.write(answer(400, long, { 'x-amzn-errortype': 'ThrottlingException' }));
  });

  const { error } = await outcomeOf(ways.ours(SPEECH));
  await outcomeOf(ways.ours(SPEECH));

  assert.equal(traits(error).failure, 'throttled');
  assert.ok((error as Error).message.length < 100, 'the text is not kept');
  assert.equal(lambda.connections(), 1);
});

test('where nobody listens the failure is the SDK’s', LIMIT, async (t) => {
  const { lambda } = await startBothWays(t);
  const closed = bothWays(t, { endpoint: `http://127.0.0.1:${await unusedPort(lambda)}` });

  assert.equal((await sameFailure(closed, 'nobody')).code, 'ECONNREFUSED');
});

test('a kept connection that the service closes between two calls is not used again', LIMIT, async (t) => {
  const closed: Promise<unknown>[] = [];
  const { lambda, ways } = await startBothWays(t, (socket) => {
    // The client closes its end when it has seen this one.
    closed.push(once(socket, 'close'));
    socket.end(ACCEPTED);
  });

  for (let n = 1; n <= 3; n += 1) {
    assert.equal(await ways.ours(SPEECH), undefined);
    await closed.at(-1);
  }

  assert.equal(lambda.connections(), 3);
});

test('a kept connection that is cut under a call fails it as the SDK’s; the next has a new one', LIMIT, async (t) => {
  const { lambda, ways } = await startBothWays(t);
  await ways.ours(SPEECH);
  await ways.theirs(SPEECH);
  lambda.answerWith((socket) => socket.resetAndDestroy());

  assert.equal((await sameFailure(ways, 'cut')).code, 'ECONNRESET');

  lambda.answerWith((socket) => socket.write(ACCEPTED));
  assert.equal(await ways.ours(SPEECH), undefined);
});

test('calls at once have a connection each, up to the bound; the others wait, and all are made', LIMIT, async (t) => {
  const held: Socket[] = [];
  const { lambda, ways } = await startBothWays(t, (socket) => held.push(socket));
  const calls = Array.from({ length: MAX_CONNECTIONS + 50 }, () => ways.ours(SPEECH));

  await lambda.received(MAX_CONNECTIONS);
  assert.equal(lambda.connections(), MAX_CONNECTIONS);
  lambda.answerWith((socket) => socket.write(ACCEPTED));
  for (const socket of held) socket.write(ACCEPTED);
  await Promise.all(calls);

  assert.equal(lambda.requests.length, MAX_CONNECTIONS + 50);
  assert.equal(lambda.connections(), MAX_CONNECTIONS);
});

for (const [when, said] of [
  ['before an answer', ''],
  ['in the head of an answer', 'HTTP/1.1 202 Acc'],
  ['in the body of an accepted call', 'HTTP/1.1 202 Said\r\nContent-Length: 5\r\n\r\n{'],
  ['in the body of a refusal', 'HTTP/1.1 500 Said\r\nContent-Length: 5\r\n\r\n{'],
] as const) {
  test(`a call that is aborted ${when} ends as the SDK’s does, and its connection with it`, LIMIT, async (t) => {
    const sockets: Socket[] = [];
    const heads = new EventEmitter();
    // In the turn after, whoever made the call is reading the body.
    const onHead = () => setImmediate(() => heads.emit('read'));
    subscribe('http.client.response.finish', onHead);
    t.after(() => unsubscribe('http.client.response.finish', onHead));
    const { lambda, ways } = await startBothWays(t, (socket) => {
      sockets.push(socket);
      socket.write(said);
    });
    const ends = [];
    for (const call of [ways.theirs, ways.ours]) {
      const abort = new AbortController();
      const headRead = said.includes('\r\n\r\n') ? once(heads, 'read') : undefined;
      const outcome = outcomeOf(call(SPEECH, abort.signal));
      await lambda.received(sockets.length + 1);
      const closed = new Promise((resolve) => sockets.at(-1)?.once('close', resolve));
      await headRead;
      abort.abort();
      ends.push(traits((await outcome).error));
      await closed;
    }

    assert.deepEqual(ends[1], ends[0]);
  });
}

test(
  'a provider of credentials that fails is the SDK’s failure; when it works again, so do calls',
  LIMIT,
  async (t) => {
    const lambda = await startRawLambda(t);
    let isBroken = true;
    const credentials = async () => {
      if (!isBroken) return KEYS;
      throw Object.assign(new Error('no role for this machine'), { name: 'CredentialsProviderError' });
    };
    const ways = bothWays(t, { endpoint: lambda.endpoint, credentials });

    assert.equal((await sameFailure(ways, 'no credentials')).failure, 'accessDenied');
    assert.equal(lambda.requests.length, 0);

    isBroken = false;
    assert.equal(await ways.ours(SPEECH), undefined);
  },
);

test('the first calls, all at once, are all signed here', LIMIT, async (t) => {
  const { lambda, ways } = await startBothWays(t);

  await Promise.all(Array.from({ length: 20 }, () => ways.ours(SPEECH)));

  assert.equal(lambda.requests.length, 20);
  assert.equal(ways.slowCalls(), 0);
});

test('a call for which nothing could be signed fails, and the next one tries again', LIMIT, async (t) => {
  const { endpoint, requests } = await startRawLambda(t);
  const sdk = new SdkInvoke({ functionName: 'pipeline', region: 'eu-west-1', endpoint, credentials: KEYS });
  t.after(() => sdk.close());
  const { signal } = new AbortController();
  const call = new InvokeCall({ sdk, onSlowCalls: () => {} });
  const signed = sdk.signed.bind(sdk);
  sdk.signed = async () => {
    throw new Error('no endpoint for this region');
  };

  await assert.rejects(call.send(SPEECH, signal), /no endpoint/);
  sdk.signed = signed;

  assert.deepEqual(await call.send(SPEECH, signal), { functionError: undefined, requestId: undefined });
  assert.equal(requests.length, 1);
});

test(
  'where the operator has the SDK limit the rate of calls, the SDK makes them, and it is said once',
  LIMIT,
  async (t) => {
    process.env.AWS_RETRY_MODE = 'adaptive';
    t.after(() => {
      delete process.env.AWS_RETRY_MODE;
    });
    const { lambda, ways } = await startBothWays(t);

    for (let n = 0; n < 3; n += 1) assert.equal(await ways.ours(SPEECH), undefined);

    assert.equal(lambda.requests.length, 3);
    assert.equal(ways.slowCalls(), 1);
  },
);

test('a body that broke off before it was read ends the call', LIMIT, async (t) => {
  const options = { functionName: 'pipeline', region: 'eu-west-1', endpoint: 'http://127.0.0.1:1', credentials: KEYS };
  for (const statusCode of [202, 500]) {
    const sdk = new SdkInvoke(options);
    t.after(() => sdk.close());
    const body = new Readable({ read() {} }).destroy();
    sdk.exchange = async () => new HttpResponse({ statusCode, body });

    const call = new InvokeCall({ sdk, onSlowCalls: () => {} });
    const { error } = await outcomeOf(
      call.send(SPEECH, new AbortController().signal).then(({ functionError }) => functionError),
    );

    assert.equal(traits(error).status, statusCode);
    assert.equal(traits(error).failure, 'serviceError');
  }
});

/** A port that was free a moment ago. */
async function unusedPort({ port }: RawLambda): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null && address.port !== port ? address.port : 1;
}
