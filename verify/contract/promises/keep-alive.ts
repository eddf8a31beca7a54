/** Section 2: HTTP/1.1 keep-alive after every kind of exchange, requests that arrive in pieces, HEAD, answers without a body. */
import { ABSENT, fits, holds, show } from '../expectation.ts';
import type { HttpConnection, RawAnswer, RawRequest } from '../http-connection.ts';
import { type Promised, promised } from '../promise.ts';
import type { Stage } from '../stage.ts';
import { EXCHANGES } from './exchanges.ts';

const WITHOUT_BODY = [204, 304];
const PAGE = { path: '/', headers: { Accept: 'text/html' } };
/** Connections at a time. Each sends the request cut at another byte. */
const CUTS_AT_ONCE = 40;
/** TCP payload of a packet of 1,500 bytes, about. */
const SEGMENT_BYTES = 1_400;

const caption = (sessionId: string) => {
  return JSON.stringify({ type: 'caption', sessionId, timestamp: Math.floor(Date.now() / 1000), text: 'hola' });
};

function isAnsweredWith(answer: RawAnswer, status: number): void {
  fits('the status', answer.status, status);
  fits('keep-alive', answer.headers.connection?.toLowerCase() === 'close', false);
  if (WITHOUT_BODY.includes(status)) fits('Content-Length', answer.headers['content-length'], ABSENT);
}

/** Checks that the connection can still be used: the next request gets its own answer. */
async function isUsable(connection: HttpConnection): Promise<void> {
  const next = await connection.ask({ path: '/health' });
  fits('the status of the next answer', next.status, 200);
  fits('the body of the next answer', next.body.toString(), /"status":"healthy"/);
}

/** Checks that a request gets this status wherever it is cut. */
async function holdsWhereverCut(
  stage: Stage,
  make: () => RawRequest,
  status: number,
  placesOf: (length: number) => number[],
) {
  const probe = await stage.keepAlive();
  const places = placesOf(probe.toBytes(make()).length);
  const wrong: string[] = [];
  const queue = [...places];
  const worker = async () => {
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      const connection = await stage.keepAlive();
      try {
        const answer = await connection.ask(make(), [at]);
        if (answer.status !== status) wrong.push(`${answer.status} when cut at ${at}`);
      } catch (error) {
        wrong.push(`${error instanceof Error ? error.message : show(error)} when cut at ${at}`);
      } finally {
        connection.terminate();
      }
    }
  };
  await Promise.all(Array.from({ length: CUTS_AT_ONCE }, worker));
  holds(`HTTP ${status} wherever it is cut, at ${places.length} places`, wrong.length === 0, wrong.slice(0, 5));
}

const everyByte = (length: number) => Array.from({ length: length - 1 }, (_, i) => i + 1);

export const keepAlive: readonly Promised[] = [
  ...EXCHANGES.map(({ slug, what, status, needs = [], request }) =>
    promised(
      `2.keep-alive-${slug}`,
      `The next request on the connection is answered after: ${what}`,
      async (stage) => {
        const connection = await stage.keepAlive();
        isAnsweredWith(await connection.ask(await request(stage)), status);
        await isUsable(connection);
        isAnsweredWith(await connection.ask(await request(stage)), status);
        await isUsable(connection);
      },
      { needs },
    ),
  ),
  promised('2.keep-alive-all', 'One connection takes every kind of exchange, one after another', async (stage) => {
    const connection = await stage.keepAlive();
    for (const { status, needs, request } of EXCHANGES) {
      if (needs !== undefined) continue;
      isAnsweredWith(await connection.ask(await request(stage)), status);
    }
    await isUsable(connection);
  }),
  promised('2.keep-alive-304', 'A 304 has no Content-Length, and the next request is answered', async (stage) => {
    const connection = await stage.keepAlive();
    const page = await connection.ask(PAGE);
    fits('the status', page.status, 200);
    const known = { ...PAGE, headers: { ...PAGE.headers, 'If-None-Match': page.headers.etag ?? 'none' } };
    isAnsweredWith(await connection.ask(known), 304);
    await isUsable(connection);
    isAnsweredWith(await connection.ask({ ...known, method: 'HEAD' }), 304);
    await isUsable(connection);
  }),
  promised(
    '2.keep-alive-429',
    'The next request is answered after a 429',
    async (stage) => {
      const connection = await stage.keepAlive();
      for (let i = 100; i < 112; i += 1) {
        const answer = await connection.ask({ path: `/sessions/nobody-nowhere-${i}` });
        fits('the status', answer.status, i < 110 ? 404 : 429);
      }
      await isUsable(connection);
    },
    { needs: ['addresses'] },
  ),
  promised(
    '2.keep-alive-delivery',
    'The next request is answered after every kind of delivery, refused ones too',
    async (stage) => {
      const { sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      const path = `/@connections/${encodeURIComponent(listener.connectionId)}`;
      const connection = await stage.keepAliveAsPipeline();
      for (const [method, body, status] of [
        ['POST', caption(sessionId), 200],
        ['GET', undefined, 200],
        ['POST', 'x'.repeat(131_073), 413],
        ['DELETE', undefined, 204],
      ] as const) {
        const request = { method, path, ...(body === undefined ? {} : { body }) };
        const answer = await connection.ask(request);
        fits(`the status of ${method}`, answer.status, status);
        if (status === 204) fits('Content-Length', answer.headers['content-length'], ABSENT);
        await isUsable(connection);
      }
      for (const method of ['POST', 'GET', 'DELETE']) {
        const gone = await connection.ask({
          method,
          path: '/@connections/nobody',
          ...(method === 'POST' ? { body: '{}' } : {}),
        });
        fits(`the status of ${method} to nobody`, gone.status, 410);
        await isUsable(connection);
      }
    },
    { needs: ['delivery'] },
  ),
  ...['/health', '/healthz', '/readyz', '/'].map((path) =>
    promised(`2.head-${path}`, `HEAD ${path} is answered like GET, without a body`, async (stage) => {
      const headers = path === '/' ? { headers: PAGE.headers } : {};
      const connection = await stage.keepAlive();
      const got = await connection.ask({ path, ...headers });
      const head = await connection.ask({ method: 'HEAD', path, ...headers });
      fits('the status', head.status, got.status);
      fits('Content-Type', head.headers['content-type'], got.headers['content-type']);
      await isUsable(connection);
    }),
  ),
  promised('2.head-session', 'HEAD of a session is answered like GET: 200, 404 and 400', async (stage) => {
    const { sessionId } = await stage.session();
    const connection = await stage.keepAlive();
    for (const [id, status] of [
      [sessionId, 200],
      ['golden-eagle-000', 404],
      ['nonsense', 400],
    ] as const) {
      fits('the status', (await connection.ask({ method: 'HEAD', path: `/sessions/${id}` })).status, status);
      await isUsable(connection);
    }
  }),
  promised('2.cut-get', 'A GET may arrive cut at any byte', async (stage) => {
    await holdsWhereverCut(stage, () => ({ path: '/healthz' }), 200, everyByte);
  }),
  promised('2.cut-head', 'A HEAD may arrive cut at any byte', async (stage) => {
    await holdsWhereverCut(stage, () => ({ method: 'HEAD', path: '/healthz' }), 200, everyByte);
  }),
  ...[false, true].map((isChunked) =>
    promised(
      `2.cut-post${isChunked ? '-chunked' : ''}`,
      `A POST ${isChunked ? 'in chunks ' : ''}may arrive cut at any byte`,
      async (stage) => {
        const body = JSON.stringify({ userId: stage.newUser() });
        const post = () => ({ method: 'POST', path: '/dev/tokens', body, isChunked });
        await holdsWhereverCut(stage, post, 200, everyByte);
      },
    ),
  ),
  promised('2.cut-upgrade', 'An upgrade with a long token in its address may arrive cut anywhere', async (stage) => {
    const query = new URLSearchParams({ token: await stage.token(), note: 'x'.repeat(SEGMENT_BYTES - 600) });
    const headers = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': Buffer.from('contract of 16 b').toString('base64'),
    };
    const places = (length: number) => [
      SEGMENT_BYTES,
      ...Array.from({ length: Math.floor(length / 29) }, (_, i) => 1 + i * 29),
      ...Array.from({ length: 40 }, (_, i) => length - 1 - i),
    ];
    await holdsWhereverCut(stage, () => ({ path: `/?${query}`, headers }), 101, places);
  }),
  promised('2.cut-everywhere', 'A request may arrive byte by byte', async (stage) => {
    const connection = await stage.keepAlive();
    const request = { method: 'OPTIONS', path: '/health' };
    const answer = await connection.ask(request, everyByte(connection.toBytes(request).length));
    holds('a status of 2xx', answer.status >= 200 && answer.status < 300, answer.status);
    await isUsable(connection);
  }),
];
