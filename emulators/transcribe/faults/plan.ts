/** The schema of fault plans for Transcribe streams, and the check of a plan. Injects nothing. */
import Type, { type Static, type TProperties } from 'typebox';
import { MAX_MOVED_MS } from '../../../src/integrations/emulators/asr-quirks.ts';
import { oneOf } from '../../../src/protocol/one-of.ts';
import { checkPlan, type PlanFrame, type PlanLanguage } from '../../faults/plan-check.ts';
import { listProblems } from '../../faults/schema-problems.ts';
import { Names, SELECTION_MEMBERS } from '../../faults/selection.ts';
import { Counted, type Moment, NAMED_MOMENTS } from './moment.ts';

const fault = <K extends string, P extends TProperties>(kind: K, parameters: P) =>
  Type.Object({ kind: Type.Literal(kind), ...parameters }, { additionalProperties: false });

const ErrorName = Type.String({ pattern: '^[A-Za-z]{1,64}$' });
const Text = Type.Optional(Type.String({ maxLength: 1_000 }));
/** HTTP/2 error codes, RFC 9113 section 7. */
const Code = Type.Integer({ minimum: 0, maximum: 13 });

export const TRANSCRIBE_FAULTS = {
  /** A service exception: an HTTP answer before the headers, an exception frame after them. Ends the stream. */
  exception: fault('exception', {
    name: ErrorName,
    message: Text,
    /** Status of the HTTP answer. Default: the service's own for the name, or 400 if it has none. */
    status: Type.Optional(Type.Integer({ minimum: 300, maximum: 599 })),
  }),
  /** BadRequestException with the service's own text for 15 s without audio. */
  idleTimeout: fault('idleTimeout', {}),
  /** `:message-type: error`, which is not in the service's model. */
  error: fault('error', { code: ErrorName, message: Text }),
  /** RST_STREAM without END_STREAM before it. */
  reset: fault('reset', { code: Code }),
  /** GOAWAY. With code 0 the stream goes on, as HTTP/2 says. */
  goaway: fault('goaway', { code: Code }),
  /** END_STREAM before the client has ended its side. */
  end: fault('end', {}),
  tcpFin: fault('tcpFin', {}),
  tcpReset: fault('tcpReset', {}),
  /** From now on nothing is sent, not even the end. Audio is still read. */
  stall: fault('stall', {}),
  /** Like `stall`, and audio is not read. */
  stallBothWays: fault('stallBothWays', {}),
  /** Delays everything that is sent from now on by `ms`, in order. */
  delay: fault('delay', { ms: Type.Integer({ minimum: 1, maximum: 3_600_000 }) }),
  /** Answers with the session id of the previous stream. If that is still open, it ends with ConflictException. */
  repeatSessionId: fault('repeatSessionId', {}),
  /** From now on a larger audio event is refused with the service's own text. */
  oversize: fault('oversize', { maxBytes: Type.Integer({ minimum: 0, maximum: 32_768 }) }),
  /** One message that cannot be read. `truncated` ends the stream in the middle of it. */
  corrupt: fault('corrupt', { how: oneOf(['crc', 'json', 'truncated']) }),
  /** From now on the request is read at this rate. */
  slowReader: fault('slowReader', { bytesPerSecond: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }) }),
} as const;

/** Faults of the results, on an otherwise healthy stream. Each holds from its moment on. */
export const TRANSCRIBE_QUIRKS = {
  /** The times of a word in two recognitions differ by `ms` at most. */
  movedTimes: fault('movedTimes', { ms: Type.Integer({ minimum: 1, maximum: MAX_MOVED_MS }) }),
  /** This share of the words marked stable are other words in a later result. */
  changedWords: fault('changedWords', { share: Type.Number({ minimum: 0, maximum: 1 }) }),
  /** No item is marked stable or unstable. */
  unmarked: fault('unmarked', {}),
  /** No marks in the text. */
  unpunctuated: fault('unpunctuated', {}),
} as const;

export type TranscribeFaultKind = keyof typeof TRANSCRIBE_FAULTS;
export type TranscribeFault = Static<(typeof TRANSCRIBE_FAULTS)[TranscribeFaultKind]>;
export type TranscribeQuirkKind = keyof typeof TRANSCRIBE_QUIRKS;
export type TranscribeQuirk = Static<(typeof TRANSCRIBE_QUIRKS)[TranscribeQuirkKind]>;

export function isQuirk(fault: TranscribeFault | TranscribeQuirk): fault is TranscribeQuirk {
  return Object.hasOwn(TRANSCRIBE_QUIRKS, fault.kind);
}

const Streams = Type.Object(
  {
    ...SELECTION_MEMBERS,
    /**
     * Streams that arrive when the plan has injected exactly this many faults. Streams that were lost otherwise do not count,
     * nor do quirks of the results.
     */
    injected: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })),
    /** The request's x-amzn-transcribe-session-id. */
    sessionIds: Type.Optional(Names),
    /** The request's language, e.g. `en-US`. */
    languages: Type.Optional(Names),
  },
  { additionalProperties: false },
);

export interface TranscribeRule {
  /** Default: every stream. */
  readonly streams?: Static<typeof Streams>;
  /** Default `opening`. */
  readonly at?: Moment;
  readonly fault: TranscribeFault | TranscribeQuirk;
}

/** All rules that choose a stream apply to it, each at its moment, until one of them ends the stream. */
export interface TranscribePlan extends PlanFrame {
  readonly rules?: readonly TranscribeRule[];
}

const LANGUAGE: PlanLanguage = {
  rule: { streams: Type.Optional(Streams), at: Type.Optional(Type.Unknown()) },
  faults: { ...TRANSCRIBE_FAULTS, ...TRANSCRIBE_QUIRKS },
  inRule: ({ at = 'opening' }, place) =>
    typeof at === 'string'
      ? listProblems(oneOf(NAMED_MOMENTS), at, `${place}.at`)
      : listProblems(Counted, at, `${place}.at`),
};

/** @throws PlanError with every problem, each at its place in the plan. */
export function checkTranscribePlan(plan: unknown): TranscribePlan {
  checkPlan(LANGUAGE, plan);
  return plan as TranscribePlan;
}
