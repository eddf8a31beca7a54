/** URL of the page's own server, with its path prefix. */
export const OWN_SERVER = new URL('.', location.href).href;
