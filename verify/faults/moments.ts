/** The four moments of faults, and for each the plan that injects a Transcribe fault then. */
import type { TranscribeFault, TranscribePlan } from '../../emulators/transcribe/faults/plan.ts';

/**
 * After a first final, which comes after 2.2 s, and between two ticks of the recogniser: partials were sent, and the first of
 * their words was handed over; their final was not sent.
 */
const MID_WORD = { audioMs: 3_500 } as const;
/** Before the end of the replay, which has 1,300 ms or more. */
const MID_REPLAY = { audioMs: 300 } as const;
/**
 * Streams are selected by the number of injected faults, not by their own number: on a busy machine the server may close a
 * stream before its fault is due. Then the next stream gets the fault.
 */
const FIRST = { injected: 0 } as const;
const SECOND = { injected: 1 } as const;
const DEATH = { kind: 'reset', code: 2 } as const;

export const MOMENTS = ['start', 'mid-word', 'during replay', 'at the end'] as const;
export type MomentName = (typeof MOMENTS)[number];

/** Keys are moments. A fault during the replay needs a stream reset before it. */
export const PLANS: Readonly<Record<MomentName, (fault: TranscribeFault) => TranscribePlan>> = {
  start: (fault) => ({ rules: [{ streams: FIRST, at: 'opening', fault }] }),
  'mid-word': (fault) => ({ rules: [{ streams: FIRST, at: MID_WORD, fault }] }),
  'during replay': (fault) => ({
    rules: [
      { streams: FIRST, at: MID_WORD, fault: DEATH },
      { streams: SECOND, at: MID_REPLAY, fault },
    ],
  }),
  'at the end': (fault) => ({ rules: [{ streams: FIRST, at: 'endFrame', fault }] }),
};
/** Number of faults that each plan injects. */
export const INJECTIONS: Readonly<Record<MomentName, number>> = {
  start: 1,
  'mid-word': 1,
  'during replay': 2,
  'at the end': 1,
};
