import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { ENGINES } from '../../scripts/engines.mjs';
import { SETTINGS } from '../../src/server/settings.ts';
import { text } from './deployment-files.ts';

/** Instructions with their continuation lines joined, comments left out. */
const instructions = text('Dockerfile')
  .split('\n')
  .filter((line) => !line.trimStart().startsWith('#'))
  .join('\n')
  .replace(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => line.trim() !== '');
const allowed = text('.dockerignore')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

test('the base is a pinned Node on Debian 12, and every other stage is built on it', () => {
  const stages = instructions.filter((line) => line.startsWith('FROM ')).map((line) => line.split(' ')[1] ?? '');
  const names = instructions.flatMap((line) => /^FROM \S+ AS (\w+)$/.exec(line)?.[1] ?? []);

  assert.match(stages[0] ?? '', /^node:20\.\d+\.\d+-bookworm-slim$/);
  for (const stage of stages.slice(1)) assert.ok(names.includes(stage), stage);
  assert.equal(names.at(-1), 'embedded');
});

test('what is copied into the build exists and is let through by .dockerignore; nothing else is', () => {
  const copied = instructions
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(/\s+/).slice(1, -1))
    .map((path) => path.replace(/^\.\//, ''));

  for (const path of copied) assert.ok(existsSync(path), path);
  assert.deepEqual([...copied].sort(), [...allowed].sort());
  assert.ok(text('.dockerignore').split('\n').includes('*'));
});

test('the server does not run as root, in either target', () => {
  const users = instructions.filter((line) => /^(FROM|USER) /.test(line)).join('\n');

  assert.match(users, /AS aws\nUSER node\nFROM aws AS embedded\nUSER root\nUSER node$/);
});

test('the embedded target installs the speech engines that setup installs, without the recordings for tests', () => {
  const engines = ENGINES.filter(({ id }) => id !== 'recordings').flatMap(({ packages }) => packages);
  const installed = /--no-install-recommends (.*?) && rm/.exec(instructions.join('\n'))?.[1]?.trim().split(/\s+/);

  assert.deepEqual(installed, [...new Set(engines)].sort());
});

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

test('the packages’ binaries that are thrown away are those of other systems', () => {
  const kept = /! -name "uws_\$\(node -p '([^']+)'\)\.node"/.exec(instructions.join('\n'))?.[1] ?? '';
  const { stdout } = spawnSync(process.execPath, ['-p', kept], { encoding: 'utf8' });

  assert.ok(existsSync(`node_modules/uWebSockets.js/uws_${stdout.trim()}.node`));
});
