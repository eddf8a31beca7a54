/** The rows of a trace's picture: its tree, with many sibling spans of one kind combined in one row. */
import { childrenOf, type Span } from './span.ts';

export interface Row {
  readonly depth: number;
  /** `audio.chunk`, or `audio.chunk x 37` for 37 spans. */
  readonly label: string;
  readonly service: string;
  /** At least one, in the order of their starts. */
  readonly spans: readonly Span[];
  readonly startMs: number;
  readonly endMs: number;
}

const FINAL = 'transcript, final';
/** If there are more siblings of one kind, they share a row. */
const MAX_LINES_OF_A_KIND = 2;

/** Rows depth first, siblings by their starts. A span whose parent is missing is a root. */
export function toRows(trace: readonly Span[]): Row[] {
  const ids = new Set(trace.map(({ id }) => id));
  const children = childrenOf(trace);
  const tops = trace.filter(({ parentId }) => parentId === undefined || !ids.has(parentId));

  const rowsBelow = (siblings: readonly Span[], depth: number, mayPart: boolean): Row[] =>
    kindsOf(siblings)
      .flatMap((kind) => (mayPart && kind.length <= MAX_LINES_OF_A_KIND ? kind.map((span) => [span]) : [kind]))
      .sort(([a], [b]) => (a?.startMs ?? 0) - (b?.startMs ?? 0))
      .flatMap((spans) => {
        const next = spans.flatMap(({ id }) => children.get(id) ?? []).sort((a, b) => a.startMs - b.startMs);
        // The children of combined spans are combined too, because their parents share one row.
        return [toRow(spans, depth), ...rowsBelow(next, depth + 1, mayPart && spans.length === 1)];
      });
  return rowsBelow(tops, 0, true);
}

/** The row of the last final transcript and the rows below it, moved to the left. Empty: there is no final. */
export function afterFinal(rows: readonly Row[]): Row[] {
  const first = rows.findLastIndex(({ label }) => label.startsWith(FINAL));
  const top = rows[first]?.depth;
  if (top === undefined) return [];
  const next = rows.findIndex(({ depth }, i) => i > first && depth <= top);
  return rows.slice(first, next < 0 ? rows.length : next).map((row) => ({ ...row, depth: row.depth - top }));
}

/** The rows of the segments and their sound at listeners, moved to the left. Empty: no segment was handed over. */
export function heard(rows: readonly Row[]): Row[] {
  return rows
    .filter(({ spans: [first] }) => first?.name === 'segment' || first?.name === 'playout')
    .map((row) => ({ ...row, depth: row.spans[0]?.name === 'segment' ? 0 : 1 }));
}

function toRow(spans: readonly Span[], depth: number): Row {
  const name = kindOf(spans[0] as Span);
  return {
    depth,
    label: spans.length === 1 ? name : `${name} × ${spans.length}`,
    service: (spans[0] as Span).service,
    spans,
    startMs: Math.min(...spans.map(({ startMs }) => startMs)),
    endMs: Math.max(...spans.map(({ endMs }) => endMs)),
  };
}

/** Spans of each kind, in the order of the first of each. */
function kindsOf(spans: readonly Span[]): Span[][] {
  const kinds = new Map<string, Span[]>();
  for (const span of spans) {
    const key = `${span.service} ${kindOf(span)}`;
    const kind = kinds.get(key);
    if (kind) kind.push(span);
    else kinds.set(key, [span]);
  }
  return [...kinds.values()];
}

/** Partial and final transcripts are different kinds, although their spans have one name. */
function kindOf({ name, facts }: Span): string {
  const isPartial = facts['transcript.partial'];
  if (isPartial === undefined) return name;
  return `${name}, ${isPartial ? 'partial' : 'final'}`;
}
