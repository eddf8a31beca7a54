/**
 * Out: makes the session's transcripts from the service's results: segments that are handed over for good, and partials of
 * what is still open. Times are on the session clock, and each word is in one segment. Keeps no transcript and passes none on.
 */
import { BoundedMap } from '../../audio/bounded-map.ts';
import { msToSamples } from '../../audio/pcm.ts';
import type { StreamTimeline } from '../../audio/stream-timeline.ts';
import type { MetricsPort } from '../ports/telemetry.ts';
import type { TranscriptionResult } from '../ports/transcription.ts';
import type { CutOptions } from './segment-ends.ts';
import { type Segment, Segmentation } from './segmentation.ts';
import { ShownLines } from './shown-lines.ts';
import { type SpokenResult, toSpokenResult } from './spoken-words.ts';
import { toOpenTail } from './stability.ts';
import type { FinalText, Transcript } from './transcript.ts';
import type { UtteranceTracer } from './utterance-tracer.ts';

export interface TranscriptsDeps {
  /** Told of every transcript, before the audio that it covers is released. */
  readonly tracer: Pick<UtteranceTracer, 'transcriptHeard' | 'stop'>;
  readonly metrics: Pick<MetricsPort, 'count'>;
  readonly segments: CutOptions;
  /** The end of the accepted audio on the session clock, ms. */
  readonly nowMs: () => number;
  /** A final covers the session's audio up to here (samples on the session clock). */
  readonly onCovered: (sample: number) => void;
}

export interface Heard {
  /** In the order in which they are passed on. */
  readonly transcripts: readonly Transcript[];
  /** For those who read along: what the final says in place of all lines of its result, if it differs from them. */
  readonly replacement: FinalText | undefined;
}

/** What of a result is not handed over yet. */
interface OpenSegment {
  readonly segment: number;
  /** Its first word in the result. */
  readonly first: number;
  /** When the result came, monotonic ms. */
  readonly receivedAt: number;
}

const NOTHING: Heard = { transcripts: [], replacement: undefined };
/** A final that ends this close to the last one is a repetition of it: services round times to 10 ms. */
const SAME_END_MS = 10;
/** Open segments whose revisions are counted; far more than are ever open at a time. */
const MAX_OPEN_SEGMENTS = 64;

export class Transcripts {
  readonly #deps: TranscriptsDeps;
  readonly #segmentation: Segmentation;
  readonly #shown = new ShownLines();
  readonly #revisions = new BoundedMap<string, number>(MAX_OPEN_SEGMENTS);
  #coveredMs = 0;

  constructor(deps: TranscriptsDeps) {
    this.#deps = deps;
    this.#segmentation = new Segmentation(deps.segments);
  }

  /**
   * @param timeline The time of the stream that the result came from.
   * @param receivedAt When it came, monotonic ms.
   */
  accept(result: TranscriptionResult, timeline: StreamTimeline, receivedAt: number): Heard {
    const endMs = timeline.toSessionMs(result.endMs);
    // Replayed audio that already has a final: another transcript would repeat the words.
    if (this.#coveredMs > 0 && endMs <= this.#coveredMs + SAME_END_MS) return NOTHING;
    const { metrics, nowMs, onCovered, tracer } = this.#deps;
    const spoken = toSpokenResult(result, timeline);
    const { segments, segment, first, base, contradicted } = this.#segmentation.accept(spoken, timeline, nowMs());
    if (contradicted > 0) metrics.count('ContradictedWords', contradicted);
    const transcripts = segments.map((each) => this.#handOver(each, receivedAt));
    if (result.isPartial) {
      const partial = this.#toPartial(spoken, { segment, first, receivedAt });
      return { transcripts: partial === undefined ? transcripts : [...transcripts, partial], replacement: undefined };
    }
    const replacement = this.#shown.close(spoken, base);
    // Its words went out before: nothing else ends its utterance.
    if (segments.length === 0 && first > 0) tracer.stop('handedOver');
    this.#coveredMs = endMs;
    onCovered(timeline.toSessionSample(result.endMs));
    return { transcripts, replacement };
  }

  /** When a stable word has waited for the end of its segment too long, session ms; undefined when none will. */
  get dueAtMs(): number | undefined {
    return this.#segmentation.dueAtMs(this.#deps.nowMs());
  }

  /** The segments whose words have waited too long. @param dueMs `dueAtMs`: in a pause the session clock is behind it. */
  due(dueMs: number): readonly Transcript[] {
    const nowMs = Math.max(dueMs, this.#deps.nowMs());
    return this.#segmentation.due(nowMs).map((segment) => this.#handOver(segment));
  }

  /** The open result gets no final. Its stable words are a segment, and the audio of all that was handed over is covered. */
  forfeit(): readonly Transcript[] {
    const { segments, untilMs } = this.#segmentation.forfeit();
    const transcripts = segments.map((segment) => this.#handOver(segment));
    if (untilMs !== undefined) {
      this.#coveredMs = untilMs;
      this.#deps.onCovered(msToSamples(untilMs));
    }
    return transcripts;
  }

  /** @param receivedAt of the result that made it whole, monotonic ms; without one, the time decided. */
  #handOver(segment: Segment, receivedAt?: number): Transcript {
    const { by, resultId, isSegmentFinal, text, words, startMs, endMs } = segment;
    this.#deps.metrics.count('SegmentsHandedOver', 1, { by });
    this.#shown.add(segment);
    const revision = this.#revise(resultId, segment.segment, true);
    return this.#deps.tracer.transcriptHeard(
      {
        resultId,
        segment: segment.segment,
        isSegmentFinal,
        revision,
        isPartial: false,
        stabilityScore: 1,
        text,
        startTimeMs: startMs,
        endTimeMs: endMs,
      },
      { wordEndsMs: words.map((word) => word.endMs), receivedAt },
    );
  }

  /** @returns undefined when the open tail has nothing to pass on: no words, none that is stable and new, or the same again. */
  #toPartial(result: SpokenResult, { segment, first, receivedAt }: OpenSegment): Transcript | undefined {
    const { resultId, words } = result;
    const begin = words[first];
    if (begin === undefined) return undefined;
    const revision = this.#revise(resultId, segment, false);
    const tail = toOpenTail(result, first);
    const told = this.#shown.isNews(resultId, segment, tail);
    const last = words[first + tail.words - 1] ?? begin;
    const isWhole = first === 0 && tail.isStableEnough;
    const [startTimeMs, endTimeMs] = isWhole ? [result.startMs, result.endMs] : [begin.startMs, last.endMs];
    const transcript = this.#deps.tracer.transcriptHeard(
      {
        resultId,
        segment,
        isSegmentFinal: false,
        revision,
        isPartial: true,
        stabilityScore: tail.score,
        text: tail.text,
        startTimeMs,
        endTimeMs,
      },
      { wordEndsMs: [], receivedAt },
    );
    if (told) {
      this.#shown.show(resultId, segment, tail);
      return transcript;
    }
    const outcome = tail.isStableEnough ? 'unchanged' : 'unstable';
    transcript.span?.end(transcript.receivedAt, { 'transcript.outcome': outcome });
    return undefined;
  }

  #revise(resultId: string, segment: number, isOver: boolean): number {
    const key = `${resultId}:${segment}`;
    const revision = this.#revisions.get(key) ?? 0;
    if (isOver) this.#revisions.delete(key);
    else this.#revisions.set(key, revision + 1);
    return revision;
  }
}
