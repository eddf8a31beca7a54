import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { ENGINES } from '../../scripts/engines.mjs';
import { SUITE } from '../../scripts/node24/debian-root.ts';
import { NODE_VERSION } from '../../scripts/node24/node-package.ts';
import { SETTINGS } from '../../src/server/config/settings.ts';
import { text } from './deployment-files.ts';

/** Instructions with their continuation lines joined, comments left out. */
const instructions = text('Dockerfile')
  .split('\n')
  .filter((line) => !line.trimStart().startsWith('#'))
  .join('\n')
  .replace(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => line.trim() !== '');
/** The packages of package.json's optionalDependencies, and what they bring for a system. */
const SPEECH_PACKAGES = [
  'sherpa-onnx-node',
  'sherpa-onnx-linux-x64',
  '@napi-rs/whisper',
  '@napi-rs/whisper-linux-x64-gnu',
];
const allowed = text('.dockerignore')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

test('the base is Node 24 on Debian 13 by its exact version, the one the checks run on; a release adds the digest', () => {
  const [base = '', ...stages] = instructions
    .filter((line) => line.startsWith('FROM '))
    .map((line) => line.split(' ')[1]);
  const names = instructions.flatMap((line) => /^FROM \S+ AS ([\w-]+)$/.exec(line)?.[1] ?? []);

  assert.equal(base, `node:${NODE_VERSION}-${SUITE}-slim\${NODE_DIGEST}`);
  assert.equal(instructions[0], 'ARG NODE_DIGEST=');
  for (const stage of stages) assert.ok(names.includes(stage ?? ''), stage);
});

test('docker build . gives the image for AWS; the embedded one is asked for by name', () => {
  const targets = instructions.flatMap((line) => /^FROM server AS (\w+)$/.exec(line)?.[1] ?? []);

  assert.deepEqual(targets, ['embedded', 'aws']);
  assert.match(instructions.filter((line) => line.startsWith('FROM ')).at(-1) ?? '', / AS aws$/);
});

test('the embedded image listens in its container alone, the one for AWS on the network', () => {
  const of = (target: string) => {
    const [, after = ''] = instructions.join('\n').split(`\nFROM server AS ${target}\n`);
    return after.split('\nFROM ')[0] ?? '';
  };

  assert.match(of('embedded'), /ENV ROSTRUM_MODE=embedded/);
  assert.doesNotMatch(instructions.join('\n').replace(of('aws'), ''), /HOST=/);
  assert.match(of('aws'), /^ENV ROSTRUM_MODE=aws\s+HOST=0\.0\.0\.0\s+ADMIN_HOST=0\.0\.0\.0$/m);
});

test('what is copied into the build exists and is let through by .dockerignore; nothing else is', () => {
  const copied = instructions
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(/\s+/).slice(1, -1))
    .map((path) => path.replace(/^\.\//, ''));

  for (const path of copied) assert.ok(existsSync(path), path);
  for (const path of copied)
    assert.ok(
      allowed.some((way) => path === way || path.startsWith(`${way}/`)),
      path,
    );
  for (const way of allowed) assert.ok(copied.includes(way), way);
  assert.ok(text('.dockerignore').split('\n').includes('*'));
});

test('the server does not run as root, in either target, and its user is a number', () => {
  const users = instructions.filter((line) => /^(FROM|USER) /.test(line)).join('\n');

  assert.match(
    users,
    /AS server\nUSER 1000:1000\nFROM server AS embedded\nUSER root\nUSER 1000:1000\nFROM server AS aws$/,
  );
});

test('the embedded target installs the speech engines that setup installs, without the recordings for tests', () => {
  const engines = ENGINES.filter(({ id }) => id !== 'recordings').flatMap(({ packages }) => packages);
  const installed = /AS embedded\n.*\n.* --no-install-recommends (.*?) && rm/
    .exec(instructions.join('\n'))?.[1]
    ?.trim()
    .split(/\s+/);

  assert.deepEqual(installed, [...new Set(engines)].sort());
});

test('the image for AWS gets no speech engine: what is optional is put aside, and the embedded target alone takes it', () => {
  const { optionalDependencies } = JSON.parse(text('package.json')) as { optionalDependencies: object };
  const after = (target: string) =>
    instructions.join('\n').split(`\nFROM server AS ${target}\n`)[1]?.split('\nFROM ')[0];

  for (const name of Object.keys(optionalDependencies)) assert.ok(SPEECH_PACKAGES.includes(name), name);
  assert.match(after('embedded') ?? '', /^COPY --from=build \/app\/engines\/node_modules \.\/node_modules$/m);
  assert.doesNotMatch(after('aws') ?? '', /COPY|RUN/);
});

test('the embedded image has the speech model where its server looks for it, fetched by the program that setup runs', () => {
  const all = instructions.join('\n');
  const [, made = '', command = ''] = /^RUN EMBEDDED_ASR_MODEL_FOLDER=(\S+) (.*)$/m.exec(all) ?? [];
  const [, place = ''] = new RegExp(`^COPY --from=speech-model ${made} (\\S+)$`, 'm').exec(all) ?? [];

  assert.match(command, /^node --import tsx scripts\/speech-model\/main\.ts +\|\| /);
  assert.match(place, /^\//);
  assert.match(all, new RegExp(`^ENV ROSTRUM_MODE=embedded\\s+EMBEDDED_ASR_MODEL_FOLDER=${place}$`, 'm'));
});

test('an image whose speech model cannot be had is built without, and says so; one that is not the pinned one ends the build', (t) => {
  const [, step = ''] = /^RUN (EMBEDDED_ASR_MODEL_FOLDER=.*)$/m.exec(instructions.join('\n')) ?? [];
  for (const [exitCode, status, said] of [
    [0, 0, /^$/],
    [3, 0, /^No speech model in this image: PocketSphinx .*\n$/],
    [1, 1, /^$/],
    [2, 1, /^$/],
  ] as const) {
    const folder = mkdtempSync(join(tmpdir(), 'rostrum-image-'));
    t.after(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'node'), `#!/bin/sh\nexit ${exitCode}\n`, { mode: 0o755 });
    const env = { PATH: `${folder}:${process.env.PATH}` };
    const model = join(folder, 'model');

    const run = spawnSync('sh', ['-c', step.replaceAll('/speech-model ', `${model} `)], { env, encoding: 'utf8' });

    assert.deepEqual([run.status, run.stderr], [status, '']);
    assert.match(run.stdout, said);
    assert.equal(existsSync(model), exitCode === 3);
  }
});

test('the licences that no package of the speech engines brings are in the embedded image', () => {
  const copied = instructions.join('\n').split('\nFROM server AS embedded\n')[1]?.split('\nFROM ')[0] ?? '';

  assert.match(copied, /^COPY LICENSE \/usr\/share\/rostrum\/licences\/sherpa-onnx\.txt$/m);
  assert.match(copied, /^COPY scripts\/speech-model\/LICENSE-onnxruntime\.txt \/usr\/share\/rostrum\/licences\//m);
});

for (const [stage, program] of [
  ['packages AS speech-model', 'scripts/speech-model/main.ts'],
  ['packages AS build', 'scripts/build-web.ts'],
] as const) {
  test(`${program}, which a stage runs, is copied there with every file of this repository that it imports`, () => {
    const [, after = ''] = instructions.join('\n').split(`\nFROM ${stage}\n`);
    const copied = [...(after.split('\nFROM ')[0] ?? '').matchAll(/^COPY (.*) \S+$/gm)].flatMap(([, paths = '']) =>
      paths.split(/\s+/),
    );
    const reached = new Set<string>();
    const follow = (path: string) => {
      if (reached.has(path)) return;
      reached.add(path);
      for (const [, specifier = ''] of text(path).matchAll(/^(?:import (?!type )|\} )[^;]*?from '(\.[^']+)';$/gm)) {
        follow(join(dirname(path), specifier));
      }
    };
    follow(program);

    assert.ok(reached.size > 5);
    for (const path of reached)
      assert.ok(
        copied.some((from) => path === from || path.startsWith(`${from}/`)),
        path,
      );
  });
}

test('it exposes the ports that the server listens on by default', () => {
  const exposed = instructions
    .find((line) => line.startsWith('EXPOSE '))
    ?.split(' ')
    .slice(1)
    .map(Number);

  assert.deepEqual(exposed, [SETTINGS.PORT.default, SETTINGS.ADMIN_PORT.default]);
});

test('its health check is well while the operator’s port says so, and ill when it does not or nobody answers', async () => {
  const command = instructions.find((line) => line.startsWith('HEALTHCHECK '))?.split('CMD ')[1] ?? '';
  const [, ...args] = JSON.parse(command) as string[];
  let status = 200;
  const asked: (string | undefined)[] = [];
  const admin = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => admin.once('listening', resolve));
  const port = String((admin.address() as AddressInfo).port);
  const check = () =>
    promisify(execFile)(process.execPath, args, { env: { ADMIN_PORT: port } }).then(
      () => 0,
      (error: { code: number }) => error.code,
    );

  const well = await check();
  status = 500;
  const ill = await check();
  admin.close();
  admin.closeAllConnections();
  const away = await check();

  assert.deepEqual([well, ill, away], [0, 1, 1]);
  assert.deepEqual(asked, ['/healthz', '/healthz']);
});

test('it is asked every 30 s whether it is well, and often while it starts', () => {
  const check = instructions.find((line) => line.startsWith('HEALTHCHECK ')) ?? '';

  assert.match(check, / --interval=30s .*--start-period=30s --start-interval=2s /);
});

for (const [arch, kept] of [
  ['x64', 'uws_linux_x64_137.node'],
  ['arm64', 'uws_linux_arm64_137.node'],
] as const) {
  test(`of all binaries for sockets the image keeps one, ${kept}, and the speech engines’ are put aside for one target`, (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'rostrum-image-'));
    t.after(() => rmSync(folder, { recursive: true }));
    for (const name of ['uws-node20/binaries', 'uws-node22', 'koffi', ...SPEECH_PACKAGES]) {
      mkdirSync(join(folder, 'node_modules', name), { recursive: true });
      // Which of them a machine has depends on it; in the image every one comes with a package.json.
      writeFileSync(join(folder, 'node_modules', name, 'package.json'), '');
      const there = existsSync(join('node_modules', name));
      for (const file of there ? readdirSync(join('node_modules', name), { withFileTypes: true }) : []) {
        if (file.isFile()) writeFileSync(join(folder, 'node_modules', name, file.name), '');
      }
    }
    // What runs Node 24 in the image is told here what it would be told there.
    writeFileSync(join(folder, 'node'), `#!/bin/sh\nexec '${process.execPath}' -r '${folder}/image.cjs' "$@"\n`, {
      mode: 0o755,
    });
    const there = `{ platform: 'linux', arch: '${arch}', versions: { ...process.versions, modules: '137' } }`;
    const facts = `for (const [name, value] of Object.entries(${there})) Object.defineProperty(process, name, { value });`;
    writeFileSync(join(folder, 'image.cjs'), facts);
    const [, script = ''] =
      /^RUN npm run build\s+&& npm prune --omit=dev\s+&& (.*)$/m.exec(instructions.join('\n')) ?? [];

    const env = { PATH: `${folder}:${process.env.PATH}` };
    const { status, stderr } = spawnSync('sh', ['-ec', script], { cwd: folder, env, encoding: 'utf8' });

    assert.deepEqual([status, stderr], [0, '']);
    const left = readdirSync(join(folder, 'node_modules'), { recursive: true, encoding: 'utf8' });
    assert.deepEqual(
      left.filter((name) => name.endsWith('.node')),
      [`uws-node22/${kept}`],
    );
    assert.ok(left.includes('uws-node22/package.json') && left.includes('koffi/package.json'));
    assert.ok(existsSync(`node_modules/uws-node22/${kept}`));
    for (const name of SPEECH_PACKAGES) {
      assert.ok(!left.includes(`${name}/package.json`), name);
      assert.ok(existsSync(join(folder, 'engines/node_modules', name, 'package.json')), name);
    }
  });
}
