import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVS } from '../../../verify/evs/options.ts';

const parse = (...args: string[]) => EVS.parse(args);

test('a run without options is ten minutes with the lags of the service and two listeners, the same talk each time', () => {
  assert.deepEqual(parse(), {
    kind: 'run',
    options: {
      minutes: 10,
      lags: { stableMs: 1_000, finalMs: 1_900 },
      longer: [15, 25],
      pipelineMs: 400,
      liarPercent: 0,
      seed: 13,
      json: false,
      write: false,
      svgFile: undefined,
    },
  });
});

test('every option is taken', () => {
  const parsed = parse(
    ...['--minutes', '90s', '--lags', '2.0/3', '--longer', '40', '--pipeline-ms', '250', '--liar', '1', '--seed', '7'],
    ...['--svg', 'x.svg', '--write', '--json'],
  );

  assert.ok(parsed.kind === 'run');
  assert.deepEqual(parsed.options, {
    minutes: 1.5,
    lags: { stableMs: 2_000, finalMs: 3_000 },
    longer: [40],
    pipelineMs: 250,
    liarPercent: 1,
    seed: 7,
    json: true,
    write: true,
    svgFile: 'x.svg',
  });
});

for (const wrong of [
  ['--minutes', '0.1'],
  ['--lags', '1.0'],
  ['--lags', 'a/b'],
  ['--lags', '2.0/1.0'],
  ['--longer', '15,x'],
  ['--longer', '101'],
  ['--longer', '1,2,3,4,5'],
  ['--pipeline-ms', '-1'],
  ['--liar', '51'],
  ['10'],
]) {
  test(`${wrong.join(' ')} is refused in one line`, () => {
    const parsed = parse(...wrong);

    assert.ok(parsed.kind === 'wrong');
    assert.match(parsed.message, /^[^\n]+ \(--help shows the options\)$/);
  });
}
