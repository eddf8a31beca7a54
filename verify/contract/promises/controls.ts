/** Sections 4 and 5: the speaker's controls, their acknowledgements and the listeners' copies. */
import {
  ABSENT,
  between,
  fits,
  holds,
  members,
  type Patterns,
  POSITIVE,
  SECONDS,
  STATE,
  TEXT,
} from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';

const COPY = ['type', 'sessionId', 'timestamp'];
const CONTROLS: readonly (readonly [action: string, type: string, state: Patterns])[] = [
  ['pauseBroadcast', 'broadcastPaused', { isPaused: true }],
  ['resumeBroadcast', 'broadcastResumed', { isPaused: false }],
  ['muteBroadcast', 'broadcastMuted', { isMuted: true }],
  ['unmuteBroadcast', 'broadcastUnmuted', { isMuted: false }],
];

const SPEAKER_ACTIONS = [
  { action: 'sendAudio', audioData: '' },
  { action: 'pauseBroadcast' },
  { action: 'resumeBroadcast' },
  { action: 'muteBroadcast' },
  { action: 'unmuteBroadcast' },
  { action: 'setVolume', volumeLevel: 0.5 },
  { action: 'speakerStateChange', state: { isMuted: true } },
  { action: 'getSessionStatus' },
  { action: 'endSession' },
  { action: 'createSession', sourceLanguage: 'en' },
];
const LISTENER_ACTIONS = [{ action: 'pausePlayback' }, { action: 'changeLanguage', targetLanguage: 'fr' }];

export const controls: readonly Promised[] = [
  ...CONTROLS.map(([action, type, state]) =>
    promised(
      `4.${action}`,
      `${action}: the speaker gets ${type} with the state, listeners a copy without extras`,
      async (stage) => {
        const { speaker, sessionId } = await stage.speaker();
        const listener = await stage.listener(sessionId);
        const ack = await speaker.ask({ action }, type);
        fits('the ack', ack, {
          sessionId,
          timestamp: SECONDS,
          broadcastState: { ...STATE, ...state },
          listenersNotified: 1,
        });
        members("the listener's copy", await listener.next(type), COPY);
      },
    ),
  ),
  ...CONTROLS.map(([action, type]) =>
    promised(
      `5.repeat-${action}`,
      `Repeating ${action}, which changes nothing, succeeds and notifies again`,
      async (stage) => {
        const { speaker, sessionId } = await stage.speaker();
        const listener = await stage.listener(sessionId);
        for (let i = 0; i < 3; i += 1) {
          await speaker.ask({ action }, type);
          await listener.next(type);
        }
      },
    ),
  ),
  promised('5.listeners-notified', 'listenersNotified counts those notified', async (stage) => {
    const { speaker, sessionId } = await stage.speaker();
    fits('with none', await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused'), { listenersNotified: 0 });
    await stage.listener(sessionId, 'es');
    await stage.listener(sessionId, 'fr');
    fits('with two', await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused'), { listenersNotified: 2 });
  }),
  promised(
    '5.pause-duration',
    'The ack of Resumed adds pauseDurationMs if it was paused; the copy never has it',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
      const ack = await speaker.ask({ action: 'resumeBroadcast' }, 'broadcastResumed');
      fits('pauseDurationMs', ack.pauseDurationMs, between(0, 60_000));
      fits('the copy', await listener.next('broadcastResumed'), { pauseDurationMs: ABSENT, broadcastState: ABSENT });
      const idle = await speaker.ask({ action: 'resumeBroadcast' }, 'broadcastResumed');
      fits('when it was not paused', idle, { pauseDurationMs: ABSENT });
    },
  ),
  ...[0, 1, 0.5, 0.01, 0.999].map((volumeLevel) =>
    promised(`4.volume-${volumeLevel}`, `setVolume takes ${volumeLevel}`, async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      const ack = await speaker.ask({ action: 'setVolume', volumeLevel }, 'volumeChanged');
      fits('the ack', ack, {
        sessionId,
        volumeLevel,
        broadcastState: { ...STATE, volume: volumeLevel },
        listenersNotified: 1,
      });
      const copy = await listener.next('volumeChanged');
      members("the listener's copy", copy, [...COPY, 'volumeLevel']);
      fits("the listener's copy", copy, { sessionId, volumeLevel });
    }),
  ),
  promised(
    '4.state-change',
    'speakerStateChange applies all members at once; listeners get the state',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      const state = { isPaused: true, isMuted: true, volume: 0.5 };
      const ack = await speaker.ask({ action: 'speakerStateChange', state }, 'speakerStateChanged');
      fits('the ack', ack, { sessionId, state: { ...STATE, ...state } });
      const copy = await listener.next('speakerStateChanged');
      members("the listener's copy", copy, [...COPY, 'state']);
      fits("the listener's copy", copy, { sessionId, state: { ...STATE, ...state } });
      members('state', copy.state, ['isActive', 'isPaused', 'isMuted', 'volume', 'lastStateChange']);
    },
  ),
  promised('4.state-change-part', 'speakerStateChange leaves what it does not name', async (stage) => {
    const { speaker } = await stage.speaker();
    await speaker.ask({ action: 'muteBroadcast' }, 'broadcastMuted');
    const ack = await speaker.ask({ action: 'speakerStateChange', state: { volume: 0.5 } }, 'speakerStateChanged');
    fits('the ack', ack, { state: { ...STATE, isMuted: true, volume: 0.5 } });
  }),
  promised('4.state-change-none', 'speakerStateChange applies all or none', async (stage) => {
    const { speaker, sessionId } = await stage.speaker();
    const listener = await stage.listener(sessionId);
    const wrong = { isPaused: true, isMuted: true, volume: 2 };
    await speaker.refused({ action: 'speakerStateChange', state: wrong }, 'INVALID_PARAMETER');
    const odd = { isPaused: true, loud: true };
    const details = { invalidMembers: ['loud'] };
    await speaker.refused({ action: 'speakerStateChange', state: odd }, 'INVALID_PARAMETER', details);
    const status = await speaker.ask({ action: 'getSessionStatus' }, 'sessionStatus');
    fits('the state after it', status.broadcastState, STATE);
    await listener.settled();
    holds('no notice to listeners', listener.noticed().length === 0, listener.noticed());
  }),
  promised('4.controls-independent', 'Pause, mute and volume are independent', async (stage) => {
    const { speaker } = await stage.speaker();
    await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
    await speaker.ask({ action: 'muteBroadcast' }, 'broadcastMuted');
    await speaker.ask({ action: 'setVolume', volumeLevel: 0 }, 'volumeChanged');
    const ack = await speaker.ask({ action: 'resumeBroadcast' }, 'broadcastResumed');
    fits('the state', ack.broadcastState, { ...STATE, isMuted: true, volume: 0 });
  }),
  ...SPEAKER_ACTIONS.map((message) =>
    promised(`4.role-${message.action}`, `${message.action} by a listener is 403 UNAUTHORIZED`, async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      await listener.refused(message, 'UNAUTHORIZED');
      await speaker.settled();
      await listener.settled();
    }),
  ),
  promised('4.role-binary', 'A binary frame by a listener is 403 UNAUTHORIZED', async (stage) => {
    const { sessionId } = await stage.speaker();
    await (await stage.listener(sessionId)).refused(Buffer.alloc(3_200), 'UNAUTHORIZED');
  }),
  ...LISTENER_ACTIONS.map((message) =>
    promised(`4.role-${message.action}`, `${message.action} by a speaker is 403 UNAUTHORIZED`, async (stage) => {
      const { speaker } = await stage.speaker();
      await speaker.refused(message, 'UNAUTHORIZED');
    }),
  ),
  ...[...SPEAKER_ACTIONS.slice(0, -1), ...LISTENER_ACTIONS].map((message) =>
    promised(
      `4.unjoined-${message.action}`,
      `${message.action} before joining is 404 CONNECTION_NOT_FOUND`,
      async (stage) => {
        const withToken = await stage.connect({ token: await stage.token() });
        const bare = await stage.connect();
        for (const client of [withToken, bare]) await client.refused(message, 'CONNECTION_NOT_FOUND');
      },
    ),
  ),
  promised('4.pause-playback', 'pausePlayback is acknowledged only', async (stage) => {
    const { speaker, sessionId } = await stage.speaker();
    const listener = await stage.listener(sessionId);
    const other = await stage.listener(sessionId);
    fits('the ack', await listener.ask({ action: 'pausePlayback' }, 'playbackPaused'), { sessionId });
    await other.settled();
    holds('nothing for others', other.noticed().length === 0, other.noticed());
    await speaker.ask({ action: 'muteBroadcast' }, 'broadcastMuted');
    await listener.next('broadcastMuted');
  }),
  promised(
    '4.change-language',
    'changeLanguage: languageChanged with the language, and the listener is counted there',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId, 'es');
      const changed = await listener.ask({ action: 'changeLanguage', targetLanguage: 'fr' }, 'languageChanged');
      fits('languageChanged', changed, { sessionId, targetLanguage: 'fr' });
      const status = await speaker.ask(
        { action: 'getSessionStatus' },
        'sessionStatus',
        (m) => m.updateReason === 'requested',
      );
      fits('the status', status, { listenerCount: 1 });
      members('the languages', status.languageDistribution, ['fr']);
    },
  ),
  promised('4.heartbeat', 'heartbeat is for anybody, also before joining', async (stage) => {
    const { speaker, sessionId } = await stage.speaker();
    const listener = await stage.listener(sessionId);
    for (const client of [speaker, listener, await stage.connect()]) {
      fits('heartbeatAck', await client.ask({ action: 'heartbeat' }, 'heartbeatAck'), { clientTimestamp: ABSENT });
    }
  }),
  promised('5.heartbeat-echo', 'clientTimestamp echoes a number sent; anything else is not echoed', async (stage) => {
    const client = await stage.connect();
    for (const timestamp of [0, 1699500000123, -1.5]) {
      const ack = await client.ask({ action: 'heartbeat', timestamp }, 'heartbeatAck');
      fits('heartbeatAck', ack, { clientTimestamp: timestamp, timestamp: SECONDS });
    }
    for (const timestamp of ['1699500000', null, true, {}, []]) {
      fits('heartbeatAck', await client.ask({ action: 'heartbeat', timestamp }, 'heartbeatAck'), {
        clientTimestamp: ABSENT,
      });
    }
  }),
  promised('5.last-state-change', 'lastStateChange moves with the state', async (stage) => {
    const { speaker } = await stage.speaker();
    const before = (speaker.greeting.broadcastState as Record<string, number>).lastStateChange ?? 0;
    const ack = await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
    const after = (ack.broadcastState as Record<string, number>).lastStateChange ?? 0;
    fits('lastStateChange', after, POSITIVE);
    holds('no step back', after >= before, [before, after]);
  }),
  promised(
    '5.connection-ids',
    'sessionCreated and sessionJoined give each socket a connectionId of its own',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      fits('connectionId', speaker.connectionId, TEXT);
      holds('two different ones', speaker.connectionId !== listener.connectionId, speaker.connectionId);
    },
  ),
];
