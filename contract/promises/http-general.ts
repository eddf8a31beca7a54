/** Section 2, and the HTTP codes of section 1: health, readiness, CORS, and what is not there. */
import { connect } from 'node:net';
import { fits, holds, TEXT } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import { isAnswered, isRefused } from '../web.ts';

const ORIGIN = 'http://localhost:3000';
const BODY_BYTES = 65_536;

/** A JSON body of exactly this size. */
function body(bytes: number): string {
  const bare = JSON.stringify({ sourceLanguage: 'en', pad: '' });
  return JSON.stringify({ sourceLanguage: 'en', pad: 'x'.repeat(bytes - bare.length) });
}

const NOT_ALLOWED = [
  ['GET', '/sessions'],
  ['DELETE', '/sessions'],
  ['PUT', '/sessions/golden-eagle-000'],
  ['POST', '/sessions/golden-eagle-000'],
  ['POST', '/health'],
  ['DELETE', '/healthz'],
  ['POST', '/readyz'],
] as const;

export const httpGeneral: readonly Promised[] = [
  promised('2.health', 'GET /health is 200 {"status":"healthy",...}', async (stage) => {
    const answer = await stage.http('GET', '/health');
    isAnswered(answer, 200);
    fits('the body', answer.json, { status: 'healthy' });
  }),
  promised('2.healthz', 'GET /healthz is liveness: 200', async (stage) => {
    isAnswered(await stage.http('GET', '/healthz'), 200);
  }),
  promised('2.readyz', 'GET /readyz is 200 when ready', async (stage) => {
    isAnswered(await stage.http('GET', '/readyz'), 200);
  }),
  ...['/nothing', '/', '/sessions/golden-eagle-000/listeners', '/Health'].map((path) =>
    promised(`2.not-found-${path}`, `GET ${path} is 404 NOT_FOUND`, async (stage) => {
      isRefused(await stage.http('GET', path), 'NOT_FOUND');
    }),
  ),
  ...NOT_ALLOWED.map(([method, path]) =>
    promised(`2.not-allowed-${method}${path}`, `${method} ${path} is 405 METHOD_NOT_ALLOWED`, async (stage) => {
      isRefused(await stage.http(method, path, { token: await stage.token() }), 'METHOD_NOT_ALLOWED');
    }),
  ),
  promised('1.size-body', 'An HTTP body may have 64 KiB; one byte more is 413', async (stage) => {
    const token = await stage.token();
    isAnswered(await stage.http('POST', '/sessions', { token, body: body(BODY_BYTES) }), 201);
    const details = { kind: 'body', limit: BODY_BYTES, size: BODY_BYTES + 1 };
    const large = await stage.http('POST', '/sessions', { token, body: body(BODY_BYTES + 1) });
    isRefused(large, 'PAYLOAD_TOO_LARGE', details);
  }),
  promised('1.size-body-chunked', 'The limit holds for a body whose length is not said before', async (stage) => {
    const { hostname, port } = new URL(stage.server.url);
    const token = await stage.token();
    const head = [
      'POST /sessions HTTP/1.1',
      `Host: ${hostname}:${port}`,
      `Authorization: Bearer ${token}`,
      `X-Forwarded-For: ${stage.newAddress()}`,
      'Transfer-Encoding: chunked',
      'Connection: close',
    ];
    const status = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      socket.on('error', reject);
      socket.once('data', (data: Buffer) => {
        resolve(data.toString().split('\r\n')[0] ?? '');
        socket.destroy();
      });
      socket.once('close', () => resolve('no answer'));
      const large = body(BODY_BYTES + 1);
      socket.write(`${head.join('\r\n')}\r\n\r\n${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`);
    });
    fits('the status line', status, /^HTTP\/1\.1 413 /);
  }),
  promised('2.cors-origin', 'In embedded mode any loopback origin may ask', async (stage) => {
    for (const origin of [ORIGIN, 'http://127.0.0.1:5173', 'https://localhost']) {
      const { headers } = await stage.http('GET', '/health', { headers: { origin } });
      fits('access-control-allow-origin', headers['access-control-allow-origin'], origin);
    }
  }),
  promised('2.cors-errors', 'Errors are readable across origins as well', async (stage) => {
    const answer = await stage.http('GET', '/sessions/golden-eagle-000', { headers: { origin: ORIGIN } });
    isRefused(answer, 'SESSION_NOT_FOUND');
    fits('access-control-allow-origin', answer.headers['access-control-allow-origin'], ORIGIN);
  }),
  promised('2.cors-preflight', 'OPTIONS is answered, for every method and header a client needs', async (stage) => {
    const headers = {
      origin: ORIGIN,
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization, content-type',
    };
    const answer = await stage.http('OPTIONS', '/sessions/golden-eagle-000', { headers });
    holds('a status of 2xx', answer.status >= 200 && answer.status < 300, answer.status);
    fits('access-control-allow-origin', answer.headers['access-control-allow-origin'], ORIGIN);
    const methods = answer.headers['access-control-allow-methods'] ?? '';
    for (const method of ['GET', 'POST', 'PATCH', 'DELETE']) fits('the methods', methods, new RegExp(method));
    const allowed = (answer.headers['access-control-allow-headers'] ?? '').toLowerCase();
    for (const header of ['authorization', 'content-type']) fits('the headers', allowed, new RegExp(header));
  }),
  promised('2.cors-foreign', 'An origin that is not configured is not let in', async (stage) => {
    const { headers } = await stage.http('GET', '/health', { headers: { origin: 'https://elsewhere.example' } });
    const allowed = headers['access-control-allow-origin'];
    holds('no access-control-allow-origin', allowed === undefined, allowed);
  }),
  promised('2.cors-never-star', 'Never * with credentials', async (stage) => {
    for (const method of ['GET', 'OPTIONS']) {
      const { headers } = await stage.http(method, '/health', { headers: { origin: ORIGIN } });
      const isStar = headers['access-control-allow-origin'] === '*';
      holds('no * with credentials', !(isStar && 'access-control-allow-credentials' in headers), headers);
    }
  }),
  promised(
    '2.cors-aws',
    'In AWS mode a loopback origin that is not configured is not let in',
    async (stage) => {
      const { headers } = await stage.http('GET', '/health', { headers: { origin: ORIGIN } });
      const allowed = headers['access-control-allow-origin'];
      holds('no access-control-allow-origin', allowed === undefined, allowed);
    },
    { under: 'aws' },
  ),
  promised('2.content-type', 'JSON is labelled as such', async (stage) => {
    const { headers } = await stage.http('GET', '/health');
    fits('content-type', headers['content-type'], /^application\/json/);
    fits('a version of HTTP', headers['content-type'], TEXT);
  }),
];
