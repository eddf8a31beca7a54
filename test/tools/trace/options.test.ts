import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TRACE } from '../../../tools/trace/options.ts';

test('nothing asked for: two sentences to a Spanish listener, on a server of its own', () => {
  assert.deepEqual(TRACE.parse([]), {
    kind: 'run',
    options: {
      running: undefined,
      sentences: 2,
      language: 'es',
      outFolder: 'tools/trace/out',
      docs: false,
      onlyBuilds: false,
      json: false,
      verbose: false,
    },
  });
});

test('a server that runs already has its Jaeger where compose.yaml puts it, or where it is said', () => {
  const runningOf = (...args: string[]) => {
    const parsed = TRACE.parse(args);
    return parsed.kind === 'run' ? parsed.options.running : parsed;
  };

  assert.deepEqual(runningOf('--url', 'http://localhost:8080'), {
    serverUrl: 'http://localhost:8080',
    jaegerUrl: 'http://localhost:16686',
  });
  assert.deepEqual(runningOf('--url', 'http://a:1', '--jaeger', 'https://b:2'), {
    serverUrl: 'http://a:1',
    jaegerUrl: 'https://b:2',
  });
});

test('building and helping need nothing else', () => {
  const parsed = TRACE.parse(['--build', '--verbose']);

  assert.ok(parsed.kind === 'run');
  assert.deepEqual([parsed.options.onlyBuilds, parsed.options.verbose], [true, true]);
  assert.deepEqual(TRACE.parse(['--help']), { kind: 'help' });
});

test('every option is in the help', () => {
  for (const option of ['url', 'jaeger', 'sentences', 'language', 'out', 'docs', 'build', 'json', 'verbose', 'help']) {
    assert.match(TRACE.usage, new RegExp(`^ {2}--${option}\\b`, 'm'));
  }
});

for (const [args, reason] of [
  [['--url', 'localhost:8080'], '--url is an http or https address, not "localhost:8080"'],
  [['--url', 'http://a', '--jaeger', 'b'], '--jaeger is an http or https address, not "b"'],
  [['--jaeger', 'http://b'], '--jaeger goes with --url'],
  [['--sentences', '0'], '--sentences is a whole number from 1 to 9, not "0"'],
  [['--sentences', 'two'], '--sentences is a whole number from 1 to 9, not "two"'],
  [['--language', 'spanish'], '--language is two letters, not "spanish"'],
  [['--out', ''], '--out is empty: it is followed by a folder'],
  [['--frobnicate'], "Unknown option '--frobnicate'"],
] as const) {
  test(`wrong usage: ${args.join(' ')}`, () => {
    assert.deepEqual(TRACE.parse(args), { kind: 'wrong', message: `${reason} (--help shows the options)` });
  });
}
