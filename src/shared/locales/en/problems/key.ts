import type { WordsOf } from '../../problem-words.js';

export const keyProblems = {
  'key.missing': {
    title: 'The key file is gone',
    what: 'There is no file {{path}}.',
    why: 'It was moved, renamed or deleted, or its drive is not there.',
    next: 'Choose the key where it is now.',
  },
  'key.dangling-link': {
    title: 'This link leads nowhere',
    what: '{{path}} is a symbolic link to a file that is not there.',
    why: 'The key that it pointed to was moved, renamed or deleted, or its drive is not there.',
    next: 'Mend the link, or choose the key itself.',
  },
  'key.unreadable': {
    title: 'The key file cannot be read',
    what: 'The system does not let Sallyport read {{path}}.',
    why: 'It belongs to another user, or its permissions shut you out too.',
    next: 'Make it yours and readable by you, or choose another key.',
  },
  'key.directory': {
    title: 'This is a folder',
    what: '{{path}} is a folder, not a key file.',
    why: 'A key is one file.',
    next: 'Open the folder and choose the private key in it.',
  },
  'key.special': {
    title: 'This is not a regular file',
    what: '{{path}} is a pipe, a socket or a device.',
    why: 'Reading it could wait for ever, so it was not opened.',
    next: 'Choose a private key that is kept in a file.',
  },
  'key.empty': {
    title: 'This file is empty',
    what: '{{path}} holds nothing.',
    why: 'A download or copy of the key may have failed half-way.',
    next: 'Get the key again, or choose another file.',
  },
  'key.not-a-key': {
    title: 'This file is not a private key',
    what: '{{path}} holds nothing that looks like a private key.',
    why: 'A private key is a text file that begins with “-----BEGIN … PRIVATE KEY-----”, or a PuTTY .ppk file.',
    next: 'Choose the private key, such as the .pem file that AWS gave when the key pair was made.',
  },
  'key.public': {
    title: 'This is a public key',
    what: '{{path}} is the public half of a key.',
    why: 'Signing in needs the private half; the public one is what the node has.',
    next: 'Choose the file beside it with the same name without “.pub”.',
  },
  'key.certificate': {
    title: 'This is a certificate',
    what: '{{path}} holds a certificate, not a private key.',
    why: 'A certificate says whom a key belongs to; signing in needs the key itself.',
    next: 'Choose the private key that the certificate was made for.',
  },
  'key.gpg': {
    title: 'This is a GPG key',
    what: '{{path}} holds an OpenPGP key.',
    why: 'OpenPGP keys are for mail and signatures; SSH has a format of its own.',
    next: 'Choose an SSH private key. A GPG agent can offer its authentication key to SSH, but not as a file.',
  },
  'key.shortcut': {
    title: 'This is a shortcut',
    what: '{{path}} is a Windows shortcut to another file.',
    why: 'A shortcut holds only the place of a file, not the file.',
    next: 'Choose the file that it leads to.',
  },
  'key.too-large': {
    title: 'This file is too large for a key',
    what: '{{path}} is larger than any private key.',
    why: 'Keys are a few kilobytes, so this must be something else. It was not read.',
    next: 'Choose the private key file.',
  },
  'key.too-open': {
    title: 'This key is open to others',
    what: 'Others on this computer have access to {{path}} ({{mode}}).',
    why: 'SSH refuses such keys, and so does Sallyport: a key that others can read may no longer be yours alone.',
    next: 'Make it private. If others use this computer, think of replacing the key.',
  },
  'key.cannot-mend': {
    title: 'The permissions could not be changed',
    what: '{{path}} is still as open as before.',
    why: 'Some drives and network folders keep no permissions, and some systems do not let you change them. There, a key cannot be kept to yourself.',
    next: 'Copy the key into the .ssh folder of your home, where it can be yours alone, or choose another key.',
  },
  'key.encrypted': {
    title: 'This key has a passphrase',
    what: '{{path}} is locked with a passphrase.',
    why: 'Without its passphrase the key cannot sign in.',
    next: 'Enter the passphrase, or choose a key without one.',
  },
  'key.passphrase-wrong': {
    title: 'The passphrase is wrong',
    what: 'This passphrase does not open {{path}}.',
    why: 'The key is locked with another one. Capital letters and the keyboard’s language matter.',
    next: 'Enter it again, or choose another key.',
  },
  'key.unsupported': {
    title: 'This kind of key is not supported',
    what: '{{path}} is a key of a kind that cannot be used here.',
    why: 'Keys on hardware tokens and of old types need their own tools, and some ways of locking a key with a passphrase cannot be undone here.',
    next: 'Choose an ED25519, ECDSA or RSA key in OpenSSH, PEM or PuTTY format. If only the lock is unusual, set the passphrase anew with “ssh-keygen -p -f {{path}}”.',
  },
} satisfies WordsOf<'key'>;
