import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ACTIONS, type Action } from '../../src/protocol/client-messages.ts';
import { checkParameters } from '../../src/protocol/parameters.ts';
import { ALL_ACTIONS, anyAction, anyBody, anyJson, GOOD, PROTOTYPE_KEYS } from './wire-arbitraries.ts';

function refusalOf(action: Action, body: Record<string, unknown>) {
  const checked = checkParameters(action, body);
  if (checked.ok) assert.fail(`taken: ${JSON.stringify(body)}`);
  return checked.refusal;
}

const propertiesOf = (action: Action) => Object.keys(ACTIONS[action].parameters.properties);

/** JSON text as it comes from the wire, where `__proto__` is a member like any other. */
const wire = (text: string) => JSON.parse(text) as Record<string, unknown>;

test('checking never throws, and what it takes has the members of the contract and no other', () => {
  fc.assert(
    fc.property(anyAction, anyBody, (action, body) => {
      const checked = checkParameters(action, body);

      if (checked.ok) {
        const allowed = new Set(['action', ...propertiesOf(action)]);
        assert.equal(checked.value.action, action);
        assert.deepEqual(
          Object.keys(checked.value).filter((member) => !allowed.has(member)),
          [],
        );
      } else {
        assert.match(checked.refusal.code, /^(MISSING|INVALID)_PARAMETER$/);
        assert.ok(propertiesOf(action).includes(String(checked.refusal.details.parameter)));
      }
    }),
    { numRuns: 500 },
  );
});

test('a refusal never carries more than a kilobyte and some of what was sent', () => {
  const huge = fc.dictionary(fc.string({ unit: 'binary', maxLength: 300 }), anyJson, { maxKeys: 60 });
  fc.assert(
    fc.property(huge, (state) => {
      const checked = checkParameters('speakerStateChange', { state });

      if (!checked.ok) assert.ok(JSON.stringify(checked.refusal.details).length <= 16 * 64 * 6 + 200);
    }),
  );
  const names = Array.from({ length: 60 }, (_, i) => `${i}-${'x'.repeat(200)}`);
  const { details } = refusalOf('speakerStateChange', { state: Object.fromEntries(names.map((name) => [name, 1])) });
  assert.ok('invalidMembers' in details && details.invalidMembers !== undefined);
  assert.equal(details.invalidMembers.length, 16);
  assert.ok(details.invalidMembers.every((name) => String(name).length <= 64));
});

for (const action of ALL_ACTIONS) {
  const good = GOOD[action];
  const required = [...(ACTIONS[action].parameters.required ?? [])] as string[];
  const properties = propertiesOf(action);

  test(`${action}: a correct message is taken as it is`, () => {
    assert.deepEqual(checkParameters(action, { action, ...good }), { ok: true, value: { action, ...good } });
  });

  test(`${action}: members the contract does not know are ignored`, () => {
    const body = wire(JSON.stringify({ ...good, extra: 1, sessionID: null }).replace('{', '{"__proto__":{"a":1},'));

    assert.deepEqual(checkParameters(action, body), { ok: true, value: { action, ...good } });
  });

  for (const parameter of properties) {
    test(`${action}: ${parameter} is ${required.includes(parameter) ? 'required' : 'optional'}`, () => {
      const { [parameter]: _, ...body } = good;

      const checked = checkParameters(action, body);

      if (required.includes(parameter)) {
        assert.ok(!checked.ok);
        assert.equal(checked.refusal.code, 'MISSING_PARAMETER');
        assert.deepEqual(checked.refusal.details, { parameter });
      } else {
        assert.deepEqual(checked, { ok: true, value: { action, ...body } });
      }
    });

    if (action === 'heartbeat') continue;
    test(`${action}: ${parameter} that is null or of a wrong type is INVALID_PARAMETER`, () => {
      for (const wrong of [null, [], true, typeof good[parameter] === 'number' ? '5' : 5]) {
        const refusal = refusalOf(action, { ...good, [parameter]: wrong });

        assert.equal(refusal.code, 'INVALID_PARAMETER', JSON.stringify(wrong));
        assert.equal(refusal.details.parameter, parameter);
      }
    });
  }
}

test('the first parameter that is wrong is the one named', () => {
  assert.deepEqual(refusalOf('joinSession', {}).details, { parameter: 'sessionId' });
  assert.equal(refusalOf('joinSession', { sessionId: null }).code, 'INVALID_PARAMETER');
  assert.deepEqual(refusalOf('joinSession', { sessionId: 'a', targetLanguage: 3 }).details, {
    parameter: 'targetLanguage',
  });
});

for (const key of PROTOTYPE_KEYS) {
  test(`a parameter is never found on the prototype: ${key}`, () => {
    const body = wire(`{${JSON.stringify(key)}:{"volumeLevel":0.5,"sourceLanguage":"en"}}`);

    assert.equal(refusalOf('setVolume', body).code, 'MISSING_PARAMETER');
    assert.equal(refusalOf('createSession', body).code, 'MISSING_PARAMETER');
  });
}

test('a __proto__ member of sendAudio is not where its audio is found', () => {
  assert.equal(
    refusalOf('sendAudio', wire('{"__proto__":{"audioData":"AAAA","data":"AAAA"}}')).code,
    'MISSING_PARAMETER',
  );
});

// ---- levels ----------------------------------------------------------------------------------------------------

test('a volume level is taken from 0 to 1, both included, and nothing else is', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (volumeLevel) => {
      const isOffered = volumeLevel >= 0 && volumeLevel <= 1;

      assert.equal(checkParameters('setVolume', { volumeLevel }).ok, isOffered);
      assert.equal(checkParameters('speakerStateChange', { state: { volume: volumeLevel } }).ok, isOffered);
    }),
  );
  for (const volumeLevel of [0, 1, 0.0001]) assert.ok(checkParameters('setVolume', { volumeLevel }).ok);
  for (const volumeLevel of [Number.NaN, Number.POSITIVE_INFINITY, '0.5', true, {}, 1.0001, -0.0001]) {
    assert.equal(refusalOf('setVolume', { volumeLevel }).code, 'INVALID_PARAMETER');
  }
});

// ---- audio -----------------------------------------------------------------------------------------------------

test('`data` is an alias of audioData, which wins when both are there', () => {
  assert.deepEqual(checkParameters('sendAudio', { data: 'BBBB' }), {
    ok: true,
    value: { action: 'sendAudio', audioData: 'BBBB' },
  });
  assert.deepEqual(checkParameters('sendAudio', { data: 'BBBB', audioData: 'AAAA' }), {
    ok: true,
    value: { action: 'sendAudio', audioData: 'AAAA' },
  });
});

test('audio under either name that is no string is named audioData', () => {
  for (const body of [{ data: null }, { data: 4 }, { audioData: null, data: 'BBBB' }, { audioData: [] }]) {
    const refusal = refusalOf('sendAudio', body);

    assert.equal(refusal.code, 'INVALID_PARAMETER');
    assert.equal(refusal.details.parameter, 'audioData');
  }
});

// ---- quality, heartbeat, reason ---------------------------------------------------------------------------------

test('a quality tier is one of two words', () => {
  for (const qualityTier of ['standard', 'premium']) {
    assert.ok(checkParameters('createSession', { sourceLanguage: 'en', qualityTier }).ok);
  }
  for (const qualityTier of ['', 'Standard', 'gold', null, 1]) {
    const refusal = refusalOf('createSession', { sourceLanguage: 'en', qualityTier });
    assert.deepEqual([refusal.code, refusal.details.parameter], ['INVALID_PARAMETER', 'qualityTier']);
  }
});

test('segments is one of three words', () => {
  for (const segments of ['clause', 'sentence', 'result']) {
    assert.ok(checkParameters('createSession', { sourceLanguage: 'en', segments }).ok);
  }
  for (const segments of ['', 'Clause', 'word', null, 1, ['clause']]) {
    const refusal = refusalOf('createSession', { sourceLanguage: 'en', segments });
    assert.deepEqual([refusal.code, refusal.details.parameter], ['INVALID_PARAMETER', 'segments']);
  }
});

test('a language that is not offered is still a language here: the running server says what it offers', () => {
  assert.ok(checkParameters('createSession', { sourceLanguage: 'tlh' }).ok);
  assert.ok(checkParameters('changeLanguage', { targetLanguage: '' }).ok);
});

test('a heartbeat is a heartbeat whatever its timestamp', () => {
  fc.assert(fc.property(anyJson, (timestamp) => assert.ok(checkParameters('heartbeat', { timestamp }).ok)));
});

// ---- speakerStateChange ----------------------------------------------------------------------------------------

test('a state change of any selection of its members is taken', () => {
  const change = fc.record(
    { isPaused: fc.boolean(), isMuted: fc.boolean(), volume: fc.double({ min: 0, max: 1, noNaN: true }) },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(change, (state) => {
      fc.pre(Object.keys(state).length > 0);

      assert.deepEqual(checkParameters('speakerStateChange', { state }), {
        ok: true,
        value: { action: 'speakerStateChange', state },
      });
    }),
  );
});

test('an empty state change is INVALID_PARAMETER', () => {
  const refusal = refusalOf('speakerStateChange', { state: {} });

  assert.equal(refusal.code, 'INVALID_PARAMETER');
  assert.equal(refusal.details.parameter, 'state');
});

for (const [text, invalidMembers] of [
  ['{"isPaused":true,"colour":"red"}', ['colour']],
  ['{"isPaused":"true"}', ['isPaused']],
  ['{"isPaused":null,"isMuted":0,"volume":2}', ['isPaused', 'isMuted', 'volume']],
  ['{"isActive":true,"lastStateChange":1}', ['isActive', 'lastStateChange']],
  ['{"__proto__":{"isPaused":true}}', ['__proto__']],
  ['{"isMuted":true,"constructor":true,"toString":true}', ['constructor', 'toString']],
] as const) {
  test(`a state change names every member it cannot take, and applies none: ${text}`, () => {
    const refusal = refusalOf('speakerStateChange', { state: wire(text) });

    assert.equal(refusal.code, 'INVALID_PARAMETER');
    assert.deepEqual(refusal.details, { parameter: 'state', invalidMembers });
  });
}
