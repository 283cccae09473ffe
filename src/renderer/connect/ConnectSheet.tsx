import type { TFunction } from 'i18next';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-aria-components/Form';
import type { AgentKey, Identity, KeyFile, SignIn } from '../../shared/contract/index.js';
import type { ManagedNode } from '../../shared/node.js';
import { call } from '../bridge.js';
import { Button } from '../ui/Button.js';
import { Choice } from '../ui/Choice.js';
import { nodeName } from '../ui/node-name.js';
import { Sheet } from '../ui/Sheet.js';
import { AgentKeyChoice } from './AgentKeyChoice.js';
import { KeyFileChoice } from './KeyFileChoice.js';
import { PortField, portIn, SSH_PORT } from './PortField.js';
import { isUsable, type RememberScope, type ResolvedSignIn } from './sign-in-store.js';
import { useKeyFiles } from './use-key-files.js';
import { UserField } from './UserField.js';
import { WayChoice, type Way } from './WayChoice.js';

interface ConnectSheetProps {
  readonly node: ManagedNode;
  readonly resolved: ResolvedSignIn;
  /** Whether to connect with the answer, or only to keep it. */
  readonly purpose: 'connect' | 'save';
  readonly onSubmit: (signIn: SignIn, scope: RememberScope) => void;
  /** Goes in without SSH, where there is no key at all. */
  readonly onOpenShell: () => void;
  readonly onClose: () => void;
  /** Further nodes that will be asked about after this one. */
  readonly others?: { readonly count: number; readonly onCancelAll: () => void };
}

/** Asks who signs in and with which key, checks the key, and asks for which nodes to remember that. */
export function ConnectSheet({
  node,
  resolved,
  purpose,
  onSubmit,
  onOpenShell,
  onClose,
  others,
}: ConnectSheetProps) {
  const { t } = useTranslation();
  const [user, setUser] = useState(resolved.signIn?.user ?? resolved.suggestedUser ?? '');
  const files = useKeyFiles(node.id, resolved);
  const used = resolved.signIn?.identity;
  const [port, setPort] = useState(String(resolved.signIn?.port ?? SSH_PORT));
  // One that is remembered for a tag may be none that this node has.
  const without: readonly Way[] = node.kind === 'hybrid' ? ['instance-connect'] : [];
  const [way, setWay] = useState<Way>(
    used === undefined || without.includes(used.kind) ? 'key-file' : used.kind,
  );
  const [agentKey, setAgentKey] = useState<Pick<AgentKey, 'fingerprint' | 'comment'> | null>(
    used?.kind === 'agent' ? used : null,
  );
  const [scope, setScope] = useState<RememberScope>('node');
  const name = nodeName(node);
  const identity = identityFor(way, files.chosen, agentKey);
  const portNumber = portIn(port);
  const canSubmit = user.trim() !== '' && portNumber !== null && identity !== null;
  /** What ~/.ssh/config says may hang on the user; what is remembered, or was chosen here, stays. */
  const followConfig = () => {
    const name = user.trim();
    if (name === '' || (resolved.signIn !== null && resolved.from !== 'ssh-config')) return;
    call('signIn.resolve', { nodeId: node.id, user: name }).then(
      ({ from, signIn }) => {
        if (from === 'ssh-config' && way === 'key-file' && signIn?.identity.kind === 'key-file')
          files.suggest(signIn.identity.path);
      },
      () => undefined,
    );
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!canSubmit) return;
    const otherPort = portNumber === SSH_PORT ? {} : { port: portNumber };
    onSubmit({ user: user.trim(), identity, ...otherPort }, scope);
  };

  return (
    <Sheet
      title={t(purpose === 'connect' ? 'connect.title' : 'connect.changeTitle', { name })}
      subtitle={[node.platform, keyPairWords(t, node)].filter(Boolean).join(', ')}
      onClose={onClose}
    >
      <Form className="connect-form" onSubmit={submit}>
        <div className="user-and-port">
          <UserField
            value={user}
            onChange={setUser}
            onLeave={followConfig}
            note={userNote(t, resolved, user)}
          />
          <PortField value={port} onChange={setPort} />
        </div>
        <WayChoice value={way} onChange={setWay} without={without} />
        {way === 'key-file' && <KeyFileChoice files={files} keyPair={node.keyPair} />}
        {way === 'agent' && (
          <AgentKeyChoice
            nodeId={node.id}
            keyPair={node.keyPair}
            value={agentKey?.fingerprint ?? null}
            onChange={setAgentKey}
          />
        )}
        {(way === 'password' || way === 'instance-connect') && (
          <p className="way-note">{t(`connect.wayNotes.${way}`, { name })}</p>
        )}
        {purpose === 'connect' && (
          <p className="way-note">
            {t('connect.noKey')}{' '}
            <Button look="link" onPress={onOpenShell}>
              {t('connect.openShell')}
            </Button>
          </p>
        )}
        <div className="connect-footer">
          {others && <p className="connect-others muted">{t('connect.others', { count: others.count })}</p>}
          <Choice
            label={t('connect.remember')}
            value={scope}
            onChange={setScope}
            options={scopes(node, purpose).map((id) => ({
              id,
              text: scopeWords(t, id, node),
            }))}
          />
          <div className="sheet-actions">
            {others && <Button onPress={others.onCancelAll}>{t('connect.cancelAll')}</Button>}
            <Button onPress={onClose}>{t(others ? 'connect.skip' : 'common.cancel')}</Button>
            <Button look="primary" type="submit" isDisabled={!canSubmit}>
              {t(purpose === 'connect' ? 'connect.submit' : 'common.save')}
            </Button>
          </div>
        </div>
      </Form>
    </Sheet>
  );
}

/** What the chosen way signs in with; null while something has yet to be chosen. */
function identityFor(
  way: Way,
  file: KeyFile | undefined,
  agentKey: Pick<AgentKey, 'fingerprint' | 'comment'> | null,
): Identity | null {
  switch (way) {
    case 'key-file':
      return file !== undefined && isUsable(file) ? { kind: way, path: file.path } : null;
    case 'agent':
      return agentKey && { kind: way, fingerprint: agentKey.fingerprint, comment: agentKey.comment };
    case 'password':
    case 'instance-connect':
      return { kind: way };
  }
}

/** Where the user that stands in the field comes from, as long as it is the suggested one. */
function userNote(t: TFunction, resolved: ResolvedSignIn, user: string): string | null {
  const { signIn, suggestedUser, isUserConfigured } = resolved;
  if (user === '' || user !== suggestedUser || (signIn !== null && resolved.from !== 'ssh-config'))
    return null;
  return t(isUserConfigured === true ? 'connect.userConfigured' : 'connect.userGuessed');
}

function scopes(node: ManagedNode, purpose: ConnectSheetProps['purpose']): RememberScope[] {
  const all: RememberScope[] = ['node'];
  if (node.keyPair !== null) all.push('key-pair');
  // Names differ from node to node, and AWS's own tags are not for people.
  const tags = Object.keys(node.tags).filter((key) => key !== 'Name' && !key.startsWith('aws:'));
  all.push(...tags.sort().map((key) => `tag:${key}` as const));
  if (purpose === 'connect') all.push('once');
  return all;
}

function scopeWords(t: TFunction, scope: RememberScope, node: ManagedNode): string {
  if (scope === 'node' || scope === 'once') return t(`connect.rememberScope.${scope}`);
  if (scope === 'key-pair') return t('connect.rememberScope.key-pair', { keyPair: node.keyPair ?? '' });
  const key = scope.slice('tag:'.length);
  return t('connect.rememberScope.tag', { tag: `${key}=${node.tags[key] ?? ''}` });
}

function keyPairWords(t: TFunction, node: ManagedNode): string {
  if (node.kind === 'hybrid') return '';
  return node.keyPair === null ? t('connect.noKeyPair') : t('connect.keyPair', { keyPair: node.keyPair });
}
