/** The composition root: the one place where ports meet their implementations. Everything it starts, it stops. */
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type { LogPort, MetricsPort, TokenPort } from '../actors/ports.ts';
import { RecordWriter } from '../actors/record-writer.ts';
import { Supervisor } from '../actors/supervisor.ts';
import {
  EMBEDDED_CREDENTIALS,
  EMBEDDED_FUNCTION,
  EMBEDDED_REGION,
  type EmbeddedSystem,
  startEmbeddedSystem,
} from '../embedded/system.ts';
import { systemClock } from '../integrations/clock.ts';
import { isSignedBy } from '../integrations/delivery/signature.ts';
import { createRecordStore } from '../integrations/dynamodb/record-store.ts';
import { createIdentifiers } from '../integrations/identifiers/identifiers.ts';
import { createTranslationPort } from '../integrations/lambda/translation-port.ts';
import { MemoryMetrics } from '../integrations/metrics/memory-metrics.ts';
import { createDevTokens } from '../integrations/tokens/dev-tokens.ts';
import { createOidcTokens } from '../integrations/tokens/oidc-tokens.ts';
import { createTranscriptionPort } from '../integrations/transcribe/transcribe-port.ts';
import { refusal } from '../protocol/errors.ts';
import type { Config } from './config.ts';
import { Connections } from './connections.ts';
import { HttpRoutes } from './http-routes.ts';
import type { ServerParts } from './server-parts.ts';
import { Sockets } from './socket-handlers.ts';
import { WebServer } from './web-server.ts';

export interface RunningServer {
  readonly port: number;
  /** http:// or https://, where clients and the pipeline reach it. */
  readonly url: string;
  readonly parts: ServerParts;
  readonly embedded: EmbeddedSystem | undefined;
  /** Ends every session, tells everybody, lets what was said be forwarded, within the drain time. */
  close(): Promise<void>;
}

const PIPELINE_MODULE = import.meta.url.endsWith('.ts') ? '../../pipeline/handler.ts' : '../pipeline/handler.js';
