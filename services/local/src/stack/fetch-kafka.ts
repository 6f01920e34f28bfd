import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '#platform/process/free-port.js';
import { format, launch, stopBroker, untilListening, writeSettings } from './kafka-process.js';
import { inProject } from './project-folders.js';
import { makeOnce, runTool } from './run-tool.js';
import { StackError } from './stack-error.js';

/** What Kafka 4 runs on. */
const JAVA_LEAST = 17;

const JAVA_MISSING = `Kafka needs a Java runtime, version ${JAVA_LEAST} or newer: install one (on Debian: apt-get install openjdk-17-jre-headless), or name a broker that exists with KAFKA_BROKERS=host:port.`;
const MAVEN_MISSING =
  'Kafka is fetched with Maven, which is missing: install it (on Debian: apt-get install maven), or name a broker that exists with KAFKA_BROKERS=host:port.';

/** A Kafka that can be started. */
export interface KafkaProgram {
  /** Folder with a pom and, in lib/, the jars. */
  readonly libraries: string;
  /**
   * File with the classes that a broker loads, as Java has read and checked them: with it a broker starts in half of
   * the time.
   */
  readonly classes: string;
}

/** @returns its version, as 17.0.15. @throws StackError when there is no Java, or an old one */
async function requireJava(): Promise<string> {
  // Prints "openjdk 17.0.15 2025-04-15" and the like.
  const printed = await runTool('java', ['--version'], { missing: JAVA_MISSING });
  const [version = '', major = 0] = /\b(\d+)[.\d]*/.exec(printed) ?? [];
  if (Number(major) < JAVA_LEAST) throw new StackError(`${JAVA_MISSING} This machine has ${printed.split('\n')[0]}.`);
  return version;
}

/**
 * Kafka's jars, fetched with Maven, under its own configuration, the first time; and the archive of its classes, which
 * a broker that runs for a moment leaves behind. Java passes over an archive of other jars or of another Java, and only
 * starts more slowly.
 * @throws StackError when Java or Maven are missing
 */
export async function fetchKafka(tell: (text: string) => void): Promise<KafkaProgram> {
  const java = await requireJava();
  const libraries = await makeOnce(inProject('.cache/kafka-4.3.1'), async (partial) => {
    tell('Fetching Kafka with Maven (45 MB, once) ...');
    await cp(inProject('infra/local/kafka/pom.xml'), join(partial, 'pom.xml'));
    await runTool(
      'mvn',
      ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib', '-DincludeScope=runtime'],
      {
        cwd: partial,
        missing: MAVEN_MISSING,
      },
    );
    tell('Fetching Kafka: done.');
  });
  const archive = await makeOnce(`${libraries}-classes-java-${java}`, async (partial) => {
    tell('Preparing Kafka to start fast (once) ...');
    const folder = join(partial, 'broker');
    await mkdir(folder);
    const ports = { broker: await freePort(), controller: await freePort() };
    const settings = await writeSettings(folder, ports);
    await format(libraries, folder, settings);
    const pid = launch(libraries, folder, settings, `-XX:ArchiveClassesAtExit=${join(partial, 'kafka.jsa')}`);
    try {
      await untilListening(pid, ports.broker, folder);
    } finally {
      await stopBroker(pid);
    }
    await rm(folder, { recursive: true });
    tell('Preparing Kafka: done.');
  });
  return { libraries, classes: join(archive, 'kafka.jsa') };
}
