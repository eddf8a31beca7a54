/**
 * Log lines in the one shape operators know: timestamp, level, correlationId, component, operation, message, metadata;
 * and traceId and spanId where a line belongs to an utterance.
 * Keeps personal data out of them as far as a logger can; what is logged is the caller's promise.
 */
import { createHash, randomUUID } from 'node:crypto';
import pino, { type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';
import type { FailureFields, LogFields, LogPort } from '../../actors/ports/telemetry.ts';

export interface LoggerOptions {
  /** The least level written: debug, info, warn, error or silent; info. An unknown one throws. */
  readonly level?: string;
  /** Of lines that belong to no session and no client's error; drawn for the logger, one for all of them. */
  readonly correlationId?: string;
  /** Where lines go; standard error, since standard output is the program's own. */
  readonly destination?: DestinationStream;
  /** Operation → who speaks in its lines, where that is not the logger's own component. */
  readonly components?: Readonly<Record<string, string>>;
  /** Coloured lines for a terminal in place of JSON. */
  readonly pretty?: boolean;
}

/** Nobody should log these. Should somebody do so after all, the value does not get out. */
const NEVER_SHOWN = [
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

/** @param component stands in every line, such as AudioProcessor, unless `components` knows better. */
export function getStructuredLogger(component: string, options: LoggerOptions = {}): StructuredLogger {
  const destination = options.destination ?? pino.destination({ dest: 2, sync: true });
  const logger = pino(
    {
      level: options.level ?? 'info',
      // Each line has a component of its own.
      base: null,
      messageKey: 'message',
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label.toUpperCase() }) },
      redact: { paths: NEVER_SHOWN.map((name) => `metadata.${name}`), censor: '[redacted]' },
    },
    options.pretty ? pretty({ ...PRETTY, destination }) : destination,
  );
  return new StructuredLogger(
    logger,
    { component, components: options.components ?? {} },
    options.correlationId ?? randomUUID(),
  );
}

/** A connection id as it may be logged: SHA-256, hexadecimal. */
export function hashed(connectionId: string): string {
  return createHash('sha256').update(connectionId).digest('hex');
}

interface Speakers {
  readonly component: string;
  readonly components: Readonly<Record<string, string>>;
}

export class StructuredLogger implements LogPort {
  readonly #logger: Logger;
  readonly #speakers: Speakers;
  readonly #correlationId: string;
  readonly #sessionId: string | undefined;

  /** Use getStructuredLogger. */
  constructor(logger: Logger, speakers: Speakers, correlationId: string, sessionId?: string) {
    this.#logger = logger;
    this.#speakers = speakers;
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

  /** A session's lines are found by its id; those about an error that a client was shown, by the error's. */
  forSession(sessionId: string): StructuredLogger {
    return new StructuredLogger(this.#logger, this.#speakers, this.#correlationId, sessionId);
  }

  /** Not a child logger for each session: a child of a child would write its correlationId twice. */
  #fields(operation: string, { errorId, connectionId, traceparent, ...rest }: LogFields = {}) {
    const sessionId = this.#sessionId;
    const { component, components } = this.#speakers;
    return {
      component: components[operation] ?? component,
      correlationId: errorId ?? sessionId ?? this.#correlationId,
      ...traceIdsOf(traceparent),
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

function traceIdsOf(traceparent: LogFields[string]) {
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
