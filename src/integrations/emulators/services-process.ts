/** One process of the emulators, from its start to its end: its commands and reports. Never starts another process. */
import { type ChildProcess, fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { RecogniserCounts } from '../../protocol/recogniser-counts.ts';
import { inheritedFlags } from './inherited-flags.ts';
import { LineSplitter } from './line-splitter.ts';
import type { ServicesCommand, ServicesReport, StartedServices } from './messages.ts';
import type { EmbeddedPorts, EmbeddedSettings } from './settings.ts';

export interface ServicesProcessEvents {
  /** A line that a service printed. */
  readonly onLine: (service: string, line: string) => void;
  /** The recogniser's counts since this process started; with each answer to a ping. */
  readonly onCounts: (counts: RecogniserCounts) => void;
  /** The reason why the data folder cannot be used now; undefined once it can again. */
  readonly onTrouble: (reason: string | undefined) => void;
  /** Called once when the process ends, for any reason; never after `close`. */
  readonly onEnd: (how: string) => void;
}

export type StartOutcome =
  | { readonly ok: true; readonly services: StartedServices }
  | { readonly ok: false; readonly message: string };

/** A process that can be supervised; tests use a fake. */
export interface WatchedProcess {
  readonly pid: number | undefined;
  /** Resolves when its code is loaded, so that it can start at once. */
  readonly loaded: Promise<void>;
  listen(events: ServicesProcessEvents): void;
  /** Never rejects. */
  start(settings: EmbeddedSettings, ports?: EmbeddedPorts): Promise<StartOutcome>;
  /** Asks it to end; kills it when that takes too long. */
  close(): Promise<void>;
  kill(): void;
}

/** Long enough for the pipeline to drain: see the Lambda emulator. */
const CLOSE_WITHIN_MS = 10_000;
const START_WITHIN_MS = 60_000;

export interface PingLimits {
  readonly everyMs: number;
  /**
   * Unanswered pings after which it counts as hung. Pings are counted, not timed: this process may have slept itself.
   */
  readonly maxUnanswered: number;
}

const PINGS: PingLimits = { everyMs: 1_000, maxUnanswered: 20 };
const GONE = 'the process of the emulators ended';
const PROGRAM = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../../emulators/main.ts' : '../../emulators/main.js', import.meta.url),
);

export class ServicesProcess implements WatchedProcess {
  readonly loaded: Promise<void>;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #pings: PingLimits;
  #watch: NodeJS.Timeout | undefined;
  #events: ServicesProcessEvents | undefined;
  #settleStart: (outcome: StartOutcome) => void = () => {};
  #markLoaded: () => void = () => {};
  #unanswered = 0;
  #isHung = false;
  #isClosing = false;
  #hasEnded = false;

  /** Forks at once: the child loads its code while this process does other things. */
  constructor(pings: PingLimits = PINGS) {
    this.#pings = pings;
    this.loaded = new Promise((resolve) => {
      this.#markLoaded = resolve;
    });
    this.#child = fork(PROGRAM, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [...inheritedFlags(process.execArgv), '--title=rostrum-services'],
    });
    this.#child.on('message', (report: ServicesReport) => this.#receive(report));
    this.#ended = new Promise((resolve) => {
      this.#child.on('error', (error) => {
        if (this.#child.pid === undefined) this.#end(`could not be started: ${error.message}`, resolve);
      });
      this.#child.once('exit', (code, signal) => {
        const how = signal === null ? `exit status ${code}` : `signal ${signal}`;
        this.#end(this.#isHung ? `no answer to ${pings.maxUnanswered} pings` : how, resolve);
      });
    });
    this.#readLines('stdout', this.#child.stdout);
    this.#readLines('stderr', this.#child.stderr);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  listen(events: ServicesProcessEvents): void {
    this.#events = events;
  }

  start(settings: EmbeddedSettings, ports?: EmbeddedPorts): Promise<StartOutcome> {
    if (this.#hasEnded) return Promise.resolve({ ok: false, message: GONE });
    return new Promise((resolve) => {
      const late = setTimeout(() => this.kill(), START_WITHIN_MS);
      this.#settleStart = (outcome) => {
        clearTimeout(late);
        resolve(outcome);
      };
      this.#send({ type: 'start', settings, ...(ports === undefined ? {} : { ports }) });
    });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#send({ type: 'close' });
    const kill = setTimeout(() => this.kill(), CLOSE_WITHIN_MS);
    await this.#ended;
    clearTimeout(kill);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #receive(report: ServicesReport): void {
    switch (report.type) {
      case 'loaded':
        this.#markLoaded();
        break;
      case 'started':
        // Pings begin only now: the start may take long and has a time limit of its own.
        this.#watch = setInterval(() => this.#ping(), this.#pings.everyMs);
        this.#watch.unref();
        this.#settleStart({ ok: true, services: report });
        break;
      case 'failed':
        this.#settleStart({ ok: false, message: report.message });
        break;
      case 'said':
        this.#events?.onLine(report.service, report.line);
        break;
      case 'trouble':
        this.#events?.onTrouble(report.reason ?? undefined);
        break;
      case 'pong':
        this.#unanswered = 0;
        if (report.counts !== undefined) this.#events?.onCounts(report.counts);
        break;
    }
  }

  #ping(): void {
    if (this.#unanswered >= this.#pings.maxUnanswered) {
      this.#isHung = true;
      this.kill();
      return;
    }
    this.#unanswered += 1;
    this.#send({ type: 'ping' });
  }

  #end(how: string, done: () => void): void {
    clearInterval(this.#watch);
    this.#hasEnded = true;
    this.#markLoaded();
    this.#settleStart({ ok: false, message: `${GONE} (${how})` });
    if (!this.#isClosing) this.#events?.onEnd(how);
    done();
  }

  #send(command: ServicesCommand): void {
    // If sending fails, the process has ended or is ending, and 'exit' follows.
    if (this.#child.connected) this.#child.send(command, () => {});
  }

  #readLines(stream: 'stdout' | 'stderr', source: Readable | null): void {
    const splitter = new LineSplitter((line) => this.#events?.onLine(`services ${stream}`, line));
    source?.on('data', (chunk: Buffer) => splitter.push(chunk));
    source?.on('end', () => splitter.end());
  }
}
