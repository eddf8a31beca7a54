/** The IAM actions that the calls need, by role. */

import type { OutgoingCall, Permission } from './outgoing-call.ts';
import { OUTGOING_CALLS } from './outgoing-calls.ts';
import { table } from './words.ts';

type From = OutgoingCall['from'];

export interface PermissionNeeded extends Permission {
  readonly from: From;
  readonly operation: string;
}

export const PERMISSIONS: readonly PermissionNeeded[] = OUTGOING_CALLS.flatMap(({ from, operation, permissions }) =>
  permissions.map((permission) => ({ from, operation, ...permission })),
);

/** @param of Which calls count, by the service in the action: `dynamodb`, `lambda`. */
export function permissionsTable(of: readonly string[]): string {
  const rows = PERMISSIONS.filter(({ action }) => of.includes(action.split(':')[0] ?? ''));
  return table(
    ['role', 'action', 'on', 'for the call'],
    rows.map(({ from, action, resource, operation }) => [from, `\`${action}\``, resource, operation]),
  );
}
