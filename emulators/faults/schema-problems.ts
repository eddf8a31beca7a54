/** Says in words how a value does not fit a schema. */
import type { TSchema } from 'typebox';
import { Errors } from 'typebox/value';

type SchemaError = ReturnType<typeof Errors>[number];

/** @param place starts each problem, e.g. `rules[0].fault`. @returns one line for each problem; empty when the value fits. */
export function listProblems(schema: TSchema, value: unknown, place: string): string[] {
  const lines = new Set<string>();
  const errors = Errors(schema, value);
  for (const error of errors) {
    const text = toText(error, errors);
    if (text !== undefined) lines.add(`${toPlace(place, error.instancePath)} ${text}`);
  }
  return [...lines];
}

function toText(error: SchemaError, errors: readonly SchemaError[]): string | undefined {
  const { keyword, instancePath, message } = error;
  switch (keyword) {
    case 'additionalProperties':
      return `has no member ${toList(error.params.additionalProperties)}`;
    case 'required':
      return `needs ${toList(error.params.requiredProperties)}`;
    // Other errors in the list say the same.
    case 'boolean':
    case 'anyOf':
      return undefined;
    case 'const': {
      const allowed = errors.flatMap((other) =>
        other.keyword === 'const' && other.instancePath === instancePath ? [String(other.params.allowedValue)] : [],
      );
      return `must be ${allowed.length > 1 ? 'one of ' : ''}${allowed.join(', ')}`;
    }
    default:
      return message;
  }
}

function toList(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

/** `/rules/0/fault` below `plan` → `plan.rules[0].fault`. */
function toPlace(place: string, pointer: string): string {
  const parts = pointer.split('/').slice(1);
  return parts.reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : `${path}.${part}`), place);
}
