import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { SessionResource } from '../../src/protocol/http-messages.ts';
import {
  DROP_REASONS,
  END_REASONS,
  SERVER_MESSAGES,
  type ServerMessage,
  type ServerMessageType,
  STATUS_REASONS,
  wireSeconds,
} from '../../src/protocol/server-messages.ts';
import { TranslationRequest } from '../../src/protocol/translation-request.ts';
import { anyJson } from './wire-arbitraries.ts';

const sessionId = 'golden-eagle-427';
const timestamp = 1_699_500_000;
const broadcastState = { isActive: true, isPaused: false, isMuted: false, volume: 1.0, lastStateChange: timestamp };
const connectionId = 'c-1';

/** The old system's own examples (requirements), word for word where it had any. */
const OLD_EXAMPLES: ServerMessage[] = [
  { type: 'audioReceived', sessionId, timestamp },
  { type: 'broadcastPaused', sessionId, timestamp },
  { type: 'broadcastResumed', sessionId, timestamp },
  { type: 'broadcastMuted', sessionId, timestamp },
  { type: 'broadcastUnmuted', sessionId, timestamp },
  { type: 'volumeChanged', sessionId, volumeLevel: 0.8, timestamp },
  { type: 'speakerStateChanged', sessionId, state: broadcastState, timestamp },
  {
    type: 'sessionStatus',
    sessionId,
    listenerCount: 42,
    languageDistribution: { es: 15, fr: 12, de: 8, pt: 7 },
    sessionDuration: 1847,
    broadcastState,
    timestamp,
    updateReason: 'requested',
  },
  // These two had no sessionId; the contract puts it on every message to a joined socket.
  { type: 'playbackPaused', sessionId, timestamp },
  { type: 'languageChanged', sessionId, targetLanguage: 'es', timestamp },
];

/** One of each message with every member the contract gives it. */
const FULL: { readonly [T in ServerMessageType]: Extract<ServerMessage, { type: T }> } = {
  sessionCreated: {
    type: 'sessionCreated',
    sessionId,
    timestamp,
    sourceLanguage: 'en',
    qualityTier: 'standard',
    connectionId,
    expiresAt: timestamp + 7_200,
    broadcastState,
  },
  sessionJoined: {
    type: 'sessionJoined',
    sessionId,
    timestamp,
    targetLanguage: 'es',
    sourceLanguage: 'en',
    connectionId,
    listenerCount: 1,
    qualityTier: 'standard',
    broadcastState,
    audioSilentMs: 12_500,
  },
  audioReceived: { type: 'audioReceived', sessionId, timestamp, dropped: 'paused' },
  broadcastPaused: { type: 'broadcastPaused', sessionId, timestamp, broadcastState, listenersNotified: 3 },
  broadcastResumed: {
    type: 'broadcastResumed',
    sessionId,
    timestamp,
    broadcastState,
    listenersNotified: 3,
    pauseDurationMs: 1_500,
  },
  broadcastMuted: { type: 'broadcastMuted', sessionId, timestamp, broadcastState, listenersNotified: 0 },
  broadcastUnmuted: { type: 'broadcastUnmuted', sessionId, timestamp, broadcastState, listenersNotified: 0 },
  volumeChanged: { type: 'volumeChanged', sessionId, timestamp, volumeLevel: 0, broadcastState, listenersNotified: 0 },
  speakerStateChanged: { type: 'speakerStateChanged', sessionId, timestamp, state: broadcastState },
  sessionStatus: {
    type: 'sessionStatus',
    sessionId,
    timestamp,
    listenerCount: 0,
    languageDistribution: {},
    sessionDuration: 0,
    broadcastState,
    updateReason: 'newLanguage',
  },
  playbackPaused: { type: 'playbackPaused', sessionId, timestamp },
  languageChanged: { type: 'languageChanged', sessionId, timestamp, targetLanguage: 'fr' },
  transcript: {
    type: 'transcript',
    sessionId,
    epoch: 0,
    timestamp,
    resultId: 'r-1',
    segment: 0,
    isPartial: true,
    stabilityScore: 0.85,
    text: 'hello',
    startTimeMs: 0,
    endTimeMs: 812.5,
  },
  heartbeatAck: { type: 'heartbeatAck', timestamp, clientTimestamp: 12.5 },
  connectionRefreshRequired: { type: 'connectionRefreshRequired', sessionId, timestamp },
  connectionWarning: { type: 'connectionWarning', sessionId, timestamp, remainingMinutes: 15 },
  connectionRefreshComplete: {
    type: 'connectionRefreshComplete',
    sessionId,
    timestamp,
    role: 'listener',
    connectionId,
    targetLanguage: 'es',
  },
  connectionTimeout: { type: 'connectionTimeout', timestamp, idleSeconds: 120 },
  rateLimitWarning: { type: 'rateLimitWarning', sessionId, timestamp, limit: 50, message: 'Slow down.' },
  transcriptionInterrupted: {
    type: 'transcriptionInterrupted',
    sessionId,
    timestamp,
    reason: 'connectionLost',
    attempt: 1,
  },
  transcriptionRestored: { type: 'transcriptionRestored', sessionId, timestamp, attempt: 1, replayedMs: 640 },
  transcriptionFailed: { type: 'transcriptionFailed', sessionId, timestamp, reason: 'badRequest' },
  audioSilent: { type: 'audioSilent', sessionId, timestamp, sinceMs: 10_000 },
  audioHeard: { type: 'audioHeard', sessionId, timestamp, sinceMs: 12_500 },
  speakerAway: { type: 'speakerAway', sessionId, timestamp, graceMs: 15_000 },
  speakerBack: { type: 'speakerBack', sessionId, timestamp },
  serverDraining: { type: 'serverDraining', sessionId, timestamp, retryAfterMs: 1_000 },
  sessionEnded: { type: 'sessionEnded', sessionId, timestamp, reason: 'ended' },
  error: {
    type: 'error',
    code: 'UNSUPPORTED_LANGUAGE',
    statusCode: 400,
    message: '...',
    details: {},
    correlationId: 'k-1',
    timestamp,
  },
};

const TYPES = Object.keys(SERVER_MESSAGES) as ServerMessageType[];
const CHECKS = new Map(TYPES.map((type) => [type, Compile(SERVER_MESSAGES[type] as TSchema)] as const));
const takes = (type: ServerMessageType, message: unknown) => CHECKS.get(type)?.Check(message) ?? false;

/** Section 5 of the wire contract: the members each message has beside type, timestamp and, where it has one, sessionId. */
const OPTIONAL: Partial<Record<ServerMessageType, string[]>> = {
  transcript: ['segment'],
  sessionJoined: ['audioSilentMs'],
  audioReceived: ['dropped'],
  broadcastPaused: ['broadcastState', 'listenersNotified'],
  broadcastResumed: ['broadcastState', 'listenersNotified', 'pauseDurationMs'],
  broadcastMuted: ['broadcastState', 'listenersNotified'],
  broadcastUnmuted: ['broadcastState', 'listenersNotified'],
  volumeChanged: ['broadcastState', 'listenersNotified'],
  heartbeatAck: ['clientTimestamp'],
  connectionRefreshComplete: ['targetLanguage'],
};

for (const example of OLD_EXAMPLES) {
  test(`an example of the old system is a message of this one: ${example.type}`, () => {
    assert.ok(takes(example.type, example));
  });
}

for (const type of TYPES) {
  test(`${type}: it is known by its type and has the members of the contract, each of them when it must`, () => {
    const full = FULL[type] as Record<string, unknown>;
    assert.ok(takes(type, full));

    for (const member of Object.keys(full)) {
      const { [member]: _, ...without } = full;
      assert.equal(takes(type, without), OPTIONAL[type]?.includes(member) ?? false, `without ${member}`);
      assert.equal(takes(type, { ...full, [member]: null }), false, `${member} null`);
    }
    assert.deepEqual(Object.keys(full).sort(), Object.keys(SERVER_MESSAGES[type].properties).sort());
  });

  test(`${type}: no other message passes for it`, () => {
    const others = TYPES.filter((other) => other !== type && takes(type, FULL[other]));

    assert.deepEqual(others, []);
  });

  test(`${type}: its timestamp is whole seconds`, () => {
    assert.equal(takes(type, { ...FULL[type], timestamp: 1_699_500_000.5 }), false);
    assert.equal(takes(type, { ...FULL[type], timestamp: '1699500000' }), false);
  });
}

test('sessionId is on every message but heartbeatAck, connectionTimeout and error', () => {
  const without = TYPES.filter((type) => !('sessionId' in SERVER_MESSAGES[type].properties));

  assert.deepEqual(without.sort(), ['connectionTimeout', 'error', 'heartbeatAck']);
});

test('checking never throws, whatever it is given', () => {
  fc.assert(
    fc.property(fc.constantFrom(...TYPES), anyJson, (type, value) => {
      assert.equal(typeof takes(type, value), 'boolean');
    }),
  );
});

test('the words of the contract are the only ones', () => {
  assert.deepEqual([...DROP_REASONS], ['paused', 'muted', 'silent', 'failed', 'draining', 'ended']);
  assert.deepEqual([...END_REASONS], ['ended', 'speakerDisconnected', 'expired', 'rateLimit']);
  assert.deepEqual([...STATUS_REASONS], ['requested', 'periodic', 'listenerCountChange', 'newLanguage']);
  for (const dropped of DROP_REASONS) assert.ok(takes('audioReceived', { ...FULL.audioReceived, dropped }));
  for (const reason of END_REASONS) assert.ok(takes('sessionEnded', { ...FULL.sessionEnded, reason }));
  for (const updateReason of STATUS_REASONS) assert.ok(takes('sessionStatus', { ...FULL.sessionStatus, updateReason }));
  assert.equal(takes('audioReceived', { ...FULL.audioReceived, dropped: 'lost' }), false);
  assert.equal(takes('sessionEnded', { ...FULL.sessionEnded, reason: 'crashed' }), false);
  assert.equal(takes('sessionStatus', { ...FULL.sessionStatus, updateReason: 'other' }), false);
});

test('a language without listeners is not in the distribution', () => {
  const of = (languageDistribution: object) => takes('sessionStatus', { ...FULL.sessionStatus, languageDistribution });

  assert.equal(of({ es: 1 }), true);
  assert.equal(of({ es: 0 }), false);
  assert.equal(of({ es: 1.5 }), false);
});

test('milliseconds become whole seconds, never a second early', () => {
  assert.equal(wireSeconds(1_699_500_000_999), 1_699_500_000);
  assert.equal(wireSeconds(1_699_500_001_000), 1_699_500_001);
});

// ---- what is not a socket's ------------------------------------------------------------------------------------

test('a session over HTTP is as the contract has it, for its owner and for others', () => {
  const check = Compile(SessionResource);
  const publicly = {
    sessionId,
    sourceLanguage: 'en',
    qualityTier: 'standard',
    status: 'active',
    listenerCount: 0,
    createdAt: 1_699_500_000_000,
    updatedAt: 1_699_500_000_000,
    expiresAt: 1_699_507_200,
  };

  assert.ok(check.Check(publicly));
  assert.ok(check.Check({ ...publicly, speakerId: 'ada', status: 'ended' }));
  assert.equal(check.Check({ ...publicly, status: 'paused' }), false);
});

test('the translation pipeline gets the old members and the new ones', () => {
  const check = Compile(TranslationRequest);
  const old = {
    sessionId,
    sourceLanguage: 'en',
    transcriptText: 'hello everyone',
    isPartial: false,
    stabilityScore: 1.0,
    timestamp: 1_699_500_000_123,
    emotionDynamics: { volume: 0.5, rate: 1.0, energy: 0.5 },
  };
  const added = {
    resultId: 'r-1',
    segment: 0,
    isSegmentFinal: true,
    revision: 0,
    idempotencyKey: `${sessionId}:0:r-1:0:s0`,
    targetLanguages: ['es'],
    startTimeMs: 0,
    endTimeMs: 1_200,
    epoch: 0,
  };

  assert.ok(check.Check({ ...old, ...added }));
  assert.ok(check.Check({ ...old, ...added, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }));
  assert.equal(check.Check(old), false);
  for (const emotionDynamics of [
    { volume: 1.1, rate: 1, energy: 0.5 },
    { volume: 0.5, rate: 0.4, energy: 0.5 },
    { volume: 0.5, rate: 2.1, energy: 0.5 },
    { volume: 0.5, rate: 1 },
  ]) {
    assert.equal(check.Check({ ...old, ...added, emotionDynamics }), false);
  }
});
