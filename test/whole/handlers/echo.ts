/** A pipeline that only says what it was invoked with. */
export async function handler(event: unknown): Promise<void> {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}
