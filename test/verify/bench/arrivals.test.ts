import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ArrivalTrack } from '../../../verify/bench/arrival-track.ts';
import { chunkNumber, greetingChunk, numberedChunks, readGreeting } from '../../../verify/bench/numbered-speech.ts';

const CHUNK_MS = 20;
const CHUNK_BYTES = 640;
const SPEECH = Buffer.alloc(CHUNK_BYTES * 50 + 10, 3);

function follow(): { track: ArrivalTrack; arrived: number[]; chunks: Buffer[] } {
  const chunks = numberedChunks(SPEECH, CHUNK_MS);
  const arrived: number[] = [];
  const onArrival = (index: number) => arrived.push(index);
  return { track: new ArrivalTrack({ chunkBytes: CHUNK_BYTES, loop: chunks.length, onArrival }), arrived, chunks };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

test('every chunk carries its number, and the rest that fills no chunk is left out', () => {
  const chunks = numberedChunks(SPEECH, CHUNK_MS);

  assert.equal(chunks.length, 50);
  assert.deepEqual(
    chunks.map((chunk) => chunkNumber(chunk, 0)),
    range(0, 50),
  );
});

test('a greeting names its session, and no chunk is a greeting', () => {
  assert.deepEqual(readGreeting(greetingChunk({ session: 412 }, CHUNK_MS)), { session: 412 });
  for (const chunk of numberedChunks(SPEECH, CHUNK_MS)) assert.equal(readGreeting(chunk), undefined);
});

test('chunks are found however the events cut them, also over the end of the speech', () => {
  const { track, arrived, chunks } = follow();
  const bytes = Buffer.concat([...chunks, ...chunks]);
  for (let at = 0; at < bytes.length; at += 1_000) track.take(bytes.subarray(at, at + 1_000));

  assert.deepEqual(arrived, range(0, 100));
  assert.equal(track.lost, 0);
});

test('chunks that never come are counted, and those after them keep their numbers', () => {
  const { track, arrived, chunks } = follow();
  for (const chunk of [...chunks.slice(0, 10), ...chunks.slice(13)]) track.take(chunk);

  assert.equal(track.lost, 3);
  assert.deepEqual(arrived, [...range(0, 10), ...range(13, 50)]);
});

test('silence between chunks is no chunk', () => {
  const { track, arrived, chunks } = follow();
  track.take(chunks[0] as Buffer);
  track.take(Buffer.alloc(3_200));
  track.take(chunks[1] as Buffer);

  assert.deepEqual(arrived, [0, 1]);
  assert.equal(track.lost, 0);
});
