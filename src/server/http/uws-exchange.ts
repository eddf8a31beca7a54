/** HTTP exchanges over uWebSockets.js: reads what dies with the library's callback, and writes answers in the way that is right. */
import type { HttpRequest, HttpResponse } from '../sockets/socket-library.ts';
import { PROXY_PROTOCOL } from './client-address.ts';
import { addHeader, type ExchangeOptions, HttpExchange, toWrittenAnswer, type WrittenAnswer } from './http-exchange.ts';
import { type AnswerHeaders, type HttpAnswer, statusLine } from './http-types.ts';

/** The socket's peer as the library shows it, IPv6 in full; ClientAddress brings it to its shortest form. */
export function readRemoteAddress(response: HttpResponse): string {
  return Buffer.from(response.getRemoteAddressAsText()).toString();
}

/**
 * Every header by its lower-case name. An address from the PROXY protocol is one more of them. Nothing in it is believed: the
 * library takes such a header before every request, and all but the first are the client's own.
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

/** Reads the body, has the request answered, and writes the answer unless the client has gone. */
export function exchange(response: HttpResponse, request: HttpRequest, options: ExchangeOptions): void {
  // All of the head is read now: the request is dead after the first await.
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

/** Answers without reading a body: what an upgrade is refused with. @param common Headers for every answer. */
export function writeAnswer(response: HttpResponse, answer: HttpAnswer, common: AnswerHeaders): void {
  write(response, toWrittenAnswer(answer, common, false));
}

/**
 * The only place that writes answers. The library announces the content's length by the way an answer is ended, and a length
 * that is announced wrongly breaks the connection for its next request: each kind of answer has one way that is right.
 */
function write(response: HttpResponse, { status, headers, content, isHead }: WrittenAnswer): void {
  // One system call: everything is corked together.
  response.cork(() => {
    response.writeStatus(statusLine(status));
    for (const [name, value] of headers) response.writeHeader(name, value);
    if (content === undefined) response.endWithoutBody();
    else if (isHead) {
      // What a GET would be given, announced by hand: given to the call, it would close the connection.
      response.writeHeader('content-length', String(content.byteLength));
      response.endWithoutBody();
    } else if (content.byteLength === 0) response.endWithoutBody(0);
    else response.end(content);
  });
}
