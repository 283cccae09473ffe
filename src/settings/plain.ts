import { MAX_PAYLOAD_BYTES, MIN_PAYLOAD_BYTES } from '../shared/payload-bytes.js';
import { readJson } from '../storage/json-file.js';

/** What of settings.json counts where no window is. */
export interface PlainSettings {
  /** The sources that are switched on, in the app's order; null stands for what the environment chooses. */
  readonly sources: readonly { readonly profile: string | null; readonly region: string | null }[];
  readonly network: { readonly proxy: string; readonly caBundle: string | null };
  /** How many bytes a message to a node carries once it is known to arrive. */
  readonly payloadBytes: number;
}

/**
 * Reads what the command line needs of settings.json, without the schema library: loading that would be felt each time
 * that ssh waits for its proxy. What is missing or does not fit has its default, as in the app.
 */
export async function readPlainSettings(file: string): Promise<PlainSettings> {
  const settings = fields(await readJson(file).catch(() => undefined));
  const { proxy, caBundle } = fields(settings.network);
  const { payloadBytes } = fields(settings.sessionManager);
  const { sources } = fields(settings.fleet);
  return {
    sources: Array.isArray(sources) ? sources.flatMap(sourceOf) : [{ profile: null, region: null }],
    network: { proxy: text(proxy) ?? 'system', caBundle: text(caBundle) },
    payloadBytes: isPayloadBytes(payloadBytes) ? payloadBytes : MIN_PAYLOAD_BYTES,
  };
}

function sourceOf(entry: unknown): PlainSettings['sources'] {
  const { profile, region, isOn } = fields(entry);
  return isOn === false ? [] : [{ profile: text(profile), region: text(region) }];
}

const fields = (value: unknown): Record<string, unknown> => Object(value) as Record<string, unknown>;

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const isPayloadBytes = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= MIN_PAYLOAD_BYTES && (value as number) <= MAX_PAYLOAD_BYTES;
