/** What the server and the process with the local services say to each other over IPC. */
import type { RecogniserCounts } from '../../protocol/recogniser-counts.ts';
import type { RecogniserFacts } from './recogniser-facts.ts';
import type { EmbeddedPorts, EmbeddedSettings } from './settings.ts';

/** Server to process. `start` comes once and first. */
export type ServicesCommand =
  | {
      readonly type: 'start';
      readonly settings: EmbeddedSettings;
      /** Those of the process before; absent at the first start. */
      readonly ports?: EmbeddedPorts;
    }
  | { readonly type: 'ping' }
  | { readonly type: 'close' };

export interface StartedServices {
  readonly ports: EmbeddedPorts;
  readonly transcribe: string;
  readonly lambda: string;
  readonly dynamodb: string;
  readonly faultsUrl?: string;
  readonly asr: RecogniserFacts;
}

/** Process to server. `loaded` comes first, `failed` is the last word. */
export type ServicesReport =
  | { readonly type: 'loaded' }
  | ({ readonly type: 'started' } & StartedServices)
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'said'; readonly service: string; readonly line: string }
  /** Why the data folder cannot be used now; null once it can again. */
  | { readonly type: 'trouble'; readonly reason: string | null }
  /** Answers `ping`. The counts are absent until the services are started. */
  | { readonly type: 'pong'; readonly counts?: RecogniserCounts };
