import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Tunnel } from '../../src/connection/tunnel.js';
import { webSocketDialer, type ChannelState } from '../../src/session-manager/index.js';
import { NODE_ID, startSshNode, type SshNode } from '../support/ssh-node.js';

let node: SshNode;

afterEach(async () => {
  await node.close();
  vi.unstubAllEnvs();
});

async function openTunnel(): Promise<{ tunnel: Tunnel; states: ChannelState[] }> {
  const states: ChannelState[] = [];
  const tunnel = await Tunnel.start(node.host, 22, webSocketDialer(), (state) => states.push(state));
  return { tunnel, states };
}

describe('a session that the account encrypts with KMS', () => {
  const start = async (faults: object) => {
    node = await startSshNode({
      setEnvironment: (env) => {
        for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
      },
    });
    Object.assign(node.simulator.faults, { requireKms: true, ...faults });
  };

  it.each([{}, { requireKmsChallenge: true }])('gets its key from main: %j', async (faults) => {
    await start(faults);
    const { tunnel } = await openTunnel();
    const [banner] = (await once(tunnel.stream, 'data')) as [Buffer];
    expect(banner.toString()).toMatch(/^SSH-2\.0-/);
    await tunnel.end();
    expect(node.simulator.calls.filter(({ action }) => action === 'GenerateDataKey')).toHaveLength(1);
    expect(node.simulator.sessions[0]?.violations).toEqual([]);
  });

  it('says what AWS denies when it gets none', async () => {
    await start({});
    node.simulator.faults.denyAction('kms:GenerateDataKey');
    const { tunnel, states } = await openTunnel();
    await vi.waitFor(() => expect(states.at(-1)?.name).toBe('closed'), { timeout: 10_000 });
    expect(JSON.stringify(states.at(-1))).toContain('kms:GenerateDataKey');
    await tunnel.end();
  });

  it('gives keys for a connection’s own sessions only', async () => {
    await start({});
    const { tunnel } = await openTunnel();
    const { sessionId } = tunnel.ticket;
    await expect(node.sessions.dataKey('other', sessionId, 'key', {})).rejects.toThrow('not open for this');
    await tunnel.end();
    expect(node.simulator.sessions[0]?.target).toBe(NODE_ID);
  });
});
