/** Converts a TypeBox schema to plain JSON Schema (draft 7, which AsyncAPI 3 extends), as short as possible. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };
export type JsonObject = { readonly [member: string]: Json };

/** @param shared Schemas with a name of their own: each place that contains one gets a reference to it. */
export function plainSchema(schema: unknown, shared: Readonly<Record<string, unknown>> = {}): JsonObject {
  const named = new Map(Object.entries(shared).map(([name, value]) => [JSON.stringify(value), name]));
  // The way through JSON drops TypeBox's own marks, which are hidden members.
  return tidy(JSON.parse(JSON.stringify(schema)) as JsonObject, named) as JsonObject;
}

function tidy(value: Json, named: ReadonlyMap<string, string>): Json {
  if (Array.isArray(value)) return value.map((item) => tidy(item, named));
  if (!isObject(value)) return value;
  const name = named.get(JSON.stringify(value));
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` };
  const { anyOf, patternProperties, ...rest } = value;
  const plain = Object.fromEntries(Object.entries(rest).map(([member, given]) => [member, tidy(given, named)]));
  const words = toWords(anyOf);
  if (words) return { type: 'string', enum: words, ...plain };
  if (anyOf !== undefined) plain.anyOf = tidy(anyOf, named);
  if (patternProperties !== undefined) {
    const any = isObject(patternProperties) ? patternProperties['^.*$'] : undefined;
    if (any === undefined) plain.patternProperties = tidy(patternProperties, named);
    else if (JSON.stringify(any) !== '{}') plain.additionalProperties = tidy(any, named);
  }
  return plain;
}

/** The values of an enum, which TypeBox writes as a choice of constants. */
function toWords(anyOf: Json | undefined): string[] | undefined {
  if (!Array.isArray(anyOf)) return undefined;
  const words = anyOf.flatMap((choice: Json) =>
    isObject(choice) && typeof choice.const === 'string' ? [choice.const] : [],
  );
  return words.length === anyOf.length ? words : undefined;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
