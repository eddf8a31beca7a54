/**
 * The server: `node dist/server`. Reads the environment, starts, prints one line when it is ready, and drains on SIGTERM.
 * `node dist/server doctor` examines its surroundings instead.
 */
import { performance } from 'node:perf_hooks';
import { systemClock } from '../integrations/clock.ts';
import type { EmbeddedServices } from '../integrations/emulators/services.ts';
import { ServicesProcess } from '../integrations/emulators/services-process.ts';
import { startSupervisedServices } from '../integrations/emulators/supervised-services.ts';
import { COMPONENTS } from '../integrations/logging/components.ts';
import { getStructuredLogger } from '../integrations/logging/structured-logger.ts';
import { findExposure } from './boot/exposure.ts';
import { limitHeapGrowth } from './boot/heap-growth.ts';
import { logRecogniser, toAsrReport } from './boot/recogniser-report.ts';
import { startupBanner } from './boot/startup-banner.ts';
import { StopSignals } from './boot/stop-signals.ts';
import { prepareSdk, readConfig } from './config/config.ts';
import { helpText, readArguments } from './config/help.ts';
import { arePagesBuilt } from './http/web-pages.ts';

const args = process.argv.slice(2);
const asked = readArguments(args);
if (args[0] === 'doctor') {
  const { doctorCommand } = await import('./doctor/command.ts');
  await doctorCommand(args.slice(1));
} else if (asked === 'help') process.stdout.write(helpText());
else if (asked === 'start') await main();
else {
  process.stderr.write(`rostrum: ${asked.problem} (--help lists the settings)\n`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const read = readConfig();
  if (!read.ok) {
    for (const problem of read.problems) process.stderr.write(`rostrum: ${problem}\n`);
    process.exitCode = 2;
    return;
  }
  const { config, warnings } = read;
  limitHeapGrowth();
  prepareSdk();
  const log = getStructuredLogger('Server', {
    level: config.logLevel,
    components: COMPONENTS,
    pretty: process.stderr.isTTY === true,
  });
  for (const warning of warnings) log.warn('start', warning, { code: 'INVALID_PARAMETER' });
  try {
    // Started first: the local services load their code while this process loads its own.
    const services = config.mode === 'embedded' ? new ServicesProcess() : undefined;
    const { startServer } = await import('./boot/compose.ts');
    const server = await startServer(config, log, (options) => startSupervisedServices(options, services));
    if (server.embedded) logRecogniser(server.embedded, log);
    const exposure = findExposure(config);
    if (exposure !== undefined) log.warn('start', exposure, { code: 'INVALID_PARAMETER', host: config.host });
    const { port, adminPort, url, inspectUrl, embedded } = server;
    const { mode } = config;
    const asr = toAsrReport(embedded);
    const ready = { msg: 'listening', port, mode, url, adminPort, faults: embedded?.faultsUrl, inspectUrl, asr };
    process.stdout.write(`${JSON.stringify({ ...ready, services: embedded && toServiceFields(embedded) })}\n`);
    if (process.stderr.isTTY) process.stderr.write(startupBanner(url, arePagesBuilt(), asr));
    const signals = new StopSignals({
      clock: systemClock,
      monotonicNow: () => performance.now(),
      delayMs: config.drainDelayMs,
      steps: {
        announce: () => {
          server.announceDrain();
          if (config.drainDelayMs > 0) log.info('shut_down', 'drain announced', { delayMs: config.drainDelayMs });
        },
        drain: () => void server.close().then(() => process.exit(0)),
        giveUp: () => process.exit(1),
      },
    });
    process.on('SIGTERM', () => signals.heard());
    process.on('SIGINT', () => signals.heard());
  } catch (error) {
    process.stderr.write(`rostrum: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

/** Addresses of the local services, for the ready line. */
function toServiceFields({ pid, transcribe, lambda, dynamodb }: EmbeddedServices) {
  return { pid, transcribe: transcribe.endpoint, lambda: lambda.endpoint, dynamodb: dynamodb.endpoint };
}
