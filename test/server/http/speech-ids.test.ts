import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readCaptionIds, readSpeechIds } from '../../../src/server/http/speech-ids.ts';

const read = (body: string) => readSpeechIds(Buffer.from(body));
const SOUND = 'A'.repeat(100_000);

test('the ids are read from the beginning of our pipeline’s speech, and the sound is not', () => {
  const head = { type: 'audio', resultId: '9b1c-5f', segment: 3, epoch: 0, sequenceNumber: 286, part: 1, parts: 2 };

  const ids = read(JSON.stringify({ ...head, text: '¿Qué "tal"?', audioData: SOUND }));

  assert.deepEqual(ids, { resultId: '9b1c-5f', segment: 3, epoch: 0, part: 1, parts: 2 });
});

test('a body that does not begin as speech has no ids', () => {
  const others = [
    '',
    '{',
    '{"type":"audio"',
    '{"type":"audio"}',
    '{"type":"caption","resultId":"r"}',
    ' {"type":"audio",',
  ];
  for (const body of [...others, '{"resultId":"r","type":"audio"}', SOUND]) assert.equal(read(body), undefined, body);
  assert.equal(readSpeechIds(new Uint8Array([0xff, 0xfe])), undefined);
});

test('what another pipeline writes is speech, with the ids that it has', () => {
  assert.deepEqual(read(`{"type":"audio","audioData":"${SOUND}","resultId":"r"}`), {});
  assert.deepEqual(read('{"type":"audio",\n  "resultId" : "r" ,\t"segment": 2 }'), { resultId: 'r', segment: 2 });
  assert.deepEqual(read('{"type":"audio","translated":true,"reason":null,"segment":1,"x":{"epoch":9}}'), {
    segment: 1,
  });
});

test('values of another kind are no ids', () => {
  const wrong = ['"1"', '1.5', '-1', '1e999', '123456789012345678', 'true', 'null', '[1]', '{}', '01x'];
  for (const value of wrong) assert.deepEqual(read(`{"type":"audio","segment":${value}}`), {}, value);
  for (const value of ['1', 'null', '""', '"ö"', '"a\\"b"', '"\\u0041"', '"\u0007"']) {
    assert.deepEqual(read(`{"type":"audio","resultId":${value}}`), {}, value);
  }
});

test('a value that the first 512 bytes cut is no id', () => {
  for (let length = 440; length < 520; length += 1) {
    const body = `{"type":"audio","text":"${'x'.repeat(length)}","segment":123456,"part":7,"audioData":"${SOUND}"}`;
    const ids = read(body);
    assert.ok(ids?.segment === undefined || ids.segment === 123_456, String(length));
    assert.ok(ids?.part === undefined || ids.part === 7, String(length));
  }
});

test('text that looks like members does not become ids, and the first of two members counts', () => {
  assert.deepEqual(read('{"type":"audio","text":"\\",\\"segment\\":5,\\"x\\":\\"","segment":2}'), {});
  assert.deepEqual(read(`{"type":"audio","text":"',segment:5,'","segment":2,"segment":3}`), { segment: 2 });
  assert.deepEqual(read('{"type":"audio","segment":2}{"epoch":1}'), { segment: 2 });
});

test('whatever a body is, reading never throws; and of JSON it finds nothing that JSON.parse does not', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      readSpeechIds(Buffer.concat([Buffer.from('{"type":"audio",'), bytes]));
    }),
  );
  const names = fc.constantFrom('resultId', 'segment', 'epoch', 'part', 'parts', 'text', '__proto__', 'constructor');
  fc.assert(
    fc.property(fc.dictionary(names, fc.jsonValue({ maxDepth: 1 })), (members) => {
      const text = JSON.stringify({ type: 'audio', ...members });
      const ids = read(text);
      const parsed = JSON.parse(text) as Record<string, unknown>;
      for (const [name, value] of Object.entries(ids ?? {})) assert.equal(parsed[name], value);
    }),
  );
});

test('a text without speech has ids too; one that may still change, and any other message, has none', () => {
  const caption = (body: string) => readCaptionIds(Buffer.from(body));
  const head = { type: 'caption', resultId: 'r1', segment: 2, epoch: 0, translated: true };
  const ids = { resultId: 'r1', segment: 2, epoch: 0 };

  assert.deepEqual(caption(JSON.stringify({ ...head, isPartial: false, text: 'hola' })), ids);
  assert.deepEqual(caption(JSON.stringify({ ...head, text: 'dijo: "isPartial":true' })), ids);
  assert.equal(caption(JSON.stringify({ ...head, isPartial: true, text: 'ho' })), undefined);
  assert.equal(caption(JSON.stringify({ ...head, type: 'audio' })), undefined);
  assert.equal(caption(''), undefined);
});
