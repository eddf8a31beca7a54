/** The error for an invalid fault plan. */

/** The plan was refused. The previous plan stays in force. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  /** One line each, beginning with the place in the plan. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}
