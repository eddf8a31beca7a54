/** Section 1: the transport closes a socket that sends a frame over 1 MiB or one that breaks RFC 6455. */

import { holds } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import type { RawClient } from '../raw-client.ts';

const MIB = 1_048_576;
const ENDINGS = [1006, 1007, 1009];
const PAUSE = Buffer.from('{"action":"heartbeat"}');

const BREACHES: readonly (readonly [slug: string, what: string, commit: (client: RawClient) => void])[] = [
  ['utf8', 'invalid UTF-8 in a text frame', (client) => client.send(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))],
  ['unmasked', 'unmasked frames', (client) => sendUnmasked(client)],
  ['reserved', 'reserved bits', (client) => client.send(PAUSE, { reserved: 2 })],
  ['opcode', 'an unknown opcode', (client) => client.send(PAUSE, { opcode: 5 })],
  ['over-mib', 'a frame over 1 MiB', (client) => client.send(Buffer.alloc(MIB + 1, 'x'))],
];

/** Sends several frames: a parser that expects a mask would wait for more bytes after one. */
function sendUnmasked(client: RawClient): void {
  for (let i = 0; i < 20; i += 1) client.send(PAUSE, { isMasked: false });
}

export const transport: readonly Promised[] = [
  ...BREACHES.map(([slug, what, commit]) =>
    promised(
      `1.transport-${slug}`,
      `The transport ends the connection at ${what}: 1006, 1007 or 1009`,
      async (stage) => {
        const client = await stage.connectRaw();
        client.send('{"action":"heartbeat"}');
        await client.next('heartbeatAck');
        commit(client);
        await client.ends(ENDINGS);
        const { length } = client.messages().filter(({ type }) => type === 'heartbeatAck');
        holds('what it broke off not to be obeyed', length === 1, client.messages());
      },
    ),
  ),
  promised('1.transport-mib', 'A message of exactly 1 MiB gets its 413 frame, not a dropped socket', async (stage) => {
    const { speaker } = await stage.speaker();
    const details = { kind: 'message', limit: 131_072, size: MIB };
    await speaker.refused('x'.repeat(MIB), 'PAYLOAD_TOO_LARGE', details);
    await speaker.refused(Buffer.alloc(MIB), 'PAYLOAD_TOO_LARGE', { kind: 'audio', limit: 32_768, size: MIB });
    await speaker.settled();
  }),
];
