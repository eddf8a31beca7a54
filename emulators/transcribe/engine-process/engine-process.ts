/** One process with a speech engine, from its start to its end: sends it commands, takes its reports. Never starts another. */
import { type ChildProcess, fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { inheritedFlags } from '../../../src/integrations/emulators/inherited-flags.ts';
import { LineSplitter } from '../../../src/integrations/emulators/line-splitter.ts';
import type { EngineSpec } from '../hearing/engine-spec.ts';
import type { EngineCommand, EngineReport, HearingOrder } from './engine-messages.ts';
import { LineLimit } from './line-limit.ts';
import { type PingLimits, PingWatch } from './ping-watch.ts';
import type {
  EngineProcessEvents,
  EngineStart,
  HearingEvents,
  PooledProcess,
  RemoteHearing,
} from './pooled-process.ts';

export interface EngineProcessOptions {
  readonly log: (line: string) => void;
  readonly pings?: PingLimits;
  /** File of a program to run instead of the one with the real engines. */
  readonly program?: string;
}

const START_WITHIN_MS = 60_000;
const CLOSE_WITHIN_MS = 1_000;
const PROGRAM = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './engine-main.ts' : './engine-main.js', import.meta.url),
);

export class EngineProcess implements PooledProcess {
  readonly #child: ChildProcess;
  readonly #log: (line: string) => void;
  readonly #pings: PingWatch;
  readonly #ended: Promise<void>;
  readonly #hearings = new Map<number, HearingEvents>();
  /** Hearings that were told to rest. */
  readonly #leaving = new Set<number>();
  #events: EngineProcessEvents | undefined;
  #settleStart: (outcome: EngineStart) => void = () => {};
  #watch: NodeJS.Timeout | undefined;
  #nextId = 1;
  #why: string | undefined;
  #lastLine = '';
  #state: 'living' | 'closing' | 'ended' = 'living';

  constructor({ log, pings, program = PROGRAM }: EngineProcessOptions) {
    this.#log = log;
    this.#pings = new PingWatch(pings);
    this.#child = fork(program, {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [...inheritedFlags(process.execArgv), '--title=rostrum-asr'],
    });
    this.#child.on('message', (report: EngineReport) => this.#receive(report));
    this.#ended = new Promise((resolve) => {
      this.#child.on('error', (error) => {
        if (this.#child.pid === undefined) this.#end(`could not be started: ${error.message}`, resolve);
      });
      // Before the process is ready only its start waits for it. The start's error quotes the last line that was printed.
      const end = (code: number | null, signal: string | null) =>
        this.#end(signal === null ? `exit status ${code}` : `signal ${signal}`, resolve);
      this.#child.once('exit', (code, signal) => {
        if (this.#watch !== undefined || this.#state === 'closing') end(code, signal);
      });
      this.#child.once('close', (code, signal) => {
        if (this.#state !== 'ended') end(code, signal);
      });
    });
    this.#readLines(this.#child.stdout);
    this.#readLines(this.#child.stderr);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get speakers(): number {
    return this.#hearings.size;
  }

  get leaving(): number {
    return this.#leaving.size;
  }

  listen(events: EngineProcessEvents): void {
    this.#events = events;
  }

  start(spec: EngineSpec): Promise<EngineStart> {
    return new Promise((resolve) => {
      if (this.#state !== 'living') {
        resolve({ ok: false, message: 'the speech engine ended before it was started' });
        return;
      }
      const late = setTimeout(() => this.kill(`not ready within ${START_WITHIN_MS / 1000} s`), START_WITHIN_MS);
      this.#settleStart = (outcome) => {
        clearTimeout(late);
        resolve(outcome);
      };
      this.#send({ type: 'start', spec });
    });
  }

  open(order: HearingOrder, events: HearingEvents): RemoteHearing {
    const id = this.#nextId++;
    this.#hearings.set(id, events);
    this.#send({ type: 'open', id, ...order });
    return {
      hear: (pcm) => this.#send({ type: 'audio', id, pcm }),
      finish: () => this.#send({ type: 'finish', id }),
      close: () => {
        if (this.#forget(id)) this.#send({ type: 'close', id });
      },
    };
  }

  retire(count = Number.POSITIVE_INFINITY): void {
    let asked = 0;
    for (const id of this.#hearings.keys()) {
      if (asked >= count) return;
      if (this.#leaving.has(id)) continue;
      this.#leaving.add(id);
      this.#send({ type: 'rest', id });
      asked++;
    }
  }

  async close(): Promise<void> {
    if (this.#state === 'living') this.#state = 'closing';
    this.#hearings.clear();
    this.#leaving.clear();
    clearInterval(this.#watch);
    // The process takes the closed channel for the end of its parent, and ends.
    if (this.#child.connected) this.#child.disconnect();
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), CLOSE_WITHIN_MS);
    await this.#ended;
    clearTimeout(kill);
  }

  kill(why: string): void {
    this.#why ??= why;
    this.#child.kill('SIGKILL');
  }

  #receive(report: EngineReport): void {
    if (report.type === 'ready') this.#begin(report.rssBytes);
    else if (report.type === 'failed') this.#settleStart({ ok: false, message: report.message });
    else if (report.type === 'status') {
      this.#pings.answered(report.longestDecodeMs);
      if (this.#state === 'living') this.#events?.onStatus(report);
    } else this.#route(report);
  }

  /** Reports for a hearing that was closed meanwhile are dropped. */
  #route(report: Extract<EngineReport, { id: number }>): void {
    const events = this.#hearings.get(report.id);
    if (events === undefined) return;
    if (report.type === 'results') events.results(report.results);
    else if (report.type === 'heard') events.heard(report.sample);
    else {
      this.#forget(report.id);
      if (report.type === 'rested') events.rested(report.sample);
      else if (report.type === 'finished') events.finished();
      else events.failed(`The speech engine broke on this stream: ${report.message}`);
    }
  }

  /** @returns whether the hearing was there. */
  #forget(id: number): boolean {
    this.#leaving.delete(id);
    return this.#hearings.delete(id);
  }

  #begin(rssBytes: number): void {
    // No pings before this point: loading may take long without an answer, and has a time limit of its own.
    this.#watch = setInterval(() => this.#ping(), this.#pings.everyMs);
    this.#watch.unref();
    this.#settleStart({ ok: true, rssBytes });
  }

  #ping(): void {
    const hung = this.#pings.hung;
    if (hung !== undefined) {
      this.kill(hung);
      return;
    }
    this.#pings.asked();
    this.#send({ type: 'ping' });
  }

  #end(how: string, done: () => void): void {
    const why = this.#why ?? how;
    const wasClosing = this.#state === 'closing';
    this.#state = 'ended';
    clearInterval(this.#watch);
    const hearings = [...this.#hearings.values()];
    this.#hearings.clear();
    this.#leaving.clear();
    // Node's own failures exit with status 1 and print a long text whose last line does not help.
    const last = this.#lastLine === '' || how === 'exit status 1' ? '' : `: ${this.#lastLine}`;
    this.#settleStart({ ok: false, message: `the process of the speech engine ended (${why})${last}` });
    // Called first, so that a speaker whose hearing failed is not placed here again.
    if (!wasClosing) this.#events?.onEnd(why);
    for (const hearing of hearings) hearing.failed(`The process of the speech engine ended (${why}).`);
    done();
  }

  #send(command: EngineCommand): void {
    // If sending fails, the process has ended or is about to: 'exit' follows.
    if (this.#child.connected) this.#child.send(command, () => {});
  }

  #readLines(source: Readable | null): void {
    const limit = new LineLimit();
    const splitter = new LineSplitter((line) => {
      if (line.trim() !== '') this.#lastLine = line.trim();
      for (const passed of limit.pass(line, performance.now())) this.#log(passed);
    }, 1_000);
    source?.on('data', (chunk: Buffer) => splitter.push(chunk));
    source?.on('end', () => splitter.end());
  }
}
