import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { payloadOf, refusal, startFixture } from './lambda-fixture.ts';

/** A server that keeps whoever connects waiting until told otherwise. */
async function startGate(t: TestContext): Promise<{ server: Server; port: number; open(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on('error', () => {})));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const open = () => {
    for (const socket of sockets) socket.destroy();
  };
  t.after(() => {
    open();
    server.close();
  });
  return { server, port: (server.address() as AddressInfo).port, open };
}

test('an error of the handler comes back as Unhandled, with type, message and trace', async (t) => {
  const lambda = await startFixture(t, ['fail', 'failOddly']);

  const output = await lambda.invoke('fail', {});
  const odd = await lambda.invoke('failOddly', {});

  const error = payloadOf(output) as { errorType: string; errorMessage: string; trace: string[] };
  assert.equal(output.StatusCode, 200);
  assert.equal(output.FunctionError, 'Unhandled');
  assert.equal(error.errorType, 'TypeError');
  assert.equal(error.errorMessage, 'no such language');
  assert.equal(error.trace[0], 'TypeError: no such language');
  assert.deepEqual(payloadOf(odd), { errorType: 'string', errorMessage: 'a string' });
  assert.equal(lambda.counters.starts, 2);
});

test('a result that cannot be sent is a function error', async (t) => {
  const lambda = await startFixture(t, ['circular', 'huge']);

  const circular = payloadOf(await lambda.invoke('circular')) as { errorType: string };
  const huge = payloadOf(await lambda.invoke('huge')) as { errorType: string };

  assert.equal(circular.errorType, 'Runtime.MarshalError');
  assert.equal(huge.errorType, 'Function.ResponseSizeTooLarge');
});

test('a process that dies fails what it ran, says so in the log, and is replaced', async (t) => {
  const lambda = await startFixture(t, ['crash', 'unhandled']);

  const first = payloadOf(await lambda.invoke('crash'));
  const crashed = await lambda.invoke('crash', { code: 3 });
  const second = payloadOf(await lambda.invoke('crash'));
  const uncaught = payloadOf(await lambda.invoke('unhandled')) as { errorType: string };
  const { functionName, source } = await lambda.line(
    /^process ended \(exit status 3\); the next invocation starts another$/,
  );
  await lambda.line(/nobody catches this/);

  const { requestId } = crashed.$metadata;
  assert.equal(crashed.FunctionError, 'Unhandled');
  assert.deepEqual(payloadOf(crashed), {
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: exit status 3`,
  });
  assert.notEqual(first, second);
  assert.deepEqual([functionName, source], ['crash', 'endpoint']);
  assert.equal(uncaught.errorType, 'Runtime.ExitError');
  assert.equal(lambda.counters.crashed, 2);
});

test('a process killed from outside is named by its signal', async (t) => {
  const lambda = await startFixture(t, ['crash']);
  const pid = payloadOf(await lambda.invoke('crash')) as number;

  process.kill(pid, 'SIGKILL');
  await lambda.line(/^process ended \(signal: SIGKILL\)/);

  assert.equal((await lambda.invoke('crash')).FunctionError, undefined);
});

test('a handler that takes too long is timed out, and the next call gets a fresh process', async (t) => {
  const gate = await startGate(t);
  const lambda = await startFixture(t, ['wait'], { timeoutMs: 1_500 });
  const pid = payloadOf(await lambda.invoke('wait', { port: 1 }));

  const late = lambda.invoke('wait', { forever: true });
  const neighbour = once(gate.server, 'connection');
  const lateOutput = await late;
  const running = lambda.invoke('wait', { port: gate.port });
  await neighbour;
  gate.open();

  assert.equal(lateOutput.FunctionError, 'Unhandled');
  assert.deepEqual(payloadOf(lateOutput), {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${lateOutput.$metadata.requestId} Error: Task timed out after 1.50 seconds`,
  });
  assert.notEqual(payloadOf(await running), pid);
  assert.equal(lambda.counters.timedOut, 1);
});

test('an invocation beside one that timed out keeps its process until it has finished', async (t) => {
  const gate = await startGate(t);
  const lambda = await startFixture(t, ['wait'], { timeoutMs: 2_000 });
  const pid = payloadOf(await lambda.invoke('wait', { port: 1 }));
  const connected = once(gate.server, 'connection');

  const late = lambda.invoke('wait', { forever: true });
  // Half a timeout between the two starts, so that the second has time left when the first is given up.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const neighbour = lambda.invoke('wait', { port: gate.port });
  await Promise.all([late, connected]);
  gate.open();

  assert.equal(payloadOf(await neighbour), pid);
});

test('a handler that never yields is timed out and its process killed', async (t) => {
  const lambda = await startFixture(t, ['spin'], { timeoutMs: 200 });

  const output = payloadOf(await lambda.invoke('spin')) as { errorType: string };
  const again = payloadOf(await lambda.invoke('spin')) as { errorType: string };

  assert.deepEqual([output.errorType, again.errorType], ['Sandbox.Timedout', 'Sandbox.Timedout']);
  assert.equal(lambda.counters.starts, 2);
});

test('a module that cannot be loaded, or lacks the export, fails each call and says why', async (t) => {
  const module = join(import.meta.dirname, 'handlers/broken.ts');
  const stuck = join(import.meta.dirname, 'handlers/stuck.ts');
  const functions = { broken: { module }, stuck: { module: stuck, initTimeoutMs: 600 } };
  const lambda = await startFixture(t, ['notAFunction'], {}, { functions });

  const broken = payloadOf(await lambda.invoke('broken'));
  const missing = payloadOf(await lambda.invoke('notAFunction'));
  const late = payloadOf(await lambda.invoke('stuck'));
  await lambda.line(/^process ended \(Runtime\.ImportModuleError: broken at load\)/);

  assert.deepEqual(
    [broken, missing, late].map((error) => (error as { errorType: string }).errorType),
    ['Runtime.ImportModuleError', 'Runtime.HandlerNotFound', 'Runtime.InitTimeout'],
  );
});

test('events over the queue are refused with 429 and a reason, and those taken all run', async (t) => {
  const gate = await startGate(t);
  const lambda = await startFixture(t, ['wait'], {}, { concurrency: 1, maxQueuedEvents: 2 });
  const event = () => lambda.invoke('wait', { port: gate.port }, { InvocationType: 'Event' });
  const running = once(gate.server, 'connection');

  await event();
  await running;
  await event();
  await event();
  const full = event();
  const busy = lambda.invoke('wait', { port: 1 });

  const refused = (Reason: string) => refusal(429, { name: 'TooManyRequestsException', Reason });
  await Promise.all([
    assert.rejects(full, refused('FunctionInvocationRateLimitExceeded')),
    assert.rejects(busy, refused('ReservedFunctionConcurrentInvocationLimitExceeded')),
  ]);
  gate.server.on('connection', (socket) => socket.destroy());
  gate.open();
  await lambda.drained();
  const { accepted, succeeded, throttled } = lambda.counters;
  assert.deepEqual({ accepted, succeeded, throttled }, { accepted: 3, succeeded: 3, throttled: 2 });
});

test('the queue is bounded in size as well as in number', async (t) => {
  const lambda = await startFixture(t, ['wait'], { timeoutMs: 300 }, { concurrency: 1, maxQueuedChars: 100 });
  const event = (padding: string) => lambda.invoke('wait', { forever: true, padding }, { InvocationType: 'Event' });

  await event('');
  await assert.rejects(event('x'.repeat(100)), { name: 'TooManyRequestsException' });
});

test('what a function prints reaches the log line by line, and the caller who asks for the tail', async (t) => {
  const lambda = await startFixture(t, ['chatty', 'spin'], { timeoutMs: 1_500 });

  const [one, two] = await Promise.all([
    lambda.invoke('chatty', { text: 'one' }, { LogType: 'Tail' }),
    lambda.invoke('chatty', { text: 'two' }, { LogType: 'Tail' }),
  ]);
  const spun = await lambda.invoke('spin', {}, { LogType: 'Tail' });
  const printed = await Promise.all([lambda.line(/^out one$/), lambda.line(/^err two$/)]);

  const tailOf = (text: string | undefined) => Buffer.from(text ?? '', 'base64').toString('utf8');
  assert.deepEqual(printed, [
    { functionName: 'chatty', source: 'stdout', line: 'out one' },
    { functionName: 'chatty', source: 'stderr', line: 'err two' },
  ]);
  assert.match(tailOf(one.LogResult), /^START RequestId: .*\nout one\nerr one\nEND RequestId: .*\nREPORT .* ms\n$/);
  assert.match(tailOf(two.LogResult), /\nout two\nerr two\n/);
  assert.match(tailOf(spun.LogResult), /Task timed out after 1\.50 seconds\nEND/);
});

test('closing lets queued events run, refuses new calls and leaves no process', async (t) => {
  const gate = await startGate(t);
  const life = await startGate(t);
  const connected = once(life.server, 'connection');
  const environment = { LIFELINE_PORT: String(life.port) };
  const lambda = await startFixture(t, ['wait'], { environment }, { concurrency: 1 });
  const [process] = (await connected) as [Socket];
  const gone = once(process, 'close');
  process.resume();
  const running = once(gate.server, 'connection');
  for (let n = 0; n < 3; n += 1) await lambda.invoke('wait', { port: gate.port }, { InvocationType: 'Event' });
  await running;

  const closed = lambda.close();
  await assert.rejects(lambda.invoke('wait', { port: 1 }));
  gate.server.on('connection', (socket) => socket.destroy());
  gate.open();
  await Promise.all([closed, gone]);

  assert.equal(lambda.counters.succeeded, 3);
  assert.equal(lambda.counters.dropped, 0);
});

test('closing waits no longer than its bound: what runs is ended, what waits is dropped and said', async (t) => {
  const gate = await startGate(t);
  const lambda = await startFixture(t, ['wait'], {}, { concurrency: 2, drainTimeoutMs: 50 });
  const running = once(gate.server, 'connection');
  const answer = lambda.invoke('wait', { port: gate.port });
  await running;
  for (let n = 0; n < 3; n += 1) await lambda.invoke('wait', { forever: true }, { InvocationType: 'Event' });

  const [output] = await Promise.all([answer, lambda.close()]);

  assert.equal((payloadOf(output) as { errorType: string }).errorType, 'Runtime.ExitError');
  assert.equal(lambda.counters.dropped, 2);
  await lambda.line(/^2 queued events dropped at close$/);
});

test('a call that comes over an open connection while the endpoint closes is refused', async (t) => {
  const gate = await startGate(t);
  const lambda = await startFixture(t, ['wait']);
  const running = once(gate.server, 'connection');
  const socket = connect(lambda.port, '127.0.0.1').setEncoding('utf8');
  const call = (body: string) => {
    const head = 'POST /2015-03-31/functions/wait/invocations HTTP/1.1\r\nhost: localhost\r\nauthorization: AWS4-x\r\n';
    socket.write(`${head}content-length: ${body.length}\r\n\r\n${body}`);
  };
  call(JSON.stringify({ port: gate.port }));
  await running;

  const closed = lambda.close();
  call('{}');
  gate.open();
  let seen = '';
  for await (const chunk of socket) seen += chunk;
  await closed;

  assert.match(seen, /^HTTP\/1\.1 200 OK[\s\S]*HTTP\/1\.1 500 [\s\S]*The endpoint is closing/);
  assert.equal(lambda.counters.accepted, 1);
});

test('no process outlives a parent that was killed', async (t) => {
  const life = await startGate(t);
  const connected = once(life.server, 'connection');
  const parent = fork(join(import.meta.dirname, 'handlers/orphaning-parent.ts'), {
    env: { ...process.env, LIFELINE_PORT: String(life.port) },
    stdio: 'ignore',
  });
  t.after(() => parent.kill('SIGKILL'));
  const [child] = (await connected) as [Socket];

  const gone = once(child.resume(), 'close');
  parent.kill('SIGKILL');

  await gone;
});

test('a layer is loaded before the function with an environment of its own, and closed before the process ends', async (t) => {
  const moduleUrl = new URL('./handlers/layer.ts', import.meta.url).href;
  const layer = { moduleUrl, environment: { LAYERED: 'the layer' } };
  const lambda = await startFixture(t, ['echo'], { environment: { GREETING: 'hei' }, layer });

  const { greeting } = payloadOf(await lambda.invoke('echo')) as { greeting: string };
  const closed = lambda.line(/layer closed within 1000/);
  await lambda.close();

  assert.equal(greeting, 'the layer before hei');
  assert.equal((await closed).source, 'stdout');
});
