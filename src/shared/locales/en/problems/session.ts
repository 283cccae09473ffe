import type { WordsOf } from '../../problem-words.js';

export const sessionProblems = {
  'session.refused': {
    title: 'Session Manager refused the session',
    what: 'AWS would not start a session to {{node}}.',
    why: 'The node may have gone offline, or the account’s Session Manager settings do not allow it.',
    next: 'Refresh the fleet and look at the node’s state; the details hold AWS’s own words.',
  },
  'session.gateway-unreachable': {
    title: 'The session’s gateway cannot be reached',
    what: 'The session started, but no connection to {{host}} could be made.',
    why: 'A proxy or firewall may block WebSocket connections to the ssmmessages endpoint.',
    next: 'Allow wss to the ssmmessages endpoint on port 443, then try again.',
  },
  'session.gateway-refused': {
    title: 'The session’s gateway said no',
    what: 'The Session Manager gateway did not accept the session’s token.',
    why: 'Tokens are valid for a short time, and the policy must allow ssmmessages:OpenDataChannel. A wrong clock has the same effect.',
    next: 'Try again. If it stays so, compare this computer’s clock with the real time and look at the details.',
  },
  'session.agent-silent': {
    title: 'The node’s agent does not answer',
    what: 'The channel is open, but the agent on {{node}} stayed silent for {{seconds}} seconds.',
    why: 'The agent may be hung or overloaded, or the node lost its network a moment ago.',
    next: 'Try again. If it stays so, restart SSM Agent on the node.',
  },
  'session.handshake-failed': {
    title: 'The agent wants something unknown',
    what: 'The agent on {{node}} and Sallyport could not agree how to talk.',
    why: 'The agent asked for a feature that this version does not have, or sent something malformed.',
    next: 'Copy the details into a report; updating Sallyport or the agent may help.',
  },
  'session.timed-out': {
    title: 'The session has timed out',
    what: 'AWS ended the session to {{node}} because it was idle or too long.',
    why: 'The account’s Session Manager settings limit how long a session may idle (20 minutes unless changed) and last.',
    next: 'Connect again. What ran in the shell has ended with it, unless it ran in tmux or the like.',
  },
  'session.closed': {
    title: 'The session was closed from afar',
    what: 'Session Manager closed the session to {{node}}.',
    why: 'Somebody terminated it in the console or by the API, or the agent on the node stopped.',
    next: 'Connect again when you know why; the details hold the reason, where one was given.',
  },
  'session.lost': {
    title: 'The connection was lost',
    what: 'The way to {{node}} was cut and could not be taken up again.',
    why: 'AWS does not allow this session to be resumed: the permission ssm:ResumeSession on your own sessions is missing.',
    next: 'Connect again. The text above stays. To survive lost networks, ask for ssm:ResumeSession.',
  },
  'session.no-shell': {
    title: 'The node has started no shell',
    what: 'The session to {{node}} began, and the agent could not start a shell in it.',
    why: 'Most often the account’s session preferences name a user for “Run As” who does not exist on this node, or a KMS key or log group that its role may not use. The details hold the agent’s own words.',
    next: 'Have the preferences corrected, in the Systems Manager console under Session Manager. SSH does not depend on them.',
  },
  'session.key-unusable': {
    title: 'The key that encrypts sessions cannot be used',
    what: 'KMS gave no data key for the session to {{node}}.',
    why: 'The account’s session preferences name a KMS key to encrypt sessions with, and that key is disabled, about to be deleted, or not there. Without it no session can open.',
    next: 'Have the key enabled again, or another one chosen in Session Manager’s preferences; the details say what is wrong with it.',
  },
} satisfies WordsOf<'session'>;
