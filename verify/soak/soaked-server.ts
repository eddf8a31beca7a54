/** The server under load: a process of its own with a probe in it. Watches its log and asks it how it is. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../testkit/programs/child-environment.ts';
import type { HeldObjects, Probe, ProbeCommand, ProbeResult } from './probe.ts';

const PROBED = fileURLToPath(new URL('./probed-server.ts', import.meta.url));
const PROGRAM = join(dirname(PROBED), '../..', 'src', 'server', 'index.ts');
const READY_WITHIN_MS = 60_000;
const ENDS_WITHIN_MS = 30_000;
/** Kept of what it wrote, to find reasons in. */
const LINES_KEPT = 20;
/** What the runtime says of what the probe uses. */
const EXPECTED_NOISE = /ExperimentalWarning|--trace-warnings|NodeVersionSupportWarning|AWS SDK for JavaScript/;

interface ReadyLine {
  readonly port: number;
  readonly adminPort: number;
  /** Where faults are set; absent when the server has no such thing. */
  readonly faults?: string;
}

export class SoakedServer {
  readonly ready: ReadyLine;
  /** Its exit code or signal. */
  readonly died: Promise<string>;
  /** The last lines on its standard error that were no log lines. */
  readonly lastWords: readonly string[];
  /** Lines of warnings and errors, by their message. */
  readonly logged: ReadonlyMap<string, number>;
  readonly #child: ChildProcess;
  #asked = 0;

  private constructor(
    child: ChildProcess,
    seen: { readonly ready: ReadyLine; readonly lastWords: string[]; readonly logged: Map<string, number> },
  ) {
    this.#child = child;
    this.ready = seen.ready;
    this.lastWords = seen.lastWords;
    this.logged = seen.logged;
    this.died = once(child, 'exit').then(([code, signal]) => String(signal ?? code));
  }

  /** Rejects with what it wrote when it does not start. */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<SoakedServer> {
    const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', PROBED, PROGRAM], {
      env: childEnvironment({
        PORT: '0',
        ADMIN_PORT: '0',
        LOG_LEVEL: 'warn',
        EMBEDDED_ASR: 'stamped',
        ...environment,
      }),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const lastWords: string[] = [];
    const logged = new Map<string, number>();
    createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => {
      const message = messageOf(line);
      if (message !== undefined) logged.set(message, (logged.get(message) ?? 0) + 1);
      else if (line.trim() !== '' && !EXPECTED_NOISE.test(line)) lastWords.push(line);
      if (lastWords.length > LINES_KEPT) lastWords.shift();
    });
    const late = AbortSignal.timeout(READY_WITHIN_MS);
    try {
      const line = await Promise.race([
        firstLine(child.stdout as NodeJS.ReadableStream, late),
        once(child, 'exit', { signal: late }).then(([code]) => Promise.reject(new Error(`it ended with ${code}`))),
      ]);
      return new SoakedServer(child, { ready: JSON.parse(line) as ReadyLine, lastWords, logged });
    } catch (error) {
      child.kill('SIGKILL');
      throw new Error(`the server did not start: ${String(error)}\n${lastWords.join('\n')}`);
    }
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** @param collect Garbage first: then what it says is what lives. */
  async memory(collect: boolean): Promise<Probe> {
    const result = await this.#ask({ kind: 'memory', collect });
    if (result.kind !== 'memory') throw new Error('the probe misunderstood');
    return result.probe;
  }

  async objects(): Promise<HeldObjects> {
    const result = await this.#ask({ kind: 'objects' });
    if (result.kind !== 'objects') throw new Error('the probe misunderstood');
    return result;
  }

  /** The session's chart breaks at the next thing its speaker is told. @returns false when there is no such session. */
  async breakSession(sessionId: string): Promise<boolean> {
    const result = await this.#ask({ kind: 'break', sessionId });
    return result.kind === 'broken' && result.isDone;
  }

  /** The metrics page: by name, with labels in braces as they stand there. */
  async metrics(): Promise<ReadonlyMap<string, number>> {
    const page = await (await fetch(`http://127.0.0.1:${this.ready.adminPort}/metrics`)).text();
    const lines = page.split('\n').filter((line) => line !== '');
    return new Map(
      lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
    );
  }

  /** Puts a fault plan in force. @returns false when this server cannot be made to fail. */
  async fail(service: 'transcribe' | 'lambda' | 'dynamodb', plan: object): Promise<boolean> {
    const { faults } = this.ready;
    if (faults === undefined) return false;
    const response = await fetch(`${faults}/${service}`, { method: 'PUT', body: JSON.stringify(plan) });
    if (!response.ok) throw new Error(`the fault plan was refused: ${await response.text()}`);
    await response.body?.cancel();
    return true;
  }

  /** As an operator ends it. @returns how it ended; anything but 0 is a crash or a hang. */
  async stop(): Promise<string> {
    if (this.isAlive) this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), ENDS_WITHIN_MS);
    const how = await this.died;
    clearTimeout(timer);
    return how;
  }

  /** Rejects when the process has ended. */
  async #ask(ask: ProbeCommand['ask']): Promise<ProbeResult> {
    this.#asked += 1;
    const id = this.#asked;
    const answered = new Promise<ProbeResult>((resolve) => {
      const take = (answer: { readonly id: number; readonly result: ProbeResult }) => {
        if (answer.id !== id) return;
        this.#child.off('message', take);
        resolve(answer.result);
      };
      this.#child.on('message', take);
    });
    this.#child.send({ id, ask } satisfies ProbeCommand);
    return Promise.race([answered, this.died.then((how) => Promise.reject(new Error(`the server ended: ${how}`)))]);
  }
}

async function firstLine(output: NodeJS.ReadableStream, signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input: output });
  const [line] = (await once(lines, 'line', { signal })) as [string];
  lines.close();
  output.resume();
  return line;
}

/** Of a log line; undefined for anything else. */
function messageOf(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  const { level, message } = JSON.parse(line) as { level?: string; message?: string };
  return `${level} ${message}`;
}
