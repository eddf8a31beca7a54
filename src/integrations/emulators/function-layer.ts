/** Code that is loaded into a function's process before its module, as a layer on AWS. */
export interface FunctionLayer {
  /** May export `close(withinMs)`, which is called before the process ends. */
  readonly moduleUrl: string;
  /** Set with the function's own. */
  readonly environment: Readonly<Record<string, string>>;
}
