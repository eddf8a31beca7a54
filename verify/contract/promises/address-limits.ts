/** Section 6: what one address may do in a minute, and what counts nowhere. */
import { fits, holds, type Patterns, POSITIVE } from '../expectation.ts';
import { type Promised, promised, withTerms } from '../promise.ts';
import type { Query, Stage } from '../stage.ts';
import { isAnswered, isRefused, type WebAnswer } from '../web.ts';

const over = (kind: string, limit: number): Patterns => ({ kind, limit, retryAfterMs: POSITIVE });
const REFUSED = 20;
const UNKNOWN = 10;
const CREATES = 50;
const CREATE = { action: 'createSession', sourceLanguage: 'en' };
const LIMITED = 'RATE_LIMIT_EXCEEDED';
/** As set in the condition `small`. */
const ACCEPTED_WHERE_SMALL = 8;

const nobody = (i: number) => `nobody-nowhere-${100 + i}`;

/** Connects that are refused because they are invalid. */
const MALFORMED: readonly (readonly [Query, number])[] = [
  [{ token: 'bad' }, 401],
  [{ action: 'dance' }, 400],
  [{ sessionId: 'nonsense', targetLanguage: 'es' }, 400],
];

async function refuseOften(stage: Stage, address: string): Promise<void> {
  for (let i = 0; i < REFUSED; i += 1) {
    const [query, status] = MALFORMED[i % MALFORMED.length] ?? [{}, 0];
    fits('the status', (await stage.upgrade(query, { address })).status, status);
  }
}

/** The requests that name a session, each with an unknown id. @returns the status of the answer. */
const WAYS: readonly ((stage: Stage, sessionId: string, address: string) => Promise<number>)[] = [
  async (stage, sessionId, address) => (await stage.upgrade({ sessionId, targetLanguage: 'es' }, { address })).status,
  async (stage, sessionId, address) => (await stage.http('GET', `/sessions/${sessionId}`, { address })).status,
  async (stage, sessionId, address) => {
    const query = { action: 'refreshConnection', role: 'listener', sessionId, targetLanguage: 'es' };
    return (await stage.upgrade(query, { address })).status;
  },
  async (stage, sessionId, address) => {
    const bare = await stage.connect({}, { address });
    bare.send({ action: 'joinSession', sessionId, targetLanguage: 'es' });
    return Number((await bare.next('error')).statusCode);
  },
];

async function guess(stage: Stage, address: string, count = UNKNOWN): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    const way = WAYS[i % WAYS.length];
    fits('the status', await way?.(stage, nobody(i), address), 404);
  }
}

const isLimited = (answer: WebAnswer, kind: string, limit: number) => isRefused(answer, LIMITED, over(kind, limit));

export const addressLimits: readonly Promised[] = withTerms({ needs: ['addresses'] }, [
  promised('6.refused', '20 refused connects a minute of an address: the 21st is 429 kind connect', async (stage) => {
    const address = stage.newAddress();
    await refuseOften(stage, address);
    for (const [query] of [...MALFORMED, [CREATE]] as const)
      isLimited(await stage.upgrade(query, { address }), 'connect', REFUSED);
  }),
  promised('6.refused-valid', '... and valid connects still go in', async (stage) => {
    const { sessionId } = await stage.speaker();
    const address = stage.newAddress();
    await refuseOften(stage, address);
    isLimited(await stage.upgrade({ token: 'bad' }, { address }), 'connect', REFUSED);
    await stage.connect({}, { address });
    await stage.listener(sessionId, 'es', {}, { address });
    await stage.speaker({}, { address });
  }),
  promised('6.refused-each', 'An address over its refused connects does not limit other addresses', async (stage) => {
    const address = stage.newAddress();
    await refuseOften(stage, address);
    fits('the first', (await stage.upgrade({ token: 'bad' }, { address })).status, 429);
    const other = await stage.upgrade({ token: 'bad' }, { address: stage.newAddress() });
    isRefused(other, 'INVALID_TOKEN');
  }),
  promised(
    '6.unknown',
    '10 unknown sessions a minute of an address, asked for in any way: then joins and look-ups are 429 kind join',
    async (stage) => {
      const address = stage.newAddress();
      await guess(stage, address);
      const sessionId = nobody(10);
      isLimited(await stage.upgrade({ sessionId, targetLanguage: 'es' }, { address }), 'join', UNKNOWN);
      isLimited(await stage.http('GET', `/sessions/${sessionId}`, { address }), 'join', UNKNOWN);
      const refresh = { action: 'refreshConnection', role: 'listener', sessionId, targetLanguage: 'es' };
      isLimited(await stage.upgrade(refresh, { address }), 'join', UNKNOWN);
      const bare = await stage.connect({}, { address });
      const message = { action: 'joinSession', sessionId, targetLanguage: 'es' };
      await bare.refused(message, LIMITED, over('join', UNKNOWN));
    },
  ),
  promised('6.unknown-before-lookup', '... before anything is looked up: of live sessions as well', async (stage) => {
    const { sessionId } = await stage.speaker();
    const address = stage.newAddress();
    await guess(stage, address);
    isLimited(await stage.upgrade({ sessionId, targetLanguage: 'es' }, { address }), 'join', UNKNOWN);
    isLimited(await stage.http('GET', `/sessions/${sessionId}`, { address }), 'join', UNKNOWN);
    await stage.listener(sessionId);
  }),
  promised('6.unknown-speaker', '... except a speaker with a token of its own', async (stage) => {
    const { sessionId, token } = await stage.session();
    const address = stage.newAddress();
    await guess(stage, address);
    await stage.attach(token, sessionId, { address });
    await stage.speaker({}, { address });
  }),
  promised('6.unknown-known', '... and a listener that names a known connectionId', async (stage) => {
    const { sessionId } = await stage.speaker();
    const address = stage.newAddress();
    const old = await stage.listener(sessionId, 'fr', {}, { address });
    old.terminate();
    await old.closing;
    await guess(stage, address);
    const query = { action: 'refreshConnection', role: 'listener', sessionId, connectionId: old.connectionId };
    const back = await stage.connect(query, { address });
    fits('it', await back.next('connectionRefreshComplete'), { targetLanguage: 'fr' });
    const unknown = { ...query, connectionId: 'nobody', targetLanguage: 'fr' };
    isLimited(await stage.upgrade(unknown, { address }), 'join', UNKNOWN);
  }),
  promised(
    '6.unknown-once',
    'An unknown session counts once a minute, however often it is asked for',
    async (stage) => {
      const address = stage.newAddress();
      for (let i = 0; i < 15; i += 1) {
        isRefused(await stage.http('GET', `/sessions/${nobody(0)}`, { address }), 'SESSION_NOT_FOUND');
      }
      for (let i = 1; i < UNKNOWN; i += 1) {
        isRefused(await stage.http('GET', `/sessions/${nobody(i)}`, { address }), 'SESSION_NOT_FOUND');
      }
      isLimited(await stage.http('GET', `/sessions/${nobody(UNKNOWN)}`, { address }), 'join', UNKNOWN);
    },
  ),
  promised('6.unknown-ended', 'Sessions that have ended are known, and count for nothing', async (stage) => {
    const { sessionId } = await stage.speaker();
    const address = stage.newAddress();
    for (let i = 0; i < UNKNOWN + 2; i += 1) {
      const { sessionId: ended, token } = await stage.session();
      isAnswered(await stage.http('DELETE', `/sessions/${ended}`, { token }), 204);
      const answer = await stage.upgrade({ sessionId: ended, targetLanguage: 'es' }, { address });
      isRefused(answer, 'SESSION_NOT_FOUND', { reason: 'ended' });
    }
    await stage.listener(sessionId, 'es', {}, { address });
  }),
  promised('6.unknown-malformed', 'Malformed ids do not count as unknown sessions', async (stage) => {
    const { sessionId } = await stage.speaker();
    const address = stage.newAddress();
    for (let i = 0; i < UNKNOWN + 2; i += 1) {
      isRefused(await stage.http('GET', `/sessions/nonsense-${i}`, { address }), 'INVALID_SESSION_ID');
    }
    await stage.listener(sessionId, 'es', {}, { address });
  }),
  promised('6.uncounted-429', 'Answers of 429 count nowhere', async (stage) => {
    const address = stage.newAddress();
    await guess(stage, address);
    for (let i = 0; i < REFUSED + 5; i += 1) {
      const query = { sessionId: nobody(20 + i), targetLanguage: 'es' };
      fits('the status', (await stage.upgrade(query, { address })).status, 429);
    }
    isRefused(await stage.upgrade({ token: 'bad' }, { address }), 'INVALID_TOKEN');
  }),
  promised(
    '6.uncounted-503',
    'Answers of 503 count nowhere',
    async (stage) => {
      const { sessionId } = await stage.speaker();
      await stage.listener(sessionId);
      await stage.listener(sessionId);
      const address = stage.newAddress();
      const query = { sessionId, targetLanguage: 'es' };
      for (let i = 0; i < REFUSED + 5; i += 1) isRefused(await stage.upgrade(query, { address }), 'SESSION_FULL');
      isRefused(await stage.upgrade({ token: 'bad' }, { address }), 'INVALID_TOKEN');
      await stage.connect({}, { address });
    },
    { under: 'small' },
  ),
  promised('6.hall', '30 phones behind one address scan the code; all return after a short loss', async (stage) => {
    const { speaker, sessionId } = await stage.speaker();
    const address = stage.newAddress();
    const hall = await Promise.all(Array.from({ length: 30 }, () => stage.listener(sessionId, 'es', {}, { address })));
    for (const phone of hall) phone.terminate();
    await Promise.all(hall.map((phone) => phone.closing));
    const back = await Promise.all(
      hall.map(({ connectionId }) =>
        stage.connect({ action: 'refreshConnection', role: 'listener', sessionId, connectionId }, { address }),
      ),
    );
    await Promise.all(back.map((phone) => phone.next('connectionRefreshComplete')));
    await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
    await Promise.all(back.map((phone) => phone.next('broadcastPaused')));
  }),
  promised(
    '6.accepted',
    'CONNECTS_ACCEPTED_PER_MINUTE of an address: one more is 429 kind connect',
    async (stage) => {
      const address = stage.newAddress();
      for (let i = 0; i < ACCEPTED_WHERE_SMALL; i += 1) await stage.connect({}, { address });
      isLimited(await stage.upgrade({}, { address }), 'connect', ACCEPTED_WHERE_SMALL);
      await stage.connect({}, { address: stage.newAddress() });
    },
    { under: 'small' },
  ),
  promised(
    '6.accepted-known',
    'A return that names a known connectionId counts for nothing, and is let in over the limit',
    async (stage) => {
      const { sessionId } = await stage.speaker();
      const address = stage.newAddress();
      let listener = await stage.listener(sessionId, 'es', {}, { address });
      const query = { action: 'refreshConnection', role: 'listener', sessionId };
      const comeBack = async () => {
        listener.terminate();
        await listener.closing;
        const back = await stage.connect({ ...query, connectionId: listener.connectionId }, { address });
        back.greeting = await back.next('connectionRefreshComplete');
        listener = back;
      };
      for (let i = 0; i < ACCEPTED_WHERE_SMALL; i += 1) await comeBack();
      for (let i = 1; i < ACCEPTED_WHERE_SMALL; i += 1) await stage.connect({}, { address });
      isLimited(await stage.upgrade({}, { address }), 'connect', ACCEPTED_WHERE_SMALL);
      await comeBack();
    },
    { under: 'small' },
  ),
  promised('6.creates', 'Session creations 50/h per user: the 51st is 429 kind create, in every way', async (stage) => {
    const token = await stage.token();
    const json = { sourceLanguage: 'en' };
    for (let i = 0; i < CREATES; i += 1) isAnswered(await stage.http('POST', '/sessions', { token, json }), 201);
    const details = over('create', CREATES);
    isRefused(await stage.http('POST', '/sessions', { token, json }), LIMITED, details);
    isRefused(await stage.upgrade({ ...CREATE, token }), LIMITED, details);
    const client = await stage.connect({ token });
    await client.refused(CREATE, LIMITED, details);
    holds('the user to be let in otherwise', client.closed === undefined, client.closed);
  }),
]);
