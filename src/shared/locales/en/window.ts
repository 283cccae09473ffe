/** The window, its tabs and the palette, and what all of it shares. */
export const windowWords = {
  app: { name: 'Sallyport' },
  common: {
    cancel: 'Cancel',
    close: 'Close',
    copied: 'Copied',
    copy: 'Copy',
    save: 'Save',
    none: 'none',
  },
  time: {
    ago: '{{time}} ago',
    justNow: 'just now',
    atUnknown: 'at a time unknown',
  },
  tabs: {
    label: 'Open tabs',
    fleet: 'Fleet',
    close: 'Close {{name}}',
    state: {
      connecting: 'connecting',
      open: 'connected',
      held: 'waiting for the network',
      closed: 'ended',
    },
  },
  palette: {
    button: 'Go to a node…',
    title: 'Go to a node',
    placeholder: 'Name, id, IP or tag',
    results: 'Nodes',
    nothing: 'No node matches.',
  },
  problem: {
    side: { local: 'this computer', remote: 'the node' },
    fileKind: {
      socket: 'socket',
      fifo: 'named pipe',
      'block-device': 'block device',
      'character-device': 'character device',
      other: 'special file',
    },
    consoleWhen: {
      before: 'The connection was ended before you signed in.',
      after: 'The console’s answer came after you had signed in; the connection was ended then.',
    },
    denial: {
      explicit: 'A policy denies it outright, so that allowing it elsewhere does not help.',
      implicit: 'No policy of yours allows it.',
      unknown: 'No policy of yours allows it, or one denies it.',
    },
    next: 'What to do',
    details: 'Details',
    copyDetails: 'Copy details',
    remedies: {
      retry: 'Try again',
      'aws-sign-in': 'Sign in…',
      'change-sign-in': 'Change sign-in…',
      'choose-key': 'Choose another key…',
      'mend-key': 'Make it private',
      'allow-old-algorithms': 'Allow old algorithms for this node and try again',
      'refresh-fleet': 'Refresh the fleet',
      'copy-details': 'Copy details',
      'show-policy': 'Show the policy needed…',
      'show-node-role': 'Show the role’s policy…',
    },
  },
};
