import type { TFunction } from 'i18next';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-aria-components/Form';
import type { SignIn } from '../../shared/contract/index.js';
import type { ManagedNode } from '../../shared/node.js';
import { ProblemView } from '../problems/ProblemView.js';
import { Button } from '../ui/Button.js';
import { Choice } from '../ui/Choice.js';
import { nodeName } from '../ui/node-name.js';
import { Sheet } from '../ui/Sheet.js';
import { KeyChoice } from './KeyChoice.js';
import { KeyDropArea } from './KeyDropArea.js';
import { KeyMended } from './KeyMended.js';
import { KeyWarning } from './KeyWarning.js';
import { isUsable, type RememberScope, type ResolvedSignIn } from './sign-in-store.js';
import { useKeyFiles } from './use-key-files.js';
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
  const files = useKeyFiles(node.id, resolved);
  const { chosen, problem, take } = files;
  const [scope, setScope] = useState<RememberScope>('node');
  const [mended, setMended] = useState<{ readonly path: string; readonly isCopy: boolean } | null>(null);
  const name = nodeName(node);
  const canSubmit = user.trim() !== '' && chosen !== undefined && isUsable(chosen);
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
        <KeyDropArea onPath={files.takePath}>
          <KeyChoice files={files} keyPair={node.keyPair} />
          {chosen?.problem && (
            <KeyWarning
              key={chosen.path}
              file={chosen}
              problem={chosen.problem}
              onMended={(file) => {
                take(file);
                setMended({ path: file.path, isCopy: file.path !== chosen.path });
              }}
            />
          )}
          <div role="status">
            {chosen?.problem === null && chosen.path === mended?.path && (
              <KeyMended file={chosen} isCopy={mended.isCopy} onUndone={take} />
            )}
          </div>
          {problem !== null && (
            <div role="alert">
              <ProblemView problem={problem} look="inline" actions={{ 'choose-key': files.pick }} />
            </div>
          )}
        </KeyDropArea>
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

const guessedUser = ({ signIn, suggestedUser }: ResolvedSignIn): string | null =>
  signIn === null ? suggestedUser : null;

function scopes(node: ManagedNode, purpose: ConnectSheetProps['purpose']): RememberScope[] {
  const all: RememberScope[] = ['node'];
  if (node.keyPair !== null) all.push('key-pair');
  if (purpose === 'connect') all.push('once');
  return all;
}

function keyPairWords(t: TFunction, node: ManagedNode): string {
  if (node.kind === 'hybrid') return '';
  return node.keyPair === null ? t('connect.noKeyPair') : t('connect.keyPair', { keyPair: node.keyPair });
}
