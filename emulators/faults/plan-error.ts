/** What is wrong with a fault plan. */

/** The plan was not put in force. The plan before it still is. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  /** One line each, beginning with the place in the plan. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}
