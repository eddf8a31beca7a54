/** The language of fault plans for Transcribe streams: plans are data, checked here. Injects nothing. */
import Type, { type Static, type TProperties } from 'typebox';
import { oneOf } from '../../../src/protocol/one-of.ts';
import { checkPlan, type PlanFrame, type PlanLanguage } from '../../faults/plan-check.ts';
import { problemsOf } from '../../faults/schema-problems.ts';
import { Names, SELECTION_MEMBERS } from '../../faults/selection.ts';
import { Counted, type Moment, NAMED_MOMENTS } from './moment.ts';

const fault = <K extends string, P extends TProperties>(kind: K, parameters: P) =>
  Type.Object({ kind: Type.Literal(kind), ...parameters }, { additionalProperties: false });

const ErrorName = Type.String({ pattern: '^[A-Za-z]{1,64}$' });
const Text = Type.Optional(Type.String({ maxLength: 1_000 }));
/** HTTP/2 error codes, RFC 9113 section 7. */
const Code = Type.Integer({ minimum: 0, maximum: 13 });

export const TRANSCRIBE_FAULTS = {
  /** A service exception: an HTTP answer while there are no headers, else an exception frame; either ends the stream. */
  exception: fault('exception', {
    name: ErrorName,
    message: Text,
    /** Of the HTTP answer; the service's own for a name it has, else 400. */
    status: Type.Optional(Type.Integer({ minimum: 300, maximum: 599 })),
  }),
  /** BadRequestException with the words the service has for 15 s without audio. */
  idleTimeout: fault('idleTimeout', {}),
  /** `:message-type: error`, which no model describes. */
  error: fault('error', { code: ErrorName, message: Text }),
  /** A true RST_STREAM, without END_STREAM before it. */
  reset: fault('reset', { code: Code }),
  /** Code 0 lets the stream go on, as HTTP/2 has it. */
  goaway: fault('goaway', { code: Code }),
  /** END_STREAM that nobody asked for. */
  end: fault('end', {}),
  tcpFin: fault('tcpFin', {}),
  tcpReset: fault('tcpReset', {}),
  /** From now on nothing is said, not even the end; audio is read. */
  stall: fault('stall', {}),
  /** The same, and audio is not read. */
  stallBothWays: fault('stallBothWays', {}),
  /** What is to be said waits for so long, then goes on in order. */
  delay: fault('delay', { ms: Type.Integer({ minimum: 1, maximum: 3_600_000 }) }),
  /** Answers with the session id of the stream before, which ends with ConflictException where it is still open. */
  repeatSessionId: fault('repeatSessionId', {}),
  /** From now on a larger audio event is refused with the service's words. */
  oversize: fault('oversize', { maxBytes: Type.Integer({ minimum: 0, maximum: 32_768 }) }),
  /** One message that cannot be read: `truncated` ends the stream in the middle of it. */
  corrupt: fault('corrupt', { how: oneOf(['crc', 'json', 'truncated']) }),
  /** From now on the request is read at this pace. */
  slowReader: fault('slowReader', { bytesPerSecond: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }) }),
} as const;

export type TranscribeFaultKind = keyof typeof TRANSCRIBE_FAULTS;
export type TranscribeFault = Static<(typeof TRANSCRIBE_FAULTS)[TranscribeFaultKind]>;

const Streams = Type.Object(
  {
    ...SELECTION_MEMBERS,
    /** The request's x-amzn-transcribe-session-id. */
    sessionIds: Type.Optional(Names),
    /** The request's language, e.g. `en-US`. */
    languages: Type.Optional(Names),
  },
  { additionalProperties: false },
);

export interface TranscribeRule {
  /** Every stream when absent. */
  readonly streams?: Static<typeof Streams>;
  /** `opening` when absent. */
  readonly at?: Moment;
  readonly fault: TranscribeFault;
}

/** All rules that choose a stream hold for it, each at its moment, until one has ended it. */
export interface TranscribePlan extends PlanFrame {
  readonly rules?: readonly TranscribeRule[];
}

const LANGUAGE: PlanLanguage = {
  rule: { streams: Type.Optional(Streams), at: Type.Optional(Type.Unknown()) },
  faults: TRANSCRIBE_FAULTS,
  inRule: ({ at = 'opening' }, place) =>
    typeof at === 'string'
      ? problemsOf(oneOf(NAMED_MOMENTS), at, `${place}.at`)
      : problemsOf(Counted, at, `${place}.at`),
};

/** @throws PlanError with every problem, each at its place in the plan. */
export function checkTranscribePlan(plan: unknown): TranscribePlan {
  checkPlan(LANGUAGE, plan);
  return plan as TranscribePlan;
}
