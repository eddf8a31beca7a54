/** The product's server in AWS mode with its upstream streams in another thread. For measuring only. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { COMPONENTS } from '../../../src/integrations/logging/components.ts';
import { getStructuredLogger } from '../../../src/integrations/logging/structured-logger.ts';
import { startActors } from '../../../src/server/boot/actors.ts';
import { startServer } from '../../../src/server/boot/compose.ts';
import { limitHeapGrowth } from '../../../src/server/boot/heap-growth.ts';
import { startIntegrations } from '../../../src/server/boot/integrations.ts';
import { openIngress, openServer } from '../../../src/server/boot/server.ts';
import { drain } from '../../../src/server/boot/shutdown.ts';
import { prepareSdk, readConfig } from '../../../src/server/config/config.ts';
import { ThreadedTranscription } from './threaded-transcription.ts';

const read = readConfig();
if (!read.ok) throw new Error(read.problems.join('; '));
const { config } = read;
limitHeapGrowth();
prepareSdk();
const log = getStructuredLogger('Server', { level: config.logLevel, components: COMPONENTS, pretty: false });

const workerData = { region: config.aws.region };
const thread = new Worker(new URL('./upstream-worker.js', import.meta.url), { workerData });
const [upstreamThread] = (await once(thread, 'message')) as [number];
const transcription = new ThreadedTranscription(thread);
thread.once('exit', () => transcription.lose());

const server = await startServer(config, log, undefined, {
  ...{ openIngress, startActors, openServer, drain },
  startIntegrations: async (deps, closing) => ({ ...(await startIntegrations(deps, closing)), transcription }),
});
const { port, adminPort } = server;
process.stdout.write(`${JSON.stringify({ msg: 'listening', port, adminPort, upstreamThread })}\n`);
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
