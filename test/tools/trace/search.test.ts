import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { CommandFailure } from '../../../testkit/command/failure.ts';
import { Jaeger } from '../../../tools/trace/jaeger.ts';
import { findTraces } from '../../../tools/trace/search.ts';
import type { Span } from '../../../tools/trace/span.ts';
import { recordedTrace, recordedTraces, span } from './recorded.ts';

/** Answers with each in turn, the last for ever; `asked` are the addresses. */
async function fakeJaeger(t: TestContext, ...answers: readonly [status: number, body: string][]) {
  const asked: URL[] = [];
  const server = createServer((request, response) => {
    const [status, body] = answers[Math.min(asked.length, answers.length - 1)] ?? [500, ''];
    asked.push(new URL(request.url ?? '', 'http://jaeger'));
    response.writeHead(status).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  t.after(close);
  const jaeger = new Jaeger(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return { jaeger, asked, close };
}

test('Jaeger is asked for a service’s traces since a moment', async (t) => {
  const { jaeger, asked } = await fakeJaeger(t, [200, JSON.stringify({ result: recordedTraces() })]);

  const traces = await jaeger.traces('rostrum', 0);

  assert.deepEqual(traces, [recordedTrace()]);
  assert.equal(asked[0]?.pathname, '/api/v3/traces');
  assert.equal(asked[0]?.searchParams.get('query.service_name'), 'rostrum');
  assert.equal(asked[0]?.searchParams.get('query.start_time_min'), '1970-01-01T00:00:00.000Z');
});

test('one trace is given as Jaeger has it, and none is none', async (t) => {
  const { jaeger, asked } = await fakeJaeger(t, [200, JSON.stringify({ result: recordedTraces() })], [404, '{}']);

  assert.deepEqual(await jaeger.trace('abc'), recordedTraces());
  assert.equal(asked[0]?.pathname, '/api/v3/traces/abc');
  assert.deepEqual(await jaeger.traces('rostrum', 0), []);
});

test('who does not answer as Jaeger does is told of in one line', async (t) => {
  const { jaeger, close } = await fakeJaeger(t, [503, 'starting'], [200, '<html>'], [200, '{}']);

  await assert.rejects(jaeger.trace('a'), { name: 'CommandFailure', message: /^Jaeger at .* answered 503: starting$/ });
  await assert.rejects(jaeger.trace('a'), { name: 'CommandFailure', message: /answered 200: <html>$/ });
  await assert.rejects(jaeger.trace('a'), { name: 'CommandFailure', message: /answered 200: \{\}$/ });
  close();
  await assert.rejects(jaeger.trace('a'), { name: 'CommandFailure', message: /^no answer from Jaeger at / });
});

/** A Jaeger that knows more each time it is asked. */
function growing(...answers: readonly Span[][][]) {
  let asked = 0;
  return { traces: async () => answers[Math.min(asked++, answers.length - 1)] ?? [] };
}
const whole = recordedTrace();
const another = whole.map((one) => ({ ...one, traceId: 'another' }));
const silence = [span({ id: 'r', name: 'utterance', traceId: 'silence' })];

test('traces are waited for until as many are whole as were heard; silence is no part of them', async () => {
  const jaeger = growing([], [whole], [silence, whole, another]);

  const found = await findTraces({ jaeger, sinceMs: 0, count: 2, withinMs: 10_000, everyMs: 1 });

  assert.deepEqual(
    found.map(([first]) => first?.traceId),
    [whole[0]?.traceId, 'another'],
  );
});

test('when time is up, what each of the others lacks is said', async () => {
  const search = findTraces({ jaeger: growing([whole, silence]), sinceMs: 0, count: 2, withinMs: 0, everyMs: 1 });

  await assert.rejects(search, (error: CommandFailure) => {
    assert.match(
      error.message,
      /^1 of 2 sentences heard have their whole trace in Jaeger\n {2}silence \(1 spans\): it has no audio/,
    );
    return error.exitCode === 1;
  });
  await assert.rejects(
    findTraces({ jaeger: growing([]), sinceMs: 0, count: 1, withinMs: 0 }),
    /it has none of rostrum$/,
  );
});
