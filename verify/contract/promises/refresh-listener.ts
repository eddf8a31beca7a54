/** Section 3: a listener's refreshed connection, and refreshes that are refused. */
import type { Code } from '../codes.ts';
import { fits, holds, type Patterns, TEXT } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import type { Query } from '../stage.ts';
import { isRefused } from '../web.ts';
import { countOf, isLeftOpen, REFRESH, refreshed } from './refreshing.ts';

const refused: readonly (readonly [string, string, Query, Code, Patterns])[] = [
  [
    'no-session',
    'without sessionId',
    { role: 'listener', targetLanguage: 'es' },
    'MISSING_PARAMETER',
    { parameter: 'sessionId' },
  ],
  ['no-role', 'without role', { sessionId: '*', targetLanguage: 'es' }, 'MISSING_PARAMETER', { parameter: 'role' }],
  ['bad-role', 'with another role', { sessionId: '*', role: 'admin' }, 'INVALID_PARAMETER', { parameter: 'role' }],
  [
    'no-language',
    'of a listener with neither targetLanguage nor connectionId',
    { sessionId: '*', role: 'listener' },
    'MISSING_PARAMETER',
    { parameter: 'targetLanguage' },
  ],
  [
    'unoffered',
    'with a language that is not offered',
    { sessionId: '*', role: 'listener', targetLanguage: 'xx' },
    'UNSUPPORTED_LANGUAGE',
    {},
  ],
  ['no-token', 'of a speaker without a token', { sessionId: '*', role: 'speaker' }, 'INVALID_TOKEN', {}],
  [
    'bad-token',
    'of a speaker with a bad token',
    { sessionId: '*', role: 'speaker', token: 'bad' },
    'INVALID_TOKEN',
    {},
  ],
  [
    'listener-bad-token',
    'of a listener with a bad token',
    { sessionId: '*', role: 'listener', targetLanguage: 'es', token: 'bad' },
    'INVALID_TOKEN',
    {},
  ],
  [
    'unknown',
    'to an unknown session',
    { sessionId: 'golden-eagle-000', role: 'listener', targetLanguage: 'es' },
    'SESSION_NOT_FOUND',
    { reason: 'unknown' },
  ],
  [
    'malformed',
    'to a malformed session',
    { sessionId: 'nonsense', role: 'listener', targetLanguage: 'es' },
    'INVALID_SESSION_ID',
    {},
  ],
];

export const refreshListener: readonly Promised[] = [
  promised(
    '3.refresh-listener',
    'A listener refreshes on a new socket: connectionRefreshComplete with role and language',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const old = await stage.listener(sessionId, 'fr');
      const { client, complete } = await refreshed(stage, { sessionId, role: 'listener', targetLanguage: 'fr' });
      fits('it', complete, { sessionId, role: 'listener', connectionId: TEXT, targetLanguage: 'fr' });
      holds('a connectionId of its own', complete.connectionId !== old.connectionId, complete.connectionId);
      await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
      await client.next('broadcastPaused');
    },
  ),
  promised(
    '3.refresh-listener-high',
    'Without connectionId the count may be one high until the old socket closes',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const old = await stage.listener(sessionId);
      await refreshed(stage, { sessionId, role: 'listener', targetLanguage: 'es' });
      const count = Number(await countOf(speaker));
      holds('listenerCount 1 or 2', count === 1 || count === 2, count);
      old.socket.close();
      await speaker
        .next('sessionStatus', (status) => status.listenerCount === 1)
        .catch(async () => {
          fits('listenerCount', await countOf(speaker), 1);
        });
    },
  ),
  promised(
    '3.refresh-listener-once',
    'With connectionId a listener is counted once throughout; the old socket is closed 4409',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const old = await stage.listener(sessionId);
      fits('listenerCount', await countOf(speaker), 1);
      await speaker.settled();
      speaker.clear();
      const query = { sessionId, role: 'listener', targetLanguage: 'es', connectionId: old.connectionId };
      const { client, beforeMs } = await refreshed(stage, query);
      fits('listenerCount', await countOf(speaker), 1);
      await isLeftOpen(old, beforeMs);
      fits('listenerCount', await countOf(speaker), 1);
      const pushed = speaker.waiting('sessionStatus').filter(({ updateReason }) => updateReason !== 'periodic');
      holds('no status about it', pushed.length === 0, pushed);
      await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
      await client.next('broadcastPaused');
    },
  ),
  promised('3.refresh-listener-close', "A replaced listener's close changes nothing", async (stage) => {
    const { speaker, sessionId } = await stage.speaker();
    const old = await stage.listener(sessionId);
    const query = { sessionId, role: 'listener', targetLanguage: 'es', connectionId: old.connectionId };
    const { client } = await refreshed(stage, query);
    old.terminate();
    await old.closing;
    await client.settled();
    fits('listenerCount', await countOf(speaker), 1);
  }),
  promised('3.refresh-listener-no-language', 'With connectionId targetLanguage may be left out', async (stage) => {
    const { sessionId } = await stage.speaker();
    const old = await stage.listener(sessionId, 'fr');
    const { complete } = await refreshed(stage, { sessionId, role: 'listener', connectionId: old.connectionId });
    fits('it', complete, { role: 'listener', targetLanguage: 'fr' });
  }),
  promised('3.refresh-listener-other-language', 'A refresh may change the language', async (stage) => {
    const { speaker, sessionId } = await stage.speaker();
    const old = await stage.listener(sessionId, 'fr');
    const query = { sessionId, role: 'listener', connectionId: old.connectionId, targetLanguage: 'de' };
    const { complete } = await refreshed(stage, query);
    fits('it', complete, { targetLanguage: 'de' });
    const status = await speaker.ask(
      { action: 'getSessionStatus' },
      'sessionStatus',
      (m) => m.updateReason === 'requested',
    );
    fits('the languages', status.languageDistribution, { de: 1, fr: undefined });
  }),
  promised('3.refresh-unknown-connection', 'An unknown connectionId is ignored', async (stage) => {
    const { sessionId } = await stage.speaker();
    const query = { sessionId, role: 'listener', connectionId: 'nobody' };
    const { complete } = await refreshed(stage, { ...query, targetLanguage: 'es' });
    fits('it', complete, { role: 'listener', targetLanguage: 'es' });
    isRefused(await stage.upgrade({ ...REFRESH, ...query }), 'MISSING_PARAMETER', { parameter: 'targetLanguage' });
  }),
  promised(
    '3.refresh-foreign-connection',
    'A foreign connectionId is ignored: its socket stays as it is',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const elsewhere = await stage.speaker();
      const foreign = await stage.listener(elsewhere.sessionId);
      const query = { sessionId, role: 'listener', targetLanguage: 'es', connectionId: foreign.connectionId };
      await refreshed(stage, query);
      await refreshed(stage, { ...query, connectionId: speaker.connectionId });
      await elsewhere.speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
      await foreign.next('broadcastPaused');
      fits('listenerCount there', await countOf(elsewhere.speaker), 1);
      await speaker.ask({ action: 'muteBroadcast' }, 'broadcastMuted');
    },
  ),
  ...refused.map(([slug, what, query, code, details]) =>
    promised(`3.refresh-refused-${slug}`, `A refresh ${what} is ${code}`, async (stage) => {
      const { sessionId } = await stage.speaker();
      const mine = query.sessionId === '*' ? { ...query, sessionId } : query;
      isRefused(await stage.upgrade({ ...REFRESH, ...mine }), code, details);
    }),
  ),
  promised(
    '6.refresh-over-full',
    'A refresh may pass MAX_LISTENERS_PER_SESSION for a moment',
    async (stage) => {
      const { sessionId } = await stage.speaker();
      const [old] = [await stage.listener(sessionId), await stage.listener(sessionId)];
      const query = { sessionId, role: 'listener', targetLanguage: 'es' };
      await refreshed(stage, { ...query, connectionId: old.connectionId });
      await refreshed(stage, query);
    },
    { under: 'small' },
  ),
];
