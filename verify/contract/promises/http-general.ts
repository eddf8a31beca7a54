/** Section 2, and the HTTP codes of section 1: unknown paths, bodies that are too large. */
import { between, fits, TEXT } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import { isAnswered, isRefused } from '../web.ts';

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
    const connection = await stage.keepAlive();
    const headers = { Authorization: `Bearer ${await stage.token()}` };
    const request = { method: 'POST', path: '/sessions', headers, isChunked: true };
    const answer = await connection.ask({ ...request, body: body(BODY_BYTES + 1) });
    fits('the status', answer.status, 413);
    const details = { kind: 'body', limit: BODY_BYTES, size: between(BODY_BYTES + 1, Number.MAX_SAFE_INTEGER) };
    fits('the body', JSON.parse(answer.body.toString()), { code: 'PAYLOAD_TOO_LARGE', statusCode: 413, details });
  }),
  promised('2.content-type', 'JSON is labelled as such', async (stage) => {
    const { headers } = await stage.http('GET', '/health');
    fits('content-type', headers['content-type'], /^application\/json/);
    fits('a version of HTTP', headers['content-type'], TEXT);
  }),
];
