/**
 * One child process of one function: its invocations and their outcomes, its deadlines and its end. Does not restart
 * itself: LambdaFunction replaces it.
 */
import { type ChildProcess, fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { FunctionLayer } from '../../src/integrations/emulators/function-layer.ts';
import { inheritedFlags } from '../../src/integrations/emulators/inherited-flags.ts';
import { LineSplitter } from '../../src/integrations/emulators/line-splitter.ts';
import type {
  FunctionError,
  Invocation,
  InvocationOutcome,
  RuntimeCommand,
  RuntimeReport,
} from './runtime-messages.ts';

export interface RuntimeProcessOptions {
  readonly functionName: string;
  readonly moduleUrl: string;
  /** Name of the module's export. */
  readonly handler: string;
  readonly timeoutMs: number;
  /** Longest wait for the module to load. */
  readonly initTimeoutMs: number;
  /** V8's heap limit in MiB, and the memory limit in the handler's context. */
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly layer?: FunctionLayer;
  /** Called with each line that the function prints. */
  readonly onLine: (stream: 'stdout' | 'stderr', line: string) => void;
  /** Called once. `expected`: the process was told to end. */
  readonly onEnd: (how: { readonly expected: boolean; readonly detail: string }) => void;
}

interface Pending {
  readonly settle: (outcome: InvocationOutcome) => void;
  timer: NodeJS.Timeout | undefined;
}

/** Longest time that a process may take to end after it was told to. */
const END_GRACE_MS = 2_000;
const RUNTIME_FILE = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './runtime.ts' : './runtime.js', import.meta.url),
);

export class RuntimeProcess {
  readonly #options: RuntimeProcessOptions;
  readonly #child: ChildProcess;
  readonly #pending = new Map<string, Pending>();
  readonly #ended: Promise<void>;
  readonly #initTimer: NodeJS.Timeout;
  #ready = false;
  #retired = false;
  #expected = false;
  #initError: FunctionError | undefined;

  constructor(options: RuntimeProcessOptions) {
    this.#options = options;
    this.#child = fork(RUNTIME_FILE, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // The process gets loaders such as tsx too, so that a handler may be TypeScript if its parent is.
      execArgv: [...inheritedFlags(process.execArgv), `--max-old-space-size=${options.memoryMb}`],
    });
    this.#child.on('message', (report: RuntimeReport) => this.#receive(report));
    this.#ended = new Promise((resolve) => {
      this.#child.on('error', (error) => {
        if (this.#child.pid === undefined) this.#end(`could not be started: ${error.message}`, resolve);
      });
      this.#child.once('exit', (code, signal) => {
        const finish = () => this.#end(signal === null ? `exit status ${code}` : `signal: ${signal}`, resolve);
        // The last reports of the process may still be in the channel.
        if (this.#child.connected) this.#child.once('disconnect', finish);
        else finish();
      });
    });
    this.#readLines('stdout', this.#child.stdout);
    this.#readLines('stderr', this.#child.stderr);
    this.#initTimer = setTimeout(() => {
      const errorMessage = `The function's module did not load in ${options.initTimeoutMs} ms`;
      this.#initError = { errorType: 'Runtime.InitTimeout', errorMessage };
      this.#child.kill('SIGKILL');
    }, options.initTimeoutMs);
    const { moduleUrl, handler, functionName, memoryMb, timeoutMs, environment, layer } = options;
    const code = { moduleUrl, handler, ...(layer === undefined ? {} : { layer }) };
    this.#send({ type: 'start', ...code, functionName, memoryMb, timeoutMs, environment });
  }

  /** Whether this process takes new invocations. */
  get isUsable(): boolean {
    return !this.#retired && this.#child.connected;
  }

  /** Never rejects. The timeout starts when the module has loaded. */
  invoke(invocation: Invocation): Promise<InvocationOutcome> {
    return new Promise((resolve) => {
      const { requestId } = invocation;
      this.#pending.set(requestId, { settle: resolve, timer: undefined });
      if (this.#ready) this.#startTimer(requestId);
      this.#send({ type: 'invoke', invocation });
    });
  }

  /** Tells the process to end, and kills it after two seconds. Invocations that still run are settled as crashed. */
  async end(): Promise<void> {
    this.#retired = true;
    this.#expected = true;
    if (this.#child.connected) this.#child.disconnect();
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), END_GRACE_MS);
    await this.#ended;
    clearTimeout(kill);
  }

  #receive(report: RuntimeReport): void {
    if (report.type === 'ready') {
      this.#ready = true;
      clearTimeout(this.#initTimer);
      for (const requestId of this.#pending.keys()) this.#startTimer(requestId);
    } else if (report.type === 'initFailed') {
      this.#initError = report.error;
      this.#retired = true;
    } else if (report.type === 'succeeded') {
      this.#settle(report.requestId, { kind: 'succeeded', payload: report.payload, tail: report.tail });
    } else {
      this.#settle(report.requestId, { kind: 'failed', error: report.error, tail: report.tail });
    }
  }

  #startTimer(requestId: string): void {
    const pending = this.#pending.get(requestId);
    if (pending === undefined) return;
    const { timeoutMs } = this.#options;
    pending.timer = setTimeout(() => {
      const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1_000).toFixed(2)} seconds`;
      // Lambda discards the environment of a function that timed out. Here the other invocations in it may finish first.
      this.#retired = true;
      this.#settle(requestId, { kind: 'timedOut', error: { errorType: 'Sandbox.Timedout', errorMessage }, tail: '' });
    }, timeoutMs);
  }

  #settle(requestId: string, outcome: InvocationOutcome): void {
    const pending = this.#pending.get(requestId);
    if (pending === undefined) return;
    clearTimeout(pending.timer);
    this.#pending.delete(requestId);
    pending.settle(outcome);
    if (!this.#retired || this.#pending.size > 0 || this.#expected) return;
    this.#expected = true;
    // A function that timed out may block its event loop for ever, so it is killed without being asked.
    this.#child.kill('SIGKILL');
  }

  #end(detail: string, done: () => void): void {
    this.#retired = true;
    clearTimeout(this.#initTimer);
    const expected = this.#expected;
    this.#expected = true;
    for (const requestId of [...this.#pending.keys()]) {
      const errorMessage = `RequestId: ${requestId} Error: Runtime exited with error: ${detail}`;
      const error = this.#initError ?? { errorType: 'Runtime.ExitError', errorMessage };
      this.#settle(requestId, { kind: this.#initError ? 'failed' : 'crashed', error, tail: '' });
    }
    const why = this.#initError ? `${this.#initError.errorType}: ${this.#initError.errorMessage}` : detail;
    this.#options.onEnd({ expected, detail: why });
    done();
  }

  #send(command: RuntimeCommand): void {
    // If sending fails, the process has ended or is about to: 'exit' settles its invocations.
    if (this.#child.connected) this.#child.send(command, () => {});
  }

  #readLines(stream: 'stdout' | 'stderr', source: Readable | null): void {
    const splitter = new LineSplitter((line) => this.#options.onLine(stream, line));
    source?.on('data', (chunk: Buffer) => splitter.push(chunk));
    source?.on('end', () => splitter.end());
  }
}
