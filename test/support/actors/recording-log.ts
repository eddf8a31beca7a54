/** A log that prints nothing and remembers its lines. */
import type { LogFields, LogPort } from '../../../src/actors/ports/telemetry.ts';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly sessionId: string | undefined;
  readonly operation: string;
  readonly message: string;
  readonly metadata: LogFields;
}

export class RecordingLog implements LogPort {
  readonly lines: LogLine[];
  readonly #sessionId: string | undefined;

  constructor(lines: LogLine[] = [], sessionId?: string) {
    this.lines = lines;
    this.#sessionId = sessionId;
  }

  info(operation: string, message: string, metadata?: LogFields): void {
    this.#add('info', operation, message, metadata);
  }

  warn(operation: string, message: string, metadata?: LogFields): void {
    this.#add('warn', operation, message, metadata);
  }

  error(operation: string, message: string, metadata?: LogFields): void {
    this.#add('error', operation, message, metadata);
  }

  forSession(sessionId: string): LogPort {
    return new RecordingLog(this.lines, sessionId);
  }

  #add(level: LogLine['level'], operation: string, message: string, metadata: LogFields = {}): void {
    this.lines.push({ level, sessionId: this.#sessionId, operation, message, metadata });
  }
}
