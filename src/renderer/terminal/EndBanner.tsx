import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { HostKeyRefusal, isRefusedHostKey } from '../host-keys/HostKeyRefusal.js';
import { hasProposal, ProblemView } from '../problems/ProblemView.js';
import { call } from '../bridge.js';
import { Button } from '../ui/Button.js';
import { KeyHint } from '../ui/KeyHint.js';
import { nodeName } from '../ui/node-name.js';
import { identityName } from '../../shared/identity-name.js';
import { policyRemedies } from '../iam/iam-store.js';
import { allowOldAlgorithms } from '../connect/sign-in-store.js';
import { toProblem, type ProblemCode } from '../../shared/problem.js';
import { nodeHelpRemedies } from '../node-help/node-help-store.js';
import { PreflightChecks } from '../preflight/PreflightChecks.js';
import { signIn as signInToAws } from '../sources/sources-store.js';
import { showSshConfig } from '../ssh-config/ssh-config-store.js';
import { Attempts } from './Attempts.js';
import type { TerminalSession } from './session.js';
import type { End, SessionState } from './session-state.js';

interface EndBannerProps {
  readonly session: TerminalSession;
  readonly state: SessionState;
  /** Whether keys go to this terminal: it takes none from another one. */
  readonly isFocused: boolean;
  /** Whether closing it closes its tab. */
  readonly isAlone: boolean;
  readonly onChangeSignIn: () => void;
  readonly onClose: () => void;
}

/** How a connection ended, below the text that it left, with the way back. Without any text it takes the whole place. */
export function EndBanner(props: EndBannerProps) {
  const { session, state, isFocused, isAlone, onChangeSignIn, onClose } = props;
  const { t } = useTranslation();
  const { end, signIn, wasOpen } = state;
  if (end === null) return null;
  const { problem } = end;
  const reconnect = () => session.reconnect();
  const identity = signIn?.identity ?? null;
  const mend = (path: string) => {
    call('keys.mend', { path }).then(reconnect, (error: unknown) => session.fail(toProblem(error)));
  };
  const actions = {
    ...policyRemedies([session.node.id], signIn === null ? 'session-shell' : null),
    ...nodeHelpRemedies(session.node.id, problem?.code),
    'aws-sign-in': () => void signInToAws(session.node.sourceId),
    'change-sign-in': onChangeSignIn,
    'choose-key': onChangeSignIn,
    'open-shell': () => session.connect(null),
    'plain-ssh': () => showSshConfig(session.node.id),
    'allow-old-algorithms': () => {
      allowOldAlgorithms(session.node.id, true).then(reconnect, (error: unknown) =>
        session.fail(toProblem(error)),
      );
    },
    ...(identity?.kind === 'key-file' ? { 'mend-key': () => mend(identity.path) } : {}),
  };
  // What mends the cause comes before trying the same again.
  const isMain = problem === null || problem.code === 'sign-in.cancelled' || !hasProposal(problem, actions);
  const closeWords = t(isAlone ? 'terminal.closeTab' : 'terminal.close');
  const buttons = (
    <>
      <Button
        look={isMain ? 'primary' : 'plain'}
        onPress={reconnect}
        autoFocus={isMain && !wasOpen && isFocused}
      >
        {t('terminal.reconnect')}
        {isMain && <KeyHint>↵</KeyHint>}
      </Button>
      <Button onPress={onClose}>{closeWords}</Button>
    </>
  );
  // Whoever cancels knows why it ended.
  if (problem === null || problem.code === 'sign-in.cancelled') {
    return (
      <section className={wasOpen ? 'end-banner' : 'end-banner end-banner-page'} role="status">
        <p>{problem === null ? endWords(t, end) : t('terminal.cancelled')}</p>
        {buttons}
      </section>
    );
  }
  if (isRefusedHostKey(problem)) {
    return (
      <div className="end-problem end-problem-page">
        <HostKeyRefusal problem={problem} node={session.node} onAccepted={reconnect}>
          <Button onPress={reconnect}>{t('terminal.reconnect')}</Button>
          <Button onPress={onClose} autoFocus={isFocused}>
            {closeWords}
          </Button>
        </HostKeyRefusal>
      </div>
    );
  }
  const name = identity && identityName(identity);
  const context = {
    node: nodeName(session.node),
    ...(signIn === null ? {} : { user: signIn.user }),
    ...(name === null ? {} : { key: name }),
    ...(identity?.kind === 'key-file' ? { path: identity.path } : {}),
  };
  return (
    <div className={wasOpen ? 'end-problem' : 'end-problem end-problem-page'}>
      <ProblemView
        problem={problem}
        context={context}
        look={wasOpen ? 'banner' : 'page'}
        actions={actions}
        autoFocus={!wasOpen && isFocused}
        more={
          !wasOpen && (
            <>
              <Attempts attempts={state.attempts} />
              {isOnTheWay(problem.code) && <PreflightChecks nodeId={session.node.id} />}
            </>
          )
        }
      >
        {buttons}
      </ProblemView>
    </div>
  );
}

/** Whether the end takes the whole place: where nothing was shown yet, and where nothing matters more. */
export function coversTerminal({ wasOpen, end }: SessionState): boolean {
  const problem = end?.problem ?? null;
  return !wasOpen || (problem !== null && isRefusedHostKey(problem));
}

/** Whether a connection failed before anybody could sign in, which the checks of the way there may explain. */
const isOnTheWay = (code: ProblemCode): boolean =>
  /^(aws|node|session)\./.test(code) || ['ssh.no-server', 'ssh.not-ssh', 'timed-out'].includes(code);

function endWords(t: TFunction, { exitCode, signal }: End): string {
  if (signal !== null) return t('terminal.endedSignal', { signal });
  return exitCode === null ? t('terminal.ended') : t('terminal.endedExit', { code: exitCode });
}
