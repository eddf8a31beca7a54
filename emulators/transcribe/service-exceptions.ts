/** All exceptions with which the endpoint refuses a stream, as a closed table of HTTP statuses. */

/** Exceptions of the service's model are also sent as exception frames once a stream is open. */
export const SERVICE_EXCEPTIONS = {
  BadRequestException: 400,
  ConflictException: 409,
  InternalFailureException: 500,
  LimitExceededException: 429,
  ServiceUnavailableException: 503,
  InvalidSignatureException: 403,
  MissingAuthenticationTokenException: 403,
  UnrecognizedClientException: 403,
  UnknownOperationException: 404,
} as const;

export type ServiceExceptionName = keyof typeof SERVICE_EXCEPTIONS;

export interface ServiceException {
  readonly name: ServiceExceptionName;
  readonly message: string;
}
