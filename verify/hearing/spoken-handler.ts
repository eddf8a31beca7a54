/** The spoken pipeline as a Lambda function, in place of the reference pipeline's own handler. Its settings are the same. */
import { createSpokenPipeline, type SpokenPipeline } from './spoken-pipeline.ts';

/** A fifth of the speech that was said: many sessions speak at once, and how long it takes is not measured. */
const LENGTH = 0.2;

let pipeline: SpokenPipeline | undefined;

/** Takes one transcript, or the question what the engines offer. Partials are not shown: many sessions share this process. */
export async function handler(event: { readonly describe?: unknown; readonly isPartial?: unknown }): Promise<unknown> {
  pipeline ??= start(process.env);
  if (event.isPartial === true) return { isPartial: true };
  return 'describe' in event ? pipeline.describe(event) : pipeline.handle(event);
}

function start(environment: Readonly<Record<string, string | undefined>>): SpokenPipeline {
  const read = (name: string) => environment[name] ?? '';
  const key = { accessKeyId: read('AWS_ACCESS_KEY_ID'), secretAccessKey: read('AWS_SECRET_ACCESS_KEY') };
  return createSpokenPipeline({
    ...{ tables: read('AWS_ENDPOINT_URL_DYNAMODB'), connectionsTable: read('CONNECTIONS_TABLE_NAME'), tableKey: key },
    ...{ region: read('AWS_REGION'), delivery: read('DELIVERY_ENDPOINT'), deliveryKey: key, length: LENGTH },
  });
}
