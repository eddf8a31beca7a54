import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type HttpAnswer, isBodyless, mergeHeaders, statusLine } from '../../../src/server/http/http-types.ts';

test('an answer that would break its connection cannot be written: the compiler refuses each of these', () => {
  const answers: HttpAnswer[] = [
    // @ts-expect-error a 204 has no content
    { status: 204, body: 'x' },
    // @ts-expect-error nor has a 304
    { status: 304, body: { known: true } },
    // @ts-expect-error the length is the writer's to say
    { status: 200, headers: { 'content-length': '3' }, body: 'abc' },
    // @ts-expect-error and so is how the content is sent
    { status: 200, headers: { 'transfer-encoding': 'chunked' }, body: 'abc' },
    // @ts-expect-error and whether the connection stays
    { status: 413, headers: { connection: 'close' } },
    // @ts-expect-error a status that no line is known for
    { status: 418 },
  ];

  assert.equal(answers.length, 6);
  assert.deepEqual(
    [204, 304, 200].map((status) => isBodyless(status as 200)),
    [true, true, false],
  );
  assert.equal(statusLine(413), '413 Content Too Large');
});

test('an answer varies by what it says itself and by what every answer says', () => {
  assert.deepEqual(mergeHeaders({ vary: 'accept', etag: 'x' }, { vary: 'origin', a: 'b' }), {
    vary: 'accept, origin',
    etag: 'x',
    a: 'b',
  });
  assert.deepEqual(mergeHeaders({}, { vary: 'origin' }), { vary: 'origin' });
  assert.deepEqual(mergeHeaders({ allow: 'GET' }, {}), { allow: 'GET' });
});
