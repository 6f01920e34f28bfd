import { basename } from 'node:path';
import { FileError } from '../../mapping/mapping-errors.js';
import type { Mapping } from '../../mapping/mapping-schema.js';
import { RowMapper } from '../../mapping/row-mapper.js';
import { fingerprint } from '../../mapping/source-text.js';
import type { Sample, SampleParts, SampleRow } from '../connector-kind.js';
import { DropFolder, isTemporary } from './drop-folder.js';
import { fileRows } from './file-rows.js';
import { KnownFiles } from './known-files.js';

/**
 * The rows of the file that would be read next; of none when every file of the folder was read before.
 * @throws FileError when the folder or the file cannot be read
 */
export async function sampleFile(
  folder: string,
  isRecursive: boolean,
  mapping: Mapping,
  { checkpoint, rejected }: Pick<SampleParts, 'checkpoint' | 'rejected'>,
): Promise<Sample> {
  const mapper = new RowMapper(mapping, () => 'preview');
  const known = new KnownFiles({ checkpoint, rejected: () => rejected, saveCheckpoint: () => {} }, mapping);
  for (const { path, name } of await filesOf(new DropFolder(folder, isRecursive))) {
    if (isTemporary(basename(path))) continue;
    if (known.nameOf(await fingerprint(path, mapping.input)) !== undefined) continue;
    return { source: path, fileName: name, mapping, rows: fileRows(path, mapping, mapper) };
  }
  return { source: `${folder} (no new file)`, fileName: '', mapping, rows: nothing() };
}

async function* nothing(): AsyncGenerator<SampleRow> {}

async function filesOf(folder: DropFolder): ReturnType<DropFolder['files']> {
  try {
    return await folder.files();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FileError('unreadable', `The folder ${folder.path} cannot be read (${why}); name the right folder.`, {
      cause,
    });
  }
}
