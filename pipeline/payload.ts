/** The payload of one invocation: its type and its check. Unknown members are ignored. */

/** How the speaker spoke: volume 0..1, rate 0.5..2.0 (1.0 is 145 words a minute), energy 0..1. Neutral: 0.5 / 1.0 / 0.5. */
export interface EmotionDynamics {
  readonly volume: number;
  readonly rate: number;
  readonly energy: number;
}

/** One transcript of a session. The first seven members are required, the others are optional. */
export interface TranscriptPayload {
  readonly sessionId: string;
  readonly sourceLanguage: string;
  readonly transcriptText: string;
  readonly isPartial: boolean;
  readonly stabilityScore: number;
  /** Unix milliseconds. */
  readonly timestamp: number;
  readonly emotionDynamics: EmotionDynamics;
  readonly resultId?: string;
  readonly revision?: number;
  /** Number of this stretch of speech in its result, from 0. For a partial: of the stretch that is still open. */
  readonly segment?: number;
  /** True on the last segment of a result. A result may end without one. */
  readonly isSegmentFinal?: boolean;
  readonly idempotencyKey?: string;
  readonly traceparent?: string;
  readonly targetLanguages?: readonly string[];
  /** Position on the session's clock, which starts at 0 in each epoch. */
  readonly startTimeMs?: number;
  readonly endTimeMs?: number;
  readonly epoch?: number;
}

export const MAX_TEXT_CHARACTERS = 5_000;
const MAX_ID_CHARACTERS = 512;
const MAX_LANGUAGES = 64;
const LANGUAGE = /^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/;
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * @returns the event as a payload. @throws Error whose message names the wrong member.
 * A traceparent that is a string of another form is left out, as W3C Trace Context says. Speech then goes on without tracing.
 */
export function checkPayload(event: unknown): TranscriptPayload {
  const members = object(event, 'payload');
  const emotion = object(members.emotionDynamics, 'emotionDynamics');
  const traceparent = optional(members.traceparent, (value) => text(value, 'traceparent', MAX_ID_CHARACTERS));
  const found = {
    sessionId: text(members.sessionId, 'sessionId', MAX_ID_CHARACTERS, 1),
    sourceLanguage: language(members.sourceLanguage, 'sourceLanguage'),
    transcriptText: text(members.transcriptText, 'transcriptText', MAX_TEXT_CHARACTERS),
    isPartial: flag(members.isPartial, 'isPartial'),
    stabilityScore: number(members.stabilityScore, 'stabilityScore', 0, 1),
    timestamp: number(members.timestamp, 'timestamp', 0),
    emotionDynamics: {
      volume: number(emotion.volume, 'emotionDynamics.volume', 0, 1),
      rate: number(emotion.rate, 'emotionDynamics.rate', 0.5, 2),
      energy: number(emotion.energy, 'emotionDynamics.energy', 0, 1),
    },
    resultId: optional(members.resultId, (value) => text(value, 'resultId', MAX_ID_CHARACTERS)),
    revision: optional(members.revision, (value) => number(value, 'revision', 0)),
    segment: optional(members.segment, (value) => whole(value, 'segment')),
    isSegmentFinal: optional(members.isSegmentFinal, (value) => flag(value, 'isSegmentFinal')),
    idempotencyKey: optional(members.idempotencyKey, (value) => text(value, 'idempotencyKey', MAX_ID_CHARACTERS, 1)),
    traceparent: traceparent !== undefined && TRACEPARENT.test(traceparent) ? traceparent : undefined,
    targetLanguages: optional(members.targetLanguages, languages),
    startTimeMs: optional(members.startTimeMs, (value) => number(value, 'startTimeMs', 0)),
    endTimeMs: optional(members.endTimeMs, (value) => number(value, 'endTimeMs', 0)),
    epoch: optional(members.epoch, (value) => number(value, 'epoch', 0)),
  };
  return withoutAbsent(found);
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

function withoutAbsent<T extends object>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>;
}

function optional<T>(value: unknown, check: (value: unknown) => T): T | undefined {
  return value === undefined || value === null ? undefined : check(value);
}

function object(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(name, 'an object', value);
  return value as Record<string, unknown>;
}

function text(value: unknown, name: string, maxCharacters: number, minCharacters = 0): string {
  if (typeof value !== 'string') throw wrong(name, 'a string', value);
  if (value.length < minCharacters) throw new Error(`Bad payload: ${name} must not be empty`);
  if (value.length > maxCharacters) throw new Error(`Bad payload: ${name} is over ${maxCharacters} characters`);
  return value;
}

function language(value: unknown, name: string): string {
  const code = text(value, name, MAX_ID_CHARACTERS);
  if (!LANGUAGE.test(code)) throw new Error(`Bad payload: ${name} must be a language code`);
  return code;
}

function languages(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw wrong('targetLanguages', 'an array', value);
  if (value.length > MAX_LANGUAGES) throw new Error(`Bad payload: targetLanguages has over ${MAX_LANGUAGES} entries`);
  return [...new Set(value.map((entry, i) => language(entry, `targetLanguages[${i}]`)))];
}

function flag(value: unknown, name: string): boolean {
  if (typeof value !== 'boolean') throw wrong(name, 'true or false', value);
  return value;
}

function number(value: unknown, name: string, min: number, max = Number.MAX_SAFE_INTEGER): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(name, 'a finite number', value);
  if (value < min || value > max) throw new Error(`Bad payload: ${name} must be between ${min} and ${max}`);
  return value;
}

function whole(value: unknown, name: string): number {
  const found = number(value, name, 0);
  if (!Number.isInteger(found)) throw new Error(`Bad payload: ${name} must be a whole number`);
  return found;
}

function wrong(name: string, expected: string, value: unknown): Error {
  if (value === undefined) return new Error(`Bad payload: ${name} is missing`);
  const actual = value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value;
  return new Error(`Bad payload: ${name} must be ${expected}, not ${actual}`);
}
