/** Section 9: rows of sessions, and the writes that follow the controls. */
import { eventually } from '../deadline.ts';
import { fits, holds, MILLISECONDS, members, type Patterns, SECONDS, WHOLE } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import type { Stage } from '../stage.ts';

const under = 'aws' as const;
const STATE = { isActive: true, isPaused: false, isMuted: false, volume: 1 };

/** Reads the row until it is as expected, because answers do not wait for the writes, which follow in order. */
function row(stage: Stage, sessionId: string, pattern: Patterns) {
  return eventually(async () => {
    const found = await stage.aws.tables.session(sessionId);
    fits('the row', found, pattern);
    return found ?? {};
  });
}

export const sessionRows: readonly Promised[] = [
  promised(
    '9.session',
    'Sessions: a row with the attributes of the page',
    async (stage) => {
      const { speaker, sessionId, userId } = await stage.speaker({ qualityTier: 'premium' });
      const found = await row(stage, sessionId, {
        sessionId,
        isActive: true,
        speakerUserId: userId,
        speakerConnectionId: speaker.connectionId,
        sourceLanguage: 'en',
        qualityTier: 'premium',
        createdAt: MILLISECONDS,
        listenerCount: 0,
        expiresAt: SECONDS,
        version: WHOLE,
      });
      fits('expiresAt', found.expiresAt, Number(speaker.greeting.expiresAt));
      fits('broadcastState', found.broadcastState, STATE);
      members('broadcastState', found.broadcastState, [...Object.keys(STATE), 'lastStateChange']);
    },
    { under },
  ),
  promised(
    '9.session-http',
    'A session made over HTTP has its row before its speaker comes',
    async (stage) => {
      const { sessionId, userId, token } = await stage.session();
      const found = await stage.aws.tables.session(sessionId);
      fits('the row', found, { sessionId, isActive: true, speakerUserId: userId });
      const speaker = await stage.attach(token, sessionId);
      await row(stage, sessionId, { speakerConnectionId: speaker.connectionId });
    },
    { under },
  ),
  promised(
    '9.session-state',
    'broadcastState follows the controls',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
      await row(stage, sessionId, { broadcastState: { ...STATE, isPaused: true } });
      await speaker.ask(
        { action: 'speakerStateChange', state: { isPaused: false, isMuted: true, volume: 0.3 } },
        'speakerStateChanged',
      );
      await row(stage, sessionId, { broadcastState: { ...STATE, isMuted: true, volume: 0.3 } });
    },
    { under },
  ),
  promised(
    '9.session-order',
    'The writes follow in order: the last state is what stays',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      for (const volumeLevel of [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]) {
        await speaker.ask({ action: 'setVolume', volumeLevel }, 'volumeChanged');
      }
      await row(stage, sessionId, { broadcastState: { ...STATE, volume: 0.7 } });
    },
    { under },
  ),
  promised(
    '9.session-version',
    'version grows with each write',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const before = await row(stage, sessionId, { version: WHOLE });
      await speaker.ask({ action: 'muteBroadcast' }, 'broadcastMuted');
      const after = await row(stage, sessionId, { broadcastState: { ...STATE, isMuted: true } });
      holds('a higher version', Number(after.version) > Number(before.version), [before.version, after.version]);
    },
    { under },
  ),
  promised(
    '9.session-listeners',
    'listenerCount follows joins and leaves',
    async (stage) => {
      const { sessionId } = await stage.speaker();
      const first = await stage.listener(sessionId);
      await stage.listener(sessionId, 'fr');
      await row(stage, sessionId, { listenerCount: 2 });
      first.socket.close();
      await row(stage, sessionId, { listenerCount: 1 });
    },
    { under },
  ),
  promised(
    '9.session-ended',
    'An ended session is isActive false',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      await speaker.ask({ action: 'endSession' }, 'sessionEnded');
      await row(stage, sessionId, { isActive: false });
    },
    { under },
  ),
];
