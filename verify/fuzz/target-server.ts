/** The server under attack, in its own process, so that its end is detected. Checks its log, gauges and memory. */
import { ProbedServer } from '../../testkit/programs/probed-server.ts';
import type { LocalPorts } from './attack.ts';
import type { Findings } from './findings.ts';
import type { MemoryReport } from './probed-server.ts';

const PROBE = new URL('./probed-server.ts', import.meta.url);
/** Number of output lines that are kept, because they may have the reason of its end. */
const LINES_KEPT = 20;
/** Name of the finding that the process with tables, Transcribe and pipeline ended by itself. */
export const SERVICES_DIED = 'the local services died';

export interface TargetOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly findings: Findings;
}

export class TargetServer {
  readonly port: number;
  /** The last lines on its standard error. */
  readonly lastWords: readonly string[];
  readonly local: LocalPorts;
  readonly transcribe: number;
  readonly #server: ProbedServer<'memory', MemoryReport>;

  private constructor(server: ProbedServer<'memory', MemoryReport>, lastWords: readonly string[]) {
    this.lastWords = lastWords;
    this.#server = server;
    const { port, adminPort, faults, inspectUrl, services } = server.ready;
    this.port = port;
    this.transcribe = portOf(services.transcribe);
    this.local = {
      dynamodb: portOf(services.dynamodb),
      lambda: portOf(services.lambda),
      faults: portOf(faults),
      admin: adminPort,
      inspect: portOf(inspectUrl),
    };
  }

  /** Rejects with its output when it does not start. */
  static async start({ environment, findings }: TargetOptions): Promise<TargetServer> {
    const said: string[] = [];
    const server = await ProbedServer.start<'memory', MemoryReport>({
      probe: PROBE,
      settings: { EMBEDDED_FAULTS_PORT: '0', INSPECT_PORT: '0', ...environment },
      onLogLine: (line) => {
        said.push(line);
        if (said.length > LINES_KEPT) said.shift();
        judgeLine(line, findings);
      },
    });
    return new TargetServer(server, said);
  }

  /** Resolves with its exit code or signal if it ends by itself. */
  get died(): Promise<string> {
    return this.#server.died;
  }

  get isAlive(): boolean {
    return this.#server.isAlive;
  }

  /** Two gauges of the metrics page. */
  async gauges(): Promise<{ sessions: number; connections: number }> {
    const page = await this.#server.metricsPage();
    const read = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(page)?.[1] ?? Number.NaN);
    return { sessions: read('Sessions'), connections: read('Connections') };
  }

  /** After a full garbage collection. Rejects when the process has ended. */
  memory(): Promise<MemoryReport> {
    return this.#server.ask('memory');
  }

  /** Stops it as an operator does. @returns its exit code or signal; anything but 0 means a crash or a hang. */
  stop(): Promise<string> {
    return this.#server.stop();
  }
}

/** 0: this server does not have the port. */
function portOf(url: string | undefined): number {
  return url === undefined ? 0 : Number(new URL(url).port);
}

/** Reports log lines of errors, and lines that are no log lines, such as a stack or a warning of a leak. */
function judgeLine(line: string, findings: Findings): void {
  if (line.trim() === '') return;
  if (!line.startsWith('{')) {
    findings.add('the server wrote a line that is no log line', line, 'log');
  } else if (line.includes('"message":"local services ended"')) {
    findings.add(SERVICES_DIED, line, 'log');
  } else if (line.includes('"level":"ERROR"')) {
    findings.add('the server logged an error', line, 'log');
  }
}
