import { CircleHelp } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Popover } from 'react-aria-components/Popover';
import { IconButton } from '../ui/Button.js';
import { search } from './store.js';

/** Searches that show what the language can do; each has its words in the locale files. */
const examples = [
  ['words', 'web prod'],
  ['key', 'state:running'],
  ['tag', 'tag:env=prod'],
  ['values', 'type:t3,m5'],
  ['not', '-platform:windows'],
  ['quotes', 'tag:team="data science"'],
  ['star', 'tag:version=1.*'],
  ['whole', 'platform:="Amazon Linux 2"'],
  ['reach', 'reach:no'],
] as const;

/** What a search can ask for, in examples that can be tried. */
export const QueryHelp = memo(function QueryHelp() {
  const { t } = useTranslation();
  return (
    <DialogTrigger>
      <IconButton label={t('fleet.help.label')}>
        <CircleHelp size={15} aria-hidden />
      </IconButton>
      <Popover className="popover query-help" placement="bottom end" offset={6}>
        <Dialog className="query-help-body">
          {({ close }) => (
            <>
              <Heading slot="title" className="query-help-title">
                {t('fleet.help.title')}
              </Heading>
              <p className="muted">{t('fleet.help.intro')}</p>
              <dl>
                {examples.map(([name, text]) => (
                  <div key={name}>
                    <dt>
                      <AriaButton
                        className="button button-link mono"
                        onPress={() => {
                          close();
                          search(text);
                        }}
                      >
                        {text}
                      </AriaButton>
                    </dt>
                    <dd>{t(`fleet.help.examples.${name}`)}</dd>
                  </div>
                ))}
              </dl>
              <p className="muted">{t('fleet.help.keys')}</p>
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
});
