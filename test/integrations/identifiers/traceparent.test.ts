import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  childTraceparent,
  formatTraceparent,
  isTraceparent,
  newTraceparent,
  parseTraceparent,
} from '../../../src/integrations/identifiers/traceparent.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

const hex = (digits: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: digits, maxLength: digits })
    .map((all) => all.join(''))
    .filter((id) => /[^0]/.test(id));

test('what is written is read back', () => {
  fc.assert(
    fc.property(fc.record({ traceId: hex(32), spanId: hex(16), sampled: fc.boolean() }), (context) => {
      assert.deepEqual(parseTraceparent(formatTraceparent(context)), { ...context });
    }),
  );
});

test('a child is another span of the same trace, as sampled as its parent', () => {
  for (const flags of ['00', '01']) {
    const child = parseTraceparent(childTraceparent(`00-${TRACE}-${SPAN}-${flags}`));

    assert.equal(child?.traceId, TRACE);
    assert.notEqual(child?.spanId, SPAN);
    assert.equal(child?.sampled, flags === '01');
  }
});

test('the child of what is no parent begins a trace of its own', () => {
  const child = parseTraceparent(childTraceparent('nonsense'));

  assert.equal(child?.sampled, true);
});

test('a new trace is sampled', () => {
  assert.equal(parseTraceparent(newTraceparent())?.sampled, true);
});

test('of a later version as much is read as is known, and of its flags the one for sampling', () => {
  assert.deepEqual(parseTraceparent(`01-${TRACE}-${SPAN}-03-more`), { traceId: TRACE, spanId: SPAN, sampled: true });
  assert.equal(parseTraceparent(`cc-${TRACE}-${SPAN}-02`)?.sampled, false);
});

for (const [why, text] of [
  ['nothing', ''],
  ['a trace of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
  ['a span of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
  ['the forbidden version', `ff-${TRACE}-${SPAN}-01`],
  ['more than version 00 has', `00-${TRACE}-${SPAN}-01-more`],
  ['less than version 00 has', `00-${TRACE}-${SPAN}`],
  ['something behind the flags', `01-${TRACE}-${SPAN}-01more`],
  ['a text without an end', `01-${TRACE}-${SPAN}-01-${'x'.repeat(1_000)}`],
] as const) {
  test(`${why} is no traceparent`, () => {
    assert.equal(isTraceparent(text), false);
  });
}
