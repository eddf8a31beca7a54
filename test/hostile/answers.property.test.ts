import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { Findings } from '../../verify/fuzz/findings.ts';
import { anyMessage } from '../../verify/fuzz/message-arbitraries.ts';
import { Oracle } from '../../verify/fuzz/oracle.ts';
import { RawWebSocket } from '../../verify/fuzz/raw-websocket.ts';
import { encodeFrame, fragments, OPCODE, textFrame } from '../../verify/fuzz/websocket-frame.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const RUNS = 80;
const MARK = 4_000_000_000_001;
const DEADLINE_MS = 30_000;
const END = textFrame(`{"action":"heartbeat","timestamp":${MARK}}`);

/** A correlation id is of one answer alone; a time may be a second later. */
const withoutIdentity = (text: string) => text.replace(/"(correlationId|timestamp)":("[^"]*"|\d+)/g, '"$1":0');

describe('a whole server and any messages', () => {
  let server: TestServer;
  const endings: (() => Promise<void>)[] = [];

  before(async () => {
    const unlimited = {
      CONTROL_MESSAGES_PER_SECOND: '1000000',
      CONTROL_BURST: '1000000',
      PLAYBACK_REPORTS_PER_SECOND: '1000000',
      PLAYBACK_REPORT_BURST: '1000000',
      CONNECTS_ACCEPTED_PER_MINUTE: '1000000',
      CONNECTS_REFUSED_PER_MINUTE: '1000000',
    };
    server = await startTestServer({ after: (end) => endings.push(end) }, unlimited);
  });
  after(async () => {
    for (const end of endings) await end();
  });

  /** @param packets Written one after the other. @returns every text the server answered with, up to the mark's. */
  const answersTo = async (packets: readonly Uint8Array[]): Promise<string[]> => {
    const client = await RawWebSocket.open(server.running.port);
    const answers: string[] = [];
    const answered = new Promise<void>((resolve, reject) => {
      client.onFrame = ({ opcode, payload }) => {
        if (opcode !== OPCODE.text) return;
        const text = payload.toString();
        if (text.includes(`"clientTimestamp":${MARK}`)) resolve();
        else answers.push(text);
      };
      client.onBreach = reject;
      void client.ended.then(({ code }) => reject(new Error(`the socket was closed with ${code}`)));
    });
    for (const packet of [...packets, END]) await client.write(packet);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the socket is not answered any more')), DEADLINE_MS);
    });
    try {
      await Promise.race([answered, late]);
    } finally {
      clearTimeout(timer);
      await client.connection.destroy();
    }
    return answers;
  };

  test('each message of a stranger gets exactly one answer, which the catalogue knows, and costs no socket', async () => {
    const messages = fc.array(anyMessage, { minLength: 1, maxLength: 20 });
    const property = fc.asyncProperty(messages, async (texts) => {
      const answers = await answersTo([Buffer.concat(texts.map((text) => textFrame(text)))]);

      const findings = new Findings();
      const oracle = new Oracle(findings, 'property', () => {});
      for (const answer of answers) oracle.message(answer);
      assert.deepEqual(findings.all(), []);
      assert.equal(answers.length, texts.length);
    });
    await fc.assert(property, { numRuns: RUNS });
  });

  test('however messages are cut into frames and packets, the answers are the same', async () => {
    const cuts = fc.array(fc.nat({ max: 60 }), { maxLength: 8 });
    const property = fc.asyncProperty(
      fc.array(fc.tuple(anyMessage, cuts), { maxLength: 5 }),
      cuts,
      async (all, packets) => {
        const whole = all.map(([text]) => textFrame(text));
        const ping = encodeFrame({ opcode: OPCODE.ping, payload: 'between' });
        const cut = all.flatMap(([text, sizes]) =>
          fragments(OPCODE.text, Buffer.from(text), sizes).flatMap((frame) => [frame, ping]),
        );

        const answers = await answersTo(inPackets(Buffer.concat(cut), packets));

        const expected = await answersTo([Buffer.concat(whole)]);
        assert.deepEqual(answers.map(withoutIdentity), expected.map(withoutIdentity));
      },
    );
    await fc.assert(property, { numRuns: RUNS });
  });
});

function inPackets(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const packets: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    packets.push(bytes.subarray(at, at + size));
    at += size;
  }
  return [...packets, bytes.subarray(at)];
}
