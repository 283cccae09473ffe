import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../ui/Choice.js';
import { setSetting } from './settings-store.js';
import { valueWords } from './value-words.js';

const ADDRESS = 'address';
const fixed = ['system', 'none'] as const;

interface ProxyFieldProps {
  /** `system`, `none`, or an address without its password. */
  readonly value: string;
  readonly label: string;
}

/** Which proxy is used. An address may hold a password: the field keeps what is typed, and nothing else of the page does. */
export function ProxyField({ value, label }: ProxyFieldProps) {
  const { t } = useTranslation();
  const isFixed = (fixed as readonly string[]).includes(value);
  const [isTyping, setTyping] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const isAddress = isTyping || !isFixed;
  const save = async () => {
    const address = field.current?.value.trim() ?? '';
    if (address === '' || address === value) return;
    const isTaken = await setSetting(
      'network.proxy',
      address.includes('://') ? address : `http://${address}`,
    );
    // What was refused stays there to be mended.
    if (isTaken) setTyping(false);
  };
  return (
    <div className="setting-proxy">
      <Choice
        label={label}
        value={isAddress ? ADDRESS : value}
        options={[
          ...fixed.map((each) => ({ id: each, text: valueWords(t, 'network.proxy', each) })),
          { id: ADDRESS, text: t('settings.values.proxy.address') },
        ]}
        onChange={(id) => {
          setTyping(id === ADDRESS);
          if (id !== ADDRESS) void setSetting('network.proxy', id);
        }}
      />
      {isAddress && (
        <input
          // Another address is another field: this one must not go on with what was typed before.
          key={value}
          ref={field}
          className="input mono"
          aria-label={t('settings.proxyAddress')}
          placeholder="http://user:password@proxy:3128"
          defaultValue={isFixed ? '' : value}
          spellCheck={false}
          autoComplete="off"
          autoFocus={isTyping}
          onBlur={() => void save()}
          onKeyDown={({ key }) => {
            if (key === 'Enter') void save();
          }}
        />
      )}
    </div>
  );
}
