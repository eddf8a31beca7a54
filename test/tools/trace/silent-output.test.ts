import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SilentOutput } from '../../../tools/trace/silent-output.ts';

/** An output whose sleeps take their time at once. */
function start(waitingMs: (now: number) => number) {
  let now = 0;
  const reads: number[] = [];
  const player = {
    read: (out: Float32Array, at: number) => {
      assert.equal(out.length, 320);
      reads.push(at);
    },
    get waitingMs() {
      return waitingMs(now);
    },
  };
  const sleep = async (ms: number) => {
    now += ms;
  };
  return { output: new SilentOutput({ player, now: () => now, sleep }), reads, now: () => now };
}

test('a player is read every 20 ms, without a gap, until the output is stopped', async () => {
  const { output, reads } = start((now) => {
    if (now >= 100) output.stop();
    return 0;
  });
  await output.play();

  assert.deepEqual(reads, [0, 20, 40, 60, 80, 100]);
});

test('it is quiet when nothing has waited for so long, and in any case after the longest wait', async () => {
  const silent = start(() => 0);
  await silent.output.quiet(500, 10_000);
  assert.equal(silent.now(), 500);

  const never = start(() => 1);
  const playing = never.output.play();
  await never.output.quiet(500, 3_000);
  never.output.stop();
  await playing;
  assert.ok(never.now() >= 3_000 && never.now() < 3_500);
});
