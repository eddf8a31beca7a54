/** Deadlines of a test's own DynamoDB client: its endpoint shares this process, which a busy machine holds up for seconds. */
export const UNHURRIED = { connectTimeoutMs: 60_000, requestTimeoutMs: 60_000 } as const;
