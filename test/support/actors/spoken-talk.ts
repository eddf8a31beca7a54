/** A talk as an honest recogniser gives it: partials with a stable prefix, finals, and streams that die in between. */
import type { TranscriptionItem, TranscriptionResult } from '../../../src/actors/ports/transcription.ts';
import { StreamTimeline } from '../../../src/audio/stream-timeline.ts';

export interface TalkWord {
  readonly content: string;
  /** The mark after it; empty for none. */
  readonly mark: string;
  /** Pause before it, ms. */
  readonly gapMs: number;
  readonly lengthMs: number;
}

export interface TimedWord extends TalkWord {
  readonly startMs: number;
  readonly endMs: number;
}

export function timed(words: readonly TalkWord[]): TimedWord[] {
  let atMs = 0;
  return words.map((word) => {
    const startMs = atMs + word.gapMs;
    atMs = startMs + word.lengthMs;
    return { ...word, startMs, endMs: atMs };
  });
}

/** A stream that is sent the session's audio from a time on. */
export function streamFrom(startMs: number, speechMs = 600_000): StreamTimeline {
  const startSample = Math.round(startMs * 16);
  const timeline = new StreamTimeline(startSample);
  timeline.appendAudio({ startSample, endSample: startSample + speechMs * 16 });
  return timeline;
}

export interface Said {
  readonly resultId: string;
  readonly words: readonly TimedWord[];
  /** Leading words that are marked stable; undefined for a final. */
  readonly stable: number | undefined;
  /** Where the stream began, session ms: the times of its results begin there. */
  readonly streamMs: number;
  /** How far the item times of this recognition are from the true ones, ms. */
  readonly movedMs?: (word: TimedWord) => number;
}

export function resultOf({ resultId, words, stable, streamMs, movedMs = () => 0 }: Said): TranscriptionResult {
  const on = (ms: number) => Math.max(0, ms - streamMs);
  let lastMs = 0;
  const items = words.flatMap((word, at): TranscriptionItem[] => {
    const moved = movedMs(word);
    // The times of a recognition rise.
    const startMs = Math.max(lastMs, on(word.startMs + moved));
    lastMs = Math.max(startMs, on(word.endMs + moved));
    const flag = stable === undefined ? {} : { stable: at < stable };
    const mark = { content: word.mark, kind: 'punctuation', startMs: lastMs, endMs: lastMs, ...flag } as const;
    const item = { content: word.content, kind: 'pronunciation', startMs, endMs: lastMs, ...flag } as const;
    return word.mark === '' ? [item] : [item, mark];
  });
  const text = words.map(({ content, mark }) => `${content}${mark}`).join(' ');
  const [startMs, endMs] = [items[0]?.startMs ?? 0, lastMs];
  return { resultId, isPartial: stable !== undefined, text, startMs, endMs, items };
}
