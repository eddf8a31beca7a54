/** One HTTP connection that is kept: each request goes where the one before it went, or fails the test. */
import assert from 'node:assert/strict';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface KeptAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

const DEADLINE_MS = 20_000;

export class KeptConnection {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #port: number;
  #localPort: number | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /** Rejects when there is no answer, or it came on another connection than the answers before it. */
  async ask({ method = 'GET', path, headers = {}, body }: Asked): Promise<KeptAnswer> {
    const what = `${method} ${path}`;
    const { promise, resolve, reject } = withResolvers<KeptAnswer>();
    const asked = request(
      { agent: this.#agent, host: '127.0.0.1', port: this.#port, method, path, headers, timeout: DEADLINE_MS },
      (response) => {
        const { localPort } = response.socket;
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          try {
            assert.equal(localPort, this.#localPort ?? localPort, `${what}: the connection was lost before it`);
            this.#localPort = localPort;
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(parts).toString(),
            });
          } catch (error) {
            reject(error);
          }
        });
      },
    );
    asked.on('error', (error) => reject(new Error(`${what}: ${error.message}`)));
    asked.on('timeout', () => asked.destroy(new Error('no answer')));
    asked.end(body);
    return promise;
  }

  close(): void {
    this.#agent.destroy();
  }
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
