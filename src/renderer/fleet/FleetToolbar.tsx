import { RefreshCw } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button.js';
import { Spinner } from '../ui/Spinner.js';
import { LookMenu } from './LookMenu.js';
import { PaneToggle } from './PaneToggle.js';
import { QueryBox } from './QueryBox.js';
import { selectedInSight } from './selection.js';
import { isRefreshing, refreshFleet, useFleet, wholeRows } from './store.js';
import type { usePanes } from './use-panes.js';

interface FleetToolbarProps extends FleetSearchProps {
  readonly panes: ReturnType<typeof usePanes>;
}

/** The search, and how the table looks. */
export function FleetToolbar({ panes, ...searchProps }: FleetToolbarProps) {
  const { t } = useTranslation();
  const refreshing = useFleet(isRefreshing);
  return (
    <div className="fleet-toolbar">
      <PaneToggle
        side="left"
        pane={panes.sources}
        show={t('fleet.panes.showSources')}
        hide={t('fleet.panes.hideSources')}
      />
      <FleetSearch {...searchProps} />
      <LookMenu />
      <Button onPress={() => void refreshFleet()} isPending={refreshing}>
        {refreshing ? <Spinner /> : <RefreshCw size={14} aria-hidden />}
        {t('fleet.refresh')}
      </Button>
      <PaneToggle
        side="right"
        pane={panes.details}
        show={t('fleet.panes.showDetails')}
        hide={t('fleet.panes.hideDetails')}
      />
    </div>
  );
}

interface FleetSearchProps {
  readonly onConnect: (nodeId: string) => void;
  /** Takes the keyboard to the table. */
  readonly onLeave: () => void;
}

function FleetSearch({ onConnect, onLeave }: FleetSearchProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'ArrowDown') onLeave();
    // Enter confirms a syllable while Korean is being typed.
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      const { found } = wholeRows();
      const chosen = selectedInSight(useFleet.getState()) ?? found[0];
      if (chosen === undefined) return;
      onConnect(chosen.id);
    } else return;
    event.preventDefault();
  };
  return <QueryBox onKeyDown={onKeyDown} />;
}
