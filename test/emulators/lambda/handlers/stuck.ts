/** A module whose loading never ends. */
await new Promise((resolve) => setInterval(resolve, 2 ** 30));
export const handler = async (): Promise<void> => {};
