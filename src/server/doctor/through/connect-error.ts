/** What kept a request from being answered, in one line for the operator. */

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ENOTFOUND: 'the name is not in the DNS',
  EAI_AGAIN: 'the DNS does not answer',
  ETIMEDOUT: 'no connection: packets are lost or a firewall drops them',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ECONNRESET: 'the connection was cut before the answer was whole',
  EPIPE: 'the connection was cut before the request was whole',
};
/** Node's and OpenSSL's codes of failed TLS, of the handshake and of the certificate. */
const TLS =
  /^(ERR_TLS_|ERR_SSL_|EPROTO|CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA)/;
/** Of Node's HTTP parser. */
const NOT_HTTP = /^HPE_/;

/** Its message is one line for the operator already. */
export class PlainError extends Error {
  override readonly name = 'PlainError';
}

/** @returns an error whose message names the host and the reason, and nothing of the request. */
export function toPlainError(error: Error, url: string, signal: AbortSignal): PlainError {
  if (error instanceof PlainError) return error;
  return new PlainError(`${new URL(url).host}: ${signal.aborted ? 'no answer in time' : reasonOf(error)}`);
}

function reasonOf(error: Error): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  // Several addresses of one name were tried.
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return reasonOf(error.errors[0]);
  if (TLS.test(code)) return `TLS fails (${code}); the check "certificate" says more`;
  if (NOT_HTTP.test(code)) return `the answer is not valid HTTP/1.1 (${code})`;
  return REASONS[code] ?? (code || error.message);
}
