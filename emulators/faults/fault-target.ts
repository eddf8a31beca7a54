/** What the control API asks of a service whose faults can be set. */

export interface FaultTarget {
  /** Puts a plan in force instead of the one before. What is counted for each plan starts again at 0. @throws PlanError */
  put(plan: unknown): void;
  /** Injects nothing any more. Faults that have begun go on, and counters stay. */
  clear(): void;
  /** @returns JSON: the plan in force, and what has been injected. */
  status(): object;
}
