/** A self-signed certificate for 127.0.0.1, made for one test and gone with it: no private key is kept anywhere. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Ending } from './test-server.ts';

export interface Certificate {
  readonly folder: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** Needs OpenSSL's command line program. */
export async function makeCertificate(t: Ending): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'rostrum-tls-'));
  t.after(() => rm(folder, { recursive: true }));
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  await promisify(execFile)('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', keyFile, '-out', certFile]);
  return { folder, certFile, keyFile };
}
