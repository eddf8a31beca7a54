/** Code that is loaded into a function's process before its module, like a layer on AWS. */
export interface FunctionLayer {
  /** May export `close(withinMs)`, which is called before the process ends. */
  readonly moduleUrl: string;
  /** Variables that are set in addition to the function's own. */
  readonly environment: Readonly<Record<string, string>>;
}
