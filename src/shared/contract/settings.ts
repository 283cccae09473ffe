import { z } from 'zod';
import { problemSchema } from '../problem-schema.js';
import { nothing, type CallSpec } from './call.js';

/** Settings that the page of settings shows, by their place in settings.json. */
export const settingNames = [
  'language',
  'fleet.refreshSeconds',
  'files.editor',
  'files.showHidden',
  'files.followShell',
  'files.jobs.bytesPerSecond',
  'files.jobs.sessions',
  'files.jobs.verify',
  'network.proxy',
  'network.caBundle',
  'sessionManager.payloadBytes',
] as const;
export type SettingName = (typeof settingNames)[number];

/** Those that the person chooses in a dialog of the system: what is run or trusted is nothing that a page decides. */
export const chosenSettingNames = [
  'files.editor',
  'network.caBundle',
] as const satisfies readonly SettingName[];
export type ChosenSettingName = (typeof chosenSettingNames)[number];

export type TypedSettingName = Exclude<SettingName, ChosenSettingName>;
const typedSettingNames = settingNames.filter(
  (name): name is TypedSettingName => !(chosenSettingNames as readonly SettingName[]).includes(name),
);

const MAX_TEXT = 4_096;
const settingValueSchema = z.union([
  z.string().max(MAX_TEXT),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.string().max(MAX_TEXT)).max(100),
]);
export type SettingValue = z.infer<typeof settingValueSchema>;

const shownSettingsSchema = z.object({
  /** The file that they are in. */
  file: z.string(),
  /** What is in force. A proxy's password is left out. */
  values: z.record(z.enum(settingNames), settingValueSchema),
  defaults: z.record(z.enum(settingNames), settingValueSchema),
});
export type ShownSettings = z.infer<typeof shownSettingsSchema>;

export const settingsEvents = {
  /** A setting was changed, here or in the file; a Problem where the file cannot be used any more. */
  'settings.changed': z.object({ problem: problemSchema.nullable() }),
} as const satisfies Record<string, z.ZodType>;

export const settingsCalls = {
  'settings.read': { args: nothing, result: shownSettingsSchema },
  /** Fails with `settings.invalid` where the value does not fit the setting. */
  'settings.set': {
    args: z.object({ name: z.enum(typedSettingNames), value: settingValueSchema }),
    result: shownSettingsSchema,
  },
  /** Lets the person choose a program or a file; nothing changes when they give up. */
  'settings.choose': { args: z.object({ name: z.enum(chosenSettingNames) }), result: shownSettingsSchema },
  'settings.reset': { args: z.object({ name: z.enum(settingNames) }), result: shownSettingsSchema },
  /** Opens settings.json in the person's editor. */
  'settings.open': { args: nothing, result: nothing },
} as const satisfies Record<string, CallSpec>;
