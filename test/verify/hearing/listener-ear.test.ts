import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ListenerEar } from '../../../verify/hearing/listener-ear.ts';

/** A tone, so that the player does not take it for a pause. */
function tone(ms: number): string {
  const samples = Int16Array.from({ length: ms * 16 }, (_, i) => Math.round(8_000 * Math.sin(i / 12)));
  return Buffer.from(samples.buffer).toString('base64');
}

const audio = (sequenceNumber: number, more: Readonly<Record<string, unknown>> = {}) => ({
  ...{ type: 'audio', resultId: 'r', segment: sequenceNumber, epoch: 0, sequenceNumber, part: 1, parts: 1 },
  ...{ audioData: tone(300), text: `b${sequenceNumber}`, ...more },
});

function listen() {
  const heard: string[] = [];
  const ear = new ListenerEar(({ text = '' }) => heard.push(text));
  return { ear, heard };
}

test('what is played to its end is heard, in order, and only once that it has sounded', () => {
  const { ear, heard } = listen();

  ear.take(audio(1), 0);
  ear.take(audio(2), 10);
  assert.deepEqual(heard, []);
  ear.finish();

  assert.deepEqual(heard, ['b1', 'b2']);
  assert.deepEqual(ear.counts, { played: 2, skipped: 0, copies: 0, repeated: 0 });
});

test('a piece that comes on two sockets sounds once', () => {
  const { ear, heard } = listen();

  ear.take(audio(1), 0);
  ear.take(audio(1), 5);
  ear.finish();

  assert.deepEqual([heard, ear.counts.copies], [['b1'], 1]);
});

test('a segment that is delivered again under another number is noticed', () => {
  const { ear } = listen();

  ear.take(audio(1), 0);
  ear.take(audio(2, { segment: 1 }), 1_000);
  ear.finish();

  assert.equal(ear.counts.repeated, 1);
});

test('speech whose last piece never comes is not heard', () => {
  const { ear, heard } = listen();
  const { parts: _, ...first } = audio(1);

  ear.take(first, 0);
  ear.finish();

  assert.deepEqual(heard, []);
});

test('messages that are no speech are nothing to the ear', () => {
  const { ear, heard } = listen();

  ear.take({ type: 'caption', text: 'b1' }, 0);
  ear.finish();

  assert.deepEqual(heard, []);
});
