/** Requests that the network cuts in two, at every byte: what a build of the socket library must be able to take. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { httpAnswer } from '../../verify/fuzz/http-answer.ts';
import { RawConnection } from '../../verify/fuzz/raw-connection.ts';
import { ready, runServer } from '../support/server-process.ts';
import { endOfSuite } from '../support/test-server.ts';

/** Between the parts: as long as it takes that they arrive one by one. It is part of what is sent. */
const PAUSE_MS = 15;
/** Connections at a time. */
const AT_ONCE = 100;
const DEADLINE_MS = 30_000;
const ENVIRONMENT = { LOG_LEVEL: 'warn', EMBEDDED_ASR: 'stamped', CONNECTS_ACCEPTED_PER_MINUTE: '100000' };

const HOST = 'Host: 127.0.0.1';
const BODY = '{"userId":"ada"}';
const UPGRADE = `${HOST}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`;
const GET = `GET /health HTTP/1.1\r\n${HOST}\r\n\r\n`;
/** PROXY protocol, version 2: TCP over IPv4 from 192.0.2.1:1234 to 192.0.2.2:80. */
const PROXY_HEADER = Buffer.from('0d0a0d0a000d0a515549540a2111000cc0000201c000020204d20050', 'hex');

describe('a request is answered wherever the network cuts it', () => {
  let port = 0;
  let stderr = () => '';
  const suite = endOfSuite();

  before(async () => {
    const server = runServer(suite, ENVIRONMENT);
    ({ port } = await ready(server));
    stderr = server.stderr;
  });

  /** The answer to a request that comes in two parts. */
  const answerTo = async (request: Buffer, cut: number) => {
    const connection = await RawConnection.open(port);
    const answered = httpAnswer(connection, DEADLINE_MS);
    await connection.write(request.subarray(0, cut));
    await setTimeout(PAUSE_MS);
    await connection.write(request.subarray(cut));
    const answer = await answered;
    await connection.destroy();
    return answer?.status;
  };

  /** @returns the cuts at which another answer came, or none. */
  const badCuts = async (request: Buffer, status: number, cuts: readonly number[]) => {
    const bad: string[] = [];
    const left = [...cuts];
    const worker = async () => {
      for (let cut = left.shift(); cut !== undefined; cut = left.shift()) {
        const got = await answerTo(request, cut);
        if (got !== status) bad.push(`${got ?? 'nothing'} at ${cut} of ${request.length}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return bad;
  };

  const everyByte = ({ length }: Buffer) => Array.from({ length: length - 1 }, (_, i) => i + 1);

  for (const [what, request, status] of [
    ['GET', GET, 200],
    ['POST with a body', `POST /dev/tokens HTTP/1.1\r\n${HOST}\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`, 200],
    [
      'POST in chunks',
      `POST /dev/tokens HTTP/1.1\r\n${HOST}\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n${BODY.slice(0, 8)}\r\n8\r\n${BODY.slice(8)}\r\n0\r\n\r\n`,
      200,
    ],
    ['DELETE, answered by a refusal', `DELETE /nothing HTTP/1.1\r\n${HOST}\r\n\r\n`, 404],
    ['upgrade', `GET /prod/?a=b HTTP/1.1\r\n${UPGRADE}`, 101],
    ['GET behind a PROXY protocol header', Buffer.concat([PROXY_HEADER, Buffer.from(GET)]), 200],
  ] as const) {
    test(`${what}, cut at every byte`, async () => {
      const bytes = Buffer.from(request);

      assert.deepEqual(await badCuts(bytes, status, everyByte(bytes)), []);
    });
  }

  test('upgrade with a long token in its address, over a segment of the network, cut anywhere and at each byte around the token', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/dev/tokens`, {
      method: 'POST',
      body: JSON.stringify({ userId: '日'.repeat(256) }),
    });
    const { token } = (await response.json()) as { token: string };
    assert.ok(token.length > 1_200, `${token.length}`);
    const bytes = Buffer.from(`GET /?token=${token} HTTP/1.1\r\n${UPGRADE}`);
    const tokenEnds = bytes.indexOf(' HTTP/1.1');

    const cuts = everyByte(bytes).filter((cut) => cut < 24 || cut > tokenEnds - 8 || cut % 29 === 0);
    assert.deepEqual(await badCuts(bytes, 101, cuts), []);
    // As a link of 1,400 bytes a segment cuts it.
    assert.deepEqual(await badCuts(bytes, 101, [1_400]), []);
  });

  test('a request a byte at a time is answered', async () => {
    const connection = await RawConnection.open(port);
    const answered = httpAnswer(connection, DEADLINE_MS);
    await connection.writeByteByByte(Buffer.from(GET));
    assert.equal((await answered)?.status, 200);
    await connection.destroy();
  });

  test('300 sockets let in after their token was checked stay open, and through it all the server printed nothing but its log', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/dev/tokens`, { method: 'POST', body: BODY });
    const { token } = (await response.json()) as { token: string };
    let closed = 0;
    const sockets = await Promise.all(
      Array.from(
        { length: 300 },
        () =>
          new Promise<WebSocket>((resolve, reject) => {
            const socket = new WebSocket(`ws://127.0.0.1:${port}/?token=${token}`);
            socket.once('open', () => resolve(socket));
            socket.once('error', reject);
            socket.once('close', () => closed++);
          }),
      ),
    );
    const answered = sockets.map((socket) => new Promise((resolve) => socket.once('message', resolve)));
    // Every one speaks, and is answered in accented text.
    for (const socket of sockets) socket.send('{"action":"Grüße, ça va? Buenos días"}');
    const answers = (await Promise.all(answered)).map((data) => JSON.parse(String(data)));

    for (const { code, details } of answers) {
      assert.deepEqual([code, details.action], ['INVALID_ACTION', 'Grüße, ça va? Buenos días']);
    }
    assert.equal(closed, 0);
    for (const socket of sockets) socket.terminate();
    const notLogged = stderr()
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('{'));
    assert.deepEqual(notLogged, []);
  });
});
