/** Checks a fault plan: its frame by one schema, each rule's fault by the schema of its kind. Puts nothing in force. */
import Type, { type TObject, type TSchema } from 'typebox';
import { PlanError } from './plan-error.ts';
import { listProblems } from './schema-problems.ts';

/** Each rule is asked for each call or stream, so more rules would be slow. */
const MAX_RULES = 1_000;

/** Members that the plan of every service has besides its rules. */
export interface PlanFrame {
  /** Seed of the random numbers that every `probability` uses. Default 1. */
  readonly seed?: number;
  /** How many of the next TCP connections are reset on arrival. `true`: all, for as long as the plan is in force. */
  readonly refuseConnections?: number | true;
}

/** The schemas of one service's plans. */
export interface PlanLanguage {
  /** Members of a rule besides `fault`: its selection, and its moment if it has one. */
  readonly rule: Readonly<Record<string, TSchema>>;
  /** Keys are kinds; each schema has a `kind` literal. */
  readonly faults: Readonly<Record<string, TObject>>;
  /** Checks what the schemas of a rule cannot express. @returns problems, each beginning with its place. */
  readonly inRule?: (rule: Readonly<Record<string, unknown>>, place: string) => string[];
}

const Fault = Type.Object({ kind: Type.String() });

/** @throws PlanError when the plan does not fit the schemas. */
export function checkPlan(language: PlanLanguage, plan: unknown): void {
  const closed = { additionalProperties: false };
  const Frame = Type.Object(
    {
      seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295 })),
      refuseConnections: Type.Optional(
        Type.Union([Type.Literal(true), Type.Integer({ minimum: 1, maximum: 1_000_000_000 })]),
      ),
      rules: Type.Optional(
        Type.Array(Type.Object({ ...language.rule, fault: Fault }, closed), { maxItems: MAX_RULES }),
      ),
    },
    closed,
  );
  const problems = listProblems(Frame, plan, 'plan');
  if (problems.length > 0) throw new PlanError(problems);
  const { rules = [] } = plan as { rules?: { fault: { kind: string } }[] };
  const inRules = rules.flatMap((rule, i) => [
    ...problemsOfFault(language, rule.fault, `plan.rules[${i}].fault`),
    ...(language.inRule?.(rule, `plan.rules[${i}]`) ?? []),
  ]);
  if (inRules.length > 0) throw new PlanError(inRules);
}

function problemsOfFault({ faults }: PlanLanguage, fault: { readonly kind: string }, place: string): string[] {
  const schema = Object.hasOwn(faults, fault.kind) ? faults[fault.kind] : undefined;
  return schema === undefined
    ? [`${place}.kind must be one of ${Object.keys(faults).join(', ')}`]
    : listProblems(schema, fault, place);
}
