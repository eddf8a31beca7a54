/** Section 1: which messages are invalid, and the order of the checks. */
import { type Promised, promised } from '../promise.ts';

const OVERSIZE = 5_000;

const NOT_MESSAGES: readonly (readonly [slug: string, what: string, text: string])[] = [
  ['not-json', 'not JSON', 'pauseBroadcast'],
  ['cut-json', 'JSON that is cut off', '{"action":"pauseBroadcast"'],
  ['empty-frame', 'an empty frame', ''],
  ['array', 'an array', '[{"action":"pauseBroadcast"}]'],
  ['null', 'null', 'null'],
  ['number', 'a number', '7'],
  ['string', 'a string', '"pauseBroadcast"'],
  ['no-action', 'an object without action', '{"volumeLevel":1}'],
  ['empty-action', 'an empty action', '{"action":""}'],
  ['null-action', 'action null', '{"action":null}'],
  ['number-action', 'an action that is a number', '{"action":5}'],
  ['object-action', 'an action that is an object', '{"action":{}}'],
];

const NOT_ACTIONS = ['dance', 'PauseBroadcast', ' pauseBroadcast', 'toString', '__proto__', 'constructor', '$default'];

const padded = (message: Record<string, unknown>, bytes: number): string => {
  const bare = JSON.stringify({ ...message, pad: '' });
  return JSON.stringify({ ...message, pad: 'x'.repeat(bytes - Buffer.byteLength(bare)) });
};

const tooLarge = (kind: string, limit: number, size: number) => ({ kind, limit, size });

export const messages: readonly Promised[] = [
  ...NOT_MESSAGES.map(([slug, what, text]) =>
    promised(`1.invalid-message-${slug}`, `INVALID_MESSAGE: ${what}`, async (stage) => {
      const { speaker } = await stage.speaker();
      await speaker.refused(text, 'INVALID_MESSAGE');
    }),
  ),
  ...NOT_ACTIONS.map((action) =>
    promised(`1.invalid-action-${action.trim()}`, `INVALID_ACTION: ${JSON.stringify(action)}`, async (stage) => {
      const { speaker } = await stage.speaker();
      await speaker.refused({ action }, 'INVALID_ACTION');
    }),
  ),
  promised('1.size-message', 'A whole message may have 131,072 bytes; 131,073 are PAYLOAD_TOO_LARGE', async (stage) => {
    const { speaker } = await stage.speaker();
    await speaker.refused('x'.repeat(131_072), 'INVALID_MESSAGE');
    await speaker.refused('x'.repeat(131_073), 'PAYLOAD_TOO_LARGE', tooLarge('message', 131_072, 131_073));
  }),
  promised('1.size-control', 'A control message may have 4,096 bytes; 4,097 are PAYLOAD_TOO_LARGE', async (stage) => {
    const { speaker } = await stage.speaker();
    await speaker.ask(padded({ action: 'pauseBroadcast' }, 4_096), 'broadcastPaused');
    const large = padded({ action: 'resumeBroadcast' }, 4_097);
    await speaker.refused(large, 'PAYLOAD_TOO_LARGE', tooLarge('control', 4_096, 4_097));
  }),
  promised('1.size-in-bytes', 'Sizes are bytes, not characters', async (stage) => {
    const { speaker } = await stage.speaker();
    const text = JSON.stringify({ action: 'pauseBroadcast', pad: 'é'.repeat(2_100) });
    const details = tooLarge('control', 4_096, Buffer.byteLength(text));
    await speaker.refused(text, 'PAYLOAD_TOO_LARGE', details);
  }),
  promised(
    '1.size-heartbeat',
    'The control size holds for every action but sendAudio: heartbeat too',
    async (stage) => {
      const { speaker } = await stage.speaker();
      const large = padded({ action: 'heartbeat' }, 4_097);
      await speaker.refused(large, 'PAYLOAD_TOO_LARGE', { kind: 'control' });
    },
  ),
  promised('1.size-send-audio', 'sendAudio may be larger than a control message', async (stage) => {
    const { speaker } = await stage.speaker();
    const audioData = Buffer.alloc(3_200).toString('base64');
    await speaker.ask(padded({ action: 'sendAudio', audioData }, 100_000), 'audioReceived');
  }),
  promised('1.size-send-audio-whole', 'The whole size comes first for sendAudio too', async (stage) => {
    const { speaker } = await stage.speaker();
    const large = padded({ action: 'sendAudio', audioData: '' }, 131_073);
    await speaker.refused(large, 'PAYLOAD_TOO_LARGE', tooLarge('message', 131_072, 131_073));
  }),
  promised('1.size-binary', 'The limit of a binary frame is 32,768 and its kind audio', async (stage) => {
    const { speaker } = await stage.speaker();
    await speaker.ask(Buffer.alloc(32_768), 'audioReceived');
    await speaker.refused(Buffer.alloc(32_770), 'PAYLOAD_TOO_LARGE', tooLarge('audio', 32_768, 32_770));
    await speaker.refused(Buffer.alloc(200_000), 'PAYLOAD_TOO_LARGE', tooLarge('audio', 32_768, 200_000));
  }),
  promised('1.order-size-json', 'Whole size is checked before JSON and action', async (stage) => {
    const { speaker } = await stage.speaker();
    await speaker.refused('{'.repeat(131_073), 'PAYLOAD_TOO_LARGE', { kind: 'message' });
  }),
  promised('1.order-json-control', 'JSON and action are checked before the control size', async (stage) => {
    const { speaker } = await stage.speaker();
    await speaker.refused('{'.repeat(OVERSIZE), 'INVALID_MESSAGE');
    await speaker.refused(padded({ action: 'dance' }, OVERSIZE), 'INVALID_ACTION');
    await speaker.refused(padded({ note: 'no action' }, OVERSIZE), 'INVALID_MESSAGE');
  }),
  promised(
    '1.order-audio-size-role',
    'The size of a binary frame is checked before connection and role',
    async (stage) => {
      const { sessionId } = await stage.speaker();
      const details = tooLarge('audio', 32_768, 32_770);
      await (await stage.connect()).refused(Buffer.alloc(32_770), 'PAYLOAD_TOO_LARGE', details);
      await (await stage.listener(sessionId)).refused(Buffer.alloc(32_770), 'PAYLOAD_TOO_LARGE', details);
    },
  ),
  promised('1.order-control-size-role', 'The control size is checked before connection and role', async (stage) => {
    const { sessionId } = await stage.speaker();
    const large = padded({ action: 'pauseBroadcast' }, 4_097);
    await (await stage.connect()).refused(large, 'PAYLOAD_TOO_LARGE', { kind: 'control' });
    await (await stage.listener(sessionId)).refused(large, 'PAYLOAD_TOO_LARGE', { kind: 'control' });
  }),
  promised('1.order-json-connection', 'JSON and action are checked before the connection', async (stage) => {
    const bare = await stage.connect();
    await bare.refused('{', 'INVALID_MESSAGE');
    await bare.refused({ action: 'dance' }, 'INVALID_ACTION');
  }),
  promised('1.order-connection-role', 'The connection is checked before role and parameters', async (stage) => {
    const bare = await stage.connect();
    await bare.refused({ action: 'setVolume', volumeLevel: 'loud' }, 'CONNECTION_NOT_FOUND');
    await bare.refused({ action: 'changeLanguage', targetLanguage: 'xx' }, 'CONNECTION_NOT_FOUND');
    await bare.refused({ action: 'sendAudio' }, 'CONNECTION_NOT_FOUND');
    await bare.refused(Buffer.alloc(3), 'CONNECTION_NOT_FOUND');
  }),
  promised('1.order-role-parameters', 'The role is checked before the parameters', async (stage) => {
    const { speaker, sessionId } = await stage.speaker();
    const listener = await stage.listener(sessionId);
    await listener.refused({ action: 'setVolume', volumeLevel: 7 }, 'UNAUTHORIZED');
    await listener.refused({ action: 'speakerStateChange' }, 'UNAUTHORIZED');
    await listener.refused({ action: 'sendAudio', audioData: '!' }, 'UNAUTHORIZED');
    await speaker.refused({ action: 'changeLanguage', targetLanguage: 'xx' }, 'UNAUTHORIZED');
    await speaker.refused({ action: 'joinSession' }, 'UNAUTHORIZED');
  }),
  promised('1.order-parameters-session', 'The parameters are checked before the session', async (stage) => {
    const bare = await stage.connect();
    const sessionId = 'golden-eagle-000';
    const message = { action: 'joinSession', sessionId, targetLanguage: 'xx' };
    await bare.refused(message, 'UNSUPPORTED_LANGUAGE');
    await bare.refused({ ...message, targetLanguage: 'es' }, 'SESSION_NOT_FOUND', { reason: 'unknown' });
  }),
];
