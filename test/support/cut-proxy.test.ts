import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { CutProxy } from './cut-proxy.ts';

test('what is sent passes, stands still while frozen, passes after it, and breaks when it is cut', async (t) => {
  const echo = createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  t.after(() => void echo.close());
  const proxy = await CutProxy.start(t, `http://127.0.0.1:${(echo.address() as AddressInfo).port}`);
  const open = () => connect(Number(new URL(proxy.url).port), '127.0.0.1');
  const said = async (socket: Socket) => String((await once(socket, 'data'))[0]);

  const first = open();
  first.write('one');
  assert.equal(await said(first), 'one');
  proxy.freeze();
  first.write('two');
  const second = open();
  second.write('three');
  const heard = Promise.all([said(first), said(second)]);
  assert.equal(await Promise.race([heard, setTimeout(200, 'nothing')]), 'nothing');
  proxy.restore();
  assert.deepEqual(await heard, ['two', 'three']);

  proxy.cut();
  await Promise.all([first, second].map((socket) => once(socket, 'close').catch(() => {})));
  const refused = open();
  await new Promise((resolve) => refused.on('error', () => {}).on('close', resolve));
  proxy.restore();
  const back = open();
  back.write('four');
  assert.equal(await said(back), 'four');
  back.destroy();
});
