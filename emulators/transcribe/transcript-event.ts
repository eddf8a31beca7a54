/** A recogniser's results as the body of the service's TranscriptEvent. */
import type { RecognisedResult } from './recogniser.ts';

/** An empty list gives the event that the service sends while it has no results. */
export function transcriptEvent(results: readonly RecognisedResult[]): string {
  return JSON.stringify({ Transcript: { Results: results.map(toWireResult) } });
}

function toWireResult(result: RecognisedResult) {
  return {
    ResultId: result.resultId,
    StartTime: result.startTime,
    EndTime: result.endTime,
    IsPartial: result.isPartial,
    Alternatives: [
      {
        Transcript: result.transcript,
        Items: result.items.map((item) => ({
          StartTime: item.startTime,
          EndTime: item.endTime,
          Type: item.type,
          Content: item.content,
          VocabularyFilterMatch: false,
          Stable: item.stable,
        })),
      },
    ],
  };
}
