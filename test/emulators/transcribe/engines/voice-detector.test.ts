import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SherpaOnnx, SherpaVad } from '../../../../emulators/transcribe/engines/sherpa-onnx.ts';
import { createVoiceDetector } from '../../../../emulators/transcribe/engines/voice-detector.ts';
import { WINDOW_SAMPLES } from '../../../../emulators/transcribe/hearing/clip-decoder.ts';

/** A detector over an engine that finds voice in every window above 0, and keeps segments as sherpa does. */
function overScriptedEngine() {
  const calls = { flushed: 0, reset: 0, kept: 0, mostKept: 0, segmentWindows: 0, longestSegment: 0 };
  class Vad implements SherpaVad {
    #voice = false;
    #segments = 0;
    acceptWaveform(samples: Float32Array): void {
      assert.equal(samples.length, WINDOW_SAMPLES);
      const was = this.#voice;
      this.#voice = (samples[0] ?? 0) > 0;
      calls.segmentWindows = this.#voice ? calls.segmentWindows + 1 : 0;
      calls.longestSegment = Math.max(calls.longestSegment, calls.segmentWindows);
      if (was && !this.#voice) this.#keep();
    }
    isDetected(): boolean {
      return this.#voice;
    }
    isEmpty(): boolean {
      return this.#segments === 0;
    }
    pop(): void {
      this.#segments--;
    }
    flush(): void {
      calls.flushed++;
      calls.segmentWindows = 0;
      this.#keep();
    }
    reset(): void {
      calls.reset++;
    }
    #keep(): void {
      this.#segments++;
      calls.mostKept = Math.max(calls.mostKept, this.#segments);
    }
  }
  const sherpa = { Vad } as unknown as SherpaOnnx;
  const detector = createVoiceDetector(sherpa, '/nowhere');
  const [loud, soft] = [new Float32Array(WINDOW_SAMPLES).fill(0.5), new Float32Array(WINDOW_SAMPLES)];
  const hear = (voice: boolean, windows: number) =>
    Array.from({ length: windows }, () => detector.hearsVoice(voice ? loud : soft));
  return { detector, hear, calls };
}

test('five windows of voice on end are speech, eleven without are its end', () => {
  const { detector, hear } = overScriptedEngine();

  assert.deepEqual(hear(true, 4), [false, false, false, false]);
  assert.deepEqual(hear(false, 1), [false]);
  assert.deepEqual(hear(true, 5), [false, false, false, false, true]);
  assert.equal(detector.quietMs, 0);
  assert.ok(hear(false, 10).every((speaking) => speaking));
  assert.equal(detector.quietMs, 320);
  assert.deepEqual(hear(true, 1), [true]);
  assert.equal(hear(false, 11).at(-1), false);
});

test('ten minutes of voice without a gap: the engine keeps 4 s at most, and speech goes on', () => {
  const { hear, calls } = overScriptedEngine();

  assert.ok(
    hear(true, 18_750)
      .slice(4)
      .every((speaking) => speaking),
  );
  assert.ok(calls.longestSegment <= 126 && calls.mostKept <= 1, JSON.stringify(calls));
  assert.equal(calls.flushed, 149);
});

test('reset, it has forgotten the voice', () => {
  const { detector, hear } = overScriptedEngine();
  hear(true, 10);
  detector.reset();

  assert.deepEqual(hear(true, 5), [false, false, false, false, true]);
});

test('segments are let go, however many there are', () => {
  const { hear, calls } = overScriptedEngine();
  for (let i = 0; i < 100; i++) {
    hear(true, 1);
    hear(false, 1);
  }

  assert.equal(calls.mostKept, 1);
});

test('the counter is set back once an hour, in silence only', () => {
  const { hear, calls } = overScriptedEngine();
  hear(true, 113_000);
  hear(false, 5);
  assert.equal(calls.reset, 0);
  hear(false, 112_000);

  assert.equal(calls.reset, 1);
});
