/** A handler as it would be deployed: plain JavaScript. */
export const handler = async (event) => ({ received: event });
