import { ArrowUpDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { IconButton } from '../../ui/Button.js';
import { KeyHint } from '../../ui/KeyHint.js';
import { isMac } from '../../ui/platform.js';
import { jobAfterMove, type OrderMove } from './job-order.js';

interface JobOrderMenuProps {
  readonly jobId: string;
  /** The jobs of its connection that have not begun, in their order. */
  readonly waiting: readonly string[];
  readonly onMove: (move: OrderMove) => void;
}

const moves: readonly (readonly [OrderMove, string])[] = [
  ['first', 'Home'],
  ['earlier', '↑'],
  ['later', '↓'],
  ['last', 'End'],
];
const keyMoves: Readonly<Record<string, OrderMove>> = {
  Home: 'first',
  ArrowUp: 'earlier',
  ArrowDown: 'later',
  End: 'last',
};

/** What a press with Alt does to the order; undefined for none. */
export const moveOfKey = (event: {
  readonly key: string;
  readonly altKey: boolean;
}): OrderMove | undefined => (event.altKey ? keyMoves[event.key] : undefined);

/** Puts a job that waits to another place in the queue. */
export function JobOrderMenu({ jobId, waiting, onMove }: JobOrderMenuProps) {
  const { t } = useTranslation();
  const disabled = moves.flatMap(([move]) =>
    jobAfterMove(waiting, jobId, move) === undefined ? [move] : [],
  );
  return (
    <MenuTrigger>
      <IconButton label={t('jobs.order.label')}>
        <ArrowUpDown size={14} aria-hidden />
      </IconButton>
      <Popover className="popover" placement="top end" offset={4}>
        <Menu className="menu" aria-label={t('jobs.order.label')} disabledKeys={disabled}>
          {moves.map(([move, key]) => (
            <MenuItem
              key={move}
              id={move}
              className="menu-item"
              textValue={t(`jobs.order.${move}`)}
              onAction={() => onMove(move)}
            >
              {t(`jobs.order.${move}`)}
              <KeyHint>{isMac() ? `⌥${key}` : `Alt ${key}`}</KeyHint>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
