import type { WordsOf } from '../../problem-words.js';

export const appProblems = {
  'connection.crashed': {
    title: 'The connection stopped unexpectedly',
    what: 'The process that carries the connection to {{node}} has ended.',
    why: 'This is a fault in Sallyport. Other connections are not touched by it.',
    next: 'Connect again, and please report it with the details.',
  },
  'demo.failed': {
    title: 'The demo fleet did not start',
    what: 'Its SSH servers and its stand-in for AWS did not come up on this computer.',
    why: 'The demo needs OpenSSH’s server program, sshd. The details say what is missing.',
    next: 'Install OpenSSH’s server (the package openssh-server on Debian and Ubuntu), then open the demo again.',
  },
  'settings.malformed': {
    title: 'The settings file cannot be read',
    what: '{{path}} is not valid, so the defaults are used.',
    why: 'It was edited by hand or half written. It is left as it is until you change a setting.',
    next: 'Correct the file, or remove it to start afresh.',
  },
  'settings.invalid': {
    title: 'The setting was not changed',
    what: 'The value does not fit {{name}}.',
    why: 'The details say what it has to be.',
    next: 'Enter another value, or reset the setting to its default.',
  },
  'settings.unwritable': {
    title: 'The setting was not saved',
    what: '{{path}} could not be written, so the change holds until the app quits.',
    why: 'The disk may be full, or the file or its folder may be read-only; the details say which.',
    next: 'Make room or make it writable, then change the setting again.',
  },
  'timed-out': {
    title: 'It took too long',
    what: 'No answer came within {{seconds}} seconds.',
    why: 'The network or the other side is very slow, or something in between drops the connection silently.',
    next: 'Try again.',
  },
  unexpected: {
    title: 'Something unexpected happened',
    what: 'Sallyport met an error that it has no words for.',
    why: 'This is most likely a fault in Sallyport.',
    next: 'Try again. If it stays so, please report it with the details.',
  },
} satisfies WordsOf<'connection' | 'demo' | 'settings' | 'timed-out' | 'unexpected'>;
