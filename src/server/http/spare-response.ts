/**
 * An answer of the library's that is never given, to run work from. The library prints a warning on standard error, past
 * every log, for each upgrade that is not made from one of its own callbacks; and corking the very answer that is upgraded
 * closes one socket in some hundreds. Corking this one instead satisfies the library and touches no client.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { HttpResponse, ListenSocket, SocketApp, SocketLibrary } from '../sockets/socket-library.ts';

const HOST = '127.0.0.1';
const OPEN_WITHIN_MS = 1_000;

export class SpareResponse {
  readonly #library: SocketLibrary;
  #app: SocketApp | undefined;
  #client: Socket | undefined;
  #response: HttpResponse | undefined;
  #isClosed = false;

  constructor(library: SocketLibrary) {
    this.#library = library;
  }

  /** Never rejects: without a loopback address to ask on, work runs all the same, and is warned about. */
  async open(): Promise<void> {
    if (this.#isClosed) return;
    const app = this.#library.App();
    this.#app = app;
    // Nobody else on this machine can name it, in the moment until our own request is there.
    const path = `/${randomUUID()}`;
    let listening: ListenSocket | false = false;
    try {
      app.listen(HOST, 0, (socket) => {
        listening = socket;
      });
      if (!listening) return;
      const asked = new Promise<HttpResponse>((resolve) => {
        app.get(path, (response) => {
          response.onAborted(() => this.#lost());
          resolve(response);
        });
      });
      const client = connect(this.#library.us_socket_local_port(listening), HOST);
      this.#client = client;
      // Where loopback packets get lost, nobody waits for it: warnings are all that comes of that.
      const signal = AbortSignal.timeout(OPEN_WITHIN_MS);
      await once(client, 'connect', { signal });
      client.on('error', () => {});
      client.write(`GET ${path} HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
      const late = once(signal, 'abort').then(() => undefined);
      const response = await Promise.race([asked, late]);
      if (!this.#isClosed) this.#response = response;
    } catch {
      // Warnings are all that comes of it.
    } finally {
      if (listening) this.#library.us_listen_socket_close(listening);
    }
  }

  /** Runs work now, from a callback of the library. @param work Must not throw: the library would end the process. */
  run(work: () => void): void {
    if (this.#response) this.#response.cork(work);
    else work();
  }

  close(): void {
    this.#isClosed = true;
    this.#response = undefined;
    this.#client?.destroy();
    this.#app?.close();
  }

  #lost(): void {
    this.#response = undefined;
    this.#client?.destroy();
    this.#app?.close();
    void this.open();
  }
}
