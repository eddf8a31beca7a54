/** A certificate for 127.0.0.1 and localhost, made when asked for and good for a day. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const ARGUMENTS =
  'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost ' +
  '-addext subjectAltName=IP:127.0.0.1,DNS:localhost -keyout - -out -';

/** @returns undefined where there is no openssl program. */
export async function selfSignedCertificate(): Promise<{ readonly key: string; readonly cert: string } | undefined> {
  try {
    const { stdout } = await promisify(execFile)('openssl', ARGUMENTS.split(' '));
    const start = stdout.indexOf('-----BEGIN CERTIFICATE');
    return { key: stdout.slice(0, start), cert: stdout.slice(start) };
  } catch {
    return undefined;
  }
}
