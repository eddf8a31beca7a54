/** All errors with which the Invoke API refuses a call, as a closed table, and how they are written on the wire. */
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
  /** Only for throttling: the limit that was reached. */
  readonly reason?: string;
}

/** Writes an error by its name. A name that is not in the table gets 500 unless `status` is given. */
export function writeNamedError(response: ServerResponse, name: string, message?: string, status?: number): void {
  const known = Object.hasOwn(SERVICE_ERRORS, name) ? SERVICE_ERRORS[name as keyof typeof SERVICE_ERRORS] : 500;
  writeError(response, status ?? known, name, { message: message ?? name });
}

export function writeServiceError(response: ServerResponse, { code, message, reason }: ServiceError): void {
  writeError(response, SERVICE_ERRORS[code], code, reason === undefined ? { message } : { message, reason });
}

function writeError(
  response: ServerResponse,
  status: number,
  code: string,
  { message, reason }: { readonly message: string; readonly reason?: string },
): void {
  const body = JSON.stringify({
    Type: status >= 500 ? 'Service' : 'User',
    // Lambda spells this member differently for different exceptions. SDKs read both.
    [code === 'TooManyRequestsException' ? 'message' : 'Message']: message,
    ...(reason === undefined ? {} : { Reason: reason }),
  });
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-amzn-errortype': code,
  });
  response.end(body);
}
