/** A light stand-in for Lambda: HTTP/1.1 on bare sockets. Reads each call whole and accepts it, and counts. */
import type { Socket } from 'node:net';
import { BareServer } from './bare-server.ts';

const ACCEPTED = Buffer.from(
  'HTTP/1.1 202 Accepted\r\nx-amzn-RequestId: 0c2b1b7e-3f5e-4f43-9d5c-1f0c2a6a7d11\r\nContent-Length: 0\r\n\r\n',
  'latin1',
);
const HEAD_END = Buffer.from('\r\n\r\n', 'latin1');
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const NOTHING = Buffer.alloc(0);

export class LambdaStandIn {
  calls = 0;
  readonly #server = new BareServer({ onSocket: (socket) => this.#accept(socket) });

  /** @returns the port, on loopback. */
  listen(): Promise<number> {
    return this.#server.listen();
  }

  close(): void {
    this.#server.close();
  }

  #accept(socket: Socket): void {
    let held: Buffer = NOTHING;
    socket.on('data', (part: Buffer) => {
      held = held.length === 0 ? part : Buffer.concat([held, part]);
      for (;;) {
        const length = requestLength(held);
        if (length === undefined || held.length < length) return;
        held = held.length === length ? NOTHING : held.subarray(length);
        this.calls += 1;
        socket.write(ACCEPTED);
      }
    });
  }
}

/** Length of the request that begins here, with its body. Undefined: its head is not complete. */
export function requestLength(bytes: Buffer): number | undefined {
  const head = bytes.indexOf(HEAD_END);
  if (head < 0) return undefined;
  const [, body = '0'] = LENGTH.exec(bytes.toString('latin1', 0, head)) ?? [];
  return head + HEAD_END.length + Number(body);
}
