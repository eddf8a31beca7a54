/** The service's own texts and HTTP statuses, for exceptions that a plan names without them. */
import { SERVICE_EXCEPTIONS } from '../service-exceptions.ts';

export const IDLE_TEXT = 'Your request timed out because no new audio was received for 15 seconds.';
export const OVERSIZE_TEXT = 'Your stream is too big. Reduce the frame size and try your request again.';
export const CONFLICT_TEXT = 'A new stream started with the same session ID. The current stream has been terminated.';

const STATUSES: Readonly<Record<string, number>> = {
  ...SERVICE_EXCEPTIONS,
  AccessDeniedException: 403,
  ExpiredTokenException: 403,
};

const TEXTS: Readonly<Record<string, string>> = {
  BadRequestException: 'One or more arguments to the operation were not valid.',
  ConflictException: 'A new stream started with the same session ID. The current stream has been terminated.',
  InternalFailureException: 'A problem occurred while processing the audio. Amazon Transcribe terminated processing.',
  LimitExceededException: 'You have reached your account limit of concurrent streams.',
  ServiceUnavailableException: 'The service is currently unavailable. Try your request later.',
  AccessDeniedException: 'User is not authorized to perform: transcribe:StartStreamTranscription',
  ExpiredTokenException: 'The security token included in the request is expired',
  InvalidSignatureException: 'The request signature we calculated does not match the signature you provided.',
  ThrottlingException: 'Rate exceeded',
  UnrecognizedClientException: 'The security token included in the request is invalid.',
};

export function statusOf(name: string): number {
  return STATUSES[name] ?? 400;
}

export function textOf(name: string): string {
  return TEXTS[name] ?? name;
}
