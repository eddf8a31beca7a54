/** The files of the deployment, parsed, for the tests that hold them against each other and against the code. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly target: string };
  readonly profiles?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly command?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly stop_grace_period?: string;
  readonly networks?: Readonly<Record<string, { readonly aliases?: readonly string[] }>>;
  readonly deploy: { readonly resources: { readonly limits: { readonly memory: string } } };
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

export interface Pipeline {
  readonly receivers: readonly string[];
  readonly processors?: readonly string[];
  readonly exporters: readonly string[];
}

/** A configuration of the collector, or of Jaeger, which is one. */
export interface CollectorConfig {
  readonly receivers: Readonly<Record<string, unknown>>;
  readonly processors: Readonly<Record<string, unknown>>;
  readonly exporters: Readonly<Record<string, unknown>>;
  readonly connectors?: Readonly<Record<string, unknown>>;
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly service: {
    readonly extensions: readonly string[];
    readonly pipelines: Readonly<Record<string, Pipeline>>;
  };
}

export const text = (path: string): string => readFileSync(path, 'utf8');

/** With `<<` resolved, as Compose does. */
export const compose = parse(text('compose.yaml'), { merge: true }) as Compose;
export const collector = parse(withDefaults(text('otel-collector.yaml'))) as CollectorConfig;
export const jaeger = parse(withDefaults(text('ops/observability/jaeger.yaml'))) as CollectorConfig;

/** `${env:NAME:-default}` as it is when NAME is not set. */
export function withDefaults(config: string): string {
  return config.replace(/\$\{env:\w+:-([^}]*)\}/g, '$1');
}

/** The names of the variables that a configuration reads. */
export function variablesOf(config: string): string[] {
  return [...config.matchAll(/\$\{env:(\w+)/g)].map(([, name]) => name ?? '');
}

/** The ports in a parsed configuration: every `host:port` and every number under `port`. */
export function portsIn(value: unknown, key = ''): number[] {
  if (typeof value === 'number') return key === 'port' ? [value] : [];
  if (typeof value === 'string') return /^[\w.-]+:(\d+)$/.test(value) ? [Number(value.split(':')[1])] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => portsIn(inner, name));
}
