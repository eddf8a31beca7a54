/** The language of fault plans for services of single calls (Lambda, DynamoDB). Plans are data; nothing is injected here. */
import Type, { type Static, type TSchema } from 'typebox';
import { oneOf } from '../../src/protocol/one-of.ts';
import { checkPlan, type PlanFrame, type PlanLanguage } from './plan-check.ts';
import { SELECTION_MEMBERS, type Selection } from './selection.ts';

const closed = { additionalProperties: false };
/** `after`: the call is carried out, and its answer is lost. `before`, the default: it is not carried out. */
const When = Type.Optional(oneOf(['before', 'after']));

export const CALL_FAULTS = {
  /** An error of the service, by name; `status` where the service has none for the name. */
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
  /** An answer no service gives: this status and body, and no name. */
  status: Type.Object(
    {
      kind: Type.Literal('status'),
      status: Type.Integer({ minimum: 200, maximum: 599 }),
      body: Type.Optional(Type.String({ maxLength: 10_000 })),
      when: When,
    },
    closed,
  ),
  /** Never answered; the connection stays until the client gives up. */
  hang: Type.Object({ kind: Type.Literal('hang'), when: When }, closed),
  /** TCP RST in place of an answer. */
  drop: Type.Object({ kind: Type.Literal('drop'), when: When }, closed),
  /** Carried out so much later; with another rule that chooses the call, that one follows. */
  delay: Type.Object({ kind: Type.Literal('delay'), ms: Type.Integer({ minimum: 1, maximum: 3_600_000 }) }, closed),
} as const;

export type CallFaultKind = keyof typeof CALL_FAULTS;
export type CallFault = Static<(typeof CALL_FAULTS)[CallFaultKind]>;

/** Of the rules that choose a call every delay holds, and the first of the others. */
export interface CallPlan<S extends Selection = Selection> extends PlanFrame {
  readonly rules?: readonly { readonly calls?: S; readonly fault: CallFault }[];
}

/** @param members of a rule's `calls`, beside those of every service. */
export function callPlanLanguage(members: Readonly<Record<string, TSchema>>): PlanLanguage {
  const calls = Type.Object({ ...SELECTION_MEMBERS, ...members }, closed);
  return { rule: { calls: Type.Optional(calls) }, faults: CALL_FAULTS };
}

/** @throws PlanError with every problem, each at its place in the plan. */
export function checkCallPlan<S extends Selection>(language: PlanLanguage, plan: unknown): CallPlan<S> {
  checkPlan(language, plan);
  return plan as CallPlan<S>;
}
