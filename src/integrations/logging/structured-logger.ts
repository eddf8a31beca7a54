/**
 * Log lines in the one shape operators know: timestamp, level, correlationId, component, operation, message, metadata.
 * Keeps personal data out of them as far as a logger can; what is logged is the caller's promise.
 */
import { createHash } from 'node:crypto';
import pino, { type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';
import type { LogFields, LogPort } from '../../actors/ports.ts';

export interface LoggerOptions {
  /** The least level written: debug, info, warn, error or silent; info. An unknown one throws. */
  readonly level?: string;
  /** Of lines that belong to no session; `-`. */
  readonly correlationId?: string;
  /** Where lines go; standard error, since standard output is the program's own. */
  readonly destination?: DestinationStream;
  /** Coloured lines for a terminal in place of JSON. */
  readonly pretty?: boolean;
}

/** @param component stands in every line, such as AudioProcessor. */
export function getStructuredLogger(component: string, options: LoggerOptions = {}): StructuredLogger {
  const destination = options.destination ?? pino.destination({ dest: 2, sync: true });
  const logger = pino(
    {
      level: options.level ?? 'info',
      base: { component },
      messageKey: 'message',
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label.toUpperCase() }) },
      redact: { paths: ['metadata.pii'], censor: '[redacted]' },
    },
    options.pretty ? pretty({ ...PRETTY, destination }) : destination,
  );
  return new StructuredLogger(logger, options.correlationId ?? '-');
}

/** A connection id as it may be logged: SHA-256, hexadecimal. */
export function hashed(connectionId: string): string {
  return createHash('sha256').update(connectionId).digest('hex');
}

export class StructuredLogger implements LogPort {
  readonly #logger: Logger;
  readonly #correlationId: string;

  /** Use getStructuredLogger. */
  constructor(logger: Logger, correlationId: string) {
    this.#logger = logger;
    this.#correlationId = correlationId;
  }

  debug(operation: string, message: string, metadata?: LogFields): void {
    this.#logger.debug(this.#fields(operation, metadata), message);
  }

  info(operation: string, message: string, metadata?: LogFields): void {
    this.#logger.info(this.#fields(operation, metadata), message);
  }

  warn(operation: string, message: string, metadata?: LogFields): void {
    this.#logger.warn(this.#fields(operation, metadata), message);
  }

  error(operation: string, message: string, metadata?: LogFields): void {
    this.#logger.error(this.#fields(operation, metadata), message);
  }

  forSession(sessionId: string): StructuredLogger {
    return new StructuredLogger(this.#logger, sessionId);
  }

  /** Not a child logger for each session: a child of a child would write its correlationId twice. */
  #fields(operation: string, metadata: LogFields = {}) {
    return { correlationId: this.#correlationId, operation, metadata };
  }
}

const PRETTY = {
  messageKey: 'message',
  timestampKey: 'timestamp',
  levelKey: 'level',
  ignore: 'component,operation,correlationId',
  messageFormat: '{component} {operation} {correlationId} {message}',
  singleLine: true,
  sync: true,
} as const;
