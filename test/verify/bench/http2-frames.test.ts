import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import net from 'node:net';
import { test } from 'node:test';
import {
  FLAG,
  FRAME,
  type Http2Frame,
  Http2FrameCutter,
  http2Frame,
  okHeaders,
  serverSettings,
} from '../../../verify/bench/http2-frames.ts';

const cutAt = (bytes: Buffer, size: number): Http2Frame[] => {
  const cutter = new Http2FrameCutter();
  const frames: Http2Frame[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    cutter.push(bytes.subarray(at, at + size), (frame) =>
      frames.push({ ...frame, payload: Buffer.from(frame.payload) }),
    );
  }
  return frames;
};

test('frames are the same however their bytes are cut', () => {
  const sent = [
    http2Frame(FRAME.data, 0, 1, Buffer.from('speech')),
    http2Frame(FRAME.settings, FLAG.acknowledgement, 0),
    http2Frame(FRAME.data, FLAG.endStream, 3, Buffer.alloc(40_000, 7)),
  ];
  const whole = cutAt(Buffer.concat(sent), 1_000_000);

  assert.deepEqual(
    whole.map(({ type, flags, streamId, payload }) => [type, flags, streamId, payload.length]),
    [
      [FRAME.data, 0, 1, 6],
      [FRAME.settings, FLAG.acknowledgement, 0, 0],
      [FRAME.data, FLAG.endStream, 3, 40_000],
    ],
  );
  for (const size of [1, 7, 4_096]) assert.deepEqual(cutAt(Buffer.concat(sent), size), whole);
});

test('bytes of an incomplete frame give no frame', () => {
  assert.deepEqual(cutAt(http2Frame(FRAME.data, 0, 1, Buffer.from('speech')).subarray(0, 12), 5), []);
});

test('Node’s own client understands the settings and the headers of an answer', async (t) => {
  const server = net.createServer((socket) => {
    socket.write(serverSettings());
    socket.once('data', () => {
      socket.write(okHeaders(1, { 'content-type': 'text/plain', 'x-name': 'value' }));
      socket.write(http2Frame(FRAME.data, FLAG.endStream, 1, Buffer.from('heard')));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const session = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  t.after(() => {
    session.destroy();
    server.close();
  });

  const stream = session.request({ ':path': '/' });
  const [headers] = await once(stream, 'response');
  const [body] = await once(stream, 'data');

  assert.equal(headers[':status'], 200);
  assert.equal(headers['x-name'], 'value');
  assert.equal(String(body), 'heard');
  assert.equal(session.remoteSettings.initialWindowSize, 2 ** 31 - 1);
});
