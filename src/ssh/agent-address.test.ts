import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { agentAddresses } from './agent-address.js';

const PIPES = '\\\\.\\pipe\\';
const OPENSSH = `${PIPES}openssh-ssh-agent`;

describe('where SSH agents are', () => {
  it('is what SSH_AUTH_SOCK names, and nowhere else but on Windows', () => {
    const list = () => expect.fail('There are no named pipes here');
    expect(agentAddresses({ SSH_AUTH_SOCK: '/run/agent' }, 'linux', list)).toEqual(['/run/agent']);
    expect(agentAddresses({ SSH_AUTH_SOCK: '' }, 'darwin', list)).toEqual([]);
    expect(agentAddresses({}, 'linux', list)).toEqual([]);
  });

  // Not tried on Windows: names as PuTTY's windows/utils/agent_named_pipe_name.c makes them, “pageant.<user>.<SHA-256>”.
  describe('on Windows, as it is documented', () => {
    const pageant = `pageant.${userInfo().username}.${'0a'.repeat(32)}`;
    const pipes = ['InitShutdown', 'openssh-ssh-agent', `pageant.somebody-else.${'1b'.repeat(32)}`, pageant];

    it('is its OpenSSH agent’s pipe, then Pageant’s of the same user', () => {
      expect(agentAddresses({}, 'win32', () => pipes)).toEqual([OPENSSH, PIPES + pageant]);
    });

    it('is what SSH_AUTH_SOCK names before these, each once', () => {
      const other = `${PIPES}my-agent`;
      const of = (named: string) => agentAddresses({ SSH_AUTH_SOCK: named }, 'win32', () => []);
      expect(of(other)).toEqual([other, OPENSSH]);
      expect(of(OPENSSH)).toEqual([OPENSSH]);
    });

    it('is the OpenSSH agent’s pipe at least, where the pipes cannot be listed', () => {
      const list = () => {
        throw new Error('EILSEQ');
      };
      expect(agentAddresses({}, 'win32', list)).toEqual([OPENSSH]);
    });
  });
});
