/** Starts one of the demo's clients in its own process and waits for its reports. Does not interpret them. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CommandFailure } from '../../testkit/command/failure.ts';
import type { FailedReport } from './reports.ts';

type AnyReport = { readonly kind: string };
type ReportOf<R extends AnyReport, K extends R['kind']> = Extract<R, { readonly kind: K }>;

interface Waiter {
  readonly kind: string;
  readonly resolve: (report: AnyReport) => void;
  readonly reject: (failure: CommandFailure) => void;
}

const STOP_TIMEOUT_MS = 2_000;

export class ClientProcess<Command extends object, Report extends AnyReport> {
  readonly #name: string;
  readonly #child: ChildProcess;
  /** Keys are kinds of reports: the first report of each. */
  readonly #first = new Map<string, AnyReport>();
  readonly #waiters = new Set<Waiter>();
  #failure: CommandFailure | undefined;

  /**
   * @param name for error lines. @param module file in this folder. @param input JSON, given to the process at start.
   * @param take called with every report.
   */
  constructor(name: string, module: string, input: object, take: (report: Report) => void) {
    this.#name = name;
    this.#child = fork(fileURLToPath(new URL(module, import.meta.url)), [JSON.stringify(input)], {
      execArgv: ['--import', import.meta.resolve('tsx')],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child.on('message', (message) => {
      const report = message as Report | FailedReport;
      if (report.kind === 'failed') this.#fail((report as FailedReport).message);
      else this.#taken(report as Report, take);
    });
    // 'exit' may come before the last report; 'disconnect' comes after it.
    void Promise.all([once(this.#child, 'exit'), once(this.#child, 'disconnect')]).then(
      ([[code, signal]]) => this.#fail(`its process ended early (${signal ?? code})`),
      (error: Error) => this.#fail(error.message),
    );
  }

  send(command: Command): void {
    if (this.#child.connected) this.#child.send(command);
  }

  /** Waits for the first report of a kind. @throws CommandFailure when the client fails or the time is over. */
  async first<K extends Report['kind']>(kind: K, timeoutMs: number): Promise<ReportOf<Report, K>> {
    const known = this.#first.get(kind);
    if (known !== undefined) return known as ReportOf<Report, K>;
    if (this.#failure !== undefined) throw this.#failure;
    let timer: NodeJS.Timeout | undefined;
    let waiter: Waiter | undefined;
    try {
      return await new Promise<ReportOf<Report, K>>((resolve, reject) => {
        waiter = { kind, resolve: (report) => resolve(report as ReportOf<Report, K>), reject };
        this.#waiters.add(waiter);
        const late = `${this.#name}: nothing within ${Math.round(timeoutMs / 1000)} s (waited for "${kind}")`;
        timer = setTimeout(() => reject(new CommandFailure(late)), timeoutMs);
      });
    } finally {
      clearTimeout(timer);
      if (waiter !== undefined) this.#waiters.delete(waiter);
    }
  }

  /** Ends the process if it still runs. Resolves when it has ended. */
  async stop(): Promise<void> {
    if (this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    if (this.#child.connected) this.#child.disconnect(); // the process then ends itself: parent-link.ts
    await gone;
    clearTimeout(timer);
  }

  #taken(report: Report, take: (report: Report) => void): void {
    if (!this.#first.has(report.kind)) this.#first.set(report.kind, report);
    take(report);
    for (const waiter of this.#waiters) if (waiter.kind === report.kind) waiter.resolve(report);
  }

  #fail(reason: string): void {
    this.#failure ??= new CommandFailure(`${this.#name}: ${reason}`);
    for (const waiter of this.#waiters) waiter.reject(this.#failure);
  }
}
