/**
 * The text for a person at the terminal when the server is ready: the pages' address, or how to build them, and the
 * recogniser.
 */
import pc from 'picocolors';
import type { AsrReport } from '../../protocol/http-messages.ts';
import { recogniserText } from '../../protocol/recogniser-text.ts';
import { PAGES_NOT_BUILT } from '../http/web-pages.ts';

export function startupBanner(
  url: string,
  areBuilt: boolean,
  asr: AsrReport | undefined,
  colours: Pick<typeof pc, 'bold' | 'cyan' | 'yellow'> = pc,
): string {
  const pages = areBuilt
    ? `${colours.bold('Speak and listen:')} ${colours.cyan(`${url}/`)}`
    : colours.yellow(PAGES_NOT_BUILT);
  const lines = [pages, ...(asr === undefined ? [] : recogniserText(asr))];
  return `\n${lines.map((line) => `  ${line}\n`).join('')}\n`;
}
