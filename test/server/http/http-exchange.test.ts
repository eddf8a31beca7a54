import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addHeader,
  type ExchangeOptions,
  HttpExchange,
  type RawHead,
  toWrittenAnswer,
  type WrittenAnswer,
} from '../../../src/server/http/http-exchange.ts';
import type { HttpAnswer, HttpRequestInfo } from '../../../src/server/http/http-types.ts';
import { settled } from '../../support/actors/fake-clock.ts';

const HEAD: RawHead = {
  method: 'POST',
  path: '/a',
  rawQuery: 'b=c%20d',
  headers: new Map(),
  remoteAddress: '192.0.2.7',
};

function setUp(head: Partial<RawHead> = {}, answer: () => HttpAnswer | Promise<HttpAnswer> = () => ({ status: 200 })) {
  const handled: HttpRequestInfo[] = [];
  const written: WrittenAnswer[] = [];
  const options: ExchangeOptions = {
    maxBodyBytes: 4,
    headersFor: ({ headers }) => ({ vary: 'origin', 'x-for': headers.get('origin') ?? '' }),
    onTooLarge: ({ path }, size) => ({ status: 413, body: `${path} ${size}` }),
    handle: async (request) => {
      handled.push(request);
      return answer();
    },
    onError: (error, { path }) => ({ status: 500, body: `${path} ${error}` }),
  };
  const exchange = new HttpExchange({ ...HEAD, ...head }, options, (one) => written.push(one));
  const receive = (text: string, isLast: boolean) => {
    const memory = new Uint8Array(Buffer.from(text));
    exchange.receive(memory.buffer, isLast);
    // The transport uses this memory again as soon as it has been handed over.
    memory.fill(0xff);
  };
  return { exchange, receive, handled, written };
}

test('a request is handled once its body is whole, in whatever pieces it came', async () => {
  const { receive, handled, written } = setUp({ headers: new Map([['accept', 'x']]) });
  for (const piece of ['a', '', 'bcd']) receive(piece, false);
  assert.equal(handled.length, 0);

  receive('', true);
  await settled();

  const [request] = handled;
  assert.equal(Buffer.from(request?.body ?? []).toString(), 'abcd');
  assert.deepEqual([request?.path, request?.rawQuery, request?.query.get('b')], ['/a', 'b=c%20d', 'c d']);
  assert.deepEqual([request?.header('accept'), request?.header('other')], ['x', '']);
  assert.deepEqual([request?.method, request?.isHead, request?.remoteAddress], ['POST', false, '192.0.2.7']);
  assert.equal(written.length, 1);
});

test('HEAD is handled as GET, and what is written says so; a method in small letters is the same', async () => {
  for (const [method, seen, isHead] of [
    ['HEAD', 'GET', true],
    ['head', 'GET', true],
    ['get', 'GET', false],
    ['patch', 'PATCH', false],
  ] as const) {
    const { receive, handled, written } = setUp({ method });
    receive('', true);
    await settled();

    assert.deepEqual([handled[0]?.method, handled[0]?.isHead, written[0]?.isHead], [seen, isHead, isHead]);
  }
});

test('a body over the bound is answered at once, and the rest of it changes nothing', async () => {
  const { receive, handled, written } = setUp();
  receive('abc', false);
  receive('de', false);
  assert.deepEqual([written.length, written[0]?.status, String(written[0]?.content)], [1, 413, '/a 5']);

  receive('f', true);
  await settled();

  assert.deepEqual([written.length, handled.length], [1, 0]);
});

test('a client that has gone is not answered, whenever it went', async () => {
  const before = setUp();
  before.exchange.abort();
  before.receive('', true);
  const meanwhile = setUp();
  meanwhile.receive('', true);
  meanwhile.exchange.abort();
  const failing = setUp({}, () => Promise.reject(new Error('a bug')));
  failing.receive('', true);
  failing.exchange.abort();
  await settled();

  assert.deepEqual([before.handled.length, meanwhile.handled.length], [0, 1]);
  for (const { written } of [before, meanwhile, failing]) assert.deepEqual(written, []);
});

test('a handler that rejects is answered too, and every answer has the headers that all have', async () => {
  const headers = new Map([['origin', 'https://talks.example']]);
  for (const answer of [() => Promise.reject(new Error('a bug')), () => ({ status: 204 }) as const]) {
    const { receive, written } = setUp({ headers }, answer);
    receive('', true);
    await settled();

    const common = Object.fromEntries(written[0]?.headers ?? []);
    assert.deepEqual(common, { vary: 'origin', 'x-for': 'https://talks.example' });
  }
});

test('text and bytes are written as they are, anything else as JSON, and a status without content has none at all', () => {
  const written = (answer: HttpAnswer, isHead = false) => {
    const { status, headers, content } = toWrittenAnswer(answer, {}, isHead);
    return [status, Object.fromEntries(headers), content?.toString()];
  };
  const json = { 'content-type': 'application/json' };

  assert.deepEqual(written({ status: 200, body: 'é' }), [200, {}, 'é']);
  assert.deepEqual(written({ status: 200, body: Buffer.from('x') }), [200, {}, 'x']);
  assert.deepEqual(written({ status: 404, body: { a: [1] } }), [404, json, '{"a":[1]}']);
  assert.deepEqual(written({ status: 200, body: { a: 1 }, headers: { 'content-type': 'x/y' } })[1], {
    'content-type': 'x/y',
  });
  assert.deepEqual(written({ status: 200 }), [200, {}, '']);
  assert.deepEqual(
    written({ status: 200, body: 'x' }, true),
    [200, {}, 'x'],
    'how much of it goes out is the transport’s',
  );
  for (const status of [204, 304] as const) assert.deepEqual(written({ status }), [status, {}, undefined]);
});

test('the lines of a header that came several times are joined', () => {
  const headers = new Map<string, string>();
  for (const [name, value] of [
    ['a', '1'],
    ['b', ''],
    ['a', '2, 3'],
    ['b', 'x'],
  ] as const)
    addHeader(headers, name, value);

  assert.deepEqual(
    [...headers],
    [
      ['a', '1,2, 3'],
      ['b', ',x'],
    ],
  );
});
