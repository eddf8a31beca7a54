import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  ConnectionRateLimiter,
  type ConnectionRates,
} from '../../../src/actors/connections/connection-rate-limiter.ts';
import { FakeClock } from '../../support/actors/fake-clock.ts';

const LIMITS: ConnectionRates = {
  audio: { rate: 50, burst: 50 },
  control: { rate: 10, burst: 10 },
  status: { rate: 2, burst: 3 },
  report: { rate: 2, burst: 2 },
  warnAfterMs: 5_000,
  closeAfterMs: 30_000,
};

interface Callbacks {
  onWarn?: (limiter: ConnectionRateLimiter) => void;
  onOver?: (limiter: ConnectionRateLimiter) => void;
}

/** Time moves by `after`, timer by timer; promises have no part in it. */
function startLimiter(t: TestContext, { onWarn, onOver }: Callbacks = {}) {
  const clock = new FakeClock();
  const startMs = clock.now();
  const events: string[] = [];
  const say = (name: string) => events.push(`${name} ${clock.now() - startMs}`);
  const limiter: ConnectionRateLimiter = new ConnectionRateLimiter({
    clock,
    limits: LIMITS,
    onWarn: () => {
      say('warn');
      onWarn?.(limiter);
    },
    onOver: () => {
      say('over');
      onOver?.(limiter);
    },
  });
  t.after(() => {
    limiter.stop();
    assert.equal(clock.pending, 0);
  });
  const chunks = (count: number) => Array.from({ length: count }, () => limiter.audio(clock.now()));
  return {
    limiter,
    clock,
    events,
    chunks,
    /** More than its rate, for so long: 55 chunks at once, every half second. */
    flood: async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 500) {
        chunks(55);
        await clock.advance(500);
      }
    },
  };
}

test('fifty chunks at once are within the rate, the next one is not', (t) => {
  const { chunks } = startLimiter(t);

  const answers = chunks(51);

  assert.equal(answers.filter(({ ok }) => ok).length, 50);
  assert.deepEqual(answers[50], { ok: false, limit: 50, retryAfterMs: 20, tell: true });
});

test('a connection that keeps to its rates sets no timer', async (t) => {
  const { limiter, clock, chunks } = startLimiter(t);

  for (let second = 0; second < 60; second += 1) {
    assert.ok(chunks(50).every(({ ok }) => ok));
    assert.ok(limiter.control(clock.now()).ok && limiter.status(clock.now()).ok);
    assert.equal(clock.pending, 0);
    await clock.advance(1_000);
  }
});

test('of refused chunks the sender hears once a second at most', async (t) => {
  const { limiter, clock, chunks } = startLimiter(t);
  const isTold = () => {
    const answer = limiter.audio(clock.now());
    return !answer.ok && answer.tell;
  };
  chunks(50);

  assert.equal(isTold(), true);
  assert.equal(isTold(), false);
  await clock.advance(999);
  assert.equal(isTold(), false);
  await clock.advance(1);
  chunks(49);

  assert.equal(isTold(), true);
  assert.equal(isTold(), false);
});

test('ten control messages at once and then ten a second, and every one over them is answered', async (t) => {
  const { limiter, clock } = startLimiter(t);

  for (let n = 0; n < 10; n += 1) assert.deepEqual(limiter.control(clock.now()), { ok: true });
  await clock.advance(40);

  for (let n = 0; n < 3; n += 1) {
    assert.deepEqual(limiter.control(clock.now()), { ok: false, limit: 10, retryAfterMs: 60, tell: true });
  }
  await clock.advance(60);
  assert.deepEqual(limiter.control(clock.now()), { ok: true });
});

test('three status queries at once and then two a second, in a bucket of their own', (t) => {
  const { limiter, clock } = startLimiter(t);

  for (let n = 0; n < 3; n += 1) assert.ok(limiter.status(clock.now()).ok);
  assert.deepEqual(limiter.status(clock.now()), { ok: false, limit: 2, retryAfterMs: 500, tell: true });

  for (let n = 0; n < 10; n += 1) assert.ok(limiter.control(clock.now()).ok);
  assert.ok(limiter.audio(clock.now()).ok);
});

test('two playback reports at once and then two a second, in a bucket of their own, and none over them is told of', async (t) => {
  const { limiter, clock } = startLimiter(t);

  for (let n = 0; n < 2; n += 1) assert.ok(limiter.report(clock.now()).ok);
  assert.deepEqual(limiter.report(clock.now()), { ok: false, limit: 2, retryAfterMs: 500, tell: false });

  for (let n = 0; n < 10; n += 1) assert.ok(limiter.control(clock.now()).ok);
  for (let n = 0; n < 3; n += 1) assert.ok(limiter.status(clock.now()).ok);
  await clock.advance(500);
  assert.ok(limiter.report(clock.now()).ok);
  assert.ok(!limiter.report(clock.now()).ok);
});

test('control and status over their rates are no violation of the audio’s', async (t) => {
  const { limiter, clock, events } = startLimiter(t);

  for (let n = 0; n < 400; n += 1) {
    limiter.control(clock.now());
    limiter.status(clock.now());
    await clock.advance(100);
  }

  assert.equal(clock.pending, 0);
  assert.deepEqual(events, []);
});

test('audio over its rate is warned of after five seconds, and over after thirty', async (t) => {
  const { flood, events, clock } = startLimiter(t);

  await flood(4_500);
  assert.deepEqual(events, []);
  await flood(40_000);

  assert.deepEqual(events, ['warn 5000', 'over 30000']);
  assert.equal(clock.pending, 0);
});

test('a second within the rate ends the violation, and the next one is warned of again', async (t) => {
  const { flood, events, clock } = startLimiter(t);
  await flood(10_000);

  await clock.advance(1_000);
  assert.equal(clock.pending, 0);
  await flood(10_000);

  assert.deepEqual(events, ['warn 5000', 'warn 16000']);
});

test('every chunk of a flood is refused, and all of them together set two timers', (t) => {
  const { chunks, clock } = startLimiter(t);

  const refused = chunks(1_000).filter(({ ok }) => !ok);

  assert.equal(refused.length, 950);
  assert.equal(clock.pending, 2);
});

test('after the end its audio is still refused, and nothing is said again', async (t) => {
  const { flood, chunks, events, clock } = startLimiter(t);
  await flood(31_000);

  await flood(40_000);

  assert.equal(chunks(51).at(-1)?.ok, false);
  assert.deepEqual(events, ['warn 5000', 'over 30000']);
  assert.equal(clock.pending, 0);
});

test('once stopped it has no timer and calls nobody, and goes on answering', async (t) => {
  const { limiter, flood, events, chunks, clock } = startLimiter(t);
  await flood(4_000);

  limiter.stop();
  limiter.stop();
  assert.equal(clock.pending, 0);
  await flood(40_000);

  assert.deepEqual(events, []);
  assert.equal(chunks(51).at(-1)?.ok, false);
  assert.equal(clock.pending, 0);
});

test('one that was stopped before its first drop starts nothing at it', (t) => {
  const { limiter, chunks, clock } = startLimiter(t);

  limiter.stop();
  chunks(60);

  assert.equal(clock.pending, 0);
});

for (const name of ['onWarn', 'onOver'] as const) {
  test(`it may be stopped from ${name}`, async (t) => {
    const { flood, events, clock } = startLimiter(t, { [name]: (limiter: ConnectionRateLimiter) => limiter.stop() });

    await flood(40_000);

    assert.deepEqual(events, name === 'onWarn' ? ['warn 5000'] : ['warn 5000', 'over 30000']);
    assert.equal(clock.pending, 0);
  });
}

test('a callback that throws costs its violation period, and neither the process nor a timer', async (t) => {
  const { flood, events, clock } = startLimiter(t, {
    onWarn: () => {
      if (events.length === 1) throw new Error('scripted');
    },
  });

  await clock.advance(0);
  await flood(12_000);

  assert.deepEqual(events, ['warn 5000', 'warn 10000']);
});

/** Comes on the network: when each chunk of a steady source arrives, in order. @param delayMs Of the chunk sent at that time. */
function arrivals(perSecond: number, seconds: number, delayMs: (sentMs: number) => number): number[] {
  let lastMs = 0;
  return Array.from({ length: perSecond * seconds }, (_, n) => {
    const sentMs = (n * 1_000) / perSecond;
    lastMs = Math.max(lastMs, Math.floor(sentMs + delayMs(sentMs)));
    return lastMs;
  });
}

async function play(t: TestContext, times: readonly number[]) {
  const { limiter, clock, events } = startLimiter(t);
  const startMs = clock.now();
  let dropped = 0;
  for (const atMs of times) {
    await clock.advance(startMs + atMs - clock.now());
    if (!limiter.audio(clock.now()).ok) dropped += 1;
  }
  return { dropped, events, clock };
}

/** A stall holds everything back until it is over. */
const stalled = (sentMs: number, [fromMs, lengthMs]: readonly [number, number]) =>
  sentMs >= fromMs && sentMs < fromMs + lengthMs ? fromMs + lengthMs - sentMs : 0;

test('an honest speaker at exactly 50 chunks a second loses nothing to 0 to 100 ms of jitter and a stall of 0.85 s, wherever it falls', async (t) => {
  for (let seed = 1; seed <= 20; seed += 1) {
    let state = seed;
    const random = () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state / 2 ** 32;
    };
    const stall = [2_000 + seed * 997, 850] as const;
    const times = arrivals(50, 25, (sentMs) => stalled(sentMs, stall) + random() * 100);

    const { dropped, events, clock } = await play(t, times);

    assert.deepEqual([dropped, events, clock.pending], [0, [], 0], `seed ${seed}`);
  }
});

test('a network that stalls again and again for 0.95 s costs nothing either, as long as the rate is kept', async (t) => {
  const everyMs = 1_500;
  const times = arrivals(50, 25, (sentMs) => stalled(sentMs, [Math.floor(sentMs / everyMs) * everyMs, 950]));

  assert.equal((await play(t, times)).dropped, 0);
});

test('at 60 chunks a second what is over the rate is dropped, and after 5 s of it the speaker is warned', async (t) => {
  const { dropped, events } = await play(
    t,
    arrivals(60, 12, () => 0),
  );

  // 720 came; 50 were there at once, and 50 more each second.
  assert.ok(Math.abs(dropped - (720 - 50 - 12 * 50)) <= 1, `${dropped}`);
  // The first is dropped when the burst is used up, after 4.9 s.
  assert.deepEqual(events, ['warn 9916']);
});

test('no second holds more than the rate and the burst together: 100 chunks, 20 controls, 5 status queries', async (t) => {
  for (const [kind, most] of [
    ['audio', 100],
    ['control', 20],
    ['status', 5],
  ] as const) {
    const { limiter, clock } = startLimiter(t);
    const taken: number[] = [];
    for (let ms = 0; ms < 3_000; ms += 5) {
      while (limiter[kind](clock.now()).ok) taken.push(ms);
      await clock.advance(5);
    }

    const inSecond = (fromMs: number) => taken.filter((atMs) => atMs >= fromMs && atMs <= fromMs + 1_000).length;
    assert.equal(Math.max(...taken.map(inSecond)), most, kind);
    limiter.stop();
  }
});
