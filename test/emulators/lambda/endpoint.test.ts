import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { startLambdaEndpoint } from '../../../emulators/lambda/endpoint.ts';
import { payloadOf, refusal, startFixture } from './lambda-fixture.ts';

test('a synchronous call returns the answer of the handler, which got event and context', async (t) => {
  const lambda = await startFixture(t, ['echo'], { timeoutMs: 5_000, memoryMb: 300, environment: { GREETING: 'hei' } });
  const clientContext = Buffer.from('{"custom":{"a":1}}').toString('base64');

  const output = await lambda.invoke('echo', { text: 'žluťoučký' }, { ClientContext: clientContext });

  const { remainingMs, ...rest } = payloadOf(output) as { remainingMs: number };
  assert.equal(output.StatusCode, 200);
  assert.equal(output.ExecutedVersion, '$LATEST');
  assert.equal(output.FunctionError, undefined);
  assert.ok(remainingMs > 0 && remainingMs <= 5_000);
  assert.deepEqual(rest, {
    event: { text: 'žluťoučký' },
    functionName: 'echo',
    awsRequestId: output.$metadata.requestId,
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:echo',
    memoryLimitInMB: '300',
    clientContext: { custom: { a: 1 } },
    calls: 1,
    greeting: 'hei',
  });
});

test('a function is found by name, ARN, partial ARN and alias, and its process outlives each call', async (t) => {
  const lambda = await startFixture(t, ['echo'], { aliases: ['live'] });
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:echo';

  const names = [
    'echo',
    arn,
    '000000000000:function:echo',
    'function:echo',
    'echo:live',
    `${arn}:live`,
    'echo:$LATEST',
  ];
  const answers = [];
  for (const name of names) answers.push(payloadOf(await lambda.invoke(name)) as { calls: number });
  const qualified = payloadOf(await lambda.invoke('echo', {}, { Qualifier: 'live' }));

  assert.deepEqual(
    answers.map(({ calls }) => calls),
    names.map((_, index) => index + 1),
  );
  assert.equal((qualified as { invokedFunctionArn: string }).invokedFunctionArn, `${arn}:live`);
  assert.equal(lambda.counters.starts, 1);
});

test('a call without payload gives the handler an empty object, and no result is null', async (t) => {
  const lambda = await startFixture(t, ['echo', 'nothing']);

  const echoed = payloadOf(await lambda.invoke('echo')) as { event: unknown };
  const nothing = await lambda.invoke('nothing', {});

  assert.deepEqual(echoed.event, {});
  assert.equal(nothing.Payload?.transformToString(), 'null');
});

test('a plain JavaScript module serves as well', async (t) => {
  const module = join(import.meta.dirname, 'handlers/plain.mjs');
  const lambda = await startFixture(t, [], {}, { functions: { plain: { module } } });

  assert.deepEqual(payloadOf(await lambda.invoke('plain', [1, 2])), { received: [1, 2] });
});

test('an event is answered 202 with no body before it has run, and events start in the order of arrival', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'lambda-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'order');
  const lambda = await startFixture(t, ['record']);

  const numbers = Array.from({ length: 40 }, (_, n) => n);
  const outputs = [];
  for (const n of numbers) outputs.push(await lambda.invoke('record', { file, n }, { InvocationType: 'Event' }));
  await lambda.drained();

  assert.ok(outputs.every((output) => output.StatusCode === 202 && (output.Payload ?? '').length === 0));
  assert.equal(await readFile(file, 'utf8'), numbers.map((n) => `${n}\n`).join(''));
  assert.equal(lambda.counters.succeeded, 40);
});

test('an event that fails is not tried again and leaves one line', async (t) => {
  const lambda = await startFixture(t, ['fail']);

  const { $metadata } = await lambda.invoke('fail', {}, { InvocationType: 'Event' });
  await lambda.drained();
  const { source, line } = await lambda.line(/^event/);

  assert.equal(source, 'endpoint');
  assert.equal(line, `event ${$metadata.requestId} failed: TypeError`);
  assert.equal(lambda.counters.failed, 1);
});

test('a dry run answers 204 and runs nothing', async (t) => {
  const lambda = await startFixture(t, ['echo']);

  const output = await lambda.invoke('echo', {}, { InvocationType: 'DryRun' });

  assert.equal(output.StatusCode, 204);
  assert.equal(lambda.counters.accepted, 0);
});

test('an unknown function or qualifier is ResourceNotFoundException with the ARN', async (t) => {
  const lambda = await startFixture(t, ['echo']);
  const message = 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:';

  await assert.rejects(
    lambda.invoke('nobody', {}),
    refusal(404, { name: 'ResourceNotFoundException', message: `${message}nobody`, Type: 'User' }),
  );
  await assert.rejects(lambda.invoke('echo:beta', {}), { message: `${message}echo:beta` });
});

test('a payload that is not JSON is InvalidRequestContentException', async (t) => {
  const lambda = await startFixture(t, ['echo']);

  const send = lambda.client.send(new InvokeCommand({ FunctionName: 'echo', Payload: '{"text":' }));
  const badContext = lambda.invoke('echo', {}, { ClientContext: 'bm90IGpzb24=' });

  await assert.rejects(send, refusal(400, { name: 'InvalidRequestContentException' }));
  await assert.rejects(badContext, { name: 'InvalidRequestContentException' });
});

test('an invocation type or a name outside the API is InvalidParameterValueException', async (t) => {
  const lambda = await startFixture(t, ['echo']);

  const type = lambda.invoke('echo', {}, { InvocationType: 'Later' as 'Event' });
  const name = lambda.invoke('not a name', {});

  await assert.rejects(type, { name: 'InvalidParameterValueException', message: /'Later' at 'invocationType'/ });
  await assert.rejects(name, { name: 'InvalidParameterValueException' });
});

test('payloads over 6 MiB, and events over 1 MiB, are RequestTooLargeException', async (t) => {
  const lambda = await startFixture(t, ['nothing']);
  const ofBytes = (size: number) => 'x'.repeat(size - 2);

  const fits = await lambda.invoke('nothing', ofBytes(6_291_456));
  const eventFits = await lambda.invoke('nothing', ofBytes(1_048_576), { InvocationType: 'Event' });

  assert.equal(fits.StatusCode, 200);
  assert.equal(eventFits.StatusCode, 202);
  const expected = refusal(413, { name: 'RequestTooLargeException' });
  await assert.rejects(lambda.invoke('nothing', ofBytes(6_291_457)), expected);
  await assert.rejects(lambda.invoke('nothing', ofBytes(1_048_577), { InvocationType: 'Event' }), expected);
});

test('a body far over the limit is answered without being read to its end', async (t) => {
  const lambda = await startFixture(t, ['nothing']);
  const call = request(`${lambda.endpoint}/2015-03-31/functions/nothing/invocations`, {
    method: 'POST',
    headers: { authorization: 'AWS4-HMAC-SHA256 x', 'x-amz-invocation-type': 'Event' },
  });
  call.on('error', () => {});

  call.write(Buffer.alloc(5_000_000, 'x'));
  const [response] = await once(call, 'response');
  call.destroy();

  assert.equal(response.statusCode, 413);
});

test('a client that leaves in the middle of its body disturbs nobody', async (t) => {
  const lambda = await startFixture(t, ['nothing']);
  const socket = connect(lambda.port, '127.0.0.1');

  socket.write(
    'POST /2015-03-31/functions/nothing/invocations HTTP/1.1\r\nhost: localhost\r\nauthorization: AWS4-x\r\n',
  );
  socket.write('content-length: 100\r\n\r\n{"half"');
  socket.end();
  await once(socket.resume(), 'close');

  assert.equal((await lambda.invoke('nothing')).StatusCode, 200);
  assert.equal(lambda.counters.accepted, 1);
});

test('calls that are not Invoke, or not signed, are refused', async (t) => {
  const lambda = await startFixture(t, ['echo']);
  const path = `${lambda.endpoint}/2015-03-31/functions/echo/invocations`;
  const headers = { authorization: 'AWS4-HMAC-SHA256 x' };

  const unsigned = await fetch(path, { method: 'POST', body: '{}' });
  const get = await fetch(path, { headers });
  const other = await fetch(`${lambda.endpoint}/2015-03-31/functions`, { method: 'POST', headers });
  const badEscape = await fetch(`${lambda.endpoint}/2015-03-31/functions/%ff/invocations`, { method: 'POST', headers });

  const seen = [unsigned, get, other, badEscape].map((r) => [r.status, r.headers.get('x-amzn-errortype')]);
  assert.deepEqual(seen, [
    [403, 'MissingAuthenticationTokenException'],
    [404, 'UnknownOperationException'],
    [404, 'UnknownOperationException'],
    [400, 'InvalidParameterValueException'],
  ]);
});

test('a module that is not there, and a port that is taken, are one clear line', async (t) => {
  const lambda = await startFixture(t, []);

  await assert.rejects(startLambdaEndpoint({ functions: { a: { module: '/nowhere/a.mjs' } } }), {
    message: 'function a: no module at /nowhere/a.mjs',
  });
  await assert.rejects(startLambdaEndpoint({ functions: {}, port: lambda.port }), {
    message: `cannot listen on 127.0.0.1:${lambda.port}: it is taken`,
  });
});
