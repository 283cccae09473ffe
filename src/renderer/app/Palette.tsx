import { useDeferredValue, useMemo, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Collection } from 'react-aria-components/Collection';
import { Dialog } from 'react-aria-components/Dialog';
import { Header } from 'react-aria-components/Header';
import { Menu, MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { likeliest } from '../fleet/find/likeliest.js';
import { matchQuery } from '../../shared/query/match.js';
import { parseQuery } from '../../shared/query/query.js';
import { reachTone, reachWords } from '../fleet/reach.js';
import { sortNodes } from '../fleet/find/sort.js';
import { useFleet } from '../fleet/store.js';
import { KeyHint } from '../ui/KeyHint.js';
import { nodeName } from '../ui/node-name.js';
import { SearchBox } from '../ui/SearchBox.js';
import { StateDot } from '../ui/StateDot.js';
import { useNow } from '../ui/use-now.js';
import { connectTo } from './connect-flow.js';
import { commandsFor, paletteCommands, type PaletteCommand } from './palette-commands.js';
import { closePalette } from './palette-store.js';

// More than fit on a screen; typing another letter is quicker than scrolling further.
const MOST_RESULTS = 50;

/** Type a few letters of a node, press Enter, and be there; or of anything that the app can do, and it is done. */
export function Palette() {
  const { t } = useTranslation();
  return (
    <ModalOverlay className="veil" isOpen isDismissable onOpenChange={(isOpen) => !isOpen && closePalette()}>
      <Modal className="sheet palette">
        <Dialog className="palette-body" aria-label={t('palette.title')}>
          <PaletteList />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function PaletteList() {
  const { t } = useTranslation();
  const now = useNow(30_000);
  const [text, setText] = useState('');
  const query = useDeferredValue(text);
  const nodes = useFleet((state) => state.nodes);
  const sorted = useMemo(
    () => sortNodes([...nodes.values()], { column: 'reach', direction: 'ascending' }),
    [nodes],
  );
  const found = useMemo(() => {
    const fitting = sorted.filter(matchQuery(parseQuery(query)));
    const first = query.trim() === '' ? undefined : likeliest(fitting, query);
    // Enter goes to the first: it must be the node of that very name where there is one.
    return [...(first ? [first] : []), ...fitting.filter((entry) => entry !== first)].slice(0, MOST_RESULTS);
  }, [sorted, query]);
  // What can be done is that of the moment when the palette came up.
  const commands = useMemo(() => paletteCommands(), []);
  const foundCommands = useMemo(() => commandsFor(commands, query), [commands, query]);
  const go = (nodeId: string) => {
    closePalette();
    void connectTo(nodeId);
  };
  const act = (command: PaletteCommand) => {
    closePalette();
    command.run();
  };
  // The list follows the keys by a moment, and marks its first entry by another. Whoever types and presses Enter
  // without looking means what was typed.
  const goToFirst = (event: KeyboardEvent<HTMLDivElement>) => {
    const isMarked = (event.target as Element).hasAttribute('aria-activedescendant') && query === text;
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || isMarked || text.trim() === '') return;
    event.preventDefault();
    event.stopPropagation();
    const first = likeliest(sorted.filter(matchQuery(parseQuery(text))), text);
    const [command] = commandsFor(commands, text);
    if (first) go(first.id);
    else if (command) act(command);
  };
  return (
    <Autocomplete inputValue={text} onInputChange={setText}>
      <div className="palette-search" onKeyDownCapture={goToFirst}>
        <SearchBox
          label={t('palette.title')}
          placeholder={t('palette.placeholder')}
          clearLabel={t('fleet.clearSearch')}
          autoFocus
        />
      </div>
      <Menu
        className="menu palette-list"
        aria-label={t('palette.results')}
        renderEmptyState={() => <p className="palette-nothing muted">{t('palette.nothing')}</p>}
      >
        {found.length > 0 && (
          <MenuSection id="nodes">
            <Header className="menu-header">{t('palette.nodes')}</Header>
            <Collection items={found}>
              {({ id, node, reach }) => (
                <MenuItem
                  id={id}
                  className="menu-item palette-item"
                  textValue={nodeName(node)}
                  onAction={() => go(id)}
                >
                  <StateDot tone={reachTone(reach)} />
                  <span className="palette-name">{nodeName(node)}</span>
                  <span className="mono muted">{id}</span>
                  <span className="palette-reach muted">{reachWords(node, reach, now)}</span>
                </MenuItem>
              )}
            </Collection>
          </MenuSection>
        )}
        {foundCommands.length > 0 && (
          <MenuSection id="commands">
            <Header className="menu-header">{t('palette.actions')}</Header>
            <Collection items={foundCommands}>
              {(command) => (
                <MenuItem
                  id={`command ${command.id}`}
                  className="menu-item palette-command"
                  textValue={command.text}
                  onAction={() => act(command)}
                >
                  <span className="palette-name">{command.text}</span>
                  {command.keys !== null && <KeyHint>{command.keys}</KeyHint>}
                </MenuItem>
              )}
            </Collection>
          </MenuSection>
        )}
      </Menu>
    </Autocomplete>
  );
}
