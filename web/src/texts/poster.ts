/** The texts of the page that makes the poster. They are in English; the poster itself is in its languages. */

export const POSTER = {
  title: (code: string) => `Listen: ${code}`,
  heading: 'A poster for the door',
  lead: 'Fits one page, A4 or Letter, with any number of languages.',
  code: 'Session code',
  wrongCode: 'Enter the code of the session: two words and a number.',
  notLoaded: 'The poster’s texts cannot be loaded now. Load the page again.',
  languages: 'Languages',
  print: 'Print',
  sheet: 'The sheet that is printed',
  qr: 'QR code of the link for listeners',
} as const;
