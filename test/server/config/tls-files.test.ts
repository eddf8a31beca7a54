import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { problemsOfTlsFiles } from '../../../src/server/config/tls-files.ts';
import { makeCertificate } from '../../support/certificate.ts';

test('a certificate and its key are in order; every other pair is one clear line a problem', async (t) => {
  const ending = { after: (end: () => Promise<void>) => t.after(end) };
  const { certFile, folder, keyFile } = await makeCertificate(ending);
  const other = await makeCertificate(ending);
  const text = join(folder, 'text.pem');
  await writeFile(text, 'the marker phrase');

  assert.deepEqual(problemsOfTlsFiles(certFile, keyFile), []);
  assert.deepEqual(problemsOfTlsFiles(certFile, other.keyFile), [
    'TLS_KEY_FILE is not the key of TLS_CERT_FILE; name the key that this certificate was made for',
  ]);
  assert.deepEqual(problemsOfTlsFiles(text, text), [
    `TLS_CERT_FILE: ${text} is not a certificate in PEM form`,
    `TLS_KEY_FILE: ${text} is not an unencrypted private key in PEM form`,
  ]);
  assert.deepEqual(problemsOfTlsFiles(keyFile, certFile), [
    `TLS_CERT_FILE: ${keyFile} is not a certificate in PEM form`,
    `TLS_KEY_FILE: ${certFile} is not an unencrypted private key in PEM form`,
  ]);
  assert.deepEqual(problemsOfTlsFiles(folder, `${keyFile}x`), [
    `TLS_CERT_FILE: ${folder} cannot be read (EISDIR); name a file that this user may read`,
    `TLS_KEY_FILE: ${keyFile}x cannot be read (ENOENT); name a file that this user may read`,
  ]);
});
