/**
 * HTTP exchanges over uWebSockets.js: reads requests, which are valid only during the library's callback, and writes
 * answers.
 */
import type { HttpRequest, HttpResponse } from '../sockets/socket-library.ts';
import { PROXY_PROTOCOL } from './client-address.ts';
import { addHeader, type ExchangeOptions, HttpExchange, toWrittenAnswer, type WrittenAnswer } from './http-exchange.ts';
import { type AnswerHeaders, type HttpAnswer, statusLine } from './http-types.ts';

/** The socket's peer as the library gives it: IPv6 in full. ClientAddress shortens it. */
export function readRemoteAddress(response: HttpResponse): string {
  return Buffer.from(response.getRemoteAddressAsText()).toString();
}

/**
 * All headers by lower-case name, with the address from the PROXY protocol as one more header. That address is not
 * trusted: the library accepts a PROXY header before every request, and the client can send all but the first.
 */
export function readHeaders(request: HttpRequest, response: HttpResponse): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  request.forEach((name, value) => {
    addHeader(headers, name, value);
  });
  const proxied = Buffer.from(response.getProxiedRemoteAddressAsText()).toString();
  if (proxied !== '') addHeader(headers, PROXY_PROTOCOL, proxied);
  return headers;
}

/** Reads the body, calls the handler, and writes the answer unless the client has disconnected. */
export function exchange(response: HttpResponse, request: HttpRequest, options: ExchangeOptions): void {
  // The whole head is read now: the request is not valid after the callback.
  const head = {
    method: request.getCaseSensitiveMethod(),
    path: request.getUrl(),
    rawQuery: request.getQuery() ?? '',
    headers: readHeaders(request, response),
    remoteAddress: readRemoteAddress(response),
  };
  const underWay = new HttpExchange(head, options, (answer) => write(response, answer));
  response.onAborted(() => underWay.abort());
  response.onData((part, isLast) => underWay.receive(part, isLast));
}

/** Answers without reading a body; for refused upgrades. @param common Headers of every answer. */
export function writeAnswer(response: HttpResponse, answer: HttpAnswer, common: AnswerHeaders): void {
  write(response, toWrittenAnswer(answer, common, false));
}

/**
 * The only place that writes answers. The way an answer is ended decides which content-length the library sends. A
 * wrong length breaks the connection for its next request, so each kind of answer is ended in its own way.
 */
function write(response: HttpResponse, { status, headers, content, isHead }: WrittenAnswer): void {
  // Corked, so that the answer is one system call.
  response.cork(() => {
    response.writeStatus(statusLine(status));
    for (const [name, value] of headers) response.writeHeader(name, value);
    if (content === undefined) response.endWithoutBody();
    else if (isHead) {
      // The length of the GET answer is written by hand. Given to endWithoutBody, it would close the connection.
      response.writeHeader('content-length', String(content.byteLength));
      response.endWithoutBody();
    } else if (content.byteLength === 0) response.endWithoutBody(0);
    else response.end(content);
  });
}
