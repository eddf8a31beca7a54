import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpAnswer } from '../../../src/server/http/http-types.ts';
import { type InjectedRequest, inject } from '../../../src/server/http/inject.ts';
import { WebServer } from '../../../src/server/sockets/web-server.ts';
import { KeptConnection } from '../../support/kept-connection.ts';

const ANSWERS: Readonly<Record<string, HttpAnswer>> = {
  '/json': { status: 200, body: { text: 'é', list: [1] } },
  '/text': { status: 404, headers: { 'content-type': 'text/plain', vary: 'accept' }, body: 'olé' },
  '/bytes': { status: 200, body: new Uint8Array([0, 1, 0xff]) },
  '/empty': { status: 200 },
  '/none': { status: 204 },
  '/known': { status: 304, headers: { etag: '"x"' } },
  '/refused': { status: 405, headers: { allow: 'GET, HEAD' }, body: { code: 'X' } },
};

test('a request in memory is answered as the same request over the network is', async (t) => {
  const http = {
    maxBodyBytes: 1_000,
    headersFor: () => ({ vary: 'origin', 'x-common': 'yes' }),
    onTooLarge: (_: unknown, size: number): HttpAnswer => ({ status: 413, body: { size: Math.min(size, 1_001) } }),
    handle: async ({ path, method, isHead, rawQuery, header, headers, body }): Promise<HttpAnswer> => {
      if (path === '/fails') throw new Error('a bug');
      const seen = { method, isHead, path, rawQuery, accept: header('accept'), twice: headers.get('x-twice') };
      return ANSWERS[path] ?? { status: 200, body: { ...seen, body: Buffer.from(body).toString('hex') } };
    },
    onError: (): HttpAnswer => ({ status: 500, body: { code: 'FAILED' } }),
  } satisfies ConstructorParameters<typeof WebServer>[0]['http'];
  const web = new WebServer({ tls: undefined, maxBacklogBytes: 1_048_576, sockets: {} as never, http });
  const kept = new KeptConnection(await web.listen('127.0.0.1', 0));
  t.after(() => {
    kept.close();
    web.close();
  });
  const requests: InjectedRequest[] = [
    ...Object.keys(ANSWERS).flatMap((path) => ['GET', 'HEAD', 'POST'].map((method) => ({ method, path }))),
    { path: '/seen?a=b%20c&d', headers: { accept: 'x/y' } },
    { method: 'PATCH', path: '/%40seen/%E9', body: 'olé' },
    { method: 'POST', path: '/seen', body: 'x'.repeat(1_000) },
    { method: 'POST', path: '/seen', body: 'x'.repeat(1_001) },
    { method: 'DELETE', path: '/fails' },
    { method: 'PUT', path: '/seen', headers: { 'x-twice': ['a', 'b'] } },
  ];

  for (const request of requests) {
    const { headers = {}, body } = request;
    const network = await kept.ask({
      ...{ path: request.path, method: request.method ?? 'GET' },
      headers: headers as Record<string, string>,
      ...(typeof body === 'string' ? { body } : {}),
    });
    const memory = await inject(http, request);

    // Of the library's own.
    const { connection, date, 'keep-alive': _, uwebsockets: __, ...sent } = network.headers;
    const what = `${request.method ?? 'GET'} ${request.path}`;
    assert.deepEqual([network.status, sent, network.body], [memory.status, memory.headers, memory.text], what);
  }
});
