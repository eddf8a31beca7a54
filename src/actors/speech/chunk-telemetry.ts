/** In: measures each audio chunk once, when a stream first accepts it, and ends its span. Never holds or changes audio. */
import type { AudioChunk } from '../../audio/audio-chunk.ts';
import type { MetricsPort } from '../ports/telemetry.ts';
import type { Span, SpanAttributes } from '../ports/tracing.ts';

export interface ChunkTelemetryDeps {
  readonly metrics: MetricsPort;
  /** Milliseconds with fractions. */
  readonly monotonicNow: () => number;
}

export class ChunkTelemetry {
  readonly #deps: ChunkTelemetryDeps;
  /** The last chunk that a stream has accepted; another acceptance of a chunk up to here is a replay. */
  #acceptedSeq = -1;

  constructor(deps: ChunkTelemetryDeps) {
    this.#deps = deps;
  }

  /**
   * A chunk that came before the stream's client asked for audio had to wait for a stream. It is measured separately.
   * @param openedAt When the audio was given to the stream, monotonic ms.
   * @param askedSince Since when its client has asked for audio, monotonic ms.
   */
  accepted(chunks: readonly AudioChunk[], openedAt: number, askedSince: number): void {
    const { metrics, monotonicNow } = this.#deps;
    const now = monotonicNow();
    for (const chunk of chunks) {
      const span = chunk.trace as Span | undefined;
      if (chunk.seq <= this.#acceptedSeq) {
        span?.child('audio.chunk', openedAt).end(now, { 'audio.replayed': true, ...toSpanAttributes(chunk) });
        continue;
      }
      this.#acceptedSeq = chunk.seq;
      const hasWaited = chunk.receivedAt < askedSince;
      metrics.observe(hasWaited ? 'AudioStreamWait' : 'AudioProcessingLatency', Math.max(0, now - chunk.receivedAt));
      if (span === undefined) continue;
      span.end(
        now,
        hasWaited ? { 'audio.waited_for_stream': true, ...toSpanAttributes(chunk) } : toSpanAttributes(chunk),
      );
    }
  }

  /** The chunk was dropped. If no stream accepted it, its span is ended here. */
  dropped(chunk: AudioChunk, why: 'overflow' | 'forfeited'): void {
    if (chunk.seq <= this.#acceptedSeq) return;
    const span = chunk.trace as Span | undefined;
    span?.end(this.#deps.monotonicNow(), { 'audio.dropped': why, ...toSpanAttributes(chunk) }, why);
  }
}

function toSpanAttributes({ seq, byteLength, startMs, endMs }: AudioChunk): SpanAttributes {
  return { 'audio.seq': seq, 'audio.bytes': byteLength, 'audio.start_ms': startMs, 'audio.end_ms': endMs };
}
