/** The certificate that the server itself would serve. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import type { Check } from '../check.ts';
import { type CertificateSeen, judgeCertificate } from './certificate-judgement.ts';

export const certificateFileCheck: Check = {
  id: 'certificate-file',
  claim: 'The certificate in TLS_CERT_FILE is valid for three weeks more, complete, and for the public name.',
  fix: 'Name a file with the certificate and the intermediate ones in TLS_CERT_FILE.',
  needs: [],
  run: async ({ config, url }) => {
    if (config.tls === undefined) return { verdict: 'skipped', said: 'the server itself has no TLS' };
    const text = await readFile(config.tls.certFile, 'utf8');
    const host = url === undefined ? undefined : new URL(url).hostname.replace(/^\[|\]$/g, '');
    return judgeCertificate(readCertificates(text, host), Date.now());
  },
};

/** @param text PEM, the server's certificate first. @param host of the public address. @throws on what is no certificate. */
export function readCertificates(text: string, host: string | undefined): CertificateSeen {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  const [leaf, ...above] = blocks.map((block) => new X509Certificate(block));
  if (leaf === undefined) throw new Error('TLS_CERT_FILE has no certificate in PEM form');
  const times = { validFrom: Date.parse(leaf.validFrom), validTo: Date.parse(leaf.validTo) };
  const fits = host === undefined || (isIP(host) ? leaf.checkIP(host) : leaf.checkHost(host)) !== undefined;
  if (!fits) {
    // Behind a proxy that has its own, this one need not fit; what clients see is the check certificate.
    const fix = 'Use a certificate for that name, unless a proxy in front has one.';
    return { ...times, problem: { verdict: 'warned', said: `it is not for ${host}`, fix } };
  }
  return { ...times, problem: problemOfChain(leaf, above) };
}

function problemOfChain(leaf: X509Certificate, above: readonly X509Certificate[]): CertificateSeen['problem'] {
  if (leaf.issuer === leaf.subject) {
    const fix = 'Use a certificate of an authority that clients trust, unless all clients are your own.';
    return { verdict: 'warned', said: 'it is signed by itself', fix };
  }
  const isComplete = above.some((each) => leaf.checkIssued(each)) || isKnownRoot(leaf.issuer);
  if (isComplete) return undefined;
  return {
    verdict: 'warned',
    said: 'the file has only the server’s certificate: clients that do not know who issued it refuse it',
    fix: 'Add the intermediate certificates behind it (fullchain.pem).',
  };
}

function isKnownRoot(issuer: string): boolean {
  return rootCertificates.some((root) => new X509Certificate(root).subject === issuer);
}
