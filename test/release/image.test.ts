/** The server in the layers of its image, over a Debian 13 with Node 24: `npm run image:check` runs this there. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseDockerfile } from '../../scripts/image/dockerfile.ts';
import { Program } from '../../testkit/programs/program.ts';

const { IMAGE_USER = '', IMAGE_COMMAND = '' } = process.env;
const [user, group] = IMAGE_USER.split(':');
/** As an engine starts it: as its user, in its folder. */
const COMMAND = [`--reuid=${user}`, `--regid=${group}`, '--clear-groups', ...IMAGE_COMMAND.split(' ')];
const environment = { PATH: process.env.PATH };

test('it runs as a user without a name or rights, and that user can change nothing of the program', () => {
  const writable = `find /app -writable ! -type l -print -quit; id -u`;
  const as = ['--reuid', user ?? '', '--regid', group ?? '', '--clear-groups', 'sh', '-c', writable];

  assert.equal(execFileSync('setpriv', as, { encoding: 'utf8' }), `${user}\n`);
  assert.notEqual(user, '0');
});

test('for AWS without settings it says what to set, and ends with 2', () => {
  const env = { ...environment, ROSTRUM_MODE: 'aws' };
  const { status, stderr } = spawnSync('setpriv', COMMAND, { cwd: '/app', env, encoding: 'utf8', timeout: 30_000 });

  assert.equal(status, 2);
  assert.match(stderr, /^rostrum: AWS_REGION is not set\./m);
});

test('its server serves pages and clients, its health check passes, and it drains on SIGTERM', async (t) => {
  const settings = { ROSTRUM_MODE: 'embedded', PORT: '0', ADMIN_PORT: '0', EMBEDDED_ASR: 'written' };
  const server = new Program({
    path: 'setpriv',
    args: COMMAND,
    environment: { ...environment, ...settings },
    cwd: '/app',
  });
  t.after(() => server.stop({ signal: 'SIGKILL' }));
  const { url, adminPort } = (await server.readyLine()) as { url: string; adminPort: number };

  const page = await fetch(`${url}/`, { headers: { accept: 'text/html' } });
  const ready = await fetch(`${url}/readyz`);
  const steps = parseDockerfile(readFileSync('Dockerfile', 'utf8')).flatMap((stage) => stage.steps);
  const check = steps.flatMap((step) =>
    'text' in step ? (/^--interval.*? CMD (\[.*)$/.exec(step.text)?.[1] ?? []) : [],
  );
  const [program = '', ...args] = JSON.parse(check[0] ?? '[]') as string[];
  const health = spawnSync(program, args, { env: { ...environment, ADMIN_PORT: String(adminPort) } });

  assert.deepEqual([page.status, ready.status, health.status], [200, 200, 0]);
  assert.equal(await server.stop(), 0);
});
