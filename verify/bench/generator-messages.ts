/** What the rig and its generator say to each other, one question at a time. */
import type { DeliveryKey } from '../../testkit/aws/delivery-signer.ts';
import type { Quantiles } from '../../testkit/measure/figures.ts';
import type { BareSpeakersOptions } from './bare-speakers.ts';
import type { CrowdCounts } from './crowd.ts';
import type { StandInCounts } from './transcribe-stand-in.ts';

export interface EndpointOptions {
  readonly chunkMs: number;
  /** Transcripts a second of each stream; 0: none. */
  readonly transcripts: number;
  readonly isSynchronous: boolean;
  readonly isJson: boolean;
  /** Undefined: without TLS. */
  readonly certificate: { readonly key: string; readonly cert: string } | undefined;
}

export interface JoinOptions {
  /** Of the servers: the sessions go to them in turn. */
  readonly ports: readonly number[];
  readonly tokens: readonly string[];
  readonly listeners: number;
  readonly joinsPerSecond: number;
}

export type GeneratorQuestion =
  | { readonly ask: 'serve'; readonly options: EndpointOptions }
  | { readonly ask: 'join'; readonly options: JoinOptions }
  /** So many connections that only hear. */
  | { readonly ask: 'listen'; readonly port: number; readonly count: number }
  /** So many connections that speak and do nothing else. */
  | { readonly ask: 'speak'; readonly options: BareSpeakersOptions }
  /** The first speaker sets the volume so many times; answered after the last. */
  | { readonly ask: 'control'; readonly times: number; readonly everyMs: number }
  /** Signs the delivery of a message to every listener. */
  | { readonly ask: 'sign'; readonly port: number; readonly key: DeliveryKey; readonly body: string }
  /** Delivers the signed message so many times, at most as often as said; answered after the last answer. */
  | { readonly ask: 'deliver'; readonly times: number; readonly everyMs: number }
  /** Begins a measurement: forgets the times so far. */
  | { readonly ask: 'begin' }
  | { readonly ask: 'read' };

export interface GeneratorPorts {
  readonly transcribePort: number;
  readonly lambdaPort: number;
}

/** Counts are from the start, times from the last `begin`. */
export interface GeneratorReading {
  readonly crowd: CrowdCounts;
  readonly transcribe: StandInCounts;
  readonly lambdaCalls: number;
  /** Actual minus due time of each chunk. */
  readonly lateness: Quantiles;
  /** From the sending of a chunk to the arrival of its last byte at the stand-in for Transcribe. */
  readonly sentToTranscribe: Quantiles;
  readonly lastError: string;
  readonly refusedDeliveries: number;
}

export interface GeneratorAnswers {
  readonly serve: GeneratorPorts;
  readonly join: Record<string, never>;
  readonly listen: Record<string, never>;
  readonly speak: Record<string, never>;
  readonly control: Record<string, never>;
  readonly sign: Record<string, never>;
  readonly deliver: Record<string, never>;
  readonly begin: Record<string, never>;
  readonly read: GeneratorReading;
}

/** `refused`: why it could not be done. */
export type GeneratorReply = { readonly answer: unknown } | { readonly refused: string };
