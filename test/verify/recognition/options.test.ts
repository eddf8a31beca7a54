import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RECOGNITION, type Task } from '../../../verify/recognition/options.ts';

function taskOf(...args: string[]): Task {
  const parsed = RECOGNITION.parse(args);
  assert.ok(parsed.kind === 'run');
  return parsed.options;
}

function measured(...args: string[]) {
  const task = taskOf(...args);
  assert.ok(task.kind === 'measure');
  return task.options;
}

function wrong(...args: string[]): string {
  const parsed = RECOGNITION.parse(args);
  assert.equal(parsed.kind, 'wrong', args.join(' '));
  return (parsed as Extract<typeof parsed, { kind: 'wrong' }>).message;
}

const namesOf = (...args: string[]) =>
  measured(...args).contenders.map(({ name, stability }) => `${name} ${stability}`);

test('by itself it measures PocketSphinx, and Moonshine at the three stabilities', () => {
  assert.deepEqual(namesOf(), ['PocketSphinx high', 'Moonshine high', 'Moonshine medium', 'Moonshine low']);
  assert.equal(measured().areNamed, false);
  assert.equal(measured().isCapacityMeasured, true);
});

test('the quick run takes one stability and looks for no capacity', () => {
  assert.deepEqual(namesOf('--quick'), ['PocketSphinx high', 'Moonshine high']);
  assert.equal(measured('--quick').isCapacityMeasured, false);
});

test('engines and stabilities are chosen; a model is called by its file', () => {
  assert.deepEqual(
    namesOf('--engine', 'whisper:/models/ggml-base.bin', '--engine', 'sherpa:/models/zipformer/', '--stability', 'low'),
    ['Whisper ggml-base.bin low', 'sherpa zipformer low'],
  );
});

test('a long run has an engine and speakers', () => {
  assert.deepEqual(taskOf('--endurance', '60'), {
    kind: 'endurance',
    minutes: 60,
    speakers: 2,
    contender: { name: 'Moonshine', asr: 'moonshine', stability: 'high' },
    json: false,
  });
  assert.deepEqual(taskOf('--speakers', '6', '--engine', 'pocketsphinx', '--json'), {
    kind: 'fullHouse',
    speakers: 6,
    contender: { name: 'PocketSphinx', asr: 'pocketsphinx', stability: 'high' },
    json: true,
  });
});

test('what is wrong is one line that says what is right', () => {
  assert.match(wrong('--engine', 'kaldi'), /--engine is moonshine, pocketsphinx, .*not "kaldi"/);
  assert.match(wrong('--engine', 'whisper'), /whisper:FILE/);
  assert.match(wrong('--engine', 'moonshine:/x'), /--engine/);
  assert.match(wrong('--stability', 'total'), /high, medium or low, not "total"/);
  assert.match(wrong('--endurance', 'long'), /--endurance is a number from 0.1 to 1440, not "long"/);
  assert.match(wrong('--speakers', '0'), /--speakers is a whole number from 1 to 200/);
  assert.match(wrong('--speakers', '1.5'), /whole number/);
  assert.match(wrong('--at-once', '0'), /--at-once/);
  assert.match(wrong('--endurance', '5', '--engine', 'moonshine', '--engine', 'pocketsphinx'), /one --engine/);
  assert.match(wrong('--endurance', '5', '--write-docs'), /--json alone/);
  assert.match(wrong('--json', '--markdown'), /not both/);
  assert.match(wrong('--quick', '--write-docs'), /whole run/);
  assert.match(wrong('--loud'), /--loud/);
  assert.match(wrong('moonshine'), /moonshine/);
  for (const args of [['--loud'], ['moonshine'], ['--engine']]) assert.doesNotMatch(wrong(...args), /\n/);
});

test('the page is written again from a run that was kept, and from nothing else at once', () => {
  assert.deepEqual(taskOf('--write-docs', '--from', 'run.json'), { kind: 'rewrite', file: 'run.json' });
  assert.match(wrong('--from', 'run.json'), /--from goes with --write-docs alone/);
  assert.match(wrong('--from', 'run.json', '--write-docs', '--quick'), /--write-docs alone/);
});

test('help names every flag', () => {
  assert.equal(RECOGNITION.parse(['--help']).kind, 'help');
  for (const flag of ['engine', 'stability', 'quick', 'no-capacity', 'at-once', 'errors', 'json', 'markdown']) {
    assert.ok(RECOGNITION.usage.includes(`--${flag}`), flag);
  }
  for (const flag of ['write-docs', 'from', 'endurance', 'speakers', 'help'])
    assert.ok(RECOGNITION.usage.includes(`--${flag}`), flag);
});
