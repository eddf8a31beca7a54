/** The settings of the emulators, as plain data that can be sent to their process. */
import type { AsrSettings } from './asr-settings.ts';
import type { FunctionLayer } from './function-layer.ts';

/** The ports of the endpoints; 0: any free port. */
export interface EmbeddedPorts {
  readonly transcribe: number;
  readonly lambda: number;
  readonly dynamodb: number;
  /** Port of the fault control API; undefined: there is none. */
  readonly faults: number | undefined;
}

/** What the emulators serve and where they keep it. */
export interface EmbeddedSettings {
  /** Folder of the tables; undefined: they are in memory. */
  readonly dataFolder: string | undefined;
  /** Another DynamoDB to use instead of the emulator, such as DynamoDB Local. */
  readonly dynamodbEndpoint?: string | undefined;
  readonly asr: AsrSettings;
  readonly connectionsTable: string;
  /** The pipeline's handler module, as a file URL or path. */
  readonly pipelineModule: string;
  /** Loaded before the pipeline, to trace it. */
  readonly pipelineLayer?: FunctionLayer | undefined;
  /** The address that the pipeline delivers to: this server. */
  readonly deliveryEndpoint: string;
  /** A certificate that the pipeline must trust to reach this server. */
  readonly trustedCertFile: string | undefined;
  /** Port of the fault control API, 0 for any free port; undefined: faults cannot be injected. */
  readonly faultsPort?: number | undefined;
}

export interface EmbeddedOptions extends EmbeddedSettings {
  readonly log: (service: string, line: string) => void;
  /** By default any free ports. */
  readonly ports?: EmbeddedPorts;
  /** If the data folder cannot be used now, wait for it instead of failing the start. */
  readonly mayWaitForFolder?: boolean;
  /** Called with the reason when the data folder cannot be used (a full disk), and with undefined once it can again. */
  readonly onTrouble?: (reason: string | undefined) => void;
}
