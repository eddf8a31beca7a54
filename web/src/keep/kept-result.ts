/** The finals of one result, as the page shows them: one paragraph of segments in order, or its whole text. Pure. */
import { runningText } from '../running-text.ts';
import type { KeptRecord } from './kept-record.ts';

export class KeptResult {
  #lines: KeptRecord[];
  /** Results of a later one were said later. */
  readonly epoch: number;
  /** Its lines were replaced by its whole text. */
  #isWhole: boolean;

  constructor(first: KeptRecord) {
    this.#lines = [first];
    this.epoch = first.epoch;
    this.#isWhole = first.isWhole;
  }

  /** Those with words. */
  get lines(): readonly KeptRecord[] {
    return this.#lines.filter(({ text }) => text !== '');
  }

  get startMs(): number | undefined {
    return this.#lines.find(({ startMs }) => startMs !== undefined)?.startMs;
  }

  /** A line that came before is replaced. After the whole text nothing is added. */
  add(record: KeptRecord): void {
    if (this.#isWhole) return;
    this.#isWhole = record.isWhole;
    if (record.isWhole) {
      // Segments that say the same know their times better.
      if (runningText(this.lines).join('') !== record.text) this.#lines = [record];
      return;
    }
    // A line without a number is a result of its own: this one came twice.
    if (record.segment === undefined) return;
    const at = this.#lines.findIndex(({ segment }) => Number(segment) >= Number(record.segment));
    const isPresent = this.#lines[at]?.segment === record.segment;
    this.#lines.splice(at < 0 ? this.#lines.length : at, isPresent ? 1 : 0, record);
  }
}

/**
 * @returns the results of one file in the order in which they were said. Results that came without a name stay apart; one of
 * the same words at the same time came twice.
 */
export function toResults(records: Iterable<KeptRecord>): readonly KeptResult[] {
  const results: KeptResult[] = [];
  const named = new Map<string, KeptResult>();
  for (const record of records) {
    const name = nameOf(record);
    const known = named.get(name);
    if (known) {
      known.add(record);
      continue;
    }
    const result = new KeptResult(record);
    named.set(name, result);
    results.splice(placeOf(result, results), 0, result);
  }
  return results.filter(({ lines }) => lines.length > 0);
}

function nameOf({ epoch, resultId, segment, isWhole, startMs, atMs, text }: KeptRecord): string {
  if (resultId !== undefined && (isWhole || segment !== undefined)) return `${epoch}/${resultId}`;
  return `${epoch}//${startMs ?? `at ${atMs}`}/${text}`;
}

/** After the last one of an earlier epoch, and of those of its own, after the last one that began before it, or has no time. */
function placeOf({ epoch, startMs }: KeptResult, results: readonly KeptResult[]): number {
  const isBefore = (other: KeptResult) =>
    other.epoch < epoch ||
    (other.epoch === epoch && (startMs === undefined || other.startMs === undefined || other.startMs <= startMs));
  return results.findLastIndex(isBefore) + 1;
}
