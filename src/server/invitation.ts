/** What a person at the terminal is told once the server is ready: the link to the pages, or how to get them. */
import pc from 'picocolors';

export function invitation(
  url: string,
  areBuilt: boolean,
  colours: Pick<typeof pc, 'bold' | 'cyan' | 'yellow'> = pc,
): string {
  return areBuilt
    ? `\n  ${colours.bold('Speak and listen:')} ${colours.cyan(`${url}/`)}\n\n`
    : `\n  ${colours.yellow('The pages are not built: npm run build makes them.')}\n\n`;
}
