import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConcurrencyLimit } from '../../pipeline/concurrency-limit.ts';
import { Delivery } from '../../pipeline/deliver.ts';
import { reasonOf } from '../../pipeline/delivery-counts.ts';
import { pollyVoice } from '../../pipeline/engines/polly-voices.ts';
import { translateCode } from '../../pipeline/engines/translate-codes.ts';
import { KeyedQueue } from '../../pipeline/keyed-queue.ts';
import { baseLanguage } from '../../pipeline/language-code.ts';

test('work of one lane runs in order even when work before it failed; other lanes do not wait', async () => {
  const lanes = new KeyedQueue();
  const done: string[] = [];
  const { promise, resolve } = deferred();

  const first = lanes.run('a', async () => {
    await promise;
    done.push('a1');
    throw new Error('a1 failed');
  });
  const second = lanes.run('a', async () => done.push('a2'));
  await lanes.run('b', async () => done.push('b1'));
  assert.equal(lanes.depth('a'), 2);
  resolve();

  await assert.rejects(first, /a1 failed/);
  await second;
  assert.deepEqual(done, ['b1', 'a1', 'a2']);
  await new Promise(setImmediate);
  assert.deepEqual([lanes.depth('a'), lanes.size], [0, 0]);
});

test('a gate lets so many run, so many wait, and refuses the rest', async () => {
  const gate = new ConcurrencyLimit(2, 1);
  const { promise, resolve } = deferred();
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await promise;
    running -= 1;
  };

  const admitted = [1, 2, 3].map(() => gate.run('the engine', work));
  await assert.rejects(gate.run('the engine', work), /Too many requests are waiting for the engine/);
  resolve();
  await Promise.all(admitted);

  assert.equal(most, 2);
  await gate.run('the engine', async () => undefined);
});

test('language codes of every kind meet in one form', () => {
  const codes = { en: 'en', 'en-US': 'en', eng: 'en', EN_gb: 'en', cat: 'ca', 'zh-CN': 'zh', cmn: 'zh', xyz: 'xyz' };
  for (const [code, base] of Object.entries(codes)) assert.equal(baseLanguage(code), base);
});

test('Amazon Translate’s own codes are kept, however they are written; others fall to their language', () => {
  const codes = {
    ...{ 'zh-TW': 'zh-TW', 'fr-CA': 'fr-CA', 'es-MX': 'es-MX', 'pt-PT': 'pt-PT', 'fa-AF': 'fa-AF' },
    ...{
      zh_tw: 'zh-TW',
      'FR-ca': 'fr-CA',
      'zh-Hant': 'zh-TW',
      'zh-Hant-TW': 'zh-TW',
      'zh-HK': 'zh-TW',
      cmn_Hant: 'zh-TW',
    },
    ...{ 'en-US': 'en', 'pt-BR': 'pt', 'zh-CN': 'zh', 'zh-Hans-CN': 'zh', en_gb: 'en', eng: 'en', spa: 'es', nb: 'no' },
    ...{ 'es-419': 'es', 'fr-BE': 'fr', 'en-': 'en', fil: 'tl' },
  };
  for (const [code, own] of Object.entries(codes)) assert.equal(translateCode(code), own, code);
  for (const none of ['', 'gl', 'eo', 'xx', 'xx-YY', '-', '日本', 'constructor', '__proto__', 'e n']) {
    assert.equal(translateCode(none), undefined, none);
  }
});

test('a region with a voice of its own is spoken by it, any other by its language’s, and nonsense by none', () => {
  const voices = {
    'pt-PT': 'Ines',
    pt_pt: 'Ines',
    'pt-BR': 'Camila',
    'en-GB': 'Amy',
    'en-US': 'Joanna',
    'fr-CA': 'Gabrielle',
  };
  for (const [code, voice] of Object.entries({ ...voices, 'zh-TW': 'Zhiyu', spa: 'Lucia', 'ES-mx': 'Mia' })) {
    assert.equal(pollyVoice(code)?.VoiceId, voice, code);
  }
  for (const none of ['', 'gl', 'xx-GB', 'constructor']) assert.equal(pollyVoice(none), undefined, none);
});

test('a failed delivery is named by its answer, or by what kept one from coming, without an address', () => {
  const named = (name: string, more: object = {}) =>
    Object.assign(new Error('http://10.0.0.7/secret'), { name, ...more });
  const cases: [unknown, string][] = [
    [named('ForbiddenException', { $metadata: { httpStatusCode: 403 } }), '403 ForbiddenException'],
    [named('http://10.0.0.7', { $metadata: { httpStatusCode: 502 } }), '502'],
    [named('Error', { code: 'ENOTFOUND' }), 'ENOTFOUND'],
    [named('TimeoutError', { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    [named('Error', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    [named('Error', { cause: named('Error', { code: 'CERT_HAS_EXPIRED' }) }), 'CERT_HAS_EXPIRED'],
    [new AggregateError([named('Error', { code: 'ECONNREFUSED' })]), 'ECONNREFUSED'],
    [named('TimeoutError'), 'TimeoutError'],
    ['a text', 'unknown'],
    [undefined, 'unknown'],
  ];
  for (const [error, reason] of cases) assert.equal(reasonOf(error), reason);
});

test('reasons are counted in listeners, and only so many are told apart', async () => {
  let asked = 0;
  const client = {
    send: async () => {
      throw Object.assign(new Error('x'), { code: `E${Math.floor(asked++ / 2)}` });
    },
  };
  const ids = Array.from({ length: 12 }, (_, at) => `listener-${at}`);
  const delivery = new Delivery(client as never);

  const outgoing = delivery.start(ids, { traceparent: undefined, maxWaiting: 8, onGone: async () => {} });
  outgoing.send('{}');
  const { failed, failures = {} } = await outgoing.finish();

  assert.equal(failed, 12);
  assert.ok(Object.keys(failures).length <= 9);
  assert.equal(
    Object.values(failures).reduce((sum, count) => sum + count, 0),
    12,
  );
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
