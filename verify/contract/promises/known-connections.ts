/** Section 3: a connectionId stays known for a while after its socket closed, for refreshConnection only. */
import { eventually } from '../deadline.ts';
import { fits, holds } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import type { Stage } from '../stage.ts';
import { isRefused } from '../web.ts';
import { countOf, REFRESH, refreshed } from './refreshing.ts';

/** A listener whose socket has closed and who is not counted any more. */
async function goneListener(stage: Stage, language = 'fr') {
  const { speaker, sessionId } = await stage.speaker();
  const listener = await stage.listener(sessionId, language);
  listener.terminate();
  await eventually(async () => {
    fits('the session', (await stage.http('GET', `/sessions/${sessionId}`)).json, { listenerCount: 0 });
  });
  return { speaker, sessionId, connectionId: listener.connectionId };
}

export const knownConnections: readonly Promised[] = [
  promised(
    '3.known-connection',
    'A closed listener’s connectionId is known to refreshConnection: its language needs not be said again',
    async (stage) => {
      const { speaker, sessionId, connectionId } = await goneListener(stage);
      const { client, complete } = await refreshed(stage, { sessionId, role: 'listener', connectionId });
      fits('it', complete, { sessionId, role: 'listener', targetLanguage: 'fr' });
      holds('a connectionId of its own', complete.connectionId !== connectionId, complete.connectionId);
      fits('listenerCount', await countOf(speaker), 1);
      await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
      await client.next('broadcastPaused');
    },
  ),
  promised('3.known-connection-language', '... and may be said anew', async (stage) => {
    const { sessionId, connectionId } = await goneListener(stage);
    const query = { sessionId, role: 'listener', connectionId, targetLanguage: 'de' };
    fits('it', (await refreshed(stage, query)).complete, { targetLanguage: 'de' });
  }),
  promised('3.known-connection-only-refresh', 'It is known for refreshConnection only', async (stage) => {
    const { sessionId, connectionId } = await goneListener(stage);
    const details = { parameter: 'targetLanguage' };
    isRefused(await stage.upgrade({ sessionId, connectionId }), 'MISSING_PARAMETER');
    const query = { action: 'joinSession', sessionId, connectionId };
    isRefused(await stage.upgrade(query), 'MISSING_PARAMETER', details);
    const bare = await stage.connect();
    await bare.refused({ action: 'joinSession', sessionId, connectionId }, 'MISSING_PARAMETER', details);
  }),
  promised('3.known-connection-session', 'It is foreign to another session, and ignored there', async (stage) => {
    const { connectionId } = await goneListener(stage);
    const { sessionId } = await stage.speaker();
    const query = { ...REFRESH, sessionId, role: 'listener', connectionId };
    isRefused(await stage.upgrade(query), 'MISSING_PARAMETER', { parameter: 'targetLanguage' });
  }),
];
