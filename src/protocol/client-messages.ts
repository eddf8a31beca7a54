/** Every message a client may send: its parameters, who may send it, and which rate bucket it counts in. */
import Type, { type Static, type TSchema } from 'typebox';
import { QUALITY_TIERS } from './languages.ts';
import { oneOf } from './one-of.ts';
import { SEGMENT_MODES } from './segments.ts';
import type { ServerMessageType } from './server-messages.ts';

export type Role = 'speaker' | 'listener';

/** Any string is taken here; the running server checks whether it offers the language (UNSUPPORTED_LANGUAGE). */
const SourceLanguage = Type.String({
  description: 'ISO 639-1; the languages that are accepted depend on the server’s configuration',
});
const TargetLanguage = Type.String({
  description: 'ISO 639-1; the languages that are accepted depend on the server’s configuration',
});
const QualityTier = oneOf(QUALITY_TIERS);
const Segments = oneOf(
  SEGMENT_MODES,
  'where speech is cut for translation: at clauses, at sentences, or not before a result is final; the server’s own setting when left out',
);
const Level = Type.Number({ minimum: 0, maximum: 1, description: '0 is silence, 1 leaves the samples as they are' });
/** Not checked, as the contract does not restrict it: a heartbeat with a wrong timestamp is still a heartbeat. */
const Anything = Type.Unknown();

/** How a segment's speech ended at a listener: it was heard, or left out because too much speech waited before it. */
export const PLAYBACK_OUTCOMES = ['played', 'skipped'] as const;

const duration = (description: string) => Type.Number({ minimum: 0, maximum: 600_000, description });

/** What a listener's player knows of one segment. Durations in ms. */
const PlaybackReport = Type.Object({
  resultId: Type.String({ minLength: 1, maxLength: 256, description: 'As in the segment’s messages `audio`' }),
  segment: Type.Optional(
    Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'As in `audio`; absent is 0' }),
  ),
  epoch: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'As in `audio`; absent is the present one',
    }),
  ),
  outcome: oneOf(PLAYBACK_OUTCOMES),
  agoMs: duration('From its first sound (or from its skipping) to the sending of this report'),
  durationMs: duration('How long it sounded, all its pieces, at the rate at which they were played'),
  delayMs: duration('From the receipt of its first piece to its first sound'),
  queuedMs: duration('Speech that waited at its first sound'),
  playbackRate: Type.Number({ minimum: 0.1, maximum: 10, description: 'The mean; 1 is as received' }),
});
export type PlaybackReport = Static<typeof PlaybackReport>;

/** At least one of these members, and no other. parameters.ts checks this by hand, to name the invalid members. */
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
  /** The token bucket that it takes a token from; heartbeats are exempt. */
  readonly bucket: 'audio' | 'control' | 'status' | 'report' | 'exempt';
  readonly parameters: TSchema;
  /** The message that confirms it; `error` may come instead. Undefined: nothing confirms it. */
  readonly answer: ServerMessageType | undefined;
  /** Shown in the reference pages: one or two sentences. */
  readonly meaning: string;
}

/** `createSession` and `joinSession` are `any`: a socket sends them before it has a role, and they give it one. */
export const ACTIONS = {
  createSession: {
    who: 'any',
    bucket: 'control',
    parameters: Type.Object({
      sourceLanguage: SourceLanguage,
      qualityTier: Type.Optional(QualityTier),
      segments: Type.Optional(Segments),
    }),
    answer: 'sessionCreated',
    meaning:
      'Creates a session with this socket as its speaker. A token is required. Sent again, it gets the same answer again.',
  },
  joinSession: {
    who: 'any',
    bucket: 'control',
    parameters: Type.Object({ sessionId: Type.String(), targetLanguage: TargetLanguage }),
    answer: 'sessionJoined',
    meaning: 'Joins a session as a listener. Sent again with another language, it changes the language.',
  },
  sendAudio: {
    who: 'speaker',
    bucket: 'audio',
    parameters: Type.Object({ audioData: Type.String({ description: 'base64 PCM; `data` is an alias' }) }),
    answer: 'audioReceived',
    meaning:
      'One chunk of speech: 16-bit little-endian PCM, mono, 16 kHz. A binary frame carries the same bytes without base64.',
  },
  pauseBroadcast: {
    who: 'speaker',
    bucket: 'control',
    parameters: Type.Object({}),
    answer: 'broadcastPaused',
    meaning: 'Pauses the broadcast: audio is dropped until resumeBroadcast.',
  },
  resumeBroadcast: {
    who: 'speaker',
    bucket: 'control',
    parameters: Type.Object({}),
    answer: 'broadcastResumed',
    meaning:
      'Resumes the broadcast: audio is forwarded again, unless the microphone is muted. After transcriptionFailed it also starts a new attempt at once.',
  },
  muteBroadcast: {
    who: 'speaker',
    bucket: 'control',
    parameters: Type.Object({}),
    answer: 'broadcastMuted',
    meaning: 'Mutes the microphone: audio is dropped until unmuteBroadcast. Independent of pause and resume.',
  },
  unmuteBroadcast: {
    who: 'speaker',
    bucket: 'control',
    parameters: Type.Object({}),
    answer: 'broadcastUnmuted',
    meaning: 'Unmutes the microphone: audio is forwarded again, unless the broadcast is paused.',
  },
  setVolume: {
    who: 'speaker',
    bucket: 'control',
    parameters: Type.Object({ volumeLevel: Level }),
    answer: 'volumeChanged',
    meaning: 'Scales the samples before they are transcribed. At 0 audio is dropped with the reason `silent`.',
  },
  speakerStateChange: {
    who: 'speaker',
    bucket: 'control',
    parameters: Type.Object({ state: StateChange }),
    answer: 'speakerStateChanged',
    meaning:
      'Changes several controls at once: all of them are applied, or none. `state` has at least one of these members, and no other.',
  },
  getSessionStatus: {
    who: 'speaker',
    bucket: 'status',
    parameters: Type.Object({}),
    answer: 'sessionStatus',
    meaning: 'Asks how many listeners there are and in which languages. It has a rate limit of its own.',
  },
  pausePlayback: {
    who: 'listener',
    bucket: 'control',
    parameters: Type.Object({}),
    answer: 'playbackPaused',
    meaning: 'Is acknowledged and changes nothing on the server: the client itself stops playing.',
  },
  changeLanguage: {
    who: 'listener',
    bucket: 'control',
    parameters: Type.Object({ targetLanguage: TargetLanguage }),
    answer: 'languageChanged',
    meaning: 'Changes this listener’s language, from the next sentence on.',
  },
  heartbeat: {
    who: 'any',
    bucket: 'exempt',
    parameters: Type.Object({ timestamp: Type.Optional(Anything) }),
    answer: 'heartbeatAck',
    meaning: 'Keeps the connection from being closed as idle. A timestamp that is a number is sent back in the answer.',
  },
  playbackReport: {
    who: 'listener',
    bucket: 'report',
    parameters: PlaybackReport,
    answer: undefined,
    meaning:
      'Tells when a segment was heard, once a segment, at its end or when it was skipped. It is not answered. It has a rate limit of its own: over it, reports are dropped without an error.',
  },
  refreshConnection: {
    who: 'joined',
    bucket: 'control',
    parameters: Type.Object({}),
    answer: 'connectionRefreshComplete',
    meaning: 'Resets the age of the connection to 0, on the socket it is sent on.',
  },
  endSession: {
    who: 'speaker',
    bucket: 'control',
    parameters: Type.Object({ reason: Type.Optional(Type.String({ maxLength: 1_024 })) }),
    answer: 'sessionEnded',
    meaning:
      'Ends the session for everyone, after its last words are translated. The reason is logged; listeners do not get it.',
  },
} as const satisfies Record<string, ActionSpec>;

export type Action = keyof typeof ACTIONS;
/** The token bucket that a message takes a token from; `exempt` takes none. */
export type ActionBucket = (typeof ACTIONS)[Action]['bucket'];

/** A message whose parameters have been checked. */
export type ClientMessage = {
  [A in Action]: { readonly action: A } & Static<(typeof ACTIONS)[A]['parameters']>;
}[Action];

export function isAction(text: string): text is Action {
  return Object.hasOwn(ACTIONS, text);
}
