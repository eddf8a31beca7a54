/** Delivers one message to many connections as a pipeline does: a signed POST for each, over a few kept connections. */
import net from 'node:net';
import { connectionPath, type DeliveryKey, DeliverySigner } from '../../testkit/aws/delivery-signer.ts';

const CONNECTIONS = 16;
const ACCEPTED = 'HTTP/1.1 200';
const ANSWER_END = '\r\n\r\n';

export class DeliveryBurst {
  /** Answers other than 200. */
  refused = 0;
  readonly #requests: readonly Buffer[];
  readonly #sockets: readonly net.Socket[];

  private constructor(requests: readonly Buffer[], port: number) {
    this.#requests = requests;
    this.#sockets = Array.from({ length: CONNECTIONS }, () => net.connect({ port, host: '127.0.0.1', noDelay: true }));
    for (const socket of this.#sockets) socket.on('error', () => {});
  }

  /** Signs once: a signature is valid for minutes. */
  static async sign(
    port: number,
    key: DeliveryKey,
    connectionIds: readonly string[],
    body: string,
  ): Promise<DeliveryBurst> {
    const signer = new DeliverySigner(`http://127.0.0.1:${port}`, key, 'eu-west-1');
    const requests: Buffer[] = [];
    for (const id of connectionIds) {
      const path = connectionPath(id);
      const headers = await signer.headersFor({ method: 'POST', path, body });
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      const length = Buffer.byteLength(body);
      requests.push(Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}content-length: ${length}\r\n\r\n${body}`));
    }
    return new DeliveryBurst(requests, port);
  }

  /** Sends to all. Resolves when all are answered. */
  async send(): Promise<void> {
    let next = 0;
    const work = async (socket: net.Socket) => {
      for (let request = this.#requests[next++]; request !== undefined; request = this.#requests[next++]) {
        const answer = await exchange(socket, request);
        if (!answer.startsWith(ACCEPTED)) this.refused += 1;
      }
    };
    await Promise.all(this.#sockets.map(work));
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** One request and its answer, whose body is small enough to come with its head. */
function exchange(socket: net.Socket, request: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const hear = (part: Buffer) => {
      answer += part.toString('latin1');
      if (!answer.includes(ANSWER_END)) return;
      socket.off('data', hear).off('close', lost);
      resolve(answer);
    };
    const lost = () => reject(new Error('the server closed a connection of the delivery API'));
    socket.on('data', hear).once('close', lost);
    socket.write(request);
  });
}
