import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ImageFile, problemsOf } from '../../../scripts/image/contents.ts';

const LOCKED = {
  'node_modules/pino': { version: '1' },
  'node_modules/uws-node22': { version: '1' },
  'node_modules/vite': { version: '1', dev: true },
  'node_modules/sherpa-onnx-node': { version: '1', optional: true },
};
const GOOD = [
  '/app/package.json',
  '/app/bin/rostrum',
  '/app/dist/server/index.js',
  '/app/dist/client/speaker.d.ts',
  '/app/dist/web/index.html',
  '/app/node_modules/pino/package.json',
  '/app/node_modules/pino/lib/package.json',
  '/app/node_modules/uws-node22/package.json',
  '/app/node_modules/uws-node22/uws_linux_x64_137.node',
];

const file = (path: string, mode = 0o755): ImageFile => ({ path, bytes: 1, mode });
const problemsWith = (...more: ImageFile[]) =>
  problemsOf([{ made: 'COPY', files: [...GOOD.map((path) => file(path)), ...more] }], LOCKED);

test('an image with the product and its packages has no problem', () => {
  assert.deepEqual(problemsWith(), []);
});

for (const [what, path, problem] of [
  ['a tool of development', '/app/node_modules/vite/package.json', 'node_modules/vite is no package of the product'],
  [
    'a speech engine',
    '/app/node_modules/sherpa-onnx-node/package.json',
    'node_modules/sherpa-onnx-node is no package of',
  ],
  [
    'a package inside another',
    '/app/node_modules/pino/node_modules/x/package.json',
    'node_modules/pino/node_modules/x is',
  ],
  ['a source', '/app/src/server/index.ts', '/app/src/server/index.ts does not belong'],
  ['a source beside the compiled code', '/app/dist/server/index.ts', '/app/dist/server/index.ts does not belong'],
  ['a file of settings', '/app/.env', '/app/.env does not belong'],
  ['npm’s settings', '/app/.npmrc', '/app/.npmrc does not belong'],
  ['a key', '/app/dist/server/tls.key', '/app/dist/server/tls.key does not belong'],
  ['a second socket library', '/app/node_modules/uws-node22/uws_linux_x64_127.node', '2 socket libraries, not one'],
] as const) {
  test(`${what} in an image is a problem that is named`, () => {
    const problems = problemsWith(file(path));

    assert.equal(problems.length, 1);
    assert.ok(problems[0]?.startsWith(problem), problems[0]);
  });
}

test('a file that others may write, and a start program that cannot be run, are problems', () => {
  const files = GOOD.map((path) => file(path, path === '/app/bin/rostrum' ? 0o644 : 0o755));

  assert.deepEqual(problemsWith(file('/app/dist/a.js', 0o666)), ['/app/dist/a.js may be written by others']);
  assert.deepEqual(problemsOf([{ made: 'COPY', files }], LOCKED), ['/app/bin/rostrum cannot be run']);
});

test('an image without server, pages or socket library says so', () => {
  assert.deepEqual(problemsOf([{ made: 'COPY', files: [file('/app/bin/rostrum')] }], LOCKED), [
    '0 socket libraries, not one',
    'there is no server',
    'there are no pages',
  ]);
});
