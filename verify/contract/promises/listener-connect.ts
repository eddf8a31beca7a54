/** Section 3: how a listener connects. */
import { TARGET_LANGUAGES } from '../codes.ts';
import { fits, holds, type Patterns, SECONDS, STATE, TEXT } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import type { Query, Stage } from '../stage.ts';
import { isAnswered, isRefused } from '../web.ts';

const JOINED: Patterns = {
  targetLanguage: 'es',
  sourceLanguage: 'en',
  connectionId: TEXT,
  listenerCount: 1,
  qualityTier: 'standard',
  broadcastState: STATE,
  timestamp: SECONDS,
};

async function statusOf(stage: Stage) {
  const { speaker, sessionId } = await stage.speaker();
  const status = () =>
    speaker.ask({ action: 'getSessionStatus' }, 'sessionStatus', (m) => m.updateReason === 'requested');
  return { speaker, sessionId, status };
}

const refusals: readonly (readonly [slug: string, claim: string, Query, Parameters<typeof isRefused>[1], Patterns])[] =
  [
    [
      'no-language',
      'sessionId with neither token nor targetLanguage is 400',
      { sessionId: '*' },
      'MISSING_PARAMETER',
      {},
    ],
    [
      'no-session',
      'targetLanguage without sessionId is 400',
      { targetLanguage: 'es' },
      'MISSING_PARAMETER',
      { parameter: 'sessionId' },
    ],
    ['join-nothing', '?action=joinSession alone is 400', { action: 'joinSession' }, 'MISSING_PARAMETER', {}],
    ['unknown-action', 'an unknown action in the query is 400', { action: 'dance' }, 'INVALID_ACTION', {}],
    [
      'unknown-action-joining',
      'an unknown action is 400 whatever else is there',
      { action: 'dance', sessionId: '*', targetLanguage: 'es' },
      'INVALID_ACTION',
      {},
    ],
    [
      'unoffered',
      'a language that is not offered is 400',
      { sessionId: '*', targetLanguage: 'xx' },
      'UNSUPPORTED_LANGUAGE',
      { supported: TARGET_LANGUAGES },
    ],
    [
      'unknown-session',
      'an unknown session is 404',
      { sessionId: 'golden-eagle-000', targetLanguage: 'es' },
      'SESSION_NOT_FOUND',
      { reason: 'unknown' },
    ],
    [
      'bad-session',
      'a malformed session is 400',
      { sessionId: 'nonsense', targetLanguage: 'es' },
      'INVALID_SESSION_ID',
      {},
    ],
  ];

export const listenerConnect: readonly Promised[] = [
  promised('3.join', '?sessionId=ID&targetLanguage=es joins and pushes sessionJoined', async (stage) => {
    const { sessionId } = await stage.speaker();
    const listener = await stage.listener(sessionId);
    fits('sessionJoined', listener.greeting, { ...JOINED, sessionId });
  }),
  promised('3.join-action', '?action=joinSession joins too', async (stage) => {
    const { sessionId } = await stage.speaker();
    const listener = await stage.listener(sessionId, 'es', { action: 'joinSession' });
    fits('sessionJoined', listener.greeting, { ...JOINED, sessionId });
  }),
  promised('3.join-message', 'A socket without anything joins by message', async (stage) => {
    const { sessionId } = await stage.speaker();
    const listener = await stage.connect();
    const joined = await listener.ask({ action: 'joinSession', sessionId, targetLanguage: 'es' }, 'sessionJoined');
    fits('sessionJoined', joined, { ...JOINED, sessionId });
  }),
  promised('3.join-state', 'sessionJoined tells the broadcast state of now', async (stage) => {
    const { speaker, sessionId } = await stage.speaker({ qualityTier: 'premium' });
    await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
    const listener = await stage.listener(sessionId);
    const broadcastState = { ...STATE, isPaused: true };
    fits('sessionJoined', listener.greeting, { ...JOINED, qualityTier: 'premium', broadcastState });
  }),
  promised('3.join-count', 'listenerCount counts the joiner', async (stage) => {
    const { sessionId } = await stage.speaker();
    fits('the first', (await stage.listener(sessionId)).greeting, { listenerCount: 1 });
    fits('the second', (await stage.listener(sessionId)).greeting, { listenerCount: 2 });
  }),
  promised('3.join-connection-ids', "connectionId is each socket's own and unguessable", async (stage) => {
    const { sessionId } = await stage.speaker();
    const ids = [await stage.listener(sessionId), await stage.listener(sessionId)].map((one) => one.connectionId);
    holds('two ids of 12 characters and more', ids[0] !== ids[1] && ids.every((id) => id.length >= 12), ids);
  }),
  ...TARGET_LANGUAGES.map((language) =>
    promised(`3.join-${language}`, `Target language ${language} is offered`, async (stage) => {
      const { sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId, language);
      fits('sessionJoined', listener.greeting, { targetLanguage: language });
    }),
  ),
  promised('3.join-again', 'A later joinSession is idempotent', async (stage) => {
    const { sessionId, status } = await statusOf(stage);
    const listener = await stage.listener(sessionId);
    const joined = await listener.ask({ action: 'joinSession', sessionId, targetLanguage: 'es' }, 'sessionJoined');
    fits('sessionJoined', joined, { ...JOINED, sessionId, connectionId: listener.connectionId });
    fits('the status', await status(), { listenerCount: 1, languageDistribution: { es: 1 } });
  }),
  promised('3.join-again-language', 'A later joinSession with another language changes the language', async (stage) => {
    const { sessionId, status } = await statusOf(stage);
    const listener = await stage.listener(sessionId);
    listener.send({ action: 'joinSession', sessionId, targetLanguage: 'fr' });
    await listener.settled();
    const answer = listener.waiting().find(({ type }) => type === 'sessionJoined' || type === 'languageChanged');
    fits('the answer', answer, { targetLanguage: 'fr' });
    const { languageDistribution } = await status();
    fits('the languages', languageDistribution, { fr: 1, es: undefined });
  }),
  promised('3.join-again-session', 'A later joinSession for another session is INVALID_PARAMETER', async (stage) => {
    const { sessionId } = await stage.speaker();
    const other = await stage.speaker();
    const listener = await stage.listener(sessionId);
    const message = { action: 'joinSession', sessionId: other.sessionId, targetLanguage: 'es' };
    await listener.refused(message, 'INVALID_PARAMETER', { parameter: 'sessionId' });
  }),
  promised('3.join-speaker', "joinSession on a speaker's socket is 403", async (stage) => {
    const { speaker, sessionId } = await stage.speaker();
    await speaker.refused({ action: 'joinSession', sessionId, targetLanguage: 'es' }, 'UNAUTHORIZED');
  }),
  promised('3.target-language-listener', 'targetLanguage present means listener, whoever asks', async (stage) => {
    const { speaker, sessionId, token } = await stage.speaker();
    const own = await stage.listener(sessionId, 'es', { token });
    fits('sessionJoined', own.greeting, { ...JOINED, sessionId });
    await own.refused({ action: 'pauseBroadcast' }, 'UNAUTHORIZED');
    await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
    await own.next('broadcastPaused');
  }),
  promised(
    '3.join-before-speaker',
    'A session made over HTTP may be joined before its speaker comes',
    async (stage) => {
      const { sessionId, token } = await stage.session();
      const listener = await stage.listener(sessionId);
      const speaker = await stage.attach(token, sessionId);
      await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
      await listener.next('broadcastPaused');
    },
  ),
  ...refusals.map(([slug, claim, query, code, details]) =>
    promised(`3.join-refused-${slug}`, `${claim}: ${code}`, async (stage) => {
      const { sessionId } = await stage.speaker();
      const mine = query.sessionId === '*' ? { ...query, sessionId } : query;
      isRefused(await stage.upgrade(mine), code, details);
    }),
  ),
  promised('3.join-refused-ended', 'Joining a session that has ended is 404, reason ended', async (stage) => {
    const { sessionId, token } = await stage.session();
    isAnswered(await stage.http('DELETE', `/sessions/${sessionId}`, { token }), 204);
    const answer = await stage.upgrade({ sessionId, targetLanguage: 'es' });
    isRefused(answer, 'SESSION_NOT_FOUND', { reason: 'ended' });
  }),
  promised(
    '6.session-full',
    'MAX_LISTENERS_PER_SESSION: one listener more is 503 SESSION_FULL',
    async (stage) => {
      const { sessionId } = await stage.speaker();
      const first = await stage.listener(sessionId);
      await stage.listener(sessionId);
      isRefused(await stage.upgrade({ sessionId, targetLanguage: 'es' }), 'SESSION_FULL');
      const bare = await stage.connect();
      await bare.refused({ action: 'joinSession', sessionId, targetLanguage: 'es' }, 'SESSION_FULL');
      first.socket.close();
      await first.closing;
      await stage.listener(sessionId);
    },
    { under: 'small' },
  ),
  promised(
    '2.supported-languages',
    'SUPPORTED_LANGUAGES says which target languages are offered',
    async (stage) => {
      const { sessionId } = await stage.speaker();
      await stage.listener(sessionId, 'ca');
      const refused = await stage.upgrade({ sessionId, targetLanguage: 'de' });
      isRefused(refused, 'UNSUPPORTED_LANGUAGE');
      const { supported } = Object(refused.json?.details);
      fits('details.supported, sorted', [...Object(supported)].sort(), ['ca', 'es', 'fr']);
    },
    { under: 'small' },
  ),
];
