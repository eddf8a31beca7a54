import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TranscriptPayload } from '../../pipeline/payload.ts';
import { TranslationContexts } from '../../pipeline/translation-contexts.ts';
import { oldPayload, payload } from '../support/pipeline/payloads.ts';
import { startSystem } from '../support/pipeline/system.ts';

const segment = (transcriptText: string, number: number, changes: Partial<TranscriptPayload> = {}) =>
  payload({ resultId: 'r1', segment: number, isSegmentFinal: false, transcriptText, ...changes });

test('a segment has the one before it as context, a partial the last segment, and partials are nobody’s context', () => {
  const contexts = new TranslationContexts();

  assert.equal(contexts.before(segment('we believe', 0)), undefined);
  assert.equal(contexts.before(segment('that every', 1, { isPartial: true })), 'we believe');
  assert.equal(contexts.before(segment('that every child learns,', 1)), 'we believe');
  assert.equal(contexts.before(segment('and so do we.', 2)), 'that every child learns,');
});

test('a segment that is missing, another session and another epoch are no context', () => {
  const contexts = new TranslationContexts();
  contexts.before(segment('we believe', 0));

  assert.equal(contexts.before(segment('x', 1, { sessionId: 'other-session-100' })), undefined);
  assert.equal(contexts.before(segment('x', 1, { epoch: 1, isPartial: true })), undefined);
  assert.equal(contexts.before(segment('x', 2, { isPartial: true })), undefined);
  assert.equal(contexts.before(segment('we believe', 0)), undefined, 'a repeated one is not its own');
});

test('the first segment of a result has the last of the result before if it begins within two seconds after it', () => {
  const end = { startTimeMs: 1_000, endTimeMs: 3_000 };
  const cases = [
    [3_000, 'it was late,'],
    [5_000, 'it was late,'],
    [5_001, undefined],
    [2_900, undefined],
  ] as const;
  for (const [startTimeMs, context] of cases) {
    const contexts = new TranslationContexts();
    contexts.before(segment('it was late,', 4, end));
    const next = segment('and dark', 0, { resultId: 'r2', startTimeMs, endTimeMs: startTimeMs + 500 });
    assert.equal(contexts.before(next), context, String(startTimeMs));
  }
});

test('payloads of a server without segments are whole results, and those of the old system have no context', () => {
  const contexts = new TranslationContexts();
  contexts.before(payload({ resultId: 'a', transcriptText: 'one', startTimeMs: 0, endTimeMs: 900 }));
  assert.equal(contexts.before(payload({ resultId: 'b', startTimeMs: 1_000, endTimeMs: 2_000 })), 'one');

  contexts.before(oldPayload());
  assert.equal(contexts.before(oldPayload()), undefined);
});

test('of a long text its last words are the context', () => {
  const contexts = new TranslationContexts();
  contexts.before(segment(`${'word '.repeat(300)}last`, 0));

  const context = contexts.before(segment('x', 1)) ?? '';
  assert.ok(context.length <= 500);
  assert.match(context, /^word .* last$/);
});

test('of very many sessions the ones that were silent longest are forgotten', () => {
  const contexts = new TranslationContexts();
  for (let i = 0; i <= 1_000; i += 1) contexts.before(segment('one', 0, { sessionId: `s${i}` }));

  assert.equal(contexts.before(segment('two', 1, { sessionId: 's0' })), undefined);
  assert.equal(contexts.before(segment('two', 1, { sessionId: 's1000' })), 'one');
});

for (const takesContext of [true, false]) {
  test(`a translator that takes ${takesContext ? 'context gets the segment alone and, apart, the one before it' : 'none gets none'}`, async (t) => {
    const { table, engines, pipeline } = await startSystem(t, { takesContext });
    await table.join('golden-eagle-427', 'es', ['ana']);

    await pipeline.handle(segment('we believe', 0));
    await pipeline.handle(segment('that every child learns', 1));

    assert.deepEqual(
      engines.translations.map(({ text, context }) => [text, context]),
      [
        ['we believe', undefined],
        ['that every child learns', takesContext ? 'we believe' : undefined],
      ],
    );
  });
}
