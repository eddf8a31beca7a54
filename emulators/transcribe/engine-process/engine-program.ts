/** Runs an engine in its process: takes commands, sends reports, and ends at once when the parent has ended. */
import type { EngineSpec } from '../hearing/engine-spec.ts';
import type { LoadedEngine } from '../hearing/hearing.ts';
import { endWithParent } from './end-with-parent.ts';
import { EngineHost } from './engine-host.ts';
import type { EngineCommand, EngineReport } from './engine-messages.ts';

/** To be called once, when the process starts. */
export function runEngine(openEngine: (spec: EngineSpec) => Promise<LoadedEngine>): void {
  // Ctrl-C and a service manager's SIGTERM reach the whole process group. The server drains first, then it ends this process.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  process.on('disconnect', () => process.exit(0));

  const open = async (spec: EngineSpec) => {
    const problem = await endWithParent();
    if (problem !== undefined) console.error(`an engine that hangs may outlive its server: ${problem}`);
    return await openEngine(spec);
  };
  let host: EngineHost | undefined;
  process.on('message', (command: EngineCommand) => {
    if (command.type !== 'start') host?.obey(command);
    else {
      open(command.spec).then(
        (engine) => {
          host = new EngineHost(engine, { say, now: () => performance.now(), soon: setImmediate, rssBytes });
          say({ type: 'ready', rssBytes: rssBytes() });
        },
        (error: unknown) => {
          process.send?.({ type: 'failed', message: firstLine(error) } satisfies EngineReport, () => process.exit(1));
        },
      );
    }
  });
}

function say(report: EngineReport): void {
  // The callback keeps a parent that has just gone from becoming an uncaught error here; 'disconnect' follows.
  process.send?.(report, () => {});
}

function rssBytes(): number {
  return process.memoryUsage.rss();
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] ?? '';
}
