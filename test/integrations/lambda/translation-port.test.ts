import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type TestContext } from 'node:test';
import { startLambdaEndpoint } from '../../../emulators/lambda/endpoint.ts';
import { InvocationMetrics } from '../../../src/integrations/lambda/invocation-metrics.ts';
import { toFailedTranslation } from '../../../src/integrations/lambda/lambda-errors.ts';
import { createTranslationPort } from '../../../src/integrations/lambda/translation-port.ts';
import { MemoryMetrics } from '../../../src/integrations/metrics/memory-metrics.ts';
import type { TranslationRequest } from '../../../src/protocol/translation-request.ts';

const REQUEST: TranslationRequest = {
  sessionId: 'golden-eagle-427',
  sourceLanguage: 'en',
  transcriptText: 'Grüße.',
  isPartial: false,
  segment: 0,
  isSegmentFinal: true,
  stabilityScore: 1,
  timestamp: 1_699_500_000_000,
  emotionDynamics: { volume: 0.5, rate: 1, energy: 0.5 },
  resultId: 'r1',
  revision: 0,
  idempotencyKey: 'golden-eagle-427:0:r1:0',
  targetLanguages: ['es'],
  startTimeMs: 0,
  endTimeMs: 900,
  epoch: 0,
};
const LIMIT = { timeout: 10_000 };
const NEVER = new AbortController().signal;

type Answer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

async function start(t: TestContext, answer: Answer) {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, response, Buffer.concat(chunks)));
  });
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const translation = createTranslationPort({
    functionName: 'pipeline',
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' },
  });
  t.after(() => {
    translation.close();
    server.closeAllConnections();
    server.close();
  });
  return { translation, server, connections: () => connections };
}

test('a transcript is invoked as an Event with the request as its payload', LIMIT, async (t) => {
  let seen: IncomingMessage | undefined;
  let payload: unknown;
  const { translation } = await start(t, (request, response, body) => {
    seen = request;
    payload = JSON.parse(body.toString());
    response.writeHead(202).end();
  });

  assert.deepEqual(await translation.invoke(REQUEST, NEVER), { ok: true });

  assert.equal(seen?.method, 'POST');
  assert.equal(seen?.url, '/2015-03-31/functions/pipeline/invocations');
  assert.equal(seen?.headers['x-amz-invocation-type'], 'Event');
  assert.deepEqual(payload, REQUEST);
});

test('one connection serves calls that follow each other', LIMIT, async (t) => {
  const { translation, connections } = await start(t, (_, response) => response.writeHead(202).end());

  for (let i = 0; i < 5; i += 1) await translation.invoke(REQUEST, NEVER);

  assert.equal(connections(), 1);
});

for (const [status, name, failure] of [
  [429, 'TooManyRequestsException', 'throttled'],
  [404, 'ResourceNotFoundException', 'notFound'],
  [403, 'AccessDeniedException', 'accessDenied'],
  [403, 'ExpiredTokenException', 'accessDenied'],
  [400, 'UnrecognizedClientException', 'accessDenied'],
  [413, 'RequestTooLargeException', 'tooLarge'],
  [400, 'InvalidRequestContentException', 'refused'],
  [500, 'ServiceException', 'serviceError'],
  [503, 'Whatever', 'serviceError'],
  [301, 'Moved', 'serviceError'],
] as const) {
  test(`HTTP ${status} ${name} is ${failure}, and the call is made once`, LIMIT, async (t) => {
    let calls = 0;
    const { translation } = await start(t, (_, response) => {
      calls += 1;
      response.writeHead(status, { 'x-amzn-errortype': name, 'content-type': 'application/json' });
      response.end(JSON.stringify({ Message: 'said so' }));
    });

    const outcome = await translation.invoke(REQUEST, NEVER);

    assert.ok(!outcome.ok);
    assert.equal(outcome.failure, failure, outcome.detail);
    assert.equal(calls, 1);
  });
}

test('a function that failed is no success, whatever the status', LIMIT, async (t) => {
  const { translation } = await start(t, (_, response) =>
    response.writeHead(200, { 'x-amz-function-error': 'Unhandled' }).end('{}'),
  );

  assert.deepEqual(await translation.invoke(REQUEST, NEVER), {
    ok: false,
    failure: 'functionError',
    detail: 'Unhandled',
    verdict: 'answered',
  });
});

test('a service that hangs up is unreachable', LIMIT, async (t) => {
  const { translation } = await start(t, (request) => request.socket.destroy());

  const outcome = await translation.invoke(REQUEST, NEVER);

  assert.ok(!outcome.ok);
  assert.equal(outcome.failure, 'unreachable');
  assert.match(outcome.detail, /^ECONNRESET: /);
});

test('aborting ends a call that hangs, and the connection with it', LIMIT, async (t) => {
  let arrived: (request: IncomingMessage) => void = () => {};
  const called = new Promise<IncomingMessage>((resolve) => {
    arrived = resolve;
  });
  const { translation } = await start(t, (request) => arrived(request));
  const abort = new AbortController();
  const invoking = translation.invoke(REQUEST, abort.signal);
  const { socket } = await called;
  const closed = once(socket, 'close');

  abort.abort();

  const outcome = await invoking;
  assert.ok(!outcome.ok);
  assert.equal(outcome.failure, 'aborted');
  await closed;
});

test('a call aborted beforehand is not made', LIMIT, async (t) => {
  let calls = 0;
  const { translation } = await start(t, () => {
    calls += 1;
  });

  const outcome = await translation.invoke(REQUEST, AbortSignal.abort());

  assert.ok(!outcome.ok);
  assert.equal(outcome.failure, 'aborted');
  assert.equal(calls, 0);
});

test('against the embedded endpoint an Event is accepted, and an unknown function is not found', LIMIT, async (t) => {
  const module = new URL('../../emulators/lambda/handlers/plain.mjs', import.meta.url).href;
  const lambda = await startLambdaEndpoint({ functions: { pipeline: { module } } });
  t.after(() => lambda.close());
  const service = {
    region: 'us-east-1',
    endpoint: lambda.endpoint,
    credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' },
  };
  const known = createTranslationPort({ functionName: 'pipeline', ...service });
  const metrics = new MemoryMetrics();
  const counted = new InvocationMetrics({ metrics, monotonicNow: () => performance.now(), timeoutMs: 5_000 });
  const unknown = createTranslationPort({ functionName: 'nobody', ...service }, { counted });

  assert.equal((await known.invoke(REQUEST, NEVER)).ok, true);
  const refused = await unknown.invoke(REQUEST, NEVER);

  assert.ok(!refused.ok);
  assert.equal(metrics.read().counters.LambdaInvocations, 1);
  assert.equal(metrics.read().counters[`LambdaErrors{failure=${refused.failure},handler=translationPipeline}`], 1);
  assert.equal(refused.failure, 'notFound');
  known.close();
  unknown.close();
});

test('whatever is thrown gets a name and one bounded line', () => {
  const unreachable = { ok: false, failure: 'unreachable', verdict: 'failed' } as const;
  assert.deepEqual(toFailedTranslation('a\nstring'), { ...unreachable, detail: 'Error: a string' });
  assert.deepEqual(toFailedTranslation(undefined), { ...unreachable, detail: 'Error: undefined' });
  assert.equal(toFailedTranslation(new Error('x'.repeat(1_000))).detail.length, 200);
  const unreadable = Object.assign(new SyntaxError('x'), { $metadata: { httpStatusCode: 200 } });
  assert.equal(toFailedTranslation(unreadable).failure, 'serviceError');
});

test('a refusal that the call is to blame for says nothing bad of the service', () => {
  const verdictOf = (status: number, name = 'Whatever') =>
    toFailedTranslation(Object.assign(new Error('x'), { name, $metadata: { httpStatusCode: status } })).verdict;

  assert.deepEqual([verdictOf(400), verdictOf(404), verdictOf(413)], ['answered', 'answered', 'answered']);
  assert.deepEqual([verdictOf(403), verdictOf(0, 'AbortError')], ['none', 'none']);
  assert.deepEqual([verdictOf(429), verdictOf(500), verdictOf(503)], ['failed', 'failed', 'failed']);
});
