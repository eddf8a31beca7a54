/** Section 1: the messages of one socket are answered in their order, however long each takes. */
import type { Client } from '../client.ts';
import { CLOSE } from '../codes.ts';
import { fits } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import { blocks, silence } from '../speech.ts';

const CREATE = { action: 'createSession', sourceLanguage: 'en' };
const HEARTBEAT = { action: 'heartbeat' };
/** Messages that may come at any time between answers. */
const BY_ITSELF = ['transcript', 'audioSilent', 'audioHeard'];

/** The answers so far: their types, for errors also the codes. */
function answersOf(client: Client): string[] {
  const isAnswer = ({ type, updateReason }: { type: string; updateReason?: unknown }) =>
    !BY_ITSELF.includes(type) && (type !== 'sessionStatus' || updateReason === 'requested');
  const answers = client.waiting().filter((message) => isAnswer(message));
  return answers.map(({ type, code }) => (type === 'error' ? `error ${code}` : type));
}

/** Sends all messages without waiting for answers. */
function sendAll(client: Client, messages: readonly unknown[]): void {
  for (const message of messages) client.send(message);
}

export const order: readonly Promised[] = [
  promised(
    '1.in-order-create',
    'createSession, audio and endSession sent at once are answered in that order',
    async (stage) => {
      const speaker = await stage.connect({ token: await stage.token() });
      sendAll(speaker, [CREATE, blocks(1, 5), { action: 'endSession' }]);
      await speaker.closesWith(CLOSE.asked);
      fits('the answers', answersOf(speaker), ['sessionCreated', 'audioReceived', 'sessionEnded']);
      fits('the audio', speaker.waiting('audioReceived')[0]?.dropped, undefined);
    },
  ),
  promised('1.in-order-create-controls', 'Controls sent right behind createSession find the session', async (stage) => {
    const speaker = await stage.connect({ token: await stage.token() });
    const audio = { action: 'sendAudio', audioData: silence(3_200).toString('base64') };
    sendAll(speaker, [CREATE, { action: 'muteBroadcast' }, audio, { action: 'getSessionStatus' }, HEARTBEAT]);
    await speaker.next('heartbeatAck').then((ack) => fits('heartbeatAck', ack.type, 'heartbeatAck'));
    const expected = ['sessionCreated', 'broadcastMuted', 'audioReceived', 'sessionStatus'];
    fits('the answers before it', answersOf(speaker), expected);
    fits('the audio', speaker.waiting('audioReceived')[0]?.dropped, 'muted');
  }),
  promised('1.in-order-create-twice', 'Two createSession at once make one session', async (stage) => {
    const speaker = await stage.connect({ token: await stage.token() });
    sendAll(speaker, [CREATE, CREATE, HEARTBEAT]);
    await speaker.next('heartbeatAck');
    fits('the answers before it', answersOf(speaker), ['sessionCreated', 'sessionCreated']);
    const ids = speaker.waiting('sessionCreated').map((created) => created.sessionId);
    fits('the second sessionId', ids[1], String(ids[0]));
  }),
  promised(
    '1.in-order-refused',
    'A createSession that is refused is answered before what was sent behind it',
    async (stage) => {
      const { token } = await stage.speaker();
      const second = await stage.connect({ token });
      sendAll(second, [CREATE, { action: 'pauseBroadcast' }, silence(3_200), HEARTBEAT]);
      await second.next('heartbeatAck');
      const expected = ['error SESSION_EXISTS', 'error CONNECTION_NOT_FOUND', 'error CONNECTION_NOT_FOUND'];
      fits('the answers before it', answersOf(second), expected);
    },
  ),
  promised('1.in-order-join', 'joinSession and what was sent behind it at once', async (stage) => {
    const { sessionId } = await stage.speaker();
    const listener = await stage.connect();
    sendAll(listener, [
      { action: 'joinSession', sessionId, targetLanguage: 'es' },
      { action: 'changeLanguage', targetLanguage: 'fr' },
      { action: 'pausePlayback' },
      { action: 'refreshConnection' },
      HEARTBEAT,
    ]);
    await listener.next('heartbeatAck');
    const expected = ['sessionJoined', 'languageChanged', 'playbackPaused', 'connectionRefreshComplete'];
    fits('the answers before it', answersOf(listener), expected);
    const [complete] = listener.waiting('connectionRefreshComplete');
    fits('the language in the end', complete, { targetLanguage: 'fr' });
  }),
  promised('1.in-order-join-unknown', 'A look-up that fails is answered before what needs none', async (stage) => {
    const bare = await stage.connect();
    sendAll(bare, [{ action: 'joinSession', sessionId: 'golden-eagle-000', targetLanguage: 'es' }, '{', HEARTBEAT]);
    await bare.next('heartbeatAck');
    fits('the answers before it', answersOf(bare), ['error SESSION_NOT_FOUND', 'error INVALID_MESSAGE']);
  }),
  promised('1.in-order-broken', 'Right and wrong messages in turn', async (stage) => {
    const { speaker } = await stage.speaker();
    sendAll(speaker, [
      '{',
      { action: 'pauseBroadcast' },
      { action: 'dance' },
      silence(3_200),
      silence(99),
      { action: 'getSessionStatus' },
      'x'.repeat(131_073),
      HEARTBEAT,
    ]);
    await speaker.next('heartbeatAck');
    fits('the answers before it', answersOf(speaker), [
      'error INVALID_MESSAGE',
      'broadcastPaused',
      'error INVALID_ACTION',
      'audioReceived',
      'error INVALID_AUDIO_FORMAT',
      'sessionStatus',
      'error PAYLOAD_TOO_LARGE',
    ]);
  }),
  promised(
    '1.in-order-connect',
    'What is sent as soon as a creating connect is open is answered after sessionCreated',
    async (stage) => {
      const speaker = await stage.connect({ ...CREATE, token: await stage.token() });
      sendAll(speaker, [blocks(1, 5), { action: 'muteBroadcast' }, HEARTBEAT]);
      await speaker.next('heartbeatAck');
      fits('the answers before it', answersOf(speaker), ['sessionCreated', 'audioReceived', 'broadcastMuted']);
    },
  ),
];
