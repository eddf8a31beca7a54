/** What is wrong with a certificate that clients see, and by when it has to be renewed. Pure. */
import type { Finding } from '../check.ts';

/** Renewal is usually tried 30 days before the end: with less than this, it has failed. */
const WARN_DAYS = 21;
const DAY_MS = 86_400_000;

export interface CertificateSeen {
  /** The last moments before and after which it is not valid, ms since 1970. */
  readonly validFrom: number;
  readonly validTo: number;
  /** What is wrong beside its times, in the words of OpenSSL or ours; undefined: nothing. */
  readonly problem: { readonly verdict: 'warned' | 'failed'; readonly said: string; readonly fix: string } | undefined;
}

/** @param now ms since 1970. */
export function judgeCertificate({ validFrom, validTo, problem }: CertificateSeen, now: number): Finding {
  const days = Math.floor((validTo - now) / DAY_MS);
  if (now > validTo) {
    return { verdict: 'failed', said: `it expired on ${dayOf(validTo)}`, fix: 'Renew the certificate.' };
  }
  if (now < validFrom) {
    return {
      verdict: 'failed',
      said: `it is not valid before ${dayOf(validFrom)}`,
      fix: 'Wait until then, or set this machine’s clock.',
    };
  }
  if (problem?.verdict === 'failed') return problem;
  if (days < WARN_DAYS) {
    const said = `it expires in ${days} days, on ${dayOf(validTo)}`;
    const fix = 'Renew the certificate, and look why that has not happened by itself.';
    if (problem === undefined) return { verdict: 'warned', said, fix };
    return { verdict: 'warned', said: `${said}; ${problem.said}`, fix: `${fix} ${problem.fix}` };
  }
  return problem ?? { verdict: 'passed', said: `valid until ${dayOf(validTo)} (${days} days)` };
}

function dayOf(unixMs: number): string {
  return new Date(unixMs).toISOString().slice(0, 10);
}
