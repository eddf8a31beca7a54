/** When a fault meets a session: four moments, each as the plan that brings a Transcribe fault there. */
import type { TranscribeFault, TranscribePlan } from '../../emulators/transcribe/faults/plan.ts';

/** After a first final, between two of the recogniser's ticks: partials have gone, their final has not. */
const MID_WORD = { audioMs: 1_700 } as const;
/** Before the replay, of 700 ms and more, is through. */
const MID_REPLAY = { audioMs: 300 } as const;
/**
 * By what was injected before, not by number: on a busy machine the server may give up a stream by itself before the
 * stream's fault is due. The next stream gets it then.
 */
const FIRST = { injected: 0 } as const;
const SECOND = { injected: 1 } as const;
const DEATH = { kind: 'reset', code: 2 } as const;

export const MOMENTS = ['start', 'mid-word', 'during replay', 'at the end'] as const;
export type MomentName = (typeof MOMENTS)[number];

/** Rules by moment; a stream reset in the middle of a word comes before the one during the replay. */
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
/** Faults a plan brings about. */
export const INJECTIONS: Readonly<Record<MomentName, number>> = {
  start: 1,
  'mid-word': 1,
  'during replay': 2,
  'at the end': 1,
};
