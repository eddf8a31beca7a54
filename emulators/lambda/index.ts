/** Command: a local Lambda Invoke endpoint with the handler modules that the command line names. */
import { runEndpoint, UsageError, wholeNumber } from '../command.ts';
import { FAULT_FLAGS, startWithFaults } from '../faults/fault-flags.ts';
import { type LambdaEndpointOptions, type LambdaFunctionSettings, startLambdaEndpoint } from './endpoint.ts';
import { LambdaFaults } from './lambda-faults.ts';

const MINUTES_15 = 900_000;

await runEndpoint({
  name: 'lambda',
  summary: 'Serves AWS Lambda Invoke on 127.0.0.1, each function in a process of its own.',
  options: {
    function: { type: 'string', placeholder: '<list>', help: 'name=path/to/module.mjs#export, comma-separated' },
    port: { type: 'string', placeholder: '<port>', help: 'port to listen on, 0 for a free port (default 9001)' },
    'timeout-ms': { type: 'string', placeholder: '<ms>', help: 'longest time of one invocation (default 30000)' },
    concurrency: { type: 'string', placeholder: '<n>', help: 'invocations of a function at once (default 8)' },
    queue: { type: 'string', placeholder: '<n>', help: 'waiting events of a function (default 1000)' },
    ...FAULT_FLAGS,
  },
  start: (values) => {
    const timeoutMs = wholeNumber('timeout-ms', values['timeout-ms'], { min: 1, max: MINUTES_15, fallback: 30_000 });
    const options: LambdaEndpointOptions = {
      functions: parseFunctions(values.function, timeoutMs),
      port: wholeNumber('port', values.port, { min: 0, max: 65_535, fallback: 9_001 }),
      concurrency: wholeNumber('concurrency', values.concurrency, { min: 1, max: 1_000, fallback: 8 }),
      maxQueuedEvents: wholeNumber('queue', values.queue, { min: 1, max: 100_000, fallback: 1_000 }),
      log: ({ functionName, source, line }) => process.stderr.write(`${functionName} ${source}: ${line}\n`),
    };
    const service = { name: 'lambda', faults: () => new LambdaFaults() };
    return startWithFaults(values, service, (faults) =>
      startLambdaEndpoint(faults === undefined ? options : { ...options, faults }),
    );
  },
});

function parseFunctions(list: string | undefined, timeoutMs: number): Record<string, LambdaFunctionSettings> {
  if (list === undefined) throw new UsageError('--function is needed: name=path/to/module.mjs#export');
  const functions: Record<string, LambdaFunctionSettings> = {};
  for (const item of list.split(',')) {
    const [, name, module, handler] = /^([\w-]{1,64})=([^#]+)(?:#([\w$]+))?$/.exec(item) ?? [];
    if (name === undefined || module === undefined) {
      throw new UsageError(`--function must be name=path/to/module.mjs#export, not "${item}"`);
    }
    functions[name] = { module, timeoutMs, ...(handler === undefined ? {} : { handler }) };
  }
  return functions;
}
