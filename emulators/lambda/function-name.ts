/** The forms in which a caller may name a function: name, partial ARN, ARN, each with or without a qualifier. */

export interface FunctionName {
  readonly name: string;
  /** `$LATEST`, a version or an alias; absent when the caller named none. */
  readonly qualifier?: string;
}

/** The pattern of Lambda's API reference, with its parts named. */
const PATTERN =
  /^(?:arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:\d{12}:function:|(?:\d{12}:)?function:|\d{12}:function:)?(?<name>[a-zA-Z0-9-_]{1,64})(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]{1,128}))?$/;

/** Undefined when `text` is none of the forms. */
export function parseFunctionName(text: string): FunctionName | undefined {
  const groups = PATTERN.exec(text)?.groups;
  if (groups?.name === undefined) return undefined;
  return { name: groups.name, ...(groups.qualifier === undefined ? {} : { qualifier: groups.qualifier }) };
}
