/**
 * Writes log lines with timestamp, level, correlationId, component, operation, message and metadata; also traceId and
 * spanId where a line belongs to an utterance. Redacts fields with personal data by name; callers must not log such
 * data under other names.
 */
import { createHash, randomUUID } from 'node:crypto';
import pino, { type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';
import type { FailureFields, LogFields, LogPort } from '../../actors/ports/telemetry.ts';

export interface LoggerOptions {
  /** The lowest level that is written: debug, info, warn, error or silent; default info. An unknown level throws. */
  readonly level?: string;
  /** For lines that belong to no session and no client's error; by default a random one for each logger. */
  readonly correlationId?: string;
  /** Where lines are written; by default standard error, as standard output is for the program's results. */
  readonly destination?: DestinationStream;
  /** Operation → the component in its lines, where that is not the logger's own. */
  readonly components?: Readonly<Record<string, string>>;
  /** Coloured lines for a terminal instead of JSON. */
  readonly pretty?: boolean;
}

/** Fields that must not be logged. If a caller logs one nevertheless, its value is redacted. */
export const REDACTED = [
  'pii',
  'token',
  'authorization',
  'userId',
  'speakerId',
  'sub',
  'text',
  'transcriptText',
  'audioData',
  'address',
  'remoteAddress',
  'sourceIp',
  'userAgent',
];

/** @param component Named in every line, such as AudioProcessor, unless `components` has one for the operation. */
export function getStructuredLogger(component: string, options: LoggerOptions = {}): StructuredLogger {
  const destination = options.destination ?? pino.destination({ dest: 2, sync: true });
  const logger = pino(
    {
      level: options.level ?? 'info',
      // No process id or host name in the lines.
      base: null,
      messageKey: 'message',
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label.toUpperCase() }) },
      redact: { paths: REDACTED.map((name) => `metadata.${name}`), censor: '[redacted]' },
    },
    options.pretty ? pretty({ ...PRETTY, destination }) : destination,
  );
  return new StructuredLogger(
    logger,
    { component, components: options.components ?? {} },
    options.correlationId ?? randomUUID(),
  );
}

/** @returns a connection id in the form that may be logged: SHA-256, hexadecimal. */
export function hashed(connectionId: string): string {
  return createHash('sha256').update(connectionId).digest('hex');
}

interface ComponentNames {
  readonly component: string;
  readonly components: Readonly<Record<string, string>>;
}

export class StructuredLogger implements LogPort {
  readonly #logger: Logger;
  readonly #names: ComponentNames;
  readonly #correlationId: string;
  readonly #sessionId: string | undefined;

  /** Use getStructuredLogger. */
  constructor(logger: Logger, names: ComponentNames, correlationId: string, sessionId?: string) {
    this.#logger = logger;
    this.#names = names;
    this.#correlationId = correlationId;
    this.#sessionId = sessionId;
  }

  debug(operation: string, message: string, metadata?: LogFields): void {
    this.#logger.debug(this.#fields(operation, metadata), message);
  }

  info(operation: string, message: string, metadata?: LogFields): void {
    this.#logger.info(this.#fields(operation, metadata), message);
  }

  warn(operation: string, message: string, metadata: FailureFields): void {
    this.#logger.warn(this.#fields(operation, metadata), message);
  }

  error(operation: string, message: string, metadata: FailureFields): void {
    this.#logger.error(this.#fields(operation, metadata), message);
  }

  /** The correlationId of a session's lines is its id; in lines about a client's error it is the error's id. */
  forSession(sessionId: string): StructuredLogger {
    return new StructuredLogger(this.#logger, this.#names, this.#correlationId, sessionId);
  }

  /** Not done with pino's child loggers: a child of a child would write its correlationId twice. */
  #fields(operation: string, { errorId, connectionId, traceparent, ...rest }: LogFields = {}) {
    const sessionId = this.#sessionId;
    const { component, components } = this.#names;
    return {
      component: components[operation] ?? component,
      correlationId: errorId ?? sessionId ?? this.#correlationId,
      ...parseTraceIds(traceparent),
      operation,
      metadata: {
        ...rest,
        ...(connectionId === undefined ? {} : { connectionId: hashed(String(connectionId)) }),
        ...(errorId === undefined || sessionId === undefined ? {} : { sessionId }),
      },
    };
  }
}

/** W3C: version, trace, span, flags. */
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

function parseTraceIds(traceparent: LogFields[string]) {
  const [, traceId, spanId] = TRACEPARENT.exec(String(traceparent)) ?? [];
  return traceId === undefined ? {} : { traceId, spanId };
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
