/** Whether a connection lives is judged by answers that were asked for, and never by a clock that slept. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHECK_MS, Pulse, type Verdict } from '../../src/client/pulse.ts';

const SETTINGS = { heartbeatMs: 5_000, lostAfterMs: 20_000 };

/** Looks whenever a look is due, until a time. @returns the verdicts that are not to wait, with their times. */
function run(pulse: Pulse, fromMs: number, untilMs: number): [number, Verdict][] {
  const seen: [number, Verdict][] = [];
  for (let now = fromMs + pulse.delayMs(fromMs); now <= untilMs; now += Math.max(pulse.delayMs(now), 1)) {
    const verdict = pulse.look(now);
    if (verdict !== 'wait') seen.push([now, verdict]);
    if (verdict === 'beat') pulse.sent(now);
    if (verdict === 'lost') break;
  }
  return seen;
}

test('a heartbeat asks 5 s after the last frame, and without any answer the connection is lost 20 s after it', () => {
  assert.deepEqual(run(new Pulse(SETTINGS, 0), 0, 60_000), [
    [5_000, 'beat'],
    [20_000, 'lost'],
  ]);
});

test('while frames come no heartbeat is needed, but for one in 30 s if nothing is sent', () => {
  const pulse = new Pulse(SETTINGS, 0);
  const seen: number[] = [];
  for (let now = 0; now <= 65_000; now += 1_000) {
    pulse.heard(now);
    pulse.delayMs(now);
    if (pulse.look(now) === 'beat') {
      seen.push(now);
      pulse.sent(now);
    }
  }
  assert.deepEqual(seen, [30_000, 60_000]);
});

test('any frame is an answer', () => {
  const pulse = new Pulse(SETTINGS, 0);
  assert.deepEqual(run(pulse, 0, 19_000), [[5_000, 'beat']]);
  pulse.delayMs(19_000);
  assert.equal(pulse.look(19_400), 'wait', 'a timer that comes early');
  pulse.heard(19_500);
  assert.deepEqual(run(pulse, 19_500, 40_000), [
    [24_500, 'beat'],
    [39_500, 'lost'],
  ]);
});

test('a connection that is checked answers within 4 s or is lost; who asks twice gets one heartbeat', () => {
  const pulse = new Pulse(SETTINGS, 0);
  assert.equal(pulse.check(1_000), true);
  assert.equal(pulse.check(1_100), false);
  assert.deepEqual(run(pulse, 1_100, 60_000), [[1_000 + CHECK_MS, 'lost']]);
});

test('a check does not wait for the end of the patience that an older heartbeat has', () => {
  const pulse = new Pulse(SETTINGS, 0);
  assert.deepEqual(run(pulse, 0, 6_000), [[5_000, 'beat']]);
  assert.equal(pulse.check(7_000), true);
  assert.deepEqual(run(pulse, 7_000, 60_000), [[11_000, 'lost']]);

  const nearlyLost = new Pulse(SETTINGS, 0);
  run(nearlyLost, 0, 6_000);
  assert.equal(nearlyLost.check(19_000), false, 'the older one is due first');
});

test('after a sleep nothing is held against the connection: it is asked again, and answers or not', () => {
  const pulse = new Pulse(SETTINGS, 0);
  run(pulse, 0, 6_000);
  const wokenMs = 3_600_000;
  assert.equal(pulse.look(wokenMs), 'beat');
  assert.deepEqual(run(pulse, wokenMs, wokenMs + 60_000), [[wokenMs + CHECK_MS, 'lost']]);
});

test('in the background, where timers come once a minute, a good connection is kept for hours', () => {
  const pulse = new Pulse(SETTINGS, 0);
  for (let minute = 1; minute <= 180; minute += 1) {
    pulse.delayMs((minute - 1) * 60_000 + 40);
    assert.equal(pulse.look(minute * 60_000), 'beat');
    pulse.heard(minute * 60_000 + 30);
  }
});

test('in the background a dead connection is noticed too: after three heartbeats without an answer', () => {
  const pulse = new Pulse(SETTINGS, 0);
  const verdicts = [1, 2, 3, 4].map((minute) => {
    pulse.delayMs((minute - 1) * 60_000);
    return pulse.look(minute * 60_000);
  });
  assert.deepEqual(verdicts, ['beat', 'beat', 'beat', 'lost']);
});

test('an answer has a second, whatever the settings', () => {
  assert.deepEqual(run(new Pulse({ heartbeatMs: 1_000, lostAfterMs: 1_000 }, 0), 0, 60_000), [
    [1_000, 'beat'],
    [2_000, 'lost'],
  ]);
});
