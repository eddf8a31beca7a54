/** The Debian mirror that apt on this machine uses. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const FORMAT = '$(RELEASE) $(SITE)';

/** Rejects with one line if this machine is not Debian or apt names no mirror. */
export async function debianMirror(): Promise<string> {
  const { id, codename } = systemOf(await readFile('/etc/os-release', 'utf8').catch(() => ''));
  if (id !== 'debian')
    throw new Error('this machine is not Debian, so its apt knows no Debian mirror: name one with --mirror');
  const { stdout } = await run('apt-get', [
    'indextargets',
    '--no-release-info',
    '--format',
    FORMAT,
    'Created-By: Packages',
  ]).catch(() => ({ stdout: '' }));
  const site = siteOf(stdout, codename);
  const mirror = site?.startsWith('mirror+file:') ? await firstOf(site.slice('mirror+file:'.length)) : site;
  if (mirror === undefined || !/^https?:/.test(mirror)) {
    throw new Error(`apt’s sources name no mirror of ${codename} on the network: name one with --mirror`);
  }
  return mirror;
}

/** @param release the text of /etc/os-release. */
export function systemOf(release: string): { readonly id: string; readonly codename: string } {
  const value = (name: string) => new RegExp(`^${name}="?([^"\\n]*)"?$`, 'm').exec(release)?.[1] ?? '';
  return { id: value('ID'), codename: value('VERSION_CODENAME') };
}

/** @param targets a line for each of apt's targets: release and site. @returns the site of the release, not of its updates. */
export function siteOf(targets: string, codename: string): string | undefined {
  const lines = targets.split('\n').map((line) => line.split(' '));
  return lines.find(([release]) => release === codename)?.[1];
}

/** The first mirror of a list; Debian's cloud images name such a list. */
async function firstOf(list: string): Promise<string | undefined> {
  const lines = await readFile(list, 'utf8').catch(() => '');
  return lines.split(/\s+/).find((word) => /^https?:/.test(word));
}
