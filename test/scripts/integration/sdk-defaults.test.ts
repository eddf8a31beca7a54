import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PollyClient } from '@aws-sdk/client-polly';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { TranslateClient } from '@aws-sdk/client-translate';
import { MAXIMUM_RETRY_DELAY, Retry } from '@smithy/core/retry';
import { OTLP, SDK_PAUSES, SDK_RETRIES } from '../../../scripts/integration/sdk-defaults.ts';

const CLIENTS = {
  DynamoDB: DynamoDBClient,
  Translate: TranslateClient,
  Polly: PollyClient,
  SecretsManager: SecretsManagerClient,
} as const;

for (const [name, Client] of Object.entries(CLIENTS) as [keyof typeof CLIENTS, (typeof CLIENTS)['Polly']][]) {
  test(`the page has the attempts and the base of the SDK’s client of ${name}`, async (t) => {
    const client = new Client({ region: 'us-east-1' });
    t.after(() => client.destroy());

    const strategy = (await client.config.retryStrategy()) as unknown as { readonly baseDelay: number };

    assert.deepEqual({ attempts: await client.config.maxAttempts(), baseMs: strategy.baseDelay }, SDK_RETRIES[name]);
  });
}

test('the page has the SDK’s longest pause and its pause after throttling', () => {
  assert.equal(SDK_PAUSES.capMs, MAXIMUM_RETRY_DELAY);
  assert.equal(SDK_PAUSES.throttledMs, Retry.throttlingDelay());
});

test('the page has the retries and time limit of OpenTelemetry’s exporters', () => {
  const require = createRequire(import.meta.url);
  const exporter = dirname(require.resolve('@opentelemetry/exporter-trace-otlp-http'));
  const base = dirname(createRequire(exporter).resolve('@opentelemetry/otlp-exporter-base'));
  const source = (path: string) => readFileSync(join(base, path), 'utf8');
  const retrying = source('retrying-transport.js');
  const constant = (name: string) => Number(new RegExp(`const ${name} = ([\\d.]+);`).exec(retrying)?.[1]);
  const retried = [...source('is-export-retryable.js').matchAll(/statusCode === (\d+)/g)].map(([, status]) => status);

  // The constant counts what follows the first attempt.
  assert.equal(OTLP.attempts, 1 + constant('MAX_ATTEMPTS'));
  assert.equal(OTLP.baseMs, constant('INITIAL_BACKOFF'));
  assert.equal(OTLP.capMs, constant('MAX_BACKOFF'));
  assert.equal(OTLP.factor, constant('BACKOFF_MULTIPLIER'));
  assert.ok(source('configuration/shared-configuration.js').includes(`timeoutMillis: ${OTLP.timeoutMs}`));
  assert.deepEqual(retried, ['429', '502', '503', '504']);
});
