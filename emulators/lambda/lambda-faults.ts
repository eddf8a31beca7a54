/** The faults of a Lambda endpoint: plans select calls by function and invocation type. Injects through CallFaults. */
import type { Static } from 'typebox';
import Type from 'typebox';
import { CallFaults, type CallFaultsInput } from '../faults/call-faults.ts';
import { type CallPlan, callPlanLanguage } from '../faults/call-plan.ts';
import { isNamed, Names, type Selection } from '../faults/selection.ts';
import { writeNamedError } from './service-errors.ts';

const MEMBERS = {
  functions: Type.Optional(Names),
  /** RequestResponse, Event or DryRun. */
  types: Type.Optional(Names),
} as const;
const Members = Type.Object(MEMBERS);

export type LambdaFaultSelection = Selection & Static<typeof Members>;
export type LambdaPlan = CallPlan<LambdaFaultSelection>;

/** The members of a call that are in the request line and the headers. */
export interface LambdaCall {
  readonly functionName: string | undefined;
  readonly type: string;
}

const INPUT: CallFaultsInput<LambdaFaultSelection, LambdaCall> = {
  language: callPlanLanguage(MEMBERS),
  matches: ({ functions, types }, { functionName, type }) => isNamed(functions, functionName) && isNamed(types, type),
  writeError: (response, { name, message, status }) => writeNamedError(response, name, message, status),
};

export class LambdaFaults extends CallFaults<LambdaFaultSelection, LambdaCall> {
  constructor() {
    super(INPUT);
  }
}
