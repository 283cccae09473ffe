import { Star } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { SignInFact } from '../connect/SignInFact.js';
import { HostKeyFact } from '../host-keys/HostKeyFact.js';
import { policyRemedies, showPolicies } from '../iam/iam-store.js';
import { askPower, usePower } from '../power/power-store.js';
import { PowerMenu } from '../power/PowerMenu.js';
import { PowerProgress } from '../power/PowerProgress.js';
import { nodeHelpRemedies, showNodeHelp } from '../node-help/node-help-store.js';
import { PreflightChecks } from '../preflight/PreflightChecks.js';
import { showSshConfig } from '../ssh-config/ssh-config-store.js';
import { checkNode, firstObstacle, usePreflights } from '../preflight/preflight-store.js';
import { ProblemView, type RemedyActions } from '../problems/ProblemView.js';
import { Button } from '../ui/Button.js';
import { formatAgo, formatDateTime, formatDuration } from '../ui/format.js';
import { KeyHint } from '../ui/KeyHint.js';
import { nodeName } from '../ui/node-name.js';
import { ToggleIconButton } from '../ui/ToggleIconButton.js';
import { useNow } from '../ui/use-now.js';
import { CopyMenu } from './CopyMenu.js';
import { mayBeReachable, takesShell } from '../../shared/node.js';
import type { IndexedNode } from '../../shared/query/indexed-node.js';
import type { Openers } from './opening.js';
import { reachProblem } from './reach.js';
import { SeveralNodes } from './SeveralNodes.js';
import { refreshFleet, toggleFavourite, useFleet } from './store.js';

/** How a terminal gets beside others. */
export interface SplitActions {
  /** The node whose terminal another may be put beside; null where there is none, or no room. */
  readonly beside: string | null;
  readonly openBeside: (nodeId: string) => void;
}

interface DetailsProps {
  readonly entry: IndexedNode | undefined;
  /** All that are selected, where that is more than one. */
  readonly several: readonly IndexedNode[];
  readonly hasTab: boolean;
  readonly onConnect: (id: string) => void;
  readonly openers: Openers;
  readonly split: SplitActions;
  readonly onChangeSignIn: (id: string) => void;
}

/** The right pane: everything known of the selected node, and what stands in the way of connecting to it. */
export const Details = memo(function Details(props: DetailsProps) {
  const { entry, several, hasTab, onConnect, openers, split, onChangeSignIn } = props;
  const { t } = useTranslation();
  const hasNodes = useFleet((state) => state.nodes.size > 0);
  return (
    <section className="fleet-details" aria-label={t('details.label')}>
      {several.length > 1 ? (
        <SeveralNodes entries={several} openers={openers} />
      ) : entry === undefined ? (
        <p className="fleet-details-nothing muted">{t(hasNodes ? 'details.nothing' : 'details.noNodes')}</p>
      ) : (
        <>
          <header>
            <div className="fleet-details-title">
              <h2 className="fleet-details-name selectable">{nodeName(entry.node)}</h2>
              <FavouriteButton nodeId={entry.id} />
            </div>
            <p className="mono muted selectable">{entry.id}</p>
          </header>
          <div className="fleet-details-actions">
            <Button
              look={mayBeReachable(entry.reach) ? 'primary' : 'plain'}
              onPress={() => onConnect(entry.id)}
            >
              {hasTab ? t('details.goToTab') : t('details.connect')}
              <KeyHint>↵</KeyHint>
            </Button>
            {split.beside !== null && !hasTab && mayBeReachable(entry.reach) && (
              <Button onPress={() => split.openBeside(entry.id)}>
                {t('details.beside', { name: split.beside })}
              </Button>
            )}
            {takesShell(entry.reach) && (
              <Button onPress={() => openers.shell(entry.id)}>{t('details.shell')}</Button>
            )}
            <PowerMenu nodes={[entry.node]} />
            <CopyMenu entries={[entry]} />
            <Button onPress={() => showPolicies('allow', [entry.id])}>{t('details.policy')}</Button>
            <Button onPress={() => showSshConfig(entry.id)}>{t('details.plainSsh')}</Button>
            <Button onPress={() => showNodeHelp('ssh-server', entry.id)}>{t('nodeHelp.open')}</Button>
          </div>
          <PowerProgress
            nodeId={entry.id}
            actions={{
              ...policyRemedies([entry.id], 'power'),
              'refresh-fleet': () => void refreshFleet(),
            }}
            onConnect={onConnect}
          />
          <InTheWay entry={entry} openers={openers} />
          <PreflightChecks nodeId={entry.id} actions={remediesFor(entry.id, openers)} />
          <Facts entry={entry} onChangeSignIn={onChangeSignIn} />
          <Tags tags={entry.node.tags} />
        </>
      )}
    </section>
  );
});

function FavouriteButton({ nodeId }: { readonly nodeId: string }) {
  const { t } = useTranslation();
  const isFavourite = useFleet(({ marks }) => marks.favourites.has(nodeId));
  return (
    <ToggleIconButton
      label={t('fleet.favourite.add')}
      isSelected={isFavourite}
      onChange={() => toggleFavourite(nodeId)}
    >
      <Star size={16} className={isFavourite ? 'star-on' : undefined} aria-hidden />
    </ToggleIconButton>
  );
}

interface InTheWayProps {
  readonly entry: IndexedNode;
  readonly openers: Openers;
}

function InTheWay({ entry, openers }: InTheWayProps) {
  const isOnItsWay = usePower(({ progress }) => progress.has(entry.id));
  const found = usePreflights((state) => firstObstacle(state.known.get(entry.id)));
  // The checks know more than the listing, which is what they begin with.
  const problem = found ?? reachProblem(entry.node, entry.reach);
  // What is being started says so already.
  if (problem === null || isOnItsWay) return null;
  return <ProblemView problem={problem} look="inline" actions={remediesFor(entry.id, openers)} />;
}

/** What can be done from the details about what stands in the way of a node. */
const remediesFor = (nodeId: string, openers: Openers): RemedyActions => ({
  ...policyRemedies([nodeId]),
  ...nodeHelpRemedies(nodeId),
  'start-node': () => askPower('start', [nodeId]),
  'open-shell': () => openers.shell(nodeId),
  retry: () => void checkNode(nodeId, 'anew'),
  'refresh-fleet': () => void refreshFleet(),
});

interface FactsProps {
  readonly entry: IndexedNode;
  readonly onChangeSignIn: (id: string) => void;
}

function Facts({ entry, onChangeSignIn }: FactsProps) {
  const { node } = entry;
  const { t } = useTranslation();
  const now = useNow(10_000);
  const state = node.state === null ? t('details.hybridState') : t(`states.${node.state}`);
  const agent =
    node.agentVersion !== null &&
    t(node.isLatestAgent === false ? 'details.agentOld' : 'details.agentSeen', {
      version: node.agentVersion,
      ago: formatAgo(node.lastPingAt, now),
    });
  return (
    <dl className="facts">
      <SignInFact node={node} onChange={() => onChangeSignIn(node.id)} />
      <HostKeyFact key={node.id} node={node} />
      <Fact name={t('details.state')}>
        {node.state === 'running' && node.launchedAt !== null
          ? t('details.stateSince', { state, time: formatDuration(now - node.launchedAt) })
          : state}
      </Fact>
      <Fact name={t('details.agent')}>{agent}</Fact>
      <Fact name={t('details.platform')}>{node.platform}</Fact>
      <Fact name={t('details.type')}>{node.instanceType}</Fact>
      <Fact name={t('details.image')} isMono>
        {node.imageId}
      </Fact>
      <Fact name={t('details.imageName')}>{node.imageName}</Fact>
      <Fact name={t('details.privateIp')} isMono>
        {node.privateIp}
      </Fact>
      <Fact name={t('details.publicIp')} isMono>
        {node.publicIp}
      </Fact>
      <Fact name={t('details.computer')}>{node.computerName}</Fact>
      <Fact name={t('details.zone')}>{node.zone}</Fact>
      <Fact name={t('details.keyPair')}>{node.keyPair}</Fact>
      <Fact name={t('details.role')}>{node.role}</Fact>
      <Fact name={t('details.activation')} isMono>
        {node.activationId}
      </Fact>
      <Fact name={t('details.registered')}>
        {node.registeredAt !== null && formatDateTime(node.registeredAt)}
      </Fact>
      <Fact name={t('details.launched')}>{node.launchedAt !== null && formatDateTime(node.launchedAt)}</Fact>
    </dl>
  );
}

interface FactProps {
  readonly name: string;
  readonly isMono?: boolean;
  readonly children: ReactNode;
}

/** One line of the facts; a fact that nobody knows takes no line. */
function Fact({ name, isMono = false, children }: FactProps) {
  if (children === null || children === false || children === '') return null;
  return (
    <>
      <dt>{name}</dt>
      <dd className={isMono ? 'mono' : undefined}>{children}</dd>
    </>
  );
}

function Tags({ tags }: { readonly tags: Readonly<Record<string, string>> }) {
  const { t } = useTranslation();
  // The name is the title above.
  const entries = Object.entries(tags).filter(([key]) => key !== 'Name');
  if (entries.length === 0) return null;
  return (
    <section className="fleet-tags">
      <h3>{t('details.tags')}</h3>
      <ul>
        {entries.map(([key, value]) => (
          <li key={key} className="selectable">
            {`${key}=${value}`}
          </li>
        ))}
      </ul>
    </section>
  );
}
