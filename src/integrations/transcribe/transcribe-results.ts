/** Converts Transcribe's results to the port's: seconds become milliseconds, absent members get defaults. */
import type { Item, Result, TranscriptEvent } from '@aws-sdk/client-transcribe-streaming';
import type { TranscriptionItem, TranscriptionResult } from '../../actors/ports/transcription.ts';

/** @returns the event's results in order, without those that have no alternative; none when there is no event. */
export function toResults(event: TranscriptEvent | undefined): TranscriptionResult[] {
  return (event?.Transcript?.Results ?? []).flatMap((result) => toResult(result) ?? []);
}

function toResult(result: Result): TranscriptionResult | undefined {
  // The first alternative is the best one; with stabilised partials it is the only one.
  const best = result.Alternatives?.[0];
  if (!best) return undefined;
  const startMs = milliseconds(result.StartTime, 0);
  const endMs = milliseconds(result.EndTime, startMs);
  return {
    resultId: result.ResultId ?? '',
    isPartial: result.IsPartial ?? false,
    text: best.Transcript ?? '',
    startMs,
    endMs,
    items: (best.Items ?? []).map((item) => toItem(item, startMs)),
  };
}

function toItem(item: Item, resultStartMs: number): TranscriptionItem {
  const startMs = milliseconds(item.StartTime, resultStartMs);
  return {
    content: item.Content ?? '',
    kind: item.Type === 'punctuation' ? 'punctuation' : 'pronunciation',
    startMs,
    endMs: milliseconds(item.EndTime, startMs),
    ...(item.Stable === undefined ? {} : { stable: item.Stable }),
  };
}

/** Rounded: the service gives hundredths of a second, and 0.29 × 1000 is 290.00000000000006 in floating point. */
function milliseconds(seconds: number | undefined, otherwise: number): number {
  return seconds === undefined ? otherwise : Math.round(seconds * 1000);
}
