import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sanitised } from '../../../src/integrations/inspector/sanitised.ts';
import { hashed } from '../../../src/integrations/logging/structured-logger.ts';

test('what is not known to be harmless is left out', () => {
  const event = {
    type: 'audio.arrived',
    pcm: new Uint8Array(4),
    text: 'heliotrope',
    userId: 'ada',
    token: 'a.b.c',
    ip: '::1',
  };

  assert.deepEqual(sanitised(event), { type: 'audio.arrived' });
});

test('a connection is shown by its hash, and the same one by the same', () => {
  assert.deepEqual(sanitised({ type: 'speaker.left', connectionId: 'secret' }), {
    type: 'speaker.left',
    connectionId: hashed('secret'),
  });
  assert.deepEqual(sanitised({ speakerConnectionId: 'secret' }), { speakerConnectionId: hashed('secret') });
});

test('a harmless name does not let a sentence through', () => {
  assert.deepEqual(sanitised({ type: 'call.failed', failure: 'he said heliotrope' }), {
    type: 'call.failed',
    failure: '(hidden)',
  });
  assert.deepEqual(sanitised({ failure: { failure: 'timeout', detail: 'to 10.0.0.1', retryable: true } }), {
    failure: { failure: 'timeout', retryable: true },
  });
});

test('times and bounds are shown as numbers, and functions beside them are not', () => {
  assert.deepEqual(
    sanitised({ timings: { graceMs: 1, name: 'x', of: () => 1 }, limits: null, effects: { ping() {} } }),
    {
      timings: { graceMs: 1 },
      limits: null,
    },
  );
});

test('lists and depth are bounded', () => {
  const many = sanitised({ languages: Array.from({ length: 1_000 }, () => 'es') }) as { languages: unknown[] };

  assert.equal(many.languages.length, 50);
  assert.deepEqual(sanitised({ output: { output: { output: { output: { count: 1 } } } } }), {
    output: { output: { output: { output: null } } },
  });
  assert.equal(sanitised(undefined), null);
  assert.deepEqual(sanitised({ reason: undefined, volume: Number.NaN, ok: true }), {
    volume: Number.NaN,
    ok: true,
  });
});
