/** Texts about a speaker's access token. They are in English, as the page to speak is. */

export const TOKEN = {
  label: 'Access token',
  hint: 'This server asks who speaks. You get a token from its operator. The token is kept in this tab only.',
  missing: 'This server needs an access token. Enter it under “Server”.',
  unanswered: 'The server does not answer. Try again in a moment.',
  unavailable: 'The server gives no access token now. Try again in a moment.',
} as const;
