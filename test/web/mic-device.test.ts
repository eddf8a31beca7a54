import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Remembered } from '../../web/src/remembered.ts';
import { readChosenDevice, storeChosenDevice } from '../../web/src/speak/mic/chosen-device.ts';
import { chooseDevice, isDefault, microphones } from '../../web/src/speak/mic/device-choice.ts';
import { MicProblem } from '../../web/src/speak/mic/mic-problem.ts';

const HEADSET = { deviceId: 'a1', label: 'Headset' };
const DESK = { deviceId: 'b2', label: 'Desk microphone' };

class FakeStorage {
  readonly #items = new Map<string, string>();
  getItem = (key: string) => this.#items.get(key) ?? null;
  setItem = (key: string, value: string) => void this.#items.set(key, value);
  removeItem = (key: string) => void this.#items.delete(key);
}

const forbidden = (): never => {
  throw new DOMException('no storage here', 'SecurityError');
};

test('the list has each microphone once, without loudspeakers, calls, and devices without an id', () => {
  const listed = [
    { kind: 'audioinput', deviceId: 'default', label: 'Default - Headset' },
    { kind: 'audioinput', deviceId: 'communications', label: 'Communications - Headset' },
    { kind: 'audioinput', ...HEADSET },
    { kind: 'audioinput', ...HEADSET },
    { kind: 'audiooutput', deviceId: 'c3', label: 'Loudspeaker' },
    { kind: 'audioinput', deviceId: '', label: '' },
  ];

  assert.deepEqual(microphones(listed), [{ deviceId: 'default', label: 'Default - Headset' }, HEADSET]);
  assert.deepEqual(microphones(listed).map(isDefault), [true, false]);
});

test('the chosen microphone is found by its id, and by its name when it has another id', () => {
  assert.deepEqual(chooseDevice([DESK, HEADSET], HEADSET), { kind: 'device', deviceId: 'a1' });
  assert.deepEqual(chooseDevice([DESK, { ...HEADSET, deviceId: 'z9' }], HEADSET), { kind: 'device', deviceId: 'z9' });
  assert.deepEqual(chooseDevice([DESK, { deviceId: 'a1', label: 'Renamed' }], HEADSET), {
    kind: 'device',
    deviceId: 'a1',
  });
});

test('one that is not there is named, and the system chooses; a name that is unknown matches nothing', () => {
  assert.deepEqual(chooseDevice([DESK], HEADSET), { kind: 'default', missing: 'Headset' });
  const nameless = { deviceId: 'x', label: '' };
  assert.deepEqual(chooseDevice([{ deviceId: 'y', label: '' }], nameless), { kind: 'default', missing: '' });
});

test('without a choice the system chooses, and nothing is missing', () => {
  assert.deepEqual(chooseDevice([DESK], undefined), { kind: 'default', missing: undefined });
  assert.deepEqual(chooseDevice([DESK], { deviceId: 'default', label: 'Default' }), {
    kind: 'default',
    missing: undefined,
  });
});

test('the choice is remembered until the system chooses again', () => {
  const storage = new FakeStorage();
  const page = () => new Remembered(() => storage);
  assert.equal(readChosenDevice(page()), undefined);
  storeChosenDevice(page(), HEADSET);
  assert.deepEqual(readChosenDevice(page()), HEADSET);
  storeChosenDevice(page(), undefined);
  assert.equal(readChosenDevice(page()), undefined);
});

test('where the browser keeps nothing, the choice holds until the page closes', () => {
  const page = new Remembered(forbidden);
  storeChosenDevice(page, HEADSET);
  assert.deepEqual(readChosenDevice(page), HEADSET);
  assert.equal(readChosenDevice(new Remembered(forbidden)), undefined);
});

test('something else in the storage is no choice and no error', () => {
  const storage = new FakeStorage();
  for (const text of ['{', '7', '{"deviceId":7,"label":""}', '{"deviceId":"a"}']) {
    storage.setItem('rostrum.microphone', text);
    assert.equal(readChosenDevice(new Remembered(() => storage)), undefined, text);
  }
});

test('every browser’s error is one of denied, none, busy; without TLS it is always that', () => {
  const kindOf = (name: string, isSecure = true) => MicProblem.ofOpening(new DOMException('', name), isSecure).kind;

  for (const name of ['NotAllowedError', 'SecurityError']) assert.equal(kindOf(name), 'denied', name);
  for (const name of ['NotFoundError', 'OverconstrainedError', 'Other']) assert.equal(kindOf(name), 'none', name);
  for (const name of ['NotReadableError', 'AbortError']) assert.equal(kindOf(name), 'busy', name);
  assert.equal(kindOf('NotAllowedError', false), 'insecure');
  assert.equal(MicProblem.ofOpening(undefined, false).kind, 'insecure');
  assert.equal(MicProblem.ofOpening(undefined, true).kind, 'none');
  const isOfDevice = (['denied', 'none', 'busy', 'graph', 'insecure', 'lost'] as const).map(
    (kind) => new MicProblem(kind).isOfDevice,
  );
  assert.deepEqual(isOfDevice, [false, true, true, false, false, true]);
});

test('whatever the audio graph throws is its refusal, a problem that is known stays what it is', () => {
  assert.equal(MicProblem.ofGraph(new DOMException('', 'NotSupportedError')).kind, 'graph');
  const lost = new MicProblem('lost');
  assert.equal(MicProblem.ofGraph(lost), lost);
});
