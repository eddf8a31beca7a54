/** Ids that nobody can guess. */

export interface IdentifierPort {
  /** adjective-noun-number, in no guessable order; it may be in use already. */
  sessionId(): string;
  /** 128 bits that nobody can guess. */
  connectionId(): string;
  /** A W3C trace context for one utterance. */
  traceparent(): string;
}
