/** What a server process wrote on standard error, read as log lines, and what every one of them must have. */
import { ERRORS } from '../../src/protocol/error-table.ts';

export interface LogLine {
  readonly timestamp: string;
  readonly level: string;
  readonly correlationId: string;
  readonly component: string;
  readonly operation: string;
  readonly message: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

const MEMBERS = ['timestamp', 'level', 'correlationId', 'component', 'operation', 'message'] as const;

/** @returns the lines, and one problem for each that is not as operators know them. */
export function readLogLines(stderr: string): { lines: LogLine[]; problems: string[] } {
  const problems: string[] = [];
  const lines = stderr
    .split('\n')
    .filter((text) => text !== '')
    .flatMap((text) => {
      try {
        return [JSON.parse(text) as LogLine];
      } catch {
        problems.push(`not a log line: ${text}`);
        return [];
      }
    });
  for (const line of lines) {
    const missing = MEMBERS.filter((name) => typeof line[name] !== 'string' || line[name] === '');
    if (missing.length > 0 || typeof line.metadata !== 'object') {
      problems.push(`without ${missing.join(', ') || 'metadata'}: ${JSON.stringify(line)}`);
    } else if (line.level === 'WARN' || line.level === 'ERROR' || 'code' in line.metadata) {
      if (!Object.hasOwn(ERRORS, String(line.metadata.code))) problems.push(`without a code: ${JSON.stringify(line)}`);
    }
  }
  return { lines, problems };
}
