import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSocketLibrary } from '../../../src/server/sockets/socket-library.ts';

const { platform, arch, versions } = process;
/** Node 20, 22 and 24. */
const ABIS = ['115', '127', '137'];

for (const abi of ABIS) {
  test(`the binary for Node ABI ${abi} is found, whatever its package exports: only its own Node and a newer glibc are asked for`, () => {
    const runtime = { platform, arch, abi, version: `with ABI ${abi}` };
    const problem = () => {
      try {
        return typeof loadSocketLibrary(runtime).App;
      } catch (error) {
        return (error as Error).message;
      }
    };

    const expected =
      abi === versions.modules ? /^function$/ : /needs glibc 2\.38|different Node\.js version|did not self-register/;
    assert.match(problem(), expected);
  });
}
