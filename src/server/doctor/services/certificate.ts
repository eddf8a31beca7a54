/** The certificate at the public address, as a client sees it. */
import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { isLoopbackOnly } from '../../http/loopback.ts';
import type { Check } from '../check.ts';
import { toErrorLine } from '../error-line.ts';
import { type CertificateSeen, judgeCertificate } from './certificate-judgement.ts';

const HTTPS_PORT = 443;
/** For a connection and the handshake, ms: less than a check has. */
const HANDSHAKE_MS = 4_000;
const NO_TLS_FIX =
  'See the check "reach"; if that address speaks HTTP without TLS, give it as http://, or put TLS in front of it (ops/proxies/).';

export const certificateCheck: Check = {
  id: 'certificate',
  claim: 'The certificate at the public address is trusted, fits its name, and is valid for three weeks more.',
  fix: 'Serve the whole chain of certificates, for the name that clients use.',
  needs: ['network', 'url'],
  run: async ({ url = '' }, signal) => {
    const { protocol, hostname, port } = new URL(url);
    const host = hostname.replace(/^\[|\]$/g, '');
    if (protocol !== 'https:') {
      if (isLoopbackOnly(host)) return { verdict: 'skipped', said: 'on this machine itself no certificate is needed' };
      return {
        verdict: 'warned',
        said: `${protocol}// has no certificate, and browsers give a page without one no microphone`,
        fix: 'Put a proxy with TLS in front of the server (ops/proxies/), or set TLS_CERT_FILE.',
      };
    }
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(HANDSHAKE_MS)]);
    try {
      return judgeCertificate(await lookAtCertificate(host, Number(port || HTTPS_PORT), inTime), Date.now());
    } catch (error) {
      const why = inTime.aborted ? `no answer within ${HANDSHAKE_MS / 1_000} s` : toErrorLine(error);
      return { verdict: 'failed', said: `there is no certificate to see: ${why}`, fix: NO_TLS_FIX };
    }
  },
};

/** Rejects if there is no TLS there. */
export async function lookAtCertificate(host: string, port: number, signal: AbortSignal): Promise<CertificateSeen> {
  // Seen even if it is not trusted: why it is not is what the doctor is to say. Nothing is sent over this connection.
  const socket = connect({ host, port, rejectUnauthorized: false, ...(isIP(host) ? {} : { servername: host }) });
  try {
    await once(socket, 'secureConnect', { signal });
    const { valid_from, valid_to } = socket.getPeerCertificate();
    const { authorized, authorizationError } = socket;
    return {
      validFrom: Date.parse(valid_from),
      validTo: Date.parse(valid_to),
      problem: authorized ? undefined : toProblem(toErrorLine(authorizationError)),
    };
  } finally {
    socket.destroy();
  }
}

/** By Node's codes. */
const FIXES: readonly (readonly [RegExp, string])[] = [
  [/ALTNAME|does not match/i, 'Use a certificate for the name that clients use, or give that name to --url.'],
  [
    /UNABLE_TO_VERIFY_LEAF|UNABLE_TO_GET_ISSUER/,
    'Serve the intermediate certificates too: the file with the whole chain.',
  ],
  [
    /SELF_SIGNED/,
    'Use a certificate of an authority that clients trust; for your own one, set NODE_EXTRA_CA_CERTS to its file.',
  ],
];

function toProblem(said: string): NonNullable<CertificateSeen['problem']> {
  const [, fix = certificateCheck.fix] = FIXES.find(([pattern]) => pattern.test(said)) ?? [];
  return { verdict: 'failed', said: `not trusted: ${said}`, fix };
}
