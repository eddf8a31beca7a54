/** A pipeline on a real table and a real delivery API, with scripted engines; all of it ends with the test. */
import type { TestContext } from 'node:test';
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { Delivery } from '../../../pipeline/deliver.ts';
import { Listeners } from '../../../pipeline/listeners.ts';
import { createPipeline, type PipelineDependencies } from '../../../pipeline/pipeline.ts';
import { startConnectionsTable } from './connections-table.ts';
import { startDeliveryServer } from './delivery-server.ts';
import { type EngineScript, scriptedEngines } from './engines.ts';

export async function startSystem(
  t: TestContext,
  script: EngineScript = {},
  changes: Partial<PipelineDependencies> = {},
) {
  const [table, api] = await Promise.all([startConnectionsTable(), startDeliveryServer()]);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const management = new ApiGatewayManagementApiClient({
    endpoint: `${api.endpoint}/prod`,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
  const engines = scriptedEngines(script);
  const lines: Readonly<Record<string, unknown>>[] = [];
  const listeners = new Listeners(table.client, table.tableName);
  const pipeline = createPipeline({
    translator: engines.translator,
    speaker: engines.speaker,
    listeners,
    delivery: new Delivery(management),
    log: (entry) => lines.push(entry),
    now: Date.now,
    elapsedMs: () => performance.now(),
    release: async () => management.destroy(),
    ...changes,
  });
  t.after(() => Promise.all([pipeline.close(), table.close(), api.close()]));
  return { table, api, engines, lines, listeners, pipeline };
}
