/** Prints a line for each promise, in the contract's order, and the totals. */
import picocolors from 'picocolors';
import type { Promised } from './promise.ts';
import type { Result } from './runner.ts';

export interface ReportOptions {
  readonly write: (text: string) => void;
  readonly hasColours: boolean;
}

/** Keeps a result until all results before it are known. */
export class Report {
  readonly #options: ReportOptions;
  readonly #colours: ReturnType<typeof picocolors.createColors>;
  readonly #order: readonly Promised[];
  readonly #results = new Map<Promised, Result>();
  #printed = 0;

  constructor(order: readonly Promised[], options: ReportOptions) {
    this.#order = order;
    this.#options = options;
    this.#colours = picocolors.createColors(options.hasColours);
  }

  add(result: Result): void {
    this.#results.set(result.promise, result);
    for (;;) {
      const promise = this.#order[this.#printed];
      const next = promise && this.#results.get(promise);
      if (next === undefined) return;
      this.#options.write(`${this.#line(next)}\n`);
      this.#printed += 1;
    }
  }

  totals(elapsedMs: number): void {
    const { green, red, dim } = this.#colours;
    const { kept, broken, skipped, notYet } = countsOf([...this.#results.values()]);
    const parts = [
      green(`${kept} kept`),
      ...(broken > 0 ? [red(`${broken} broken`)] : []),
      ...(skipped > 0 ? [dim(`${skipped} skipped`)] : []),
      ...(notYet > 0 ? [dim(`${notYet} not yet promised`)] : []),
    ];
    this.#options.write(`\n${parts.join(', ')} in ${(elapsedMs / 1000).toFixed(1)} s\n`);
  }

  #line({ promise, verdict }: Result): string {
    const { green, red, dim, bold } = this.#colours;
    const { id, claim } = promise;
    if (verdict.kind === 'kept') return `${green('✓')} ${bold(id)} ${claim}`;
    if (verdict.kind === 'skipped') return dim(`– ${id} ${claim}: ${verdict.reason}`);
    if (verdict.kind === 'notYet') return dim(`○ ${id} ${claim}: ${verdict.reason}`);
    return `${red('✗')} ${bold(id)} ${claim}: ${red(`expected ${verdict.expected}, got ${verdict.got}`)}`;
  }
}

export function countsOf(results: readonly Result[]) {
  const count = (kind: Result['verdict']['kind']) => results.filter(({ verdict }) => verdict.kind === kind).length;
  return { kept: count('kept'), broken: count('broken'), skipped: count('skipped'), notYet: count('notYet') };
}

export function toJson(results: readonly Result[], elapsedMs: number): string {
  const promises = results.map(({ promise: { id, claim, under }, verdict, elapsedMs: took }) => {
    return { id, claim, under, ...verdict, elapsedMs: took };
  });
  return JSON.stringify({ ...countsOf(results), elapsedMs: Math.round(elapsedMs), promises }, undefined, 2);
}
