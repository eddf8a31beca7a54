import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandLine } from '../../../testkit/command/command-line.ts';
import { WrongUsage } from '../../../testkit/command/failure.ts';
import { flag, repeated, text, whole } from '../../../testkit/command/option.ts';
import { columns } from '../../../testkit/command/usage.ts';

const declaration = {
  name: 'speak',
  call: 'npm run speak [-- [file] [options]]\nnpm run speak -- --list',
  about: 'Speaks a file.',
  options: {
    'at-once': whole({ shown: '3', help: 'files at a time', least: 1, most: 9, fallback: 3 }),
    only: repeated({ shown: 'name', help: 'only these' }),
    to: text({ shown: 'folder', help: 'where the sound goes' }),
    loud: flag('louder'),
  },
  notes: 'Exit: 0 it was heard.',
} as const;
const speak = commandLine({
  ...declaration,
  operands: { file: 'what is spoken' },
  settle: ({ 'at-once': atOnce, only, to, loud }, [file]) => {
    if (loud && file === undefined) throw new WrongUsage('--loud goes with a file');
    return { atOnce, only, to, loud, file };
  },
});
const quiet = commandLine({ ...declaration, settle: () => 'ran' });

test('options and operands come out under their names, with the types of their kinds', () => {
  const parsed = speak.parse(['talk.wav', '--at-once', '2', '--only', 'a', '--only=b', '--to', 'x', '--loud']);

  assert.deepEqual(parsed, {
    kind: 'run',
    options: { atOnce: 2, only: ['a', 'b'], to: 'x', loud: true, file: 'talk.wav' },
  });
  assert.deepEqual(speak.parse([]), {
    kind: 'run',
    options: { atOnce: 3, only: [], to: undefined, loud: false, file: undefined },
  });
});

test('help is asked for in both ways, whatever else is there', () => {
  for (const args of [['--help'], ['-h'], ['--at-once', '99', '-h'], ['--help', '--help']]) {
    assert.deepEqual(speak.parse(args), { kind: 'help' });
  }
});

for (const [args, reason] of [
  [['--fast'], "Unknown option '--fast'"],
  [['--at-once'], "Option '--at-once <value>' argument missing"],
  [['--at-once', '--loud'], "Option '--at-once' argument is ambiguous."],
  [['--loud=yes'], "Option '--loud' does not take an argument"],
  [['--at-once', '0'], '--at-once is a whole number from 1 to 9, not "0"'],
  [['--loud'], '--loud goes with a file'],
] as const) {
  test(`wrong usage is one line that leads to the help: ${args.join(' ')}`, () => {
    assert.deepEqual(speak.parse(args), { kind: 'wrong', message: `${reason} (--help shows the options)` });
  });
}

test('a command without operands refuses them', () => {
  const parsed = quiet.parse(['talk.wav']);

  assert.match(parsed.kind === 'wrong' ? parsed.message : '', /^Unexpected argument 'talk\.wav'/);
});

test('a mistake in what the command makes of its values is no wrong usage', () => {
  const broken = commandLine({
    ...declaration,
    settle: () => {
      throw new TypeError('a mistake');
    },
  });

  assert.throws(() => broken.parse([]), /a mistake/);
});

test('the help has every way to call it, what it does, each option in its column, and the notes', () => {
  assert.equal(
    speak.usage,
    `Usage: npm run speak [-- [file] [options]]
       npm run speak -- --list

Speaks a file.

  file         what is spoken
  --at-once 3  files at a time (default 3)
  --only name  only these
  --to folder  where the sound goes
  --loud       louder
  --help       this text

Exit: 0 it was heard.
`,
  );
});

test('help that is too long for a line goes on below its own beginning', () => {
  const lines = columns([['--option', 'word '.repeat(40).trim()]]);

  assert.ok(lines.length > 1);
  assert.ok(lines.every((line) => line.length <= 120));
  assert.ok(lines.slice(1).every((line) => line.startsWith('            word')));
  assert.equal(lines.join(' ').match(/word/g)?.length, 40);
});
