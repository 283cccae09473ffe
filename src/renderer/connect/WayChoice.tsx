import { FileKey, KeyRound, RectangleEllipsis, Timer, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { identityKinds, type Identity } from '../../shared/contract/index.js';

export type Way = Identity['kind'];

interface WayChoiceProps {
  readonly value: Way;
  readonly onChange: (way: Way) => void;
  /** Ways that this node has not got. */
  readonly without: readonly Way[];
}

const icons: Readonly<Record<Way, LucideIcon>> = {
  'key-file': FileKey,
  agent: KeyRound,
  password: RectangleEllipsis,
  'instance-connect': Timer,
};

/** What to sign in with: a key file, the agent, a password, or a key for a minute. */
export function WayChoice({ value, onChange, without }: WayChoiceProps) {
  const { t } = useTranslation();
  return (
    <div className="field">
      <span className="field-label" id="ways-label">
        {t('connect.way')}
      </span>
      <ToggleButtonGroup
        className="ways"
        aria-labelledby="ways-label"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[value]}
        onSelectionChange={(keys) => {
          const chosen = identityKinds.find((kind) => keys.has(kind));
          if (chosen) onChange(chosen);
        }}
      >
        {identityKinds
          .filter((kind) => !without.includes(kind))
          .map((kind) => {
            const Icon = icons[kind];
            return (
              <ToggleButton key={kind} id={kind} className="way">
                <Icon size={15} aria-hidden />
                {t(`connect.ways.${kind}`)}
              </ToggleButton>
            );
          })}
      </ToggleButtonGroup>
    </div>
  );
}
