import type { SettingName } from '../../shared/contract/settings.js';
import type { Base } from '../app/base.js';
import type { FleetParts } from '../fleet/parts.js';
import { choicesOf } from '../fleet/source-calls.js';

type Parts = Pick<Base, 'settings' | 'events'> & Pick<FleetParts, 'autoRefresh' | 'fleet'>;

/** Brings settings into force that somebody has changed: most are read each time they are needed, the rest is told. */
export class SettingsInForce {
  public constructor(private readonly parts: Parts) {}

  /** A setting was changed in the window. */
  public changed(name: SettingName): void {
    if (name === 'fleet.refreshSeconds') this.parts.autoRefresh.schedule();
    // What could not be reached may be reached now.
    if (name.startsWith('network.')) void this.parts.fleet.refreshFailed();
    this.tell();
  }

  /** Looks for what was changed in the file by hand. */
  public async look(): Promise<void> {
    const { settings, autoRefresh, fleet } = this.parts;
    if (!(await settings.look())) return;
    autoRefresh.schedule();
    // Not awaited: listings tell of themselves.
    void fleet.choose(choicesOf(settings.value)).then(() => fleet.refreshFailed());
    this.tell();
  }

  private tell(): void {
    this.parts.events.send('settings.changed', { problem: this.parts.settings.problem });
  }
}
