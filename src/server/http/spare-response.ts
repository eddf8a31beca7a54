/**
 * An HTTP response of the library that is never sent; work can be run in its `cork`. The library prints a warning on
 * standard error for each upgrade outside of one of its callbacks. To cork the response that is upgraded would close
 * one socket in some hundreds. To cork this response instead avoids both.
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

  /** Never rejects. Without a loopback address, work still runs, and the library prints its warnings. */
  async open(): Promise<void> {
    if (this.#isClosed) return;
    const app = this.#library.App();
    this.#app = app;
    // A random path, so that no other program on this machine can request it first.
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
      // From the start: one that is given up while it connects is reset later, and nobody else would catch that.
      client.on('error', () => {});
      // If loopback packets are lost, the start goes on after this time; the library then prints its warnings.
      const signal = AbortSignal.timeout(OPEN_WITHIN_MS);
      await once(client, 'connect', { signal });
      client.write(`GET ${path} HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
      const late = once(signal, 'abort').then(() => undefined);
      const response = await Promise.race([asked, late]);
      if (!this.#isClosed) this.#response = response;
    } catch {
      // The library then prints its warnings.
    } finally {
      if (listening) this.#library.us_listen_socket_close(listening);
    }
  }

  /** Runs work at once, inside a callback of the library. @param work Must not throw: the library would end the process. */
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
