/** The two variants of the template that the tests look at: all defaults, and everything chosen otherwise. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';

export const VARIANTS = {
  standard: [],
  other: [
    ...['loadBalancer=alb', 'alarms=promql', 'identity=cognito', 'data=delete', 'pipelineConcurrency=5'],
    ...['set.DRAIN_DELAY_MS=20000', 'set.TRANSCRIBE_MAX_STREAMS=100'],
  ],
} as const;
export type Variant = keyof typeof VARIANTS;

export const DEPLOY = join(import.meta.dirname, '..');
export const ROOT = join(DEPLOY, '..');

/** Where `npm test` puts the variant. */
export const outdirOf = (variant: Variant): string => join(DEPLOY, 'build', variant);
export const templateFile = (variant: Variant): string => join(outdirOf(variant), 'Rostrum.template.json');

export interface Resource {
  readonly Type: string;
  readonly DependsOn?: unknown;
  readonly DeletionPolicy?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties have no type here
  readonly Properties: any;
}

export interface TemplateJson {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Parameters: Readonly<Record<string, { readonly Default?: string; readonly AllowedPattern?: string }>>;
  readonly Outputs: Readonly<Record<string, unknown>>;
}

/** @throws Error when `npm test` has not made the templates. */
export function readTemplate(variant: Variant): TemplateJson {
  try {
    return JSON.parse(readFileSync(templateFile(variant), 'utf8'));
  } catch (cause) {
    throw new Error('there is no template: npm test makes it first (tsx test/synthesize.ts)', { cause });
  }
}

export const assertionsOn = (variant: Variant): Template => Template.fromJSON(readTemplate(variant) as never);

/** @returns [logical id, properties] of each resource of the type. */
export function resourcesOf(variant: Variant, type: string): [id: string, properties: Resource['Properties']][] {
  return Object.entries(readTemplate(variant).Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, { Properties }]) => [id, Properties]);
}

/** @throws Error when there is not exactly one. */
export function onlyOne(variant: Variant, type: string): Resource['Properties'] {
  const found = resourcesOf(variant, type);
  if (found.length !== 1) throw new Error(`${found.length} of ${type} in ${variant}`);
  return found[0]?.[1];
}
