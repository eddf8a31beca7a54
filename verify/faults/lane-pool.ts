/** Runs rows in processes with lanes. When a process dies, only the rows it was running fail. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../testkit/programs/child-environment.ts';
import type { LaneRow } from './lane.ts';
import { brokenRow, type LaneOrder, type LaneReport } from './lane-messages.ts';
import { type Form, idOf, type Measured } from './row.ts';

const PROGRAM = fileURLToPath(new URL('./lane-process.ts', import.meta.url));
const PROCESSES = 2;
const ENDS_WITHIN_MS = 10_000;

export class LanePool {
  readonly #form: Form;
  readonly #onResult: (row: LaneRow, measured: Measured) => void;
  readonly #waiting: LaneRow[];
  readonly #running = new Map<string, LaneRow>();
  readonly #children: ChildProcess[] = [];
  /** Lanes that wait until all have started, because the start of a server would slow recoveries that are being measured. */
  #early: (() => void)[] = [];
  #starting = 0;

  constructor(rows: readonly LaneRow[], form: Form, onResult: (row: LaneRow, measured: Measured) => void) {
    this.#waiting = [...rows];
    this.#form = form;
    this.#onResult = onResult;
  }

  /** Resolves when every row has a result. */
  async run(): Promise<void> {
    const lanes = Math.min(this.#form.lanes, this.#waiting.length);
    const shares = Array.from({ length: PROCESSES }, (_, i) => Math.floor((lanes + i) / PROCESSES));
    this.#starting = lanes;
    await Promise.all(shares.filter((share) => share > 0).map((share) => this.#runProcess(share)));
    for (const row of this.#waiting.splice(0)) this.#onResult(row, brokenRow('no process was left to run it'));
  }

  /** For an interrupt: ends everything at once. */
  kill(): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }

  async #runProcess(lanes: number): Promise<void> {
    const environment = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
    const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, String(lanes)], {
      env: childEnvironment(environment),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#children.push(child);
    let lastWords = '';
    createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => {
      if (line.trim() !== '') lastWords = `${lastWords} ${line.trim()}`.slice(-400);
    });
    const own = new Set<string>();
    child.on('message', (report: LaneReport) => this.#hear(child, own, report));
    const [code, signal] = await once(child, 'exit');
    // The lanes of this process will not start any more, so the others must not wait for them.
    this.#begin();
    for (const id of own) this.#settle(id, brokenRow(`the process ended with ${signal ?? code}:${lastWords}`));
  }

  #hear(child: ChildProcess, own: Set<string>, report: LaneReport): void {
    if (report.kind === 'result') {
      own.delete(report.id);
      this.#settle(report.id, report.measured);
      return;
    }
    if (this.#starting === 0) {
      this.#occupy(child, own, report.lane);
      return;
    }
    this.#early.push(() => this.#occupy(child, own, report.lane));
    this.#starting -= 1;
    if (this.#starting === 0) this.#begin();
  }

  #begin(): void {
    this.#starting = 0;
    for (const occupy of this.#early.splice(0)) occupy();
  }

  /** Gives a free lane the next row, or ends a process without work. */
  #occupy(child: ChildProcess, own: Set<string>, lane: number): void {
    const row = this.#waiting.shift();
    if (row !== undefined) {
      own.add(idOf(row));
      this.#running.set(idOf(row), row);
      child.send({ kind: 'run', lane, id: idOf(row), form: this.#form } satisfies LaneOrder);
    } else if (own.size === 0) {
      child.send({ kind: 'stop' } satisfies LaneOrder, () => {});
      setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS).unref();
    }
  }

  #settle(id: string, measured: Measured): void {
    const row = this.#running.get(id);
    this.#running.delete(id);
    if (row !== undefined) this.#onResult(row, measured);
  }
}
