import type { WordsOf } from '../../problem-words.js';

export const sshProblems = {
  'ssh.no-server': {
    title: 'No SSH server answers on the node',
    what: 'The tunnel to {{node}} works, but nothing listens on its port {{port}}.',
    why: 'The SSH server may not be installed, not be running, or use another port.',
    next: 'Start it on the node, for example with “sudo systemctl start sshd”, then try again.',
  },
  'ssh.not-ssh': {
    title: 'Something else answers on the SSH port',
    what: 'What listens on port {{port}} of {{node}} does not speak SSH.',
    why: 'Another program has the port, or the SSH server hides behind something.',
    next: 'Find out which program has the port; the details hold what it said.',
  },
  'ssh.no-common-algorithm': {
    title: 'No common way to encrypt',
    what: 'The SSH server on {{node}} offers only what Sallyport does not use: {{theirs}}.',
    why: 'Very old servers know only algorithms that are no longer safe: somebody on the way could read along or change what is sent.',
    next: 'Update the SSH server on the node. If you cannot, old algorithms can be allowed for this node alone; what is sent still travels to the node inside AWS’s encrypted channel.',
  },
  'ssh.auth-refused': {
    title: 'The node refused this sign-in',
    what: '{{node}} does not accept the key {{key}} for the user “{{user}}”.',
    why: 'Another user name may be needed for this image, or the key is not in that user’s authorized_keys.',
    next: 'Check the user name first, then the key. The key pair that the node was launched with is in its details.',
  },
  'ssh.password-refused': {
    title: 'The node did not accept the answer',
    what: '{{node}} did not let “{{user}}” in with what was entered.',
    why: 'The password or code may be mistyped or outdated, or this user may not sign in with one.',
    next: 'Try again, or sign in as another user or in another way. The details list what was tried.',
  },
  'ssh.password-expired': {
    title: 'The password has expired',
    what: '{{node}} wants a new password for “{{user}}” before it lets anyone in.',
    why: 'The server asks for it in a way that Sallyport does not answer.',
    next: 'Change the password on the node by another way, for example with a key or through whoever manages it.',
  },
  'ssh.method-not-offered': {
    title: 'The node takes no passwords',
    what: '{{node}} does not ask “{{user}}” for a password or code. It takes: {{methods}}.',
    why: 'Its SSH server is set up so, as on most EC2 images.',
    next: 'Choose a key or another way to sign in.',
  },
  'ssh.more-wanted': {
    title: 'The node wants a second proof',
    what: '{{node}} accepted the first proof of “{{user}}” and wants another: {{methods}}.',
    why: 'Its SSH server asks for several proofs, and this sign-in has only one of them.',
    next: 'Choose a way to sign in that has both, such as the key where a key and a code are wanted.',
  },
  'ssh.host-key-unknown': {
    title: 'The host key of {{node}} is not known',
    what: 'Its server showed the key {{offered}}, and nobody agreed to trust it.',
    why: 'Without knowing its key, a server in between cannot be told from the node.',
    next: 'Compare the fingerprint with the node’s own, then connect from a terminal and answer “yes”, or connect in the app first.',
  },
  'ssh.host-key-changed': {
    title: 'The node’s host key has changed',
    what: '{{node}} shows another host key than the one known of it. The connection was ended before you signed in.',
    why: 'Either its host keys were made anew, as when a node is rebuilt or its root volume is replaced, or somebody is between you and it.',
    next: 'Find out which, for example from whoever runs the node. Until you know, do not trust the new key.',
  },
  'ssh.host-key-mismatch-console': {
    title: 'The console lists other host keys',
    what: '{{node}} shows a host key that is not among those that the instance has printed to its console. {{when}}',
    why: 'Either its host keys were made anew after its first boot, or somebody is between you and it.',
    next: 'Find out which, for example from whoever runs the node. Until you know, do not trust the key.',
  },
  'ssh.host-key-revoked': {
    title: 'This host key is revoked',
    what: '{{node}} shows the key {{offered}}, which a known_hosts file marks as revoked. The connection was ended before you signed in.',
    why: 'Keys are revoked when somebody else may have them, so that having one proves nothing any more.',
    next: 'Have the node’s host keys made anew. If the key was revoked by mistake, remove its “@revoked” line from the known_hosts file.',
  },
  'ssh.host-certificate-invalid': {
    title: 'The node’s host certificate is not valid',
    what: '{{node}} shows a certificate of an authority that your known_hosts trusts, but {{fault}}. The connection was ended before you signed in.',
    why: 'Host certificates are renewed from time to time and name the hosts that they are for. This one was not renewed, was made for another host, or somebody is between you and the node.',
    next: 'Have whoever runs the node make its certificate anew; what it says is in the details. Until then its key can be trusted by itself, if you have made sure that it is the node’s.',
  },
  'ssh.shell-refused': {
    title: 'The node gave no shell',
    what: 'You are signed in to {{node}} as “{{user}}”, but it would not start a shell.',
    why: 'The account may be restricted to file copies or forwards, or it has no valid shell.',
    next: 'Try another user, or ask whoever manages the node.',
  },
  'ssh.lost': {
    title: 'The SSH connection ended',
    what: 'The SSH server on {{node}} closed the connection or stopped answering.',
    why: 'The server was restarted, the machine went down, or something in between cut an idle connection.',
    next: 'Connect again. The text above stays.',
  },
} satisfies WordsOf<'ssh'>;
