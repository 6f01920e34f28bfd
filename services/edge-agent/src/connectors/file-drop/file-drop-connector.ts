import { mkdir, rename, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { watch } from 'chokidar';
import type { AgentLog } from '../../agent/agent-log.js';
import { FileError } from '../../mapping/mapping-errors.js';
import type { Mapping } from '../../mapping/mapping-schema.js';
import { RowMapper } from '../../mapping/row-mapper.js';
import { fingerprint } from '../../mapping/source-text.js';
import type { Connector, ConnectorHealth, Sink } from '../connector.js';
import { DropFolder, OWN_FOLDERS } from './drop-folder.js';
import { feedFile } from './feed-file.js';
import { KnownFiles } from './known-files.js';
import { SettledFiles } from './settled-files.js';

export interface FileDropOptions {
  /** Folder into which the queue system writes its files; done/, rejects/ and failed/ are created in it. */
  readonly folder: string;
  readonly mapping: Mapping;
  readonly secret: () => string;
  readonly log: AgentLog;
  /** Whether the folders in the folder are read too. */
  readonly recursive?: boolean;
  /** How long a file must be unchanged before it is read, milliseconds; default 2 s. */
  readonly settleMs?: number;
}

const DEFAULT_SETTLE_MS = 2000;
const POLL_MS = 5000;
const MIN_REST_MS = 10;
/** Pause before a file that could not be read or moved is tried again, milliseconds. */
const RETRY_MS = 5000;

/**
 * Reads every file that is put into a folder, then moves it to done/; with `recursive` also those in its folders. The
 * same content is not read twice, even under another name. A file that cannot be read is moved to failed/; the reason
 * is in the health and in the log. After a crash the file is read again, and facts that were recorded before count as
 * duplicates.
 */
export class FileDropConnector implements Connector {
  readonly kind = 'file-drop';
  readonly #options: FileDropOptions;
  readonly #mapper: RowMapper;
  readonly #folder: DropFolder;
  #running: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};
  #health: ConnectorHealth;
  #abandoned: readonly string[] = [];

  /** @throws MappingError when the mapping contradicts itself or names something that it does not define */
  constructor(options: FileDropOptions) {
    this.#options = options;
    this.#mapper = new RowMapper(options.mapping, options.secret);
    this.#folder = new DropFolder(options.folder, options.recursive === true);
    this.#health = { ok: true, message: `Watching the folder ${options.folder}.` };
  }

  async start(sink: Sink, signal: AbortSignal): Promise<void> {
    const { folder, settleMs = DEFAULT_SETTLE_MS } = this.#options;
    try {
      for (const name of OWN_FOLDERS) await mkdir(join(folder, name), { recursive: true });
    } catch (error) {
      throw new Error(
        `The folder ${folder} cannot be used (${messageOf(error)}); configure a folder that the agent may write to.`,
        { cause: error },
      );
    }
    // The watcher only starts a scan early: a network folder may send no events, and a file name that is used again may
    // look unchanged.
    const own = OWN_FOLDERS.map((name) => join(folder, name));
    const watcher = watch(folder, {
      ...(this.#folder.isRecursive ? {} : { depth: 0 }),
      ignored: (path) => own.includes(path),
      followSymlinks: false,
    });
    watcher.on('all', () => this.#wake());
    watcher.on('error', (error) =>
      this.#reportProblem(`The folder ${folder} cannot be watched (${messageOf(error)}).`),
    );
    signal.addEventListener('abort', () => this.#wake(), { once: true });
    this.#running = this.#run(new SettledFiles(this.#folder, settleMs), sink, signal).finally(() => watcher.close());
  }

  async #run(files: SettledFiles, sink: Sink, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const { settled, isUnsettled, abandoned } = await files.look(performance.now());
        this.#abandoned = abandoned;
        for (const path of settled) await this.#take(path, sink, signal);
        if (settled.length === 0) await this.#rest(isUnsettled ? files.settleMs : POLL_MS);
      } catch (error) {
        this.#reportProblem(
          `The folder ${files.folder.path} cannot be read (${messageOf(error)}); restore it, or configure another folder.`,
        );
        await this.#rest(POLL_MS);
      }
    }
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(ms, MIN_REST_MS));
      this.#wake = () => {
        clearTimeout(timer);
        // Events come in groups; one scan handles the whole group.
        setTimeout(resolve, MIN_REST_MS);
      };
    });
  }

  async #take(path: string, sink: Sink, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    try {
      await this.#read(path, sink, signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#reportProblem(messageOf(error));
      const isMoved =
        error instanceof FileError &&
        (await this.#move(path, 'failed').then(
          () => true,
          () => false,
        ));
      if (!isMoved) await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #read(path: string, sink: Sink, signal: AbortSignal): Promise<void> {
    const { mapping, folder, log } = this.#options;
    const name = this.#folder.nameOf(path);
    const checksum = await fingerprint(path, mapping.input);
    const files = new KnownFiles(sink, mapping);
    const known = files.nameOf(checksum);
    const rejected = sink.rejected();
    if (known !== undefined) {
      await this.#move(path, 'done');
      log.info(
        { file: name },
        `The file has the same content as ${known}, which was read before, so it is not read again.`,
      );
      return;
    }
    const rejectsPath = join(folder, 'rejects', `${name}.${checksum.slice(0, 8)}.csv`);
    const onFull = (error: Error): void => this.#reportProblem(error.message);
    const report = await feedFile({
      path,
      fileName: name,
      mapping,
      mapper: this.#mapper,
      sink,
      rejectsPath,
      signal,
      onFull,
    });
    files.save(checksum, name, rejected);
    await this.#move(path, 'done');
    const { named: _, ...counts } = report;
    log.info({ file: name, ...counts }, 'The file has been read.');
    this.#health = {
      ok: report.rejected === 0,
      message:
        `Read ${name}: ${report.rowsRead} rows, ${report.eventsAccepted} events, ` +
        `${report.rejected} rejected${report.rejected === 0 ? '.' : `; see ${rejectsPath}.`}`,
    };
  }

  /**
   * The folders of a tree are made again there. If the name is in use in the target folder, the file's modification
   * time is added to it.
   */
  async #move(path: string, to: string): Promise<void> {
    const target = join(this.#options.folder, to, this.#folder.nameOf(path));
    await mkdir(dirname(target), { recursive: true });
    const isTaken = await stat(target).then(
      () => true,
      () => false,
    );
    if (!isTaken) return rename(path, target);
    const { mtimeMs } = await stat(path);
    const ending = extname(target);
    return rename(path, `${target.slice(0, target.length - ending.length)}.${Math.round(mtimeMs)}${ending}`);
  }

  #reportProblem(message: string): void {
    this.#health = { ok: false, message };
    this.#options.log.error({}, message);
  }

  health(): ConnectorHealth {
    const [first] = this.#abandoned;
    if (first === undefined) return this.#health;
    const abandoned =
      `${this.#abandoned.length} files such as ${first} have the name of a file that is being written, and have not ` +
      'changed for an hour; let the program that writes them rename them at the end, or rename or delete them.';
    return { ok: false, message: `${this.#health.message} ${abandoned}` };
  }

  async stopped(): Promise<void> {
    await this.#running;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
