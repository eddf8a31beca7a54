/** One run of the rig: a server alone on its core, sessions in a steady state, and the figures of that time. Prints nothing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { toUsage } from '../load/process-usage.ts';
import { coreTime } from './cores.ts';
import { cpuTimeMs } from './process-time.ts';
import type { RigOptions } from './rig-options.ts';
import { type Reading, type RunReport, toRunReport } from './run-report.ts';
import { ONE_SERVER, type ServerPlan, Stage } from './stage.ts';

/** After the metrics page was read, which holds the server up for some milliseconds. */
const CALM_MS = 500;

/**
 * @param onStep called with what happens now, for people.
 * @throws Error when a program does not start, a client is refused, or the server ends.
 */
export async function runRig(
  options: RigOptions,
  onStep: (step: string) => void,
  signal: AbortSignal,
  servers: ServerPlan = ONE_SERVER,
): Promise<RunReport> {
  const { sessions, listeners, joinsPerSecond, seconds, warmUpSeconds, profileFile, heapFile } = options;
  onStep('starting');
  const stage = await Stage.open(options, servers);
  try {
    onStep(`${sessions} sessions join`);
    const join = { ports: stage.serverPorts, tokens: stage.tokens(sessions), listeners, joinsPerSecond };
    await stage.generator.ask({ ask: 'join', options: join });
    onStep('warming up');
    await sleep(warmUpSeconds * 1_000, undefined, { signal });
    servers.onWarm?.(stage.servers);
    onStep(`measuring for ${seconds} s`);
    const before = await begin(stage, profileFile !== undefined);
    servers.onBound?.('begin', stage.serverPids);
    await sleep(seconds * 1_000, undefined, { signal });
    servers.onBound?.('end', stage.serverPids);
    const after = await end(stage);
    if (profileFile !== undefined) await stage.probe('stopProfile', profileFile);
    if (heapFile !== undefined) await stage.probe('writeHeap', heapFile);
    return toRunReport(options, before, after);
  } catch (error) {
    if (stage.serverEnd !== undefined) throw new Error(`the server ended: ${stage.serverEnd}`, { cause: error });
    throw error;
  } finally {
    await stage.close();
  }
}

/** The page is read before the times begin, and after they have ended, so that its cost is in none of them. */
async function begin(stage: Stage, isProfiled: boolean): Promise<Reading> {
  const page = await stage.metrics();
  await sleep(CALM_MS);
  if (isProfiled) await stage.probe('startProfile');
  await stage.generator.ask({ ask: 'begin' });
  return { ...times(stage), generator: await stage.generator.ask({ ask: 'read' }), page };
}

async function end(stage: Stage): Promise<Reading> {
  const reading = { ...times(stage), generator: await stage.generator.ask({ ask: 'read' }) };
  return { ...reading, page: await stage.metrics() };
}

function times(stage: Stage): Pick<Reading, 'atMs' | 'serverCpuMs' | 'othersCpuMs' | 'serverCore' | 'residentBytes'> {
  const servers = stage.serverPids.map((pid) => ({ cpuMs: cpuTimeMs(pid), usage: toUsage(pid) }));
  if (servers.some(({ usage }) => usage === undefined)) throw new Error('the server is gone, or this is not Linux');
  return {
    atMs: performance.now(),
    serverCpuMs: servers.reduce((sum, { cpuMs, usage }) => sum + (cpuMs ?? usage?.cpuMs ?? 0), 0),
    othersCpuMs: stage.otherPids.reduce((sum, pid) => sum + (cpuTimeMs(pid) ?? 0), 0),
    serverCore: coreTime(stage.cores.server),
    residentBytes: servers.reduce((sum, { usage }) => sum + (usage?.residentBytes ?? 0), 0),
  };
}
