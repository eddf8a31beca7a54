/** Every message a client may send: its parameters, who may send it, and which rate bucket it counts in. */
import Type, { type Static, type TSchema } from 'typebox';
import { QUALITY_TIERS } from './languages.ts';
import { oneOf } from './one-of.ts';
import type { ServerMessageType } from './server-messages.ts';

export type Role = 'speaker' | 'listener';

/** A language is any string here: whether it is offered is the running server's to say (UNSUPPORTED_LANGUAGE). */
const SourceLanguage = Type.String({ description: 'ISO 639-1; what this server takes now is its own to say' });
const TargetLanguage = Type.String({ description: 'ISO 639-1; what this server takes now is its own to say' });
const QualityTier = oneOf(QUALITY_TIERS);
const Level = Type.Number({ minimum: 0, maximum: 1, description: '0 is silence, 1 leaves the samples as they are' });
/** Members that the contract does not restrict are not checked: a heartbeat with a wrong timestamp is still a heartbeat. */
const Anything = Type.Unknown();

/** At least one member, and no other: checked by hand in parameters.ts, which names the offenders. */
export const StateChange = Type.Object(
  {
    isPaused: Type.Optional(Type.Boolean()),
    isMuted: Type.Optional(Type.Boolean()),
    volume: Type.Optional(Level),
  },
  { minProperties: 1, additionalProperties: false },
);
export type StateChange = Static<typeof StateChange>;

interface ActionSpec {
  /** `speaker`/`listener`: that role only; `joined`: any socket in a session; `any`: also before joining. */
  readonly who: Role | 'joined' | 'any';
  /** The sliding window it counts in; heartbeats are exempt. */
  readonly bucket: 'audio' | 'control' | 'status' | 'exempt';
  readonly parameters: TSchema;
  /** The message that says it was done; `error` may come in its place. */
  readonly answer: ServerMessageType;
  /** For the reference pages: one or two sentences. */
  readonly meaning: string;
}

/** `createSession` and `joinSession` are `any`: a socket sends them before it has a role, and they settle the role themselves. */
export const ACTIONS = {
  createSession: {
    who: 'any',
    bucket: 'control',
    parameters: Type.Object({ sourceLanguage: SourceLanguage, qualityTier: Type.Optional(QualityTier) }),
    answer: 'sessionCreated',
    meaning: 'Makes a session whose speaker is this socket; it needs a token. Repeated, it says the same again.',
  },
  joinSession: {
    who: 'any',
    bucket: 'control',
    parameters: Type.Object({ sessionId: Type.String(), targetLanguage: TargetLanguage }),
    answer: 'sessionJoined',
    meaning: 'Joins a session as a listener. Repeated with another language it changes the language.',
  },
  sendAudio: {
    who: 'speaker',
    bucket: 'audio',
    parameters: Type.Object({ audioData: Type.String({ description: 'base64 PCM; `data` is an alias' }) }),
    answer: 'audioReceived',
    meaning: 'One chunk of speech: 16-bit little-endian PCM, mono, 16 kHz. A binary frame is the same without base64.',
  },
  pauseBroadcast: {
    who: 'speaker',
    bucket: 'control',
    parameters: Type.Object({}),
    answer: 'broadcastPaused',
    meaning: 'Audio is dropped until resumeBroadcast.',
  },
  resumeBroadcast: {
    who: 'speaker',
    bucket: 'control',
    parameters: Type.Object({}),
    answer: 'broadcastResumed',
    meaning: 'Audio is forwarded again. After transcriptionFailed, a new try is made at once.',
  },
  muteBroadcast: {
    who: 'speaker',
    bucket: 'control',
    parameters: Type.Object({}),
    answer: 'broadcastMuted',
    meaning: 'Audio is dropped until unmuteBroadcast, whatever pause and resume say.',
  },
  unmuteBroadcast: {
    who: 'speaker',
    bucket: 'control',
    parameters: Type.Object({}),
    answer: 'broadcastUnmuted',
    meaning: 'Audio is forwarded again, unless the broadcast is paused.',
  },
  setVolume: {
    who: 'speaker',
    bucket: 'control',
    parameters: Type.Object({ volumeLevel: Level }),
    answer: 'volumeChanged',
    meaning: 'Scales the samples before they are transcribed; at 0 audio is dropped as silent.',
  },
  speakerStateChange: {
    who: 'speaker',
    bucket: 'control',
    parameters: Type.Object({ state: StateChange }),
    answer: 'speakerStateChanged',
    meaning: 'Several controls at once: all of them are applied, or none. At least one member, and no other.',
  },
  getSessionStatus: {
    who: 'speaker',
    bucket: 'status',
    parameters: Type.Object({}),
    answer: 'sessionStatus',
    meaning: 'Asks how many listen and in which languages. It counts in a rate of its own.',
  },
  pausePlayback: {
    who: 'listener',
    bucket: 'control',
    parameters: Type.Object({}),
    answer: 'playbackPaused',
    meaning: 'Acknowledged only: the client itself stops playing.',
  },
  changeLanguage: {
    who: 'listener',
    bucket: 'control',
    parameters: Type.Object({ targetLanguage: TargetLanguage }),
    answer: 'languageChanged',
    meaning: 'From the next sentence on, another language.',
  },
  heartbeat: {
    who: 'any',
    bucket: 'exempt',
    parameters: Type.Object({ timestamp: Type.Optional(Anything) }),
    answer: 'heartbeatAck',
    meaning: 'Keeps the connection from being idle. A timestamp that is a number is echoed.',
  },
  refreshConnection: {
    who: 'joined',
    bucket: 'control',
    parameters: Type.Object({}),
    answer: 'connectionRefreshComplete',
    meaning: 'Starts the connection’s age anew, on the socket it is sent on.',
  },
  endSession: {
    who: 'speaker',
    bucket: 'control',
    parameters: Type.Object({ reason: Type.Optional(Type.String({ maxLength: 1_024 })) }),
    answer: 'sessionEnded',
    meaning: 'Ends the session for everyone once its last words are translated. The reason is logged, not passed on.',
  },
} as const satisfies Record<string, ActionSpec>;

export type Action = keyof typeof ACTIONS;
/** The sliding window a message counts in; `exempt` counts in none. */
export type ActionBucket = (typeof ACTIONS)[Action]['bucket'];

/** The message of one action, after its parameters were checked. */
export type ClientMessage = {
  [A in Action]: { readonly action: A } & Static<(typeof ACTIONS)[A]['parameters']>;
}[Action];

export function isAction(text: string): text is Action {
  return Object.hasOwn(ACTIONS, text);
}
