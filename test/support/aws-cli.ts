import { execFile } from 'node:child_process';

/** Debian's. Other programs of this name may come first in PATH. */
const AWS = '/usr/bin/aws';
/** Start-up of the AWS CLI alone takes a second and more. */
const CLI_TIMEOUT_MS = 60_000;

export interface CliOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the real AWS CLI with no settings but those given. Its version 2.9 does not read AWS_ENDPOINT_URL yet.
 *
 * @param folder its home, and where it finds a session-manager-plugin
 */
export function awsCli(
  endpointUrl: string,
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<CliOutcome> {
  const options = {
    env: { PATH: `${folder}:/usr/bin:/bin`, HOME: folder, ...env },
    timeout: CLI_TIMEOUT_MS,
    maxBuffer: 64 << 20,
  };
  return new Promise((resolve) => {
    execFile(AWS, ['--endpoint-url', endpointUrl, ...args], options, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
  });
}
