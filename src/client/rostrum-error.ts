/** Everything that a promise of the client rejects with: the server's refusal, or what the client found out by itself. */
import type { ErrorCode } from '../protocol/errors.ts';
import type { ServerMessageOf } from '../protocol/server-messages.ts';

/** What no server said. */
export type ClientErrorCode =
  /** No connection came about: no server, or one that refused without a reason the client can see. */
  | 'CONNECT_FAILED'
  /** The server closed for good; the message has the close code. */
  | 'CONNECTION_CLOSED'
  /** The connection was lost and did not come back in `giveUpAfterMs`; `cause` is the last attempt's error. */
  | 'RECONNECT_FAILED'
  /** No answer in `requestTimeoutMs`; whether it was done is not known. */
  | 'REQUEST_TIMEOUT'
  /** More requests wait for an answer than the client keeps. */
  | 'TOO_MANY_REQUESTS'
  /** The session is over, or this client was closed. */
  | 'SESSION_ENDED'
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
  /** The HTTP status that goes with the server's code; undefined where no server said anything. */
  readonly statusCode: number | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  /** Finds the refusal in the server's log. */
  readonly correlationId: string | undefined;

  constructor(code: ErrorCode | ClientErrorCode, message: string, facts: RostrumErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.statusCode = facts.statusCode;
    this.details = facts.details ?? {};
    this.correlationId = facts.correlationId;
  }

  /** False when trying again with the same arguments cannot help: a wrong token, a session that is gone. */
  get mayPass(): boolean {
    if (this.code === 'SESSION_ENDED' || this.code === 'CLIENT_CLOSED') return false;
    return this.statusCode === undefined || this.statusCode === 429 || this.statusCode >= 500;
  }

  /** Milliseconds the server asks to wait before the next try; 0 where it says nothing. */
  get retryAfterMs(): number {
    const { retryAfterMs } = this.details;
    return typeof retryAfterMs === 'number' ? retryAfterMs : 0;
  }
}

/** @param frame An error frame, or the same object as an HTTP body; another server's may lack members. */
export function errorFrom(frame: Partial<ServerMessageOf<'error'>>): RostrumError {
  const { code = 'INTERNAL_ERROR', message = 'The server gave no reason.', statusCode, details, correlationId } = frame;
  return new RostrumError(code, message, { statusCode, details: details ?? {}, correlationId });
}

/** For what is thrown by others: a WebSocket that cannot use a URL or token. */
export function asRostrumError(error: unknown): RostrumError {
  if (error instanceof RostrumError) return error;
  const text = `The socket cannot be opened: ${error instanceof Error ? error.message : String(error)}`;
  return new RostrumError('CONNECT_FAILED', text, { cause: error });
}

/** Errors about a chunk say so; all others answer a request, or nobody. */
export function isAboutAudio({ code, details }: Partial<ServerMessageOf<'error'>>): boolean {
  return code === 'INVALID_AUDIO_FORMAT' || details?.kind === 'audio';
}
