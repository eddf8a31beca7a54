/** Section 1: units, frames, paths, the error object, and that a wrong message closes nothing. */
import { fits, holds, MILLISECONDS, members, OBJECT, SECONDS, TEXT, WHOLE } from '../expectation.ts';
import type { FaultKind } from '../observed.ts';
import { type Promised, promised } from '../promise.ts';
import type { Stage } from '../stage.ts';

/** Causes messages of many types, so that there is something to check even if no other promise is checked. */
async function converse(stage: Stage): Promise<void> {
  const { speaker, sessionId } = await stage.speaker();
  const listener = await stage.listener(sessionId);
  await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
  await speaker.ask({ action: 'speakerStateChange', state: { isPaused: false } }, 'speakerStateChanged');
  await speaker.ask({ action: 'getSessionStatus' }, 'sessionStatus');
  await speaker.ask({ action: 'heartbeat' }, 'heartbeatAck');
  await listener.ask({ action: 'pausePlayback' }, 'playbackPaused');
  await listener.refused({ action: 'pauseBroadcast' }, 'UNAUTHORIZED');
}

function always(id: string, claim: string, kind: FaultKind): Promised {
  return promised(
    id,
    claim,
    async (stage) => {
      await converse(stage);
      const faults = stage.observed.faults(kind);
      holds('no frame of the whole run to break it', faults.length === 0, faults);
    },
    { last: true },
  );
}

const PATHS = ['/', '/prod', '/anything', '/a/longer/path'];

export const general: readonly Promised[] = [
  always('1.json-frames', 'One JSON object a text frame', 'frame'),
  always('1.timestamp-seconds', 'timestamp on the WebSocket is Unix seconds, an integer', 'timestamp'),
  always('1.last-change-seconds', 'lastStateChange on the WebSocket is Unix seconds, an integer', 'lastStateChange'),
  always('1.error-members', 'code, statusCode, message, details and correlationId are on every error frame', 'error'),
  always(
    '1.session-id-on-all',
    'sessionId is on every message but heartbeatAck, connectionTimeout, error',
    'sessionId',
  ),
  promised('1.duration-seconds', 'sessionDuration is seconds', async (stage) => {
    const { speaker } = await stage.speaker();
    const status = await speaker.ask({ action: 'getSessionStatus' }, 'sessionStatus');
    fits('sessionDuration', status.sessionDuration, WHOLE);
    holds('sessionDuration of a new session under 60', Number(status.sessionDuration) < 60, status.sessionDuration);
  }),
  promised('1.unknown-members', 'Unknown members are ignored', async (stage) => {
    const { speaker } = await stage.speaker();
    const odd = { action: 'pauseBroadcast', colour: 'blue', nested: { a: [1] }, sessionId: 5, targetLanguage: null };
    await speaker.ask(odd, 'broadcastPaused');
  }),
  promised('1.unknown-query', 'Unknown query parameters are ignored', async (stage) => {
    const { sessionId } = await stage.speaker({ colour: 'blue', 'x[]': '1' });
    await stage.listener(sessionId, 'es', { foo: '', bar: '%' });
  }),
  ...PATHS.map((path) =>
    promised(`1.path-${path}`, `A WebSocket is accepted on ${path}`, async (stage) => {
      const { sessionId } = await stage.speaker({}, { path });
      await stage.listener(sessionId, 'es', {}, { path });
    }),
  ),
  promised('1.never-closed', 'A socket is never closed because a message was wrong', async (stage) => {
    const { speaker } = await stage.speaker();
    await speaker.refused('{', 'INVALID_MESSAGE');
    await speaker.refused({ action: 'dance' }, 'INVALID_ACTION');
    await speaker.refused({ action: 'setVolume' }, 'MISSING_PARAMETER');
    await speaker.refused({ action: 'changeLanguage', targetLanguage: 'es' }, 'UNAUTHORIZED');
    await speaker.refused(Buffer.alloc(99), 'INVALID_AUDIO_FORMAT');
    await speaker.refused(Buffer.alloc(40_000), 'PAYLOAD_TOO_LARGE');
    await speaker.refused('x'.repeat(200_000), 'PAYLOAD_TOO_LARGE');
    await speaker.settled();
    await speaker.ask({ action: 'muteBroadcast' }, 'broadcastMuted');
  }),
  promised(
    '1.error-frame',
    'An error frame has type, code, statusCode, message, details, correlationId, timestamp',
    async (stage) => {
      const { speaker } = await stage.speaker();
      const error = await speaker.refused({ action: 'dance' }, 'INVALID_ACTION');
      const shape = { type: 'error', message: TEXT, details: OBJECT, correlationId: TEXT, timestamp: SECONDS };
      fits('the error', error, shape);
    },
  ),
  promised('1.correlation-unique', 'correlationId tells one error from another', async (stage) => {
    const { speaker } = await stage.speaker();
    const first = await speaker.refused({ action: 'dance' }, 'INVALID_ACTION');
    const second = await speaker.refused({ action: 'dance' }, 'INVALID_ACTION');
    holds('two correlationIds', first.correlationId !== second.correlationId, first.correlationId);
  }),
  promised('1.http-error', 'HTTP errors carry the same object as body, with the same status', async (stage) => {
    const { status, json } = await stage.http('GET', '/sessions/golden-eagle-000');
    fits('the status', status, 404);
    fits('the body', json, { code: 'SESSION_NOT_FOUND', statusCode: 404, message: TEXT, details: OBJECT });
    fits('correlationId', json?.correlationId, TEXT);
  }),
  promised(
    '1.http-times',
    'Times over HTTP: createdAt and updatedAt milliseconds, expiresAt seconds',
    async (stage) => {
      const { answer } = await stage.session();
      fits('the session', answer.json, { createdAt: MILLISECONDS, updatedAt: MILLISECONDS, expiresAt: SECONDS });
    },
  ),
  promised(
    '1.state-members',
    'broadcastState is isActive, isPaused, isMuted, volume, lastStateChange',
    async (stage) => {
      const { speaker } = await stage.speaker();
      const names = ['isActive', 'isPaused', 'isMuted', 'volume', 'lastStateChange'];
      members('broadcastState', speaker.greeting.broadcastState, names);
    },
  ),
];
