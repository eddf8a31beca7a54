/** One example of every kind of HTTP exchange, for promises that hold for all of them. */
import type { RawRequest } from '../http-connection.ts';
import type { Need } from '../needs.ts';
import type { Stage } from '../stage.ts';

export interface Exchange {
  readonly slug: string;
  readonly what: string;
  readonly status: number;
  readonly needs?: readonly Need[];
  readonly request: (stage: Stage) => Promise<RawRequest>;
}

export const ORIGIN = 'http://localhost:3000';
const BODY_BYTES = 65_536;
const UPLOAD_BYTES = 5_000_000;
const UPGRADE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': Buffer.from('contract of 16 b').toString('base64'),
};
const NOBODY = '/sessions/golden-eagle-000';

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const json = (value: unknown) => JSON.stringify(value);
const at = (method: string, path: string, more: Partial<RawRequest> = {}) => {
  return async (): Promise<RawRequest> => ({ method, path, ...more });
};
const upgradeTo = (path: string): Exchange['request'] => at('GET', path, { headers: UPGRADE });

/** A POST /sessions of a new user, with this body. */
function post(body: () => string | Uint8Array, more: Partial<RawRequest> = {}): Exchange['request'] {
  return async (stage) => {
    const headers = bearer(await stage.token());
    return { method: 'POST', path: '/sessions', headers, body: body(), ...more };
  };
}

/** A request about the client's own session. */
function own(method: string, more: Partial<RawRequest> = {}): Exchange['request'] {
  return async (stage) => {
    const { sessionId, token } = await stage.session();
    return { method, path: `/sessions/${sessionId}`, headers: bearer(token), ...more };
  };
}

async function foreign(stage: Stage): Promise<RawRequest> {
  const { sessionId } = await stage.session();
  return { method: 'DELETE', path: `/sessions/${sessionId}`, headers: bearer(await stage.token()) };
}

async function second(stage: Stage): Promise<RawRequest> {
  const { token } = await stage.speaker();
  return { method: 'POST', path: '/sessions', headers: bearer(token), body: json({ sourceLanguage: 'en' }) };
}

const PREFLIGHT = {
  Origin: ORIGIN,
  'Access-Control-Request-Method': 'DELETE',
  'Access-Control-Request-Headers': 'authorization',
};
const large = () => 'x'.repeat(BODY_BYTES + 1);

export const EXCHANGES: readonly Exchange[] = [
  { slug: 'get', what: 'GET, 200', status: 200, request: at('GET', '/health') },
  { slug: 'get-session', what: 'GET of a session, 200', status: 200, request: own('GET') },
  { slug: 'head', what: 'HEAD, 200', status: 200, request: at('HEAD', '/health') },
  { slug: 'head-session', what: 'HEAD of a session, 200', status: 200, request: own('HEAD') },
  { slug: 'head-unknown', what: 'HEAD, 404', status: 404, request: at('HEAD', NOBODY) },
  { slug: 'options', what: 'OPTIONS, 204', status: 204, request: at('OPTIONS', NOBODY, { headers: PREFLIGHT }) },
  { slug: 'post', what: 'POST, 201', status: 201, request: post(() => json({ sourceLanguage: 'en' })) },
  {
    slug: 'post-chunked',
    what: 'POST in chunks, 201',
    status: 201,
    request: post(() => json({ sourceLanguage: 'en' }), { isChunked: true }),
  },
  { slug: 'delete', what: 'DELETE, 204', status: 204, request: own('DELETE') },
  { slug: 'patch', what: 'PATCH, 200', status: 200, request: own('PATCH', { body: json({ status: 'ended' }) }) },
  { slug: 'invalid', what: 'a body that is no JSON, 400', status: 400, request: post(() => 'x') },
  { slug: 'no-body', what: 'POST without a body, 400', status: 400, request: post(() => '') },
  { slug: 'no-token', what: 'no token, 401', status: 401, request: at('DELETE', NOBODY) },
  { slug: 'forbidden', what: 'a foreign session, 403', status: 403, request: foreign },
  { slug: 'unknown', what: 'an unknown session, 404', status: 404, request: at('GET', NOBODY) },
  { slug: 'not-found', what: 'an unknown path, 404', status: 404, request: at('GET', '/nothing') },
  { slug: 'not-allowed', what: 'a wrong method, 405', status: 405, request: at('POST', '/health', { body: '{}' }) },
  { slug: 'exists', what: 'a second session, 409', status: 409, request: second },
  { slug: 'too-large', what: 'a body that is too large, 413', status: 413, request: post(large) },
  {
    slug: 'too-large-chunked',
    what: 'a body in chunks that is too large, 413',
    status: 413,
    request: post(large, { isChunked: true }),
  },
  {
    slug: 'too-large-upload',
    what: 'an upload of 5 MB, 413',
    status: 413,
    needs: ['direct'],
    request: post(() => Buffer.alloc(UPLOAD_BYTES, 'x')),
  },
  { slug: 'upgrade-400', what: 'a refused upgrade, 400', status: 400, request: upgradeTo('/?action=dance') },
  { slug: 'upgrade-401', what: 'a refused upgrade, 401', status: 401, request: upgradeTo('/?token=bad') },
  {
    slug: 'upgrade-404',
    what: 'a refused upgrade, 404',
    status: 404,
    request: upgradeTo('/?sessionId=golden-eagle-000&targetLanguage=es'),
  },
];
