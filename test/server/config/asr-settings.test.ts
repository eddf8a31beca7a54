import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { readConfig } from '../../../src/server/config/config.ts';

type Environment = Record<string, string>;

function asrOf(environment: Environment) {
  const read = readConfig(environment);
  assert.ok(read.ok, read.ok ? '' : read.problems.join('|'));
  return read.config.embedded.asr;
}

function listProblems(environment: Environment): readonly string[] {
  const read = readConfig(environment);
  return read.ok ? [] : read.problems;
}

test('with an empty environment the best recogniser there is is looked for, and everything else is its own', () => {
  assert.deepEqual(asrOf({ HOME: '/home/ada' }), {
    choice: { kind: 'auto' },
    languages: undefined,
    stepMs: undefined,
    maxStreams: undefined,
    lags: undefined,
    quirks: undefined,
    modelFolder: '/home/ada/.cache/rostrum/moonshine-tiny-en-0.0.4',
    modelFolderNamedBy: undefined,
  });
});

test('a path behind whisper: or sherpa: is taken from the working folder, colons in it included', () => {
  const choiceOf = (EMBEDDED_ASR: string) => asrOf({ EMBEDDED_ASR }).choice;

  assert.deepEqual(choiceOf('moonshine'), { kind: 'moonshine' });
  assert.deepEqual(choiceOf('whisper:models/a:b.bin'), { kind: 'whisper', modelFile: resolve('models/a:b.bin') });
  assert.deepEqual(choiceOf('sherpa:/models/zipformer'), { kind: 'sherpa', folder: '/models/zipformer' });
});

test('languages, step, streams and folder are read; a language named twice counts once', () => {
  const asr = asrOf({
    EMBEDDED_ASR_LANGUAGES: 'ES, en,es,',
    EMBEDDED_ASR_STEP_MS: '800',
    EMBEDDED_ASR_MAX_STREAMS: '2',
    EMBEDDED_ASR_MODEL_FOLDER: 'models',
  });

  assert.deepEqual(asr.languages, ['es', 'en']);
  assert.deepEqual([asr.stepMs, asr.maxStreams, asr.modelFolder], [800, 2, resolve('models')]);
  assert.equal(asr.modelFolderNamedBy, 'EMBEDDED_ASR_MODEL_FOLDER');
});

test('lags are read, and those that are not set are the recogniser’s own', () => {
  const asr = asrOf({ EMBEDDED_ASR_PARTIAL_MS: '100', EMBEDDED_ASR_FINAL_LAG_MS: '0' });

  assert.deepEqual(asr.lags, { partialMs: 100, stableLagMs: undefined, finalLagMs: 0 });
});

test('quirks are read, and a wrong one stops the start', () => {
  assert.deepEqual(asrOf({ EMBEDDED_ASR_QUIRKS: 'moved=60,unmarked' }).quirks, { movedMs: 60, unmarked: true });
  const [line = '', ...others] = listProblems({ EMBEDDED_ASR_QUIRKS: 'moved' });
  assert.match(line, /^EMBEDDED_ASR_QUIRKS takes moved=MS .*, not "moved"$/);
  assert.deepEqual(others, []);
});

const FORMS = 'auto, moonshine, pocketsphinx, stamped, written, script, whisper:FILE, sherpa:FOLDER';
const WRONG: readonly [Environment, string][] = [
  [{ EMBEDDED_ASR: 'ears' }, `EMBEDDED_ASR must be one of ${FORMS}, not "ears"`],
  [{ EMBEDDED_ASR: 'Moonshine' }, `EMBEDDED_ASR must be one of ${FORMS}, not "Moonshine"`],
  [{ EMBEDDED_ASR: 'moonshine:/m' }, `EMBEDDED_ASR must be one of ${FORMS}, not "moonshine:/m"`],
  [{ EMBEDDED_ASR: 'whisper:' }, 'EMBEDDED_ASR: "whisper:" has no path. Write it as whisper:FILE'],
  [{ EMBEDDED_ASR: 'whisper' }, 'EMBEDDED_ASR: "whisper" has no path. Write it as whisper:FILE'],
  [{ EMBEDDED_ASR: 'sherpa: ' }, 'EMBEDDED_ASR: "sherpa:" has no path. Write it as sherpa:FOLDER'],
  [
    { EMBEDDED_ASR_LANGUAGES: 'en,en-US,tlh' },
    'EMBEDDED_ASR_LANGUAGES names "en-US", which is not one of en es fr de it pt ja ko zh ar hi ru',
  ],
  [
    { EMBEDDED_RECOGNISER: 'script', EMBEDDED_ASR: 'stamped' },
    'EMBEDDED_ASR is "stamped" and EMBEDDED_RECOGNISER, its old name, is "script"; set EMBEDDED_ASR alone',
  ],
];

for (const [environment, line] of WRONG) {
  const given = Object.entries(environment).map((pair) => pair.join('='));
  test(`${given.join(' with ')} is one line that says what is wrong`, () => {
    const problems = listProblems(environment);

    assert.equal(problems[0], line);
    // One line for each value that is wrong.
    assert.equal(problems.length, environment.EMBEDDED_ASR_LANGUAGES === undefined ? 1 : 2);
  });
}

test('a step or a number of streams that makes no sense stops the start, in numbers', () => {
  for (const [name, value] of [
    ['EMBEDDED_ASR_STEP_MS', '99'],
    ['EMBEDDED_ASR_STEP_MS', '5001'],
    ['EMBEDDED_ASR_MAX_STREAMS', '0'],
    ['EMBEDDED_ASR_MAX_STREAMS', 'many'],
  ] as const) {
    const [line = '', ...others] = listProblems({ [name]: value });
    assert.ok(line.startsWith(`${name} must be a whole number from `) && line.includes(`"${value}"`), line);
    assert.deepEqual(others, []);
  }
});

test('the old name works for one version more, and warns', () => {
  const read = readConfig({ EMBEDDED_RECOGNISER: 'script' });
  const both = readConfig({ EMBEDDED_RECOGNISER: 'script', EMBEDDED_ASR: 'script' });
  const empty = readConfig({ EMBEDDED_RECOGNISER: ' ' });

  assert.ok(read.ok && both.ok && empty.ok);
  const warning =
    'EMBEDDED_RECOGNISER is now EMBEDDED_ASR: rename it, because the next version does not read the old name';
  assert.deepEqual(read.config.embedded.asr.choice, { kind: 'script' });
  assert.deepEqual([read.warnings, both.warnings, empty.warnings], [[warning], [warning], []]);
});

test('a wrong value under the old name is told under the new one, which is what to set', () => {
  assert.deepEqual(listProblems({ EMBEDDED_RECOGNISER: 'ears' }), [`EMBEDDED_ASR must be one of ${FORMS}, not "ears"`]);
});

const AWS: Environment = {
  ROSTRUM_MODE: 'aws',
  AWS_REGION: 'eu-west-1',
  TRANSLATION_PIPELINE_FUNCTION_NAME: 'pipeline',
  AUTH_ISSUER: 'https://issuer.example',
  AUTH_AUDIENCE: 'rostrum',
  AUTH_JWKS_URL: 'https://issuer.example/jwks',
  DELIVERY_ACCESS_KEY_ID: 'id',
  DELIVERY_SECRET_ACCESS_KEY: 'secret',
};

test('in AWS mode what is said of the local recogniser has no effect, and one warning says so', () => {
  const warningsOf = (environment: Environment) => {
    const read = readConfig({ ...AWS, ...environment });
    assert.ok(read.ok, read.ok ? '' : read.problems.join('|'));
    assert.deepEqual(read.config.embedded.asr.choice, { kind: 'auto' });
    return read.warnings;
  };
  const unused = 'for embedded mode only, without effect in AWS mode';

  assert.deepEqual([warningsOf({}), warningsOf({ EMBEDDED_ASR: 'auto' })], [[], []]);
  assert.deepEqual(warningsOf({ EMBEDDED_ASR: 'moonshine', EMBEDDED_ASR_LANGUAGES: 'EN' }), [
    `EMBEDDED_ASR, EMBEDDED_ASR_LANGUAGES: ${unused}`,
  ]);
  assert.deepEqual(warningsOf({ EMBEDDED_RECOGNISER: 'script' }), [`EMBEDDED_RECOGNISER: ${unused}`]);
  assert.deepEqual(warningsOf({ EMBEDDED_ASR: 'ears' }), [
    `EMBEDDED_ASR: ${unused}; in embedded mode it would stop the start: EMBEDDED_ASR must be one of ${FORMS}, not "ears"`,
  ]);
  const [line = '', ...others] = warningsOf({ EMBEDDED_ASR_STEP_MS: 'soon', EMBEDDED_ASR_LANGUAGES: 'tlh' });
  assert.match(line, /^EMBEDDED_ASR_LANGUAGES, EMBEDDED_ASR_STEP_MS: .*EMBEDDED_ASR_STEP_MS must be .*"soon".*"tlh"/);
  assert.deepEqual(others, []);
});
