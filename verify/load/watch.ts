/** Watches a load: reads the usage of each process every second, and the server's metrics page less often. */
import { MetricsPage } from '../../testkit/measure/metrics-page.ts';
import { toUsage, type Usage } from './process-usage.ts';

export interface Look {
  /** Time since the first look, ms. */
  readonly atMs: number;
  readonly usage: Readonly<Record<string, Usage>>;
  /** Undefined: the page cannot be read, or was not read this time. */
  readonly page: MetricsPage | undefined;
}

const EVERY_MS = 1_000;
/** One look in this many reads the page, which costs the server as much as a thousand chunks. */
const ONE_IN = 4;
const PAGE_WITHIN_MS = 5_000;

export class Watch {
  readonly looks: Look[] = [];
  readonly #processes: () => Readonly<Record<string, number>>;
  readonly #adminUrl: string | undefined;
  readonly #since = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  /** @param processes role → process id. Called at each look. */
  constructor(processes: () => Readonly<Record<string, number>>, adminUrl: string | undefined) {
    this.#processes = processes;
    this.#adminUrl = adminUrl;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#looking = this.#looking.then(() => this.#look());
    }, EVERY_MS);
    this.#looking = this.#look();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    const found = Object.entries(this.#processes()).map(([role, pid]) => [role, toUsage(pid)] as const);
    const usage = Object.fromEntries(found.filter((entry): entry is [string, Usage] => entry[1] !== undefined));
    const atMs = performance.now() - this.#since;
    this.looks.push({ atMs, usage, page: this.looks.length % ONE_IN === 0 ? await this.#page() : undefined });
  }

  async #page(): Promise<MetricsPage | undefined> {
    if (this.#adminUrl === undefined) return undefined;
    try {
      const response = await fetch(`${this.#adminUrl}/metrics`, { signal: AbortSignal.timeout(PAGE_WITHIN_MS) });
      return new MetricsPage(await response.text());
    } catch {
      return undefined;
    }
  }
}

/**
 * The looks from the first to the last metrics page on which all sessions are live. All looks if there are no such pages.
 */
export function onAir(looks: readonly Look[], sessions: number): readonly Look[] {
  const isWhole = ({ page }: Look) => page !== undefined && page.sum('Sessions') >= sessions;
  const from = looks.findIndex(isWhole);
  const to = looks.findLastIndex(isWhole);
  return from >= 0 && to > from ? looks.slice(from, to + 1) : looks;
}
