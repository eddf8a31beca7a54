/** What the control API asks of a service whose faults can be set. */

export interface FaultTarget {
  /** Puts a plan in force in place of the one before; counts since the plan begin again. @throws PlanError */
  put(plan: unknown): void;
  /** Nothing is injected any more; what is under way stays as it is. Counters stay. */
  clear(): void;
  /** JSON: the plan in force, and what was injected so far. */
  status(): object;
}
