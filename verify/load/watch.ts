/** Looks at a load: once a second at what each process has used, now and then at the server's metrics page. */
import { MetricsPage } from './metrics-page.ts';
import { toUsage, type Usage } from './process-usage.ts';

export interface Look {
  /** ms since the first one. */
  readonly atMs: number;
  readonly usage: Readonly<Record<string, Usage>>;
  /** Undefined where the server does not show it, and between two times. */
  readonly page: MetricsPage | undefined;
}

const EVERY_MS = 1_000;
/** Of so many looks one is at the page: to print it costs the server what a thousand chunks cost. */
const ONE_IN = 4;
const PAGE_WITHIN_MS = 5_000;

export class Watch {
  readonly looks: Look[] = [];
  readonly #processes: () => Readonly<Record<string, number>>;
  readonly #adminUrl: string | undefined;
  readonly #since = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  /** @param processes Role → process id; asked each time. */
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
 * The looks while every session was there, from one with a page to one with a page. All of them where that cannot be
 * told.
 */
export function onAir(looks: readonly Look[], sessions: number): readonly Look[] {
  const isWhole = ({ page }: Look) => page !== undefined && page.sum('Sessions') >= sessions;
  const from = looks.findIndex(isWhole);
  const to = looks.findLastIndex(isWhole);
  return from >= 0 && to > from ? looks.slice(from, to + 1) : looks;
}
