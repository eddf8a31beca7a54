/** Everything the Invoke API refuses, as a closed table, and how a refusal looks on the wire. */
import type { ServerResponse } from 'node:http';

export const SERVICE_ERRORS = {
  MissingAuthenticationTokenException: 403,
  InvalidParameterValueException: 400,
  InvalidRequestContentException: 400,
  ResourceNotFoundException: 404,
  UnknownOperationException: 404,
  RequestTooLargeException: 413,
  TooManyRequestsException: 429,
  ServiceException: 500,
} as const;

export interface ServiceError {
  readonly code: keyof typeof SERVICE_ERRORS;
  readonly message: string;
  /** Throttling only: which limit. */
  readonly reason?: string;
}

export function writeServiceError(response: ServerResponse, error: ServiceError): void {
  const status = SERVICE_ERRORS[error.code];
  const body = JSON.stringify({
    Type: status === 500 ? 'Service' : 'User',
    // Lambda spells the member both ways, by exception; SDKs read either.
    [error.code === 'TooManyRequestsException' ? 'message' : 'Message']: error.message,
    ...(error.reason === undefined ? {} : { Reason: error.reason }),
  });
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-amzn-errortype': error.code,
  });
  response.end(body);
}
