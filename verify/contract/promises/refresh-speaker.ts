/** Section 3: a speaker's refreshed connection, and the message by which either role refreshes. */
import { ABSENT, fits, holds, TEXT } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import { silence } from '../speech.ts';
import { isRefused } from '../web.ts';
import { countOf, isLeftOpen, REFRESH, refreshed } from './refreshing.ts';

export const refreshSpeaker: readonly Promised[] = [
  promised(
    '3.refresh-message-speaker',
    "The message refreshConnection on a speaker's socket: connectionRefreshComplete",
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const complete = await speaker.ask(REFRESH, 'connectionRefreshComplete');
      fits('it', complete, { sessionId, role: 'speaker', connectionId: TEXT, targetLanguage: ABSENT });
      await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
    },
  ),
  promised(
    '3.refresh-message-listener',
    "The message refreshConnection on a listener's socket: connectionRefreshComplete",
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId, 'fr');
      const complete = await listener.ask(REFRESH, 'connectionRefreshComplete');
      fits('it', complete, { sessionId, role: 'listener', connectionId: TEXT, targetLanguage: 'fr' });
      await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
      await listener.next('broadcastPaused');
      fits('listenerCount', await countOf(speaker), 1);
    },
  ),
  promised(
    '3.refresh-message-unjoined',
    'refreshConnection is for joined sockets: CONNECTION_NOT_FOUND',
    async (stage) => {
      await (await stage.connect()).refused(REFRESH, 'CONNECTION_NOT_FOUND');
    },
  ),
  promised(
    '3.refresh-speaker',
    'A speaker refreshes on a new socket: connectionRefreshComplete, and the session goes on there',
    async (stage) => {
      const { speaker, sessionId, token } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      const { client, complete } = await refreshed(stage, { sessionId, role: 'speaker', token });
      fits('it', complete, { sessionId, role: 'speaker', connectionId: TEXT, targetLanguage: ABSENT });
      holds('a connectionId of its own', complete.connectionId !== speaker.connectionId, complete.connectionId);
      await client.ask(silence(3_200), 'audioReceived');
      await client.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
      await listener.next('broadcastPaused');
    },
  ),
  promised(
    '3.refresh-speaker-left-open',
    "A replaced speaker's socket stays open 1 s to 10 s, then is closed 4409",
    async (stage) => {
      const { speaker, sessionId, token } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      const { client, beforeMs } = await refreshed(stage, { sessionId, role: 'speaker', token });
      await isLeftOpen(speaker, beforeMs);
      await client.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
      await listener.next('broadcastPaused');
      const others = listener.noticed();
      holds('listeners to notice nothing of it', others.length === 0, others);
    },
  ),
  promised(
    '3.refresh-speaker-close',
    "The old socket's close then changes nothing: it ends no session",
    async (stage) => {
      const { speaker, sessionId, token } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      const { client } = await refreshed(stage, { sessionId, role: 'speaker', token });
      speaker.terminate();
      await speaker.closing;
      await client.settled();
      await client.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
      await listener.next('broadcastPaused');
      const others = listener.noticed();
      holds('no speakerAway, no end', others.length === 0, others);
    },
  ),
  promised(
    '3.refresh-speaker-token-places',
    'A refresh takes its token from the header and the protocol too',
    async (stage) => {
      const { sessionId, token } = await stage.speaker();
      const query = { ...REFRESH, sessionId, role: 'speaker' };
      const byHeader = await stage.connect(query, { headers: { authorization: `Bearer ${token}` } });
      await byHeader.next('connectionRefreshComplete');
      const byProtocol = await stage.connect(query, { protocols: ['bearer', token] });
      await byProtocol.next('connectionRefreshComplete');
    },
  ),
  promised('3.refresh-speaker-foreign', "A refresh of another user's session is 403 FORBIDDEN", async (stage) => {
    const { speaker, sessionId } = await stage.speaker();
    const query = { ...REFRESH, sessionId, role: 'speaker', token: await stage.token() };
    isRefused(await stage.upgrade(query), 'FORBIDDEN');
    await speaker.settled();
  }),
  promised('3.refresh-speaker-session-kept', 'A refreshed speaker finds its broadcast as it was', async (stage) => {
    const { speaker, sessionId, token } = await stage.speaker();
    await speaker.ask({ action: 'muteBroadcast' }, 'broadcastMuted');
    const { client } = await refreshed(stage, { sessionId, role: 'speaker', token });
    fits('the audio', await client.ask(silence(3_200), 'audioReceived'), { dropped: 'muted' });
  }),
];
