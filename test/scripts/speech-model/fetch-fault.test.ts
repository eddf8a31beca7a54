import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nativePartFault } from '../../../emulators/transcribe/engines/sherpa-native-part.ts';
import { whisperFault } from '../../../emulators/transcribe/engines/whisper-library.ts';
import { faultOf } from '../../../scripts/speech-model/fetch-fault.ts';

const RETRYING = (why: string) =>
  `WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by '${why}'`;
const PIP_GIVES_UP = 'ERROR: No matching distribution found for moonshine-voice==0.0.4';
const REFUSED =
  "NewConnectionError('<HTTPConnection object at 0x7f>: Failed to establish a new connection: [Errno 111] Connection refused')";

const SAID: readonly (readonly [who: string, output: string, reason: string])[] = [
  ['pip', `${RETRYING(REFUSED)}\n${PIP_GIVES_UP}`, 'the registry cannot be reached: no network, or no way to it'],
  [
    'pip',
    `${RETRYING('ProxyError(Cannot connect to proxy., OSError(Tunnel connection failed: 407))')}\n${PIP_GIVES_UP}`,
    'the proxy refuses the connection',
  ],
  [
    'pip',
    `${RETRYING('SSLError(SSLCertVerificationError(1, certificate verify failed: self-signed))')}\n${PIP_GIVES_UP}`,
    'the registry’s certificate is not trusted here',
  ],
  ['pip', PIP_GIVES_UP, 'the registry does not have it'],
  ['pip', 'ERROR: HTTP error 403 while getting /simple/', 'the registry refuses it'],
  ['pip', 'ERROR: Could not install: [Errno 28] No space left on device', 'the disk is full'],
  ['pip', "ERROR: [Errno 13] Permission denied: '/root'", 'no permission to write, or a file system that is read-only'],
  ['pip', 'no such option: --require-hashes', 'no such option: --require-hashes'],
  ['pip', '', 'exit code 1'],
  [
    'uv',
    'error: Failed to fetch\n  Caused by: dns error',
    'the registry cannot be reached: no network, or no way to it',
  ],
  ['uv', '  × No solution found when resolving dependencies', 'the registry does not have it'],
  [
    'npm',
    'npm error code ENOTFOUND\nnpm error network request to x failed',
    'the registry cannot be reached: no network, or no way to it',
  ],
  ['npm', 'npm error code E404\nnpm error 404 Not Found', 'the registry does not have it'],
  ['npm', 'npm error code ENOSPC\nnpm error nospc write', 'the disk is full'],
];

for (const [who, output, reason] of SAID) {
  test(`one line says that ${who} failed because: ${reason} (${JSON.stringify(output).slice(0, 40)})`, () => {
    assert.deepEqual(faultOf(who, 1, output), { ok: false, fault: 'failed', reason: `${who}: ${reason}` });
  });
}

test('a hash that is another is no ordinary failure, whoever finds it', () => {
  const pip = 'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n  Expected sha256 a\n  Got b';
  const uv = 'error: Failed to download `x`\n  Caused by: Hash mismatch for `x`\nExpected:\n  sha256:a';
  for (const output of [pip, uv]) {
    const outcome = faultOf('pip', 1, output);
    assert.ok(!outcome.ok && outcome.fault === 'notPinned');
    assert.match(outcome.reason, /^pip: what the registry gives is not what is pinned/);
  }
});

test('a program that is not there is told from one that fails', () => {
  const faults = [
    faultOf('python3', undefined, ''),
    faultOf('python3', 127, 'pyenv: python3: command not found'),
    faultOf('pip', 1, '/usr/bin/python3: No module named pip'),
    faultOf('uv', 2, 'error: No interpreter found in virtual environments, managed installations, or search path'),
  ].map((outcome) => (outcome.ok ? '' : `${outcome.fault}: ${outcome.reason}`));

  assert.deepEqual(faults, [
    'noProgram: python3 is not there',
    'noProgram: python3 is not there',
    'noProgram: python3 has no pip',
    'noProgram: uv finds no Python',
  ]);
});

test('what is wrong with sherpa-onnx’s compiled part is said in one line, a C library that is too old by its version', () => {
  const old = "ERR_DLOPEN_FAILED /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.32' not found (required by /x.so)\n";

  assert.match(nativePartFault(old), /needs glibc 2\.32 or newer \(.*\), this system's is older$/);
  assert.match(
    nativePartFault("ERR_DLOPEN_FAILED libstdc++.so.6: version `GLIBCXX_3.4.29' not found"),
    /newer libstdc\+\+/,
  );
  assert.match(
    nativePartFault("MODULE_NOT_FOUND Cannot find module 'x'\nRequire stack:"),
    /has no package sherpa-onnx-/,
  );
  assert.match(
    nativePartFault('ERR_DLOPEN_FAILED invalid ELF header'),
    /does not load .*: ERR_DLOPEN_FAILED invalid ELF/,
  );
  assert.match(nativePartFault(''), /it ended without a word$/);
});

test('of Whisper’s compiled part too: by what its package met last, not by what the package says of itself', () => {
  const failed = (...cause: unknown[]) => whisperFault(new Error('Failed to load native binding', { cause }));
  const missing = Object.assign(new Error("Cannot find module './whisper.node'"), { code: 'MODULE_NOT_FOUND' });
  const other = Object.assign(new Error("Cannot find module '@napi-rs/whisper-b-sky'\nRequire stack:"), missing);
  const old = Object.assign(new Error("libc.so.6: version `GLIBC_2.35' not found (required by /x.node)"), {
    code: 'ERR_DLOPEN_FAILED',
  });

  assert.match(failed(missing, old), /^@napi-rs\/whisper needs glibc 2\.35 or newer \(.*\), this system's is older$/);
  assert.match(failed(missing, other), /^@napi-rs\/whisper has no package @napi-rs\/whisper-b-sky here: [^\n]*$/);
  assert.match(whisperFault(new Error('odd')), /^@napi-rs\/whisper does not load on Node .* here: .*odd$/);
});
