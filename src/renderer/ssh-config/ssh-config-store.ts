import { create } from 'zustand';

interface SshConfigRequest {
  /** The node to give an example for; null for any. */
  readonly nodeId: string | null;
}

/** The sheet for plain ssh, if it is shown. */
export const useSshConfigRequest = create<{ readonly request: SshConfigRequest | null }>(() => ({
  request: null,
}));

/** Shows how plain ssh and its tools are set up, with an example for a node. */
export const showSshConfig = (nodeId: string | null): void =>
  useSshConfigRequest.setState({ request: { nodeId } });

export const closeSshConfig = (): void => useSshConfigRequest.setState({ request: null });
