/** HTTP as the routes see it: plain values, no transport. */
import type { Refusal } from '../protocol/errors.ts';

export interface HttpRequestFacts {
  readonly method: string;
  /** Without the query, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By lower-case name; empty when absent. */
  header(name: string): string;
  /** Every header, lower-case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly rawQuery: string;
  readonly remoteAddress: string;
  readonly body: Uint8Array;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, bytes as they are; undefined is no body. */
  readonly body?: unknown;
}

/** The status line's text, for the codes this server sends. */
export const STATUS_TEXT: Readonly<Record<number, string>> = {
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
};

export function statusLine(status: number): string {
  return `${status} ${STATUS_TEXT[status] ?? 'Unknown'}`;
}

/** The standard header for a refusal that says when to come back; in whole seconds, rounded up. */
export function retryAfterOf({ details: { retryAfterMs } }: Refusal): Record<string, string> {
  return typeof retryAfterMs === 'number' ? { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) } : {};
}
