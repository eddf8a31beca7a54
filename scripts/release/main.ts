/** `npm run release`: compiles the product and makes the release archive. */
import { commandLine } from '../../testkit/command/command-line.ts';
import { text } from '../../testkit/command/option.ts';
import { runCommand } from '../../testkit/command/run-command.ts';
import { say } from '../progress.mjs';
import { makeRelease } from './release.ts';

const RELEASE = commandLine({
  name: 'release',
  call: 'npm run release -- [options]',
  about: `
Makes rostrum-VERSION-linux-x64.tar.gz and SHA256SUMS: the compiled server, the packages it needs to run, its start program, a
systemd unit and the licences. The same sources and packages give the same bytes.`,
  options: { folder: text({ shown: 'folder', help: 'where to put them', fallback: 'release' }) },
  notes: 'Exit: 0 it is made; 1 it cannot be made, with the reason; 2 wrong usage.',
  settle: (values) => values,
});

process.exitCode = await runCommand(RELEASE, async ({ folder }) => {
  const { archive, sums, archiveBytes, bytesByPart } = await makeRelease(folder);
  const rows = Object.entries(bytesByPart).sort(([, a], [, b]) => b - a);
  for (const [part, bytes] of rows) if (bytes > 100_000) say(`${megabytes(bytes)}  ${part}`);
  say(`${megabytes(rows.reduce((total, [, bytes]) => total + bytes, 0))}  all, unpacked`);
  say(`${megabytes(archiveBytes)}  ${archive}`);
  say(`           ${sums}`);
  return 0;
});

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1).padStart(6)} MB`;
}
