/** The server under attack: a process of its own, so that its end is seen. Watches its log, its gauges and its memory. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../testkit/programs/child-environment.ts';
import type { LocalPorts } from './attack.ts';
import type { Findings } from './findings.ts';
import type { MemoryReport } from './probed-server.ts';

const PROBED = fileURLToPath(new URL('./probed-server.ts', import.meta.url));
const PROGRAM = join(dirname(PROBED), '../..', 'src', 'server', 'index.ts');
/** What it said last, to find the reason of its end in. */
const LINES_KEPT = 20;
/** What a finding is called when tables, Transcribe and pipeline have ended by themselves. */
export const SERVICES_DIED = 'the local services died';
const READY_WITHIN_MS = 60_000;
const ENDS_WITHIN_MS = 20_000;

interface ReadyLine {
  readonly port: number;
  readonly adminPort: number;
  readonly faults?: string;
  readonly inspectUrl?: string;
  readonly services: { readonly transcribe: string; readonly lambda: string; readonly dynamodb: string };
}

export interface TargetOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly findings: Findings;
}

export class TargetServer {
  readonly port: number;
  /** Its exit code or signal, if it ends by itself. */
  readonly died: Promise<string>;
  /** The last lines on its standard error. */
  readonly lastWords: readonly string[];
  readonly local: LocalPorts;
  readonly transcribe: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, lastWords: readonly string[], ready: ReadyLine) {
    this.lastWords = lastWords;
    this.#child = child;
    this.port = ready.port;
    const { dynamodb, lambda, transcribe } = ready.services;
    this.transcribe = portOf(transcribe);
    this.local = {
      dynamodb: portOf(dynamodb),
      lambda: portOf(lambda),
      faults: portOf(ready.faults),
      admin: ready.adminPort,
      inspect: portOf(ready.inspectUrl),
    };
    this.died = once(child, 'exit').then(([code, signal]) => String(signal ?? code));
  }

  /** Rejects with what it wrote when it does not start. */
  static async start({ environment, findings }: TargetOptions): Promise<TargetServer> {
    const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', PROBED, PROGRAM], {
      env: childEnvironment({
        PORT: '0',
        ADMIN_PORT: '0',
        LOG_LEVEL: 'warn',
        EMBEDDED_ASR: 'stamped',
        EMBEDDED_FAULTS_PORT: '0',
        INSPECT_PORT: '0',
        ...environment,
      }),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const said: string[] = [];
    if (child.stderr) {
      createInterface({ input: child.stderr }).on('line', (line) => {
        said.push(line);
        if (said.length > LINES_KEPT) said.shift();
        judgeLine(line, findings);
      });
    }
    const late = AbortSignal.timeout(READY_WITHIN_MS);
    try {
      const line = await Promise.race([
        child.stdout ? firstLine(child.stdout, late) : Promise.reject(new Error('no standard output')),
        once(child, 'exit', { signal: late }).then(([code]) => Promise.reject(new Error(`it ended with ${code}`))),
      ]);
      return new TargetServer(child, said, JSON.parse(line) as ReadyLine);
    } catch (error) {
      child.kill('SIGKILL');
      throw new Error(`the server did not start: ${String(error)}\n${said.join('\n')}`);
    }
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The named gauges of the metrics page. */
  async gauges(): Promise<{ sessions: number; connections: number }> {
    const response = await fetch(`http://127.0.0.1:${this.local.admin}/metrics`);
    const page = await response.text();
    const read = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(page)?.[1] ?? Number.NaN);
    return { sessions: read('Sessions'), connections: read('Connections') };
  }

  /** After a full garbage collection. Rejects when the process has ended. */
  async memory(): Promise<MemoryReport> {
    const gone = this.died.then((how) => Promise.reject(new Error(`the server ended: ${how}`)));
    const answered = once(this.#child, 'message') as Promise<[MemoryReport]>;
    this.#child.send('memory');
    const [report] = await Promise.race([answered, gone]);
    return report;
  }

  /** As an operator ends it. @returns how it ended; anything but 0 is a crash or a hang. */
  async stop(): Promise<string> {
    if (this.isAlive) this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), ENDS_WITHIN_MS);
    const how = await this.died;
    clearTimeout(timer);
    return how;
  }
}

/** 0 for a port that this server does not have. */
function portOf(url: string | undefined): number {
  return url === undefined ? 0 : Number(new URL(url).port);
}

async function firstLine(output: NodeJS.ReadableStream, signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input: output });
  const [line] = (await once(lines, 'line', { signal })) as [string];
  lines.close();
  output.resume();
  return line;
}

/** Error lines, and words that no logger wrote: a stack, a warning of a leak. */
function judgeLine(line: string, findings: Findings): void {
  if (line.trim() === '') return;
  if (!line.startsWith('{')) {
    findings.add('the server wrote something that is no log line', line, 'log');
  } else if (line.includes('"message":"local services ended"')) {
    findings.add(SERVICES_DIED, line, 'log');
  } else if (line.includes('"level":"ERROR"')) {
    findings.add('the server logged an error', line, 'log');
  }
}
