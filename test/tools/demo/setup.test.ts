import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SPEECH_MODEL } from '../../../scripts/engines.mjs';

type Programs = Readonly<Record<string, string>>;

/** Shell scripts in place of the programs setup starts. Each run is written down. */
interface Machine {
  run(...args: string[]): { readonly status: number | null; readonly out: string; readonly err: string };
  /** What was run, in order. */
  ran(): string[];
  /** Takes a package away. */
  remove(name: string): void;
  /** What npm ci and the build leave behind. */
  build(): void;
  /** How the step that fetches the speech model ends. */
  speechModel(exitCode: number, more?: string): void;
  /** Whether PocketSphinx is there, whatever the real machine has. */
  pocketSphinx(isThere: boolean): void;
  /** Sends it a signal, to it alone, once a program has begun that says so. */
  interrupt(signal: NodeJS.Signals): Promise<number | null>;
}

const APT: Programs = {
  'dpkg-query': '[ "$1" = --version ]',
  'apt-get': 'exit 0',
  'apt-cache': 'exit 0',
};
/** Used where the tests do not run as root: `sudo -n env VARIABLE=… apt-get …`. */
const SUDO: Programs = { sudo: 'shift; exec "$@"', env: 'shift; exec "$@"', true: 'exit 0' };
const ENGINES: Programs = {
  apertium: 'printf "  eng-cat\\n  eng-spa\\n"',
  'espeak-ng': 'echo "eSpeak NG text-to-speech: 1.51  Data at: /usr/lib"',
  festival: 'echo "(upc_ca_ona_hts)"',
};

/**
 * A clone of its own whose PATH has the given programs only; npm works unless said otherwise. The program that fetches the
 * speech model is not its own (test/scripts/speech-model has that): it says how it was called, and the model is there.
 */
function machineWith(t: TestContext, programs: Programs): Machine {
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-setup-'));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync('scripts', join(folder, 'scripts'), { recursive: true });
  cpSync('package.json', join(folder, 'package.json'));
  mkdirSync(join(folder, 'node_modules', 'koffi'), { recursive: true });
  writeFileSync(join(folder, 'node_modules', 'koffi', 'index.js'), '');
  for (const name of ['tsx', 'uws-node20', 'uws-node22']) {
    symlinkSync(realpathSync(join('node_modules', name)), join(folder, 'node_modules', name));
  }
  cpSync('src/server/sockets/socket-library.ts', join(folder, 'src/server/sockets/socket-library.ts'), {
    recursive: true,
  });
  const bin = join(folder, 'bin');
  const log = join(folder, 'log');
  mkdirSync(bin);
  const platform = `sherpa-onnx-${process.platform}-${process.arch}`;
  mkdirSync(join(folder, 'node_modules', platform));
  writeFileSync(join(folder, 'node_modules', platform, 'sherpa-onnx.node'), '');
  const model = join(folder, '.cache', 'rostrum', SPEECH_MODEL.folder);
  mkdirSync(model, { recursive: true });
  for (const [name, bytes] of Object.entries(SPEECH_MODEL.files)) {
    writeFileSync(join(model, name), '');
    truncateSync(join(model, name), bytes);
  }
  const speechModel = (exitCode: number, more = '') =>
    writeFileSync(
      join(folder, 'scripts/speech-model/main.ts'),
      `import { appendFileSync } from 'node:fs';
      appendFileSync(${JSON.stringify(log)}, \`speech model \${process.argv.slice(2).join(' ')}\\n\`);
      process.exitCode = ${exitCode};
      ${more}`,
    );
  speechModel(0);
  for (const [name, body] of Object.entries({ npm: 'exit 0', ...programs })) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >> "${log}"\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const engines = join(folder, 'scripts/engines.mjs');
  const own = readFileSync(engines, 'utf8')
    .replace("'libpocketsphinx.so.3'", "'libpocketsphinx-of-test.so'")
    .replace("'/usr/share/pocketsphinx/model/en-us'", JSON.stringify(join(folder, 'sphinx')));
  assert.ok(own.includes('-of-test') && own.includes(join(folder, 'sphinx')));
  writeFileSync(engines, own);
  const pocketSphinx = (isThere: boolean) => {
    rmSync(join(folder, 'sphinx'), { recursive: true, force: true });
    mkdirSync(join(folder, 'sphinx/en-us'), { recursive: true });
    const files = ['libpocketsphinx-of-test.so', 'en-us/mdef', 'en-us.lm.bin', 'cmudict-en-us.dict'];
    for (const name of isThere ? files : []) writeFileSync(join(folder, 'sphinx', name), '');
  };
  pocketSphinx(true);
  const env = { PATH: bin, HOME: folder, LD_LIBRARY_PATH: join(folder, 'sphinx') };
  return {
    run(...args) {
      const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/setup.mjs', ...args], {
        cwd: folder,
        env,
        encoding: 'utf8',
      });
      return { status, out: stdout, err: stderr };
    },
    ran: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
    remove: (name) => rmSync(join(folder, 'node_modules', name), { recursive: true }),
    build() {
      mkdirSync(join(folder, 'dist/server'), { recursive: true });
      for (const path of ['node_modules/.package-lock.json', 'dist/server/index.js'])
        writeFileSync(join(folder, path), '');
    },
    speechModel,
    pocketSphinx,
    async interrupt(signal) {
      const child = spawn(process.execPath, ['scripts/setup.mjs'], { cwd: folder, env, stdio: 'ignore' });
      const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
      while (!existsSync(join(folder, 'begun'))) await new Promise((resolve) => setTimeout(resolve, 20));
      child.kill(signal);
      return await closed;
    },
  };
}

/** Ends some time after it is told to. */
const SLOW_TO_END = `trap '/bin/sleep 0.3; echo ended >> "$HOME/log"; exit 1' TERM INT
echo > "$HOME/begun"; n=0; while [ $n -lt 400 ]; do n=$((n + 1)); /bin/sleep 0.05; done`;

test('a signal to setup alone ends the command it waits for, and setup after that', async (t) => {
  const machine = machineWith(t, { ...APT, ...ENGINES, npm: SLOW_TO_END });

  assert.equal(await machine.interrupt('SIGTERM'), 143);
  assert.deepEqual(machine.ran(), ['npm ci', 'ended']);
});

test('a signal while the speech model is fetched is passed on to the program that does', async (t) => {
  const machine = machineWith(t, { ...APT, ...ENGINES });
  machine.speechModel(
    0,
    `process.on('SIGINT', () => {
      appendFileSync(process.env.HOME + '/log', 'put away\\n');
      process.exit(130);
    });
    appendFileSync(process.env.HOME + '/begun', '');
    setTimeout(() => {}, 20_000);`,
  );

  assert.equal(await machine.interrupt('SIGINT'), 130);
  assert.equal(machine.ran().at(-1), 'put away');
});

test('where everything is there, setup installs npm packages, builds, and touches no system package', (t) => {
  const machine = machineWith(t, { ...APT, ...ENGINES });
  const { status, out } = machine.run();

  assert.equal(status, 0);
  assert.match(out, /all are already installed/);
  assert.match(out, /Ready\. Next: npm run demo/);
  const ran = machine.ran();
  assert.ok(ran.includes('npm ci') && ran.includes('npm run build'));
  assert.ok(ran.indexOf('npm ci') < ran.indexOf('npm run build'));
  assert.ok(!ran.some((line) => line.startsWith('apt-get')));
});

test('a missing engine is installed without recommended packages, without fetching lists that know it', (t) => {
  const machine = machineWith(t, { ...APT, ...ENGINES, 'espeak-ng': 'exit 1', ...SUDO });
  const { status, out } = machine.run();

  assert.equal(status, 0);
  const installs = machine.ran().filter((line) => /^apt-get .*(install|update)/.test(line));
  assert.equal(installs.length, 1);
  assert.match(installs[0] ?? '', /install -y --no-install-recommends espeak-ng$/);
  assert.match(out, /Missing speech engines.*\n {2}eSpeak NG .*: no translation is spoken/);
});

test('the lists are fetched once when they do not know a package, and what they never know is named', (t) => {
  const machine = machineWith(t, { ...APT, 'apt-cache': '[ "$3" != espeak-ng ]', ...SUDO });
  const { status, out } = machine.run();

  assert.equal(status, 0);
  assert.equal(machine.ran().filter((line) => /^apt-get .*update$/.test(line)).length, 1);
  assert.match(out, /not in the package lists: espeak-ng/);
  const install = machine.ran().find((line) => line.includes('--no-install-recommends')) ?? '';
  assert.match(install, /apertium apertium-eng-spa apertium-eng-cat festival festival-ca festvox-ca-ona-hts$/);
});

test('an installation that fails is tried once more with fresh lists, then shown and survived', (t) => {
  const failing = 'case "$*" in *install*) echo "E: 404 Not Found"; exit 100;; esac';
  const machine = machineWith(t, {
    ...APT,
    ...ENGINES,
    'espeak-ng': 'exit 1',
    'apt-get': failing,
    ...SUDO,
  });
  const { status, out } = machine.run();

  assert.equal(status, 0);
  const actions = machine.ran().flatMap((line) => /^apt-get .*?(install|update)/.exec(line)?.[1] ?? []);
  assert.deepEqual(actions, ['install', 'update', 'install']);
  assert.match(out, /E: 404 Not Found/);
  assert.match(out, /sudo apt-get install --no-install-recommends espeak-ng/);
});

test('without apt-get setup says what to install and what cannot work, and still succeeds', (t) => {
  const machine = machineWith(t, {});
  const { status, out } = machine.run();

  assert.equal(status, 0);
  assert.match(out, /not installed by this script: there is no apt-get here/);
  assert.match(out, /listeners in Spanish hear nothing/);
  assert.match(out, /On Debian or Ubuntu: {2}sudo apt-get install --no-install-recommends .*apertium-eng-spa/);
  assert.ok(machine.ran().includes('npm run build'));
});

test('a failing npm ci stops setup with npm’s own words', (t) => {
  const machine = machineWith(t, { ...APT, ...ENGINES, npm: 'echo "npm error no network" >&2; exit 7' });
  const { status, err } = machine.run();

  assert.equal(status, 1);
  assert.equal(err, 'npm error no network\nsetup: npm ci failed (exit code 7)\n');
  assert.ok(!machine.ran().includes('npm run build'));
});

test('a package that has no binary for this Node stops setup with one line each, before anything is built', (t) => {
  const machine = machineWith(t, { ...APT, ...ENGINES });
  for (const name of ['uws-node20', 'uws-node22', 'koffi']) machine.remove(name);
  const { status, err } = machine.run();

  assert.equal(status, 1);
  const [sockets, koffi, ...rest] = err.trim().split('\n');
  assert.match(
    sockets ?? '',
    /^setup: uWebSockets\.js does not load on Node .*its package is not installed \(npm ci\)$/,
  );
  assert.match(koffi ?? '', /^setup: koffi does not load on Node /);
  assert.deepEqual(rest, []);
  assert.ok(!machine.ran().includes('npm run build'));
});

test('the speech model is fetched once the packages are there; without it setup goes on and says what that means', (t) => {
  const machine = machineWith(t, { ...APT, ...ENGINES });
  machine.speechModel(3);
  const { status, out } = machine.run('--verbose', '--model-from', 'by-hand');

  assert.equal(status, 0);
  const ran = machine.ran();
  const fetched = ran.findIndex((line) => line.startsWith('speech model '));
  assert.match(ran[fetched] ?? '', /^speech model --from \/.*\/by-hand --verbose$/);
  assert.ok(ran.indexOf('npm ci') < fetched && fetched < ran.indexOf('npm run build'));
  assert.match(out, /Until then PocketSphinx recognises speech\. It gets more words wrong\.\n/);
  // Its files have the right sizes, and yet it is not called there.
  assert.match(out, /✗ Moonshine /);
  assert.match(out, /Missing speech engines.*\n {2}Moonshine .*: speech is recognised by PocketSphinx/);
  assert.doesNotMatch(out, /On Debian or Ubuntu/);
});

test('where PocketSphinx is not there either, setup says that nothing recognises speech, of both', (t) => {
  const machine = machineWith(t, { ...ENGINES });
  machine.speechModel(3);
  machine.pocketSphinx(false);
  const { status, out } = machine.run();

  assert.equal(status, 0);
  assert.match(out, /Until then no speech is recognised: PocketSphinx is not installed either\.\n/);
  assert.doesNotMatch(out, /recognised by PocketSphinx|only Moonshine/);
  for (const name of ['Moonshine', 'PocketSphinx']) {
    assert.match(out, new RegExp(`\\n {2}${name} .*: no speech is recognised: nobody can speak on an embedded server`));
  }
});

test('where Moonshine is there alone, PocketSphinx is missed for what it is then', (t) => {
  const machine = machineWith(t, { ...ENGINES });
  machine.pocketSphinx(false);
  const { out } = machine.run();

  assert.match(out, /\n {2}PocketSphinx .*: only Moonshine recognises speech, without a replacement/);
  assert.doesNotMatch(out, /Until then|no speech is recognised/);
});

test('Festival without its Catalan voice is no Festival for setup', (t) => {
  const { out } = machineWith(t, { ...ENGINES, festival: 'echo "(kal_diphone)"' }).run();

  assert.match(out, /✗ Festival, .*: festival does not run, or has no voice upc_ca_ona_hts\n/);
});

test('a speech model that is not the pinned one stops setup', (t) => {
  const machine = machineWith(t, { ...APT, ...ENGINES });
  machine.speechModel(1);

  assert.equal(machine.run().status, 1);
  assert.ok(!machine.ran().includes('npm run build'));
});

test('each engine that runs is shown with its licence', (t) => {
  const { out } = machineWith(t, { ...APT, ...ENGINES }).run();

  assert.match(out, /✓ Moonshine .*: \/.*moonshine-tiny-en-0\.0\.4 \(MIT, run by sherpa-onnx, Apache-2\.0\)/);
  assert.match(out, /✓ eSpeak NG .*: espeak-ng 1\.51 \(GPL-3\.0-or-later\)/);
  assert.match(out, /✓ Festival, .*: festival with upc_ca_ona_hts \(/);
});

test('--check looks at the speech model’s hashes: it fails when they are wrong, and only then', (t) => {
  const machine = machineWith(t, { ...APT, ...ENGINES });
  machine.build();

  assert.equal(machine.run('--check').status, 0);
  machine.speechModel(3);
  const { status, out } = machine.run('--check');
  assert.equal(status, 1);
  assert.match(out, /✗ Moonshine /);
  assert.ok(machine.ran().includes('speech model --check'));
});

test('--check changes nothing and fails when something is missing', (t) => {
  const machine = machineWith(t, { ...APT });
  const { status, out } = machine.run('--check');

  assert.equal(status, 1);
  assert.match(out, /✗ not built/);
  assert.match(out, /✗ eSpeak NG/);
  assert.ok(!machine.ran().some((line) => /^npm|install|update/.test(line)));
});

test('a wrong option is refused, help is given, and neither runs anything', (t) => {
  const machine = machineWith(t, {});
  const wrong = machine.run('--fast');

  assert.equal(wrong.status, 2);
  assert.equal(wrong.err, "setup: Unknown option '--fast' (--help shows the options)\n");
  assert.match(machine.run('--help').out, /^Usage: npm run setup/);
  assert.deepEqual(machine.ran(), []);
});
