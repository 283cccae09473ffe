import { Check } from 'lucide-react';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-aria-components/Form';
import type { KeyFile, SignIn } from '../../shared/contract/index.js';
import type { ManagedNode } from '../../shared/node.js';
import { toProblem, type Problem } from '../../shared/problem.js';
import { call } from '../bridge.js';
import { ProblemView } from '../problems/ProblemView.js';
import { Button } from '../ui/Button.js';
import { Choice } from '../ui/Choice.js';
import { nodeName } from '../ui/node-name.js';
import { Sheet } from '../ui/Sheet.js';
import { KeyChoice } from './KeyChoice.js';
import { KeyWarning } from './KeyWarning.js';
import { isUsable, type RememberScope, type ResolvedSignIn } from './sign-in-store.js';
import { UserField } from './UserField.js';

interface ConnectSheetProps {
  readonly node: ManagedNode;
  readonly resolved: ResolvedSignIn;
  /** Whether to connect with the answer, or only to keep it. */
  readonly purpose: 'connect' | 'save';
  readonly onSubmit: (signIn: SignIn, scope: RememberScope) => void;
  readonly onClose: () => void;
}

/** Asks who signs in and with which key, checks the key, and asks for which nodes to remember that. */
export function ConnectSheet({ node, resolved, purpose, onSubmit, onClose }: ConnectSheetProps) {
  const { t } = useTranslation();
  const [user, setUser] = useState(resolved.signIn?.user ?? resolved.suggestedUser ?? '');
  const [keys, setKeys] = useState<readonly KeyFile[]>(resolved.suggestedKeys);
  const [chosenPath, setChosenPath] = useState(() => firstChoice(resolved));
  const [scope, setScope] = useState<RememberScope>('node');
  const [mendedPath, setMended] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const name = nodeName(node);
  const chosen = keys.find((key) => key.path === chosenPath);
  const canSubmit = user.trim() !== '' && chosen !== undefined && isUsable(chosen);

  /** Puts a key that was read anew in its place, or in front when it is new, and chooses it. */
  const take = (key: KeyFile) => {
    setKeys((before) =>
      before.some(({ path }) => path === key.path)
        ? before.map((known) => (known.path === key.path ? key : known))
        : [key, ...before],
    );
    setChosenPath(key.path);
    setProblem(null);
  };
  const chooseFile = () => {
    call('keys.choose', {}).then(
      (key) => {
        if (key !== null) take(key);
      },
      (error: unknown) => setProblem(toProblem(error)),
    );
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (canSubmit) onSubmit({ user: user.trim(), identity: { kind: 'key-file', path: chosen.path } }, scope);
  };

  return (
    <Sheet
      title={t(purpose === 'connect' ? 'connect.title' : 'connect.changeTitle', { name })}
      subtitle={[node.platform, keyPairWords(t, node)].filter(Boolean).join(', ')}
      onClose={onClose}
    >
      <Form className="connect-form" onSubmit={submit}>
        <UserField
          value={user}
          onChange={setUser}
          isGuessed={user !== '' && user === guessedUser(resolved)}
        />
        <KeyChoice keys={keys} value={chosenPath} onChange={setChosenPath} onChooseFile={chooseFile} />
        {chosen?.problem && (
          <KeyWarning
            key={chosen.path}
            file={chosen}
            problem={chosen.problem}
            onMended={(file) => {
              take(file);
              setMended(file.path);
            }}
          />
        )}
        <div role="status">
          {chosen?.problem === null && chosen.path === mendedPath && (
            <p className="key-mended">
              <Check size={15} aria-hidden />
              {t('connect.mended', { name: chosen.name })}
            </p>
          )}
        </div>
        {problem !== null && (
          <div role="alert">
            <ProblemView problem={problem} look="inline" actions={{ 'choose-key': chooseFile }} />
          </div>
        )}
        <div className="connect-footer">
          <Choice
            label={t('connect.remember')}
            value={scope}
            onChange={setScope}
            options={scopes(node, purpose).map((id) => ({
              id,
              text: t(`connect.rememberScope.${id}`, { keyPair: node.keyPair ?? '' }),
            }))}
          />
          <div className="sheet-actions">
            <Button onPress={onClose}>{t('common.cancel')}</Button>
            <Button look="primary" type="submit" isDisabled={!canSubmit}>
              {t(purpose === 'connect' ? 'connect.submit' : 'common.save')}
            </Button>
          </div>
        </div>
      </Form>
    </Sheet>
  );
}

/** The key in use now, else the first that works, else the first. */
function firstChoice({ signIn, suggestedKeys }: ResolvedSignIn): string | null {
  const used = signIn?.identity.kind === 'key-file' ? signIn.identity.path : undefined;
  return used ?? suggestedKeys.find(isUsable)?.path ?? suggestedKeys[0]?.path ?? null;
}

const guessedUser = ({ signIn, suggestedUser }: ResolvedSignIn): string | null =>
  signIn === null ? suggestedUser : null;

function scopes(node: ManagedNode, purpose: ConnectSheetProps['purpose']): RememberScope[] {
  const all: RememberScope[] = ['node'];
  if (node.keyPair !== null) all.push('key-pair');
  if (purpose === 'connect') all.push('once');
  return all;
}

function keyPairWords(t: ReturnType<typeof useTranslation>['t'], node: ManagedNode): string {
  if (node.kind === 'hybrid') return '';
  return node.keyPair === null ? t('connect.noKeyPair') : t('connect.keyPair', { keyPair: node.keyPair });
}
