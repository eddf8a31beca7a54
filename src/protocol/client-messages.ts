/** Every message a client may send: its parameters, who may send it, and which rate bucket it counts in. */
import Type, { type Static, type TSchema } from 'typebox';
import { QUALITY_TIERS } from './languages.ts';
import { oneOf } from './one-of.ts';

export type Role = 'speaker' | 'listener';

/** A language is any string here: whether it is offered is the running server's to say (UNSUPPORTED_LANGUAGE). */
const Language = Type.String();
const QualityTier = oneOf(QUALITY_TIERS);
const Level = Type.Number({ minimum: 0, maximum: 1 });
/** Members that the contract does not restrict are not checked: a heartbeat with a wrong timestamp is still a heartbeat. */
const Anything = Type.Unknown();

/** At least one member, and no other: checked by hand in parameters.ts, which names the offenders. */
export const StateChange = Type.Object({
  isPaused: Type.Optional(Type.Boolean()),
  isMuted: Type.Optional(Type.Boolean()),
  volume: Type.Optional(Level),
});
export type StateChange = Static<typeof StateChange>;

interface ActionSpec {
  /** `speaker`/`listener`: that role only; `joined`: any socket in a session; `any`: also before joining. */
  readonly who: Role | 'joined' | 'any';
  /** The sliding window it counts in; heartbeats are exempt. */
  readonly bucket: 'audio' | 'control' | 'status' | 'exempt';
  readonly parameters: TSchema;
}

/** `createSession` and `joinSession` are `any`: a socket sends them before it has a role, and they settle the role themselves. */
export const ACTIONS = {
  createSession: {
    who: 'any',
    bucket: 'control',
    parameters: Type.Object({ sourceLanguage: Language, qualityTier: Type.Optional(QualityTier) }),
  },
  joinSession: {
    who: 'any',
    bucket: 'control',
    parameters: Type.Object({ sessionId: Type.String(), targetLanguage: Language }),
  },
  sendAudio: {
    who: 'speaker',
    bucket: 'audio',
    parameters: Type.Object({ audioData: Type.String({ description: 'base64 PCM; `data` is an alias' }) }),
  },
  pauseBroadcast: { who: 'speaker', bucket: 'control', parameters: Type.Object({}) },
  resumeBroadcast: { who: 'speaker', bucket: 'control', parameters: Type.Object({}) },
  muteBroadcast: { who: 'speaker', bucket: 'control', parameters: Type.Object({}) },
  unmuteBroadcast: { who: 'speaker', bucket: 'control', parameters: Type.Object({}) },
  setVolume: { who: 'speaker', bucket: 'control', parameters: Type.Object({ volumeLevel: Level }) },
  speakerStateChange: { who: 'speaker', bucket: 'control', parameters: Type.Object({ state: StateChange }) },
  getSessionStatus: { who: 'speaker', bucket: 'status', parameters: Type.Object({}) },
  pausePlayback: { who: 'listener', bucket: 'control', parameters: Type.Object({}) },
  changeLanguage: { who: 'listener', bucket: 'control', parameters: Type.Object({ targetLanguage: Language }) },
  heartbeat: { who: 'any', bucket: 'exempt', parameters: Type.Object({ timestamp: Type.Optional(Anything) }) },
  refreshConnection: { who: 'joined', bucket: 'control', parameters: Type.Object({}) },
  endSession: {
    who: 'speaker',
    bucket: 'control',
    parameters: Type.Object({ reason: Type.Optional(Type.String({ maxLength: 1_024 })) }),
  },
} as const satisfies Record<string, ActionSpec>;

export type Action = keyof typeof ACTIONS;

/** The message of one action, after its parameters were checked. */
export type ClientMessage = {
  [A in Action]: { readonly action: A } & Static<(typeof ACTIONS)[A]['parameters']>;
}[Action];

export function isAction(text: string): text is Action {
  return Object.hasOwn(ACTIONS, text);
}
