/** The server: `node dist/server`. Reads the environment, starts, says so in one line, and drains on SIGTERM. */
import { COMPONENTS } from '../integrations/logging/components.ts';
import { getStructuredLogger } from '../integrations/logging/structured-logger.ts';
import { startServer } from './compose.ts';
import { readConfig, silenceSdkWarning } from './config.ts';
import { helpText } from './help.ts';
import { invitation } from './invitation.ts';
import { arePagesBuilt } from './web-pages.ts';

const ONE_KEY_PRESS_MS = 1_000;

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  process.stdout.write(helpText());
} else {
  await main();
}

async function main(): Promise<void> {
  const read = readConfig();
  if (!read.ok) {
    for (const problem of read.problems) process.stderr.write(`rostrum: ${problem}\n`);
    process.exitCode = 2;
    return;
  }
  const { config } = read;
  silenceSdkWarning();
  const log = getStructuredLogger('Server', {
    level: config.logLevel,
    components: COMPONENTS,
    pretty: process.stderr.isTTY === true,
  });
  try {
    const server = await startServer(config, log);
    const { port, adminPort, url, inspectUrl } = server;
    const faults = server.embedded?.faults?.url;
    process.stdout.write(
      `${JSON.stringify({ msg: 'listening', port, mode: config.mode, url, adminPort, faults, inspectUrl })}\n`,
    );
    if (process.stderr.isTTY) process.stderr.write(invitation(url, arePagesBuilt()));
    let stoppingSince: number | undefined;
    const stop = () => {
      const now = Date.now();
      // One Ctrl-C may arrive twice, from the terminal and from npm; a second one does not wait.
      if (stoppingSince !== undefined && now - stoppingSince > ONE_KEY_PRESS_MS) process.exit(1);
      if (stoppingSince !== undefined) return;
      stoppingSince = now;
      void server.close().then(() => process.exit(0));
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  } catch (error) {
    process.stderr.write(`rostrum: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
