/** Structured logs in the requirements' shape. Constant messages, fields from closed sets; nothing of a person. */
import { createHash } from 'node:crypto';
import { type DestinationStream, pino } from 'pino';
import type { LogFields, LogPort } from '../../actors/ports.ts';

export interface LoggerOptions {
  /** debug, info, warn, error or silent; info. */
  readonly level?: string;
  /** On every line; a session's id, where there is one. */
  readonly correlationId?: string;
  /** Where lines go; standard error, because standard output has the ready line. */
  readonly destination?: DestinationStream;
}

const STDERR = 2;

/** A logger for one component: `{"timestamp","level","correlationId","component","operation","message","metadata"}`. */
export function getStructuredLogger(component: string, options: LoggerOptions = {}): LogPort {
  const { level = 'info', correlationId = '-', destination } = options;
  const logger = pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label.toUpperCase() }) },
      redact: { paths: ['metadata.pii', 'metadata.pii.*'], censor: '[redacted]' },
    },
    destination ?? pino.destination({ dest: STDERR, sync: true }),
  );
  const bind = (id: string): LogPort => {
    const child = logger.child({ correlationId: id, component });
    const write =
      (how: 'info' | 'warn' | 'error') =>
      (operation: string, message: string, metadata: LogFields = {}) => {
        child[how]({ operation, metadata }, message);
      };
    return { info: write('info'), warn: write('warn'), error: write('error'), forSession: bind };
  };
  return bind(correlationId);
}

/** A connection id as it may stand in a log: 64 hexadecimal digits that lead nowhere. */
export function hashed(connectionId: string): string {
  return createHash('sha256').update(connectionId).digest('hex');
}
