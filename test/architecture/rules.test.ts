/** The check itself is shown to fail: on small invented sources, each with one thing out of place. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cyclesOf, type Exceptions, listProblems } from './rules.ts';

const NONE: Exceptions = { environment: {}, unknownImports: {}, packages: {}, long: {} };

/** A small tree in which everything is in its place. */
const GOOD = {
  'src/protocol/words.ts': "import Type from 'typebox';\nexport const words = Type.String();",
  'src/audio/pcm.ts': 'export const pcm = 1;',
  'src/machines/failures.ts': 'export const FAILURES = {};',
  'src/machines/chart.ts': "import { setup } from 'xstate';\nimport { words } from '../protocol/words.ts';",
  'src/actors/ports/store.ts': "import type { words } from '../../protocol/words.ts';",
  'src/actors/session.ts': "import { pcm } from '../audio/pcm.ts';\nimport { setup } from '../machines/chart.ts';",
  'src/integrations/aws.ts':
    "import { X } from '@aws-sdk/client-lambda';\nimport type { P } from '../actors/ports/store.ts';\nimport '../machines/failures.ts';",
  'emulators/speech/index.ts': "import { pcm } from '../../src/audio/pcm.ts';\nconst port = process.env.PORT;",
  'src/server/config/config.ts': 'export const read = () => process.env;',
  'src/server/index.ts': "import '../actors/session.ts';\nimport '../integrations/aws.ts';",
  'emulators/speech/thing.ts': "import koffi from 'koffi';",
  'src/client/speaker.ts':
    "import type { Static } from 'typebox';\nimport { words } from '../protocol/words.ts';\nsetTimeout(f, 1);",
  'tools/demo/main.ts':
    "import { words } from '../../src/client/speaker.ts';\nimport { WebSocket } from 'ws';\nprocess.env.TERM;",
  'pipeline/configuration.ts': 'export const read = () => process.env;',
  'pipeline/handler.ts': "import { read } from './configuration.ts';",
};

function problemsWith(changes: Readonly<Record<string, string>>, exceptions: Exceptions = NONE): string[] {
  return listProblems(new Map(Object.entries({ ...GOOD, ...changes })), exceptions);
}

test('a tree with everything in its place has no problem', () => {
  assert.deepEqual(problemsWith({}), []);
});

for (const [claim, path, text, problem] of [
  [
    'an import upward',
    'src/machines/chart.ts',
    "import type { P } from '../actors/ports/store.ts';",
    'src/machines/chart.ts: imports src/actors/ports/store.ts, which is not below src/machines/',
  ],
  [
    'an import upward in a comment-ridden statement over several lines',
    'src/audio/pcm.ts',
    "import /* why */ {\n  a, // not\n  b,\n} from '../actors/ports/store.ts';",
    'src/audio/pcm.ts: imports src/actors/ports/store.ts, which is not below src/audio/',
  ],
  [
    'a dynamic import upward',
    'src/actors/topics.ts',
    "const x = await import('../server/config/config.ts');",
    'src/actors/topics.ts: imports src/server/config/config.ts, which is not below src/actors/',
  ],
  [
    'an integration that takes more of the actors than their ports',
    'src/integrations/aws.ts',
    "import { s } from '../actors/session.ts';",
    'src/integrations/aws.ts: imports src/actors/session.ts, which is not below src/integrations/',
  ],
  [
    'an emulator that knows the actors',
    'emulators/speech/thing.ts',
    "import type { P } from '../../src/actors/ports/store.ts';",
    'emulators/speech/thing.ts: imports src/actors/ports/store.ts, which is not below emulators/',
  ],
  [
    'a pipeline that imports from src/',
    'pipeline/handler.ts',
    "import { words } from '../src/protocol/words.ts';",
    'pipeline/handler.ts: imports src/protocol/words.ts, which is not below pipeline/',
  ],
  [
    'a contract suite that knows the server',
    'verify/contract/promises/general.ts',
    "import { words } from '../../../src/protocol/words.ts';",
    'verify/contract/promises/general.ts: imports src/protocol/words.ts, which is not below verify/contract/',
  ],
  [
    'a server that imports from the pipeline',
    'src/server/routes.ts',
    "import { read } from '../../pipeline/configuration.ts';",
    'src/server/routes.ts: imports pipeline/configuration.ts, which is not below src/server/',
  ],
  [
    'a client that knows the server',
    'src/client/speaker.ts',
    "import { read } from '../server/config/config.ts';",
    'src/client/speaker.ts: imports src/server/config/config.ts, which is not below src/client/',
  ],
  [
    'a client with a socket of its own',
    'src/client/speaker.ts',
    "import { WebSocket } from 'ws';",
    'src/client/speaker.ts: imports ws, which is not allowed here',
  ],
  [
    'a client with a built-in module',
    'src/client/speaker.ts',
    "import { isIP } from 'node:net';",
    'src/client/speaker.ts: imports node:net, but runs in browsers',
  ],
  [
    'a client with a global of Node',
    'src/client/speaker.ts',
    'const bytes = Buffer.from(text);',
    'src/client/speaker.ts: uses Buffer, but runs in browsers',
  ],
  [
    'a client that compiles schemas',
    'src/client/speaker.ts',
    "import { Compile } from 'typebox/compile';",
    'src/client/speaker.ts: imports typebox/compile, which is not allowed here',
  ],
  [
    'a soak that knows more of the server than its probe has to',
    'verify/soak/soak.ts',
    "import { read } from '../../src/server/config/config.ts';",
    'verify/soak/soak.ts: imports src/server/config/config.ts, which is not below verify/soak/',
  ],
  [
    'a demo that reaches into the server',
    'tools/demo/main.ts',
    "import { read } from '../../src/server/config/config.ts';",
    'tools/demo/main.ts: imports src/server/config/config.ts, which is not below tools/demo/',
  ],
  [
    'a page that knows the server',
    'web/src/speak/main.ts',
    "import { read } from '../../../src/server/config/config.ts';",
    'web/src/speak/main.ts: imports src/server/config/config.ts, which is not below web/',
  ],
  [
    'a page with a global of Node',
    'web/src/speak/main.ts',
    'const bytes = Buffer.from(text);',
    'web/src/speak/main.ts: uses Buffer, but runs in browsers',
  ],
  ['a folder that is in no layer', 'src/misc/thing.ts', '', 'src/misc/thing.ts: is in no layer'],
  [
    'an import of nothing',
    'src/audio/pcm.ts',
    "import './gone.ts';",
    'src/audio/pcm.ts: imports src/audio/gone.ts, which does not exist',
  ],
  [
    'XState outside the charts and actors',
    'src/server/routes.ts',
    "import { createActor } from 'xstate';",
    'src/server/routes.ts: imports xstate, which is not allowed here',
  ],
  [
    'an AWS client in an emulator',
    'emulators/speech/thing.ts',
    "import type { X } from '@aws-sdk/client-lambda';",
    'emulators/speech/thing.ts: imports @aws-sdk/client-lambda, which is not allowed here',
  ],
  [
    'a logger among the actors',
    'src/actors/session.ts',
    "import pino from 'pino';",
    'src/actors/session.ts: imports pino, which is not allowed here',
  ],
  [
    'telemetry in the server layer',
    'src/server/routes.ts',
    "import { metrics } from '@opentelemetry/api';",
    'src/server/routes.ts: imports @opentelemetry/api, which is not allowed here',
  ],
  [
    'a package nobody placed',
    'src/server/routes.ts',
    "import _ from 'lodash';",
    'src/server/routes.ts: imports lodash, a package without a place',
  ],
  [
    'a built-in module in a chart',
    'src/machines/chart.ts',
    "import { randomUUID } from 'node:crypto';",
    'src/machines/chart.ts: imports node:crypto, but is pure',
  ],
  [
    'a built-in module by its bare name',
    'src/audio/pcm.ts',
    "import { Buffer } from 'buffer';",
    'src/audio/pcm.ts: imports buffer, but is pure',
  ],
  [
    'a clock in a chart',
    'src/machines/chart.ts',
    'const now = Date.now();',
    'src/machines/chart.ts: uses Date.now, but is pure',
  ],
  [
    'a stray process.env',
    'src/actors/session.ts',
    'const region = process.env.AWS_REGION;',
    'src/actors/session.ts: touches process.env',
  ],
  [
    'a process.env that hides in a template',
    'src/server/routes.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text.
    'const url = `http://${process.env.HOST}/`;',
    'src/server/routes.ts: touches process.env',
  ],
  [
    'a process.env by destructuring',
    'src/server/routes.ts',
    'const { env } = process;',
    'src/server/routes.ts: touches process.env',
  ],
  [
    'a process.env by its built-in module',
    'src/server/routes.ts',
    "import { argv, env } from 'node:process';",
    'src/server/routes.ts: touches process.env',
  ],
  [
    'a process.env by index',
    'src/server/routes.ts',
    "const all = process['env'];",
    'src/server/routes.ts: touches process.env',
  ],
  ['a default export', 'src/audio/pcm.ts', 'export default 1;', 'src/audio/pcm.ts: has a default export'],
  [
    'a default export by another name',
    'src/audio/pcm.ts',
    'const a = 1;\nexport { a as default };',
    'src/audio/pcm.ts: has a default export',
  ],
  ['a barrel', 'src/audio/all.ts', "export * from './pcm.ts';", 'src/audio/all.ts: re-exports'],
  ['names passed on', 'src/audio/all.ts', "export type { pcm } from './pcm.ts';", 'src/audio/all.ts: re-exports'],
  [
    'an index.ts that is no entry point',
    'src/audio/index.ts',
    'export const a = 1;',
    'src/audio/index.ts: is an index.ts and no entry point',
  ],
  [
    'an entry point that is imported',
    'emulators/system.ts',
    "import { x } from './speech/index.ts';",
    'emulators/system.ts: imports ./speech/index.ts; index.ts is for entry points',
  ],
  [
    'an import of whatever comes',
    'src/server/routes.ts',
    'const x = await import(name);',
    'src/server/routes.ts: imports a path that is not a literal',
  ],
  [
    'a file over the budget',
    'src/audio/pcm.ts',
    'const a = 1;\n'.repeat(251),
    'src/audio/pcm.ts: has 251 lines, over 250',
  ],
] as const) {
  test(`${claim} is refused`, () => {
    assert.deepEqual(problemsWith({ [path]: text }), [problem]);
  });
}

test('a cycle is refused and shown', () => {
  const problems = problemsWith({
    'src/audio/a.ts': "import './b.ts';",
    'src/audio/b.ts': "import type { c } from './c.ts';",
    'src/audio/c.ts': "import './a.ts';",
  });

  assert.deepEqual(problems, ['cycle: src/audio/a.ts → src/audio/b.ts → src/audio/c.ts → src/audio/a.ts']);
});

test('a cycle between protocol and audio is refused, though each may import the other', () => {
  const problems = problemsWith({
    'src/protocol/words.ts': "import '../audio/pcm.ts';",
    'src/audio/pcm.ts': "import '../protocol/words.ts';",
  });

  assert.deepEqual(problems, ['cycle: src/audio/pcm.ts → src/protocol/words.ts → src/audio/pcm.ts']);
});

test('a file that imports itself is a cycle, a diamond is none', () => {
  assert.deepEqual(cyclesOf(new Map([['a', ['a']]])), [['a', 'a']]);
  const diamond = new Map([
    ['a', ['b', 'c']],
    ['b', ['d']],
    ['c', ['d']],
    ['d', []],
  ]);
  assert.deepEqual(cyclesOf(diamond), []);
});

test('the socket library is loaded by one file, and worked with by four files and not by five', () => {
  const library = { 'src/server/sockets/socket-library.ts': "import type { HttpRequest } from 'uws-node20';" };
  const touching = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `src/server/socket-${i}.ts`,
        "import type { HttpRequest } from './sockets/socket-library.ts';",
      ]),
    );

  assert.deepEqual(problemsWith({ ...library, ...touching(4) }), []);
  const [problem, ...rest] = problemsWith({ ...library, ...touching(5) });
  assert.match(problem ?? '', /^src\/server\/sockets\/socket-library\.ts is imported by 5 files, over 4: /);
  assert.deepEqual(rest, []);
  assert.deepEqual(problemsWith({ 'src/server/other.ts': "import type { HttpRequest } from 'uws-node22';" }), [
    'src/server/other.ts: imports uws-node22, which is not allowed here',
  ]);
});

test('a contract suite that reaches the product through what it imports is refused', () => {
  const problems = problemsWith({
    'verify/contract/main.ts': "import { run } from '../../testkit/programs/program.ts';",
    'testkit/programs/program.ts': "import { read } from './settings.ts';",
    'testkit/programs/settings.ts': "import { pcm } from '../../src/audio/pcm.ts';",
  });

  assert.deepEqual(problems, [
    'testkit/programs/settings.ts: imports src/audio/pcm.ts, and verify/contract/ imports it',
  ]);
});

test('an exception holds as far as it goes, and one that is not needed is refused', () => {
  const long = { lines: 260, why: 'a test' };
  const of = (lines: number) =>
    problemsWith(
      { 'src/audio/pcm.ts': 'const a = 1;\n'.repeat(lines) },
      { ...NONE, long: { 'src/audio/pcm.ts': long } },
    );

  assert.deepEqual(of(260), []);
  assert.deepEqual(of(261), ['src/audio/pcm.ts: has 261 lines, over 260']);
  assert.deepEqual(of(250), ['src/audio/pcm.ts: needs no exception any more']);
  assert.deepEqual(problemsWith({}, { ...NONE, environment: { 'src/actors/session.ts': 'none' } }), [
    'src/actors/session.ts: needs no exception any more',
  ]);
});

test('a package out of its place may be excepted, by name and for one file', () => {
  const changes = {
    'emulators/speech/thing.ts': "import { A } from '@aws-sdk/client-lambda';\nimport p from 'pino';",
  };
  const excepted = { 'emulators/speech/thing.ts': { name: '@aws-sdk/client-lambda', why: 'a test' } };

  assert.deepEqual(problemsWith(changes, { ...NONE, packages: excepted }), [
    'emulators/speech/thing.ts: imports pino, which is not allowed here',
  ]);
  assert.deepEqual(problemsWith({}, { ...NONE, packages: excepted }), [
    'emulators/speech/thing.ts: needs no exception any more',
  ]);
});
