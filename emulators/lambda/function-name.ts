/** Reads the name of a function as callers may write it: name, partial ARN or ARN, each with or without a qualifier. */

export interface FunctionName {
  readonly name: string;
  /** `$LATEST`, a version or an alias. Undefined: the caller gave none. */
  readonly qualifier?: string;
}

/** The pattern of Lambda's API reference, with its parts named. */
const PATTERN =
  /^(?:arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:\d{12}:function:|(?:\d{12}:)?function:|\d{12}:function:)?(?<name>[a-zA-Z0-9-_]{1,64})(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]{1,128}))?$/;

/** @returns undefined when `text` has none of the forms. */
export function parseFunctionName(text: string): FunctionName | undefined {
  const groups = PATTERN.exec(text)?.groups;
  if (groups?.name === undefined) return undefined;
  return { name: groups.name, ...(groups.qualifier === undefined ? {} : { qualifier: groups.qualifier }) };
}
