import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { copyContext, runCopy } from '../../../scripts/image/build-folder.ts';
import { allowedPaths, chainOf, parseDockerfile } from '../../../scripts/image/dockerfile.ts';

const FILE = `# A comment
ARG DIGEST=
FROM debian:13\${DIGEST} AS base
WORKDIR /app
FROM base AS build
# Another.
COPY a b ./lib/
RUN make \\
 # in the middle
 && make install
FROM base AS aws
COPY --from=build /app/lib ./lib
USER 1000:1000
CMD ["lib/a"]
`;

function folderWith(t: { after: (f: () => void) => void }, ...files: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-image-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const file of files) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), file);
  }
  return folder;
}

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
    .sort();

test('stages are read with their steps: continued lines are one, comments are none', () => {
  const [, build, aws] = parseDockerfile(FILE);

  assert.deepEqual(build, {
    name: 'build',
    from: 'base',
    steps: [
      { kind: 'COPY', from: undefined, sources: ['a', 'b'], target: './lib/' },
      { kind: 'RUN', text: 'make  && make install' },
    ],
  });
  assert.deepEqual(aws?.steps[0], { kind: 'COPY', from: 'build', sources: ['/app/lib'], target: './lib' });
});

test('a target is made from its stage and those below it, and no others', () => {
  assert.deepEqual(
    chainOf(parseDockerfile(FILE), 'aws').map(({ name }) => name),
    ['aws', 'base'],
  );
  assert.throws(() => chainOf(parseDockerfile(FILE), 'gcp'), /^Error: the Dockerfile has no stage gcp$/);
});

test('.dockerignore is read if it forbids all and allows paths; any other pattern is refused, not guessed', () => {
  assert.deepEqual(allowedPaths('# why\n*\n!src\n!a/b.ts\n'), ['src', 'a/b.ts']);
  assert.throws(() => allowedPaths('*\n!src/**/*.ts\n'), /cannot read !src/);
  assert.throws(() => allowedPaths('node_modules\n'), /cannot read node_modules/);
});

test('the context has what is allowed, and a path that does not exist ends the build', (t) => {
  const repository = folderWith(t, 'src/a.ts', 'src/deep/b.ts', 'secret.env');
  const context = folderWith(t);

  copyContext(repository, ['src'], context);

  assert.deepEqual(filesIn(context), ['/src/a.ts', '/src/deep/b.ts']);
  assert.throws(() => copyContext(repository, ['web'], context), /there is no .*web to copy/);
});

test('COPY puts a folder’s contents at the target, and a file into it if the target ends with a slash', (t) => {
  const context = folderWith(t, 'src/a.ts', 'b.json');
  const root = folderWith(t);

  runCopy({ kind: 'COPY', from: undefined, sources: ['src'], target: './source' }, context, root);
  runCopy({ kind: 'COPY', from: undefined, sources: ['b.json'], target: './' }, context, root);
  runCopy({ kind: 'COPY', from: undefined, sources: ['b.json'], target: '/etc/c.json' }, context, root);

  assert.deepEqual(filesIn(root), ['/app/b.json', '/app/source/a.ts', '/etc/c.json']);
});
