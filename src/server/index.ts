/** The server: `node dist/server`. Reads the environment, starts, says so in one line, and drains on SIGTERM. */
import { getStructuredLogger } from '../integrations/logging/structured-logger.ts';
import { startServer } from './compose.ts';
import { readConfig, silenceSdkWarning } from './config.ts';
import { helpText } from './help.ts';

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
  const log = getStructuredLogger('Server', { level: config.logLevel, pretty: process.stderr.isTTY === true });
  try {
    const server = await startServer(config, log);
    const { port, adminPort, url } = server;
    process.stdout.write(`${JSON.stringify({ msg: 'listening', port, mode: config.mode, url, adminPort })}\n`);
    const stop = () => {
      // A second signal does not wait.
      process.once('SIGINT', () => process.exit(1));
      void server.close().then(() => process.exit(0));
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  } catch (error) {
    process.stderr.write(`rostrum: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
