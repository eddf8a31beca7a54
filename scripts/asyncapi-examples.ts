/** One or two examples of every message, for docs/asyncapi.yaml; a test checks each against its schema. */
import type { Action, ClientMessage } from '../src/protocol/client-messages.ts';
import type { DELIVERED_MESSAGES } from '../src/protocol/delivered-messages.ts';
import { errorBody, refusal } from '../src/protocol/errors.ts';
import type { ServerMessageOf, ServerMessageType } from '../src/protocol/server-messages.ts';

/** The same time in all examples, so that they read as one broadcast. */
const timestamp = 1_699_500_000;
const sessionId = 'golden-eagle-427';
const resultId = '9b1c5f0e-6f1d-4f53-9d0e-1a2b3c4d5e6f';
const connectionId = 'q3vKZ0mJ5wF8aT1xYc9LbA';
const broadcastState = { isActive: true, isPaused: false, isMuted: false, volume: 1, lastStateChange: timestamp - 60 };
/** 5 ms of silence: real chunks are 20 to 200 ms. */
const audioData = Buffer.alloc(160).toString('base64');
const head = { sessionId, timestamp };

export const CLIENT_EXAMPLES: { readonly [A in Action]: readonly Extract<ClientMessage, { action: A }>[] } = {
  createSession: [{ action: 'createSession', sourceLanguage: 'en', qualityTier: 'standard', segments: 'clause' }],
  joinSession: [{ action: 'joinSession', sessionId, targetLanguage: 'es' }],
  sendAudio: [{ action: 'sendAudio', audioData }],
  pauseBroadcast: [{ action: 'pauseBroadcast' }],
  resumeBroadcast: [{ action: 'resumeBroadcast' }],
  muteBroadcast: [{ action: 'muteBroadcast' }],
  unmuteBroadcast: [{ action: 'unmuteBroadcast' }],
  setVolume: [{ action: 'setVolume', volumeLevel: 0.8 }],
  speakerStateChange: [{ action: 'speakerStateChange', state: { isMuted: true, volume: 0.5 } }],
  getSessionStatus: [{ action: 'getSessionStatus' }],
  pausePlayback: [{ action: 'pausePlayback' }],
  changeLanguage: [{ action: 'changeLanguage', targetLanguage: 'fr' }],
  heartbeat: [{ action: 'heartbeat', timestamp: timestamp * 1000 }],
  playbackReport: [
    {
      action: 'playbackReport',
      resultId: '9b1c5f0e-6f1d-4f53-9d0e-1a2b3c4d5e6f',
      segment: 0,
      epoch: 0,
      outcome: 'played',
      agoMs: 2_480,
      durationMs: 2_410,
      delayMs: 320,
      queuedMs: 300,
      playbackRate: 1.06,
    },
  ],
  refreshConnection: [{ action: 'refreshConnection' }],
  endSession: [{ action: 'endSession', reason: 'the talk is over' }],
};

const ack = { broadcastState, listenersNotified: 42 };

export const SERVER_EXAMPLES: { readonly [T in ServerMessageType]: readonly ServerMessageOf<T>[] } = {
  sessionCreated: [
    {
      type: 'sessionCreated',
      ...head,
      sourceLanguage: 'en',
      qualityTier: 'standard',
      connectionId,
      expiresAt: timestamp + 7_200,
      broadcastState,
    },
  ],
  sessionJoined: [
    {
      type: 'sessionJoined',
      ...head,
      targetLanguage: 'es',
      sourceLanguage: 'en',
      connectionId,
      listenerCount: 42,
      qualityTier: 'standard',
      broadcastState,
    },
  ],
  audioReceived: [
    { type: 'audioReceived', ...head },
    { type: 'audioReceived', ...head, dropped: 'muted' },
  ],
  broadcastPaused: [
    { type: 'broadcastPaused', ...head, ...ack, broadcastState: { ...broadcastState, isPaused: true } },
    { type: 'broadcastPaused', ...head },
  ],
  broadcastResumed: [
    { type: 'broadcastResumed', ...head, ...ack, pauseDurationMs: 12_340 },
    { type: 'broadcastResumed', ...head },
  ],
  broadcastMuted: [
    { type: 'broadcastMuted', ...head, ...ack, broadcastState: { ...broadcastState, isMuted: true } },
    { type: 'broadcastMuted', ...head },
  ],
  broadcastUnmuted: [
    { type: 'broadcastUnmuted', ...head, ...ack },
    { type: 'broadcastUnmuted', ...head },
  ],
  volumeChanged: [
    {
      type: 'volumeChanged',
      ...head,
      volumeLevel: 0.8,
      ...ack,
      broadcastState: { ...broadcastState, volume: 0.8 },
    },
    { type: 'volumeChanged', ...head, volumeLevel: 0.8 },
  ],
  speakerStateChanged: [
    { type: 'speakerStateChanged', ...head, state: { ...broadcastState, isMuted: true, volume: 0.5 } },
  ],
  sessionStatus: [
    {
      type: 'sessionStatus',
      ...head,
      listenerCount: 42,
      languageDistribution: { es: 15, fr: 12, de: 8, pt: 7 },
      sessionDuration: 1_847,
      broadcastState,
      updateReason: 'requested',
    },
  ],
  playbackPaused: [{ type: 'playbackPaused', ...head }],
  languageChanged: [{ type: 'languageChanged', ...head, targetLanguage: 'fr' }],
  transcript: [
    {
      type: 'transcript',
      ...head,
      resultId,
      segment: 0,
      epoch: 0,
      isPartial: false,
      stabilityScore: 1,
      text: 'Good evening, and welcome.',
      startTimeMs: 1_240,
      endTimeMs: 2_860,
    },
    {
      type: 'transcript',
      ...head,
      resultId,
      segment: 1,
      epoch: 0,
      isPartial: true,
      stabilityScore: 1,
      text: 'We are glad',
      startTimeMs: 2_980,
      endTimeMs: 3_640,
    },
    {
      type: 'transcript',
      ...head,
      resultId,
      epoch: 0,
      isPartial: false,
      stabilityScore: 1,
      text: 'Good evening and welcome. We are glad that you are here.',
      startTimeMs: 1_240,
      endTimeMs: 4_720,
    },
  ],
  heartbeatAck: [
    { type: 'heartbeatAck', timestamp, clientTimestamp: timestamp * 1000 },
    { type: 'heartbeatAck', timestamp },
  ],
  connectionRefreshRequired: [{ type: 'connectionRefreshRequired', ...head }],
  connectionWarning: [{ type: 'connectionWarning', ...head, remainingMinutes: 15 }],
  connectionRefreshComplete: [
    { type: 'connectionRefreshComplete', ...head, role: 'speaker', connectionId },
    { type: 'connectionRefreshComplete', ...head, role: 'listener', connectionId, targetLanguage: 'es' },
  ],
  connectionTimeout: [{ type: 'connectionTimeout', timestamp, idleSeconds: 120 }],
  rateLimitWarning: [
    { type: 'rateLimitWarning', ...head, limit: 50, message: 'Audio has been over its rate for five seconds.' },
  ],
  transcriptionInterrupted: [{ type: 'transcriptionInterrupted', ...head, reason: 'connectionLost', attempt: 1 }],
  transcriptionRestored: [{ type: 'transcriptionRestored', ...head, attempt: 1, replayedMs: 640 }],
  transcriptionFailed: [{ type: 'transcriptionFailed', ...head, reason: 'unavailable' }],
  audioSilent: [{ type: 'audioSilent', ...head, sinceMs: 10_000 }],
  audioHeard: [{ type: 'audioHeard', ...head, sinceMs: 23_400 }],
  speakerAway: [{ type: 'speakerAway', ...head, graceMs: 15_000 }],
  speakerBack: [{ type: 'speakerBack', ...head }],
  serverDraining: [{ type: 'serverDraining', ...head, retryAfterMs: 1_000 }],
  sessionEnded: [{ type: 'sessionEnded', ...head, reason: 'ended' }],
  error: [
    errorOf(refusal('INVALID_PARAMETER', { parameter: 'volumeLevel' }, 'volumeLevel is not valid.')),
    errorOf(refusal('RATE_LIMIT_EXCEEDED', { kind: 'control', limit: 10, retryAfterMs: 430 })),
  ],
};

export const DELIVERED_EXAMPLES: {
  readonly [T in keyof typeof DELIVERED_MESSAGES]: readonly Readonly<Record<string, unknown>>[];
} = {
  audio: [
    {
      type: 'audio',
      resultId: 'b5a1',
      segment: 1,
      epoch: 0,
      sequenceNumber: 2_860_000,
      part: 1,
      parts: 1,
      ...head,
      targetLanguage: 'es',
      sourceLanguage: 'en',
      translated: true,
      isPartial: false,
      format: 'pcm',
      sampleRate: 16_000,
      channels: 1,
      text: 'Buenas noches y bienvenidos.',
      audioData,
    },
  ],
  caption: [
    {
      type: 'caption',
      resultId: 'b5a1',
      segment: 1,
      epoch: 0,
      sequenceNumber: 2_860_000,
      ...head,
      targetLanguage: 'de',
      sourceLanguage: 'en',
      translated: false,
      isPartial: false,
      reason: 'noEngine',
      text: 'Good evening, and welcome.',
    },
  ],
};

function errorOf(failure: Parameters<typeof errorBody>[0]): ServerMessageOf<'error'> {
  return { ...errorBody(failure, '5f0c9a52-3f0e-4b8e-9c5b-0a4d7f1e2c63', timestamp * 1000) };
}
