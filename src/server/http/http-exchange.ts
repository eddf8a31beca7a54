/** One HTTP exchange over uWebSockets.js: copies what dies with the callback, bounds the body, answers at most once. */

import type { HttpRequest, HttpResponse } from '../sockets/socket-library.ts';
import { PROXY_PROTOCOL } from './client-address.ts';
import {
  type AnswerHeaders,
  type HttpAnswer,
  type HttpRequestFacts,
  isBodyless,
  mergeHeaders,
  statusLine,
} from './http-types.ts';

/** A request whose body has not come yet. */
export type RequestHead = Omit<HttpRequestFacts, 'body'>;

/** The socket's peer as the library shows it, IPv6 in full; ClientAddress brings it to its shortest form. */
export function remoteAddressOf(response: HttpResponse): string {
  return Buffer.from(response.getRemoteAddressAsText()).toString();
}

/**
 * Every header by its lower-case name. The lines of one that came several times are joined, as HTTP has it: none is lost. An
 * address from the PROXY protocol is one more of them. It is nobody's word for an address: the library takes such a header
 * before every request, and all but the first are the client's own.
 */
export function headersOf(request: HttpRequest, response: HttpResponse): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  const add = (name: string, value: string) => {
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  };
  request.forEach(add);
  const proxied = Buffer.from(response.getProxiedRemoteAddressAsText()).toString();
  if (proxied !== '') add(PROXY_PROTOCOL, proxied);
  return headers;
}

/** Everything the request says, read before the first await: the object is dead after it. */
function requestHeadOf(request: HttpRequest, response: HttpResponse): RequestHead {
  const headers = headersOf(request, response);
  const rawQuery = request.getQuery() ?? '';
  const method = request.getCaseSensitiveMethod().toUpperCase();
  const isHead = method === 'HEAD';
  return {
    method: isHead ? 'GET' : method,
    isHead,
    path: request.getUrl(),
    query: new URLSearchParams(rawQuery),
    rawQuery,
    header: (name) => headers.get(name) ?? '',
    headers,
    remoteAddress: remoteAddressOf(response),
  };
}

export interface ExchangeOptions {
  readonly maxBodyBytes: number;
  /** What every answer carries, whatever it is and whoever gives it. */
  readonly headersFor: (request: Pick<RequestHead, 'headers'>) => AnswerHeaders;
  /** @param size Bytes received so far, over the bound. */
  readonly onTooLarge: (request: RequestHead, size: number) => HttpAnswer;
  readonly handle: (request: HttpRequestFacts) => Promise<HttpAnswer>;
  readonly onError: (error: unknown, request: RequestHead) => HttpAnswer;
}

/** Reads the body, asks `handle`, writes its answer unless the client has gone. */
export function exchange(response: HttpResponse, request: HttpRequest, options: ExchangeOptions): void {
  let isOver = false;
  const head = requestHeadOf(request, response);
  const answer = (given: HttpAnswer) => {
    if (isOver) return;
    isOver = true;
    writeAnswer(response, given, options.headersFor(head), head.isHead);
  };
  response.onAborted(() => {
    isOver = true;
  });
  const parts: Buffer[] = [];
  let size = 0;
  response.onData((part, isLast) => {
    if (isOver) return;
    size += part.byteLength;
    if (size > options.maxBodyBytes) {
      // At once, while the rest still comes: the library reads that past, and the connection is good for the next request.
      answer(options.onTooLarge(head, size));
      return;
    }
    parts.push(Buffer.from(part.slice(0)));
    if (!isLast) return;
    options.handle({ ...head, body: Buffer.concat(parts) }).then(answer, (error: unknown) => {
      answer(options.onError(error, head));
    });
  });
}

/**
 * The only place that writes answers. The library announces the content's length by the way an answer is ended, and what it
 * announces wrongly breaks the connection for its next request: each kind of answer has one way that is right.
 * @param common Headers for every answer.
 */
export function writeAnswer(
  response: HttpResponse,
  { status, headers = {}, body }: HttpAnswer,
  common: AnswerHeaders,
  isHead: boolean,
): void {
  const isReady = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  const content = Buffer.from(isReady ? (body ?? '') : JSON.stringify(body));
  // One system call: everything is corked together.
  response.cork(() => {
    response.writeStatus(statusLine(status));
    for (const [name, value] of Object.entries(mergeHeaders(headers, common))) response.writeHeader(name, value);
    if (!isReady && headers['content-type'] === undefined) response.writeHeader('content-type', 'application/json');
    // No length is announced: there is none.
    if (isBodyless(status)) response.endWithoutBody();
    else if (isHead) {
      // What a GET would be given, announced by hand: given to the call, it would close the connection.
      response.writeHeader('content-length', String(content.byteLength));
      response.endWithoutBody();
    } else if (content.byteLength === 0) response.endWithoutBody(0);
    else response.end(content);
  });
}
