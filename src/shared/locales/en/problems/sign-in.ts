import type { WordsOf } from '../../problem-words.js';

export const signInProblems = {
  'sign-in.cancelled': {
    title: 'Sign-in cancelled',
    what: 'Nobody is signed in to {{node}}.',
    why: 'The question was closed without an answer.',
    next: 'Connect again when you like.',
  },
  'agent.unreachable': {
    title: 'No SSH agent answers',
    what: 'Sallyport found no SSH agent that answers.',
    why: 'It looks at SSH_AUTH_SOCK, and on Windows for the OpenSSH agent and Pageant. The agent may not run, or Sallyport was started without that variable.',
    next: 'Start the agent, add the key with ssh-add, then try again. The details say where was looked.',
  },
  'agent.key-missing': {
    title: 'The agent does not have this key',
    what: 'The SSH agent no longer holds the key {{key}}.',
    why: 'It was removed, its time in the agent is over, or the agent was started anew.',
    next: 'Add it again with ssh-add, or choose another key.',
  },
  'agent.refused': {
    title: 'The SSH agent did not sign',
    what: 'The agent would not use the key {{key}} for {{node}}.',
    why: 'It may be locked, its hardware token may be missing or untouched, or a confirmation was declined.',
    next: 'Unlock the agent or have the token ready, then try again.',
  },
  'instance-connect.hybrid': {
    title: 'EC2 Instance Connect is for EC2 instances',
    what: '{{node}} is a hybrid node.',
    why: 'AWS passes one-minute keys to EC2 instances only.',
    next: 'Choose a key file, the SSH agent or a password for this node.',
  },
  'instance-connect.failed': {
    title: 'EC2 Instance Connect would not pass on the key',
    what: 'AWS did not pass a one-minute key to {{node}}.',
    why: 'The instance may not be running, or be of a kind that EC2 Instance Connect does not serve.',
    next: 'Look at the details, or choose another way to sign in.',
  },
  'instance-connect.not-accepted': {
    title: 'The node did not take the one-minute key',
    what: 'AWS passed a key for “{{user}}” to {{node}}, but its SSH server did not accept it.',
    why: 'The image may lack the package ec2-instance-connect (Amazon Linux 2023 and Ubuntu have it), the user may not exist, or the key came after its minute.',
    next: 'Check the user name, install ec2-instance-connect on the node, or choose another way to sign in.',
  },
} satisfies WordsOf<'sign-in' | 'agent' | 'instance-connect'>;
