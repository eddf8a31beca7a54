import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { test } from 'node:test';
import { CutStream } from '../../../../src/server/doctor/through/cut-stream.ts';

/** Remembers each write, as the network would send it. */
class Recorder extends Duplex {
  readonly written: string[] = [];

  setNoDelay(): this {
    return this;
  }

  override _read(): void {}

  override _write(part: Buffer, _: BufferEncoding, done: () => void): void {
    this.written.push(part.toString());
    done();
  }
}

test('the first write leaves in two halves, later ones whole, and what comes is passed on', async () => {
  const inner = new Recorder();
  const stream = new CutStream(inner as unknown as Socket);

  stream.write('0123456789');
  stream.write('later');
  stream.end();
  await once(stream, 'finish');
  inner.push('an answer');
  const [answer] = await once(stream, 'data');

  assert.deepEqual(inner.written, ['01234', '56789', 'later']);
  assert.equal(String(answer), 'an answer');
  stream.destroy();
});

test('one that is destroyed between both halves writes no more, and destroys its connection', async () => {
  const inner = new Recorder();
  const stream = new CutStream(inner as unknown as Socket);

  stream.write('0123456789');
  stream.destroy();
  await once(inner, 'close');

  assert.deepEqual(inner.written, ['01234']);
});

test('an error of the connection is an error of the stream', async () => {
  const inner = new Recorder();
  const stream = new CutStream(inner as unknown as Socket);

  inner.destroy(new Error('reset'));

  const [error] = await once(stream, 'error');
  assert.equal((error as Error).message, 'reset');
});
