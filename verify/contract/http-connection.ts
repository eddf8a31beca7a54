/** One keep-alive HTTP/1.1 connection over a bare TCP socket, so that unexpected bytes after an answer are detected. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Headers } from '../../testkit/sockets/client-socket.ts';
import { PATIENCE_MS, sleep, within } from './deadline.ts';
import { Broken, show } from './expectation.ts';
import { plainSocket } from './plain-socket.ts';
import { toLines } from './web.ts';

export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Headers;
  readonly body?: string | Uint8Array;
  /** True: sends the body with chunked transfer encoding. */
  readonly isChunked?: boolean;
}

export interface RawAnswer {
  readonly status: number;
  /** Keys are names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Pause between two pieces of a request, so that each is its own TCP segment. */
const PIECE_MS = 15;
const WITHOUT_BODY = [204, 304];

export class HttpConnection {
  readonly #socket: Socket;
  readonly #host: string;
  readonly #headers: Headers;
  #held = Buffer.alloc(0);
  #wake = () => {};

  private constructor(socket: Socket, host: string, headers: Headers) {
    this.#socket = socket;
    this.#host = host;
    this.#headers = headers;
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => this.#wake());
    socket.on('data', (bytes: Buffer) => {
      this.#held = Buffer.concat([this.#held, bytes]);
      this.#wake();
    });
  }

  /** @param headers for every request. @param from an address of this machine. */
  static async open(url: string, headers: Headers = {}, from?: string): Promise<HttpConnection> {
    const target = new URL(url);
    const socket = plainSocket(target, from);
    const connection = new HttpConnection(socket, target.host, headers);
    await within(once(socket, 'connect'), 'a connection', () => 'none');
    return connection;
  }

  /** Sends the request, whole or cut before each of these bytes. @throws Broken when no valid answer comes. */
  async ask(request: RawRequest, cuts: readonly number[] = []): Promise<RawAnswer> {
    if (this.#held.length > 0) throw new Broken('nothing after the answer', show(this.#held.toString('latin1')));
    if (this.#socket.destroyed) throw new Broken('an open connection', 'a closed one');
    const bytes = this.toBytes(request);
    const ends = [...cuts.filter((at) => at > 0 && at < bytes.length), bytes.length];
    let from = 0;
    for (const to of ends) {
      if (from > 0) await sleep(PIECE_MS);
      this.#socket.write(bytes.subarray(from, to));
      from = to;
    }
    return within(
      this.#answer(request.method ?? 'GET'),
      'an answer',
      () => show(this.#held.toString('latin1')),
      PATIENCE_MS,
    );
  }

  toBytes({ method = 'GET', path, headers = {}, body, isChunked = false }: RawRequest): Buffer {
    const content = Buffer.from((body ?? '') as string);
    const length = isChunked ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': String(content.length) };
    const all = { Host: this.#host, ...this.#headers, ...(body === undefined ? {} : length), ...headers };
    const head = Buffer.from(`${[`${method} ${path} HTTP/1.1`, ...toLines(all)].join('\r\n')}\r\n\r\n`);
    if (!isChunked) return Buffer.concat([head, content]);
    const middle = Math.ceil(content.length / 2);
    const chunks = [content.subarray(0, middle), content.subarray(middle)].filter((chunk) => chunk.length > 0);
    const framed = chunks.flatMap((chunk) => [
      Buffer.from(`${chunk.length.toString(16)}\r\n`),
      chunk,
      Buffer.from('\r\n'),
    ]);
    return Buffer.concat([head, ...framed, Buffer.from('0\r\n\r\n')]);
  }

  terminate(): void {
    this.#socket.destroy();
  }

  async #answer(method: string): Promise<RawAnswer> {
    const head = (await this.#take(() => this.#endOf('\r\n\r\n'))).toString('latin1');
    const [statusLine = '', ...lines] = head.trimEnd().split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1]);
    if (!Number.isInteger(status)) throw new Broken('an answer of HTTP/1.1', show(statusLine));
    if (status === 100) return this.#answer(method);
    const headers: Record<string, string> = {};
    for (const line of lines) {
      const [name = '', ...value] = line.split(':');
      headers[name.toLowerCase()] = value.join(':').trim();
    }
    return { status, headers, body: await this.#body(method, status, headers) };
  }

  async #body(method: string, status: number, headers: Readonly<Record<string, string>>): Promise<Buffer> {
    if (method === 'HEAD' || status < 200 || WITHOUT_BODY.includes(status)) return Buffer.alloc(0);
    if (headers['transfer-encoding'] === 'chunked') return this.#chunks();
    const length = Number(headers['content-length']);
    if (!Number.isSafeInteger(length)) throw new Broken('a length of the body', show(headers));
    return this.#take(() => (this.#held.length >= length ? length : undefined));
  }

  async #chunks(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for (;;) {
      const line = await this.#take(() => this.#endOf('\r\n'));
      const length = Number.parseInt(line.toString(), 16);
      const chunk = await this.#take(() => (this.#held.length >= length + 2 ? length + 2 : undefined));
      if (length === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, length));
    }
  }

  #endOf(mark: string): number | undefined {
    const at = this.#held.indexOf(mark);
    return at < 0 ? undefined : at + mark.length;
  }

  /** Takes bytes when their number is known and they have arrived. */
  async #take(lengthOf: () => number | undefined): Promise<Buffer> {
    for (;;) {
      const length = lengthOf();
      if (length !== undefined) {
        const taken = this.#held.subarray(0, length);
        this.#held = this.#held.subarray(length);
        return taken;
      }
      if (this.#socket.destroyed)
        throw new Broken('an answer', `a closed connection after ${show(this.#held.toString('latin1'))}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
