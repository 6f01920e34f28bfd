import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { inProject } from './project-folders.js';
import { makeOnce, runTool } from './run-tool.js';
import { StackError } from './stack-error.js';

/** What Kafka 4 runs on. */
const JAVA_LEAST = 17;

const JAVA_MISSING = `Kafka needs a Java runtime, version ${JAVA_LEAST} or newer: install one (on Debian: apt-get install openjdk-17-jre-headless), or name a broker that exists with KAFKA_BROKERS=host:port.`;
const MAVEN_MISSING =
  'Kafka is fetched with Maven, which is missing: install it (on Debian: apt-get install maven), or name a broker that exists with KAFKA_BROKERS=host:port.';

/** @throws StackError when there is no Java, or an old one */
async function requireJava(): Promise<void> {
  // Prints "openjdk 17.0.15 2025-04-15" and the like.
  const printed = await runTool('java', ['--version'], { missing: JAVA_MISSING });
  const major = Number(/\b(\d+)[.\d]*/.exec(printed)?.[1] ?? 0);
  if (major < JAVA_LEAST) throw new StackError(`${JAVA_MISSING} This machine has ${printed.split('\n')[0]}.`);
}

/**
 * The folder of Kafka's jars; fetched with Maven, under its own configuration, the first time.
 * @throws StackError when Java or Maven are missing
 */
export async function fetchKafka(tell: (text: string) => void): Promise<string> {
  await requireJava();
  return makeOnce(inProject('.cache/kafka-4.3.1'), async (partial) => {
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
}
