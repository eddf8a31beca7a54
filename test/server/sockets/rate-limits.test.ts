import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal } from '../../../src/protocol/errors.ts';
import { RateLimits } from '../../../src/server/sockets/rate-limits.ts';
import { CountingMetrics } from '../../support/actors/counting-metrics.ts';
import { FakeClock } from '../../support/actors/fake-clock.ts';
import { UNLIMITED } from '../../support/lookups-bench.ts';

function limitsOf(rates: Partial<typeof UNLIMITED>) {
  const clock = new FakeClock();
  const metrics = new CountingMetrics();
  return { clock, metrics, limits: new RateLimits({ clock, metrics, rates: { ...UNLIMITED, ...rates } }) };
}

test('of refused connects the wrong ones count; over their number they are answered 429, and another address is not touched', async () => {
  const { clock, metrics, limits } = limitsOf({ connectsRefusedPerMinute: 3 });
  const badToken = refusal('INVALID_TOKEN', { reason: 'malformed' });

  for (const why of [badToken, refusal('INVALID_ACTION', { action: 'dance' }), refusal('FORBIDDEN')]) {
    assert.equal(limits.answerRefused('192.0.2.1', why), why);
    await clock.advance(1_000);
  }
  const { code, details } = limits.answerRefused('192.0.2.1', badToken);

  assert.equal(code, 'RATE_LIMIT_EXCEEDED');
  assert.deepEqual(details, { kind: 'connect', limit: 3, retryAfterMs: 57_000 });
  assert.equal(limits.answerRefused('192.0.2.2', badToken), badToken);
  assert.equal(limits.refuseConnect('192.0.2.1'), undefined, 'what is right still goes in');
  assert.equal(metrics.total('RateLimitViolations', { kind: 'connect' }), 1);
  await clock.advance(57_000);
  assert.equal(limits.answerRefused('192.0.2.1', badToken), badToken);
});

test('a session that is not there or full, a second session, a flood and a server in trouble are no wrong connects', () => {
  const { limits } = limitsOf({ connectsRefusedPerMinute: 1 });
  const refusals = [
    refusal('SESSION_NOT_FOUND', { reason: 'unknown' }),
    refusal('SESSION_FULL', { limit: 500 }),
    refusal('SESSION_EXISTS', { sessionId: 'golden-eagle-427' }),
    refusal('RATE_LIMIT_EXCEEDED', { kind: 'connect', limit: 20, retryAfterMs: 1_000 }),
    refusal('SERVICE_UNAVAILABLE', { service: 'draining' }),
  ];

  for (const why of refusals) assert.equal(limits.answerRefused('192.0.2.1', why), why);

  const wrong = refusal('INVALID_TOKEN', { reason: 'malformed' });
  assert.equal(limits.answerRefused('192.0.2.1', wrong), wrong);
});

test('accepted connects are counted when they go in, so that of many at a time no more than the limit do', () => {
  const { limits } = limitsOf({ connectsAcceptedPerMinute: 2 });
  for (let n = 0; n < 3; n += 1) assert.equal(limits.refuseConnect('192.0.2.1'), undefined);

  const outcomes = [1, 2, 3].map(() => limits.countConnect('192.0.2.1')?.details);

  assert.deepEqual(outcomes, [undefined, undefined, { kind: 'connect', limit: 2, retryAfterMs: 60_000 }]);
  assert.equal(limits.refuseConnect('192.0.2.1')?.code, 'RATE_LIMIT_EXCEEDED');
});

test('the addresses of an IPv6 /64 are one, for connects and for guesses', () => {
  const { limits } = limitsOf({ connectsAcceptedPerMinute: 1, unknownSessionsPerMinute: 1 });
  limits.countConnect('2001:db8:1:2::1');
  limits.beginLookUp({ address: '2001:db8:1:2::1' }, 'a-b-001')(true);

  assert.ok(limits.refuseConnect('2001:db8:1:2::ffff'));
  assert.ok(limits.refuseLookUp({ address: '2001:db8:1:2::ffff' }, 'a-b-002'));
  assert.equal(limits.refuseConnect('2001:db8:1:3::1'), undefined);
});

test('a user and an address of the same name are two', () => {
  const { limits } = limitsOf({ unknownSessionsPerMinute: 1 });
  limits.beginLookUp({ address: '192.0.2.1' }, 'a-b-001')(true);

  assert.equal(limits.refuseLookUp({ userId: '192.0.2.1' }, 'a-b-002'), undefined);
});
