/** One HTTP exchange on any transport: bounds the body, calls the handler, and answers at most once. */
import { type AnswerHeaders, type HttpAnswer, type HttpRequestInfo, isBodyless, mergeHeaders } from './http-types.ts';

/** A request without its body. */
export type RequestHead = Omit<HttpRequestInfo, 'body'>;

export interface ExchangeOptions {
  readonly maxBodyBytes: number;
  /** Headers of every answer. */
  readonly headersFor: (request: Pick<RequestHead, 'headers'>) => AnswerHeaders;
  /** @param size Bytes received so far; over the limit. */
  readonly onTooLarge: (request: RequestHead, size: number) => HttpAnswer;
  readonly handle: (request: HttpRequestInfo) => Promise<HttpAnswer>;
  readonly onError: (error: unknown, request: RequestHead) => HttpAnswer;
}

/** An answer as the transport writes it. */
export interface WrittenAnswer {
  readonly status: HttpAnswer['status'];
  /** Without content-length: the transport adds it. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Undefined for a status that has no content and no length. */
  readonly content: Buffer | undefined;
  /** Only the content's length is sent. */
  readonly isHead: boolean;
}

/** The head of a request as the transport gives it. */
export interface RawHead {
  readonly method: string;
  readonly path: string;
  readonly rawQuery: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly remoteAddress: string;
}

export class HttpExchange {
  readonly #head: RequestHead;
  readonly #options: ExchangeOptions;
  readonly #write: (answer: WrittenAnswer) => void;
  readonly #parts: Buffer[] = [];
  #size = 0;
  #isOver = false;

  /** @param write Called at most once, and not after `abort`. */
  constructor(head: RawHead, options: ExchangeOptions, write: (answer: WrittenAnswer) => void) {
    this.#head = toRequestHead(head);
    this.#options = options;
    this.#write = write;
  }

  /** The client has disconnected. */
  abort(): void {
    this.#isOver = true;
  }

  /** @param part A piece of the body, possibly empty. It is copied. */
  receive(part: ArrayBuffer, isLast: boolean): void {
    if (this.#isOver) return;
    const { maxBodyBytes, onTooLarge, handle, onError } = this.#options;
    this.#size += part.byteLength;
    if (this.#size > maxBodyBytes) {
      // Answered before the rest of the body has come. The transport discards the rest, so the connection can be used
      // again.
      this.#answer(onTooLarge(this.#head, this.#size));
      return;
    }
    this.#parts.push(Buffer.from(part.slice(0)));
    if (!isLast) return;
    handle({ ...this.#head, body: Buffer.concat(this.#parts) }).then(
      (answer) => this.#answer(answer),
      (error: unknown) => this.#answer(onError(error, this.#head)),
    );
  }

  #answer(answer: HttpAnswer): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#write(toWrittenAnswer(answer, this.#options.headersFor(this.#head), this.#head.isHead));
  }
}

/** Adds a header. The values of a repeated header are joined by commas, as HTTP defines it. */
export function addHeader(headers: Map<string, string>, name: string, value: string): void {
  const before = headers.get(name);
  headers.set(name, before === undefined ? value : `${before},${value}`);
}

/** @param common Headers of every answer. */
export function toWrittenAnswer(
  { status, headers = {}, body }: HttpAnswer,
  common: AnswerHeaders,
  isHead: boolean,
): WrittenAnswer {
  const isReady = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  const isJson = !isReady && headers['content-type'] === undefined;
  return {
    status,
    headers: [
      ...Object.entries(mergeHeaders(headers, common)),
      ...(isJson ? [['content-type', 'application/json'] as const] : []),
    ],
    content: isBodyless(status) ? undefined : Buffer.from(isReady ? (body ?? '') : JSON.stringify(body)),
    isHead,
  };
}

function toRequestHead({ method: sent, path, rawQuery, headers, remoteAddress }: RawHead): RequestHead {
  const method = sent.toUpperCase();
  const isHead = method === 'HEAD';
  return {
    method: isHead ? 'GET' : method,
    isHead,
    path,
    query: new URLSearchParams(rawQuery),
    rawQuery,
    header: (name) => headers.get(name) ?? '',
    headers,
    remoteAddress,
  };
}
