import { CircleAlert, Ellipsis, Plus } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import type { FleetSource } from '../../shared/contract/index.js';
import type { ProblemCode } from '../../shared/problem.js';
import { useFleet } from '../fleet/store.js';
import { doingFirst, ProblemView } from '../problems/ProblemView.js';
import { problemText } from '../problems/words.js';
import { sourcePolicyRemedies } from '../iam/iam-store.js';
import { Button, IconButton } from '../ui/Button.js';
import { formatAgo, formatCount } from '../ui/format.js';
import { Sheet } from '../ui/Sheet.js';
import { StateDot, type Tone } from '../ui/StateDot.js';
import { useNow } from '../ui/use-now.js';
import {
  refreshSource,
  removeSource,
  showAddSource,
  signIn,
  signOut,
  sourceRemedies,
  switchSource,
} from './sources-store.js';

function byProfile(sources: readonly FleetSource[]): ReadonlyMap<string, readonly FleetSource[]> {
  const profiles = new Map<string, FleetSource[]>();
  for (const source of sources) {
    const name = source.isEnvironment ? '' : source.profile;
    profiles.set(name, [...(profiles.get(name) ?? []), source]);
  }
  return profiles;
}

/** The places that nodes are listed from, by profile, each with its state and what can be done with it. */
export function SourceList() {
  const { t } = useTranslation();
  const sources = useFleet((state) => state.sources);
  const profiles = useMemo(() => byProfile(sources), [sources]);
  return (
    <section aria-labelledby="fleet-sources-title">
      <header className="source-list-head">
        <h2 id="fleet-sources-title" className="fleet-pane-title">
          {t('fleet.sources.label')}
        </h2>
        <IconButton label={t('fleet.sources.add')} onPress={showAddSource}>
          <Plus size={15} aria-hidden />
        </IconButton>
      </header>
      {[...profiles].map(([profile, regions]) => {
        const common = commonProblem(regions);
        return (
          <div key={profile}>
            <h3 className="fleet-source-profile">
              <span className="fleet-text">{profile === '' ? t('fleet.sources.environment') : profile}</span>
              <AccountOf source={regions[0]} />
            </h3>
            {common !== null && <SourceProblem source={common} title={common.profile} />}
            <ul>
              {regions.map((source) => (
                <Source key={source.id} source={source} isSaidAbove={common !== null} />
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}

/** Problems of a profile's credentials, which are the same in all regions. */
const OF_PROFILE: ReadonlySet<ProblemCode> = new Set([
  'aws.no-credentials',
  'aws.credentials-expired',
  'aws.mfa-needed',
  'aws.sso-signed-out',
  'aws.sso-no-access',
  'aws.profile-unknown',
  'aws.process-failed',
]);

/** The first of a profile's sources where all have the same Problem, which one button then stands for. */
function commonProblem(regions: readonly FleetSource[]): FleetSource | null {
  const [first, ...others] = regions.filter(({ status }) => status !== 'off');
  const code = first?.problem?.code;
  if (first === undefined || code === undefined || others.length === 0 || !OF_PROFILE.has(code)) return null;
  return others.every(({ problem }) => problem?.code === code) ? first : null;
}

/** The account behind a profile: its number, with its name where that is known. */
function AccountOf({ source }: { readonly source: FleetSource | undefined }) {
  const name = source?.accountName ?? null;
  if (name === null) return <span className="fleet-count">{source?.accountId}</span>;
  return (
    <span className="fleet-count source-account">
      <span className="fleet-text">{name}</span> {source?.accountId}
    </span>
  );
}

const tones: Record<FleetSource['status'], Tone> = {
  off: 'idle',
  loading: 'busy',
  ready: 'ok',
  failed: 'bad',
};

interface SourceProps {
  readonly source: FleetSource;
  /** Whether its Problem stands above all regions of its profile. */
  readonly isSaidAbove: boolean;
}

/** Drawn when it has changed: while many sources are listed, each of them does so many times a second. */
const Source = memo(function Source({ source, isSaidAbove }: SourceProps) {
  const { t } = useTranslation();
  const { status, problem, isStale, listedAt, count } = source;
  const now = useNow(30_000);
  const words: Record<FleetSource['status'], string> = {
    off: t('fleet.sources.off'),
    loading: count > 0 ? formatCount(count) : t('fleet.sources.loading'),
    ready: formatCount(count),
    failed: count > 0 ? formatCount(count) : t('fleet.sources.failed'),
  };
  const isSaidByDot = count === 0 && (status === 'loading' || status === 'failed');
  const tone = status === 'ready' && problem !== null ? 'warn' : tones[status];
  const region = source.region ?? t('fleet.sources.noRegion');
  return (
    <li data-source-id={source.id} data-status={status}>
      <div className="fleet-source">
        <StateDot tone={tone} />
        <span className="fleet-text">{region}</span>
        {/* The dot says these; a region's name needs the room. */}
        <span className={isSaidByDot ? 'visually-hidden' : 'fleet-count'}>{words[status]}</span>
        <SourceMenu
          source={source}
          label={t('fleet.sources.menu', { place: `${source.profile}, ${region}` })}
        />
      </div>
      {!isSaidAbove && <SourceProblem source={source} title={`${source.profile}, ${region}`} />}
      {isStale && listedAt !== null && (
        <p className="source-note">{t('fleet.sources.stale', { ago: formatAgo(listedAt, now) })}</p>
      )}
    </li>
  );
});

interface SourceProblemProps {
  readonly source: FleetSource;
  /** What has failed, as the dialog is called. */
  readonly title: string;
}

/** Why a source has failed, in a few words that lead to more. */
function SourceProblem({ source, title }: SourceProblemProps) {
  const { t } = useTranslation();
  const { status, problem } = source;
  const [isShown, setShown] = useState(false);
  if (problem === null || status === 'off') return null;
  return (
    <>
      <AriaButton className="source-problem" onPress={() => setShown(true)}>
        <CircleAlert size={13} aria-hidden />
        <span>{problemText(problem).title}</span>
      </AriaButton>
      {isShown && (
        <Sheet title={title} onClose={() => setShown(false)}>
          <ProblemView
            problem={problem}
            look="dialog"
            actions={doingFirst(() => setShown(false), {
              ...sourcePolicyRemedies(source.id),
              ...sourceRemedies(source.id),
            })}
          >
            <Button onPress={() => setShown(false)} autoFocus>
              {t('common.close')}
            </Button>
          </ProblemView>
        </Sheet>
      )}
    </>
  );
}

function SourceMenu({ source, label }: { readonly source: FleetSource; readonly label: string }) {
  const { t } = useTranslation();
  const isOn = source.status !== 'off';
  const needsSignIn = source.problem?.remedies.includes('aws-sign-in') === true;
  const actions: readonly (readonly [string, () => void, boolean])[] = [
    [t('fleet.refresh'), () => void refreshSource(source.id), isOn],
    [t('fleet.sources.signIn'), () => void signIn(source.id), isOn && (needsSignIn || source.isSso)],
    [t('fleet.sources.signOut'), () => void signOut(source.id), isOn && source.isSso && !needsSignIn],
    [
      isOn ? t('fleet.sources.switchOff') : t('fleet.sources.switchOn'),
      () => void switchSource(source.id, !isOn),
      true,
    ],
    [t('fleet.sources.remove'), () => void removeSource(source.id), true],
  ];
  return (
    <MenuTrigger>
      <AriaButton className="button button-quiet source-menu" aria-label={label}>
        <Ellipsis size={14} aria-hidden />
      </AriaButton>
      <Popover className="popover" placement="bottom start" offset={2}>
        <Menu className="menu">
          {actions.map(
            ([text, run, isPossible]) =>
              isPossible && (
                <MenuItem key={text} className="menu-item" onAction={run}>
                  {text}
                </MenuItem>
              ),
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
