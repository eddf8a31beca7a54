/**
 * Every way an upstream transcription stream fails, as a closed table.
 * `retry`: `backOff` tries again within the recovery window. `atOnce` counts no attempt: the service closed an idle stream,
 * as documented. `never` ends transcription until the speaker resumes. One exception: after a healthy stream, which the
 * service did accept, one more stream is tried.
 */
export const TRANSCRIBE_FAILURES = {
  idle: { retry: 'atOnce', meaning: 'The service ended a stream that got no audio for 15 s.' },
  throttled: { retry: 'backOff', meaning: 'The service refused a stream because of its limits.' },
  unavailable: { retry: 'backOff', meaning: 'The service said it is unavailable.' },
  internal: { retry: 'backOff', meaning: 'The service failed.' },
  conflict: { retry: 'backOff', meaning: 'The service has another stream with the same session id.' },
  connectionLost: { retry: 'backOff', meaning: 'The connection was refused, reset or closed.' },
  endedEarly: { retry: 'backOff', meaning: 'The stream ended cleanly without having been asked to.' },
  connectTimeout: { retry: 'backOff', meaning: 'The service did not answer the opening in time.' },
  stalled: { retry: 'backOff', meaning: 'Audio was sent and nothing came back for too long.' },
  accessDenied: { retry: 'backOff', meaning: 'The credentials were refused; they may be about to rotate.' },
  signature: { retry: 'backOff', meaning: 'The signature was refused; credentials or clock have moved.' },
  oversize: { retry: 'backOff', meaning: 'The service refused a frame for its size.' },
  corrupted: { retry: 'backOff', meaning: 'The service sent a frame that could not be read.' },
  circuitOpen: { retry: 'backOff', meaning: 'Openings have failed in a row: no stream is opened for a while.' },
  admission: { retry: 'backOff', meaning: 'Too many streams of this server wait to be opened.' },
  badRequest: { retry: 'never', meaning: 'The service refused the request as invalid.' },
} as const;

export type TranscribeFailure = keyof typeof TRANSCRIBE_FAILURES;

/**
 * What a failed call shows about the dependency. `failed`: it is not healthy. `answered`: it works, and the call was wrong.
 * `none`: nothing.
 */
export type CallVerdict = 'failed' | 'answered' | 'none';

/** A failed call to a table or a function, as a value. */
export interface CallFailure {
  /** A name from the dependency's own table of failures. */
  readonly failure: string;
  /** For logs and operators: one line, without any content of the call. */
  readonly detail: string;
  /** Whether the same call may be made again. */
  readonly retryable: boolean;
  readonly verdict: CallVerdict;
}
