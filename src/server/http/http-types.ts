/** HTTP requests and answers for the routes: plain values, independent of the transport. */
import type { Refusal } from '../../protocol/errors.ts';

export interface HttpRequestInfo {
  /** GET for a HEAD request too: a GET route answers both, and the content is left out when the answer is written. */
  readonly method: string;
  readonly isHead: boolean;
  /** Without the query, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By lower-case name; empty when absent. */
  header(name: string): string;
  /** All headers, by lower-case name; the values of a repeated header are joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  readonly rawQuery: string;
  readonly remoteAddress: string;
  readonly body: Uint8Array;
}

/** The text of the status line, for the codes that this server sends. */
const STATUS_TEXT = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
} as const;

export type HttpStatus = keyof typeof STATUS_TEXT;

/** HTTP defines that these have no content and no content-length. A content-length would break the connection. */
const BODYLESS = [204, 304] as const;
export type BodylessStatus = (typeof BODYLESS)[number];

/** Headers that a route may set. The code that writes answers sets the length and the connection headers. */
export type AnswerHeaders = Readonly<Record<string, string>> & {
  readonly [name in 'content-length' | 'transfer-encoding' | 'connection']?: never;
};

export type HttpAnswer =
  | { readonly status: BodylessStatus; readonly headers?: AnswerHeaders; readonly body?: undefined }
  | {
      readonly status: Exclude<HttpStatus, BodylessStatus>;
      readonly headers?: AnswerHeaders;
      /** Text and bytes are sent unchanged, other objects as JSON. Absent: content of length 0. */
      readonly body?: string | Uint8Array | object;
    };

export function isBodyless(status: HttpStatus): status is BodylessStatus {
  return (BODYLESS as readonly HttpStatus[]).includes(status);
}

export function statusLine(status: HttpStatus): string {
  return `${status} ${STATUS_TEXT[status]}`;
}

/** The Retry-After header of a refusal that has a time: whole seconds, rounded up. */
export function toRetryAfter({ code, details }: Refusal): Record<string, string> {
  return code === 'RATE_LIMIT_EXCEEDED' ? { 'retry-after': String(Math.ceil(details.retryAfterMs / 1000)) } : {};
}

/** @returns all headers of both; `vary` lists what either answer varies by. */
export function mergeHeaders(some: AnswerHeaders, others: AnswerHeaders): AnswerHeaders {
  const vary = [some.vary, others.vary].filter((names) => names !== undefined).join(', ');
  return { ...some, ...others, ...(vary === '' ? {} : { vary }) };
}
