import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { commandLine } from '../../../testkit/command/command-line.ts';
import { CommandFailure } from '../../../testkit/command/failure.ts';
import { flag } from '../../../testkit/command/option.ts';
import { type CommandContext, type CommandHost, runCommand } from '../../../testkit/command/run-command.ts';

const line = commandLine({
  name: 'speak',
  call: 'npm run speak',
  about: 'Speaks.',
  options: { loud: flag('louder'), verbose: flag('more') },
  notes: 'Exit: 0.',
  settle: (values) => values,
});
type Run = Parameters<typeof runCommand<{ readonly loud: boolean; readonly verbose: boolean }>>[1];

/** A process that has no signals but those that a test sends it. */
class FakeHost extends EventEmitter implements CommandHost {
  readonly argv: readonly string[];
  readonly env: Record<string, string | undefined> = {};
  readonly written = { stdout: '', stderr: '' };
  readonly exits: number[] = [];
  readonly stdout = Object.assign(new EventEmitter(), { write: (text: string) => (this.written.stdout += text) });
  readonly stderr = { write: (text: string) => (this.written.stderr += text) };

  constructor(...args: string[]) {
    super();
    this.argv = ['node', 'speak', ...args];
  }

  exit(code: number): void {
    this.exits.push(code);
  }
}

async function ran(run: Run, ...args: string[]) {
  const host = new FakeHost(...args);
  const code = await runCommand(line, run, host);
  return { code, ...host.written };
}

test('what it gives is the exit code, and nothing is 0', async () => {
  assert.equal((await ran(() => 3)).code, 3);
  assert.equal((await ran(() => undefined)).code, 0);
  assert.equal((await ran(({ loud }) => (loud ? 1 : 0), '--loud')).code, 1);
});

test('help goes to the output, and nothing runs', async () => {
  const never: Run = () => assert.fail('it ran');

  assert.deepEqual(await ran(never, '--help'), { code: 0, stdout: line.usage, stderr: '' });
});

test('wrong usage is a line of error, 2, and nothing runs', async () => {
  const { code, stderr } = await ran(() => assert.fail('it ran'), '--fast');

  assert.equal(code, 2);
  assert.equal(stderr, "speak: Unknown option '--fast' (--help shows the options)\n");
});

test('a failure is one line, with its own exit code', async () => {
  const fail = (error: Error) => ran(() => Promise.reject(error));

  assert.deepEqual(await fail(new CommandFailure('no\n  voice', 3)), {
    code: 3,
    stdout: '',
    stderr: 'speak: no voice\n',
  });
  assert.equal((await fail(new CommandFailure(['two', '  lines']))).stderr, 'speak: two\n  lines\n');
  assert.deepEqual(await fail(new Error('it broke')), { code: 1, stdout: '', stderr: 'speak: it broke\n' });
  const unreachable = new TypeError('fetch failed', { cause: new Error('refused') });
  assert.equal((await fail(unreachable)).stderr, 'speak: fetch failed\n');
});

test('of a mistake in the program the stack is shown, of other errors with --verbose', async () => {
  const mistake = await ran(() => Promise.reject(new TypeError('x is not a function')));
  assert.match(mistake.stderr, /^TypeError: x is not a function\n {4}at /);
  assert.match(mistake.stderr, /\nspeak: x is not a function\n$/);

  const verbose = await ran(() => Promise.reject(new Error('it broke')), '--verbose');
  assert.match(verbose.stderr, /^Error: it broke\n {4}at /);
});

for (const name of ['SIGINT', 'SIGTERM'] as const) {
  test(`${name} is told to what runs, and the exit code is 130 whatever it gives then`, async () => {
    const host = new FakeHost();
    const run = async (_: unknown, { signal }: CommandContext) => {
      host.emit(name);
      return signal.aborted ? 0 : 1;
    };

    assert.equal(await runCommand(line, run, host), 130);
    assert.deepEqual(host.exits, []);
  });
}

test('what only waits is left by the interruption', async () => {
  const host = new FakeHost();
  const run = (_: unknown, { interrupted }: CommandContext) => {
    queueMicrotask(() => host.emit('SIGINT'));
    return Promise.race([new Promise<never>(() => {}), interrupted]);
  };

  assert.equal(await runCommand(line, run, host), 130);
  assert.equal(host.written.stderr, 'speak: interrupted\n');
});

test('a reader that has gone is no failure', async () => {
  const host = new FakeHost();
  const run = () => {
    host.stdout.emit('error', new Error('EPIPE'));
    return 0;
  };

  assert.equal(await runCommand(line, run, host), 0);
});
