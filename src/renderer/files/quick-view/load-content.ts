import type { Side } from '../../../shared/contract/index.js';
import { currentLanguage } from '../../i18n.js';
import type { FilesCall } from '../files-link.js';
import { decodeText, hexDump, pictureType } from './decode.js';

const KIB = 1024;
/** Enough to tell what a file is, and for most of them to show it. */
const FIRST_BYTES = 32 * KIB;
/** Nobody reads more of a text in a quick view. */
export const MAX_TEXT_BYTES = 256 * KIB;
/** At about 1 MB/s a bigger picture would not be quick. */
export const MAX_PICTURE_BYTES = 8 * KIB * KIB;
const MAX_HEX_BYTES = 4 * KIB;
/** What is asked for at once, so that a view that is not wanted any more ends soon. */
const PIECE_BYTES = 256 * KIB;

/** What a quick view shows of a file. */
export type ViewContent = { readonly size: number } & (
  | { readonly kind: 'text'; readonly text: string; readonly encoding: string; readonly isWhole: boolean }
  | { readonly kind: 'picture'; readonly url: string }
  | { readonly kind: 'bytes'; readonly text: string; readonly isWhole: boolean }
  | { readonly kind: 'large-picture' }
);

/**
 * Reads as much of a file as a quick view shows.
 *
 * @throws ProblemError where it cannot be read; the signal's reason
 */
export async function loadContent(
  call: FilesCall,
  place: { readonly side: Side; readonly path: string },
  signal: AbortSignal,
): Promise<ViewContent> {
  const read = (offset: number, length: number) => call('read', { ...place, offset, length }, { signal });
  const first = await read(0, FIRST_BYTES);
  const { size } = first;
  /** The file's beginning, of at most so many bytes. */
  const upTo = async (most: number): Promise<Uint8Array<ArrayBuffer>> => {
    const parts: Uint8Array<ArrayBuffer>[] = [Uint8Array.from(first.bytes)];
    let length = first.bytes.length;
    for (const end = Math.min(most, size); length < end;) {
      const { bytes } = await read(length, Math.min(PIECE_BYTES, end - length));
      // It has shrunk meanwhile.
      if (bytes.length === 0) break;
      parts.push(Uint8Array.from(bytes));
      length += bytes.length;
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  };
  const type = pictureType(first.bytes);
  if (type !== null) {
    if (size > MAX_PICTURE_BYTES) return { kind: 'large-picture', size };
    return { kind: 'picture', size, url: await dataUrl(await upTo(MAX_PICTURE_BYTES), type) };
  }
  const isText = decodeText(first.bytes, first.bytes.length >= size, currentLanguage()) !== null;
  const bytes = isText ? await upTo(MAX_TEXT_BYTES) : first.bytes;
  const decoded = isText ? decodeText(bytes, bytes.length >= size, currentLanguage()) : null;
  if (decoded !== null) return { kind: 'text', size, ...decoded, isWhole: bytes.length >= size };
  return {
    kind: 'bytes',
    size,
    text: hexDump(bytes.subarray(0, MAX_HEX_BYTES)),
    isWhole: size <= MAX_HEX_BYTES,
  };
}

/** A picture as an address that the page may show: as an image it runs nothing, whatever is in it. */
function dataUrl(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<string> {
  const reader = new FileReader();
  return new Promise((resolve, reject) => {
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error ?? new Error('The picture could not be read'));
    reader.readAsDataURL(new Blob([bytes], { type }));
  });
}
