/** HTTP as the routes see it: plain values, no transport. */
import type { Refusal } from '../../protocol/errors.ts';

export interface HttpRequestInfo {
  /** HEAD is given as GET: whoever answers GET answers HEAD, and its content is left out where it is written. */
  readonly method: string;
  readonly isHead: boolean;
  /** Without the query, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By lower-case name; empty when absent. */
  header(name: string): string;
  /** Every header, by lower-case name; the lines of one that came several times joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  readonly rawQuery: string;
  readonly remoteAddress: string;
  readonly body: Uint8Array;
}

/** The status line's text, for the codes this server sends. */
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

/** By their definition these have no content, and no word of its length either: one would break the connection. */
const BODYLESS = [204, 304] as const;
export type BodylessStatus = (typeof BODYLESS)[number];

/** How long the content is, and whether the connection stays, is said by the one place that writes answers. */
export type AnswerHeaders = Readonly<Record<string, string>> & {
  readonly [name in 'content-length' | 'transfer-encoding' | 'connection']?: never;
};

export type HttpAnswer =
  | { readonly status: BodylessStatus; readonly headers?: AnswerHeaders; readonly body?: undefined }
  | {
      readonly status: Exclude<HttpStatus, BodylessStatus>;
      readonly headers?: AnswerHeaders;
      /** Text and bytes are sent as they are, any other object as JSON; absent is content of no length. */
      readonly body?: string | Uint8Array | object;
    };

export function isBodyless(status: HttpStatus): status is BodylessStatus {
  return (BODYLESS as readonly HttpStatus[]).includes(status);
}

export function statusLine(status: HttpStatus): string {
  return `${status} ${STATUS_TEXT[status]}`;
}

/** The standard header for a refusal that says when to come back; in whole seconds, rounded up. */
export function toRetryAfter({ code, details }: Refusal): Record<string, string> {
  return code === 'RATE_LIMIT_EXCEEDED' ? { 'retry-after': String(Math.ceil(details.retryAfterMs / 1000)) } : {};
}

/** @returns all headers of both; `vary` lists what either answer varies by. */
export function mergeHeaders(some: AnswerHeaders, others: AnswerHeaders): AnswerHeaders {
  const vary = [some.vary, others.vary].filter((names) => names !== undefined).join(', ');
  return { ...some, ...others, ...(vary === '' ? {} : { vary }) };
}
