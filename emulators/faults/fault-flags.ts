/** The flags for faults in an endpoint's command, and the control API that they start. The same for every service. */
import { readFile } from 'node:fs/promises';
import { type RunningEndpoint, UsageError, wholeNumber } from '../command.ts';
import { type FaultControl, startFaultControl } from './control-server.ts';
import type { FaultTarget } from './fault-target.ts';

export const FAULT_FLAGS = {
  faults: {
    type: 'string',
    placeholder: '<file>',
    help: 'JSON file of a fault plan to start with (docs/fault-injection.md)',
  },
  'faults-port': {
    type: 'string',
    placeholder: '<n>',
    help: 'port of the fault control API, 0 for a free port (default: off)',
  },
} as const;

export interface FaultFlags {
  readonly faults: string | undefined;
  readonly 'faults-port': string | undefined;
}

/**
 * Starts an endpoint with the faults that the flags ask for. Without either flag, `start` is called with undefined. The
 * control API ends with the endpoint. Throws UsageError for a plan that cannot be read.
 */
export async function startWithFaults<T extends FaultTarget>(
  flags: FaultFlags,
  service: { readonly name: string; readonly faults: () => T },
  start: (faults: T | undefined) => Promise<RunningEndpoint>,
): Promise<RunningEndpoint> {
  const { faults: file, 'faults-port': portText } = flags;
  if (file === undefined && portText === undefined) return start(undefined);
  const faults = service.faults();
  if (file !== undefined) await putFile(faults, file);
  const port = wholeNumber('faults-port', portText, { min: 0, max: 65_535, fallback: -1 });
  const control = port < 0 ? undefined : await startFaultControl({ [service.name]: faults }, port);
  try {
    const running = await start(faults);
    return control === undefined ? running : withControl(running, control);
  } catch (error) {
    await control?.close();
    throw error;
  }
}

function withControl(running: RunningEndpoint, control: FaultControl): RunningEndpoint {
  return {
    endpoint: running.endpoint,
    port: running.port,
    faultsUrl: control.url,
    async close() {
      await control.close();
      await running.close();
    },
  };
}

async function putFile(faults: FaultTarget, file: string): Promise<void> {
  try {
    faults.put(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new UsageError(`--faults ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
