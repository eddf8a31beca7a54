/** Section 2: sessions created, read and ended over HTTP. */

import type { Code } from '../codes.ts';
import { SOURCE_LANGUAGES } from '../codes.ts';
import {
  ABSENT,
  between,
  fits,
  holds,
  MILLISECONDS,
  members,
  type Patterns,
  SECONDS,
  SOME_LANGUAGES,
} from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import { isAnswered, isRefused } from '../web.ts';

const ID = /^[a-z]+-[a-z]+-\d{3}$/;
const PUBLIC = 'sessionId sourceLanguage qualityTier status listenerCount createdAt updatedAt expiresAt'.split(' ');
const LIFE_S = 7_200;

const BAD_BODIES: readonly (readonly [slug: string, body: string, Code, Patterns])[] = [
  ['not-json', 'sourceLanguage=en', 'INVALID_MESSAGE', {}],
  ['array', '[]', 'INVALID_MESSAGE', {}],
  ['no-language', '{}', 'MISSING_PARAMETER', { parameter: 'sourceLanguage' }],
  ['null-language', '{"sourceLanguage":null}', 'INVALID_PARAMETER', { parameter: 'sourceLanguage' }],
  ['number-language', '{"sourceLanguage":5}', 'INVALID_PARAMETER', { parameter: 'sourceLanguage' }],
  ['unoffered', '{"sourceLanguage":"xx"}', 'UNSUPPORTED_LANGUAGE', { supported: SOME_LANGUAGES }],
  ['bad-tier', '{"sourceLanguage":"en","qualityTier":"gold"}', 'INVALID_PARAMETER', { parameter: 'qualityTier' }],
  ['bad-segments', '{"sourceLanguage":"en","segments":"word"}', 'INVALID_PARAMETER', { parameter: 'segments' }],
  ['null-segments', '{"sourceLanguage":"en","segments":null}', 'INVALID_PARAMETER', { parameter: 'segments' }],
  ['null-tier', '{"sourceLanguage":"en","qualityTier":null}', 'INVALID_PARAMETER', { parameter: 'qualityTier' }],
];

const BAD_IDS = [
  'nonsense',
  'Golden-eagle-427',
  'golden-eagle-42',
  'golden-eagle-4271',
  'golden-eagle-',
  'a-b-c',
  '1-2-345',
];

export const httpSessions: readonly Promised[] = [
  promised('2.create', 'POST /sessions answers 201 with exactly the members of the page', async (stage) => {
    const { answer, userId } = await stage.session({ sourceLanguage: 'en', qualityTier: 'standard' });
    members('the session', answer.json, [...PUBLIC, 'speakerId']);
    fits('the session', answer.json, {
      sessionId: ID,
      speakerId: userId,
      sourceLanguage: 'en',
      qualityTier: 'standard',
      status: 'active',
      listenerCount: 0,
      createdAt: MILLISECONDS,
      updatedAt: MILLISECONDS,
      expiresAt: SECONDS,
    });
  }),
  promised('2.create-default-tier', 'qualityTier is standard when it is left out', async (stage) => {
    const { answer } = await stage.session({ sourceLanguage: 'en' });
    fits('the session', answer.json, { qualityTier: 'standard' });
  }),
  promised('2.create-premium', 'qualityTier may be premium', async (stage) => {
    const { answer } = await stage.session({ sourceLanguage: 'en', qualityTier: 'premium' });
    fits('the session', answer.json, { qualityTier: 'premium' });
  }),
  promised('2.create-life', 'expiresAt is two hours after createdAt', async (stage) => {
    const { answer } = await stage.session();
    const lifeS = Number(answer.json?.expiresAt) - Number(answer.json?.createdAt) / 1000;
    fits('the life in seconds', lifeS, between(LIFE_S - 2, LIFE_S + 2));
  }),
  ...BAD_BODIES.map(([slug, body, code, details]) =>
    promised(`2.create-${slug}`, `POST /sessions ${body} is 400 ${code}`, async (stage) => {
      isRefused(await stage.http('POST', '/sessions', { token: await stage.token(), body }), code, details);
    }),
  ),
  promised('2.create-no-token', 'POST /sessions without a token is 401', async (stage) => {
    isRefused(await stage.http('POST', '/sessions', { json: { sourceLanguage: 'en' } }), 'INVALID_TOKEN');
  }),
  promised('2.create-bad-token', 'POST /sessions with a bad token is 401', async (stage) => {
    const json = { sourceLanguage: 'en' };
    isRefused(await stage.http('POST', '/sessions', { json, token: 'a.b.c' }), 'INVALID_TOKEN');
    isRefused(await stage.http('POST', '/sessions', { json, token: '' }), 'INVALID_TOKEN');
  }),
  promised('2.get', 'GET /sessions/{id} is public: the same object, without speakerId', async (stage) => {
    const { sessionId, answer } = await stage.session();
    const got = await stage.http('GET', `/sessions/${sessionId}`);
    isAnswered(got, 200);
    members('the session', got.json, PUBLIC);
    const { speakerId, updatedAt, ...rest } = answer.json ?? {};
    holds('a speakerId for the owner', speakerId !== undefined, answer.json);
    fits('the session', got.json, { ...(rest as Patterns), updatedAt: MILLISECONDS });
  }),
  promised('2.get-with-token', 'GET has no speakerId for the owner either', async (stage) => {
    const { sessionId, token } = await stage.session();
    const got = await stage.http('GET', `/sessions/${sessionId}`, { token });
    fits('the session', got.json, { sessionId, speakerId: ABSENT });
  }),
  promised('2.get-listener-count', 'listenerCount over HTTP counts those present', async (stage) => {
    const { sessionId } = await stage.speaker();
    await stage.listener(sessionId, 'es');
    await stage.listener(sessionId, 'fr');
    const got = await stage.http('GET', `/sessions/${sessionId}`);
    fits('the session', got.json, { listenerCount: 2 });
  }),
  promised('2.get-made-by-socket', 'A session made over a WebSocket is read over HTTP', async (stage) => {
    const { sessionId } = await stage.speaker({ qualityTier: 'premium' });
    const got = await stage.http('GET', `/sessions/${sessionId}`);
    fits('the session', got.json, { sessionId, status: 'active', qualityTier: 'premium' });
  }),
  promised('2.get-unknown', 'GET of an unknown session is 404, reason unknown', async (stage) => {
    isRefused(await stage.http('GET', '/sessions/golden-eagle-000'), 'SESSION_NOT_FOUND', { reason: 'unknown' });
  }),
  promised('2.get-ended', 'GET of an ended session is 404, reason ended', async (stage) => {
    const { sessionId, token } = await stage.session();
    isAnswered(await stage.http('DELETE', `/sessions/${sessionId}`, { token }), 204);
    isRefused(await stage.http('GET', `/sessions/${sessionId}`), 'SESSION_NOT_FOUND', { reason: 'ended' });
  }),
  ...BAD_IDS.map((id) =>
    promised(`2.get-malformed-${id}`, `GET /sessions/${id} is 400 INVALID_SESSION_ID`, async (stage) => {
      isRefused(await stage.http('GET', `/sessions/${id}`), 'INVALID_SESSION_ID');
    }),
  ),
  promised('2.delete', 'DELETE by the owner is 204, listeners get sessionEnded', async (stage) => {
    const { speaker, sessionId, token } = await stage.speaker();
    const listener = await stage.listener(sessionId);
    const answer = await stage.http('DELETE', `/sessions/${sessionId}`, { token });
    isAnswered(answer, 204);
    fits('the body', answer.text, '');
    fits('sessionEnded', await listener.next('sessionEnded'), { sessionId, reason: 'ended' });
    fits('sessionEnded', await speaker.next('sessionEnded'), { sessionId, reason: 'ended' });
  }),
  promised('2.delete-second', 'A second DELETE or PATCH is 404', async (stage) => {
    const { sessionId, token } = await stage.session();
    isAnswered(await stage.http('DELETE', `/sessions/${sessionId}`, { token }), 204);
    isRefused(await stage.http('DELETE', `/sessions/${sessionId}`, { token }), 'SESSION_NOT_FOUND');
    const json = { status: 'ended' };
    isRefused(await stage.http('PATCH', `/sessions/${sessionId}`, { token, json }), 'SESSION_NOT_FOUND');
  }),
  ...(['DELETE', 'PATCH'] as const).flatMap((method) => {
    const json = method === 'PATCH' ? { json: { status: 'ended' } } : {};
    return [
      promised(
        `2.${method.toLowerCase()}-foreign`,
        `${method} of another user's session is 403 FORBIDDEN`,
        async (stage) => {
          const { sessionId } = await stage.session();
          const token = await stage.token();
          isRefused(await stage.http(method, `/sessions/${sessionId}`, { token, ...json }), 'FORBIDDEN');
          isAnswered(await stage.http('GET', `/sessions/${sessionId}`), 200);
        },
      ),
      promised(`2.${method.toLowerCase()}-no-token`, `${method} without a token is 401`, async (stage) => {
        const { sessionId } = await stage.session();
        isRefused(await stage.http(method, `/sessions/${sessionId}`, json), 'INVALID_TOKEN');
      }),
      promised(`2.${method.toLowerCase()}-unknown`, `${method} of an unknown session is 404`, async (stage) => {
        const token = await stage.token();
        isRefused(await stage.http(method, '/sessions/golden-eagle-000', { token, ...json }), 'SESSION_NOT_FOUND');
      }),
    ];
  }),
  promised(
    '2.patch',
    'PATCH {"status":"ended"} does the same as DELETE and answers 200 with the object as ended',
    async (stage) => {
      const { speaker, sessionId, token, userId } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      const answer = await stage.http('PATCH', `/sessions/${sessionId}`, { token, json: { status: 'ended' } });
      isAnswered(answer, 200);
      members('the session', answer.json, [...PUBLIC, 'speakerId']);
      fits('the session', answer.json, { sessionId, status: 'ended', speakerId: userId });
      for (const client of [listener, speaker]) {
        fits('sessionEnded', await client.next('sessionEnded'), { sessionId, reason: 'ended' });
      }
      isRefused(
        await stage.http('PATCH', `/sessions/${sessionId}`, { token, json: { status: 'ended' } }),
        'SESSION_NOT_FOUND',
      );
    },
  ),
  promised('2.patch-other', 'PATCH of anything but status ended is 400', async (stage) => {
    const { sessionId, token } = await stage.session();
    const path = `/sessions/${sessionId}`;
    isRefused(await stage.http('PATCH', path, { token, json: {} }), 'MISSING_PARAMETER', { parameter: 'status' });
    isRefused(await stage.http('PATCH', path, { token, json: { status: 'paused' } }), 'INVALID_PARAMETER');
    isRefused(await stage.http('PATCH', path, { token, json: { status: null } }), 'INVALID_PARAMETER');
    isRefused(await stage.http('PATCH', path, { token, body: 'x' }), 'INVALID_MESSAGE');
    isAnswered(await stage.http('GET', path), 200);
  }),
  promised('2.ids', 'Session ids are adjective-noun-number, unique and in no guessable order', async (stage) => {
    const sessions = await Promise.all(Array.from({ length: 12 }, () => stage.session()));
    const ids = sessions.map(({ sessionId }) => sessionId);
    for (const id of ids) fits('a session id', id, ID);
    holds('12 different ids', new Set(ids).size === 12, ids);
    holds('ids in no order', ids.join() !== [...ids].sort().join(), ids);
  }),
  promised(
    '2.source-languages',
    `Source languages: ${SOURCE_LANGUAGES.join(' ')}`,
    async (stage) => {
      for (const sourceLanguage of SOURCE_LANGUAGES) {
        const { answer } = await stage.session({ sourceLanguage });
        fits('the session', answer.json, { sourceLanguage });
      }
      const token = await stage.token();
      const refused = await stage.http('POST', '/sessions', { token, json: { sourceLanguage: 'nl' } });
      isRefused(refused, 'UNSUPPORTED_LANGUAGE');
      const { supported } = Object(refused.json?.details);
      fits('details.supported, sorted', [...Object(supported)].sort(), [...SOURCE_LANGUAGES].sort());
    },
    { under: 'aws' },
  ),
];
