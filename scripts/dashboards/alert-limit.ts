/** What an alert of ops/alerts looks at, and from which value on: a panel shows the same figure with the same limit. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const FILE = new URL('../../ops/alerts/rostrum.yml', import.meta.url);

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string };
}

export interface AlertLimit {
  readonly expr: string;
  readonly limit: number;
  readonly summary: string;
}

/** @throws Error when there is no such alert, or it does not end in a comparison with a number. */
export function alertLimit(name: string): AlertLimit {
  const { groups } = parse(readFileSync(FILE, 'utf8')) as { groups: { rules: Rule[] }[] };
  const rule = groups.flatMap(({ rules }) => rules).find(({ alert }) => alert === name);
  const [, expr, limit] = /^(.*\S)\s*>\s*([\d.]+)\s*$/s.exec(rule?.expr ?? '') ?? [];
  if (rule === undefined || expr === undefined) throw new Error(`no alert ${name} over a limit`);
  return { expr, limit: Number(limit), summary: rule.annotations.summary };
}
