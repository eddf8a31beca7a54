/** The error that all promises of the client reject with: the server's refusal, or a problem that the client found. */
import type { ErrorCode } from '../protocol/errors.ts';
import type { ServerMessageOf } from '../protocol/server-messages.ts';

/** Codes of the client's own errors. */
export type ClientErrorCode =
  /** Connecting failed: no server, or one that refused without a reason that the client can see. */
  | 'CONNECT_FAILED'
  /** The server closed the connection finally; `details.closeCode` is the code, and the message has it too. */
  | 'CONNECTION_CLOSED'
  /** The connection was lost and not restored in `giveUpAfterMs`; `cause` is the last attempt's error. */
  | 'RECONNECT_FAILED'
  /** No answer in `requestTimeoutMs`; the server may or may not have done it. */
  | 'REQUEST_TIMEOUT'
  /** Too many requests wait for an answer. */
  | 'TOO_MANY_REQUESTS'
  /** The session has ended. */
  | 'SESSION_ENDED'
  /** This client was closed with `close()`. */
  | 'CLIENT_CLOSED';

export interface RostrumErrorFacts {
  readonly statusCode?: number | undefined;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly correlationId?: string | undefined;
  readonly cause?: unknown;
}

export class RostrumError extends Error {
  override readonly name = 'RostrumError';
  readonly code: ErrorCode | ClientErrorCode;
  /** The HTTP status of the server's code; undefined for the client's own errors. */
  readonly statusCode: number | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  /** The id of the refusal in the server's log. */
  readonly correlationId: string | undefined;

  constructor(code: ErrorCode | ClientErrorCode, message: string, facts: RostrumErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.statusCode = facts.statusCode;
    this.details = facts.details ?? {};
    this.correlationId = facts.correlationId;
  }

  /** False when trying again with the same arguments cannot help: a wrong token, a session that has ended. */
  get mayPass(): boolean {
    if (this.code === 'SESSION_ENDED' || this.code === 'CLIENT_CLOSED') return false;
    return this.statusCode === undefined || this.statusCode === 429 || this.statusCode >= 500;
  }

  /** Milliseconds that the server asks to wait before the next try; 0 if it does not ask. */
  get retryAfterMs(): number {
    const { retryAfterMs } = this.details;
    return typeof retryAfterMs === 'number' ? retryAfterMs : 0;
  }
}

/** @param frame An error frame, or an HTTP body; members may be missing if a proxy sent it. */
export function errorFrom(frame: Partial<ServerMessageOf<'error'>>): RostrumError {
  const { code = 'INTERNAL_ERROR', message = 'The server gave no reason.', statusCode, details, correlationId } = frame;
  return new RostrumError(code, message, { statusCode, details: details ?? {}, correlationId });
}

/** Wraps other errors, such as a WebSocket's about a URL or token that it cannot use. */
export function asRostrumError(error: unknown): RostrumError {
  if (error instanceof RostrumError) return error;
  const text = `The socket cannot be opened: ${error instanceof Error ? error.message : String(error)}`;
  return new RostrumError('CONNECT_FAILED', text, { cause: error });
}

/** Whether an error is about a chunk of audio. Other errors answer a request, or nothing. */
export function isAboutAudio({ code, details }: Partial<ServerMessageOf<'error'>>): boolean {
  return code === 'INVALID_AUDIO_FORMAT' || details?.kind === 'audio';
}
