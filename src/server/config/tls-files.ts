/** Checks the certificate and its key before they are used: the socket library only says that they failed. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** @returns one line for each problem. Quotes nothing of the files' content. */
export function problemsOfTlsFiles(certFile: string, keyFile: string): string[] {
  const problems: string[] = [];
  const read = <T>(name: string, file: string, what: string, parse: (bytes: Buffer) => T): T | undefined => {
    let bytes: Buffer;
    try {
      bytes = readFileSync(file);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      problems.push(`${name}: ${file} cannot be read (${code}); name a file that this user may read`);
      return undefined;
    }
    try {
      return parse(bytes);
    } catch {
      problems.push(`${name}: ${file} is not ${what} in PEM form`);
      return undefined;
    }
  };
  const certificate = read('TLS_CERT_FILE', certFile, 'a certificate', parseCertificate);
  const key = read('TLS_KEY_FILE', keyFile, 'an unencrypted private key', parseKey);
  if (certificate && key && !certificate.checkPrivateKey(key)) {
    problems.push('TLS_KEY_FILE is not the key of TLS_CERT_FILE; name the key that this certificate was made for');
  }
  return problems;
}

function parseCertificate(bytes: Buffer): X509Certificate {
  if (!bytes.includes('-----BEGIN')) throw new TypeError('not PEM');
  return new X509Certificate(bytes);
}

function parseKey(bytes: Buffer): KeyObject {
  return createPrivateKey(bytes);
}
