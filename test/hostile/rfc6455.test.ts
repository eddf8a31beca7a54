import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { RawWebSocket } from '../../verify/fuzz/raw-websocket.ts';
import type { ServerFrame } from '../../verify/fuzz/server-frame-reader.ts';
import { encodeFrame, OPCODE, textFrame } from '../../verify/fuzz/websocket-frame.ts';
import { ready, runServer, type ServerProcess } from '../support/server-process.ts';
import { FRAME_CASES, type FrameCase } from './rfc6455-cases.ts';
import { HANDSHAKE_CASES, PARSE_ERRORS, speaksAfter, UNFINISHED_CASES } from './rfc6455-handshakes.ts';

/** Of an answer, not of the server's speed: far over what a busy machine takes. */
const DEADLINE_MS = 30_000;
const MARK = 4_000_000_000_001;

describe('a whole server is held to RFC 6455', () => {
  let server: ServerProcess;
  let port = 0;
  const endings: (() => Promise<void>)[] = [];

  before(async () => {
    const environment = {
      LOG_LEVEL: 'warn',
      CONNECTS_ACCEPTED_PER_MINUTE: '100000',
      CONNECTS_REFUSED_PER_MINUTE: '100000',
      CONTROL_MESSAGES_PER_SECOND: '100000',
      CONTROL_BURST: '100000',
      PING_INTERVAL_MS: '4000',
      IDLE_TIMEOUT_MS: '8000',
    };
    server = runServer({ after: (end) => endings.push(end) }, environment);
    ({ port } = await ready(server));
  });
  after(async () => {
    for (const end of endings) await end();
  });

  /** The process lives, and a client that does nothing wrong is served. */
  const stillServes = async () => {
    assert.equal(server.child.exitCode, null, server.stderr());
    const client = await RawWebSocket.open(port);
    const heard = listen(client);
    await client.write(textFrame('{"action":"heartbeat","timestamp":7}'));
    await heard.until(({ opcode }) => opcode === OPCODE.text);
    await client.connection.destroy();
  };

  for (const one of FRAME_CASES) {
    test(`${one.title} → ${JSON.stringify(one.outcome)}`, async () => {
      await checkFrames(port, one);
      await stillServes();
    });
  }

  for (const { title, bytes, status } of HANDSHAKE_CASES) {
    test(`${title} → ${status}`, async () => {
      await speaksAfter(port, bytes, status);
      await stillServes();
    });
  }

  test('what is no request by its form is told so, or on Node 20 the connection ends', async () => {
    const isNode20 = process.versions.modules === '115';
    await Promise.all(
      PARSE_ERRORS.map(async ({ title, bytes, status }) => {
        try {
          await speaksAfter(port, bytes, status, isNode20);
        } catch (error) {
          throw new Error(title, { cause: error });
        }
      }),
    );
    await stillServes();
  });

  test('what never comes whole is not acted upon, and ends with the transport’s patience', async () => {
    const unmasked = async () => {
      const client = await RawWebSocket.open(port);
      const heard = listen(client);
      // Its last four bytes seem to be missing still.
      await client.write(encodeFrame({ opcode: OPCODE.text, payload: '{"action":"heartbeat"}', mask: 'none' }));
      await heard.end();
      assert.ok(!heard.namesBeforeMark().includes('heartbeatAck'));
    };
    await Promise.all([unmasked(), ...UNFINISHED_CASES.map(({ bytes }) => speaksAfter(port, bytes, 'ended'))]);
    await stillServes();
  });

  // The RFC has a client wait for the answer. What comes before it is read by nobody, since tokens are checked meanwhile.
  test('a frame sent before the handshake was answered is passed over, and the socket works', async () => {
    const client = await RawWebSocket.open(port, { firstBytes: textFrame('{"action":"heartbeat","timestamp":1}') });
    const heard = listen(client);
    await client.write(textFrame(`{"action":"heartbeat","timestamp":${MARK}}`));
    await heard.until(({ payload }) => payload.includes(String(MARK)));
    await client.connection.destroy();
  });

  test('a message a byte at a time is answered', async () => {
    const client = await RawWebSocket.open(port);
    const heard = listen(client);
    await client.connection.writeByteByByte(textFrame('{"action":"heartbeat"}'));
    await heard.until(({ payload }) => payload.includes('heartbeatAck'));
    await client.connection.destroy();
  });

  test('through all of this the server wrote no error, and nothing but log lines', () => {
    const lines = server.stderr().split('\n');
    assert.deepEqual(
      lines.filter((line) => line !== '' && (line.includes('"ERROR"') || !line.startsWith('{'))),
      [],
    );
  });
});

async function checkFrames(port: number, { bytes, outcome, headers }: FrameCase): Promise<void> {
  const client = await RawWebSocket.open(port, headers ? { headers } : {});
  const heard = listen(client);
  await client.write(bytes);
  if (outcome === 'dropped' || 'closed' in outcome) {
    const { code } = await heard.end();
    assert.equal(code, outcome === 'dropped' ? 1006 : outcome.closed);
    if (outcome !== 'dropped') assert.deepEqual(heard.namesBeforeMark(), []);
  } else {
    await client.write(textFrame(`{"action":"heartbeat","timestamp":${MARK}}`));
    await heard.until(({ payload }) => payload.includes(String(MARK)));
    if ('answered' in outcome) assert.deepEqual(heard.namesBeforeMark(), outcome.answered);
    else assert.deepEqual(heard.pongs(), outcome.pongs);
  }
  await client.connection.destroy();
}

/** Everything a socket receives, to wait for and to ask about. */
function listen(client: RawWebSocket) {
  const frames: ServerFrame[] = [];
  let onFrame = () => {};
  client.onFrame = (frame) => {
    frames.push(frame);
    onFrame();
  };
  client.onBreach = (breach) => assert.fail(breach.message);
  return {
    until: (matches: (frame: ServerFrame) => boolean) =>
      new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`heard only ${frames.map(nameOf).join(', ')}`)), DEADLINE_MS);
        onFrame = () => {
          if (!frames.some(matches)) return;
          clearTimeout(timer);
          resolve();
        };
        void client.ended.then(({ code }) => {
          clearTimeout(timer);
          reject(new Error(`ended with ${code}, heard ${frames.map(nameOf).join(', ')}`));
        });
        onFrame();
      }),
    end: async () => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`still open, heard ${frames.map(nameOf).join(', ')}`)), DEADLINE_MS);
      });
      try {
        return await Promise.race([client.ended, late]);
      } finally {
        clearTimeout(timer);
      }
    },
    namesBeforeMark: () =>
      frames.filter(({ opcode, payload }) => opcode === OPCODE.text && !payload.includes(String(MARK))).map(nameOf),
    pongs: () => frames.filter(({ opcode }) => opcode === OPCODE.pong).map(({ payload }) => payload.toString()),
  };
}

function nameOf({ opcode, payload }: ServerFrame): string {
  if (opcode !== OPCODE.text) return `frame ${opcode}`;
  const { type, code } = JSON.parse(payload.toString()) as { type: string; code?: string };
  return code ?? type;
}
