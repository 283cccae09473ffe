import { algorithms } from '../../connection/algorithms.js';
import type { FilesHost } from '../../connection/files/files-host.js';
import { FilesService } from '../../connection/files/files-service.js';
import { FurtherConnections } from '../../connection/further-connections.js';
import { RoutedDialer } from '../../connection/network.js';
import { Questions } from '../../connection/sign-in/questions.js';
import type { SignIn } from '../../shared/contract/index.js';
import { identityName } from '../../shared/identity-name.js';
import type { Place } from '../aws/place.js';
import type { CliSessions } from '../aws/sessions.js';
import type { Target } from '../target.js';
import { nodeHost } from './node-host.js';

const SSH_PORT = 22;
/** As long as a server waits for somebody to sign in (LoginGraceTime of sshd_config(5), ms). */
const SIGN_IN_MS = 120_000;

/** The files of a node, over SSH connections that are signed in to in this process. */
export interface NodeFiles {
  readonly service: FilesService;
  close(): Promise<void>;
}

/**
 * Signs in to a node and opens its files.
 *
 * @param jobs where unfinished copies are kept
 * @throws ProblemError
 */
export async function openNodeFiles(
  place: Place,
  sessions: CliSessions,
  target: Target,
  signIn: SignIn,
  jobs: FilesHost,
): Promise<NodeFiles> {
  const dialer = new RoutedDialer();
  const host = nodeHost({ place, sessions, target, dialer, signIn });
  const questions = new Questions(host);
  const { user, identity, port = SSH_PORT } = signIn;
  const parts = {
    host,
    dial: dialer.dial,
    names: { node: target.label, user, key: identityName(identity) ?? '', port, identity: identity.kind },
    algorithms: algorithms(false),
  };
  const first = new FurtherConnections({ ...parts, questions });
  const further = new FurtherConnections({ ...parts, questions: questions.silent() });
  const main = await first.open({ compress: false, timeoutMs: SIGN_IN_MS });
  const service = new FilesService(
    {
      nodeId: target.id,
      main: Promise.resolve(main.client),
      another: (options) => further.open(options),
    },
    jobs,
  );
  return {
    service,
    close: async () => {
      await service.close();
      await main.close();
      questions.forget();
    },
  };
}
