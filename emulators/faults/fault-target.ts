/** Interface of a service whose faults the control API sets. */

export interface FaultTarget {
  /** Replaces the plan. Counts for each plan start again at 0. @throws PlanError */
  put(plan: unknown): void;
  /** Stops injecting. Faults that have begun go on, and counters stay. */
  clear(): void;
  /** @returns JSON: the plan in force, and what has been injected. */
  status(): object;
}
