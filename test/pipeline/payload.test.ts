import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPayload } from '../../pipeline/payload.ts';
import { oldPayload, payload, TRACEPARENT } from '../support/pipeline/payloads.ts';

test('a payload with every member is taken as it is', () => {
  const full = payload({ targetLanguages: ['es', 'ca'], epoch: 2, segment: 3, isSegmentFinal: true });

  assert.deepEqual(checkPayload(full), full);
});

test("the old system's payload is enough", () => {
  assert.deepEqual(checkPayload(oldPayload()), oldPayload());
});

test('unknown members are ignored and null ones are absent', () => {
  assert.deepEqual(
    checkPayload({ ...oldPayload(), extra: 1, resultId: null, targetLanguages: null, epoch: null }),
    oldPayload(),
  );
});

test('languages named twice count once', () => {
  assert.deepEqual(checkPayload(payload({ targetLanguages: ['es', 'es', 'ca'] })).targetLanguages, ['es', 'ca']);
});

test('a traceparent of another form is left out', () => {
  assert.equal('traceparent' in checkPayload(payload({ traceparent: `${TRACEPARENT}\r\nx-evil: 1` })), false);
});

const WRONG: Readonly<Record<string, readonly [unknown, RegExp]>> = {
  sessionId: ['', /sessionId must not be empty/],
  sourceLanguage: ['English!', /sourceLanguage must be a language code/],
  transcriptText: ['x'.repeat(5_001), /transcriptText is over 5000 characters/],
  isPartial: ['false', /isPartial must be true or false, not string/],
  stabilityScore: [1.5, /stabilityScore must be between 0 and 1/],
  timestamp: ['now', /timestamp must be a finite number, not string/],
  emotionDynamics: [[], /emotionDynamics must be an object, not an array/],
  resultId: [7, /resultId must be a string, not number/],
  revision: [-1, /revision must be between/],
  segment: [1.5, /segment must be a whole number/],
  isSegmentFinal: ['true', /isSegmentFinal must be true or false, not string/],
  idempotencyKey: ['', /idempotencyKey must not be empty/],
  traceparent: [{}, /traceparent must be a string, not object/],
  targetLanguages: ['es', /targetLanguages must be an array, not string/],
  startTimeMs: [Number.NaN, /startTimeMs must be a finite number/],
  endTimeMs: [-1, /endTimeMs must be between/],
  epoch: [Number.POSITIVE_INFINITY, /epoch must be a finite number/],
};

for (const [name, [value, message]] of Object.entries(WRONG)) {
  test(`a bad ${name} is named`, () => {
    assert.throws(() => checkPayload({ ...payload(), [name]: value }), message);
  });
}

for (const name of Object.keys(oldPayload())) {
  test(`a missing ${name} is named`, () => {
    assert.throws(
      () => checkPayload({ ...payload(), [name]: undefined }),
      new RegExp(`^Error: Bad payload: ${name} is missing$`),
    );
  });
}

test('a bad emotion is named to its member', () => {
  const emotionDynamics = { volume: 0.5, rate: 1, energy: 0.5 };
  for (const [member, bad] of Object.entries({ volume: 1.1, rate: 0.4, energy: null })) {
    const event = { ...payload(), emotionDynamics: { ...emotionDynamics, [member]: bad } };
    assert.throws(() => checkPayload(event), new RegExp(`emotionDynamics\\.${member}`));
  }
});

test('a target language that is none, and too many of them, are named', () => {
  assert.throws(
    () => checkPayload({ ...payload(), targetLanguages: ['es', 7] }),
    /targetLanguages\[1\] must be a string/,
  );
  assert.throws(
    () => checkPayload({ ...payload(), targetLanguages: Array(65).fill('es') }),
    /targetLanguages has over 64/,
  );
});

test('what is no object is no payload', () => {
  for (const event of [undefined, null, 'x', 1, []]) assert.throws(() => checkPayload(event), /Bad payload: payload/);
});
