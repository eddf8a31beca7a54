import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AudioChunk } from '../../src/audio/audio-chunk.ts';
import { Overrun } from '../../src/audio/overrun.ts';

const chunk = (startSample: number, samples: number) =>
  AudioChunk.of({ seq: 0, startSample, pcm: new Uint8Array(samples * 2), receivedAt: 0 });

test('what the present stream has is lost only when that stream is gone, and once', () => {
  const overrun = new Overrun();
  assert.equal(overrun.drop(chunk(0, 100), true), 0);
  assert.equal(overrun.drop(chunk(100, 50), true), 0);

  assert.equal(overrun.settle(), 150);
  assert.equal(overrun.settle(), 0);
});

test('a final saves what it covers, to the sample; one of long ago saves nothing', () => {
  const overrun = new Overrun();
  overrun.drop(chunk(1_000, 100), true);
  overrun.coverTo(900);
  overrun.coverTo(1_030.4);

  assert.equal(overrun.settle(), 70);
});

test('a final beyond it saves all of it, and what goes next begins anew', () => {
  const overrun = new Overrun();
  overrun.drop(chunk(0, 100), true);
  overrun.coverTo(5_000);
  overrun.drop(chunk(5_000, 30), true);

  assert.equal(overrun.settle(), 30);
});

test('what no stream was sent is lost at once; what was sent before it may still get its final', () => {
  const overrun = new Overrun();
  overrun.drop(chunk(0, 100), true);

  assert.equal(overrun.drop(chunk(100, 40), false), 40);
  overrun.coverTo(60);
  assert.equal(overrun.settle(), 40);
});

test('a gap in what a stream was sent is lost once, whatever the final beyond it covers', () => {
  const overrun = new Overrun();
  overrun.drop(chunk(0, 100), true);
  overrun.drop(chunk(100, 40), false);
  overrun.drop(chunk(140, 10), true);
  overrun.drop(chunk(150, 10), true);

  overrun.coverTo(145);
  assert.equal(overrun.settle(), 15);
});

test('of more than 16 stretches that wait for a final the oldest is lost', () => {
  const overrun = new Overrun();
  const lost = Array.from({ length: 18 }, (_, at) => overrun.drop(chunk(at * 100, 10 + at), true));

  assert.deepEqual(lost, [...Array<number>(16).fill(0), 10, 11]);
});
