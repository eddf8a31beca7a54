/** The trace that `npm run trace -- --docs` recorded from a real run, and spans made by hand. */
import { readFileSync } from 'node:fs';
import { type OtlpTraces, type Span, toSpans } from '../../../tools/trace/span.ts';

export function recordedTraces(): OtlpTraces {
  const lines = readFileSync('test/tools/trace/recorded-trace.jsonl', 'utf8').trim().split('\n');
  return { resourceSpans: lines.flatMap((line) => (JSON.parse(line) as OtlpTraces).resourceSpans ?? []) };
}

export const recordedTrace = (): Span[] => toSpans(recordedTraces());

/** A span of the server from 0 to 1 ms below the root `r`, unless said otherwise. */
export function span(given: Partial<Span> & Pick<Span, 'id' | 'name'>): Span {
  return {
    traceId: 't',
    parentId: given.name === 'utterance' ? undefined : 'r',
    service: 'rostrum',
    startMs: 0,
    endMs: 1,
    isFailed: false,
    facts: {},
    links: [],
    ...given,
  };
}
