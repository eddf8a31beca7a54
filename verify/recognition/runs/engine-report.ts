/** The results of an engine as plain data, to be printed, drawn and kept as JSON. Types only. */
import type { WordErrors } from '../../../testkit/speech/word-error-rate.ts';
import type { CorpusKind } from '../corpora/recording.ts';
import type { Distribution } from '../scoring/distribution.ts';

/** What is measured: a recogniser and a stability. */
export interface Contender {
  /** Name for people, e.g. `Moonshine`. */
  readonly name: string;
  /** A value of EMBEDDED_ASR. */
  readonly asr: string;
  readonly stability: 'high' | 'medium' | 'low';
}

export interface HeardRecording {
  readonly id: string;
  readonly kind: CorpusKind;
  /** Both texts are folded for the comparison. */
  readonly spoken: string;
  readonly recognised: string;
  readonly errors: WordErrors;
}

export interface EngineReport extends Contender {
  readonly errors: Readonly<Partial<Record<CorpusKind, WordErrors>>>;
  /** CPU seconds of all processes of the endpoint, for each second of the recordings. */
  readonly cpuPerSecond: number;
  /** PSS of all processes of the endpoint, MiB. */
  readonly memory: { readonly peakMiB: number; readonly lastMiB: number };
  /** Words and marks marked as stable, those that changed later, and those that were missing in their final. */
  readonly stable: { readonly words: number; readonly revised: number; readonly dropped: number };
  /** Measured with one speaker at a time, at natural pace. */
  readonly lags: {
    readonly recordings: Readonly<Record<CorpusKind, number>>;
    readonly partial: Distribution;
    readonly final: Distribution;
    readonly first: Distribution;
    readonly unanswered: number;
  };
  readonly capacity?: CapacityReport | undefined;
  readonly recordings: readonly HeardRecording[];
}

/** How many can speak at once with hardly a pause, until one waits too long for results. */
export interface CapacityReport {
  readonly cores: number;
  /** The highest number without a problem. 0: not even one. */
  readonly speakers: number;
  readonly levels: readonly CapacityLevel[];
}

export interface CapacityLevel {
  readonly speakers: number;
  readonly final: Distribution;
  /** Median time between two partials of an utterance. */
  readonly stepMs: number | undefined;
  readonly cpuPerSecond: number;
  /** Why the level failed. Undefined: it held. */
  readonly problem: string | undefined;
}
