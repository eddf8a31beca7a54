/**
 * One long-lived Apertium pipeline: takes a frame and gives a frame, one at a time, in order. Started by the first request,
 * and again after a crash. Text goes in by standard input only. While idle it does not keep the Node process alive.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

export interface ApertiumProcessOptions {
  /** The shell commands of a mode file's pipeline. They never contain what a user sent. */
  readonly stages: readonly string[];
  readonly path: string;
  /** Longest time from a request to its answer, with waiting. */
  readonly deadlineMs: number;
  /** Most waiting requests. One more is refused. */
  readonly maxWaiting: number;
}

interface Request {
  readonly frame: string;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (frame: string) => void;
  readonly reject: (error: Error) => void;
  /** Attempts so far. A request that a crash interrupted is tried once more. */
  attempts: number;
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

const MAX_ATTEMPTS = 2;
const MAX_ANSWER_BYTES = 1_048_576;

export class ApertiumProcess {
  readonly #options: ApertiumProcessOptions;
  readonly #waiting: Request[] = [];
  #current: Request | undefined;
  #child: Child | undefined;
  #answer: Buffer[] = [];
  #answerBytes = 0;
  #tag = 0;
  #closed = false;

  constructor(options: ApertiumProcessOptions) {
    this.#options = options;
  }

  /** Id of the running process, which leads its own process group. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** @returns the pipeline's answer to a frame. Rejects when too many wait, on timeout, when closed, or after two crashes. */
  run(frame: string): Promise<string> {
    if (this.#closed) return Promise.reject(new Error('Apertium is closed'));
    if (this.#waiting.length >= this.#options.maxWaiting) {
      return Promise.reject(new Error('Too many requests are waiting for Apertium'));
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#expire(request), this.#options.deadlineMs);
      const request: Request = { frame, timer, resolve, reject, attempts: 0 };
      this.#waiting.push(request);
      this.#next();
    });
  }

  /** Ends the process and rejects all requests. */
  async close(): Promise<void> {
    this.#closed = true;
    const child = this.#child;
    const ended = child?.pid !== undefined && new Promise((resolve) => child.once('exit', resolve));
    if (child) {
      child.ref();
      this.#discard(child);
    }
    const left = [this.#current, ...this.#waiting.splice(0)];
    this.#current = undefined;
    for (const request of left) if (request) settle(request, new Error('Apertium is closed'));
    await ended;
  }

  #next(): void {
    if (this.#current || this.#closed) return;
    const request = this.#waiting.shift();
    if (request === undefined) return;
    this.#current = request;
    request.attempts += 1;
    this.#child ??= this.#start();
    this.#tag += 1;
    this.#child.stdin.write(`${request.frame}${tail(this.#tag)}\0`);
  }

  #start(): Child {
    // A pipeline without one of its stages never answers and never ends, so a stage that ends kills the whole group.
    const pipeline = this.#options.stages.map((stage) => `{ ${stage}; kill -9 0; }`).join(' | ');
    const child = spawn('sh', ['-c', pipeline], {
      // Gives the process its own group.
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { PATH: this.#options.path, LC_ALL: 'C.UTF-8' },
    });
    child.stdout.on('data', (bytes: Buffer) => this.#receive(child, bytes));
    // The first of these events means that the pipeline is broken.
    child.stdout.on('end', () => this.#crash(child));
    child.stdin.on('error', () => this.#crash(child));
    child.on('error', () => this.#crash(child));
    child.on('exit', () => this.#crash(child));
    for (const held of [child, child.stdin, child.stdout] as { unref?: () => void }[]) held.unref?.();
    return child;
  }

  #receive(child: Child, bytes: Buffer): void {
    if (child !== this.#child) return;
    const end = bytes.indexOf(0);
    this.#answer.push(end < 0 ? bytes : bytes.subarray(0, end));
    this.#answerBytes += bytes.length;
    if (end < 0) {
      if (this.#answerBytes > MAX_ANSWER_BYTES) this.#crash(child);
      return;
    }
    const answer = Buffer.concat(this.#answer).toString('utf8');
    const request = this.#current;
    const tag = tail(this.#tag);
    // A stage that loses its input sends a null byte too. An output without the request's tag is not its answer, and all
    // later answers would belong to the wrong requests.
    if (request === undefined || end !== bytes.length - 1 || !answer.endsWith(tag)) {
      this.#crash(child);
      return;
    }
    this.#forgetAnswer();
    this.#current = undefined;
    settle(request, answer.slice(0, -tag.length));
    this.#next();
  }

  #expire(request: Request): void {
    const error = new Error(`Apertium did not answer within ${this.#options.deadlineMs} ms`);
    const at = this.#waiting.indexOf(request);
    if (at >= 0) this.#waiting.splice(at, 1);
    settle(request, error);
    if (request !== this.#current) return;
    this.#current = undefined;
    if (this.#child) this.#discard(this.#child);
    this.#next();
  }

  #crash(child: Child): void {
    if (child !== this.#child) return;
    this.#discard(child);
    const request = this.#current;
    this.#current = undefined;
    if (request) {
      if (request.attempts < MAX_ATTEMPTS) this.#waiting.unshift(request);
      else settle(request, new Error('Apertium ended without an answer'));
    }
    this.#next();
  }

  #discard(child: Child): void {
    this.#child = undefined;
    this.#forgetAnswer();
    child.stdin.destroy();
    child.stdout.destroy();
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // All processes of the group have ended already.
    }
  }

  #forgetAnswer(): void {
    this.#answer = [];
    this.#answerBytes = 0;
  }
}

/** Ends a request with blanks, which Apertium passes on. Without a blank before the null byte some stages give no answer. */
function tail(tag: number): string {
  return `[][${tag}\n]`;
}

function settle(request: Request, outcome: string | Error): void {
  clearTimeout(request.timer);
  if (typeof outcome === 'string') request.resolve(outcome);
  else request.reject(outcome);
}
