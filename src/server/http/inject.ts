/** Requests without a port: the same exchange as over a socket, in memory, for tests. */
import { addHeader, type ExchangeOptions, HttpExchange, type WrittenAnswer } from './http-exchange.ts';

export interface InjectedRequest {
  /** Default GET. */
  readonly method?: string;
  /** With the query, percent-encoded. */
  readonly path: string;
  /** An array is a repeated header. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** A plain object is sent as JSON. An array of texts is sent in as many pieces. */
  readonly body?: string | Uint8Array | readonly string[] | Readonly<Record<string, unknown>>;
  /** The socket's peer; by default this machine. */
  readonly address?: string;
}

export interface InjectedAnswer {
  readonly status: number;
  /** As on the wire, with content-length. */
  readonly headers: Readonly<Record<string, string>>;
  readonly content: Buffer;
  readonly text: string;
  /** @throws when the content is not JSON. */
  json<T = Record<string, unknown>>(): T;
}

/** Resolves with the answer, as the transport would write it. */
export function inject(options: ExchangeOptions, request: InjectedRequest): Promise<InjectedAnswer> {
  const {
    method = 'GET',
    path: address,
    headers: given = {},
    body = '',
    address: remoteAddress = '127.0.0.1',
  } = request;
  const [, path = '', rawQuery = ''] = /^([^?]*)\??(.*)$/s.exec(address) ?? [];
  const headers = new Map<string, string>();
  for (const [name, values] of Object.entries({ host: '127.0.0.1:8080', ...given })) {
    for (const value of typeof values === 'string' ? [values] : values) addHeader(headers, name.toLowerCase(), value);
  }
  return new Promise((resolve) => {
    const exchange = new HttpExchange({ method, path, rawQuery, headers, remoteAddress }, options, (answer) =>
      resolve(toInjectedAnswer(answer)),
    );
    const pieces = toPieces(body);
    for (const [i, piece] of pieces.entries()) exchange.receive(piece, i === pieces.length - 1);
  });
}

function toPieces(body: NonNullable<InjectedRequest['body']>): ArrayBuffer[] {
  if (Array.isArray(body)) return body.map(toArrayBuffer);
  if (typeof body === 'string' || body instanceof Uint8Array) return [toArrayBuffer(body)];
  return [toArrayBuffer(JSON.stringify(body))];
}

function toArrayBuffer(data: string | Uint8Array): ArrayBuffer {
  return new Uint8Array(Buffer.from(data)).buffer;
}

function toInjectedAnswer({ status, headers, content, isHead }: WrittenAnswer): InjectedAnswer {
  const length = content === undefined ? [] : [['content-length', String(content.byteLength)] as const];
  const sent = isHead || content === undefined ? Buffer.alloc(0) : content;
  const text = sent.toString();
  return {
    status,
    headers: Object.fromEntries([...headers, ...length]),
    content: sent,
    text,
    json: <T>() => JSON.parse(text) as T,
  };
}
