import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TALK } from '../../../testkit/speech/talk.ts';
import { DEMO, type DemoOptions } from '../../../tools/demo/options.ts';

function toOptions(...args: string[]): DemoOptions {
  const parsed = DEMO.parse(args);
  assert.equal(parsed.kind, 'run');
  return (parsed as Extract<typeof parsed, { kind: 'run' }>).options;
}

test('without arguments the demo speaks its whole talk to Spanish and Catalan on a free port', () => {
  assert.deepEqual(toOptions(), {
    wavFile: undefined,
    languages: ['es', 'ca'],
    voice: undefined,
    outFolder: 'tools/demo/out',
    port: 0,
    sentences: TALK.length,
    long: false,
    segments: undefined,
    json: false,
    verbose: false,
  });
});

test('every option is taken', () => {
  const args = [
    'talk.wav',
    '--languages',
    'fr',
    '--out',
    'x',
    '--port',
    '8081',
    '--sentences',
    '2',
    '--segments',
    'clause',
  ];
  assert.deepEqual(toOptions(...args, '--json', '--verbose'), {
    wavFile: 'talk.wav',
    languages: ['fr'],
    voice: undefined,
    outFolder: 'x',
    port: 8081,
    sentences: 2,
    long: false,
    segments: 'clause',
    json: true,
    verbose: true,
  });
  assert.equal(toOptions('--voice', 'slt', '--long').voice, 'slt');
  assert.equal(toOptions('--long').long, true);
});

test('a language named twice, in capitals or with spaces has one listener', () => {
  assert.deepEqual(toOptions('--languages', 'es, ES,ca,,es').languages, ['es', 'ca']);
});

test('help is asked for in both ways', () => {
  assert.equal(DEMO.parse(['--help']).kind, 'help');
  assert.equal(DEMO.parse(['-h']).kind, 'help');
});

const WRONG: readonly [string[], RegExp][] = [
  [['--languages', 'es,xx,yy'], /^--languages: no xx, yy; there are en es /],
  [['talk.wav', '--voice', 'person'], /^--voice is for the demo’s own talk: a recording has the voice it has/],
  [['talk.wav', '--long'], /^--long is for the demo’s own talk/],
  [['--long', '--voice', 'person'], /^--long has no recordings of a person/],
  [['--segments', 'words'], /^--segments is clause, sentence or result, not "words"/],
  [['--languages', ','], /^--languages names nothing/],
  [['--voice', 'ada'], /^--voice is person, rms, .* not "ada"/],
  [['--port', '65536'], /^--port is a whole number from 0 to 65535, not "65536"/],
  [['--port', '-1'], /argument/],
  [['--port', 'http'], /^--port is a whole number/],
  [['--sentences', '0'], /^--sentences is a whole number from 1 to/],
  [['--out', ''], /^--out is empty: it is followed by a folder/],
  [['a.wav', 'b.wav'], /^one recording at a time, not 2/],
  [['--fast'], /^Unknown option '--fast'/],
];
for (const [args, expected] of WRONG) {
  test(`${args.join(' ')} is refused in one line`, () => {
    const parsed = DEMO.parse(args);

    assert.equal(parsed.kind, 'wrong');
    const { message } = parsed as Extract<typeof parsed, { kind: 'wrong' }>;
    assert.match(message, expected);
    assert.match(message, /\(--help shows the options\)$/);
    assert.doesNotMatch(message, /\n/);
  });
}
