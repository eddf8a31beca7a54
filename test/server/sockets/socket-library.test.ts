import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSocketLibrary, type Runtime } from '../../../src/server/sockets/socket-library.ts';

const HERE: Runtime = { platform: 'linux', arch: 'x64', abi: '115', version: 'v20.19.0' };

/** The path that is asked for; nothing is loaded. */
function pathFor(runtime: Partial<Runtime>): string {
  let asked = '';
  loadSocketLibrary({ ...HERE, ...runtime }, (path) => {
    asked = path;
    return { App() {}, SSLApp() {}, us_socket_local_port() {} };
  });
  return asked;
}

/** What is said when the binary does not load. */
function messageFor(failure: unknown, runtime: Partial<Runtime> = {}): string {
  try {
    loadSocketLibrary({ ...HERE, ...runtime }, () => {
      throw failure;
    });
  } catch (error) {
    assert.ok(error instanceof Error);
    assert.ok(!error.message.includes('\n'), `one line: ${error.message}`);
    assert.equal(error.cause, failure);
    return error.message;
  }
  assert.fail('it did not throw');
}

test('each Node gets the native binary of its ABI, from the package that is sound there', () => {
  assert.equal(pathFor({ abi: '115' }), 'uws-node20/binaries/uws_linux_x64_115.node');
  assert.equal(pathFor({ abi: '127', version: 'v22.11.0' }), 'uws-node22/uws_linux_x64_127.node');
  assert.equal(pathFor({ abi: '137', version: 'v24.1.0' }), 'uws-node22/uws_linux_x64_137.node');
  assert.equal(pathFor({ platform: 'darwin', arch: 'arm64', abi: '137' }), 'uws-node22/uws_darwin_arm64_137.node');
});

test('the binary for the Node that runs is there, and is native', () => {
  const library = loadSocketLibrary();

  // The package's fallback in JavaScript has no such functions of the platform.
  assert.match(Function.prototype.toString.call(library.us_socket_local_port), /\[native code\]/);
  assert.equal(typeof library.App, 'function');
  assert.equal(typeof library.App().close, 'function');
});

test('a Node that no build fits is named in one line, with those that do', () => {
  for (const [abi, version] of [
    ['108', 'v18.20.0'],
    ['141', 'v25.0.0'],
    ['', 'v0.0.0'],
    // No property that every object has is taken for a folder.
    ['constructor', 'v0.0.1'],
  ] as const) {
    assert.throws(() => loadSocketLibrary({ ...HERE, abi, version }, () => ({})), {
      message: `there is no build of uWebSockets.js for Node ${version}: use Node 24, 22, or 20 (20.19 or newer)`,
    });
  }
});

test('a system whose glibc is too old is told so, and what would do', () => {
  const failure = new Error("/lib/x86_64-linux-gnu/libm.so.6: version `GLIBC_2.38' not found (required by uws.node)");

  assert.equal(
    messageFor(failure, { abi: '137', version: 'v24.1.0' }),
    'uWebSockets.js does not load on Node v24.1.0: it needs glibc 2.38 or newer (Debian 13, Ubuntu 24.04); on an older system use Node 20',
  );
});

test('a system with musl is told that glibc is needed', () => {
  for (const words of [
    'Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by uws.node)',
    'libc.musl-x86_64.so.1: cannot open shared object file',
  ]) {
    assert.match(
      messageFor(new Error(words)),
      /: it needs glibc, but this system has musl \(Alpine\): use a Debian or Ubuntu image$/,
    );
  }
});

test('a system without a binary is told so by the loader itself', () => {
  assert.throws(() => loadSocketLibrary({ ...HERE, arch: 'riscv64' }), {
    message:
      'uWebSockets.js does not load on Node v20.19.0: there is no binary for linux on riscv64, or its package is not installed (npm ci)',
  });
});

test('a package that is not installed, or has no binary for this system, is said with the cure', () => {
  const failure = new Error(
    "Cannot find module 'uws-node20/binaries/x.node'\nRequire stack:\n- /srv/dist/server/index.js",
  );

  assert.match(
    messageFor(failure, { platform: 'linux', arch: 'riscv64' }),
    /: there is no binary for linux on riscv64, or its package is not installed \(npm ci\)$/,
  );
});

test('any other failure is said in its own first line, whatever was thrown', () => {
  assert.match(messageFor(new Error('invalid ELF header\nat dlopen')), /: invalid ELF header$/);
  assert.match(messageFor('text'), /: text$/);
});

test('a load that gives something else than the library is refused before the first client', () => {
  for (const other of [undefined, null, {}, { App() {} }]) {
    assert.throws(
      () => loadSocketLibrary(HERE, () => other),
      /^Error: uWebSockets\.js does not load on Node v20\.19\.0: /,
    );
  }
});
