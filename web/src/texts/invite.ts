/** The texts with which the speaker invites listeners. They are in English. */

export const INVITE = {
  heading: 'Invite listeners',
  code: 'Session code',
  link: 'Link for listeners',
  qr: 'QR code of the link for listeners',
  copy: 'Copy link',
  copied: 'Copied',
  notCopied: 'Select the link and copy it',
  share: 'Share…',
  shareTitle: (code: string) => `Listen in your language: ${code}`,
  fullScreen: 'Full-screen QR code',
  close: 'Close',
  more: 'More ways to invite',
  open: 'Open it here',
  poster: 'Poster to print',
  screen: 'Captions for a screen',
} as const;
