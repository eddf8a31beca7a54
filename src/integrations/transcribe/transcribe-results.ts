/** Transcribe's results as the port's: seconds become milliseconds, what the service left out gets a plain value. */
import type { Item, Result, TranscriptEvent } from '@aws-sdk/client-transcribe-streaming';
import type { TranscriptionItem, TranscriptionResult } from '../../actors/ports/transcription.ts';

/** @returns the event's results in order; those without any text alternative are left out. None of any other event. */
export function resultsOf(event: TranscriptEvent | undefined): TranscriptionResult[] {
  return (event?.Transcript?.Results ?? []).flatMap((result) => resultOf(result) ?? []);
}

function resultOf(result: Result): TranscriptionResult | undefined {
  // The first alternative is the service's best; with stabilised partials there is no other.
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
    items: (best.Items ?? []).map((item) => itemOf(item, startMs)),
  };
}

function itemOf(item: Item, resultStartMs: number): TranscriptionItem {
  const startMs = milliseconds(item.StartTime, resultStartMs);
  return {
    content: item.Content ?? '',
    kind: item.Type === 'punctuation' ? 'punctuation' : 'pronunciation',
    startMs,
    endMs: milliseconds(item.EndTime, startMs),
    ...(item.Stable === undefined ? {} : { stable: item.Stable }),
  };
}

/** Rounded: the service gives hundredths of a second, and 0.29 s × 1000 is 290.00000000000006. */
function milliseconds(seconds: number | undefined, otherwise: number): number {
  return seconds === undefined ? otherwise : Math.round(seconds * 1000);
}
