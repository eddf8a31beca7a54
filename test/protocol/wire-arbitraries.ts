/** What a stranger may put into a message: any JSON at all, with the names that trip objects up among its keys. */
import fc from 'fast-check';
import { ACTIONS, type Action } from '../../src/protocol/client-messages.ts';

/** Members every object inherits, or that change it when they are set. */
export const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype'];

export const ALL_ACTIONS = Object.keys(ACTIONS) as Action[];

export const anyAction = fc.constantFrom(...ALL_ACTIONS);

const memberNames = [
  ...new Set(Object.values(ACTIONS).flatMap(({ parameters }) => Object.keys(parameters.properties))),
];

/** Any value JSON can say, through its text, so that `__proto__` is a member of its own as it is on the wire. */
export const anyJson = fc
  .oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.dictionary(fc.constantFrom(...PROTOTYPE_KEYS, ...memberNames), fc.jsonValue({ maxDepth: 2 })),
  )
  .map((value): unknown => JSON.parse(JSON.stringify(value)));

/** A JSON object with members of the contract, of any type, and others. */
export const anyBody = fc
  .array(
    fc.tuple(fc.oneof(fc.constantFrom(...PROTOTYPE_KEYS, ...memberNames, 'data', 'action'), fc.string()), anyJson),
    {
      maxLength: 8,
    },
  )
  .map((members) => {
    const text = members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',');
    return JSON.parse(`{${text}}`) as Record<string, unknown>;
  });

/** A correct body of each action, with every optional member. */
export const GOOD: { readonly [A in Action]: Record<string, unknown> } = {
  createSession: { sourceLanguage: 'en', qualityTier: 'premium', segments: 'sentence' },
  joinSession: { sessionId: 'golden-eagle-427', targetLanguage: 'es' },
  sendAudio: { audioData: 'AAAA' },
  pauseBroadcast: {},
  resumeBroadcast: {},
  muteBroadcast: {},
  unmuteBroadcast: {},
  setVolume: { volumeLevel: 0.5 },
  speakerStateChange: { state: { isPaused: true, isMuted: false, volume: 0.5 } },
  getSessionStatus: {},
  pausePlayback: {},
  changeLanguage: { targetLanguage: 'fr' },
  heartbeat: { timestamp: 1_699_500_000 },
  playbackReport: {
    resultId: '9b1c5f0e',
    segment: 3,
    epoch: 1,
    outcome: 'played',
    agoMs: 2_480,
    durationMs: 2_410,
    delayMs: 0,
    queuedMs: 0.5,
    playbackRate: 1.35,
  },
  refreshConnection: {},
  endSession: { reason: 'done' },
};
