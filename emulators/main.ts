/**
 * The program of the process with the local services: tables, Transcribe and Lambda. Started by ServicesProcess only. Ends
 * when it is told to, and at once when its parent has ended.
 */

import type { ServicesCommand, ServicesReport } from '../src/integrations/emulators/messages.ts';
import type { RecogniserCounts } from '../src/protocol/recogniser-counts.ts';
import { startEmbeddedSystem } from './system.ts';

/** Most lines on their way to the parent. Further lines are counted and dropped. */
const MAX_LINES_UNDER_WAY = 1_000;

let system: ReturnType<typeof startEmbeddedSystem> | undefined;
let counted = (): { counts?: RecogniserCounts } => ({});
let underWay = 0;
let unsaid = 0;

// Ctrl-C and a service manager's SIGTERM reach the whole process group. The server drains first, then it ends this process.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit(0));
process.on('message', (command: ServicesCommand) => {
  if (command.type === 'ping') report({ type: 'pong', ...counted() });
  else if (command.type === 'close') void close();
  else void start(command);
});
report({ type: 'loaded' });

async function start({ settings, ports }: Extract<ServicesCommand, { type: 'start' }>): Promise<void> {
  try {
    system = startEmbeddedSystem({
      ...settings,
      // Given ports mean a restart. Broadcasts go on without tables, so it waits for a folder that cannot be used now.
      ...(ports === undefined ? {} : { ports, mayWaitForFolder: true }),
      log: say,
      onTrouble: (reason) => report({ type: 'trouble', reason: reason ?? null }),
    });
    const { transcribe: endpoint } = await system;
    counted = () => ({ counts: endpoint.counts() });
    const { asr, dynamodb, faultsUrl, lambda, ports: bound, transcribe } = await system;
    report({
      type: 'started',
      ports: bound,
      transcribe: transcribe.endpoint,
      lambda: lambda.endpoint,
      dynamodb: dynamodb.endpoint,
      asr,
      ...(faultsUrl === undefined ? {} : { faultsUrl }),
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.send?.({ type: 'failed', message } satisfies ServicesReport, () => process.exit(1));
  }
}

async function close(): Promise<void> {
  await system?.then((started) => started.close()).catch(() => {});
  process.exit(0);
}

function say(service: string, line: string): void {
  if (underWay >= MAX_LINES_UNDER_WAY) {
    unsaid += 1;
    return;
  }
  if (unsaid > 0) {
    const count = unsaid;
    unsaid = 0;
    say('services endpoint', `${count} lines were not logged: too many at once`);
  }
  underWay += 1;
  report({ type: 'said', service, line }, () => {
    underWay -= 1;
  });
}

function report(message: ServicesReport, then: () => void = () => {}): void {
  // The callback keeps a parent that has just gone from becoming an uncaught error here; 'disconnect' follows.
  process.send?.(message, then);
}
