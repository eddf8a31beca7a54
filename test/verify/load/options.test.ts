import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOAD } from '../../../verify/load/options.ts';
import { VALIDATE } from '../../../verify/load/validate-options.ts';

test('a load’s name is enough: the rest is its own', () => {
  const parsed = LOAD.parse(['fan-out']);

  assert.ok(parsed.kind === 'run');
  const { load, seconds, speakers, listeners, chunkMs, isTimed, traces } = parsed.options;
  assert.deepEqual([load, seconds, speakers, listeners, chunkMs], ['fan-out', 60, 1, 500, 100]);
  assert.deepEqual([isTimed, traces], [true, false]);
});

test('every option is taken', () => {
  const more = ['--speakers', '7', '--listeners', '0', '--chunk-ms', '100', '--untimed', '--json'];
  const addresses = ['--url', 'ws://127.0.0.1:8080/', '--admin-url', 'http://127.0.0.1:9090'];

  assert.deepEqual(LOAD.parse(['audio', '--seconds', '5', ...more, ...addresses]), {
    kind: 'run',
    options: {
      load: 'audio',
      seconds: 5,
      speakers: 7,
      listeners: 0,
      chunkMs: 100,
      url: 'http://127.0.0.1:8080',
      adminUrl: 'http://127.0.0.1:9090',
      traces: false,
      isTimed: false,
      profileFolder: undefined,
      dashboardFile: undefined,
      json: true,
    },
  });
});

for (const wrong of [
  [],
  ['noise'],
  ['audio', 'control'],
  ['audio', '--seconds', '1'],
  ['audio', '--speakers', '0'],
  ['audio', '--chunk-ms', '30'],
  ['audio', '--url', 'localhost'],
  ['audio', '--url', 'http://127.0.0.1:1', '--traces'],
  ['audio', '--what'],
]) {
  test(`load ${wrong.join(' ')} is refused in one line`, () => {
    const parsed = LOAD.parse(wrong);

    assert.ok(parsed.kind === 'wrong');
    assert.match(parsed.message, /^[^\n]+ \(--help shows the options\)$/);
  });
}

test('validate runs the four loads that have targets, with every span', () => {
  const parsed = VALIDATE.parse(['--seconds', '20', '--speakers', '10']);

  assert.ok(parsed.kind === 'run');
  assert.deepEqual(
    parsed.options.loads.map(({ load, seconds, speakers, traces }) => [load, seconds, speakers, traces]),
    [
      ['audio', 20, 10, true],
      ['control', 20, 10, true],
      ['status', 20, 10, true],
      ['fan-out', 20, 1, true],
    ],
  );
  assert.equal(VALIDATE.parse(['--seconds', '0']).kind, 'wrong');
  assert.deepEqual([VALIDATE.parse(['-h']).kind, LOAD.parse(['--help']).kind], ['help', 'help']);
});
