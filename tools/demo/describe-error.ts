/** Describes a refusal in one line, whether it came as a frame, a body or an error. */

export function describeError(error: { readonly code?: unknown; readonly message?: unknown }): string {
  return `${error.code ?? 'error'}: ${error.message ?? 'no message'}`;
}
