/** Reads the server's WebSocket frames and checks them against RFC 6455. Keeps at most one incomplete frame. */
import { isUtf8 } from 'node:buffer';
import { OPCODE } from './websocket-frame.ts';

export interface ServerFrame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** The server broke the protocol, which is a finding. */
export class ProtocolBreach extends Error {}

const NOTHING = Buffer.alloc(0);

export class ServerFrameReader {
  #held: Buffer = NOTHING;

  /** @returns the frames these bytes complete. Throws ProtocolBreach. */
  push(bytes: Buffer): ServerFrame[] {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    const frames: ServerFrame[] = [];
    for (;;) {
      const frame = this.#take();
      if (frame === undefined) return frames;
      frames.push(frame);
    }
  }

  #take(): ServerFrame | undefined {
    const held = this.#held;
    if (held.length < 2) return undefined;
    const first = held.readUInt8(0);
    const second = held.readUInt8(1);
    if ((first & 0x70) !== 0) throw new ProtocolBreach('the server set reserved bits');
    // The server sends each message in one frame.
    if ((first & 0x80) === 0) throw new ProtocolBreach('the server sent a fragment');
    if ((second & 0x80) !== 0) throw new ProtocolBreach('the server masked a frame');
    const opcode = first & 15;
    if (!Object.values<number>(OPCODE).includes(opcode)) throw new ProtocolBreach(`the server sent opcode ${opcode}`);
    const short = second & 0x7f;
    const head = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (held.length < head) return undefined;
    const length = short === 127 ? Number(held.readBigUInt64BE(2)) : short === 126 ? held.readUInt16BE(2) : short;
    if (opcode >= 8 && length > 125) throw new ProtocolBreach('the server sent a long control frame');
    if (held.length < head + length) return undefined;
    const payload = held.subarray(head, head + length);
    this.#held = held.length === head + length ? NOTHING : held.subarray(head + length);
    if (opcode === OPCODE.text && !isUtf8(payload)) throw new ProtocolBreach('the server sent text that is not UTF-8');
    return { opcode, payload };
  }
}
