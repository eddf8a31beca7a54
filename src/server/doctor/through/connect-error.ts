/** What kept a request from being answered, in one line for the operator. */

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ENOTFOUND: 'the name is not in the DNS',
  EAI_AGAIN: 'the DNS does not answer',
  ETIMEDOUT: 'no connection: packets are lost or a firewall drops them',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
};
const CUT: Readonly<Record<string, string>> = {
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
  override readonly name: string = 'PlainError';
}

/** Nobody was reached: no check that goes through this address can pass. */
export class UnreachableError extends PlainError {
  override readonly name = 'UnreachableError';
}

/** @returns an error whose message names the host and the reason, and nothing of the request. */
export function toPlainError(error: Error, url: string, signal: AbortSignal): PlainError {
  if (error instanceof PlainError) return error;
  const { host } = new URL(url);
  if (signal.aborted) return new PlainError(`${host}: no answer in time`);
  const code = codeOf(error);
  if (TLS.test(code)) return new UnreachableError(`${host}: TLS fails (${code}); the check "certificate" says more`);
  if (code in UNREACHABLE) return new UnreachableError(`${host}: ${UNREACHABLE[code]}`);
  if (NOT_HTTP.test(code)) return new PlainError(`${host}: the answer is not valid HTTP/1.1 (${code})`);
  return new PlainError(`${host}: ${CUT[code] ?? (code || error.message)}`);
}

/** The first one, where several addresses of one name were tried. */
function codeOf(error: Error): string {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return codeOf(error.errors[0]);
  return (error as NodeJS.ErrnoException).code ?? '';
}
