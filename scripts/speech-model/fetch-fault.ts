/** The reason why something could not be fetched, in one line, from the output of pip, uv or npm. */

export type FetchOutcome =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** `notPinned`: the fetched file is not the pinned one, which stops setup. `noProgram`: the program is not installed. */
      readonly fault: 'notPinned' | 'noProgram' | 'failed';
      /** One line. */
      readonly reason: string;
    };

export const FETCHED: FetchOutcome = { ok: true };

export function failure(reason: string, fault: 'notPinned' | 'noProgram' | 'failed' = 'failed'): FetchOutcome {
  return { ok: false, fault, reason };
}

/** Checked in this order, because an output often also has lines about consequences of the cause. */
const CAUSES: readonly (readonly [said: RegExp, reason: string])[] = [
  [/no space left on device|ENOSPC/i, 'the disk is full'],
  [/disk quota exceeded|EDQUOT/i, 'the disk quota is used up'],
  [
    /permission denied|read-only file system|EACCES|EPERM|EROFS/i,
    'no permission to write, or a file system that is read-only',
  ],
  [/proxyerror|cannot connect to proxy|tunnel|EPROXY|\b407\b/i, 'the proxy refuses the connection'],
  [/certificate|SSLError|SELF_SIGNED/i, 'the registry’s certificate is not trusted here'],
  [
    /failed to establish a new connection|name resolution|name or service not known|dns error|connection (refused|reset|timed out)|timed? ?out|error sending request|network is unreachable|ENOTFOUND|EAI_AGAIN|ECONN(REFUSED|RESET)|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|newconnectionerror|remote end closed/i,
    'the registry cannot be reached: no network, or no way to it',
  ],
  [/\b40[13]\b|forbidden|E40[13]/i, 'the registry refuses it'],
  [
    /no matching distribution|not found in the package registry|no solution found|E404|ETARGET|\b404\b/i,
    'the registry does not have it',
  ],
];
const NOT_PINNED = /do not match the hashes|hash mismatch|EINTEGRITY/i;

/** @param who the program, as a person types it @param output the end of what it printed */
export function faultOf(who: string, code: number | undefined, output: string): FetchOutcome {
  if (code === undefined || code === 127) return failure(`${who} is not there`, 'noProgram');
  if (/no module named '?pip/i.test(output)) return failure('python3 has no pip', 'noProgram');
  if (/no interpreter found|no python.*found/i.test(output)) return failure(`${who} finds no Python`, 'noProgram');
  if (NOT_PINNED.test(output)) {
    return failure(`${who}: what the registry gives is not what is pinned (its hash is another)`, 'notPinned');
  }
  const cause = CAUSES.find(([said]) => said.test(output))?.[1];
  return failure(`${who}: ${cause ?? lastWords(output) ?? `exit code ${code}`}`);
}

/** @returns the last line that is marked as an error, or else the last line. */
function lastWords(output: string): string | undefined {
  const lines = output.split('\n').map((line) => line.trim());
  const said =
    lines.filter((line) => /^(npm )?err(or)?\b/i.test(line)).at(-1) ?? lines.filter((line) => line !== '').at(-1);
  return said?.slice(0, 200);
}
