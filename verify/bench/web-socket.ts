/** A WebSocket client on a bare socket: frames are sent as they were prepared, and received frames are only cut apart. */
import net from 'node:net';
import { ServerFrameReader } from '../fuzz/server-frame-reader.ts';
import { encodeFrame, OPCODE } from '../fuzz/websocket-frame.ts';

export interface WebSocketOptions {
  readonly port: number;
  /** With the query. */
  readonly path: string;
  readonly onText: (payload: Buffer) => void;
  /** Not called if `close` was. */
  readonly onClose: () => void;
}

const HEAD_END = Buffer.from('\r\n\r\n', 'latin1');
/** The key of the handshake; nothing depends on its being random. */
const KEY = 'cm9zdHJ1bS1iZW5jaC0wMQ==';

export class BareWebSocket {
  readonly #socket: net.Socket;
  #isClosed = false;

  private constructor(socket: net.Socket) {
    this.#socket = socket;
  }

  /** Rejects with the server's answer if it refuses. */
  static connect({ port, path, onText, onClose }: WebSocketOptions): Promise<BareWebSocket> {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    const client = new BareWebSocket(socket);
    const frames = new ServerFrameReader();
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${KEY}\r\n\r\n`,
    );
    const read = (bytes: Buffer) => {
      for (const { opcode, payload } of frames.push(bytes)) {
        if (opcode === OPCODE.text || opcode === OPCODE.binary) onText(payload);
        else if (opcode === OPCODE.ping) socket.write(encodeFrame({ opcode: OPCODE.pong, payload }));
      }
    };
    return new Promise((resolve, reject) => {
      let head: Buffer | undefined = Buffer.alloc(0);
      socket.on('data', (part: Buffer) => {
        if (head === undefined) {
          read(part);
          return;
        }
        head = Buffer.concat([head, part]);
        const end = head.indexOf(HEAD_END);
        if (end < 0) return;
        const answer = head.toString('latin1', 0, head.indexOf('\r\n'));
        if (!answer.includes(' 101 ')) {
          reject(new Error(`${answer} ${head.toString('utf8', end).trim()}`));
          socket.destroy();
          return;
        }
        const rest = head.subarray(end + HEAD_END.length);
        head = undefined;
        resolve(client);
        if (rest.length > 0) read(rest);
      });
      socket.on('error', reject);
      socket.on('close', () => {
        reject(new Error('the server closed the connection'));
        if (!client.#isClosed) onClose();
        client.#isClosed = true;
      });
    });
  }

  /** @param frame a whole masked frame, which must not change any more. */
  send(frame: Uint8Array): void {
    this.#socket.write(frame);
  }

  close(): void {
    this.#isClosed = true;
    this.#socket.destroy();
  }
}
