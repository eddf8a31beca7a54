import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childrenOf, toSpans, tracesOf } from '../../../tools/trace/span.ts';
import { recordedTrace, span } from './recorded.ts';

const OTLP = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'rostrum' } }] },
      scopeSpans: [
        {
          spans: [
            {
              traceId: 't',
              spanId: 'b',
              parentSpanId: 'a',
              name: 'transcript',
              startTimeUnixNano: '1795260853009219238',
              endTimeUnixNano: '1795260853010219999',
              attributes: [
                { key: 'n', value: { intValue: '7' } },
                { key: 'd', value: { doubleValue: 0.5 } },
                { key: 'b', value: { boolValue: false } },
                { key: 'nothing' },
              ],
              links: [{ spanId: 'c' }],
              status: { code: 2 },
            },
            {
              traceId: 't',
              spanId: 'a',
              parentSpanId: '',
              name: 'utterance',
              startTimeUnixNano: '1795260853000000000',
              endTimeUnixNano: '1795260854000000000',
            },
          ],
        },
        {},
      ],
    },
    {},
  ],
};

test('spans are read with their service, their times to the microsecond, their facts, links and status', () => {
  const [root, child] = toSpans(OTLP);

  assert.equal(root?.parentId, undefined);
  assert.equal(root?.startMs, 1795260853000);
  assert.equal(root?.isFailed, false);
  assert.deepEqual(child, {
    traceId: 't',
    id: 'b',
    parentId: 'a',
    name: 'transcript',
    service: 'rostrum',
    startMs: 1795260853009.219,
    endMs: 1795260853010.219,
    isFailed: true,
    facts: { n: 7, d: 0.5, b: false },
    links: ['c'],
  });
});

test('nothing found is no span, and a process without a name is unknown', () => {
  const nameless = { resourceSpans: [{ scopeSpans: OTLP.resourceSpans[0]?.scopeSpans ?? [] }] };

  assert.deepEqual(toSpans({}), []);
  assert.equal(toSpans(nameless)[0]?.service, 'unknown');
});

test('spans are told apart by trace, and children by parent', () => {
  const spans = [
    span({ id: 'r', name: 'utterance' }),
    span({ id: 'a', name: 'audio.chunk' }),
    span({ id: 'b', name: 'audio.chunk' }),
    span({ id: 'x', name: 'utterance', traceId: 'u' }),
  ];

  assert.deepEqual(
    tracesOf(spans).map((trace) => trace.map(({ id }) => id)),
    [['r', 'a', 'b'], ['x']],
  );
  assert.deepEqual(
    childrenOf(spans)
      .get('r')
      ?.map(({ id }) => id),
    ['a', 'b'],
  );
});

test('the recorded trace has one root and both services', () => {
  const trace = recordedTrace();

  assert.equal(tracesOf(trace).length, 1);
  assert.deepEqual([...new Set(trace.map(({ service }) => service))], ['rostrum', 'translation-pipeline']);
});
