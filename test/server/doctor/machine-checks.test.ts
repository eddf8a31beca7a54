import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readConfig } from '../../../src/server/config/config.ts';
import type { Check } from '../../../src/server/doctor/check.ts';
import { dataFolderCheck } from '../../../src/server/doctor/local/data-folder.ts';
import { filesCheck } from '../../../src/server/doctor/local/files.ts';
import { glibcCheck } from '../../../src/server/doctor/local/glibc.ts';
import { portsCheck } from '../../../src/server/doctor/local/ports.ts';
import { certificateFileCheck } from '../../../src/server/doctor/services/certificate-file.ts';
import { makeCertificate } from '../../support/certificate.ts';
import type { Ending } from '../../support/test-server.ts';

const LONG_ENOUGH = AbortSignal.timeout(60_000);

/** Makes a check of this machine with these settings. */
async function make(check: Check, environment: Record<string, string>, url?: string) {
  const read = readConfig(environment);
  assert.ok(read.ok, JSON.stringify(read));
  const { verdict, said } = await check.run({ config: read.config, environment, url, token: undefined }, LONG_ENOUGH);
  return `${verdict}: ${said}`;
}

function folder(t: Ending): string {
  const path = mkdtempSync(join(tmpdir(), 'rostrum-doctor-'));
  t.after(async () => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('data-folder: one that is there, and one that the server would make, pass', async (t) => {
  const path = folder(t);

  for (const name of [path, join(path, 'not', 'yet')]) {
    assert.match(await make(dataFolderCheck, { DATA_FOLDER: name }), /^(passed|warned): .* MiB free$/);
  }
  assert.match(await make(dataFolderCheck, {}), /^skipped/);
});

test('data-folder: a file in its place fails', async (t) => {
  const file = join(folder(t), 'file');
  writeFileSync(file, '');

  assert.equal(await make(dataFolderCheck, { DATA_FOLDER: file }), `failed: ${file} is not a folder`);
  const under = join(file, 'below');
  assert.match(await make(dataFolderCheck, { DATA_FOLDER: under }), /^failed: .* cannot be looked at \(ENOTDIR\)$/);
});

test('files and glibc: this machine says its limits', {
  skip: process.platform !== 'linux' && 'not Linux',
}, async () => {
  assert.match(await make(filesCheck, { EMBEDDED_ASR_MAX_STREAMS: '1' }), /^\w+: \S+ open files, up to 501 sockets$/);
  const { verdict } = await glibcCheck.run({ environment: {}, url: undefined, token: undefined }, LONG_ENOUGH);
  assert.notEqual(verdict, 'skipped');
});

test('ports: an address that is not this machine’s fails', async () => {
  const settings = { HOST: '192.0.2.1', PORT: '0', ADMIN_PORT: '0' };

  assert.equal(await make(portsCheck, settings), 'failed: PORT 0 on 192.0.2.1 is not an address of this machine');
});

test('certificate-file: the file of the settings is read, for the name of the public address', async (t) => {
  const { certFile, keyFile } = await makeCertificate(t);
  const settings = { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile };

  assert.match(await make(certificateFileCheck, settings, 'https://127.0.0.1'), /^warned: it expires in [01] days/);
  const other = await make(certificateFileCheck, settings, 'https://live.example.com');
  assert.match(other, /^warned: it expires in [01] days, on \S+; it is not for live\.example\.com$/);
  assert.match(await make(certificateFileCheck, {}), /^skipped/);
});
