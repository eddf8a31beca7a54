/** Section 2: CORS headers on every answer to an allowed origin, and on no answer to another. */
import { ABSENT, fits, holds } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import { isAnswered } from '../web.ts';
import { EXCHANGES, ORIGIN } from './exchanges.ts';

const ALLOWED = 'access-control-allow-origin';
const CONFIGURED = 'https://app.example';

export const cors: readonly Promised[] = [
  promised('2.cors-origin', 'In embedded mode any loopback origin may ask', async (stage) => {
    for (const origin of [ORIGIN, 'http://127.0.0.1:5173', 'https://localhost']) {
      const { headers } = await stage.http('GET', '/health', { headers: { origin } });
      fits(ALLOWED, headers[ALLOWED], origin);
    }
  }),
  ...EXCHANGES.map(({ slug, what, status, needs = [], request }) =>
    promised(
      `2.cors-${slug}`,
      `An answer carries its CORS headers: ${what}`,
      async (stage) => {
        const connection = await stage.keepAlive();
        const asked = await request(stage);
        const answer = await connection.ask({ ...asked, headers: { ...asked.headers, Origin: ORIGIN } });
        fits('the status', answer.status, status);
        fits(ALLOWED, answer.headers[ALLOWED], ORIGIN);
      },
      { needs },
    ),
  ),
  promised(
    '2.cors-429',
    'A 429 carries its CORS headers',
    async (stage) => {
      const address = stage.newAddress();
      const ask = (i: number) =>
        stage.http('GET', `/sessions/nobody-nowhere-${i}`, { address, headers: { origin: ORIGIN } });
      for (let i = 100; i < 110; i += 1) fits('the status', (await ask(i)).status, 404);
      const { status, headers } = await ask(110);
      fits('the status', status, 429);
      fits(ALLOWED, headers[ALLOWED], ORIGIN);
    },
    { needs: ['addresses'] },
  ),
  promised('2.cors-preflight', 'OPTIONS is answered, for every method and header a client needs', async (stage) => {
    const headers = {
      origin: ORIGIN,
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization, content-type',
    };
    const answer = await stage.http('OPTIONS', '/sessions/golden-eagle-000', { headers });
    holds('a status of 2xx', answer.status >= 200 && answer.status < 300, answer.status);
    fits(ALLOWED, answer.headers[ALLOWED], ORIGIN);
    const methods = answer.headers['access-control-allow-methods'] ?? '';
    for (const method of ['GET', 'POST', 'PATCH', 'DELETE']) fits('the methods', methods, new RegExp(method));
    const allowed = (answer.headers['access-control-allow-headers'] ?? '').toLowerCase();
    for (const header of ['authorization', 'content-type']) fits('the headers', allowed, new RegExp(header));
  }),
  promised('2.cors-foreign', 'An origin that is not configured is not let in', async (stage) => {
    const { headers } = await stage.http('GET', '/health', { headers: { origin: 'https://elsewhere.example' } });
    fits(ALLOWED, headers[ALLOWED], ABSENT);
  }),
  promised('2.cors-never-star', 'Never * with credentials', async (stage) => {
    for (const method of ['GET', 'OPTIONS']) {
      const { headers } = await stage.http(method, '/health', { headers: { origin: ORIGIN } });
      const isStar = headers[ALLOWED] === '*';
      holds('no * with credentials', !(isStar && 'access-control-allow-credentials' in headers), headers);
    }
  }),
  promised(
    '2.cors-aws',
    'In AWS mode the configured origins are let in, a loopback one that is not configured is not',
    async (stage) => {
      const configured = await stage.http('GET', '/health', { headers: { origin: CONFIGURED } });
      fits(ALLOWED, configured.headers[ALLOWED], CONFIGURED);
      const { headers } = await stage.http('GET', '/health', { headers: { origin: ORIGIN } });
      fits(ALLOWED, headers[ALLOWED], ABSENT);
    },
    { under: 'aws' },
  ),
  promised(
    '2.cors-503',
    'A 503 carries its CORS headers',
    async (stage) => {
      const { dynamodb } = stage.aws.lines;
      const headers = { origin: CONFIGURED };
      const token = await stage.token();
      dynamodb.cut();
      try {
        const refused = await stage.http('POST', '/sessions', { token, headers, json: { sourceLanguage: 'en' } });
        fits('the status', refused.status, 503);
        fits(ALLOWED, refused.headers[ALLOWED], CONFIGURED);
      } finally {
        dynamodb.mend();
      }
      isAnswered(await stage.http('GET', '/healthz', { headers }), 200);
    },
    { under: 'fragile', alone: 'lines' },
  ),
];
