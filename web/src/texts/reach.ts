/** The texts about opening a server to the hall. They are in English: the person who started the server reads them. */

export const REACH = {
  heading: 'Only this computer can open this link',
  open: 'To let the hall listen, start the server with:',
  command: 'HOST=0.0.0.0 npm start',
  copyCommand: 'Copy the command',
  after:
    'Then open this page here again: the QR code will lead to this computer’s address in the network. Listeners get words and sound over plain http; anybody in the network could speak, too.',
  secure:
    'A microphone at another computer needs https: set TLS_CERT_FILE and TLS_KEY_FILE, or name your https proxy in ALLOWED_ORIGINS.',
  byName: 'To invite listeners, open this page by the server’s name or address in the network, not as localhost.',
  address: 'The address in the hall’s network',
  sameNetwork: 'Listeners’ phones must be in the same network as this computer.',
} as const;
