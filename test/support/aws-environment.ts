import { vi } from 'vitest';

/**
 * Points AWS clients in this process to a simulator, or to nothing yet, and to no settings of this machine: neither its
 * shared files nor what its environment has chosen. `vi.unstubAllEnvs` takes that back.
 *
 * @param env of a simulator
 */
export function stubAwsEnvironment(env: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries({
    AWS_CONFIG_FILE: '/nonexistent/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
    AWS_PROFILE: undefined,
    AWS_DEFAULT_PROFILE: undefined,
    AWS_SESSION_TOKEN: undefined,
    ...env,
  }))
    vi.stubEnv(name, value);
}
