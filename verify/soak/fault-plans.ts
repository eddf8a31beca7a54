/** Random fault plans for the embedded endpoints. The same seed gives the same plans. Pure. */
import type { Chance } from '../../testkit/chance.ts';

export interface FaultPlans {
  readonly transcribe: object;
  readonly lambda: object;
  readonly dynamodb: object;
}

const exception = (name: string) => ({ kind: 'exception', name });

/** Faults that end a stream, each with its own probability, at some time in the first half minute. */
const DEATHS = [
  { kind: 'reset', code: 2 },
  { kind: 'reset', code: 0 },
  { kind: 'goaway', code: 2 },
  { kind: 'end' },
  { kind: 'tcpFin' },
  { kind: 'tcpReset' },
  { kind: 'corrupt', how: 'crc' },
  { kind: 'corrupt', how: 'truncated' },
  exception('InternalFailureException'),
  exception('ServiceUnavailableException'),
  exception('LimitExceededException'),
] as const;
const REFUSALS = [exception('LimitExceededException'), exception('ServiceUnavailableException')] as const;

/** @param share 0: no faults. 1: the usual rate, at which about every second stream ends early. */
export function faultPlans(chance: Chance, share: number): FaultPlans {
  const seed = chance.seed();
  const probably = (probability: number) => ({ probability: Math.min(1, probability * share) });
  return {
    transcribe: {
      seed,
      rules: [
        ...DEATHS.map((fault) => ({
          streams: probably(0.04),
          at: { audioMs: chance.integer(1_500, 30_000) },
          fault,
        })),
        ...REFUSALS.map((fault) => ({ streams: probably(0.03), at: 'opening', fault })),
        { streams: probably(0.04), at: 'midWord', fault: { kind: 'reset', code: 8 } },
        // The server notices it only after the stall time.
        { streams: probably(0.01), at: { audioMs: 2_000 }, fault: { kind: 'stall' } },
        { streams: probably(0.03), at: { audioMs: 3_000 }, fault: { kind: 'delay', ms: 1_500 } },
      ],
    },
    lambda: {
      seed,
      rules: [
        { calls: probably(0.03), fault: { kind: 'error', name: 'TooManyRequestsException' } },
        { calls: probably(0.01), fault: { kind: 'drop', when: 'after' } },
      ],
    },
    dynamodb: {
      seed,
      rules: [
        {
          calls: { ...probably(0.03), operations: ['UpdateItem', 'DeleteItem'] },
          fault: { kind: 'error', name: 'ProvisionedThroughputExceededException' },
        },
        { calls: probably(0.02), fault: { kind: 'delay', ms: 200 } },
      ],
    },
  };
}
