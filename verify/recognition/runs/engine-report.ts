/** What is known of an engine after it was measured, as plain data: printed, drawn, and kept as JSON. Types only. */
import type { WordErrors } from '../../../testkit/speech/word-error-rate.ts';
import type { CorpusKind } from '../corpora/recording.ts';
import type { Distribution } from '../scoring/distribution.ts';

/** What is measured: a recogniser, and how sure its stable words have to be. */
export interface Contender {
  /** For people, e.g. `Moonshine`. */
  readonly name: string;
  /** As EMBEDDED_ASR has it. */
  readonly asr: string;
  readonly stability: 'high' | 'medium' | 'low';
}

export interface HeardRecording {
  readonly id: string;
  readonly kind: CorpusKind;
  /** Both folded. */
  readonly spoken: string;
  readonly recognised: string;
  readonly errors: WordErrors;
}

export interface EngineReport extends Contender {
  readonly errors: Readonly<Partial<Record<CorpusKind, WordErrors>>>;
  /** Seconds of CPU, all processes of the endpoint, for each second of the recordings. */
  readonly cpuPerSecond: number;
  /** PSS of all processes of the endpoint, MiB. */
  readonly memory: { readonly peakMiB: number; readonly lastMiB: number };
  /** Words and marks called stable; those that changed later; those that their final did not have. */
  readonly stable: { readonly words: number; readonly revised: number; readonly dropped: number };
  /** One speaker at a time, at natural pace. */
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

/** How many speak at once, without a pause to speak of, until somebody waits too long. */
export interface CapacityReport {
  readonly cores: number;
  /** The most that held; 0: not even one. */
  readonly speakers: number;
  readonly levels: readonly CapacityLevel[];
}

export interface CapacityLevel {
  readonly speakers: number;
  readonly final: Distribution;
  /** Median time between two partials of an utterance. */
  readonly stepMs: number | undefined;
  readonly cpuPerSecond: number;
  /** Why it does not hold; undefined: it does. */
  readonly problem: string | undefined;
}
