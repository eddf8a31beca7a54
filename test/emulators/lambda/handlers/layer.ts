/** A layer for tests: says in the environment that it was there first, and at the end that it was closed. */
process.env.GREETING = `${process.env.LAYERED ?? ''} before ${process.env.GREETING ?? 'nobody'}`;

export async function close(withinMs: number): Promise<void> {
  process.stdout.write(`layer closed within ${withinMs}\n`);
}
