/** The schema of fault plans for services with single calls (Lambda, DynamoDB). Plans are data; nothing is injected here. */
import Type, { type Static, type TSchema } from 'typebox';
import { oneOf } from '../../src/protocol/one-of.ts';
import { checkPlan, type PlanFrame, type PlanLanguage } from './plan-check.ts';
import { SELECTION_MEMBERS, type Selection } from './selection.ts';

const closed = { additionalProperties: false };
/** `before`, the default: the call is not carried out. `after`: it is carried out, but its answer is lost. */
const When = Type.Optional(oneOf(['before', 'after']));

export const CALL_FAULTS = {
  /** An error of the service, by name. `status` is for names that have no status in the service. */
  error: Type.Object(
    {
      kind: Type.Literal('error'),
      name: Type.String({ pattern: '^[A-Za-z]{1,64}$' }),
      message: Type.Optional(Type.String({ maxLength: 1_000 })),
      status: Type.Optional(Type.Integer({ minimum: 400, maximum: 599 })),
      when: When,
    },
    closed,
  ),
  /** An answer that no service gives: this status and body, without an error name. */
  status: Type.Object(
    {
      kind: Type.Literal('status'),
      status: Type.Integer({ minimum: 200, maximum: 599 }),
      body: Type.Optional(Type.String({ maxLength: 10_000 })),
      when: When,
    },
    closed,
  ),
  /** No answer. The connection stays open until the client gives up. */
  hang: Type.Object({ kind: Type.Literal('hang'), when: When }, closed),
  /** TCP RST instead of an answer. */
  drop: Type.Object({ kind: Type.Literal('drop'), when: When }, closed),
  /** The call is carried out `ms` later. If another rule chooses the call too, its fault follows the delay. */
  delay: Type.Object({ kind: Type.Literal('delay'), ms: Type.Integer({ minimum: 1, maximum: 3_600_000 }) }, closed),
} as const;

export type CallFaultKind = keyof typeof CALL_FAULTS;
export type CallFault = Static<(typeof CALL_FAULTS)[CallFaultKind]>;

/** When several rules choose a call, all their delays apply, and the first of their other faults. */
export interface CallPlan<S extends Selection = Selection> extends PlanFrame {
  readonly rules?: readonly { readonly calls?: S; readonly fault: CallFault }[];
}

/** @param members what a rule's `calls` may have besides the members that every service has. */
export function callPlanLanguage(members: Readonly<Record<string, TSchema>>): PlanLanguage {
  const calls = Type.Object({ ...SELECTION_MEMBERS, ...members }, closed);
  return { rule: { calls: Type.Optional(calls) }, faults: CALL_FAULTS };
}

/** @throws PlanError with every problem, each at its place in the plan. */
export function checkCallPlan<S extends Selection>(language: PlanLanguage, plan: unknown): CallPlan<S> {
  checkPlan(language, plan);
  return plan as CallPlan<S>;
}
