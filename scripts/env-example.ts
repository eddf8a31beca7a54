/** Prints .env.example from the server's list of settings; `npm run docs` writes it, a test compares it. */
import { SETTINGS } from '../src/server/config/settings.ts';

export function envExample(): string {
  const lines = Object.entries(SETTINGS).map(([name, setting]) => {
    const unset = setting.default === undefined || setting.default === '';
    return `# ${setting.meaning}\n${unset ? `# ${name}=` : `${name}=${setting.default}`}\n`;
  });
  return `# Every environment variable that the server reads, with its default. AWS credentials are set with the variables of the AWS SDK.\n\n${lines.join('\n')}`;
}

if (import.meta.url === `file://${process.argv[1]}`) process.stdout.write(envExample());
