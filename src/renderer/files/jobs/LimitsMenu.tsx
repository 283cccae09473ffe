import { Check, Gauge } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Header } from 'react-aria-components/Header';
import { Menu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { IconButton } from '../../ui/Button.js';
import { formatRate } from '../../ui/format.js';
import { prefer, useFilesPreferences } from '../preferences-store.js';

/** Bytes a second; 0 stands for no limit. */
const LIMITS = [0, 10e6, 5e6, 2e6, 1e6, 500e3, 200e3] as const;
const SESSIONS = [0, 1, 2, 4, 8, 12, 16] as const;

/** How fast jobs may be, and over how many sessions. */
export function LimitsMenu() {
  const { t } = useTranslation();
  const { bytesPerSecond, sessions } = useFilesPreferences((state) => state.jobs);
  const choice = (id: string, text: string) => (
    <MenuItem key={id} id={id} className="menu-item" textValue={text}>
      {text}
      <Check size={14} className="menu-check" aria-hidden />
    </MenuItem>
  );
  return (
    <MenuTrigger>
      <IconButton label={t('jobs.limits')}>
        <Gauge size={15} aria-hidden />
      </IconButton>
      <Popover className="popover" placement="top end" offset={4}>
        <Menu className="menu" aria-label={t('jobs.limits')}>
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[`limit ${bytesPerSecond ?? 0}`]}
            onSelectionChange={(keys) => {
              const [key] = keys === 'all' ? [] : [...keys];
              const limit = Number(String(key).slice('limit '.length));
              prefer('jobs', { bytesPerSecond: limit > 0 ? limit : null });
            }}
          >
            <Header className="menu-header">{t('jobs.speedLimit')}</Header>
            {LIMITS.map((limit) =>
              choice(`limit ${limit}`, limit === 0 ? t('jobs.noLimit') : formatRate(limit)),
            )}
          </MenuSection>
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[`sessions ${sessions}`]}
            onSelectionChange={(keys) => {
              const [key] = keys === 'all' ? [] : [...keys];
              prefer('jobs', { sessions: Number(String(key).slice('sessions '.length)) });
            }}
          >
            <Header className="menu-header">{t('jobs.sessionsLimit')}</Header>
            {SESSIONS.map((most) => choice(`sessions ${most}`, t('jobs.sessions', { count: most })))}
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
