/** One invocation of the pipeline, as far as the run needs it. Pure. */

export interface Handed {
  readonly sessionId: string;
  /** The idempotency key: the same for all attempts. */
  readonly key: string;
  readonly resultId: string;
  readonly segment: number;
  readonly epoch: number;
  readonly text: string;
  readonly isPartial: boolean;
  /** On the session clock, ms. */
  readonly startTimeMs: number;
  readonly endTimeMs: number;
  /** When the invocation arrived, by performance.now(). */
  readonly atMs: number;
}

/** @param payload what the server hands to the pipeline. Without `segment` the result is one segment. */
export function toHanded(payload: Readonly<Record<string, unknown>>, atMs: number): Handed {
  const number = (name: string) => (typeof payload[name] === 'number' ? payload[name] : 0);
  return {
    sessionId: String(payload.sessionId),
    key: String(payload.idempotencyKey),
    resultId: String(payload.resultId),
    segment: number('segment'),
    epoch: number('epoch'),
    text: String(payload.transcriptText),
    isPartial: payload.isPartial === true,
    startTimeMs: number('startTimeMs'),
    endTimeMs: number('endTimeMs'),
    atMs,
  };
}

/** Names a segment among all of its session. */
export function segmentKey(resultId: string, segment: number, epoch: number): string {
  return `${epoch}:${resultId}:${segment}`;
}
