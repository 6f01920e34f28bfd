import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PostgresBinaries, unprivilegedUser } from '../embedded/postgres-binaries.js';
import { programsFolder } from './project-folders.js';
import { makeOnce, runTool } from './run-tool.js';
import { StackError } from './stack-error.js';

const SUITE = 'trixie';
const WANTED = ['postgresql-17', 'postgresql-17-timescaledb', 'patchelf'];
/** Dependencies of the packages that a server without JIT, Perl, mail and locales never uses. */
const UNUSED =
  /^(libllvm|libz3|perl|libperl|libjson-perl|libipc-run-perl|libio-pty-perl|locales|libc-l10n|libc-bin|openssl_|adduser|passwd|login|debconf|ucf|procps|sysvinit|init-system|base-passwd|sensible|libpam-modules|postgresql-client-common|postgresql-common)/;

const APT_MISSING =
  "TimescaleDB is downloaded from Debian's packages with apt-get and dpkg, which are missing on this machine: name an existing database that has the extension timescaledb with DATABASE_URL=postgres://...";
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

const apt = (command: string, args: readonly string[]): Promise<string> =>
  runTool(command, args, { missing: APT_MISSING });

/** The address of Debian's archive, from this machine's own package sources. */
async function archiveAddress(): Promise<string> {
  const printed = await apt('apt-get', [
    'indextargets',
    '--format',
    '$(REPO_URI) $(COMPONENT)',
    'Created-By: Packages',
  ]);
  const found = printed
    .split('\n')
    .map((line) => line.split(' '))
    .find(([address, component]) => component === 'main' && address !== undefined && /\/debian\/?$/.test(address));
  if (found?.[0] === undefined)
    throw new StackError(
      `TimescaleDB is downloaded from Debian's archive, which is not among this machine's package sources: name ` +
        'an existing database with DATABASE_URL=postgres://...',
    );
  return found[0];
}

/**
 * Options that give apt a separate state in which nothing is installed: apt then downloads every library, and the
 * machine stays unchanged.
 */
async function privateState(folder: string): Promise<readonly string[]> {
  const at = (name: string): string => join(folder, name);
  await Promise.all(
    ['lists/partial', 'cache/archives/partial', 'state'].map((name) => mkdir(at(name), { recursive: true })),
  );
  await writeFile(at('status'), '');
  await writeFile(
    at('sources.list'),
    `deb [signed-by=${KEYRING} target=Packages] ${await archiveAddress()} ${SUITE} main\n`,
  );
  const settings = {
    'Dir::State': at('state'),
    'Dir::State::Lists': at('lists'),
    'Dir::State::status': at('status'),
    'Dir::Cache': at('cache'),
    'Dir::Etc::sourcelist': at('sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'APT::Install-Recommends': 'false',
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
    'Debug::NoLocking': 'true',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/** The packages that are needed at run time, as "name=version". */
async function neededPackages(options: readonly string[]): Promise<readonly string[]> {
  const printed = await apt('apt-get', [...options, 'install', '--simulate', '-qq', '-y', ...WANTED]);
  const names = printed
    .split('\n')
    .flatMap((line) => {
      const found = /^Inst (\S+) \((\S+)/.exec(line);
      return found?.[1] === undefined || found[2] === undefined ? [] : [`${found[1]}=${found[2]}`];
    })
    .filter((name) => !UNUSED.test(name));
  if (!names.some((name) => name.startsWith('postgresql-17-timescaledb=')))
    throw new StackError(`apt-get did not find postgresql-17-timescaledb in Debian's ${SUITE}.`);
  return names;
}

/** Sets the loader and the library path of every program to those of the downloaded packages. */
async function bindLibraries(partial: string, folder: string): Promise<void> {
  const triple = (await readdir(join(partial, 'usr/lib'))).find((name) => name.endsWith('-linux-gnu')) ?? '';
  const libraries = join('usr/lib', triple);
  const loader = (await readdir(join(partial, libraries))).find((name) => /^ld-linux.*\.so\.\d$/.test(name));
  if (loader === undefined) throw new StackError('The packages of PostgreSQL contain no loader for this machine.');
  const bin = join(partial, 'usr/lib/postgresql/17/bin');
  await apt(join(partial, libraries, loader), [
    '--library-path',
    join(partial, libraries),
    join(partial, 'usr/bin/patchelf'),
    '--force-rpath',
    '--set-rpath',
    join(folder, libraries),
    '--set-interpreter',
    join(folder, libraries, loader),
    ...['postgres', 'initdb', 'psql', 'pg_dump', 'pg_restore', 'pg_basebackup'].map((name) => join(bin, name)),
  ]);
}

/**
 * Downloads PostgreSQL 17 with TimescaleDB (apache edition) from Debian 13's packages the first time; nothing is
 * installed.
 * @throws StackError when the machine cannot download them
 */
export async function fetchTimescale(report: (text: string) => void): Promise<PostgresBinaries> {
  const place = join(await programsFolder(), 'timescaledb-17');
  const folder = await makeOnce(place, async (partial) => {
    report('Downloading TimescaleDB from the packages of Debian (45 MB, once) ...');
    const workshop = join(partial, 'apt');
    await mkdir(workshop);
    const options = await privateState(workshop);
    await apt('apt-get', [...options, 'update', '-qq']);
    const packages = await neededPackages(options);
    await runTool('apt-get', [...options, 'download', '-qq', ...packages], { cwd: workshop, missing: APT_MISSING });
    const files = (await readdir(workshop)).filter((name) => name.endsWith('.deb'));
    for (const name of files) await apt('dpkg-deb', ['-x', join(workshop, name), partial]);
    await bindLibraries(partial, place);
    await rm(workshop, { recursive: true, force: true });
    report('Downloading TimescaleDB: done.');
  });
  const bin = join(folder, 'usr/lib/postgresql/17/bin');
  return {
    initdb: join(bin, 'initdb'),
    postgres: join(bin, 'postgres'),
    user: await unprivilegedUser(),
    environment: { TZDIR: join(folder, 'usr/share/zoneinfo') },
  };
}
