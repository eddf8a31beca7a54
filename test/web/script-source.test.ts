import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SAMPLE_RATE_HZ } from '../../src/audio/pcm.ts';
import type { PlayerAnswer } from '../../web/src/listen/player-messages.ts';
import { bufferFrames, ScriptSource } from '../../web/src/listen/script-source.ts';

interface Buffers {
  getChannelData(channel: number): Float32Array;
}

/** A browser's audio context and its node: asks for a buffer while the one before sounds. */
class FakeContext {
  currentTime = 0;
  frames = 0;
  isConnected = true;
  #fill: Parameters<FakeContext['addEventListener']>[1] | undefined;
  readonly sampleRate = SAMPLE_RATE_HZ;

  createScriptProcessor(frames: number): this {
    this.frames = frames;
    return this;
  }

  addEventListener(_type: 'audioprocess', fill: (event: { readonly outputBuffer: Buffers }) => void): void {
    this.#fill = fill;
  }

  disconnect(): void {
    this.isConnected = false;
  }

  /** @param lastsS How long the audio clock goes on then. @returns the buffer that was made. */
  step(buffer = new Float32Array(this.frames), lastsS = this.frames / this.sampleRate): Float32Array {
    this.#fill?.({ outputBuffer: { getChannelData: () => buffer } });
    this.currentTime += lastsS;
    return buffer;
  }
}

function open() {
  const context = new FakeContext();
  const answers: PlayerAnswer[] = [];
  const broken: true[] = [];
  const wishes = { onAnswer: (answer: PlayerAnswer) => answers.push(answer), onBroken: () => broken.push(true) };
  return { context, answers, broken, source: new ScriptSource(context, wishes) };
}

/** Shorter than a buffer. */
function say(source: ScriptSource<FakeContext>): void {
  const samples = new Int16Array(0.04 * SAMPLE_RATE_HZ).fill(5_000);
  const clip = { samples, sequenceNumber: 0, part: 1, isLast: true, resultId: 'r', segment: 0, epoch: 0 };
  source.tell({ kind: 'clip', clip });
}

test('a buffer is a size that browsers allow, and lasts 0.2 s or more at the rates of devices', () => {
  for (const rateHz of [8_000, 16_000, 22_050, 44_100, 48_000]) {
    const frames = bufferFrames(rateHz);
    assert.ok([256, 512, 1_024, 2_048, 4_096, 8_192, 16_384].includes(frames), String(frames));
    assert.ok(frames / rateHz >= 0.2 && frames / rateHz < 0.4, `${frames} at ${rateHz} Hz`);
  }
  assert.equal(bufferFrames(384_000), 16_384);
});

test('a clip shorter than a buffer counts as unheard until its buffer has come out, also while the clock stands still', () => {
  const { context, source, answers } = open();
  context.step();
  assert.equal(source.hasUnheard, false);
  say(source);
  let steps = 0;
  while (!context.step().some((sample) => sample !== 0)) assert.ok(++steps < 5, 'no speech was made');
  // The buffer with all of the speech only begins to sound now.
  assert.equal(source.hasUnheard, true);
  context.step(new Float32Array(context.frames), 0);
  const numbers = answers.findLast((answer) => answer.kind === 'numbers');
  assert.deepEqual([numbers?.numbers.waitingMs, source.hasUnheard], [0, true]);
  context.step();
  assert.equal(source.hasUnheard, false);
  assert.equal(answers.filter(({ kind }) => kind === 'report').length, 1);
  assert.equal(source.leadMs, 256);
});

test('a failure is silence and is told; nothing is told after the end', () => {
  const { context, source, answers, broken } = open();
  const buffer = new Float32Array(context.frames).fill(1);
  const { fill } = buffer;
  buffer.fill = () => {
    buffer.fill = fill;
    throw new Error('out of memory');
  };
  context.step(buffer);
  assert.deepEqual([broken.length, buffer.every((sample) => sample === 0)], [1, true]);
  source.close();
  assert.equal(context.isConnected, false);
  const before = answers.length;
  source.tell({ kind: 'reset' });
  context.step();
  assert.equal(answers.length, before);
});
