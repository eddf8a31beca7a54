/** Certificates for tests: an authority, and a server's certificate that it has signed. Gone with the test. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Ending } from './test-server.ts';

export interface CertificateChain {
  readonly caFile: string;
  /** PEM. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const run = promisify(execFile);
const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Needs OpenSSL's command line program. @param days until the server's certificate expires. @param name Its only name. */
export async function makeCertificateChain(
  t: Ending,
  { days = 90, name = 'IP:127.0.0.1' }: { readonly days?: number; readonly name?: string } = {},
): Promise<CertificateChain> {
  const folder = await mkdtemp(join(tmpdir(), 'rostrum-chain-'));
  t.after(() => rm(folder, { recursive: true }));
  const at = (file: string) => join(folder, file);
  const [caFile, caKey, key, request, cert] = ['ca.pem', 'ca.key', 'server.key', 'server.csr', 'server.pem'].map(at);
  if (!caFile || !caKey || !key || !request || !cert) throw new Error('no files');
  await run('openssl', [
    'req',
    '-x509',
    ...EC,
    '-days',
    '999',
    '-subj',
    '/CN=An authority',
    '-keyout',
    caKey,
    '-out',
    caFile,
  ]);
  await run('openssl', ['req', ...EC, '-subj', '/CN=server', '-keyout', key, '-out', request]);
  await writeFile(at('names'), `subjectAltName=${name}\n`);
  const signing = ['-CA', caFile, '-CAkey', caKey, '-CAcreateserial', '-days', String(days), '-extfile', at('names')];
  await run('openssl', ['x509', '-req', '-in', request, ...signing, '-out', cert]);
  const [caText, certText, keyText] = await Promise.all([caFile, cert, key].map((file) => readFile(file, 'utf8')));
  return { caFile, ca: caText ?? '', cert: certText ?? '', key: keyText ?? '' };
}
