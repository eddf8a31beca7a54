/** Command: a local DynamoDB endpoint. */
import { runEndpoint, wholeNumber } from '../command.ts';
import { FAULT_FLAGS, startWithFaults } from '../faults/fault-flags.ts';
import { DynamoDbFaults } from './dynamodb-faults.ts';
import { startDynamoDbEndpoint } from './endpoint.ts';

await runEndpoint({
  name: 'dynamodb',
  summary: 'Serves DynamoDB on 127.0.0.1 (dynalite), in memory or kept in a folder.',
  options: {
    port: { type: 'string', placeholder: '<port>', help: 'port to listen on, 0 for a free port (default 9002)' },
    'data-folder': { type: 'string', placeholder: '<path>', help: 'folder to keep the tables in (default: in memory)' },
    ...FAULT_FLAGS,
  },
  start: (values) => {
    const dataFolder = values['data-folder'];
    const port = wholeNumber('port', values.port, { min: 0, max: 65_535, fallback: 9_002 });
    const options = { port, ...(dataFolder === undefined ? {} : { dataFolder }) };
    const service = { name: 'dynamodb', faults: () => new DynamoDbFaults() };
    return startWithFaults(values, service, (faults) =>
      startDynamoDbEndpoint(faults === undefined ? options : { ...options, faults }),
    );
  },
});
