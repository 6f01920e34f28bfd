import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '#platform/process/free-port.js';
import { format, launch, stopBroker, untilListening, writeSettings } from './kafka-process.js';
import { inProject } from './project-folders.js';
import { makeOnce, runTool } from './run-tool.js';
import { StackError } from './stack-error.js';

/** The minimum Java version of Kafka 4. */
const MIN_JAVA = 17;

const JAVA_MISSING =
  `Kafka needs a Java runtime, version ${MIN_JAVA} or newer: install one (on Debian: apt-get install ` +
  'openjdk-17-jre-headless), or name an existing broker with KAFKA_BROKERS=host:port.';
const MAVEN_MISSING =
  'Maven, which downloads Kafka, is missing: install it (on Debian: apt-get install maven), or name an existing ' +
  'broker with KAFKA_BROKERS=host:port.';

/** The files that are needed to start Kafka. */
export interface KafkaProgram {
  /** Folder with a pom, and the jars in lib/. */
  readonly libraries: string;
  /**
   * Archive of the classes that a broker loads, already parsed and verified by Java: it halves the start time of a
   * broker.
   */
  readonly classes: string;
}

/** @returns the version of Java, for example 17.0.15. @throws StackError when Java is missing or too old */
async function requireJava(): Promise<string> {
  // Prints "openjdk 17.0.15 2025-04-15" and the like.
  const printed = await runTool('java', ['--version'], { missing: JAVA_MISSING });
  const [version = '', major = 0] = /\b(\d+)[.\d]*/.exec(printed) ?? [];
  if (Number(major) < MIN_JAVA) throw new StackError(`${JAVA_MISSING} This machine has ${printed.split('\n')[0]}.`);
  return version;
}

/**
 * Downloads Kafka's jars with Maven, with Maven's own configuration, the first time; and creates the archive of its
 * classes by running a broker for a moment. Java ignores an archive of other jars or of another Java version, and then
 * only starts more slowly.
 * @throws StackError when Java or Maven is missing
 */
export async function fetchKafka(report: (text: string) => void): Promise<KafkaProgram> {
  const java = await requireJava();
  const libraries = await makeOnce(inProject('.cache/kafka-4.3.1'), async (partial) => {
    report('Downloading Kafka with Maven (45 MB, once) ...');
    await cp(inProject('infra/local/kafka/pom.xml'), join(partial, 'pom.xml'));
    await runTool(
      'mvn',
      ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib', '-DincludeScope=runtime'],
      {
        cwd: partial,
        missing: MAVEN_MISSING,
      },
    );
    report('Downloading Kafka: done.');
  });
  const archive = await makeOnce(`${libraries}-classes-java-${java}`, async (partial) => {
    report('Preparing Kafka to start fast (once) ...');
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
    report('Preparing Kafka: done.');
  });
  return { libraries, classes: join(archive, 'kafka.jsa') };
}
