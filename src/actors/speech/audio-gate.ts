/**
 * The session's audio gate and what it holds: chunks come in here from the socket, are counted, measured and put on the
 * session clock, and are held for the upstream streams until a final covers them. Bounded: over it the oldest goes, and what is
 * lost by it is counted.
 */
import type { AudioChunk } from '../../audio/audio-chunk.ts';
import { EmotionTracker } from '../../audio/emotion/emotion-tracker.ts';
import { Overrun } from '../../audio/overrun.ts';
import { samplesToMs } from '../../audio/pcm.ts';
import { ReplayRing } from '../../audio/replay-ring.ts';
import { SessionClock } from '../../audio/session-clock.ts';
import { scaleVolume } from '../../audio/volume.ts';
import type { DropReason } from '../../protocol/server-messages.ts';
import type { EmotionDynamics } from '../../protocol/translation-request.ts';
import type { LogPort, MetricsPort } from '../ports/telemetry.ts';
import type { Span, SpanFacts } from '../ports/tracing.ts';

export interface AudioLimits {
  /** Audio no final has covered yet, ms; over it the oldest goes. */
  readonly ringMs: number;
}

/** A minute of audio: the bound of what a recovery can replay. */
export const AUDIO_LIMITS: AudioLimits = { ringMs: 60_000 };

export interface AudioGateParts {
  readonly log: LogPort;
  readonly metrics: MetricsPort;
  readonly limits: AudioLimits;
  /** Milliseconds with fractions, for latencies. */
  readonly monotonicNow: () => number;
  /** The span of a chunk that came then (monotonic ms) and is accepted; undefined when it is not recorded. */
  readonly traceChunk?: (receivedAt: number) => Span | undefined;
  /** A chunk was accepted while no stream takes any. */
  readonly onUnattended: () => void;
}

export class AudioGate {
  readonly #parts: AudioGateParts;
  readonly #clock = new SessionClock();
  readonly #ring: ReplayRing;
  readonly #overrun = new Overrun();
  readonly #emotion: EmotionTracker;
  #taker: (() => void) | undefined;
  #dropReason: DropReason | undefined;
  #volume = 1;
  /** The last chunk a stream has accepted; what is accepted up to here is a replay. */
  #acceptedSeq = -1;
  /** Since when the present stream takes audio, and when it was given it: monotonic ms. */
  #pulledSince = Number.POSITIVE_INFINITY;
  #attachedAt = 0;

  constructor(parts: AudioGateParts) {
    this.#parts = parts;
    const { limits, metrics } = parts;
    this.#ring = new ReplayRing({
      maxMs: limits.ringMs,
      onDrop: (chunk, wasTaken) => {
        metrics.count('AudioBufferOverflows', 1, { where: 'ring' });
        this.#lose(this.#overrun.drop(chunk, wasTaken));
        this.#traceDrop(chunk, 'overflow');
      },
    });
    this.#emotion = new EmotionTracker({
      onError: (error) => {
        metrics.count('EmotionExtractionErrors');
        parts.log.error('extract_emotion', 'emotion extraction failed, neutral values are used', {
          code: 'INTERNAL_ERROR',
          error: error instanceof Error ? error.name : 'unknown',
        });
      },
    });
  }

  /** Cached from the session's chart, so that a chunk costs no question to it. */
  setGate(dropReason: DropReason | undefined, volume: number): void {
    const hasChanged = this.#dropReason !== dropReason;
    this.#dropReason = dropReason;
    this.#volume = volume;
    // A gate that closes is news for the stream: what was said last is flushed, silence follows.
    if (hasChanged) this.#taker?.();
  }

  get dropReason(): DropReason | undefined {
    return this.#dropReason;
  }

  get emotion(): EmotionDynamics {
    return this.#emotion.read();
  }

  /** Audio waits for a stream. */
  get hasWaiting(): boolean {
    return this.#ring.waiting > 0;
  }

  /** Audio that no final has covered. */
  get heldMs(): number {
    return this.#ring.durationMs;
  }

  /** Audio is held that no final has covered. */
  get isOwing(): boolean {
    return this.#ring.durationMs > 0;
  }

  /**
   * @param pcm Checked already, and owned by the caller no longer.
   * @param receivedAt monotonic ms.
   * @returns why it was dropped, undefined when it was accepted: from then on it is the server's responsibility.
   */
  offer(pcm: Uint8Array, receivedAt: number): DropReason | undefined {
    const { metrics, monotonicNow } = this.#parts;
    metrics.count('AudioChunksReceived');
    if (this.#dropReason !== undefined) {
      metrics.count('AudioChunksDropped', 1, { reason: this.#dropReason });
      return this.#dropReason;
    }
    const started = monotonicNow();
    this.#emotion.accept(pcm);
    metrics.observe('EmotionExtractionLatency', monotonicNow() - started);
    const trace = this.#parts.traceChunk?.(receivedAt);
    const chunk = this.#clock.stamp(scaleVolume(pcm, this.#volume), receivedAt, trace);
    this.#ring.append(chunk);
    if (this.#taker) this.#taker();
    else this.#parts.onUnattended();
    return undefined;
  }

  /**
   * A stream takes the audio over, from the first sample that no final has covered.
   * @returns where that is on the session clock (samples), and how much there is to replay.
   */
  attach(taker: () => void): { startSample: number; replayedMs: number } {
    this.#takeBack();
    this.#taker = taker;
    this.#pulledSince = Number.POSITIVE_INFINITY;
    this.#attachedAt = this.#parts.monotonicNow();
    return { startSample: this.#ring.startSample, replayedMs: this.#ring.durationMs };
  }

  /** The stream is over: what it was sent and no final has covered waits for the next one. */
  detach(taker: () => void): void {
    if (this.#taker !== taker) return;
    this.#taker = undefined;
    this.#takeBack();
  }

  next(): AudioChunk | undefined {
    return this.#ring.next();
  }

  /** The stream that has the audio has begun to ask for it. */
  pulled(taker: () => void): void {
    if (this.#taker === taker) this.#pulledSince = this.#parts.monotonicNow();
  }

  /**
   * A stream accepted chunks: the upstream client has pulled the last bytes of them. A chunk is measured once, at its
   * first acceptance; one that came before the stream asked for any audio waited for a stream, which is told apart.
   */
  accepted(chunks: readonly AudioChunk[]): void {
    const { metrics, monotonicNow } = this.#parts;
    const now = monotonicNow();
    for (const chunk of chunks) {
      const span = chunk.trace as Span | undefined;
      if (chunk.seq <= this.#acceptedSeq) {
        const replay = span?.child('audio.chunk', this.#attachedAt);
        replay?.end(now, { ...factsOf(chunk), 'audio.replayed': true });
        continue;
      }
      this.#acceptedSeq = chunk.seq;
      const waited = chunk.receivedAt < this.#pulledSince;
      metrics.observe(waited ? 'AudioStreamWait' : 'AudioProcessingLatency', Math.max(0, now - chunk.receivedAt));
      span?.end(now, waited ? { ...factsOf(chunk), 'audio.waited_for_stream': true } : factsOf(chunk));
    }
  }

  /** The chunks held that share a sample with a range of the session clock (samples), oldest first. */
  chunksIn(startSample: number, endSample: number): readonly AudioChunk[] {
    return this.#ring.overlapping(startSample, endSample);
  }

  /** A final covers the session's audio up to here (samples). */
  coverTo(sample: number): void {
    this.#ring.coverTo(sample);
    this.#overrun.coverTo(sample);
  }

  /** Transcription was given up: what is held is lost, and counted. @returns ms */
  forfeit(): number {
    for (const chunk of this.#ring.replay()) this.#traceDrop(chunk, 'forfeited');
    const lostMs = this.#ring.clear();
    if (lostMs > 0) this.#parts.metrics.count('AudioMsLost', lostMs);
    return lostMs;
  }

  #takeBack(): void {
    this.#ring.rewind();
    this.#lose(this.#overrun.settle());
  }

  #traceDrop(chunk: AudioChunk, why: 'overflow' | 'forfeited'): void {
    if (chunk.seq <= this.#acceptedSeq) return;
    const span = chunk.trace as Span | undefined;
    span?.end(this.#parts.monotonicNow(), { ...factsOf(chunk), 'audio.dropped': why }, why);
  }

  #lose(samples: number): void {
    if (samples > 0) this.#parts.metrics.count('AudioMsLost', samplesToMs(samples));
  }
}

function factsOf({ seq, pcm, startMs, endMs }: AudioChunk): SpanFacts {
  return { 'audio.seq': seq, 'audio.bytes': pcm.byteLength, 'audio.start_ms': startMs, 'audio.end_ms': endMs };
}
