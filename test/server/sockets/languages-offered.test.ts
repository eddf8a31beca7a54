import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refuseLanguage } from '../../../src/server/sockets/languages-offered.ts';

test('a language that is offered is not refused; any other is, with those that are', () => {
  assert.equal(refuseLanguage('es', ['en', 'es']), undefined);
  for (const language of ['fr', 'ES', '', 'e']) {
    const refused = refuseLanguage(language, ['en', 'es']);
    assert.deepEqual([refused?.code, refused?.details], ['UNSUPPORTED_LANGUAGE', { supported: ['en', 'es'] }]);
  }
});
