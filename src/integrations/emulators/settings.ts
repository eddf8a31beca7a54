/** What the emulators are started with, as plain data: it is sent to their process. */
import type { AsrSettings } from './asr-settings.ts';
import type { FunctionLayer } from './function-layer.ts';

/** Where the endpoints listen; 0 takes a free one. */
export interface EmbeddedPorts {
  readonly transcribe: number;
  readonly lambda: number;
  readonly dynamodb: number;
  /** Of the fault control API; undefined: nothing can be made to fail. */
  readonly faults: number | undefined;
}

/** What the system is made of, as plain data: it can be sent to another process. */
export interface EmbeddedSettings {
  /** Where the tables are kept; in memory when undefined. */
  readonly dataFolder: string | undefined;
  /** A DynamoDB that runs elsewhere, DynamoDB Local for one: taken instead of the local endpoint. */
  readonly dynamodbEndpoint?: string | undefined;
  readonly asr: AsrSettings;
  readonly connectionsTable: string;
  /** The pipeline's handler module, as a file URL or path. */
  readonly pipelineModule: string;
  /** Loaded before it, to trace it. */
  readonly pipelineLayer?: FunctionLayer | undefined;
  /** Where the pipeline delivers: this server. */
  readonly deliveryEndpoint: string;
  /** A certificate the pipeline must trust to reach it. */
  readonly trustedCertFile: string | undefined;
  /** Given: the services can be made to fail, and this is the port of the control API, 0 for a free one. */
  readonly faultsPort?: number | undefined;
}

export interface EmbeddedOptions extends EmbeddedSettings {
  readonly log: (service: string, line: string) => void;
  /** Free ones where absent. */
  readonly ports?: EmbeddedPorts;
  /** A data folder that cannot be used now is waited for, instead of refusing to start. */
  readonly mayWaitForFolder?: boolean;
  /** Told why the data folder cannot be used now (a full disk), and undefined once it can again. */
  readonly onTrouble?: (reason: string | undefined) => void;
}
