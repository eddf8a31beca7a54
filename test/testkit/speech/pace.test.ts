import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendAtNaturalPace, toChunks } from '../../../testkit/speech/pace.ts';

/** A clock that moves only when somebody sleeps on it or a chunk takes time. */
class SteppedClock {
  ms = 5_000;
  now() {
    return this.ms;
  }
  async sleep(ms: number) {
    this.ms += ms;
  }
}

const pcm = (bytes: number) => Uint8Array.from({ length: bytes }, (_, i) => i % 251);

test('audio is cut into 100 ms chunks and nothing is lost', () => {
  const audio = pcm(3_200 * 2 + 1_000);

  const chunks = toChunks(audio);

  assert.deepEqual(
    chunks.map((chunk) => chunk.byteLength),
    [3_200, 3_200, 1_000],
  );
  assert.deepEqual(Buffer.concat(chunks), Buffer.from(audio));
});

test('a rest smaller than the server takes is filled up with silence', () => {
  const [, rest] = toChunks(pcm(3_200 + 10));

  assert.equal(rest?.byteLength, 100);
  assert.deepEqual([...(rest ?? [])].slice(10), new Array(90).fill(0));
});

test('no audio is no chunk', () => {
  assert.deepEqual(toChunks(new Uint8Array(0)), []);
});

test('each chunk leaves when its last sample was spoken', async () => {
  const clock = new SteppedClock();
  const sentAt: number[] = [];

  await sendAtNaturalPace(toChunks(pcm(3_200 * 2 + 1_600)), clock, () => sentAt.push(clock.now() - 5_000) > 0);

  assert.deepEqual(sentAt, [100, 200, 250]);
});

test('a late chunk does not delay the ones after it', async () => {
  const clock = new SteppedClock();
  const sentAt: number[] = [];

  await sendAtNaturalPace(toChunks(pcm(3_200 * 5)), clock, () => {
    sentAt.push(clock.now() - 5_000);
    if (sentAt.length === 1) clock.ms += 250;
    return true;
  });

  assert.deepEqual(sentAt, [100, 350, 350, 400, 500]);
});

test('nothing more is sent once the connection is gone', async () => {
  let sent = 0;

  await sendAtNaturalPace(toChunks(pcm(3_200 * 5)), new SteppedClock(), () => ++sent < 2);

  assert.equal(sent, 2);
});
