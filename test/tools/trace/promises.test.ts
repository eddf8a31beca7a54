import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokenPromises } from '../../../tools/trace/promises.ts';
import type { Span } from '../../../tools/trace/span.ts';
import { recordedTrace, span } from './recorded.ts';

const PARTIAL = { 'transcript.partial': true };
const FINAL = { 'transcript.partial': false };
const whole: readonly Span[] = [
  span({ id: 'r', name: 'utterance', endMs: 9 }),
  span({ id: 'c1', name: 'audio.chunk', facts: { 'audio.seq': 4 } }),
  span({ id: 'c2', name: 'audio.chunk', facts: { 'audio.seq': 5 } }),
  span({ id: 'p', name: 'transcript', facts: PARTIAL }),
  span({ id: 'f', name: 'transcript', facts: FINAL, links: ['c1', 'c2'] }),
  span({ id: 'i', name: 'translation.invoke', parentId: 'f' }),
  span({ id: 't', name: 'pipeline.translate', parentId: 'i', service: 'translation-pipeline' }),
  span({ id: 'd', name: 'pipeline.deliver', parentId: 'i', service: 'translation-pipeline' }),
  span({ id: 'l', name: 'listener.deliver', parentId: 'd' }),
  span({ id: 's', name: 'segment' }),
  span({ id: 'h', name: 'playout', parentId: 's', endMs: 20 }),
];
const without = (...ids: string[]) => whole.filter(({ id }) => !ids.includes(id));
const changed = (id: string, change: Partial<Span>) =>
  whole.map((one) => (one.id === id ? { ...one, ...change } : one));

test('a recorded utterance has everything from the microphone to the listener', () => {
  assert.deepEqual(brokenPromises(recordedTrace()), []);
});

test('a whole trace breaks no promise', () => {
  assert.deepEqual(brokenPromises(whole), []);
});

for (const [claim, trace, problem] of [
  ['without a root', without('r'), 'it has 0 roots'],
  ['with two roots', [...whole, span({ id: 'r2', name: 'utterance' })], 'it has 2 roots'],
  ['with another root', changed('r', { name: 'audio.chunk' }), 'its root is audio.chunk of rostrum'],
  ['without chunks', without('c1', 'c2'), 'it has no audio.chunk below its root'],
  [
    'with a chunk missing',
    changed('c2', { facts: { 'audio.seq': 6 } }),
    'between audio.chunk 4 and 6 one is missing or double',
  ],
  [
    'with a chunk twice',
    changed('c2', { facts: { 'audio.seq': 4 } }),
    'between audio.chunk 4 and 4 one is missing or double',
  ],
  ['with guesses only', changed('f', { facts: PARTIAL }), 'it has no final transcript'],
  ['whose final has no links', changed('f', { links: [] }), 'a final transcript is linked to no audio.chunk'],
  [
    'whose final is linked to a stranger',
    changed('f', { links: ['c1', 'x'] }),
    'a final transcript is linked to something that is no audio.chunk known',
  ],
  ['never translated', without('i', 't', 'd', 'l'), 'no final transcript has a translation.invoke'],
  [
    'that the pipeline never joined',
    without('t', 'd', 'l'),
    'nothing of translation-pipeline is below a translation.invoke',
  ],
  ['never delivered', without('l'), 'no listener.deliver is below a translation.invoke'],
  [
    'delivered by somebody else',
    changed('l', { service: 'other' }),
    'no listener.deliver is below a translation.invoke',
  ],
  ['without a segment', without('s', 'h'), 'it has no segment below its root'],
  ['that nobody heard', without('h'), 'no playout is below a segment'],
  ['with a lost parent', without('d'), 'the parent of a listener.deliver is not in it'],
  ['that begins before its root', changed('c1', { startMs: -1 }), 'a audio.chunk starts before the utterance'],
] as const) {
  test(`a trace ${claim} is told so`, () => {
    assert.ok(brokenPromises(trace).includes(problem), brokenPromises(trace).join('; '));
  });
}

test('a late final may be about chunks of the utterance before', () => {
  const before = [span({ id: 'r0', name: 'utterance' }), span({ id: 'c0', name: 'audio.chunk', parentId: 'r0' })];

  assert.deepEqual(brokenPromises(changed('f', { links: ['c0'] }), [before]), []);
});

test('a segment may begin before its utterance, with words that came before the final of the last one', () => {
  assert.deepEqual(brokenPromises(changed('s', { startMs: -5 })), []);
});
