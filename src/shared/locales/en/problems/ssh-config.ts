import type { WordsOf } from '../../problem-words.js';

export const sshConfigProblems = {
  'ssh-config.unreadable': {
    title: 'The ssh configuration cannot be read with certainty',
    what: '{{place}} has a line that is neither empty, nor a comment, nor a keyword with its value, or marks of Sallyport’s block without their counterpart.',
    why: 'A block put into a file that is not understood could change what other hosts get.',
    next: 'Correct the line, or copy the block and put it in by hand. Nothing was written.',
  },
  'ssh-config.changed': {
    title: 'The ssh configuration has changed meanwhile',
    what: '{{place}} is not what it was when the change was shown.',
    why: 'Writing now could undo what somebody else has written.',
    next: 'Look at the change again, then write it. Nothing was written.',
  },
  'ssh-config.refused': {
    title: 'OpenSSH would not read the changed configuration',
    what: 'The ssh of this system refuses {{place}} with the change.',
    why: 'A configuration that ssh refuses stops every connection. It may have been refused before.',
    next: 'Correct what ssh names, then try again. Nothing was written.',
  },
  'ssh-config.unquotable': {
    title: 'A value cannot be written into this form',
    what: '“{{value}}” has characters that this form has no way to quote.',
    why: 'The value passes through ssh and through a shell, and each has its own meaning for them.',
    next: 'Choose another form, or give the profile or the folder a plainer name.',
  },
} satisfies WordsOf<'ssh-config'>;
