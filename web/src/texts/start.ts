/** The texts of the start page. They are in English. */

/** Why there is no demo on a server. */
export type NoDemo = 'unreachable' | 'needsToken' | 'noRecogniser' | 'noEnglish' | 'noVoice';

export const START = {
  title: 'Rostrum: live speech translation',
  heading: ['One speaks.', 'Everybody hears it in their own language.'],
  lead: 'Speak into any microphone. Rostrum translates as you talk, and your listeners hear it on their phones a few seconds later, and read along. Nothing to install.',
  speak: 'Start speaking',
  code: 'Have a code?',
  codeExample: 'golden-eagle-427',
  listen: 'Listen',
  picture: 'A microphone, and four listeners who hear it in Spanish, French, Japanese and Arabic',
  steps: 'How it works',
  step: {
    speak: ['Speak', 'Open the page to speak, choose your language, and test the microphone.'],
    share: ['Share', 'Show the code, the QR code or the poster. Listeners need only a browser.'],
    listen: ['Listen', 'Everybody taps their language, and hears and reads the talk in it.'],
  },
  inside: 'Look inside',
  insideLead: 'Watch what a session is doing: its statecharts, and how long everything takes.',
  demo: {
    heading: 'Hear it now',
    lead: 'A short English talk is played into a real session on this server. You listen to it beside, in the language that you choose.',
    language: 'Hear it in',
    start: 'Play the demo',
    again: 'Play it again',
    stop: 'Stop the demo',
    progress: 'How much of the talk has been said',
    original: 'The speaker, in English',
    translation: 'What you hear',
    noOriginal: 'What the speaker says appears here.',
    noTranslation: 'The translation appears here, and you hear it.',
    phases: {
      idle: '',
      connecting: 'Connecting…',
      speaking: 'Speaking. The translation follows in a few seconds…',
      translating: 'Speaking and translating',
      reconnecting: 'The connection was lost. Reconnecting…',
      ending: 'The talk is over. The last words are being translated…',
      over: 'That was the demo. Its session is over.',
      stopped: 'Stopped. Its session is over.',
      failed: '',
    },
    noTalk: 'The sample talk is missing. npm run build makes it.',
    languageFailed: 'The language could not be changed.',
    lost: 'The connection was lost. Try again in a moment.',
    refused: {
      unreachable: 'The demo is not offered: the server does not answer.',
      needsToken: 'The demo is not offered here: this server asks its speakers for an access token.',
      noRecogniser: 'The demo is not offered: this server has no speech recogniser. npm run setup installs one.',
      noEnglish: 'The demo is not offered: it is in English, which this server’s recogniser does not know.',
      noVoice: 'The demo is not offered: this server has no voice for another language.',
    } as Readonly<Record<NoDemo, string>>,
  },
} as const;
