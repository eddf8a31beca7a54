/** The IPC messages between the server and the process of the emulators. */
import type { RecogniserCounts } from '../../protocol/recogniser-counts.ts';
import type { RecogniserInfo } from './recogniser-info.ts';
import type { EmbeddedPorts, EmbeddedSettings } from './settings.ts';

/** Server to process. `start` comes once and first. */
export type ServicesCommand =
  | {
      readonly type: 'start';
      readonly settings: EmbeddedSettings;
      /** The ports of the process before; absent at the first start. */
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
  readonly asr: RecogniserInfo;
}

/** Process to server. `loaded` comes first; nothing comes after `failed`. */
export type ServicesReport =
  | { readonly type: 'loaded' }
  | ({ readonly type: 'started' } & StartedServices)
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'said'; readonly service: string; readonly line: string }
  /** The reason why the data folder cannot be used now; null once it can again. */
  | { readonly type: 'trouble'; readonly reason: string | null }
  /** Answers `ping`. The counts are absent until the services are started. */
  | { readonly type: 'pong'; readonly counts?: RecogniserCounts };
