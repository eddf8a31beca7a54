/** What a person at the terminal is told once the server is ready: the link to the pages, or how to get them. */
import pc from 'picocolors';
import { NOT_BUILT } from './web-pages.ts';

export function invitation(
  url: string,
  areBuilt: boolean,
  colours: Pick<typeof pc, 'bold' | 'cyan' | 'yellow'> = pc,
): string {
  return areBuilt
    ? `\n  ${colours.bold('Speak and listen:')} ${colours.cyan(`${url}/`)}\n\n`
    : `\n  ${colours.yellow(NOT_BUILT)}\n\n`;
}
