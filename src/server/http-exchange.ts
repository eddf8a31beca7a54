/** One HTTP exchange over uWebSockets.js: copies what dies with the callback, bounds the body, answers at most once. */

import { type HttpAnswer, type HttpRequestFacts, statusLine } from './http-types.ts';
import type { HttpRequest, HttpResponse } from './socket-library.ts';

type WithoutBody = Omit<HttpRequestFacts, 'body'>;

/** The remote address as text; IPv4 in IPv6 is shown as IPv4. */
export function remoteAddressOf(response: HttpResponse): string {
  const text = Buffer.from(response.getRemoteAddressAsText()).toString();
  return text.replace(/^(?:0{4}:){5}ffff:/i, '').replace(/^::ffff:/i, '');
}

/** Everything the request says, read before the first await: the object is dead after it. */
export function requestFactsOf(request: HttpRequest, response: HttpResponse): WithoutBody {
  const headers = new Map<string, string>();
  request.forEach((name, value) => {
    headers.set(name, value);
  });
  const rawQuery = request.getQuery() ?? '';
  return {
    method: request.getCaseSensitiveMethod().toUpperCase(),
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
  /** @param size Bytes received so far, over the bound. */
  readonly onTooLarge: (facts: WithoutBody, size: number) => HttpAnswer;
  readonly handle: (request: HttpRequestFacts) => Promise<HttpAnswer>;
  readonly onError: (error: unknown, facts: WithoutBody) => HttpAnswer;
}

/** Reads the body, asks `handle`, writes its answer unless the client has gone. */
export function exchange(response: HttpResponse, request: HttpRequest, options: ExchangeOptions): void {
  let isOver = false;
  const facts = requestFactsOf(request, response);
  const answer = (given: HttpAnswer) => {
    if (isOver) return;
    isOver = true;
    writeAnswer(response, given, facts.method === 'HEAD');
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
      answer(options.onTooLarge(facts, size));
      return;
    }
    parts.push(Buffer.from(part.slice(0)));
    if (!isLast) return;
    options.handle({ ...facts, body: Buffer.concat(parts) }).then(answer, (error: unknown) => {
      answer(options.onError(error, facts));
    });
  });
}

/** One syscall: everything is corked together. */
export function writeAnswer(response: HttpResponse, { status, headers, body }: HttpAnswer, isHead = false): void {
  const isReady = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  const content = isReady ? body : JSON.stringify(body);
  response.cork(() => {
    response.writeStatus(statusLine(status));
    for (const [name, value] of Object.entries(headers ?? {})) response.writeHeader(name, value);
    if (!isReady && headers?.['content-type'] === undefined) {
      response.writeHeader('content-type', 'application/json');
    }
    if (content === undefined) response.endWithoutBody(status === 204 || status === 304 ? undefined : 0);
    // A HEAD is told what a GET would be given.
    else if (isHead) response.endWithoutBody(Buffer.byteLength(content));
    else response.end(content);
  });
}
